"""Worked examples of limits in calendar days, months, hours, for the same day and by a day of the month."""

from datetime import date, datetime

import msgspec
import pytest

from models.business import TimeLimit
from models.clock import Pause, before, countdown, explain
from models.time_units import months_later, next_day_of_month
from models.workdays import CalendarError, WorkCalendar, published_calendar_text

D = date
C = "customer"
CD = TimeLimit(code="t", name="t", classes=("residential",), kind="stage", days=10, unit="calendar_day", start="accept", stop="energize",
               source="s", cite="c")


def limit(days, unit="calendar_day"):
    return msgspec.structs.replace(CD, days=days, unit=unit)


@pytest.fixture(scope="module")
def calendar():
    return WorkCalendar.from_text(published_calendar_text())


def marks(days):
    return "".join(day.mark for day in days)


@pytest.mark.parametrize(("start", "days", "due"), [
    (D(2026, 3, 2), 5, D(2026, 3, 9)),       # Sat 7th rolls to Mon
    (D(2026, 3, 2), 4, D(2026, 3, 6)),       # a Friday stays
    (D(2026, 9, 21), 5, D(2026, 9, 28)),     # 26th lies in the Mid-Autumn holiday
    (D(2026, 9, 5), 15, D(2026, 9, 20)),     # a make-up Sunday is worked: the period ends on it
    (D(2026, 1, 31), 15, D(2026, 2, 24)),    # the first day of the Spring Festival holiday: to the day after it
    (D(2026, 2, 20), 1, D(2026, 2, 24)),     # starts and ends inside it
    (D(2026, 12, 25), 7, D(2027, 1, 4)),     # New Year's day is certain, Sat and Sun follow
])
def test_calendar_days_and_article_203(calendar, start, days, due):
    count = countdown(limit(days), start, calendar)
    assert (count.due, count.days, count.unit) == (due, days, "calendar_day")
    strip = explain(limit(days), start, calendar)
    assert (strip[-1].date, strip[-1].n) == (due, days)


def test_used_and_rest_count_calendar_days_and_not_those_rolled_over(calendar):
    strip = explain(limit(5), D(2026, 3, 2), calendar)
    assert marks(strip) == "·工工工工休休工"
    assert [day.n for day in strip] == [None, 1, 2, 3, 4, None, None, 5]
    seen = {day.date: countdown(limit(5), D(2026, 3, 2), calendar, today=day.date) for day in strip}
    assert [seen[day.date].used for day in strip] == [0, 1, 2, 3, 4, 4, 4, 5]
    late = countdown(limit(5), D(2026, 3, 2), calendar, today=D(2026, 3, 14))  # a Saturday: it counts now
    assert (late.used, late.rest) == (10, -5)


def test_day_0_counted_ends_a_day_earlier(calendar):
    assert countdown(limit(5), D(2026, 3, 2), calendar, day0_counts=True).due == D(2026, 3, 6)
    assert countdown(limit(1, "month"), D(2026, 3, 10), calendar, day0_counts=True).due == D(2026, 4, 9)


def test_a_pause_takes_weekends_too(calendar):
    pause = [Pause(D(2026, 3, 6), D(2026, 3, 8), C)]  # Friday to Sunday
    count = countdown(limit(10), D(2026, 3, 2), calendar, pause)
    assert (count.due, count.promised) == (D(2026, 3, 16), D(2026, 3, 12))  # 15 March is a Sunday
    strip = explain(limit(10), D(2026, 3, 2), calendar, pause)
    assert marks(strip) == "·工工工停停停工工工工工休休工"
    assert strip[-1].n == 10


def test_a_pause_on_the_day_rolled_to_rolls_on(calendar):
    pause = [Pause(D(2026, 3, 8), D(2026, 3, 10), C)]  # the Sunday after the last day, Saturday the 7th, to Tuesday
    assert countdown(limit(5), D(2026, 3, 2), calendar, pause).due == D(2026, 3, 11)


def test_an_open_pause_without_today_has_no_due_day(calendar):
    count = countdown(limit(5), D(2026, 3, 2), calendar, [Pause(D(2026, 3, 4), None, C)])
    assert (count.due, count.open_pause) == (None, True)
    assert countdown(limit(5), D(2026, 3, 2), calendar, [Pause(D(2026, 3, 4), None, C)], today=D(2026, 3, 9)).due == D(2026, 3, 13)


@pytest.mark.parametrize(("start", "months", "due"), [
    (D(2026, 8, 31), 1, D(2026, 9, 30)),     # no 31st of September (民法典 202)
    (D(2026, 1, 31), 1, D(2026, 2, 28)),     # a make-up Saturday
    (D(2028, 1, 31), 1, D(2028, 2, 29)),
    (D(2026, 4, 1), 1, D(2026, 5, 6)),       # Labour Day: to the day after the holiday
    (D(2026, 3, 15), 3, D(2026, 6, 15)),
    (D(2026, 11, 30), 3, D(2027, 3, 1)),     # 28 February 2027 is a Sunday
    (D(2025, 10, 8), 12, D(2026, 10, 8)),    # the validity of a high-voltage plan
])
def test_months(calendar, start, months, due):
    count = countdown(limit(months, "month"), start, calendar)
    assert count.due == due
    assert count.days == (months_later(start, months) - start).days
    strip = explain(limit(months, "month"), start, calendar)
    assert (strip[-1].date, strip[-1].n) == (due, count.days)


def test_a_month_with_a_pause_is_longer_by_its_days(calendar):
    assert countdown(limit(1, "month"), D(2026, 3, 2), calendar, [Pause(D(2026, 3, 10), D(2026, 3, 16), C)]).due == D(2026, 4, 9)


def test_ten_calendar_days_and_seven_working_days_before_an_expiry(calendar):
    assert before(D(2026, 10, 10), 10, "calendar_day", calendar) == D(2026, 9, 30)
    assert before(D(2026, 10, 10), 7, "working_day", calendar) == D(2026, 9, 23)
    assert before(D(2026, 10, 10), 0, "working_day", calendar) == D(2026, 10, 10)


def test_hours_run_from_the_minute_through_night_and_weekend(calendar):
    day = limit(24, "hour")
    count = countdown(day, datetime(2026, 3, 6, 16, 59), calendar, today=datetime(2026, 3, 7, 10, 0))
    assert (count.due, count.due_at, count.unit) == (D(2026, 3, 7), datetime(2026, 3, 7, 16, 59), "hour")
    assert (count.used, count.rest) == (18, 6)  # an hour begun counts
    on_time = countdown(day, datetime(2026, 3, 6, 16, 59), calendar, today=datetime(2026, 3, 7, 16, 59))
    late = countdown(day, datetime(2026, 3, 6, 16, 59), calendar, today=datetime(2026, 3, 7, 17, 0))
    assert (on_time.rest, late.rest) == (0, -1)


def test_hours_leave_out_paused_days(calendar):
    pause = [Pause(D(2026, 3, 7), D(2026, 3, 8), C)]
    count = countdown(limit(24, "hour"), datetime(2026, 3, 6, 16, 59), calendar, pause, today=datetime(2026, 3, 9, 8, 0))
    assert (count.due_at, count.used) == (datetime(2026, 3, 9, 16, 59), 16)
    assert count.promised == D(2026, 3, 7)
    strip = explain(limit(24, "hour"), datetime(2026, 3, 6, 16, 59), calendar, pause)
    assert (marks(strip), [day.n for day in strip]) == ("工停停工", [8, None, None, 24])


def test_a_pause_that_begins_on_the_last_minute_hides_nothing(calendar):
    pause = [Pause(D(2026, 3, 7), D(2026, 3, 9), C)]
    count = countdown(limit(8, "hour"), datetime(2026, 3, 6, 16, 0), calendar, pause, today=datetime(2026, 3, 8, 12, 0))
    assert (count.due_at, count.rest) == (datetime(2026, 3, 7, 0, 0), -1)


def test_hours_from_a_day_without_a_minute_count_from_its_first(calendar):
    count = countdown(limit(24, "hour"), D(2026, 3, 6), calendar, today=D(2026, 3, 6))
    assert (count.due_at, count.used, count.rest) == (datetime(2026, 3, 7), 24, 0)


def test_the_same_day_is_day_0_even_when_the_hall_is_open_on_a_saturday(calendar):
    same = limit(0, "same_day")
    for start in (D(2026, 3, 2), D(2026, 3, 7)):
        count = countdown(same, start, calendar, today=start)
        assert (count.due, count.used, count.rest, count.provisional) == (start, 1, 0, False)
        assert [day.n for day in explain(same, start, calendar)] == [1]
    assert countdown(same, D(2026, 3, 2), calendar, today=D(2026, 3, 4)).rest == -2


@pytest.mark.parametrize(("start", "number", "due"), [
    (D(2026, 3, 1), 5, D(2026, 3, 5)), (D(2026, 3, 5), 5, D(2026, 3, 5)), (D(2026, 3, 6), 5, D(2026, 4, 5)),  # 5 April is a holiday
    (D(2026, 2, 3), 31, D(2026, 2, 28)), (D(2026, 12, 10), 3, D(2027, 1, 3)),
])
def test_a_day_of_the_month_is_fixed(calendar, start, number, due):
    fixed = msgspec.structs.replace(limit(number, "day_of_month"), stops_for=())
    count = countdown(fixed, start, calendar, [Pause(start, None, C)], today=start)
    assert (count.due, count.provisional) == (due, False)
    assert next_day_of_month(start, number) == due
    assert countdown(fixed, start, calendar, today=due).rest == 0
    assert countdown(fixed, start, calendar, day0_counts=True).due == due


def test_unpublished_years_are_provisional_and_ranges_hold(calendar):
    count = countdown(limit(30), D(2027, 1, 10), calendar)  # 9 February 2027 lies after the Spring Festival fixed by law
    assert (count.due, count.provisional, count.earliest) == (D(2027, 2, 9), True, D(2027, 2, 9))
    assert count.latest > count.due


def test_beyond_the_calendar_is_an_error_not_a_date(calendar):
    for unit, days in (("calendar_day", 30), ("month", 1)):
        with pytest.raises(CalendarError):
            countdown(limit(days, unit), D(2060, 12, 20), calendar)
        with pytest.raises(CalendarError):
            countdown(limit(days, unit), D(1999, 1, 1), calendar)


def test_months_beyond_the_last_of_all_years_are_outside_the_calendar():
    with pytest.raises(CalendarError, match="超出工作日历的范围"):
        months_later(date(9999, 12, 1), 12)
