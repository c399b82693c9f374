"""When a station means to report: every day, week or month at a time; the clerk's own plan, no regulation gives one."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import Literal

import msgspec

from models.problems import Problem, ProblemsFound
from models.workdays import WorkCalendar

Every = Literal["", "day", "week", "month"]
WEEKDAYS = "一二三四五六日"
_SEARCHED = 80
"""Days before and after now among which an occurrence is looked for: two months and the longest block of holidays."""


class UploadSchedule(msgspec.Struct, frozen=True, kw_only=True):
    """`every` "" = no plan; `day` is 1 (Monday) to 7, or the day of the month (31 = its last); `at` the time of day.

    `working_days`: an occurrence on a day that is no working day moves to the next one. `since` is when the plan was made: nothing
    before it is owed.
    """

    every: Every = ""
    day: int = 5
    at: time = time(16, 0)
    working_days: bool = False
    since: datetime | None = None

    @property
    def text(self) -> str:
        """每周五 16:00."""
        if not self.every:
            return "没有定计划"
        if self.every == "day":
            return f"{'每个工作日' if self.working_days else '每天'} {self.at:%H:%M}"
        words = f"每周{WEEKDAYS[self.day - 1]}" if self.every == "week" else f"每月 {self.day} 日"
        return f"{words} {self.at:%H:%M}{'（遇节假日顺延）' if self.working_days else ''}"


def checked(schedule: UploadSchedule) -> UploadSchedule:
    """The plan; raises ProblemsFound for a day that does not exist."""
    most = {"week": 7, "month": 31}.get(schedule.every)
    if most and not 1 <= schedule.day <= most:
        what = "星期是 1 到 7" if schedule.every == "week" else "每月的日期是 1 到 31"
        raise ProblemsFound((Problem("day", "哪一天", f"{what}，不能是 {schedule.day}"),))
    return schedule


def last_due(schedule: UploadSchedule, now: datetime, calendar: WorkCalendar) -> datetime | None:
    """The newest occurrence up to now (inclusive) and since the plan was made, None where there is none."""
    since = schedule.since or datetime.min
    return max((at for at in _occurrences(schedule, now, calendar) if since < at <= now), default=None)


def next_due(schedule: UploadSchedule, now: datetime, calendar: WorkCalendar) -> datetime | None:
    """The first occurrence after now, None without a plan."""
    return min((at for at in _occurrences(schedule, now, calendar) if at > now), default=None)


def overdue_words(schedule: UploadSchedule, due: datetime, now: datetime) -> str:
    """该上报了：每周五 16:00，已过 2 天."""
    days = (now.date() - due.date()).days
    return f"该上报了：{schedule.text}，{f'已过 {days} 天' if days else '今天该报'}"


def _occurrences(schedule: UploadSchedule, now: datetime, calendar: WorkCalendar) -> set[datetime]:
    days = (now.date() + timedelta(days=number) for number in range(-_SEARCHED, _SEARCHED + 1))
    return {datetime.combine(_moved(schedule, day, calendar), schedule.at) for day in days if _named(schedule, day)}


def _named(schedule: UploadSchedule, day: date) -> bool:
    if schedule.every == "week":
        return day.isoweekday() == schedule.day
    if schedule.every == "month":
        return day.day == min(schedule.day, monthrange(day.year, day.month)[1])
    return schedule.every == "day"


def _moved(schedule: UploadSchedule, day: date, calendar: WorkCalendar) -> date:
    return calendar.day_at(calendar.index_from(day)) if schedule.working_days else day
