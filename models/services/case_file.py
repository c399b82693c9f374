"""合成电子档案: a case's whole file as one PDF, written durably where the clerk says, read back, and told in the journal."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from models.casework.archive import file_of
from models.events.archive import CaseFileExported
from models.papers import PaperContext
from models.problems import Problem, ProblemsFound, StationError, cause_of
from models.services.archive import view_of
from models.services.changes import Changes
from models.services.paper.archive_papers import COVER, INDEX, NOTE
from models.services.paper.paper_contexts import context_for
from models.services.station import Station, changing
from models.store.whole_file import write_whole

LEAST_PASSWORD = 8
Advance = Callable[[int, int], None]


class BoundFile(Protocol):
    """What binding gives: the merged PDF and its number of pages."""

    @property
    def pdf(self) -> bytes:
        """The bytes."""

    @property
    def pages(self) -> int:
        """All pages, cover and index included."""


Bind = Callable[[PaperContext, PaperContext, PaperContext, str, Advance | None], BoundFile]
"""Binds cover, index, note; with a password, hearing how far it got."""


@dataclass(frozen=True)
class SavedFile:
    """A file that was written and read back: its SHA-256, its pages, whether a password locks it."""

    path: Path
    sha256: str
    pages: int
    locked: bool


def file_name(station: Station, case_id: str) -> str:
    """What a case's merged file is called: its archive number where it has one, and its case number; no person's name."""
    case = view_of(station, case_id).case
    safe = "".join("-" if sign in '\\/:*?"<>|' else sign for sign in file_of(case).number)
    return f"档案 {safe} {case.number}.pdf".replace("  ", " ")


def save_case_file(
    station: Station, case_id: str, path: Path, bind: Bind, today: date, password: str = "", advance: Advance | None = None
) -> tuple[SavedFile, Changes]:
    """Binds, writes with fsync, reads back and compares, then notes the export; `advance` may raise to break off: nothing is left then.

    Raises ProblemsFound for a password that is too short, StationError where something cannot be bound or written.
    """
    if password and len(password) < LEAST_PASSWORD:
        raise ProblemsFound((Problem("password", "密码", f"至少 {LEAST_PASSWORD} 个字符；不加密码的空着。"),))
    case = view_of(station, case_id).case
    if case.accepted_on is None or case.outcome not in ("", "archived"):
        raise StationError("这个工单没有受理，或没有归档就结束了，没有档案可合成。", "各张单据可以分别打印。")
    cover, index, note = (context_for(station, case, code, today) for code in (COVER, INDEX, NOTE))
    bound = bind(cover, index, note, password, advance)
    sha256 = _written(path, bound.pdf)
    with changing(station) as change:
        event = CaseFileExported(on=today, sha256=sha256, pages=bound.pages, locked=bool(password))
        change.add(event, case_id)
    return SavedFile(path, sha256, bound.pages, bool(password)), Changes(frozenset({case_id}), packages=True)


def _written(path: Path, pdf: bytes) -> str:
    """Writes whole or not at all and reads back; the SHA-256 of what lies there."""
    try:
        write_whole(path, pdf, 0o600)
        there = path.read_bytes()
    except OSError as error:
        raise StationError(f"写不进 {path.parent}（{cause_of(error)}）。", "请换一个文件夹再合成一次。") from error
    if there != pdf:
        raise StationError(f"{path.name} 写下去以后读出来不一样。", "磁盘或 U 盘可能有问题，请换一个地方再合成一次。")
    return hashlib.sha256(there).hexdigest()
