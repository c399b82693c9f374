"""The units of a time limit besides working days: calendar days, months, a day of the month, hours by the minute."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta
from typing import Protocol

from models.workdays import CalendarError, WorkCalendar

Hole = tuple[datetime, datetime]
_HOUR = 3600


class DayTable(Protocol):
    """Days in order, each with an index: the working days of a calendar, or every day."""

    @property
    def size(self) -> int:
        """How many days there are."""

    def index_after(self, day: date) -> int:
        """The index of the first day after `day`."""

    def index_from(self, day: date) -> int:
        """The index of the first day on or after `day`."""

    def day_at(self, index: int) -> date:
        """The day at an index; raises CalendarError beyond the last."""


class EveryDay:
    """Every day of a calendar's years as a DayTable; raises CalendarError outside them."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar
        self._first = calendar.first.toordinal()
        self.size = calendar.last.toordinal() - self._first + 1

    def index_from(self, day: date) -> int:
        """The index of the day itself."""
        if not self.calendar.first <= day <= self.calendar.last:
            self.calendar.is_working(day)  # says in its own words that the day is outside
        return day.toordinal() - self._first

    def index_after(self, day: date) -> int:
        """The index of the next day."""
        return self.index_from(day) + 1

    def day_at(self, index: int) -> date:
        """The day at an index."""
        if index >= self.size:
            raise CalendarError(f"期限超出工作日历的范围（至 {self.calendar.last.year} 年）。", "请检查年份是否写错。")
        return date.fromordinal(self._first + index)


def months_later(day: date, months: int) -> date:
    """Returns the day of the same number some months later, or that month's last day where it has none (民法典第二百零二条)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise CalendarError(f"{day} 起 {months} 个月超出工作日历的范围。", "请检查年份是否写错。")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def next_day_of_month(day: date, number: int) -> date:
    """Returns the first day on or after `day` that is the number-th of its month; a shorter month gives its last day."""
    this = day.replace(day=min(number, monthrange(day.year, day.month)[1]))
    if this >= day:
        return this
    following = months_later(day.replace(day=1), 1)
    return following.replace(day=min(number, monthrange(following.year, following.month)[1]))


def moment(day: date, *, ends: bool = False) -> datetime:
    """Returns a moment as it is; a day without one is its first second, or its last where `ends`."""
    if isinstance(day, datetime):
        return day
    return datetime.combine(day, time(23, 59, 59) if ends else time())


def holes(spans: Iterable[tuple[date, date | None]], until: date | None) -> list[Hole]:
    """Returns whole days that do not count, both inclusive, merged and in order; an open one lasts through `until`, or for good."""
    found: list[Hole] = []
    for begin, end in sorted(spans, key=lambda span: span[0]):
        last = end or until
        begins = datetime.combine(begin, time())
        ends = datetime.combine(last, time()) + timedelta(days=1) if last is not None else datetime.max
        if ends <= begins:
            continue
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((begins, ends))
    return found


def hours_due(start: datetime, hours: int, without: Sequence[Hole]) -> datetime | None:
    """Returns the moment at which so many hours outside the holes have passed since `start`; None where a hole never ends."""
    at, rest = start, timedelta(hours=hours)
    for begins, ends in without:
        if ends <= at:
            continue
        if at < begins:
            if begins - at >= rest:
                break
            rest -= begins - at
        if ends == datetime.max:
            return None
        at = ends
    return at + rest


def hours_used(start: datetime, until: datetime, without: Sequence[Hole]) -> int:
    """Returns the hours outside the holes from `start` to `until`; an hour that has begun counts."""
    if until <= start:
        return 0
    paused = sum((max(timedelta(), min(ends, until) - max(begins, start)) for begins, ends in without), timedelta())
    return -(-int((until - start - paused).total_seconds()) // _HOUR)
