"""What one export carries, divided into parts that each fit a stick's file, written one by one and noted together."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

import msgspec
import sqlalchemy as sa

from models.problems import StationError, cause_of
from models.services.station import Station
from models.services.station_signing import signing_key_of
from models.store import journal
from models.store.journal import StoredLine
from models.store.session import cause, explain
from models.store.views import outbox
from models.sync.delivery import Delivered, deliver
from models.sync.encryption import Identity
from models.sync.manifest import Run, Statement
from models.sync.package import LARGEST, build, file_name, read
from models.sync.signing import SigningKey

MOST_LINES = 192 << 20
"""Bytes of lines in one part; the file of lines inside may have 256 MiB."""
MOST_FILES = 40_000
"""Attachments in one part; the archive may hold 50,000 files."""
_OVERHEAD = 64 << 10
_PER_LINE = 120
_PER_FILE = 1 << 10


@dataclass(frozen=True)
class Load:
    """What one export carries; `attachments` may read its bytes only when asked for one. `sizes` are theirs, in bytes."""

    kind: str
    lines: tuple[StoredLine, ...]
    runs: tuple[Run, ...]
    private: Mapping[str, bytes]
    attachments: Mapping[str, bytes]
    sizes: Mapping[str, int]
    counts: tuple[tuple[str, int], ...]
    stages: Mapping[str, int]


@dataclass
class Part:
    """One part of a load; `room` is what is left of its limit, in bytes."""

    room: int
    lines: list[StoredLine] = field(default_factory=list)
    text: int = 0
    attachments: list[str] = field(default_factory=list)

    def takes(self, size: int, *, text: int = 0, files: int = 0) -> bool:
        """Whether so many bytes more still fit; the first thing always does."""
        empty = not self.lines and not self.attachments
        fits = size <= self.room and self.text + text <= MOST_LINES and len(self.attachments) + files <= MOST_FILES
        return empty or fits


def divide(load: Load, limit: int = LARGEST) -> tuple[Part, ...]:
    """Parts of at most `limit` bytes, counted before compression: lines in their order with their personal parts, then attachments."""
    parts = [Part(limit - _OVERHEAD)]
    for line in load.lines:
        private = len(load.private.get(line.private or "", b"")) * 4 // 3 + _PER_LINE if line.private else 0
        size = len(line.line) + 1 + private
        if not parts[-1].takes(size, text=size):
            parts.append(Part(limit - _OVERHEAD))
        parts[-1].lines.append(line)
        parts[-1].room -= size
        parts[-1].text += size
    for name, size in load.sizes.items():
        if not parts[-1].takes(size + _PER_FILE, files=1):
            parts.append(Part(limit - _OVERHEAD))
        parts[-1].attachments.append(name)
        parts[-1].room -= size + _PER_FILE
    return tuple(parts)


def runs_of(part: Part, load: Load, before: StoredLine | None) -> tuple[Run, ...]:
    """The runs of a part; `before` is the line right before its first one in this load, if it is not the load's first."""
    starts = {run.epoch: run.chain_before for run in load.runs}
    found = []
    for epoch in dict.fromkeys(line.epoch for line in part.lines):
        own = [line for line in part.lines if line.epoch == epoch]
        chain = before.hash.hex() if before and before.epoch == epoch else starts[epoch]
        found.append(Run(epoch=epoch, seq_from=own[0].seq, seq_to=own[-1].seq, chain_before=chain, chain_after=own[-1].hash.hex()))
    return tuple(found)


def statements(load: Load, parts: tuple[Part, ...], whole: Statement) -> Iterator[Statement]:
    """The statement of each part: one set by its `pkg_id`, consecutive package numbers; `whole` says what they share."""
    before = None
    for number, part in enumerate(parts):
        runs = runs_of(part, load, before)
        yield msgspec.structs.replace(whole, runs=runs, pkg_no=whole.pkg_no + number, part=number + 1, parts=len(parts))
        before = part.lines[-1] if part.lines else before


Place = Callable[[Callable[[], bytes], str, int], Delivered]
"""Makes one part, unless it has it already, and puts it under a file name where it belongs; the number counts from 0."""


def write_all(
    station: Station,
    load: Load,
    parts: tuple[Part, ...],
    whole: Statement,
    recipients: list[str],
    place: Place,
    *,
    undo: Callable[[Delivered], None],
) -> list[Delivered]:
    """Builds and places each part in turn, one in memory at a time; if one fails, `undo` is told of those already placed."""
    key, own = signing_key_of(station), Identity.from_text(station.keys.identity)
    written: list[Delivered] = []

    def make(part: Part, statement: Statement) -> bytes:
        return build(
            msgspec.structs.replace(statement, prev_pkg_sha256=written[-1].sha256 if written else whole.prev_pkg_sha256),
            [line.line for line in part.lines],
            key=key,
            recipients=[*recipients, own.recipient],
            private={name: load.private[name] for line in part.lines if (name := line.private) and name in load.private},
            attachments={name: load.attachments[name] for name in part.attachments},
            read_back=False,
        )

    try:
        for number, (part, statement) in enumerate(zip(parts, statements(load, parts, whole), strict=True)):
            name = file_name(station.info.code, int(station.epoch.partition(".")[0]), statement.pkg_no, load.kind)
            written.append(place(partial(make, part, statement), name, number))
    except BaseException:
        for one in written:
            with contextlib.suppress(OSError):
                undo(one)
        raise
    return written


def verifying(station: Station) -> Callable[[bytes], None]:
    """Reads a written package as its receiver would; what it returns raises to refuse."""
    key, own = SigningKey.from_bytes(station.keys.signing_seed), Identity.from_text(station.keys.identity)
    trust = {key.fingerprint: key.verify_key}

    def verify(written: bytes) -> None:
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


def runs_from(connection: sa.Connection, lines: tuple[StoredLine, ...]) -> Iterator[Run]:
    """The runs that announce lines of this station, epoch by epoch."""
    for epoch in dict.fromkeys(line.epoch for line in lines):
        own = [line for line in lines if line.epoch == epoch]
        before = next(journal.lines_from(connection, own[0].station, epoch, own[0].seq - 2, own[0].seq - 1), None)
        yield Run(
            epoch=epoch,
            seq_from=own[0].seq,
            seq_to=own[-1].seq,
            chain_before=(before.hash if before else journal.NO_HASH).hex(),
            chain_after=own[-1].hash.hex(),
        )


def note(station: Station, number: int, written: list[Delivered], parts: tuple[Part, ...], load: Load, place: str) -> None:
    """Notes the parts of one export as written, all in one transaction."""
    at, counts = station.now().isoformat(timespec="seconds"), msgspec.json.encode(load.counts).decode()
    before = None
    try:
        with station.database.writer.begin() as connection:
            for one, part in zip(written, parts, strict=True):
                runs = [(run.epoch, run.seq_from, run.seq_to) for run in runs_of(part, load, before)]
                row = {"number": number, "file": one.path.name, "sha256": one.sha256, "size": one.size, "folder": place}
                said = {"written_at": at, "runs": msgspec.json.encode(runs).decode(), "counts": counts, "lines": len(part.lines)}
                connection.execute(sa.insert(outbox).values({**row, **said}))
                number, before = number + 1, part.lines[-1] if part.lines else before
    except sa.exc.DBAPIError as error:
        raise explain(error, station.database.path) from cause(error)
