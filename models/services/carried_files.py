"""Which attachments travel in a package: those of lines not yet acknowledged and those the centre asked for, up to a limit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from models.events import FileAttached, StationImageSet, read_fact
from models.events.paper import PaperIssued
from models.problems import StationError
from models.services.station import Station, looking
from models.store import journal
from models.store.local import WANTED, read_setting
from models.store.views import attachment
from models.sync.manifest import Run

MOST_BYTES = 256 << 20
"""Of attachments in one package: 默认值（非规定）; what does not fit is asked for by the centre and travels in the next one."""
_KINDS = ("PaperIssued", "FileAttached", "StationImageSet")


def carried(connection: sa.Connection, station: Station, runs: Iterable[Run]) -> dict[str, bytes]:
    """The bytes by SHA-256: issued papers first, then files in the order they came, then what the centre asked for.

    A paper that is not here any more is refused; a missing file is left out: its case stands as 件不齐 at the centre.
    """
    papers, files = _named(connection, station, runs)
    found = {name: station.attachments.read(connection, name) for name in dict.fromkeys(papers)}
    room = MOST_BYTES - sum(map(len, found.values()))
    sizes = {name: int(size) for name, size in connection.execute(sa.select(attachment.c.sha256, attachment.c.size))}
    for name in dict.fromkeys((*files, *_wanted(connection))):
        if name in found or name not in sizes or sizes[name] > room:
            continue
        try:
            found[name] = station.attachments.read(connection, name)
        except StationError:
            continue
        room -= sizes[name]
    return found


@dataclass(frozen=True)
class Kept(Mapping[str, bytes]):
    """Attachments by their SHA-256, each read from its file only when it is asked for; `sizes` in bytes."""

    station: Station
    sizes: Mapping[str, int]

    def __getitem__(self, sha256: str) -> bytes:
        if sha256 not in self.sizes:
            raise KeyError(sha256)
        with looking(self.station) as connection:
            return self.station.attachments.read(connection, sha256)

    def __iter__(self) -> Iterator[str]:
        return iter(self.sizes)

    def __len__(self) -> int:
        return len(self.sizes)


def kept(connection: sa.Connection, station: Station, runs: Iterable[Run]) -> Kept:
    """Every paper and file that the lines name and whose bytes lie here, without a limit."""
    papers, files = _named(connection, station, runs)
    rows = {row.sha256: row for row in connection.execute(sa.select(attachment))}
    here = (rows[name] for name in dict.fromkeys((*papers, *files)) if name in rows)
    return Kept(station, {row.sha256: int(row.size) for row in here if station.attachments.holds(row.file)})


def _named(connection: sa.Connection, station: Station, runs: Iterable[Run]) -> tuple[list[str], list[str]]:
    papers: list[str] = []
    files: list[str] = []
    own = station.info.code
    for line in (line for run in runs for line in journal.of_kinds(connection, own, run.epoch, run.seq_from, run.seq_to, _KINDS)):
        event = read_fact(line, None).event
        if isinstance(event, PaperIssued):
            papers.append(event.sha256)
        elif isinstance(event, FileAttached | StationImageSet) and event.sha256:
            files.append(event.sha256)
    return papers, files


def _wanted(connection: sa.Connection) -> tuple[str, ...]:
    """What the centre's newest answer asked for."""
    return msgspec.json.decode(read_setting(connection, WANTED, "[]"), type=tuple[str, ...])
