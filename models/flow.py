"""What comes next in a case: a business type's flow is a partial order of stages, held against what is already done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from models.business import STAGES, BusinessType, FlowStep
from models.case import Case
from models.case_parts import IssuedPaper

StepStateName = Literal["done", "now", "todo"]
TodoKind = Literal["accept", "form", "print", "deliver", "sign", "pass_up", "centre", "approve", "record", "none"]


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


def todos(case: Case, kind: BusinessType) -> tuple[Todo, ...]:
    """What can be done now, the most natural first."""
    return tuple(_todos(case, kind))


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
        passed = case.status == "passed_up"
        awaited = "plan_reply" if kind.step("plan_reply") else next((s.stage for s in kind.flow if s.stage not in case.marks), "archive")
        yield Todo("centre", awaited, "查看") if passed else Todo("pass_up", "accept", "上报县中心", paper="REPORT-UP")
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


def order_problem(case: Case, kind: BusinessType, stage: str) -> str | None:
    """Why a stage cannot be done now, as a sentence that names the place to go first; None where it can."""
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
    if step.owner == "centre":
        return f"“{step.name}”由县客户服务中心办理，供电所只上报和转交结果。"
    return None
