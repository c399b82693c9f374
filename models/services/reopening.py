"""Opening a finished stage again: with a reason and evidence, by the chief where its result has gone to the centre."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models import events
from models.business import BusinessType
from models.case import Case
from models.case_facts import kind_of_case
from models.flow import step_of
from models.problems import Problem, ProblemsFound, StationError
from models.services.approval_of_chief import chief_named, chief_problem
from models.services.cases import sync_marks
from models.services.changes import Changes
from models.services.folding.refold import Folder
from models.services.people import chiefs
from models.services.station import Change, Person, Station, changing, looking
from models.store import journal
from models.store.look import Look


@dataclass(frozen=True)
class Reopenable:
    """A stage that can be opened again, by name and day; `exported` = its result has left the station, so the chief is asked."""

    stage: str
    name: str
    on: date
    exported: bool


def reopenable(station: Station, case_id: str) -> tuple[tuple[Reopenable, ...], tuple[Person, ...]]:
    """The stages after which nothing is done yet, the latest first, and who may approve it as 所长."""
    with looking(station) as connection:
        case = Folder(connection).case(case_id)
        kind = kind_of_case(case, station.shelf.book(case.pins))
        marks = sync_marks(Look.through(connection), station)
        facts = journal.facts_of(connection, f"case:{case_id}")
    gone = {
        fact.event.stage: marks.text(fact.envelope.epoch, fact.envelope.seq) != "未导出"
        for fact in facts if isinstance(fact.event, events.StageCompleted)
    }
    found = [
        Reopenable(step.stage, step.name, case.stages[step.stage].on, gone.get(step.stage, False))
        for step in kind.flow
        if step.stage != "accept" and step.stage in case.stages and _problem(case, kind, step.stage) is None
    ]
    return tuple(sorted(found, key=lambda one: one.on, reverse=True)), chiefs(station)


def _problem(case: Case, kind: BusinessType, stage: str) -> str | None:
    step = step_of(kind, stage)
    if stage not in case.stages or step is None:
        return "这个环节还没有办，不用重新办理。"
    if stage == "accept":
        return "受理不能重新办理；日期错了请用“更正环节日期”，整件错了请用“录错作废”。"
    if case.outcome not in ("", "archived") or (case.outcome == "archived" and stage != "archive"):
        return "这个工单已经办结；归档的工单请先重新办理“资料归档”。"
    later = [other.name for other in kind.flow if stage in other.after and other.stage in case.stages]
    if later:
        return f"后面的“{'”“'.join(later)}”已经办了，请先重新办理后面的环节。"
    return None if step.owner == "station" else "这个环节由县中心办理。"


def reopen_stage(
    station: Station, case_id: str, stage: str, reason: str, evidence: str, chief: str, today: date
) -> Changes:
    """Opens a stage again: its results leave the view, its clocks run on from their own day 0, its paper is void.

    Raises ProblemsFound for a missing reason, evidence or approval, StationError where the stage cannot be opened.
    """
    stages, _ = reopenable(station, case_id)
    with changing(station) as change:
        case = change.case(case_id)
        kind = change.kind(case)
        problem = _problem(case, kind, stage)
        if problem:
            raise StationError(problem, "")
        asks_chief = any(one.stage == stage and one.exported for one in stages)
        problems = [Problem("reason", "理由", "请写明为什么要重新办理。")] if not reason.strip() else []
        problems += [Problem("evidence", "依据", "请写明依据（如检查意见、客户说明及日期）。")] if not evidence.strip() else []
        problems += chief_problem(station, chief) if asks_chief else ()
        if problems:
            raise ProblemsFound(tuple(problems))
        named, typed = chief_named(station, chief)
        _void_its_paper(change, case, kind, stage, today)
        step = step_of(kind, stage)
        change.add(
            events.StageReopened(
                stage=stage, marks=tuple(step.marks) if step else (), on=today, evidence=evidence.strip(), chief=named
            ),
            case_id, private=typed, reason=reason.strip(),
        )  # fmt: skip
    return Changes(frozenset({case_id}), packages=True)


def _void_its_paper(change: Change, case: Case, kind: BusinessType, stage: str, today: date) -> None:
    """A stage that ends with the delivery of a paper needs a new paper to end again."""
    step = step_of(kind, stage)
    paper = case.paper_of(step.form) if step and step.form and step.completes_on != "form" else None
    if paper:
        change.add(events.PaperVoided(paper_no=paper.paper_no, on=today), case.id, reason="环节重新办理")
