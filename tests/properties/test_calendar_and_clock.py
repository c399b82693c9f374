"""The clock against a slow count that walks day by day through the days typed from the State Council's papers."""

from datetime import date
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.business import TimeLimit
from models.clock import Pause, countdown, explain, left, met
from models.workdays import WorkCalendar, published_calendar_text
from tests.data.slow_count import DAY, worked
from tests.data.slow_count import due as slow_due
from tests.data.slow_count import used as slow_used

LIMIT = TimeLimit(code="t", name="t", classes=("residential",), kind="stage", days=1, start="accept", stop="energize", source="s", cite="c")
SIDES = ("company", "customer", "government", "grid_works")


CALENDAR = WorkCalendar.from_text(published_calendar_text())


def limit(days):
    return msgspec.structs.replace(LIMIT, days=days)


def stopping(pauses, today, signed_only=False):
    kept = [pause for pause in pauses if pause.side in LIMIT.stops_for and (pause.signed or not signed_only)]
    return lambda day: any(pause.start <= day <= (pause.end or today) for pause in kept)


@pytest.mark.parametrize("seed", range(4))
def test_ten_thousand_random_starts_and_limits_equal_the_slow_count(seed):
    random = Random(seed)
    first, last = date(2004, 1, 1).toordinal(), date(2026, 8, 31).toordinal()
    for _ in range(2500):
        start = date.fromordinal(random.randint(first, last))
        days = random.randint(1, 60)
        day0_counts = random.random() < 0.5
        due = slow_due(start, days, lambda _: False, day0_counts)
        count = countdown(limit(days), start, CALENDAR, day0_counts=day0_counts)
        assert (count.due, count.promised, count.provisional) == (due, due, False), (start, days, day0_counts)


days_between = st.dates(date(2004, 1, 6), date(2026, 3, 31))  # a pause may begin five days before, inside the calendar
lengths = st.one_of(st.none(), st.integers(-1, 25))
pause_lists = st.lists(st.tuples(st.integers(-5, 60), lengths, st.sampled_from(SIDES), st.booleans()), max_size=4)


@settings(max_examples=500, deadline=None)
@given(days_between, st.integers(1, 40), pause_lists, st.integers(0, 90), st.booleans())
def test_pauses_equal_the_slow_count(start, days, pauses, age, day0_counts):
    today = start + age * DAY
    given_pauses = [Pause(start + a * DAY, None if b is None else start + (a + b) * DAY, side, signed) for a, b, side, signed in pauses]
    count = countdown(limit(days), start, CALENDAR, given_pauses, day0_counts=day0_counts, today=today)
    stopped = stopping(given_pauses, today)
    assert count.due == slow_due(start, days, stopped, day0_counts)
    assert count.promised == slow_due(start, days, stopping(given_pauses, today, signed_only=True), day0_counts)
    assert count.used == slow_used(start, today, stopped, day0_counts)
    assert count.rest == days - count.used
    assert count.promised <= count.due


@settings(max_examples=200, deadline=None)
@given(days_between, st.integers(1, 40), pause_lists, st.integers(0, 90), st.booleans())
def test_the_explanation_tells_the_same_story(start, days, pauses, age, day0_counts):
    today = start + age * DAY
    given_pauses = [Pause(start + a * DAY, None if b is None else start + (a + b) * DAY, side, signed) for a, b, side, signed in pauses]
    count = countdown(limit(days), start, CALENDAR, given_pauses, day0_counts=day0_counts, today=today)
    strip = explain(limit(days), start, CALENDAR, given_pauses, day0_counts=day0_counts, today=today)
    stopped = stopping(given_pauses, today)
    assert [day.date for day in strip] == [start + n * DAY for n in range((count.due - start).days + 1)]
    assert [day.n for day in strip if day.n] == list(range(1, days + 1))
    for day in strip[0 if day0_counts else 1:]:
        expected = "工班" if worked(day.date) and not stopped(day.date) else "停" if worked(day.date) else "休假"
        assert day.mark in expected
        assert (day.paper is not None) is (day.mark in ("班", "假"))
    assert sum(1 for day in strip if day.n and day.date <= today) == min(count.used, days)


@settings(max_examples=300, deadline=None)
@given(st.dates(date(2004, 1, 1), date(2059, 6, 30)), st.integers(1, 60))
def test_later_starts_and_longer_limits_never_end_earlier_and_ranges_hold(start, days):
    count = countdown(limit(days), start, CALENDAR)
    assert count.due <= countdown(limit(days), start + DAY, CALENDAR).due
    assert count.due < countdown(limit(days + 1), start, CALENDAR).due
    assert CALENDAR.is_working(count.due)
    assert CALENDAR.working_days(start, count.due) == days
    assert count.provisional is (count.due > date(2026, 12, 31))
    if count.provisional:
        assert count.earliest == count.due <= count.latest
    for today in (start, count.due, count.due + 10 * DAY):
        assert left(CALENDAR, count.due, today) == countdown(limit(days), start, CALENDAR, today=today).rest


@settings(max_examples=200, deadline=None)
@given(days_between, st.lists(st.integers(0, 30), min_size=5, max_size=5), st.integers(1, 40), st.booleans())
def test_a_piece_that_a_case_may_have_counts_where_it_has_it(start, gaps, days, reviewed):
    pieces = (("accept", "plan_reply"), ("design_request", "design_review"), ("completion_report", "energize"))
    whole = msgspec.structs.replace(LIMIT, kind="company_sum", days=days, spans=pieces)
    at = [start + sum(gaps[:n]) * DAY for n in range(6)]
    marks = dict(zip((mark for piece in pieces for mark in piece), at, strict=True))
    ours = CALENDAR.working_days(at[0], at[1]) + CALENDAR.working_days(at[4], at[5])
    if reviewed:
        ours += CALENDAR.working_days(at[2], at[3])
    else:
        marks = {mark: day for mark, day in marks.items() if not mark.startswith("design")}
    done = countdown(whole, start, CALENDAR, marks=marks, stopped_on=at[5])
    assert done.used == ours
    assert done.due is not None
    if CALENDAR.is_working(at[5]):
        assert met(done, at[5]) is (ours <= days)


@settings(max_examples=200, deadline=None)
@given(days_between, st.lists(st.integers(0, 30), min_size=3, max_size=3), st.integers(1, 40), st.integers(0, 60))
def test_a_sum_counts_its_pieces_and_nothing_between(start, gaps, days, age):
    spans = (("accept", "plan_reply"), ("completion_report", "energize"))
    whole = msgspec.structs.replace(LIMIT, kind="company_sum", days=days, spans=spans)
    reply = start + gaps[0] * DAY
    report = reply + gaps[1] * DAY
    live = report + gaps[2] * DAY
    marks = {"accept": start, "plan_reply": reply, "completion_report": report, "energize": live}
    done = countdown(whole, start, CALENDAR, marks=marks, stopped_on=live)
    assert done.used == CALENDAR.working_days(start, reply) + CALENDAR.working_days(report, live)
    assert done.due is not None
    assert met(done, live) or done.used >= days
    assert not met(done, live) or done.used <= days
    if CALENDAR.is_working(live):
        assert met(done, live) is (done.used <= days)
    waiting = countdown(whole, start, CALENDAR, marks={"accept": start, "plan_reply": reply}, today=reply + age * DAY)
    assert waiting.used == CALENDAR.working_days(start, reply)
    assert (waiting.due is None) is (waiting.rest >= 0)
    assert not waiting.running
