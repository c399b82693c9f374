"""归档: paper that lies in the file, reasons for what is missing, and the archive number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from models.case import Case
from models.case_facts import kind_of_case
from models.casework.archive import LineState, file_of, line_states
from models.casework.topic import CaseView
from models.events.archive import ArchiveLineExcused, ArchiveNumbered, ArchivePaperPlaced, ArchivePaperWithdrawn
from models.problems import Problem, ProblemsFound, StationError
from models.services.changes import Changes
from models.services.folding.refold import Folder
from models.services.station import Change, Station, changing, looking
from models.store.archive_views import archive_view
from models.store.views import case_view

MOST_PAGES = 2000


@dataclass(frozen=True)
class PlaceEntry:
    """What the clerk enters of paper in the file; `pages` as typed."""

    pages: str
    original: bool
    cabinet: str
    box: str
    page: str = ""
    note: str = ""


@dataclass(frozen=True)
class LineRow:
    """One line of the catalogue for dialogs and commands: `kind` as in casework.archive.KINDS, `text` by what it is met, or why not."""

    code: str
    name: str
    section: str
    kind: str
    text: str


@dataclass(frozen=True)
class FileCheck:
    """How complete a case's file is: the catalogue with its source, the lines, the number; the cabinet and box used last."""

    catalogue: str
    source: str
    number: str
    lines: tuple[LineRow, ...]
    cabinet: str = ""
    box: str = ""

    @property
    def missing(self) -> tuple[LineRow, ...]:
        """The lines that are neither there nor explained."""
        return tuple(line for line in self.lines if line.kind == "missing")


def check_file(station: Station, case_id: str) -> FileCheck:
    """Holds a case against its catalogue; raises StationError where the station's rules have none."""
    view = view_of(station, case_id)
    catalogue = view.book.catalogue(view.case.business_type, view.case.class_)
    if catalogue is None:
        raise StationError("本所采用的规则里还没有档案目录。", "请在“规则依据”里采用新版规则；已受理的工单仍按受理时的规则，不核对目录。")
    file = file_of(view.case)
    last = next(reversed(file.placed.values()), None)
    lines = tuple(LineRow(s.line.code, s.line.name, s.line.section, s.kind, s.text) for s in line_states(view))
    return FileCheck(
        catalogue.name, f"{catalogue.source}：{catalogue.cite}", file.number, lines, last.cabinet if last else "", last.box if last else ""
    )


def view_of(station: Station, case_id: str) -> CaseView:
    """A case with its rules, read outside any change."""
    with looking(station) as connection:
        folder = Folder(connection)
        case = folder.case(case_id)
        shelf = folder.shelf(case.station) if case.number else None
    if shelf is None:
        raise StationError("找不到这个工单。", "请在“工单”页重新查找。")
    book = shelf.book(case.pins)
    return CaseView(case, kind_of_case(case, book), book, shelf.calendar)


def place_paper(station: Station, case_id: str, line: str, entry: PlaceEntry, today: date) -> Changes:
    """登记纸质件: a line of the catalogue lies in the file as paper; ProblemsFound with all that does not fit."""
    with changing(station) as change:
        state = _line(change, case_id, line)
        problems = tuple(_place_problems(entry))
        if problems:
            raise ProblemsFound(problems)
        change.add(
            ArchivePaperPlaced(
                line=line, name=state.line.name, pages=int(entry.pages), original=entry.original, cabinet=entry.cabinet.strip(),
                box=entry.box.strip(), page=entry.page.strip(), note=entry.note.strip(), on=today,
            ),
            case_id,
        )  # fmt: skip
    return Changes(frozenset({case_id}), packages=True)


def _place_problems(entry: PlaceEntry) -> Iterator[Problem]:
    pages = entry.pages.strip()
    if not (pages.isascii() and pages.isdigit() and 1 <= int(pages) <= MOST_PAGES):
        yield Problem("pages", "页数", f"请填 1 到 {MOST_PAGES} 的整数。")
    if not entry.cabinet.strip() and not entry.box.strip():
        yield Problem("box", "盒号", "柜号、盒号至少填一个，写明放在哪里。")
    if entry.page.strip() and not (entry.page.strip().isascii() and entry.page.strip().isdigit()):
        yield Problem("page", "起始页号", "请填数字，没有编页号的空着。")


def excuse_line(station: Station, case_id: str, line: str, reason: str, today: date) -> Changes:
    """写明缺少的理由: a line stays missing; raises StationError without a reason, or where it is not missing."""
    if len(reason.strip()) < 2:
        raise StationError("请写明缺少的理由。", "如：客户未提供，已电话催要两次；原件在县中心。")
    with changing(station) as change:
        state = _line(change, case_id, line)
        if state.kind not in ("missing", "excused"):
            raise StationError(f"“{state.line.name}”不缺：{state.text}。", "不用写理由。")
        change.add(ArchiveLineExcused(line=line, name=state.line.name, on=today), case_id, reason=reason.strip())
    return Changes(frozenset({case_id}), packages=True)


def withdraw_line(station: Station, case_id: str, line: str, reason: str) -> Changes:
    """撤回登记: a paper or a reason was entered wrongly for a line."""
    if not reason.strip():
        raise StationError("请写明撤回的理由。", "")
    with changing(station) as change:
        file = file_of(change.case(case_id))
        if line not in file.placed and line not in file.excused:
            raise StationError("这一项没有登记过纸质件，也没有写过理由。", "")
        state = _line(change, case_id, line)
        change.add(ArchivePaperWithdrawn(line=line, name=state.line.name), case_id, reason=reason.strip())
    return Changes(frozenset({case_id}), packages=True)


def _line(change: Change, case_id: str, code: str) -> LineState:
    view = change.view(change.case(case_id))
    if view.case.accepted_on is None or view.case.outcome not in ("", "archived"):
        raise StationError("这个工单没有受理，或没有归档就结束了，没有档案可登记。", "")
    found = next((state for state in line_states(view) if state.line.code == code), None)
    if found is None:
        raise StationError(f"档案目录里没有 {code} 这一项。", "请刷新工单再看。")
    return found


def number_file(station: Station, case_id: str, typed: str, today: date) -> tuple[str, Changes]:
    """编档案号: a typed number, or (empty) the next by the profile's format; raises StationError for one that another file has."""
    with changing(station) as change:
        case = change.case(case_id)
        if case.accepted_on is None:
            raise StationError("还没有受理，不编档案号。", "请先受理。")
        if file_of(case).number and not typed.strip():
            raise StationError(f"这个工单的档案号是 {file_of(case).number}。", "要改请直接填写新的档案号。")
        number = _number(change, case_id, typed.strip(), today, "number")
    return number, Changes(frozenset({case_id}), packages=True)


def number_with_form(change: Change, case_id: str, typed: str, on: date) -> None:
    """Gives the file its number as it is filed: what the form says, else what it has already, else the next."""
    known = file_of(change.case(case_id)).number
    if not known or (typed.strip() and typed.strip() != known):
        _number(change, case_id, typed.strip(), on, "file_no")


def _number(change: Change, case_id: str, typed: str, on: date, field: str) -> str:
    serial = 0 if typed else _next_serial(change, on.year)
    number = typed or change.book().profile.archive.numbered(change.station.info.code, on, serial)
    while not typed and _taken(change, case_id, number):
        serial += 1
        number = change.book().profile.archive.numbered(change.station.info.code, on, serial)
    if typed and (other := _taken(change, case_id, typed)):
        raise ProblemsFound((Problem(field, "档案号", f"{typed} 已经是工单 {other} 的档案号，请换一个；空着由程序编号。"),))
    change.add(ArchiveNumbered(number=number, on=on, year=on.year if serial else 0, serial=serial), case_id)
    return number


def _next_serial(change: Change, year: int) -> int:
    change.fold()
    query = sa.select(sa.func.max(archive_view.c.serial)).where(archive_view.c.year == year)
    return int(change.connection.execute(query).scalar() or 0) + 1


def _taken(change: Change, case_id: str, number: str) -> str:
    """The case that has an archive number already; empty where none has."""
    change.fold()
    query = (
        sa.select(case_view.c.number)
        .join(archive_view, archive_view.c.case_id == case_view.c.id)
        .where(archive_view.c.number == number, archive_view.c.case_id != case_id)
    )
    return str(change.connection.execute(query).scalar() or "")


def archive_rows(station: Station, case: Case) -> list[dict[str, str]]:
    """What the list of the file opens with: the lines that are there, with the pages and kind of paper where they were noted."""
    book = station.shelf.book(case.pins)
    view = CaseView(case, kind_of_case(case, book), book, station.calendar)
    held = [state for state in line_states(view) if state.kind in ("met", "paper") and state.line.met_by != ("index",)]
    if not held:
        return [_archive_row(name, "1", "复印件" if "复印件" in name else "原件", "") for name in view.kind.archive_list]
    return [
        _archive_row(
            state.line.name, str(state.paper.pages) if state.paper else "1",
            "复印件" if state.paper and not state.paper.original else "原件", state.paper.place if state.paper else "",
        )
        for state in held
    ]  # fmt: skip


def _archive_row(name: str, pages: str, form: str, note: str) -> dict[str, str]:
    return {"name": name, "copies": "1", "pages": pages, "form": form, "note": note}
