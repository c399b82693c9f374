"""Countdowns: when a limit is due, what has been used and what is left, and day by day why."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Literal

import msgspec

from models.business import TimeLimit
from models.countdown import Countdown, Day, ExplainMark, Pause
from models.hour_clock import explain_hours, hour_countdown
from models.time_units import DayTable, EveryDay, moment, months_later, next_day_of_month
from models.workdays import WorkCalendar

__all__ = ["Countdown", "Day", "ExplainMark", "Pause", "before", "begun", "countdown", "explain", "left", "met"]
Range = tuple[int, int]

Stretch = tuple[date, date | None, bool]  # of the company's time: day 0, last day (None = open), whether it is the last of the limit
_ROLLS = ("calendar_day", "month")
_CERTAIN = ("same_day", "day_of_month")


def countdown(
    limit: TimeLimit,
    start: date,
    calendar: WorkCalendar,
    pauses: Sequence[Pause] = (),
    *,
    day0_counts: bool = False,
    today: date | None = None,
    marks: Mapping[str, date] | None = None,
    stopped_on: date | None = None,
) -> Countdown:
    """Computes where a limit stands. `start` is day 0, counted only with `day0_counts`.

    `marks` (stage → day) are needed by a sum of the company's stages; without them it runs from `start` in one piece. A pause still
    open is taken to end on `today`, or on `stopped_on` if that is earlier; with neither day known it stops the clock for good (no due day).
    A limit in hours takes datetimes for `start`, `today` and `stopped_on`; a plain day is its first second as a start, else its last.
    Raises CalendarError when a day lies outside the calendar.
    """
    stopping = [pause for pause in pauses if pause.side in limit.stops_for]
    open_pause = stopped_on is None and any(_is_open(pause, today) for pause in stopping)
    if limit.unit == "hour":
        return hour_countdown(limit, start, stopping, today, stopped_on, open_pause)
    until = _earlier(today, stopped_on)
    spans = _spans(limit, start, marks)
    walk = _Walk(limit, spans, calendar, stopping, day0_counts, until)
    due = walk.due()
    promised = due
    if stopping:
        promised = _Walk(limit, spans, calendar, [pause for pause in stopping if pause.signed], day0_counts, until).due()
    used = walk.used(until)
    reached = due if due is not None else walk.last_counted(until)
    provisional = reached is not None and reached > calendar.last_published and limit.unit not in _CERTAIN
    latest = _Walk(limit, spans, calendar.longest(), stopping, day0_counts, until).due() if provisional and due else None
    return Countdown(
        start=start, days=walk.days, due=due, promised=promised, provisional=provisional,
        earliest=due if provisional else None, latest=latest,
        running=stopped_on is None and not open_pause and walk.running,
        used=used, rest=walk.days - used, open_pause=open_pause,
        unit="working_day" if limit.unit == "working_day" else "calendar_day",
    )


def explain(
    limit: TimeLimit,
    start: date,
    calendar: WorkCalendar,
    pauses: Sequence[Pause] = (),
    *,
    day0_counts: bool = False,
    today: date | None = None,
    marks: Mapping[str, date] | None = None,
    stopped_on: date | None = None,
) -> tuple[Day, ...]:
    """Returns every day from `start` to the due day of `countdown` (to today where there is none), each with its mark and number."""
    stopping = [pause for pause in pauses if pause.side in limit.stops_for]
    if limit.unit == "hour":
        return explain_hours(limit, start, calendar, stopping, _earlier(today, stopped_on))
    until = _earlier(today, stopped_on)
    walk = _Walk(limit, _spans(limit, start, marks), calendar, stopping, day0_counts, until)
    end = walk.due() or max(until or start, start)
    days: list[Day] = []
    n = 0
    day = start
    while day <= end:
        mark, counted = walk.mark(day)
        n += counted
        days.append(Day(day, mark, n if counted else None, calendar.paper(day) if mark in ("假", "班") else None))
        day += timedelta(days=1)
    return tuple(days)


def left(calendar: WorkCalendar, due: date, today: date, unit: str = "working_day") -> int:
    """Returns 剩 N: the days of a unit after today up to the due day; negative = overdue, those after it up to today.

    Working days are counted as such, of every other unit the days of the calendar.
    """
    return calendar.left(due, today) if unit == "working_day" else (due - today).days


def met(count: Countdown, stopped_on: date) -> bool:
    """Tells whether a limit that stopped on a day was kept: on a weekend after the due day it was not, though no day was used more.

    A limit in hours is held against the minute of a datetime, the last second of a plain day.
    """
    if count.due_at is not None:
        return moment(stopped_on, ends=True) <= count.due_at
    return count.due is None or stopped_on <= count.due


def begun(limit: TimeLimit, marks: Mapping[str, date]) -> date | None:
    """Returns day 0 of a limit from the days its stages ended: the latest of `start` and `also_after`, None while one is missing."""
    needed = [marks.get(stage) for stage in (limit.start, *limit.also_after)]
    known = [day for day in needed if day is not None]
    return max(known) if len(known) == len(needed) else None


def before(day: date, count: int, unit: Literal["working_day", "calendar_day"], calendar: WorkCalendar) -> date:
    """Returns the last day to act when something must be done so many days before `day`; it is not moved off a holiday.

    10 calendar days before 2026-10-10 is 2026-09-30.
    """
    if unit == "calendar_day":
        return day - timedelta(days=count)
    return calendar.day_at(calendar.index_from(day) - count) if count else day


def _earlier(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one or other
    return min(one, other)


def _is_open(pause: Pause, today: date | None) -> bool:
    return pause.end is None and (today is None or pause.start <= today)


def _spans(limit: TimeLimit, start: date, marks: Mapping[str, date] | None) -> list[Stretch]:
    """Returns the pieces in which the clock is the company's; one that a case does not have (no design review) never begins.

    A piece whose end is not known lasts until the next one begins: what is not known to be the customer's is the company's.
    """
    if limit.kind != "company_sum" or not marks:
        return [(start, None, True)]
    last = len(limit.spans) - 1
    known = [(start if at == 0 else marks.get(begin), marks.get(stop), at == last) for at, (begin, stop) in enumerate(limit.spans)]
    begun = [(begin, stop, ends) for begin, stop, ends in known if begin is not None]
    following = [begin for begin, _, _ in begun[1:]]
    return [(begin, stop or (following[at] if at < len(following) else None), ends) for at, (begin, stop, ends) in enumerate(begun)]


class _Piece(msgspec.Struct, frozen=True):
    """One stretch of the company's time: its day 0, the index ranges that count, and whether it is still open (leads on to the due day)."""

    begin: date
    ranges: list[Range]
    open: bool

    @property
    def size(self) -> int:
        return sum(high - low for low, high in self.ranges)


class _Walk:
    """One count of a limit in indexes of the calendar's table: pieces in order, without overlap.

    Deadline, used days and explanation read the same ranges, so they cannot disagree. `counted` is what has been the company's so
    far; `towards` leads on to the due day once every piece is over.
    """

    def __init__(
        self, limit: TimeLimit, spans: list[Stretch], calendar: WorkCalendar, pauses: Sequence[Pause],
        day0_counts: bool, until: date | None,
    ) -> None:
        self.calendar = calendar
        self.start = spans[0][0]
        self.every_day = limit.unit != "working_day"
        self.days, self.day0_counts = _length(limit, self.start, day0_counts) if self.every_day else (limit.days, day0_counts)
        self.table: DayTable = EveryDay(calendar) if self.every_day else calendar
        self.running = spans[-1][1] is None
        self.paused = _paused(self.table, pauses, until) if pauses else []
        self.rolled: Range = (0, 0)
        table = self.table
        index = table.index_from if self.day0_counts else table.index_after
        far = table.size
        pieces: list[_Piece] = []
        low = at = 0
        for begin, stop, _ in spans:
            low = max(at, index(begin))
            at = far if stop is None else max(low, table.index_after(stop))
            pieces.append(_Piece(begin, _without([(low, at)], self.paused) if self.paused else [(low, at)], stop is None))
        if limit.unit in _ROLLS:
            pieces[-1] = self._roll_forward(pieces[-1])
        self.counted = [counted for piece in pieces for counted in piece.ranges]
        if not self.running and spans[-1][2]:
            pieces[-1] = _Piece(spans[-1][0], _without([(low, far)], self.paused), True)
        self.towards = pieces

    def _roll_forward(self, piece: _Piece) -> _Piece:
        """Leaves out the last day and those after it while they are no working days: the period ends on the next one.

        民法典第二百零三条. The days left out have no number, so used and rest still agree with the due day.
        """
        if piece.size < self.days or not self.days:
            return piece
        first = self.table.index_from(self._nth(piece.ranges, self.days))
        last = next((at for low, high in piece.ranges for at in range(max(low, first), high)
                     if self.calendar.is_working(self.table.day_at(at))), self.table.size)
        self.rolled = (first, last)
        return _Piece(piece.begin, _without(piece.ranges, [self.rolled]) if first < last else piece.ranges, piece.open)

    def due(self) -> date | None:
        """The last day of the limit; None where the pieces known so far do not reach it.

        Where a piece ends with nothing left to spare, that is day 0 of the next piece, None until it begins.
        """
        days = self.days
        if days == 0:
            return self.start
        for piece, following in zip(self.towards, (*self.towards[1:], None), strict=True):
            size = piece.size
            if days < size or (days == size and (piece.open or (self.day0_counts and following))):
                return self._nth(piece.ranges, days)
            if days == size:
                return following.begin if following else None
            days -= size
        last = self.towards[-1].ranges[-1:]
        if last and last[0][1] == self.table.size:
            self.table.day_at(last[0][1])  # says that the limit leaves the calendar
        return None

    def _nth(self, ranges: list[Range], days: int) -> date:
        for low, high in ranges:
            if days <= high - low:
                return self.table.day_at(low + days - 1)
            days -= high - low
        raise AssertionError("fewer days than asked for")

    def used(self, until: date | None) -> int:
        """Counted days up to `until`, inclusive."""
        if until is None or until < self.start:
            return 0
        end = self.table.index_after(until)
        return sum(max(0, min(high, end) - low) for low, high in self.counted)

    def last_counted(self, until: date | None) -> date | None:
        """The last counted day up to `until`, None where none is counted."""
        if until is None or until < self.start:
            return None
        end = self.table.index_after(until)
        tops = [min(high, end) for low, high in self.counted if low < min(high, end)]
        return self.table.day_at(tops[-1] - 1) if tops else None

    def mark(self, day: date) -> tuple[ExplainMark, bool]:
        """How a day is shown, and whether it counts."""
        if day == self.start and not self.day0_counts:
            return "·", False
        shown = self.calendar.mark(day)
        index = self.table.index_from(day)
        if (not self.every_day and shown in ("休", "假")) or self.rolled[0] <= index < self.rolled[1]:
            return shown, False
        if any(low <= index < high for piece in self.towards for low, high in piece.ranges):
            return shown, True
        return ("停" if any(low <= index < high for low, high in self.paused) else "·"), False


def _length(limit: TimeLimit, start: date, day0_counts: bool) -> tuple[int, bool]:
    """Returns how many days of its table a limit has, and whether day 0 is the first of them."""
    if limit.unit == "month":
        return (months_later(start, limit.days) - start).days, day0_counts
    if limit.unit == "same_day":
        return 1, True
    if limit.unit == "day_of_month":
        return (next_day_of_month(start, limit.days) - start).days, False
    return limit.days, day0_counts


def _paused(table: DayTable, pauses: Sequence[Pause], until: date | None) -> list[Range]:
    """Returns the index ranges of stopped days, merged and in order; an open pause ends on `until`, or never."""
    ranges: list[Range] = []
    for pause in sorted(pauses, key=lambda pause: pause.start):
        low = table.index_from(pause.start)
        end = pause.end or until
        high = table.size if end is None else table.index_after(end)
        if ranges and low <= ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(ranges[-1][1], high))
        elif high > low:
            ranges.append((low, high))
    return ranges


def _without(ranges: list[Range], holes: list[Range]) -> list[Range]:
    """Returns the ranges less the holes; both in order and without overlap."""
    left_over: list[Range] = []
    for low, high in ranges:
        for hole_low, hole_high in holes[max(0, bisect_right(holes, (low, low)) - 1):]:
            if hole_low >= high:
                break
            if low < hole_low:
                left_over.append((low, hole_low))
            low = max(low, hole_high)
        if low < high:
            left_over.append((low, high))
    return left_over
