"""Papers from preview to signature: number, PDF and fact are one transaction; what was printed can be shown again byte by byte."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa

from models import events
from models.case import Case, fold
from models.case_parts import IssuedPaper
from models.casework import withheld
from models.casework.approvals import PLAN_FORMS, state_of
from models.flow import answer_paper
from models.glyphs import require_drawable
from models.papers import PaperContext
from models.print_rules import HAND, Delivery
from models.problems import Problem, ProblemsFound, StationError
from models.rules import shipped_papers
from models.services.changes import Changes
from models.services.endings import answered
from models.services.folding.refold import Folder
from models.services.paper.clock_papers import subject_of
from models.services.paper.paper_contexts import context_for
from models.services.stages import complete, step_for_form
from models.services.station import Change, Station, changing, looking
from models.store import journal
from models.store.views import paper_view

Render = Callable[[PaperContext], bytes]


@dataclass(frozen=True)
class Proof:
    """What was noted of a delivery: the mail's number, the witnesses, who was told and by which phone."""

    number: str = ""
    witnesses: tuple[str, ...] = ()
    told: str = ""


@dataclass(frozen=True)
class Issued:
    """A paper that now has a number, and its PDF."""

    paper_no: str
    pdf: bytes


def preview(station: Station, case_id: str, code: str, render: Render, today: date, blank: bool = False) -> bytes:
    """The paper as it would be printed, without number and without a fact; `blank` gives the empty form for the field."""
    with looking(station) as connection:
        case = Folder(connection).case(case_id)
    return render(context_for(station, case, code, today, blank=blank))


def issue(station: Station, case_id: str, code: str, render: Render, today: date, copies: int = 1) -> tuple[Issued, Changes]:
    """Numbers, renders and keeps a paper, and says so in the journal; nothing is kept where any of it fails."""
    if copies < 1:
        raise StationError("份数至少是 1。", "")
    with changing(station) as change:
        case = change.case(case_id)
        _check_out(change, case, code)
        paper_no = _next_number(station, case)
        context = replace(context_for(station, case, code, today), paper_no=paper_no, copies=copies)
        require_drawable(context)
        pdf = render(context)
        sha256 = station.attachments.keep(change.connection, pdf, "application/pdf")
        change.add(
            events.PaperIssued(
                paper_no=paper_no, code=code, title=context.title, on=today, sha256=sha256, copies=copies, about=subject_of(case, code)
            ),
            case_id,
        )
    return Issued(paper_no, pdf), Changes(frozenset({case_id}), packages=True)


def _next_number(station: Station, case: Case) -> str:
    """The case's number and a running one of the side that issues it: both sides may issue papers at the same time."""
    mark = "C" if station.side == "centre" else ""
    own = [number for number in case.papers if number.startswith(f"{case.number}-C") == bool(mark)]
    return f"{case.number}-{mark}{len(own) + 1:02d}"


def reprint(station: Station, case_id: str, paper_no: str, render: Render, today: date, copies: int = 1) -> tuple[bytes, Changes]:
    """The same paper once more, marked 补打; logged.

    What the county centre issued and the station prints for the first time is the customer's copy: as it was issued, unmarked.
    """
    with changing(station) as change:
        paper = _paper(change.case(case_id), paper_no)
        if paper.voided_on:
            raise StationError(f"单据 {paper_no} 已作废，不能补打。", "请重新出单。")
        if station.side == "station" and paper.to_print:
            pdf = station.attachments.read(change.connection, paper.sha256)
            change.add(events.PaperReprinted(paper_no=paper_no, on=today, copies=copies, first=True), case_id)
            return pdf, Changes(frozenset({case_id}), packages=True)
        then = _as_issued(change, case_id, paper_no)
        context = replace(context_for(station, then, paper.code, paper.on), paper_no=paper_no, reprint=True, copies=1)
        pdf = render(context)
        change.add(events.PaperReprinted(paper_no=paper_no, on=today, copies=copies), case_id)
    return pdf, Changes(frozenset({case_id}), packages=True)


def pdf_of(station: Station, paper_no: str, case_id: str = "") -> bytes:
    """The PDF as it was issued, to the byte; of the case that is named, for two of one number may have papers of one number."""
    p = paper_view.c
    with looking(station) as connection:
        query = sa.select(p.sha256).where(p.paper_no == paper_no)
        sha256 = connection.execute(query.where(p.case_id == case_id) if case_id else query).scalar()
        if sha256 is None:
            raise StationError(f"没有编号 {paper_no} 的单据。", "请刷新工单再看。")
        return station.attachments.read(connection, sha256)


def deliver(
    station: Station, case_id: str, paper_no: str, on: date, how: str, today: date, proof: Proof | None = None
) -> tuple[str, Changes]:
    """已送达: the customer got the paper on a day; ends the stage whose rule says that delivery ends it, and returns that stage.

    Raises ProblemsFound where the way of delivery wants a number, witnesses or a name that `proof` lacks.
    """
    proof = proof or Proof()
    with changing(station) as change:
        case = change.case(case_id)
        paper = _fit(case, paper_no, on, today)
        if paper.delivered_on:
            raise StationError(f"单据 {paper_no} 已于 {paper.delivered_on} 送达。", "送错了请作废重出。")
        _check_out(change, case, paper.code, paper)
        way = shipped_papers().delivery(how)
        if way is None:
            raise StationError(f"送达方式“{how}”不认识。", f"请选：{'、'.join(one.how for one in delivery_ways())}。")
        problems = tuple(_proof_problems(way, proof))
        if problems:
            raise ProblemsFound(problems)
        number = proof.number.strip() if way.number else ""
        change.add(events.PaperDelivered(paper_no=paper_no, on=on, how=how, number=number), case_id, private=_noted(way, proof))
        stage = _end_by(change, case, paper, "delivered", on)
    return stage, Changes(frozenset({case_id}), packages=True)


def signed(station: Station, case_id: str, paper_no: str, on: date, relation: str, today: date) -> Changes:
    """已签回: the signed paper came back; `on` is the day of the signature. A paper not yet delivered counts as delivered that day."""
    with changing(station) as change:
        case = change.case(case_id)
        paper = _fit(case, paper_no, on, today)
        if paper.signed_on:
            raise StationError(f"单据 {paper_no} 已于 {paper.signed_on} 签回。", "")
        if paper.delivered_on and on < paper.delivered_on:
            raise StationError(f"签字日期 {on} 早于送达日期 {paper.delivered_on}。", "请核对日期。")
        if paper.delivered_on is None:
            _check_out(change, case, paper.code, paper)
            change.add(events.PaperDelivered(paper_no=paper_no, on=on, how=HAND), case_id)
            _end_by(change, case, paper, "delivered", on)
        change.add(events.PaperSigned(paper_no=paper_no, on=on, relation=relation), case_id)
        _end_by(change, change.case(case_id), paper, "signed", on)
    return Changes(frozenset({case_id}), packages=True)


def delivery_ways() -> tuple[Delivery, ...]:
    """The ways in which a customer may get a paper, with what each asks for."""
    return shipped_papers().deliveries


def _proof_problems(way: Delivery, proof: Proof) -> Iterator[Problem]:
    names = [name.strip() for name in proof.witnesses if name.strip()]
    if way.number and not proof.number.strip():
        yield Problem("number", way.number, f"请写明{way.number}。")
    if len(names) < way.witnesses:
        yield Problem("witnesses", "见证人", f"“{way.how}”要写明 {way.witnesses} 名见证人的姓名，现在写了 {len(names)} 名。")
    elif len(set(names)) < len(names):
        yield Problem("witnesses", "见证人", "同一个人写了两次，请核对。")
    if way.told and not proof.told.strip():
        yield Problem("told", "通知了谁", "请写明通知了谁、打的什么电话。")


def _noted(way: Delivery, proof: Proof) -> dict[str, object] | None:
    """The names of a delivery, which stand outside the line."""
    found: dict[str, object] = {}
    if way.witnesses:
        found["witnesses"] = [name.strip() for name in proof.witnesses if name.strip()]
    if way.told:
        found["told"] = proof.told.strip()
    return found or None


def void_paper(station: Station, case_id: str, paper_no: str, reason: str, today: date) -> Changes:
    """作废: the paper is withdrawn for a reason; a stage it ended stays ended."""
    if not reason.strip():
        raise StationError("请写明作废理由。", "")
    with changing(station) as change:
        paper = _paper(change.case(case_id), paper_no)
        if paper.voided_on:
            raise StationError(f"单据 {paper_no} 已经作废。", "")
        change.add(events.PaperVoided(paper_no=paper_no, on=today), case_id, reason=reason.strip())
    return Changes(frozenset({case_id}), packages=True)


def _paper(case: Case, paper_no: str) -> IssuedPaper:
    paper = case.papers.get(paper_no)
    if paper is None:
        raise StationError(f"没有编号 {paper_no} 的单据。", "请刷新工单再看。")
    return paper


def _check_out(change: Change, case: Case, code: str, paper: IssuedPaper | None = None) -> None:
    """A paper that waits for an approval may not leave the station, nor one of an earlier version of an approved plan."""
    view = change.view(case)
    why = withheld(view, code)
    if why:
        raise StationError(why, "现在可以预览、打印会签单，不能给客户。")
    state = state_of(view) if paper and code in PLAN_FORMS else None
    if state and paper and paper.times < state.times:
        what = f"单据 {paper.paper_no} 是第 {paper.times} 版供电方案的，现在审批的是第 {state.times} 版。"
        raise StationError(what, "请重新打印答复单再交客户。")


def _as_issued(change: Change, case_id: str, paper_no: str) -> Case:
    """The case as it stood when a paper was issued: the same number must never say something else."""
    record, facts = f"case:{case_id}", journal.facts_of(change.connection, f"case:{case_id}")
    for place, fact in enumerate(facts):
        if isinstance(fact.event, events.PaperIssued) and fact.event.paper_no == paper_no:
            return fold(record, facts[:place])
    return fold(record, facts)


def _fit(case: Case, paper_no: str, on: date, today: date) -> IssuedPaper:
    paper = _paper(case, paper_no)
    if paper.voided_on:
        raise StationError(f"单据 {paper_no} 已作废。", "请重新出单。")
    if on > today:
        raise StationError(f"日期 {on} 在今天之后。", "请填今天或以前的日期。")
    if on < paper.on:
        raise StationError(f"日期 {on} 早于打印日期 {paper.on}。", "请核对日期。")
    return paper


def _end_by(change: Change, case: Case, paper: IssuedPaper, event: str, on: date) -> str:
    if event == "delivered" and answer_paper(case) == paper:
        answered(change, case, on)
        return ""
    kind = change.kind(case)
    step = step_for_form(kind, paper.code)
    if case.outcome or step is None or step.completes_on != event or step.stage in case.marks or paper.code not in case.forms:
        return ""
    complete(change, case.id, step.stage, on)
    return step.stage
