"""What one export carries, divided into parts that each fit a stick's file, written one by one and noted together."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial

import msgspec
import sqlalchemy as sa

from models.freed_memory import give_back
from models.problems import StationError, cause_of
from models.services.exchange.station_signing import signing_key_of
from models.services.station import Station, looking
from models.store import journal
from models.store.line_sizes import Stretch, stretches
from models.store.session import cause, explain, forget_pages
from models.store.views import outbox
from models.sync.delivery import Delivered, deliver
from models.sync.encryption import Identity
from models.sync.manifest import Run, Statement
from models.sync.package import LARGEST, build, check_made, file_name, read
from models.sync.signing import SigningKey

MOST_LINES = 8 << 20
"""Bytes of lines with their personal parts in one part, so that neither the writer nor the reader holds more of them at once."""
MOST_ATTACHED = 16 << 20
"""Bytes of lines and attachments in one part that holds attachments, for the same reason; a larger attachment goes in a part of its own."""
MOST_FILES = 40_000
"""Attachments in one part; the archive may hold 50,000 files."""
_OVERHEAD = 64 << 10
_PER_LINE = 120
_STRETCH = 250
_FEW = 4  # parts whose lines the store may keep at hand from their measuring to their reading
_PER_FILE = 1 << 10


@dataclass(frozen=True)
class Load:
    """What one export carries: `runs` announces the lines, which are read part by part; `attachments` may be read one by one, too.

    `sizes` are those of the attachments, in bytes; `remarks` tell the clerk of those that are left behind.
    """

    kind: str
    runs: tuple[Run, ...]
    attachments: Mapping[str, bytes]
    sizes: Mapping[str, int]
    counts: tuple[tuple[str, int], ...]
    stages: Mapping[str, int]
    remarks: tuple[str, ...] = ()

    @property
    def lines(self) -> int:
        """How many lines it carries."""
        return sum(map(_length, self.runs))


@dataclass(frozen=True)
class Chosen(Mapping[str, bytes]):
    """Some of the attachments of a load, read from it when they are asked for."""

    whole: Mapping[str, bytes]
    names: list[str]

    def __getitem__(self, sha256: str) -> bytes:
        return self.whole[sha256]

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


@dataclass
class Part:
    """One part of a load: its runs of lines and its attachments; `room` is what is left of its limit, in bytes."""

    room: int
    runs: tuple[Run, ...] = ()
    text: int = 0
    attached: int = 0
    attachments: list[str] = field(default_factory=list)

    @property
    def lines(self) -> int:
        """How many lines it carries."""
        return sum(map(_length, self.runs))

    def takes(self, size: int, *, text: int = 0, attached: int = 0) -> bool:
        """Whether so many bytes more still fit, of lines (`text`) or of one attachment; the first thing always does."""
        empty = not self.text and not self.attachments
        return empty or self.fits(size, text=text, attached=attached)

    def fits(self, size: int, *, text: int = 0, attached: int = 0) -> bool:
        """As `takes`, but for the first thing, too."""
        held = self.text + self.attached + attached if attached else 0
        most = self.text + text <= MOST_LINES and held <= MOST_ATTACHED and len(self.attachments) < MOST_FILES
        return size <= self.room and most

    def add_lines(self, size: int) -> None:
        """Counts so many bytes of lines."""
        self.room -= size
        self.text += size


def _length(run: Run) -> int:
    return run.seq_to - run.seq_from + 1


def divide(connection: sa.Connection, station: str, load: Load, limit: int = LARGEST) -> tuple[Part, ...]:
    """Parts of at most `limit` bytes, counted before compression: lines in their order with their personal parts, then attachments."""
    parts = [Part(limit - _OVERHEAD)]
    for run in load.runs:
        _divide_lines(connection, run.journal or station, parts, run, limit - _OVERHEAD)
    for name, size in load.sizes.items():
        if not parts[-1].takes(size + _PER_FILE, attached=size):
            parts.append(Part(limit - _OVERHEAD))
        parts[-1].attachments.append(name)
        parts[-1].attached += size
        parts[-1].room -= size + _PER_FILE
    return tuple(parts)


def _divide_lines(connection: sa.Connection, station: str, parts: list[Part], run: Run, room: int) -> None:
    """Goes on with the lines of one run in the last part, and in fresh ones where it is full: line by line only where one ends."""
    rest, between = run, partial(stretches, connection, station, run.epoch)
    for stretch in between(run.seq_from, run.seq_to, at_once=_STRETCH):
        if parts[-1].fits(_size(stretch), text=_size(stretch)):
            parts[-1].add_lines(_size(stretch))
            continue
        for line in between(stretch.first, stretch.last, at_once=1):
            if not parts[-1].takes(_size(line), text=_size(line)):
                if line.first > rest.seq_from:
                    ended, rest = _cut(rest, line.first - 1, _hash_at(connection, station, run.epoch, line.first - 1))
                    parts[-1].runs += (ended,)
                parts.append(Part(room))
            parts[-1].add_lines(_size(line))
    parts[-1].runs += (rest,)


def _size(lines: Stretch) -> int:
    """Bytes of some lines with their personal parts as they stand in a package, or a little more."""
    return lines.text + lines.lines + lines.private * 4 // 3 + lines.parts * _PER_LINE


def _cut(run: Run, last: int, chain: bytes) -> tuple[Run, Run]:
    """A run up to one of its lines, behind which the chain has that hash, and from the next one on."""
    ended = msgspec.structs.replace(run, seq_to=last, chain_after=chain.hex())
    return ended, msgspec.structs.replace(run, seq_from=last + 1, chain_before=chain.hex())


def statements(parts: tuple[Part, ...], whole: Statement) -> Iterator[Statement]:
    """The statement of each part: one set by its `pkg_id`, consecutive package numbers; `whole` says what they share."""
    for number, part in enumerate(parts):
        place = {"pkg_no": whole.pkg_no + number, "part": number + 1, "parts": len(parts)}
        yield msgspec.structs.replace(whole, runs=part.runs, **place)


@dataclass(frozen=True)
class Sender:
    """Who writes packages: the key that signs, who opens them beside their receiver, what heads their names; `looking` reads the lines."""

    key: SigningKey
    own: Identity
    code: str
    epoch: int
    looking: Callable[[], AbstractContextManager[sa.Connection]]

    @classmethod
    def of(cls, station: Station) -> Sender:
        """A station writes its own."""
        own = Identity.from_text(station.keys.identity)
        return cls(signing_key_of(station), own, station.info.code, int(station.epoch.partition(".")[0]), partial(looking, station))


Place = Callable[[Callable[[], bytes], str, int], Delivered]
"""Makes one part, unless it has it already, and puts it under a file name where it belongs; the number counts from 0."""


def write_parts(
    sender: Sender,
    load: Load,
    parts: tuple[Part, ...],
    whole: Statement,
    recipients: list[str],
    place: Place,
    *,
    undo: Callable[[Delivered], None],
) -> list[Delivered]:
    """Builds and places each part in turn, one in memory at a time; if one fails, `undo` is told of those already placed."""
    written: list[Delivered] = []

    def make(part: Part, statement: Statement) -> bytes:
        lines, private = _read(sender, part, many=len(parts) > _FEW)
        return build(
            msgspec.structs.replace(statement, prev_pkg_sha256=written[-1].sha256 if written else whole.prev_pkg_sha256),
            lines,
            key=sender.key,
            recipients=[*recipients, sender.own.recipient],
            private=private,
            attachments=Chosen(load.attachments, part.attachments),
            read_back=False,
        )

    try:
        for number, (part, statement) in enumerate(zip(parts, statements(parts, whole), strict=True)):
            name = file_name(sender.code, sender.epoch, statement.pkg_no, load.kind)
            written.append(place(partial(make, part, statement), name, number))
            give_back()
    except BaseException:
        for one in written:
            with contextlib.suppress(OSError):
                undo(one)
        raise
    return written


def _read(sender: Sender, part: Part, *, many: bool) -> tuple[list[bytes], dict[str, bytes]]:
    """The lines of a part and those of their personal parts that are still kept. Of one among `many` the store's pages are let go of."""
    with sender.looking() as connection:
        told = [
            one
            for run in part.runs
            for one in journal.texts(connection, run.journal or sender.code, run.epoch, run.seq_from, run.seq_to)
        ]
        private = journal.private_data(connection, [name for _, name in told if name])
        if many:
            forget_pages(connection)
    return [line for line, _ in told], private


def verifying(station: Station, *, made: bool) -> Callable[[bytes], None]:
    """Reads a written package as its receiver would; what it returns raises to refuse.

    What was `made` a moment ago is not asked again what its lines say: `build` followed them, and the bytes are the same.
    """
    return judging(SigningKey.from_bytes(station.keys.signing_seed), Identity.from_text(station.keys.identity), made=made)


def judging(key: SigningKey, own: Identity, *, made: bool) -> Callable[[bytes], None]:
    """As `verifying`, by a key that signed it and a secret that opens it."""
    trust = {key.fingerprint: key.verify_key}

    def verify(written: bytes) -> None:
        if made:
            check_made(written, [own], trust, me=own.recipient)
        else:
            read(written, [own], trust, me=own.recipient)

    return verify


def keep_own_copy(station: Station, data: bytes, name: str, verify: Callable[[bytes], None]) -> None:
    """Keeps a copy of a package on this computer; raises StationError where that fails."""
    kept = station.folder / "packages"
    try:
        kept.mkdir(exist_ok=True)
        deliver(data, kept, name, verify)
    except OSError as error:
        raise StationError(f"在 {kept} 里留存数据包出错（{cause_of(error)}）。", "请检查本机的磁盘空间和权限。") from error
    except StationError as error:
        hint = "请检查本机（不是 U 盘）的磁盘空间，再导出一次。"
        raise StationError(f"本机留存数据包没有成功：{error.message}", hint) from error.__cause__


def runs_after(connection: sa.Connection, station: str, answered: Callable[[str], int]) -> Iterator[Run]:
    """The runs that announce a station's lines, epoch by epoch, each from behind the line that `answered` tells of it."""
    for _, epoch, last in journal.epochs(connection, station):
        before = answered(epoch)
        if last > before:
            ends = {at: _hash_at(connection, station, epoch, at).hex() for at in (before, last)}
            yield Run(epoch=epoch, seq_from=before + 1, seq_to=last, chain_before=ends[before], chain_after=ends[last])


def _hash_at(connection: sa.Connection, station: str, epoch: str, seq: int) -> bytes:
    return journal.hashes(connection, station, epoch, seq, seq).get(seq, journal.NO_HASH)


def note(station: Station, number: int, written: list[Delivered], parts: tuple[Part, ...], load: Load, place: str) -> None:
    """Notes the parts of one export as written, all in one transaction."""
    at, counts = station.now().isoformat(timespec="seconds"), msgspec.json.encode(load.counts).decode()
    try:
        with station.database.writer.begin() as connection:
            for place_in_set, (one, part) in enumerate(zip(written, parts, strict=True)):
                runs = [(run.epoch, run.seq_from, run.seq_to) for run in part.runs]
                row = {"number": number + place_in_set, "file": one.path.name, "sha256": one.sha256, "size": one.size, "folder": place}
                said = {"written_at": at, "runs": msgspec.json.encode(runs).decode(), "counts": counts, "lines": part.lines}
                connection.execute(sa.insert(outbox).values({**row, **said}))
    except sa.exc.DBAPIError as error:
        raise explain(error, station.database.path) from cause(error)
