"""The centre's own words come back to a store that lost them: what a key it has replaced still proves, and what no longer.

With each key that is replaced lies how far the centre had spoken with it, chain and all, beside the keys: a store put back from a
backup does not take that away. What such a key signed is taken only where the chain leads to there, or to what a station itself says
that it holds, so whoever has got hold of the old key can add nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from models.events.envelope import channel_of
from models.problems import StationError
from models.services.centre.store import Centre
from models.store import journal
from models.store.local import read_setting, write_setting
from models.sync.manifest import Acknowledged, Run
from models.sync.package import PackageContent
from models.sync.refusal import PackageRefused
from models.sync.signing import SigningKey

_Place = tuple[int, str]
"""A line and the chain's hash there, in hex."""


class WordsWait(StationError):  # noqa: N818  # says what happened, as PackageHeld does
    """Words of the centre, signed with a key it replaced, that nothing proves yet: they wait for what the station sends beside them."""

    def __init__(self, number: int, seq_to: int) -> None:
        super().__init__(
            f"这是县中心以前写给供电所的第 {number} 号包（到第 {seq_to} 条），用换下的旧密钥签的，本库没有这些：还不能证明是县中心写的。",
            "请把供电所这次交来的包都收下，收齐以后自动接收；还不行的，给它写一份回执，它下次导出会补来。这个包已留着。",
        )


class Spoken(msgspec.Struct, frozen=True):
    """How far the centre had spoken when a key was replaced: its epoch then, and of each channel the last line of each epoch."""

    epoch: str
    heads: dict[str, dict[str, _Place]]


def spoken_so_far(connection: sa.Connection) -> str:
    """How far the centre has spoken to every station, inside a transaction, as a text to be kept with the key that is replaced."""
    heads: dict[str, dict[str, _Place]] = {}
    for code, epoch, last in journal.epochs(connection):
        if code.startswith(channel_of("")):
            heads.setdefault(code, {})[epoch] = (last, journal.hashes(connection, code, epoch, last, last)[last].hex())
    return msgspec.json.encode(Spoken(read_setting(connection, "epoch"), heads)).decode()


def note_held(connection: sa.Connection, station: str, have: tuple[Acknowledged, ...]) -> None:
    """Keeps what a station says, under the key it uses now, to hold of its channel beyond what is here: after a restore that proves it."""
    channel = channel_of(station)
    known = _held(connection, channel)
    told = {**known, **{f"{one.epoch}:{one.seq}": one.chain for one in have if one.station == channel}}
    beyond = {name: chain for name, chain in told.items() if not _is_here(connection, channel, name)}
    if beyond != known:
        write_setting(connection, _held_key(channel), msgspec.json.encode(beyond).decode())
    write_setting(connection, _heard_key(station), read_setting(connection, "epoch"))


def lost_words(connection: sa.Connection, station: str) -> str:
    """What is to be done before a station's cases are worked on where this store was put back; empty where nothing of ours can lack.

    Until a package of the station came in the new epoch nobody knows; then it tells whether it holds words that are not here.
    """
    epoch = read_setting(connection, "epoch")
    if int(epoch.partition(".")[0]) < 2 or not journal.epochs(connection, station):
        return ""
    if read_setting(connection, _heard_key(station)) != epoch:
        return "县中心的库恢复过，还没有收到这个供电所恢复以后的包：以前办过的可能还没有回来，先收它的包，免得重办。"
    channel = channel_of(station)
    if any(not _is_here(connection, channel, name) for name in _held(connection, channel)):
        return "县中心的库恢复过，以前写给这个供电所的话还没有全回来：先写回执给它，它下次导出会带回，收了再办，免得重办。"
    return ""


def _heard_key(station: str) -> str:
    return f"heard_in:{station}"


def _is_here(connection: sa.Connection, channel: str, name: str) -> bool:
    epoch, _, seq = name.rpartition(":")
    return not int(seq) or bool(journal.hashes(connection, channel, epoch, int(seq), int(seq)))


def _held_key(channel: str) -> str:
    return f"held_at_the_station:{channel}"


def _held(connection: sa.Connection, channel: str) -> dict[str, str]:
    return msgspec.json.decode(read_setting(connection, _held_key(channel), "{}"), type=dict[str, str])


def check_words(connection: sa.Connection, centre: Centre, content: PackageContent) -> WordsWait | None:
    """Whether a package that one of the centre's own keys signed may be taken; it waits for what is returned, if anything.

    Raises PackageRefused for what a replaced key cannot have said, and for what is no word of the centre at all. Inside a transaction,
    in which the links of a chain that are not proved yet are kept for the packages that come beside it.
    """
    said = content.statement
    if said.sender_kind != "centre" or not said.runs:
        raise PackageRefused("not_our_words", said.kind)
    bound = _bound(centre, content.signer)
    if bound is None:
        return None
    rest = iter(content.lines)
    waits = False
    for run in said.runs:
        links = _links(run, rest)
        whose = run.journal or said.station
        own = journal.hashes(connection, whose, run.epoch, run.seq_from, run.seq_to)
        if any(seq in own and own[seq].hex() != child for seq, _, child in links):
            raise PackageRefused("replaced_signer", f"与已有的第 {_first_other(links, own)} 条不同")
        if len(own) < len(links):
            waits = not (run.journal and _Chain(connection, bound, run).proves(links)) or waits
    return WordsWait(said.pkg_no, said.seq_to) if waits else None


def _first_other(links: list[tuple[int, str, str]], own: Mapping[int, bytes]) -> int:
    return next(seq for seq, _, child in links if seq in own and own[seq].hex() != child)


def _bound(centre: Centre, signer: str) -> Spoken | None:
    """How far a replaced key may speak, None for the key in use; one replaced before this was kept proves nothing that is not here."""
    if SigningKey.from_bytes(centre.keys.signing_seed).fingerprint == signer:
        return None
    found = [one.spoken for one in centre.keys.former if SigningKey.from_bytes(one.signing_seed).fingerprint == signer]
    return msgspec.json.decode(found[-1], type=Spoken) if found and found[-1] else Spoken("", {})


def _links(run: Run, rest: Iterator[bytes]) -> list[tuple[int, str, str]]:
    """Every line of a run as (seq, hash before it, hash at it)."""
    found, before = [], bytes.fromhex(run.chain_before)
    for seq in range(run.seq_from, run.seq_to + 1):
        here = journal.chain(before, next(rest))
        found.append((seq, before.hex(), here.hex()))
        before = here
    return found


@dataclass(frozen=True)
class _Chain:
    """One epoch of a channel as far as a replaced key may have written it."""

    connection: sa.Connection
    bound: Spoken
    run: Run

    def proves(self, links: list[tuple[int, str, str]]) -> bool:
        """Whether the chain leads from the end of these lines to where the centre is known to have been; else they are kept as links.

        Raises PackageRefused where the key was replaced before these numbers were given out.
        """
        ends = self._ends()
        if self.run.seq_to > max((seq for seq, _ in ends), default=0):
            self._check_open()
            return False
        known = {**self._kept(), **{f"{seq}:{child}": parent for seq, parent, child in links}}
        write_setting(self.connection, self._key, msgspec.json.encode(known).decode())
        return any((self.run.seq_to, links[-1][2]) in _walk(known, end) for end in ends)

    def _ends(self) -> list[_Place]:
        """Where the centre is known to have been: when the key was replaced, and where the station says it is, as far as that may be so.

        In the epoch of that day no further than it was then; in earlier ones anywhere: a store that was put back before the key was
        replaced did not know all it had said in them. What no station ever got is lost with a store, and proves nothing any more.
        """
        head = self.bound.heads.get(self.run.journal, {}).get(self.run.epoch)
        ends = [head] if head else []
        for name, chain in _held(self.connection, self.run.journal).items():
            epoch, _, seq = name.rpartition(":")
            if epoch == self.run.epoch and (self._was_over() or (head is not None and int(seq) <= head[0])):
                ends.append((int(seq), chain))
        return ends

    def _was_over(self) -> bool:
        """Whether the epoch had ended when the key was replaced, so that more may have been said in it than was known then."""
        return self.run.epoch != self.bound.epoch and self.run.epoch.partition(".")[0] <= self.bound.epoch.partition(".")[0]

    def _check_open(self) -> None:
        if not self._was_over():
            raise PackageRefused("replaced_signer", f"第 {self.run.seq_to} 条是换钥以后的")

    @property
    def _key(self) -> str:
        return f"links:{self.run.journal}:{self.run.epoch}"

    def _kept(self) -> dict[str, str]:
        return msgspec.json.decode(read_setting(self.connection, self._key, "{}"), type=dict[str, str])


def _walk(known: Mapping[str, str], end: _Place) -> set[_Place]:
    """All places on the chain that leads to `end`, as far as its links are known."""
    found = set[_Place]()
    place: _Place | None = end
    while place is not None and place not in found:
        found.add(place)
        parent = known.get(f"{place[0]}:{place[1]}")
        place = None if parent is None else (place[0] - 1, parent)
    return found
