"""Which attachments travel in a package: those of lines not yet acknowledged and those the centre asked for, up to a limit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import msgspec
import sqlalchemy as sa

from models.events import FileAttached, StationImageSet, read_fact
from models.events.paper import PaperIssued
from models.problems import StationError
from models.services.station import Station, looking
from models.store import journal
from models.store.attachments import Attachments
from models.store.local import WANTED, read_setting
from models.store.views import attachment
from models.sync.manifest import Run

MOST_BYTES = 256 << 20
"""Of attachments in one package: 默认值（非规定）; what does not fit is asked for by the centre and travels in the next one."""
_KINDS = ("PaperIssued", "FileAttached", "StationImageSet")


@dataclass(frozen=True)
class Kept(Mapping[str, bytes]):
    """Attachments by their SHA-256, each read from its file only when it is asked for; `sizes` in bytes.

    `unread` are in number those that are listed here and cannot be read, `later` those that go in the next package: neither is carried.
    """

    one: Callable[[str], bytes]
    sizes: Mapping[str, int]
    unread: int = 0
    later: int = 0

    def __getitem__(self, sha256: str) -> bytes:
        if sha256 not in self.sizes:
            raise KeyError(sha256)
        return self.one(sha256)

    def __iter__(self) -> Iterator[str]:
        return iter(self.sizes)

    def __len__(self) -> int:
        return len(self.sizes)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the clerk is told of those that are not carried."""
        unread = (
            f"本机有 {self.unread} 个附件读不出来（缺失或损坏），没有带上，县中心会写“件不齐”。"
            "请用 ./run check 查看是哪些，从备份的 attachments 文件夹恢复，再导出一次。"
        )
        later = f"附件太多，有 {self.later} 个这次没有带上：县中心收下后会再要，以后导出自动带上。"
        return (unread,) * bool(self.unread) + (later,) * bool(self.later)


def carried(connection: sa.Connection, station: Station, runs: Iterable[Run]) -> Kept:
    """What goes with lines not yet acknowledged: issued papers first, then files in the order they came, then what the centre asked for.

    Each is read once, so that none stops the export later. A paper that is not here any more is refused; a file that cannot be read is
    left out: its case stands as 件不齐 at the centre.
    """
    papers, files = _named(connection, station.info.code, runs)
    sizes = _sizes(connection)
    found = {name: len(station.attachments.read(connection, name)) for name in dict.fromkeys(papers)}
    room, unread, later = MOST_BYTES - sum(found.values()), 0, 0
    for name in dict.fromkeys((*files, *_wanted(connection))):
        if name in found or name not in sizes:
            continue
        if sizes[name] > room:
            later += 1
        elif _reads(connection, station.attachments, name):
            found[name] = sizes[name]
            room -= sizes[name]
        else:
            unread += 1
    return Kept(partial(_one_of, station), found, unread, later)


def kept(connection: sa.Connection, station: Station, runs: Iterable[Run]) -> Kept:
    """Every paper and file that the lines of a station name and whose bytes lie here, without a limit."""
    return all_kept(connection, station.attachments, partial(_one_of, station), station.info.code, runs)


def all_kept(
    connection: sa.Connection, attachments: Attachments, one: Callable[[str], bytes], code: str, runs: Iterable[Run]
) -> Kept:
    """The same of any store: `one` reads an attachment later, `code` is the journal of runs that name none."""
    papers, files = _named(connection, code, runs)
    sizes = _sizes(connection)
    named = [name for name in dict.fromkeys((*papers, *files)) if name in sizes]
    here = {name: sizes[name] for name in named if _reads(connection, attachments, name)}
    return Kept(one, here, len(named) - len(here))


def _sizes(connection: sa.Connection) -> dict[str, int]:
    return {name: int(size) for name, size in connection.execute(sa.select(attachment.c.sha256, attachment.c.size))}


def _one_of(station: Station, sha256: str) -> bytes:
    with looking(station) as connection:
        return station.attachments.read(connection, sha256)


def _reads(connection: sa.Connection, attachments: Attachments, sha256: str) -> bool:
    try:
        attachments.read(connection, sha256)
    except StationError:
        return False
    return True


def _named(connection: sa.Connection, code: str, runs: Iterable[Run]) -> tuple[list[str], list[str]]:
    papers: list[str] = []
    files: list[str] = []
    told = ((run.journal or code, run) for run in runs)
    for line in (line for own, run in told for line in journal.of_kinds(connection, own, run.epoch, run.seq_from, run.seq_to, _KINDS)):
        event = read_fact(line, None).event
        if isinstance(event, PaperIssued):
            papers.append(event.sha256)
        elif isinstance(event, FileAttached | StationImageSet) and event.sha256:
            files.append(event.sha256)
    return papers, files


def _wanted(connection: sa.Connection) -> tuple[str, ...]:
    """What the centre's newest answer asked for."""
    return msgspec.json.decode(read_setting(connection, WANTED, "[]"), type=tuple[str, ...])
