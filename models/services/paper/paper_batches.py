"""Many papers at once: the set that a stage prints together, and one paper of many cases; what cannot be made says why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from models.business import BusinessType
from models.case import Case
from models.case_facts import kind_of_case
from models.case_parts import IssuedPaper
from models.casework.topic import CaseView
from models.flow import does, ready_steps
from models.form_codes import FORM_CODES
from models.print_rules import SetPaper
from models.problems import StationError
from models.rules import shipped_papers
from models.services.changes import Changes
from models.services.folding.refold import Folder
from models.services.paper.paper_contexts import printable
from models.services.paper.papers import Render, issue, preview, reprint
from models.services.station import Station, looking


@dataclass(frozen=True)
class Wanted:
    """One paper that is to be printed: `field` a sheet for the field where its form is not filled, `again` even if it was issued before."""

    case_id: str
    code: str
    copies: int = 1
    field: bool = False
    again: bool = False


@dataclass(frozen=True)
class Made:
    """What came of one paper: its PDF and number (empty on a sheet for the field), or why there is none."""

    wanted: Wanted
    title: str = ""
    paper_no: str = ""
    pdf: bytes = b""
    why: str = ""
    reprint: bool = False
    changes: Changes | None = None


@dataclass(frozen=True)
class SetRow:
    """One paper of a stage's set as it stands: already issued (`issued` in words), or not possible yet (`why`)."""

    code: str
    title: str
    copies: int
    field: bool
    issued: str = ""
    why: str = ""


@dataclass(frozen=True)
class StageSet:
    """The papers of one stage, in the order in which they are printed."""

    stage: str
    name: str
    rows: tuple[SetRow, ...]

    @property
    def open(self) -> bool:
        """Whether something of it can be printed now and was not yet."""
        return any(not row.issued and not row.why for row in self.rows)


def stage_sets(station: Station, case_id: str) -> tuple[tuple[StageSet, ...], int]:
    """The sets of the stages that are done or can be done now, in the order of the flow, and which of them is due.

    Due is the first in which a paper can be printed that was not yet; where there is none, the last.
    """
    case, kind = _case(station, case_id)
    ready = {step.stage for step in ready_steps(case, kind)}
    named = dict(printable(_view(station, case, kind)))
    found = [
        StageSet(step.stage, step.name, rows)
        for step in kind.flow
        if does(kind, step, station.side) and (step.stage in case.marks or step.stage in ready)
        if (rows := tuple(_rows(case, kind, named, step.stage, kind.application_form if step.stage == "accept" else step.form or "")))
    ]
    due = next((at for at, one in enumerate(found) if one.open), len(found) - 1)
    return tuple(found), due


def papers_in_common(station: Station, case_ids: Iterable[str]) -> tuple[tuple[str, str, int], ...]:
    """Every paper that makes sense for some of the cases: (code, title, for how many), notices first, those for most cases first."""
    titles: dict[str, str] = {}
    counts: dict[str, int] = {}
    for case_id in case_ids:
        try:
            case, kind = _case(station, case_id)
        except StationError:  # a case of a newer program; it is told when its paper is drawn
            continue
        for code, title in printable(_view(station, case, kind)):
            titles.setdefault(code, title)
            counts[code] = counts.get(code, 0) + 1
    return tuple((code, titles[code], counts[code]) for code in sorted(counts, key=lambda code: (code in FORM_CODES, -counts[code])))


def make(station: Station, wanted: Wanted, render: Render, today: date) -> Made:
    """Draws one paper of a batch, with its number and fact; never raises StationError, but says why there is no paper."""
    try:
        return _make(station, wanted, render, today)
    except StationError as error:
        return Made(wanted, why=str(error))


def _make(station: Station, wanted: Wanted, render: Render, today: date) -> Made:
    case, kind = _case(station, wanted.case_id)
    title = dict(printable(_view(station, case, kind))).get(wanted.code, "")
    if not title:
        raise StationError("这个工单现在不出这种单据。", "")
    paper = case.paper_of(wanted.code)
    if paper and not wanted.again:
        raise StationError(f"已经出过 {_issued_words(paper)}，没有再打。", "要打请勾“出过的补打”。")
    if paper:
        pdf, changes = reprint(station, case.id, paper.paper_no, render, today, wanted.copies)
        again = station.side != "station" or not paper.to_print
        return Made(wanted, title, paper.paper_no, pdf, reprint=again, changes=changes)
    if _unfilled(case, wanted.code):
        if not wanted.field:
            raise StationError(f"《{title}》还没有填写。", "请先填好再打；要空表，请在工单里打印。")
        return Made(wanted, title, "", preview(station, case.id, wanted.code, render, today))
    issued, changes = issue(station, case.id, wanted.code, render, today, wanted.copies)
    return Made(wanted, title, issued.paper_no, issued.pdf, changes=changes)


def _view(station: Station, case: Case, kind: BusinessType) -> CaseView:
    return CaseView(case, kind, station.shelf.book(case.pins), station.calendar, station.side)


def _case(station: Station, case_id: str) -> tuple[Case, BusinessType]:
    with looking(station) as connection:
        case = Folder(connection).case(case_id)
    book = station.shelf.book(case.pins)
    if case.business_type not in book.types:
        raise StationError(f"工单 {case.number} 由更新版本的程序登记，本版本看不到内容。", "请升级程序。")
    return case, kind_of_case(case, book)


def _rows(case: Case, kind: BusinessType, named: dict[str, str], stage: str, form: str) -> Iterator[SetRow]:
    seen: set[str] = set()
    for wanted in shipped_papers().papers_of(stage):
        for code in _codes(wanted, kind, named, form):
            if code in named and code not in seen:
                seen.add(code)
                yield _row(case, wanted, code, named[code])


def _codes(wanted: SetPaper, kind: BusinessType, named: dict[str, str], form: str) -> tuple[str, ...]:
    if wanted.paper == "NOTICE":
        return tuple(code for code in named if code.startswith("NOTICE-"))
    return {"APPLICATION": (kind.application_form,), "FORM": (form,)}.get(wanted.paper, (wanted.paper,))


def _row(case: Case, wanted: SetPaper, code: str, title: str) -> SetRow:
    paper = case.paper_of(code)
    field = _unfilled(case, code) and wanted.field
    why = "表单还没有填写" if _unfilled(case, code) and not wanted.field and paper is None else ""
    return SetRow(code, title, wanted.copies, field, _issued_words(paper) if paper else "", why)


def _unfilled(case: Case, code: str) -> bool:
    return code in FORM_CODES and code not in case.forms


def _issued_words(paper: IssuedPaper) -> str:
    return f"{paper.paper_no} {paper.state}"
