"""用电期限: how long a temporary supply, a suspension or a reduction lasts, what it was taken on, and the reminders before it ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from models.casework.topic import CaseView, Reminder, Topic
from models.supply_periods import last_day

if TYPE_CHECKING:
    from models.case import Case
    from models.events import Fact
    from models.events import handling as events

HOW = {"stopped": "终止用电，已拆表", "resumed": "已恢复用电", "new_case": "已办正式用电或延期"}


def last_day_of(view: CaseView) -> date | None:
    """The last day (inclusive) on which the change holds: as asked for or extended, else the longest the rule allows; None = open."""
    case = view.case
    if not view.kind.periods or case.period_ended or case.outcome not in ("", "archived"):
        return None
    if case.terms.until:
        return case.terms.until
    longest = next((period for period in view.kind.periods if period.per == "each" and period.most), None)
    if longest is None or longest.most is None or case.terms.since is None:
        return None
    return last_day(case.terms.since, longest.most, longest.unit)


def _extended(case: Case, event: events.PeriodExtended, fact: Fact) -> None:
    case.terms = replace(case.terms, until=event.until, approved_by=str((fact.private or {}).get("approver", "")))


def _ended(case: Case, event: events.PeriodEnded, _fact: Fact) -> None:
    case.period_ended = event.on


def _told_end(event: events.PeriodEnded, _fact: Fact) -> str:
    return f"期限结束 {event.on}：{HOW.get(event.how, event.how)}{event.number and f'（{event.number}）'}"


def _reminders(view: CaseView) -> Iterator[Reminder]:
    last = last_day_of(view)
    if last is None or view.case.accepted_on is None:
        return
    since = last - timedelta(days=view.book.profile.reminders.period_end)
    yield Reminder("period_end", f"{view.kind.short_name}到 {last} 止：到期终止，或请客户先办延期、恢复、正式用电", since, last)
    ahead = max((period.resume_days or 0 for period in view.kind.periods), default=0)
    if ahead:
        on = last - timedelta(days=ahead)
        yield Reminder("period_resume", f"{view.kind.short_name}要恢复的，最晚 {on} 提出申请（提前 {ahead} 天）", since, on)


TOPIC = Topic(
    "supply_terms",
    apply={"PeriodExtended": _extended, "PeriodEnded": _ended},
    told={
        "PeriodExtended": lambda event, _fact: f"期限延到 {event.until}",
        "PeriodEnded": _told_end,
    },
    reminders=_reminders,
)
