"""配合单: what other units were asked to do for a case, by when; their delay is charged to them and moves no clock of the customer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from models.casework.topic import CaseView, Finding, Reminder, Topic
from models.decisions import Slip
from models.measure import working_days_before

if TYPE_CHECKING:
    from models import events
    from models.case import Case
    from models.events import Fact

UNITS = ("营销部", "发展策划部", "运维检修部", "调控中心", "计量部", "县客户服务中心", "台区", "物资部门", "其他")


def _asked(case: Case, event: events.CoordinationAsked, _fact: Fact) -> None:
    case.decided.slips[event.number] = Slip(event.number, event.unit, event.what, event.on, event.by)


def _answered(case: Case, event: events.CoordinationAnswered, _fact: Fact) -> None:
    slip = case.decided.slips.get(event.number)
    if slip:
        case.decided.slips[event.number] = replace(slip, answered_on=event.on, answer=event.answer, taken_back=event.taken_back)


def _answer_told(event: events.CoordinationAnswered) -> str:
    return f"{'收回' if event.taken_back else '回复'} 配合单 {event.number} {event.on}：{event.answer}"


def _reminders(view: CaseView) -> Iterator[Reminder]:
    if view.case.outcome:
        return
    for slip in view.case.decided.slips.values():
        if slip.answered_on is None:
            since = working_days_before(view.calendar, slip.by, view.book.profile.reminders.slip)
            yield Reminder(f"slip-{slip.number}", f"{slip.unit}配合单 {slip.number} 应在 {slip.by} 前回复", since, slip.by)


def _findings(view: CaseView) -> Iterator[Finding]:
    for slip in view.case.decided.slips.values():
        if slip.answered_on and slip.late(slip.answered_on):
            facts = f"{slip.unit}：要求 {slip.by} 前，{slip.answered_on} 回复"
            rule = "《业扩报装客户代理制实施办法》（无日期）：配合超时限，计入配合单位"
            yield Finding("slip_late", "配合超时限", facts, rule, "请写明超时原因和防范措施。", str(slip.number))


TOPIC = Topic(
    "coordination",
    cast(dict[str, Callable[["Case", Any, "Fact"], None]], {"CoordinationAsked": _asked, "CoordinationAnswered": _answered}),
    cast(
        dict[str, Callable[[Any, "Fact"], str]],
        {
            "CoordinationAsked": lambda e, f: f"配合单 {e.number} 请{e.unit}在 {e.by} 前办理：{e.what}",
            "CoordinationAnswered": lambda e, f: _answer_told(e),
        },
    ),
    reminders=_reminders,
    findings=_findings,
)
