"""Every start date of 2004 to 2026, 1 to 60 working days, both day-0 conventions, against the slow count."""

from datetime import date

import msgspec
import pytest

from models.business import TimeLimit
from models.clock import countdown
from models.workdays import WorkCalendar, published_calendar_text
from tests.data.slow_count import DAY, worked

LIMIT = TimeLimit(code="t", name="t", classes=("residential",), kind="stage", days=1, start="accept", stop="energize", source="s", cite="c")
LIMITS = [msgspec.structs.replace(LIMIT, days=days) for days in range(1, 61)]
CALENDAR = WorkCalendar.from_text(published_calendar_text())


def first_sixty(start, day0_counts):
    """Walks on from a start, one day after another, and keeps the first sixty days that are worked."""
    day = start if day0_counts else start + DAY
    found = []
    while len(found) < 60:
        if worked(day):
            found.append(day)
        day += DAY
    return found


@pytest.mark.parametrize("day0_counts", [False, True])
@pytest.mark.parametrize("year", range(2004, 2027))
def test_every_start_and_every_length(year, day0_counts):
    start = date(year, 1, 1)
    while start.year == year:
        due = [countdown(limit, start, CALENDAR, day0_counts=day0_counts).due for limit in LIMITS]
        assert due == first_sixty(start, day0_counts), start
        start += DAY
