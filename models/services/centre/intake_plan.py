"""The dry run of a package: which lines are new, known, missing or different, found out before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import msgspec
import sqlalchemy as sa

from models.events.envelope import Envelope, channel_of, decode_envelope
from models.problems import StationError
from models.store import journal
from models.store.journal import StoredLine
from models.store.views import hole, journal_on
from models.store.views import journal as lines
from models.sync.manifest import Run
from models.sync.package import PackageContent


class PackageHeld(StationError):  # noqa: N818  # says what happened, as PackageRefused does
    """Lines before this package's are missing: it waits, without a time limit. `missing` is (epoch, first, last), inclusive."""

    def __init__(self, station: str, missing: tuple[str, int, int]) -> None:
        epoch, first, last = missing
        super().__init__(
            f"缺号：本库有 {station} 到第 {first - 1} 条，这个包从第 {last + 1} 条开始。",
            "请向供电所要中间的包，或让它重新导出（会自动补齐）；这个包已留着，补齐后自动接收。",
        )
        self.missing = (epoch, first, last)


class PackageForked(StationError):  # noqa: N818
    """A line differs from the one that is already here under its number: nothing of the package is applied, both are kept."""

    def __init__(self, station: str, epoch: str, seq: int, ours: bytes, theirs: bytes) -> None:
        super().__init__(
            f"分叉：{station} 第 {seq} 条流水与已有的内容不同。",
            "同一个库可能在两台电脑上用过；两份都已保留，请核对后再收。",
        )
        self.place = (station, epoch, seq)
        self.ours, self.theirs = ours.hex(), theirs.hex()


@dataclass
class Plan:
    """What one package would change: lines to store, how many are here already, holes that open (epoch, first, last) and the cases."""

    lines: list[StoredLine] = field(default_factory=list)
    known: int = 0
    holes: list[tuple[str, int, int]] = field(default_factory=list)
    cases: int = 0
    fresh: frozenset[str] = frozenset()
    """The case records of which nothing is here yet."""

    def saying(self, kind: str) -> list[StoredLine]:
        """The lines whose fact is of a kind."""
        return [line for line in self.lines if line.told and line.told.kind == kind]


def plan(connection: sa.Connection, content: PackageContent, *, with_gap: bool = False) -> Plan:
    """What taking a package would do. Raises PackageHeld (unless `with_gap`), PackageForked, or StationError for foreign lines."""
    found = Plan()
    rest = chained(content)
    station = content.statement.station
    for run in content.statement.runs:
        whose = run.journal or station
        missing = _place(connection, whose, run)
        if missing and not with_gap:
            raise PackageHeld(whose, missing)
        found.holes += [missing] if missing else []
        _compare(connection, whose, run, rest, found)
    records = {record: line.seq for line in found.lines if line.told for record in line.told.on}
    known = _known_of(connection, station, records)
    cases = {name for name in records if name.startswith("case:")}
    found.cases, found.fresh = len(cases), frozenset(cases - known)
    return found


def _place(connection: sa.Connection, station: str, run: Run) -> tuple[str, int, int] | None:
    """The range that is missing right before a run, None where it joins; raises PackageForked where it follows another line."""
    if run.seq_from == 1:
        return None
    before = journal.hashes(connection, station, run.epoch, run.seq_from - 1, run.seq_from - 1).get(run.seq_from - 1)
    if before is None:
        last = _last_before(connection, station, run.epoch, run.seq_from)
        return (run.epoch, last + 1, run.seq_from - 1)
    if before.hex() != run.chain_before:
        raise PackageForked(station, run.epoch, run.seq_from - 1, before, bytes.fromhex(run.chain_before))
    return None


def _last_before(connection: sa.Connection, station: str, epoch: str, seq: int) -> int:
    j = lines.c
    query = sa.select(sa.func.max(j.seq)).where(j.station == station, j.epoch == epoch, j.seq < seq)
    return int(connection.execute(query).scalar() or 0)


def _compare(connection: sa.Connection, station: str, run: Run, rest: Chained, found: Plan) -> None:
    here = journal.hashes(connection, station, run.epoch, run.seq_from, run.seq_to)
    new = list(new_lines(station, run, rest, here))
    found.lines += new
    found.known += run.seq_to - run.seq_from + 1 - len(new)
    if new and new[-1].seq == run.seq_to:
        _check_joins(connection, new[-1])


def _check_joins(connection: sa.Connection, last: StoredLine) -> None:
    """Lines that fill a hole must lead to the very line that lies behind it."""
    after = next(journal.lines_from(connection, last.station, last.epoch, last.seq, last.seq + 1), None)
    if after is not None and journal.chain(last.hash, after.line) != after.hash:
        raise PackageForked(last.station, last.epoch, after.seq, after.hash, journal.chain(last.hash, after.line))


Chained = Iterator[tuple[bytes, bytes]]
"""Lines with the chain's hash after each."""


def chained(content: PackageContent) -> Chained:
    """The lines of a package, for `new_lines` to take run by run."""
    return zip(content.lines, content.chained, strict=True)


def new_lines(
    station: str, run: Run, rest: Chained, here: Mapping[int, bytes], forked: type[PackageForked] = PackageForked
) -> Iterator[StoredLine]:
    """The lines of a run that are not `here` (hash by sequence number) yet.

    Raises `forked` where one differs from what is here, StationError for a new one that this program cannot read at all.
    """
    for seq, (line, hashed) in zip(range(run.seq_from, run.seq_to + 1), rest, strict=False):  # in this order: what follows stays in `rest`
        known = here.get(seq)
        if known is None:
            told = _told(station, seq, line)
            yield StoredLine(station, run.epoch, seq, line, hashed, told.private, told)
        elif known != hashed:
            raise forked(station, run.epoch, seq, known, hashed)


def _told(station: str, seq: int, line: bytes) -> Envelope:
    try:
        return decode_envelope(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        what = f"{station} 第 {seq} 条流水的格式本程序不认识。"
        raise StationError(what, "请先升级县中心的程序再接收；包文件请保留。") from None


def _known_of(connection: sa.Connection, station: str, records: dict[str, int]) -> set[str]:
    """Which cases and contacts have lines here already.

    A station speaks only about itself and its own, whatever it signs, and the centre's words about these are no other's: else StationError.
    """
    foreign = [name for name in records if name.startswith("station:") and name != f"station:{station}"]
    cases = [name for name in records if name.startswith(("case:", "contact:"))]
    own, known, j = (station, channel_of(station)), set[str](), journal_on.c
    for start in range(0, len(cases), 500):
        query = sa.select(j.record, j.station).where(j.record.in_(cases[start : start + 500])).distinct()
        for name, code in connection.execute(query).all():
            known.add(name)
            foreign += [name] if code not in own else []
    if foreign:
        raise StationError(
            f"{station} 第 {records[foreign[0]]} 条流水写的是别的供电所的内容。", "请与这个供电所核对；整个包没有接收，原文件已保留。"
        )
    return known


def close_holes(connection: sa.Connection, station: str) -> None:
    """Takes away what is no longer missing: each hole shrinks to the numbers that are still not here."""
    for row in connection.execute(sa.select(hole).where(hole.c.station == station)).mappings().all():
        here = journal.hashes(connection, station, row["epoch"], row["seq_from"], row["seq_to"])
        connection.execute(sa.delete(hole).where(*(hole.c[name] == row[name] for name in ("station", "epoch", "seq_from"))))
        for first, last in _ranges(row["seq_from"], row["seq_to"], here):
            connection.execute(sa.insert(hole).values({**row, "seq_from": first, "seq_to": last}))


def _ranges(first: int, last: int, here: Iterable[int]) -> Iterator[tuple[int, int]]:
    """What of a range is not here; the range may be as long as a stranger's number makes it."""
    start = first
    for seq in sorted(here):
        if seq > start:
            yield (start, seq - 1)
        start = seq + 1
    if start <= last:
        yield (start, last)
