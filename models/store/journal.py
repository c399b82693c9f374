"""The journal: lines are appended in one transaction with the views they change, and never edited."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

import msgspec
import sqlalchemy as sa

from models.events import EpochOpened, Fact, read_fact
from models.events.envelope import VERSION, Envelope, decode_envelope, other_side, uuid7
from models.events.order import in_order
from models.problems import StationError
from models.store.bulk import insert_values
from models.store.sealing import sealer_of
from models.store.views import Text, journal, journal_on, private_part

NO_HASH = bytes(32)
_AT_ONCE = 1000
CLOCK_SLACK = timedelta(minutes=10)
CORRECTION = "ClockCorrected"


def chain(previous: bytes, line: bytes) -> bytes:
    """The hash of a line on top of the hash before it, over the exact bytes (32 bytes, zeros before the first line)."""
    return hashlib.sha256(b"yk-op-v1" + previous + len(line).to_bytes(8, "big") + line).digest()


@dataclass(frozen=True)
class Author:
    """In whose journal, by whom and from where a line is written."""

    station: str
    epoch: str
    actor: str
    dev: str
    app: str


class StoredLine(msgspec.Struct, frozen=True, gc=False):
    """One line with what the chain says of it."""

    station: str
    epoch: str
    seq: int
    line: bytes
    hash: bytes
    private: str | None
    told: Envelope | None = None
    """What the line says, where it has been decoded already."""


@dataclass
class Append:
    """Appends facts to one epoch inside an open transaction; `touched` names the records to fold anew.

    A time before the last line's is refused, but for a ClockCorrected, which `stepping_back` is for: later lines follow its time.
    """

    connection: sa.Connection
    author: Author
    now: datetime
    seq: int = 0
    hash: bytes = NO_HASH
    touched: dict[str, None] = field(default_factory=dict)
    stepping_back: bool = False
    _alone: bool | None = None

    def __post_init__(self) -> None:
        last = head(self.connection, self.author.station, self.author.epoch)
        if last is None:
            return
        self.seq, self.hash = last.seq, last.hash
        written = datetime.fromisoformat(decode_envelope(last.line).at)
        if self.now + CLOCK_SLACK < written and not self.stepping_back:
            raise StationError(
                f"电脑时间（{self.now:%Y-%m-%d %H:%M}）早于最后一条记录的时间（{written:%Y-%m-%d %H:%M}），不能登记。",
                "请先校准电脑的日期和时间（主板电池没电时常会倒退），再保存。电脑时间现在是对的、是以前的记录记成了将来："
                "请所长在“设置 → 电脑时间”里确认。",
            )

    def add(
        self,
        event: msgspec.Struct,
        on: Iterable[str],
        *,
        private: dict[str, object] | None = None,
        reason: str = "",
        at_src: Literal["clock", "typed", "paper"] = "clock",
    ) -> int:
        """Appends one fact and returns its sequence number; `private` is stored outside the line, named by its hash."""
        hashed = self._keep_private(private) if private else None
        insert_lines(self.connection, [self._chained(event, tuple(on), hashed, reason, at_src)])
        return self.seq

    def add_all(self, facts: Iterable[tuple[msgspec.Struct, tuple[str, ...]]]) -> list[int]:
        """Appends many facts without personal parts (event, records) at once and returns their sequence numbers, in order."""
        lines = [self._chained(event, on, None, "", "clock") for event, on in facts]
        insert_lines(self.connection, lines)
        return [line.seq for line in lines]

    def go_on_in(self, epoch: str) -> None:
        """Turns to a fresh epoch of the same journal."""
        self.author, self.seq, self.hash = replace(self.author, epoch=epoch), 0, NO_HASH

    def say_again(self, lines: Iterable[StoredLine]) -> None:
        """Appends facts that stood under other numbers, unchanged but for their place: what, about whom, when, by whom, why."""
        again = []
        for line in lines:
            told = decode_envelope(line.line)
            self.seq += 1
            place = {"station": self.author.station, "epoch": self.author.epoch, "seq": self.seq}
            data = msgspec.json.encode(msgspec.structs.replace(told, **place, after=self._after(told.on)))
            self.hash = chain(self.hash, data)
            self.touched.update(dict.fromkeys(told.on))
            again.append(StoredLine(self.author.station, self.author.epoch, self.seq, data, self.hash, line.private))
        insert_lines(self.connection, again)

    def _chained(
        self, event: msgspec.Struct, records: tuple[str, ...], hashed: str | None, reason: str, at_src: Literal["clock", "typed", "paper"]
    ) -> StoredLine:
        self.seq += 1
        after = self._after(records)
        envelope = Envelope(
            v=VERSION,
            op_id=uuid7(self.now),
            station=self.author.station,
            epoch=self.author.epoch,
            seq=self.seq,
            kind=type(event).__name__,
            on=records,
            at=self.now.isoformat(timespec="seconds"),
            at_src=at_src,
            actor=self.author.actor,
            dev=self.author.dev,
            app=self.author.app,
            reason=reason,
            private=hashed,
            after=after,
            body=msgspec.Raw(msgspec.json.encode(event)),
        )
        line = msgspec.json.encode(envelope)
        self.hash = chain(self.hash, line)
        self.touched.update(dict.fromkeys(records))
        return StoredLine(self.author.station, self.author.epoch, self.seq, line, self.hash, hashed)

    def _after(self, records: tuple[str, ...]) -> str | msgspec.UnsetType:
        """The last line of the other side's journal about these records, where there is any."""
        other = other_side(self.author.station)
        if self._alone is None:
            self._alone = not epochs(self.connection, other)
        if self._alone:
            return msgspec.UNSET
        j = journal_on.c
        query = sa.select(j.epoch, j.seq).where(j.record.in_(records), j.station == other).order_by(j.epoch.desc(), j.seq.desc()).limit(1)
        last = self.connection.execute(query).first()
        return f"{last.epoch}:{last.seq}" if last else msgspec.UNSET

    def _keep_private(self, private: dict[str, object]) -> str:
        data = os.urandom(16) + msgspec.json.encode(private)
        name = hashlib.sha256(data).hexdigest()
        keep_private(self.connection, {name: data})
        return name


def insert_lines(connection: sa.Connection, lines: list[StoredLine]) -> list[str]:
    """Stores checked lines and the index of the records they touch; returns those records in order of first touch."""
    told = [(one, one.told or decode_envelope(one.line)) for one in lines]
    rows = [(one.station, one.epoch, one.seq, said.kind, one.line, one.hash, one.private) for one, said in told]
    index = [(record, one.station, one.epoch, one.seq) for one, said in told for record in about(said)]
    insert_values(connection, journal, ("station", "epoch", "seq", "kind", "line", "hash", "private"), rows)
    insert_values(connection, journal_on, ("record", "station", "epoch", "seq"), index)
    return list(dict.fromkeys([record for record, *_ in index]))


def about(said: Envelope) -> Iterable[str]:
    """The records that a line is about, each once."""
    return said.on if len(said.on) == 1 else dict.fromkeys(said.on)


_OWN = (journal.c.station == sa.bindparam("station"), journal.c.epoch == sa.bindparam("epoch"))
_LINES = (
    sa.select(journal).where(*_OWN, journal.c.seq > sa.bindparam("after")).order_by(journal.c.seq).execution_options(yield_per=_AT_ONCE)
)
_LINES_UPTO = _LINES.where(journal.c.seq <= sa.bindparam("upto"))
_HEAD = sa.select(journal).where(*_OWN).order_by(journal.c.seq.desc()).limit(1)
_HASHES = sa.select(journal.c.seq, journal.c.hash).where(*_OWN, journal.c.seq.between(sa.bindparam("first"), sa.bindparam("last")))
"""Statements are built once: for a few rows that takes longer than to answer them."""


def head(connection: sa.Connection, station: str, epoch: str) -> StoredLine | None:
    """The last line of an epoch, None while it is empty."""
    row = connection.execute(_HEAD, {"station": station, "epoch": epoch}).first()
    return None if row is None else StoredLine(row.station, row.epoch, row.seq, row.line, row.hash, row.private)


def lines_from(connection: sa.Connection, station: str, epoch: str, after: int, upto: int | None = None) -> Iterator[StoredLine]:
    """Lines of an epoch with after < seq ≤ upto, in order."""
    wanted: dict[str, object] = {"station": station, "epoch": epoch, "after": after}
    query = _LINES if upto is None else _LINES_UPTO
    for row in connection.execute(query, wanted if upto is None else {**wanted, "upto": upto}):
        yield StoredLine(row.station, row.epoch, row.seq, row.line, row.hash, row.private)


_TEXTS = sa.select(journal.c.line, journal.c.private).where(*_OWN, journal.c.seq.between(sa.bindparam("first"), sa.bindparam("last")))
_TEXTS = _TEXTS.order_by(journal.c.seq)


def texts(connection: sa.Connection, station: str, epoch: str, first: int, last: int) -> list[tuple[bytes, str | None]]:
    """The lines of a run, first ≤ seq ≤ last, in order, as their bytes with the hash of their personal part."""
    place = {"station": station, "epoch": epoch, "first": first, "last": last}
    return [(line, private) for line, private in connection.execute(_TEXTS, place)]


def of_kinds(connection: sa.Connection, station: str, epoch: str, first: int, last: int, kinds: Sequence[str]) -> Iterator[bytes]:
    """The lines of some kinds in a run, first ≤ seq ≤ last, in order."""
    j = journal.c
    query = sa.select(j.line).where(j.station == station, j.epoch == epoch, j.seq.between(first, last), j.kind.in_(kinds)).order_by(j.seq)
    for (line,) in connection.execute(query.execution_options(yield_per=_AT_ONCE)):
        yield line


def hashes(connection: sa.Connection, station: str, epoch: str, first: int, last: int) -> dict[int, bytes]:
    """The chain's hash of every line that is here with first ≤ seq ≤ last, by sequence number."""
    found = connection.execute(_HASHES, {"station": station, "epoch": epoch, "first": first, "last": last})
    return {int(seq): bytes(hashed) for seq, hashed in found.all()}


_LAST = sa.select(journal.c.station, journal.c.epoch, journal.c.seq)
_LAST = _LAST.order_by(journal.c.station.desc(), journal.c.epoch.desc(), journal.c.seq.desc()).limit(1)
_LAST_OF = _LAST.where(journal.c.station == sa.bindparam("station"))
_BEFORE = _LAST.where(
    sa.tuple_(journal.c.station, journal.c.epoch) < sa.tuple_(sa.bindparam("code", type_=Text), sa.bindparam("epoch", type_=Text))
)
_BEFORE_OF = _LAST_OF.where(journal.c.epoch < sa.bindparam("epoch"))


def epochs(connection: sa.Connection, station: str | None = None) -> list[tuple[str, str, int]]:
    """Every (station, epoch, last seq) of the store, in the order of the journal."""
    found: list[tuple[str, str, int]] = []
    own = {} if station is None else {"station": station}
    row = connection.execute(_LAST if station is None else _LAST_OF, own).first()
    while row is not None:  # back from one epoch to the one before it by the index: the cost grows with the epochs, not with the lines
        found.append((row.station, row.epoch, int(row.seq)))
        place = {"code": row.station, "epoch": row.epoch} if station is None else {**own, "epoch": row.epoch}
        row = connection.execute(_BEFORE if station is None else _BEFORE_OF, place).first()
    return found[::-1]


_SAME = sa.and_(journal.c.station == journal_on.c.station, journal.c.epoch == journal_on.c.epoch, journal.c.seq == journal_on.c.seq)
_FACTS = (
    sa.select(journal_on.c.record, journal.c.line, private_part.c.data, journal.c.private)
    .select_from(journal_on.join(journal, _SAME).outerjoin(private_part, private_part.c.hash == journal.c.private))
    .order_by(journal_on.c.record, journal_on.c.station, journal_on.c.epoch, journal_on.c.seq)
)
_FACTS_OF_ONE = _FACTS.where(journal_on.c.record == sa.bindparam("record"))


def facts_of(connection: sa.Connection, record: str) -> list[Fact]:
    """The facts that touch one record, in the order (epoch, seq)."""
    return facts_of_all(connection, [record])[record]


def facts_of_all(connection: sa.Connection, wanted: Sequence[str]) -> dict[str, list[Fact]]:
    """The facts of some hundreds of records at once, each in the order (epoch, seq)."""
    many = len(wanted) > 1
    found: dict[str, list[Fact]] = {record: [] for record in wanted}
    sealer = sealer_of(connection)
    query = _FACTS.where(journal_on.c.record.in_(wanted)) if many else _FACTS_OF_ONE
    for record, line, data, name in connection.execute(query, {} if many else {"record": wanted[0]}).all():
        found[record].append(read_fact(line, sealer.unseal(data, name) if sealer and data else data))
    return {record: in_order(facts) for record, facts in found.items()}


def records(connection: sa.Connection, prefix: str, station: str | None = None) -> list[str]:
    """Every record whose name begins with `prefix`, in order of the name; one station's where named."""
    query = sa.select(journal_on.c.record).where(journal_on.c.record >= prefix, journal_on.c.record < prefix + "\uffff").distinct()
    if station is not None:
        query = query.where(journal_on.c.station == station)
    return [name for (name,) in connection.execute(query.order_by(journal_on.c.record))]


def private_data(connection: sa.Connection, hashes: Iterable[str]) -> dict[str, bytes]:
    """The personal parts that are still kept, by hash."""
    wanted, found, sealer = list(hashes), {}, sealer_of(connection)
    for start in range(0, len(wanted), 500):
        query = sa.select(private_part).where(private_part.c.hash.in_(wanted[start : start + 500]))
        found.update({name: sealer.unseal(data, name) if sealer else data for name, data in connection.execute(query).all()})
    return found


def keep_private(connection: sa.Connection, parts: Mapping[str, bytes]) -> None:
    """Stores personal parts (hash in hex to 16 random bytes and JSON text) that are not here yet."""
    sealer = sealer_of(connection)
    rows = [(name, sealer.seal(data, name) if sealer else data) for name, data in parts.items()]
    insert_values(connection, private_part, ("hash", "data"), rows, keep=True)


def verify_chain(connection: sa.Connection, station: str, epoch: str) -> str | None:
    """Recomputes the chain of an epoch; returns a sentence naming the first broken line, None where all is whole."""
    previous, expected, times = NO_HASH, 1, _Times()
    for stored in lines_from(connection, station, epoch, 0):
        told = _says_so(stored)
        if told is None:
            return f"流水第 {stored.seq} 条的内容与它登记的位置不符，可能被改动过。"
        if before := times.stepped_back(told):
            return f"流水第 {stored.seq} 条的时间（{told.at}）早于前一条（{before}），却没有所长确认电脑时间的记录。"
        if stored.seq != expected:
            return f"流水缺号：{station} 第 {expected} 条没有，下一条是第 {stored.seq} 条。"
        previous = chain(previous, stored.line)
        if previous != stored.hash:
            return f"流水第 {stored.seq} 条与校验链不符，内容可能被改动过。"
        expected += 1
    return None


@dataclass
class _Times:
    """The times of an epoch's lines, which never step back by more than the slack but where a fact allows it."""

    at: str = ""
    again: int = 0

    def stepped_back(self, told: Envelope) -> str:
        """The time of the line before where this one's lies too far before it, else empty."""
        before, self.at, free = self.at, told.at, self.again > 0 or told.kind == CORRECTION
        self.again = _said_again(told) if told.seq == 1 else self.again - 1
        return before if not free and told.at < before and _steps_back(before, told.at) else ""


def _said_again(opening: Envelope) -> int:
    """How many lines behind the first one of an epoch keep the times of another."""
    try:
        return msgspec.json.decode(opening.body, type=EpochOpened).again if opening.kind == "EpochOpened" else 0
    except msgspec.ValidationError:
        return 0


def _says_so(stored: StoredLine) -> Envelope | None:
    """The envelope of a row that stands where its own line says, under the personal part that the line names; else None."""
    try:
        told = decode_envelope(stored.line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    same = (told.station, told.epoch, told.seq, told.private) == (stored.station, stored.epoch, stored.seq, stored.private)
    return told if same else None


def _steps_back(before: str, at: str) -> bool:
    try:
        return datetime.fromisoformat(at) + CLOCK_SLACK < datetime.fromisoformat(before)
    except (TypeError, ValueError):  # a time that is none: nothing can be said of its order
        return False


def lost_index(connection: sa.Connection, station: str, epoch: str) -> int:
    """How many places of the index by record differ from what the lines of an epoch say (0 where the index is whole)."""
    own = (journal_on.c.station == station, journal_on.c.epoch == epoch)
    found = {(record, seq) for record, seq in connection.execute(sa.select(journal_on.c.record, journal_on.c.seq).where(*own))}
    said = {(record, stored.seq) for stored in lines_from(connection, station, epoch, 0) for record in decode_envelope(stored.line).on}
    return len(found ^ said)
