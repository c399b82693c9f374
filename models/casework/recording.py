"""What is recorded by itself, with a day and who did it: stages without a form, nodes inside a stage and reports before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.business import FlowStep
from models.case import Case
from models.casework.approvals import chain_of
from models.casework.topic import CaseView
from models.flow import does, ready_steps
from models.stage_codes import STAGES


@dataclass(frozen=True)
class Node:
    """Something that can be recorded now: `unit` answers for it unless another is named, `since` is its first possible day (inclusive).

    `within` is the stage it belongs to; the same as `stage` where it is a stage of the flow.
    """

    stage: str
    name: str
    unit: str
    within: str
    since: date


def open_nodes(view: CaseView) -> tuple[Node, ...]:
    """Everything that can be recorded by itself now, in the order of the flow; a plan with a chain of approvals is approved there."""
    case = view.case
    if case.accepted_on is None or case.outcome or case.decision:
        return ()
    ready = (step for step in ready_steps(case, view.kind) if does(view.kind, step, view.side) and _ours_now(view, step))
    return tuple(node for step in ready for node in _of(view, step))


def _ours_now(view: CaseView, step: FlowStep) -> bool:
    """Of a case that the centre handles: what the customer reports is always taken here, all else by the side that has it."""
    if view.kind.handled_by != "centre" or (view.side == "station" and step.side == "customer" and view.case.handover.moves):
        return True
    return view.case.handover.has(view.side)


def _of(view: CaseView, step: FlowStep) -> Iterator[Node]:
    case = view.case
    since = max(case.marks[before] for before in step.after)
    for mark in step.marks:
        if mark not in case.marks:
            yield Node(mark, STAGES[mark], "customer", step.stage, since)
    since = max((since, *(case.marks[inner.stage] for inner in step.inner if inner.stage in case.marks)))
    inside = next((inner for inner in step.inner if inner.stage not in case.marks), None)  # the next one waits for it
    if inside and (inside.stage != "plan_approve" or chain_of(view) is None):
        yield Node(inside.stage, STAGES[inside.stage], _unit(inside.unit), step.stage, since)
    if not step.form:
        yield Node(step.stage, step.name, _unit(step.unit or ("customer" if step.side == "customer" else step.owner)), step.stage, since)


def _unit(code: str) -> str:
    """The unit as it is offered: who approves by authority is for the clerk to say, at first it is the station."""
    return "station" if code in ("", "by_authority") else code


def recorded_alone(case: Case, step: FlowStep) -> dict[str, date]:
    """The days of what was recorded by itself before a stage: the stage cannot have ended earlier."""
    codes = (*step.marks, *(inner.stage for inner in step.inner))
    return {code: case.stages[code].on for code in codes if code in case.stages and not case.stages[code].along}
