"""Due day, days used and days left of every unit come from one walk and never contradict each other."""

from datetime import date, datetime, timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from models.business import TimeLimit
from models.clock import Pause, countdown, explain
from models.time_units import months_later
from models.workdays import WorkCalendar, published_calendar_text
from tests.data import slow_count as slow
from tests.data.slow_count import DAY

LIMIT = TimeLimit(code="t", name="t", classes=("residential",), kind="stage", days=1, start="accept", stop="energize", source="s", cite="c")
CALENDAR = WorkCalendar.from_text(published_calendar_text())
starts = st.dates(date(2004, 1, 1), date(2026, 3, 31))
units = st.sampled_from(("working_day", "calendar_day", "month", "same_day", "day_of_month"))
pauses = st.lists(st.tuples(st.integers(-5, 60), st.one_of(st.none(), st.integers(-1, 25)), st.sampled_from(("customer", "company"))),
                  max_size=3)


def make(days, unit):
    bounded = {"month": min(days, 4), "same_day": 0, "day_of_month": min(days, 31)}.get(unit, days)
    return msgspec.structs.replace(LIMIT, days=bounded, unit=unit, stops_for=() if unit == "day_of_month" else LIMIT.stops_for)


def placed(start, given_pauses):
    return [Pause(start + a * DAY, None if b is None else start + (a + b) * DAY, side) for a, b, side in given_pauses]


@settings(max_examples=600, deadline=None)
@given(starts, st.integers(1, 40), units, pauses, st.integers(0, 150), st.booleans())
def test_due_used_and_rest_agree_in_every_unit(start, days, unit, some, age, day0_counts):
    limit, stops, today = make(days, unit), placed(start, some), start + age * DAY
    asked = {"day0_counts": day0_counts, "today": today}
    count = countdown(limit, start, CALENDAR, stops, **asked)
    assert count.rest == count.days - count.used
    assert (count.rest < 0) <= (today > count.due)          # overdue in days is overdue by date
    if count.running and today > count.due and count.unit == "calendar_day" and not any(pause.end for pause in stops):
        assert count.rest < 0                               # and the other way round where every day counts
    strip = explain(limit, start, CALENDAR, stops, **asked)
    numbers = [day.n for day in strip if day.n]
    assert numbers == list(range(1, count.days + 1))
    assert strip[-1].date == count.due
    assert sum(1 for day in strip if day.n and day.date <= today) == min(count.used, count.days)


@settings(max_examples=400, deadline=None)
@given(starts, st.integers(1, 60), pauses, st.integers(0, 150), st.booleans(), st.booleans())
def test_calendar_days_and_months_equal_the_slow_count(start, days, some, age, day0_counts, months):
    stops, today = placed(start, some), start + age * DAY
    limit = make(days, "month" if months else "calendar_day")
    length = (months_later(start, limit.days) - start).days if months else days
    stands = {pause.start + n * DAY for pause in stops if pause.side == "customer"
              for n in range(((pause.end or today) - pause.start).days + 1)}.__contains__
    nominal = slow.due(start, length, stands, day0_counts, slow.every)
    count = countdown(limit, start, CALENDAR, stops, day0_counts=day0_counts, today=today)
    assert count.due == slow.rolled(nominal, stands)
    assert slow.worked(count.due)


@settings(max_examples=300, deadline=None)
@given(starts, st.integers(1, 48))
def test_a_month_ends_on_its_number_or_on_the_last_day(start, months):
    end = months_later(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + DAY).day == 1)


minutes = st.integers(0, 60 * 24 * 8)


@settings(max_examples=300, deadline=None)
@given(starts, st.integers(0, 24 * 60 - 1), st.integers(1, 96), pauses, minutes)
def test_hours_equal_a_count_minute_by_minute(start, minute, hours, some, later):
    begins = datetime(start.year, start.month, start.day) + timedelta(minutes=minute)
    now = begins + timedelta(minutes=later)
    stops = [pause for pause in placed(start, some) if pause.end is not None]
    limit = make(hours, "hour")
    count = countdown(limit, begins, CALENDAR, stops, today=now)
    stands = {pause.start + n * DAY for pause in stops if pause.side == "customer" for n in range((pause.end - pause.start).days + 1)}
    at, run = begins, 0
    while run < hours * 60:
        run += at.date() not in stands
        at += timedelta(minutes=1)
    assert count.due_at == at
    assert (count.rest < 0) is (now > at)
