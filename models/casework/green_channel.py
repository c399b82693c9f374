"""绿色通道: a case that goes first, for a reason and by somebody's word; the list of today has it on top."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.casework.topic import CaseView, Finding, Topic

if TYPE_CHECKING:
    from models.case import Case
    from models.events import Fact
    from models.events import handling as events

RULE = "业扩报装实行绿色通道制：须有理由和批准人（某省公司业扩报装管理实施细则）"


@dataclass(frozen=True)
class GreenChannel:
    """Since when, why and by whose word (empty where that was deleted by rule)."""

    since: date
    reason: str
    approver: str
    post: str


def _opened(case: Case, event: events.GreenChannelOpened, fact: Fact) -> None:
    case.green = GreenChannel(event.on, fact.envelope.reason, str((fact.private or {}).get("approver", "")), event.post)


def _closed(case: Case, _event: events.GreenChannelClosed, _fact: Fact) -> None:
    case.green = None


def _told(event: events.GreenChannelOpened, fact: Fact) -> str:
    approver = str((fact.private or {}).get("approver", "")) or "（已按规定删除）"
    return f"列入绿色通道 {event.on}（批准人：{approver}{event.post and f'，{event.post}'}）"


def _findings(view: CaseView) -> tuple[Finding, ...]:
    """A green channel opened after the case was done gave nobody precedence."""
    green, ended = view.case.green, view.case.ended_on
    if green is None or ended is None or green.since <= ended:
        return ()
    facts = f"{green.since} 列入绿色通道，工单 {ended} 已经结束"
    return (Finding("green_late", "绿色通道列入过晚", facts, RULE, "请核对日期；列错了的撤销绿色通道并写明理由。"),)


TOPIC = Topic(
    "green_channel",
    apply={"GreenChannelOpened": _opened, "GreenChannelClosed": _closed},
    told={"GreenChannelOpened": _told, "GreenChannelClosed": lambda event, _fact: f"撤销绿色通道 {event.on}"},
    findings=_findings,
)
