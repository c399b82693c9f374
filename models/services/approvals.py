"""Approving a supply plan: who decided, when, on which version; at the station itself or signed on a paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from models import events
from models.approval_rules import ChainStep
from models.casework.approvals import DECISIONS, PLAN_FORMS, WAYS, ApprovalState, state_of
from models.problems import Problem, ProblemsFound, StationError
from models.services.changes import Changes
from models.services.folding.refold import Folder
from models.services.station import Change, Person, Station, changing, looking, people

Word = Literal["agree", "disagree", "return"]
Way = Literal["system", "paper"]


@dataclass(frozen=True)
class Approval:
    """What the clerk enters: decision and way by code; on paper `person` or `name`, the day and the number of the sheet."""

    decision: Word
    way: Way
    on: date
    person: str = ""
    name: str = ""
    opinion: str = ""
    sheet_no: str = ""


@dataclass(frozen=True)
class ApprovalChoices:
    """Whose word is awaited, on which version, who of the station may give it, and whether the clerk acting now may."""

    step: ChainStep
    times: int
    people: tuple[Person, ...]
    here: bool


def approval_choices(station: Station, case_id: str) -> ApprovalChoices:
    """What the next word on the plan can be; raises StationError where none is awaited."""
    with looking(station) as connection:
        case = Folder(connection).case(case_id)
    book = station.shelf.book(case.pins)
    from models.casework.topic import CaseView

    state, step = _awaited(state_of(CaseView(case, book.types[case.business_type], book, station.calendar)))
    fit = tuple(person for person in people(station) if person.post in step.posts and person.until is None)
    return ApprovalChoices(step, state.times, fit, any(person.id == station.actor for person in fit))


def _awaited(state: ApprovalState | None) -> tuple[ApprovalState, ChainStep]:
    if state is None:
        raise StationError("这个工单的供电方案不用审批，或者还没有填。", "请先填写供电方案答复单。")
    if state.refused:
        raise StationError(f"第 {state.times} 版供电方案没有通过。", "请先修改供电方案，改过的是新的一版，再送审。")
    if state.next_step is None:
        raise StationError(f"第 {state.times} 版供电方案已经审批完。", "可以打印答复单了。")
    return state, state.next_step


def decide(station: Station, case_id: str, approval: Approval, today: date) -> Changes:
    """Enters the next role's word on the present version of the plan; raises ProblemsFound with everything that is wrong."""
    with changing(station) as change:
        case = change.case(case_id)
        if case.outcome:
            raise StationError("这个工单已经办结，不能再审批。", "")
        state, step = _awaited(state_of(change.view(case)))
        begun = max(case.marks.values(), default=date.min)
        problems = tuple(_problems(change, step, approval, begun, today))
        if problems:
            raise ProblemsFound(problems)
        person = change.station.actor if approval.way == "system" else approval.person
        _add(change, case_id, state, step.role, approval, person)
    return Changes(frozenset({case_id}), packages=True)


def _problems(change: Change, step: ChainStep, approval: Approval, begun: date, today: date) -> Iterator[Problem]:
    if approval.decision not in DECISIONS or approval.way not in WAYS:
        yield Problem("decision", "意见", "请选同意、不同意或退回修改，以及审批方式。")
    if approval.decision != "agree" and not approval.opinion.strip():
        yield Problem("opinion", "审批意见", "不同意或退回的，请写明意见，方案好照着改。")
    if approval.on > today:
        yield Problem("on", "审批日期", f"{approval.on} 在今天之后，请填今天或以前的日期。")
    elif approval.on < begun:
        yield Problem("on", "审批日期", f"{approval.on} 早于这个工单已办的最后一步（{begun}），请核对。")
    yield from _who(change, step, approval)


def _who(change: Change, step: ChainStep, approval: Approval) -> Iterator[Problem]:
    known = {person.id: person for person in people(change.station)}
    if approval.way == "system":
        actor = known.get(change.station.actor)
        if not step.posts:
            yield Problem("way", "审批方式", f"{step.name}不在本所，只能登记纸面审批。")
        elif actor is None or actor.post not in step.posts:
            yield Problem("way", "审批方式", f"系统内由{'、'.join(step.posts)}本人审批；请先换成那个人经办，或登记纸面审批。")
        return
    person = known.get(approval.person)
    if person and step.posts and person.post not in step.posts:
        yield Problem("person", "审批人", f"{person.name}是{person.post}，这一步由{'、'.join(step.posts)}审批。")
    if person is None and not approval.name.strip():
        yield Problem("name", "审批人", f"请写明{step.name}由谁签的字。")
    if not approval.sheet_no.strip():
        yield Problem("sheet_no", "会签单编号", "纸面审批请写会签单的编号，没有编号的写“无编号，存档第几页”。")


def _add(change: Change, case_id: str, state: ApprovalState, role: str, approval: Approval, person: str) -> None:
    change.add(
        events.ApprovalDecided(
            form=state.form, times=state.times, role=role, decision=approval.decision, on=approval.on, way=approval.way, person=person,
            opinion=approval.opinion.strip(), sheet_no=approval.sheet_no.strip(),
        ),
        case_id,
        private=None if person else {"name": approval.name.strip()},
        at_src="paper" if approval.way == "paper" else "clock",
    )  # fmt: skip


def decide_with_plan(change: Change, case_id: str, form: str, on: date) -> None:
    """One act with the plan: where one person of the station may draft and approve, filling it also approves it."""
    state = state_of(change.view(change.case(case_id))) if form in PLAN_FORMS else None
    if state is None or not state.chain.row.alone or state.next_step is None:
        return
    actor = next((person for person in people(change.station) if person.id == change.station.actor), None)
    if actor and actor.post in state.next_step.posts:
        _add(change, case_id, state, state.next_step.role, Approval("agree", "system", on), actor.id)
