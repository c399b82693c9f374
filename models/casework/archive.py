"""归档: what the file of a case must hold and holds, why a line is missing, its number, where the paper stands and who has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from msgspec import structs

from models.archive_rules import Catalogue, CatalogueLine
from models.case_facts import facts_of_case
from models.casework.topic import CaseView, Finding, Reminder, Topic
from models.checklist import evaluate

if TYPE_CHECKING:
    from models.case import Case
    from models.events import Fact
    from models.events import archive as events
    from models.events.case import FormFilled

ERASED = "（已按规定删除）"
FORM = "ARCHIVE"
LineKind = Literal["met", "paper", "excused", "missing", "not_applicable"]
KINDS: dict[LineKind, str] = {"met": "已有", "paper": "纸质件", "excused": "缺，已说明", "missing": "缺", "not_applicable": "不适用"}


@dataclass(frozen=True)
class PlacedPaper:
    """Paper of one line in the file: pages, originals or copies, cabinet, box, the first page in the box (empty = not noted)."""

    line: str
    pages: int
    original: bool
    cabinet: str
    box: str
    page: str
    note: str
    on: date

    @property
    def place(self) -> str:
        """Where it lies: 柜 2 盒 17 页 5."""
        named = (("柜", self.cabinet), ("盒", self.box), ("页", self.page))
        return " ".join(f"{word} {value}" for word, value in named if value)


@dataclass(frozen=True)
class Loan:
    """One lending of the paper file; `until` inclusive, `returned_on` None while it is out."""

    id: str
    borrower: str
    unit: str
    since: date
    until: date
    purpose: str
    approver: str
    returned_on: date | None = None
    found: str = ""


@dataclass
class FileRecord:
    """Everything the journal says of a case's file beyond its papers and forms."""

    number: str = ""
    numbered_on: date | None = None
    year: int = 0
    serial: int = 0
    placed: dict[str, PlacedPaper] = field(default_factory=dict)
    excused: dict[str, str] = field(default_factory=dict)
    loans: dict[str, Loan] = field(default_factory=dict)
    defects: bool = False

    @property
    def out(self) -> Loan | None:
        """The loan that has not come back, if any."""
        return next((loan for loan in self.loans.values() if loan.returned_on is None), None)


@dataclass(frozen=True)
class LineState:
    """One line of the catalogue as the case stands: by what it is met, or why not."""

    line: CatalogueLine
    kind: LineKind
    text: str
    paper: PlacedPaper | None = None


def file_of(case: Case) -> FileRecord:
    """What is recorded of the case's file; an empty record where nothing is."""
    return case.filed or FileRecord()


def _file(case: Case) -> FileRecord:
    if case.filed is None:
        case.filed = FileRecord()
    return case.filed


def catalogue_of(view: CaseView) -> Catalogue | None:
    """The catalogue by which the case is filed; None where its rules have none."""
    return view.book.catalogue(view.case.business_type, view.case.class_)


def line_states(view: CaseView) -> tuple[LineState, ...]:
    """Every line of the case's catalogue, in its order; empty where its rules have none."""
    catalogue = catalogue_of(view)
    return tuple(_state(view, line) for line in catalogue.lines) if catalogue else ()


def missing(view: CaseView) -> tuple[LineState, ...]:
    """The lines that are neither there nor explained."""
    return tuple(state for state in line_states(view) if state.kind == "missing")


def _state(view: CaseView, line: CatalogueLine) -> LineState:
    file = file_of(view.case)
    paper = file.placed.get(line.code)
    found = next((text for evidence in line.met_by if (text := _evidence(view, evidence))), "")
    if found:
        return LineState(line, "met", found, paper)
    if paper:
        return LineState(line, "paper", f"{paper.pages} 页，{paper.place}", paper)
    if line.when and not any(_holds(view, condition) for condition in line.when):
        return LineState(line, "not_applicable", line.absent)
    if line.code in file.excused:
        return LineState(line, "excused", file.excused[line.code])
    return LineState(line, "missing", "没有找到")


def _evidence(view: CaseView, evidence: str) -> str:
    kind, _, code = evidence.partition(":")
    return _FOUND[kind](view, code)


def _application(view: CaseView, _code: str) -> str:
    return _form(view, view.case.form)


def _materials(view: CaseView, _code: str) -> str:
    case, book = view.case, view.book
    papers = book.materials_for(view.kind, case.class_)
    state = evaluate(
        papers, case.answers, frozenset(case.received), deferred=book.profile.missing_papers == "deferred",
        village_proof=book.profile.village_proof, expired=case.expired,
    )
    if state.missing:
        return ""
    return f"资料齐全，共 {len(case.received)} 件" if case.received else "这项业务不要客户提供资料"


def _index(view: CaseView, _code: str) -> str:
    return "由本卷封面和卷内目录构成"


def _stage(view: CaseView, code: str) -> str:
    """The form of a stage, else the day that another form recorded of it; days taken over from a ledger are no paper."""
    step, done = view.kind.step(code), view.case.stages.get(code)
    if step and step.form and (found := _form(view, step.form)):
        return found
    if done is None or done.source == "ledger" or (step is not None and step.form):
        return ""
    return f"{done.on} 已登记，记在相应表单里"


def _form(view: CaseView, code: str) -> str:
    if paper := _paper(view, code):
        return paper
    filled = view.case.forms.get(code)
    return f"《{_title(code)}》已填 {filled.entered:%Y-%m-%d}" if filled else ""


def _paper(view: CaseView, code: str) -> str:
    paper = view.case.paper_of(code)
    return f"《{paper.title}》{paper.paper_no} {paper.state}" if paper else ""


def _title(code: str) -> str:
    from models.forms import form_by_code

    return form_by_code(code).title


_FOUND: dict[str, Callable[[CaseView, str], str]] = {
    "application": _application, "materials": _materials, "index": _index, "stage": _stage, "form": _form, "paper": _paper,
}  # fmt: skip


def _holds(view: CaseView, condition: str) -> bool:
    kind, _, code = condition.partition(":")
    if kind == "stage":
        return view.kind.step(code) is not None
    if kind == "form":
        return code in view.case.forms
    return code in facts_of_case(view.case) if kind == "fact" else file_of(view.case).defects


def _placed(case: Case, event: events.ArchivePaperPlaced, _fact: Fact) -> None:
    paper = PlacedPaper(event.line, event.pages, event.original, event.cabinet, event.box, event.page, event.note, event.on)
    _file(case).placed[event.line] = paper
    _file(case).excused.pop(event.line, None)


def _withdrawn(case: Case, event: events.ArchivePaperWithdrawn, _fact: Fact) -> None:
    _file(case).placed.pop(event.line, None)
    _file(case).excused.pop(event.line, None)


def _excused(case: Case, event: events.ArchiveLineExcused, fact: Fact) -> None:
    _file(case).excused[event.line] = fact.envelope.reason


def _numbered(case: Case, event: events.ArchiveNumbered, _fact: Fact) -> None:
    file = _file(case)
    file.number, file.numbered_on, file.year, file.serial = event.number, event.on, event.year, event.serial
    _into_form(case)


def _into_form(case: Case) -> None:
    """The printed list of the file shows its number also where the program made it."""
    filled, number = case.forms.get(FORM), file_of(case).number
    if filled and number and filled.values.get("file_no") != number:
        case.forms[FORM] = structs.replace(filled, values={**filled.values, "file_no": number})


def _form_filled(case: Case, event: FormFilled, _fact: Fact) -> None:
    if event.values.get("verdict") == "不合格":
        _file(case).defects = True
    if event.form == FORM and not event.values.get("file_no"):
        _into_form(case)


def _lent(case: Case, event: events.FileLent, fact: Fact) -> None:
    person = fact.private or {}
    name, unit = str(person.get("borrower", ERASED)), str(person.get("unit", ""))
    _file(case).loans[event.loan] = Loan(event.loan, name, unit, event.since, event.until, event.purpose, event.approver)


def _returned(case: Case, event: events.FileReturned, _fact: Fact) -> None:
    loan = _file(case).loans.get(event.loan)
    if loan:
        _file(case).loans[event.loan] = replace(loan, returned_on=event.on, found=event.found)


def gate(view: CaseView, stage: str) -> str | None:
    """Filing waits until every line of the catalogue is there or explained; all that is missing is told at once."""
    lacking = missing(view) if stage == "archive" else ()
    if not lacking:
        return None
    names = "；".join(f"{number}. {state.line.name}" for number, state in enumerate(lacking, 1))
    return f"归档还缺 {len(lacking)} 项：{names}。请在“事项”的“归档”里补上、登记纸质件，或写明缺少的理由。"


def _reminders(view: CaseView) -> Iterator[Reminder]:
    loan = file_of(view.case).out
    if loan:
        number = file_of(view.case).number or "（未编号）"
        yield Reminder("file-out", f"档案 {number} 借出，应在 {loan.until} 归还，请催还或登记归还", loan.until, loan.until)


def _findings(view: CaseView) -> Iterator[Finding]:
    case, catalogue = view.case, catalogue_of(view)
    archived = case.stages.get("archive")
    if catalogue and case.outcome == "archived" and archived and archived.source == "station":
        for state in missing(view):
            rule = f"{catalogue.name}：{state.line.cite or state.line.name}（{catalogue.source}）"
            yield Finding(
                "file_gap", "归档资料不全", f"{archived.on} 已归档，卷内没有“{state.line.name}”", rule,
                "请补上、登记纸质件，或写明缺少的理由。", state.line.code,
            )  # fmt: skip
    for loan in file_of(case).loans.values():
        if loan.returned_on and loan.returned_on > loan.until:
            facts = f"{loan.since} 借出，应在 {loan.until} 归还，{loan.returned_on} 才还"
            rule = "借用档案资料要办理借阅手续（提高低压业扩报装效率，公开文章）"
            yield Finding("file_late", "借阅档案逾期归还", facts, rule, "请写明原因。", loan.id)


def _told_placed(event: events.ArchivePaperPlaced, _fact: Fact) -> str:
    paper = PlacedPaper(event.line, event.pages, event.original, event.cabinet, event.box, event.page, event.note, event.on)
    return f"归档登记纸质件“{event.name}”：{event.pages} 页，{'原件' if event.original else '复印件'}，{paper.place}"


def _told_lent(event: events.FileLent, fact: Fact) -> str:
    return f"档案借出 {event.since}：{(fact.private or {}).get('borrower', ERASED)}，{event.purpose}，{event.until} 前归还"


TOPIC = Topic(
    "archive",
    apply={
        "ArchivePaperPlaced": _placed, "ArchivePaperWithdrawn": _withdrawn, "ArchiveLineExcused": _excused, "ArchiveNumbered": _numbered,
        "FormFilled": _form_filled, "FileLent": _lent, "FileReturned": _returned, "CaseFileExported": lambda _case, _event, _fact: None,
    },
    told={
        "ArchivePaperPlaced": _told_placed,
        "ArchivePaperWithdrawn": lambda event, _fact: f"撤回归档登记“{event.name}”",
        "ArchiveLineExcused": lambda event, _fact: f"归档缺“{event.name}”，已说明理由",
        "ArchiveNumbered": lambda event, _fact: f"编档案号 {event.number}",
        "FileLent": _told_lent,
        "FileReturned": lambda event, _fact: f"档案归还 {event.on}{event.found and f'：{event.found}'}",
        "CaseFileExported": lambda event, _fact: f"导出电子档案 {event.pages} 页{'（加密码）' if event.locked else '（未加密码）'}",
    },
    gate=gate,
    reminders=_reminders,
    findings=_findings,
)  # fmt: skip
