"""What comes next in a case: a business type's flow is a partial order of stages, held against what is already done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from models.business import STAGES, BusinessType, FlowStep
from models.case import Case
from models.case_parts import IssuedPaper
from models.handover import MOVES, Side

StepStateName = Literal["done", "now", "todo"]
TodoKind = Literal[
    "accept", "form", "print", "deliver", "sign", "pass_up", "centre", "approve", "record", "take_over", "give_back", "take_back", "task",
    "none",
]


@dataclass(frozen=True)
class StepState:
    """One stage of the flow as the rail at the top of a case shows it."""

    stage: str
    name: str
    state: StepStateName
    on: date | None


@dataclass(frozen=True)
class Todo:
    """One thing the clerk can do now: fill a form, print a paper, record its delivery, pass the case up."""

    kind: TodoKind
    stage: str
    label: str
    form: str = ""
    paper: str = ""

    @property
    def code(self) -> str:
        """Names the act in one word: `form:LV-SURVEY`, `deliver:LV-PLAN`, `accept` …"""
        detail = self.form or self.paper
        return f"{self.kind}:{detail}" if detail else self.kind


def step_of(kind: BusinessType, stage: str) -> FlowStep | None:
    """The step of the flow that stands for a stage; None where this type does not have it."""
    return next((step for step in kind.flow if step.stage == stage), None)


def stage_name(kind: BusinessType, stage: str) -> str:
    """The stage in the words of the flow."""
    step = step_of(kind, stage)
    return step.name if step else STAGES.get(stage, stage)


def inner_ends(case: Case, step: FlowStep, on: date) -> Iterator[tuple[str, date, tuple[str, ...]]]:
    """The nodes inside a stage that ends on a day and are not recorded yet: each with its day and the persons it is known of.

    A plan was drafted when its form was filled and approved with the last approval, never without one; what else is not known is as of
    the stage's own day.
    """
    form, approvals = case.forms.get(step.form or ""), [one for one in case.decided.approvals if one.on <= on]
    for node in step.inner:
        if node.stage in case.marks:
            continue
        if node.stage == "plan_draft" and form:
            yield node.stage, min(on, form.entered.date()), (form.actor,)
        elif node.stage == "plan_approve":
            if approvals:
                yield node.stage, max(one.on for one in approvals), tuple(one.person for one in approvals if one.person)
        else:
            yield node.stage, on, ()


def ready_steps(case: Case, kind: BusinessType) -> list[FlowStep]:
    """Steps not done whose predecessors are all done, in the order of the flow; none once the case has ended."""
    if case.outcome:
        return []
    done = case.marks
    return [step for step in kind.flow if step.stage not in done and all(before in done for before in step.after)]


def steps(case: Case, kind: BusinessType) -> tuple[StepState, ...]:
    """Every step with its state."""
    done, ready = case.marks, {step.stage for step in ready_steps(case, kind)}
    return tuple(
        StepState(s.stage, s.name, "done" if s.stage in done else "now" if s.stage in ready else "todo", done.get(s.stage))
        for s in kind.flow
    )


def does(kind: BusinessType, step: FlowStep, side: Side) -> bool:
    """Whether a side does a stage: what the customer reports of a passed-up case is taken at either counter."""
    reported = kind.handled_by == "centre" and step.side == "customer"
    return step.owner == side or reported


def todos(case: Case, kind: BusinessType, side: Side = "station") -> tuple[Todo, ...]:
    """What a side can do now, the most natural first."""
    return tuple(_todos(case, kind) if side == "station" else _of_centre(case, kind))


def _of_centre(case: Case, kind: BusinessType) -> Iterator[Todo]:
    """What the county centre can do: take the case over, its stages, the reply back to the station, all of it back at the end."""
    if case.outcome or case.decision:
        return
    if not case.at_centre:
        yield Todo("centre", _awaited(case, kind), "查看")
        return
    if not case.handover.in_hand:
        yield Todo("take_over", _awaited(case, kind), "接收工单")
        return
    ready = [step for step in ready_steps(case, kind) if does(kind, step, "centre")]
    for step in ready:
        todo = _todo_of(case, step)
        yield Todo("give_back", step.stage, "答复供电所，转交客户", step.form or "", todo.paper) if todo.kind == "deliver" else todo
    if not ready:
        yield Todo("give_back", _awaited(case, kind), "办完，退供电所归档")


def _awaited(case: Case, kind: BusinessType) -> str:
    return next((step.stage for step in kind.flow if step.stage not in case.marks), "archive")


def _handed_up(case: Case, kind: BusinessType) -> Iterator[Todo]:
    """What the station can do of a case that the centre handles: pass it up, look at it, take back what came, hand over, go on."""
    last = case.handover.last
    if case.at_centre:
        for task in case.handover.open_tasks:
            form = "GROUP-OPINION" if task.kind == "opinion" else ""
            yield Todo("task", "completion_check", task.name, form=form)
        yield Todo("centre", "plan_reply" if kind.step("plan_reply") else _awaited(case, kind), "查看")
    elif last is None:
        yield Todo("pass_up", "accept", "上报县中心", paper="REPORT-UP")
    elif not case.handover.in_hand:
        yield Todo("take_back", _awaited(case, kind), f"查收：{MOVES[last.kind]}")
    else:
        yield from _returned(case, kind, last.kind)


def _returned(case: Case, kind: BusinessType, how: str) -> Iterator[Todo]:
    """What is left to the station of what came back: hand the reply to the customer, put papers right, file it; then up again."""
    ready = ready_steps(case, kind)
    replies = [step for step in ready if step.completes_on == "delivered" and step.form in case.forms]
    for step in replies if how != "supplement" else ():
        yield _todo_of(case, step)
    if any(does(kind, step, "centre") for step in ready) and (how == "supplement" or not replies):
        yield Todo("pass_up", _awaited(case, kind), "补正后再上报" if how == "supplement" else "转县中心继续办理", paper="REPORT-UP")
    for step in ready:
        if does(kind, step, "station"):
            yield _todo_of(case, step)


def _todos(case: Case, kind: BusinessType) -> Iterator[Todo]:
    if case.outcome:
        return
    if case.decision:
        yield _answer(case)
        return
    if case.accepted_on is None:
        yield Todo("accept", "accept", "转正式受理" if case.pre else "补齐后受理")
        return
    if kind.handled_by == "centre":
        yield from _handed_up(case, kind)
    else:
        for step in ready_steps(case, kind):
            yield _todo_of(case, step)
    yield from _promise(case)


def answer_paper(case: Case) -> IssuedPaper | None:
    """The written answer printed since it was decided how the case ends."""
    since = list(case.papers.values())[case.decided.papers_before :]
    return next((p for p in reversed(since) if p.code == "REFUSAL" and not p.voided_on), None)


def _answer(case: Case) -> Todo:
    """What is left once it was decided that the customer gets a written answer instead of a supply."""
    if answer_paper(case) is None:
        return Todo("print", "plan_reply", "打印答复书", paper="REFUSAL")
    return Todo("deliver", "plan_reply", "登记答复书送达", paper="REFUSAL")


def _promise(case: Case) -> Iterator[Todo]:
    """The customer's promise for owed papers: to be printed, then to come back signed."""
    if not case.owed or case.source == "ledger":
        return
    letter = case.paper_of("COMMITMENT")
    if letter is None:
        yield Todo("print", "accept", "打印承诺书", paper="COMMITMENT")
    elif letter.signed_on is None:
        yield Todo("sign", "accept", "登记承诺书签回", paper="COMMITMENT")


def _todo_of(case: Case, step: FlowStep) -> Todo:
    form = step.form or ""
    if not form:
        return Todo("record", step.stage, f"登记{step.name}")
    if step.completes_on == "form" or form not in case.forms:
        return Todo("form", step.stage, step.action, form=form)
    if case.paper_of(form) is None:
        return Todo("print", step.stage, f"打印{_short(step)}", form=form, paper=form)
    return Todo("deliver", step.stage, "登记客户签收", form=form, paper=form)


def _short(step: FlowStep) -> str:
    return step.action.removeprefix("填") or step.name


def order_problem(case: Case, kind: BusinessType, stage: str, side: Side = "station") -> str | None:
    """Why a side cannot do a stage now, as a sentence that names the place to go first; None where it can."""
    if case.outcome == "not_suppliable":
        return "这个工单暂不具备供电条件，正在等待复核；具备条件后请先“恢复办理”。"
    if case.outcome:
        return "这个工单已经办结，不能再办环节；要改请用“更正”。"
    if case.accepted_on is None:
        return "这个工单还没有受理（资料未齐），请先在“资料”里补齐并受理。"
    step = step_of(kind, stage)
    if step is None:
        return f"{kind.name}的流程里没有这个环节。"
    missing = [stage_name(kind, before) for before in step.after if before not in case.marks]
    if missing:
        return f"还不能办“{step.name}”：请先办完“{'”“'.join(missing)}”。"
    if does(kind, step, side):
        return None
    return f"“{step.name}”由县客户服务中心办理，供电所只上报和转交结果。" if side == "station" else f"“{step.name}”由供电所办理。"
