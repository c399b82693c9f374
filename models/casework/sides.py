"""On whose side a limit's days were used: the county centre's while it had the case, else the station's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.casework.topic import CaseView
from models.clock import countdown
from models.countdown import CountUnit
from models.measure import CaseLimit, clock_marks, pauses_for


@dataclass(frozen=True)
class SideDays:
    """How many days of one limit were used on each side, in its unit; together they are what was used of it."""

    station: int
    centre: int
    unit: CountUnit


def used_on_sides(view: CaseView, found: CaseLimit, today: date) -> SideDays:
    """The days of a limit used up to today (or to its end), by the side that had the case on each; one in hours counts none.

    A day on which the case is handed over counts to the side that gives it away (我们的理解，非规定).
    """
    if found.limit.unit == "hour":
        return SideDays(0, 0, found.count.unit)
    end, marks = min(found.done_on or today, today), clock_marks(view.case, view.book)

    def used(day: date) -> int:
        return countdown(
            found.limit, found.start, view.calendar, pauses_for(view.case, found.limit, view.book),
            day0_counts=view.book.profile.day0_counts, today=min(day, end), marks=marks, stopped_on=found.done_on,
        ).used  # fmt: skip

    centre = sum(used(until or end) - used(since) for side, since, until in view.case.handover.spans() if side == "centre")
    return SideDays(used(end) - centre, centre, found.count.unit)
