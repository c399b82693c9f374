"""Dates that a newer calendar moved: they change nothing in the case, its history tells them."""

from __future__ import annotations

from datetime import date

from models.casework.topic import Topic
from models.events import Fact
from models.events.calendar import DueMoved


def _told(event: DueMoved, _fact: Fact) -> str:
    why = f"采用工作日历 {event.calendar}，{event.limit}"
    if event.old == event.new:
        return f"{why}：到期日 {event.new} 由{_sure(event.was_provisional)}变为{_sure(event.provisional)}"
    return f"{why}：到期日 {_day(event.old, event.was_provisional)} → {_day(event.new, event.provisional)}"


def _sure(provisional: bool) -> str:
    return "暂定" if provisional else "确定"


def _day(day: date | None, provisional: bool) -> str:
    return f"{day}{'（暂定）' if provisional else ''}" if day else "（不计时）"


TOPIC = Topic("calendar", apply={"DueMoved": lambda case, event, fact: None}, told={"DueMoved": _told})
