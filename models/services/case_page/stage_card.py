"""环节与责任: every stage of a case with the nodes inside it, the unit that answers for it, who did it and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from models.business import EVENTS, STAGES, FlowStep
from models.casework.recording import open_nodes
from models.casework.topic import CaseView
from models.flow import stage_name
from models.measure import clock_marks
from models.services.case_page.topic_card import CardAct, CardRow, TopicCard
from models.stage_codes import RESPONSIBLE


def stages_card(view: CaseView, names: Mapping[str, str], _today: date) -> TopicCard | None:
    """The card, with what can be recorded by itself; nothing before the acceptance."""
    if view.case.accepted_on is None:
        return None
    rows = (*(row for step in view.kind.flow for row in _rows(view, step, names)), *_beside(view))
    acts = (CardAct("record", "单独登记…"),) if open_nodes(view) else ()
    return TopicCard("stages", "环节与责任", rows, acts)


def _rows(view: CaseView, step: FlowStep, names: Mapping[str, str]) -> Iterator[CardRow]:
    can = {node.stage for node in open_nodes(view)}
    nodes = [(mark, RESPONSIBLE["customer"]) for mark in step.marks]
    for stage, unit in (*nodes, *((node.stage, RESPONSIBLE[node.unit]) for node in step.inner)):
        absent = "没有登记" if step.stage in view.case.marks else "还没有办"
        yield CardRow(f"　{STAGES[stage]}", _text(view, unit, stage, names, absent), "", _acts(stage, can))
    yield CardRow(step.name, _text(view, step.responsible, step.stage, names), "", _acts(step.stage, can))


def _beside(view: CaseView) -> Iterator[CardRow]:
    """业务收费 and 客户回访, which stand beside the flow: the day the last fee was cleared, who called the customer back and when."""
    case, unit = view.case, RESPONSIBLE["station" if view.kind.handled_by == "station" else "centre"]
    marks = clock_marks(case, view.book)
    if case.money.charges:
        yield CardRow(STAGES["fee"], f"{unit}　{marks.get('fee') or '还没有交清'}")
    if "CALLBACK" in view.kind.further_for(case.class_):
        call = case.forms.get("CALLBACK")
        done = f"{call.values.get('caller') or '—'}　{call.values['called_on']}" if call else "还没有办"
        reached = "（没有联系上）" if call and "callback" not in marks else ""
        yield CardRow(EVENTS["callback"], f"{RESPONSIBLE['station']}　{done}{reached}")


def _acts(stage: str, can: set[str]) -> tuple[CardAct, ...]:
    return (CardAct("record", "登记…", stage),) if stage in can else ()


def _text(view: CaseView, unit: str, stage: str, names: Mapping[str, str], absent: str = "还没有办") -> str:
    done = view.case.stages.get(stage)
    if done is None:
        return f"{unit}　{absent}"
    who = "、".join((*(names.get(person, "—") for person in done.persons), *((done.outsider,) if done.outsider else ())))
    along = f"随“{stage_name(view.kind, done.along)}”一并登记" if done.along else ""
    return "　".join(part for part in (RESPONSIBLE.get(done.unit, unit), who, f"{done.on}", along) if part)
