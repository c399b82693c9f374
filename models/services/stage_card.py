"""环节与责任: every stage of a case with the nodes inside it, the unit that answers for it, who did it and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from models.business import STAGES, FlowStep
from models.case_parts import StageDone
from models.casework.topic import CaseView
from models.services.topic_card import CardRow, TopicCard
from models.stage_codes import RESPONSIBLE


def stages_card(view: CaseView, names: Mapping[str, str], _today: date) -> TopicCard | None:
    """The card; nothing before the acceptance."""
    if view.case.accepted_on is None:
        return None
    return TopicCard("stages", "环节与责任", tuple(row for step in view.kind.flow for row in _rows(view, step, names)), ())


def _rows(view: CaseView, step: FlowStep, names: Mapping[str, str]) -> Iterator[CardRow]:
    for node in step.inner:
        done = view.case.stages.get(node.stage)
        absent = "没有登记" if step.stage in view.case.marks else "还没有办"
        yield CardRow(f"　{STAGES[node.stage]}", _text(RESPONSIBLE[node.unit], done, names, absent))
    yield CardRow(step.name, _text(step.responsible, view.case.stages.get(step.stage), names))


def _text(unit: str, done: StageDone | None, names: Mapping[str, str], absent: str = "还没有办") -> str:
    if done is None:
        return f"{unit}　{absent}"
    who = "、".join(names.get(person, "—") for person in done.persons)
    along = f"随“{STAGES.get(done.along, done.along)}”一并登记" if done.along else ""
    return "　".join(part for part in (unit, who, f"{done.on}", along) if part)
