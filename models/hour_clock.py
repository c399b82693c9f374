"""Countdowns of limits in hours, which run from the minute and by night as by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from models.business import TimeLimit
from models.countdown import Countdown, Day, ExplainMark, Pause
from models.time_units import holes, hours_due, hours_used, moment
from models.workdays import WorkCalendar


def hour_countdown(
    limit: TimeLimit, start: date, stopping: Sequence[Pause], today: date | None, stopped_on: date | None, open_pause: bool,
) -> Countdown:
    """Computes where a limit in hours stands; `stopping` are the pauses that stop it, whole days each."""
    begins = moment(start)
    ends = [moment(day, ends=True) for day in (today, stopped_on) if day is not None]
    until = min(ends, default=None)
    paused = _hour_holes(stopping, until)
    due_at = hours_due(begins, limit.days, paused)
    told = hours_due(begins, limit.days, _hour_holes([pause for pause in stopping if pause.signed], until))
    used = hours_used(begins, until, paused) if until else 0
    if until and due_at and until > due_at:
        used = max(used, limit.days + 1)  # a pause that begins on the last minute does not hide that the minute is over
    return Countdown(
        start=start, days=limit.days, due=due_at.date() if due_at else None, promised=told.date() if told else None,
        provisional=False, earliest=None, latest=None, running=stopped_on is None and not open_pause,
        used=used, rest=limit.days - used, open_pause=open_pause, unit="hour", due_at=due_at,
    )


def _hour_holes(pauses: Sequence[Pause], until: datetime | None) -> list[tuple[datetime, datetime]]:
    return holes([(pause.start, pause.end) for pause in pauses], until.date() if until else None)


def explain_hours(limit: TimeLimit, start: date, calendar: WorkCalendar, stopping: Sequence[Pause], until: date | None) -> tuple[Day, ...]:
    """Returns every day from the start to the due moment, each with the hours that have begun by its end."""
    begins = moment(start)
    paused = _hour_holes(stopping, moment(until, ends=True) if until else None)
    due_at = hours_due(begins, limit.days, paused) or moment(until or start, ends=True)
    days: list[Day] = []
    for ordinal in range(begins.toordinal(), due_at.toordinal() + 1):
        day = date.fromordinal(ordinal)
        inside = any(low <= datetime(day.year, day.month, day.day) < high for low, high in paused)
        mark: ExplainMark = "停" if inside else calendar.mark(day)
        n = hours_used(begins, min(due_at, moment(day, ends=True)), paused)
        days.append(Day(day, mark, None if inside else n, calendar.paper(day) if mark in ("假", "班") else None))
    return tuple(days)
