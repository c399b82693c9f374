"""Worked examples of the countdown: each row can be checked with a wall calendar."""

from datetime import date

import msgspec
import pytest

from models.business import TimeLimit
from models.clock import Pause, begun, countdown, explain, left, met
from models.workdays import CalendarError, WorkCalendar, published_calendar_text

D = date
STAGE = TimeLimit(code="t", name="t", classes=("residential",), kind="stage", days=3, start="accept", stop="energize", source="s", cite="c")
SUM = msgspec.structs.replace(STAGE, kind="company_sum", days=6, spans=(("accept", "plan_reply"), ("completion_report", "energize")))


def limit(days):
    return msgspec.structs.replace(STAGE, days=days)


@pytest.fixture(scope="module")
def calendar():
    return WorkCalendar.from_text(published_calendar_text())


@pytest.mark.parametrize(("accepted", "days", "not_counted", "counted"), [
    (D(2026, 2, 13), 3, D(2026, 2, 25), D(2026, 2, 24)),
    (D(2026, 9, 30), 5, D(2026, 10, 13), D(2026, 10, 12)),
    (D(2026, 9, 19), 3, D(2026, 9, 22), D(2026, 9, 22)),
])
def test_worked_examples_of_the_dossier_under_both_conventions(calendar, accepted, days, not_counted, counted):
    assert countdown(limit(days), accepted, calendar).due == not_counted
    assert countdown(limit(days), accepted, calendar, day0_counts=True).due == counted


def test_the_explanation_of_the_first_example(calendar):
    days = explain(limit(3), D(2026, 2, 13), calendar)
    assert "".join(day.mark for day in days) == "·班假假假假假假假假假工工"
    assert [day.n for day in days if day.n] == [1, 2, 3]
    assert days[-1].date == D(2026, 2, 25)
    assert all(("2025〕7号" in day.paper) is True for day in days if day.mark in ("假", "班"))
    assert all(day.paper is None for day in days if day.mark in ("工", "休", "·"))
    strict = explain(limit(3), D(2026, 2, 13), calendar, day0_counts=True)
    assert "".join(day.mark for day in strict) == "工班假假假假假假假假假工"


C, G, W, OWN = "customer", "government", "grid_works", "company"


@pytest.mark.parametrize(("start", "days", "pauses", "due", "promised"), [
    # the example of the command line
    (D(2026, 2, 13), 3, [Pause(D(2026, 2, 24), D(2026, 2, 25), C)], D(2026, 2, 27), D(2026, 2, 25)),
    (D(2026, 2, 13), 3, [Pause(D(2026, 2, 24), D(2026, 2, 25), C, signed=True)], D(2026, 2, 27), D(2026, 2, 27)),
    # on a holiday: nothing is lost
    (D(2026, 2, 13), 3, [Pause(D(2026, 2, 16), D(2026, 2, 20), C)], D(2026, 2, 25), D(2026, 2, 25)),
    # a make-up Saturday paused is a working day lost
    (D(2026, 2, 13), 3, [Pause(D(2026, 2, 14), D(2026, 2, 14), C)], D(2026, 2, 26), D(2026, 2, 25)),
    # one day
    (D(2026, 3, 2), 5, [Pause(D(2026, 3, 4), D(2026, 3, 4), G)], D(2026, 3, 10), D(2026, 3, 9)),
    # resumed on the day it was to begin: no day between
    (D(2026, 3, 2), 5, [Pause(D(2026, 3, 4), D(2026, 3, 3), C)], D(2026, 3, 9), D(2026, 3, 9)),
    # pause and resume, then pause again the next day: adjacent
    (D(2026, 3, 2), 5, [Pause(D(2026, 3, 4), D(2026, 3, 4), C), Pause(D(2026, 3, 5), D(2026, 3, 5), C)], D(2026, 3, 11), D(2026, 3, 9)),
    # overlapping and given out of order: each day once
    (D(2026, 3, 2), 5, [Pause(D(2026, 3, 5), D(2026, 3, 9), G), Pause(D(2026, 3, 4), D(2026, 3, 6), C)], D(2026, 3, 13), D(2026, 3, 9)),
    # overlapping, one of them signed: promised moves by the signed days only
    (D(2026, 3, 2), 5, [Pause(D(2026, 3, 5), D(2026, 3, 9), G, signed=True), Pause(D(2026, 3, 4), D(2026, 3, 6), C)],
     D(2026, 3, 13), D(2026, 3, 12)),
    # the company's and the grid's time runs on, signed or not
    (D(2026, 3, 2), 5, [Pause(D(2026, 3, 4), D(2026, 3, 6), OWN, signed=True), Pause(D(2026, 3, 4), D(2026, 3, 6), W)],
     D(2026, 3, 9), D(2026, 3, 9)),
    # before the start, over day 0, after the due day
    (D(2026, 3, 2), 5, [Pause(D(2026, 2, 24), D(2026, 2, 26), C)], D(2026, 3, 9), D(2026, 3, 9)),
    (D(2026, 3, 2), 5, [Pause(D(2026, 2, 27), D(2026, 3, 3), C)], D(2026, 3, 10), D(2026, 3, 9)),
    (D(2026, 3, 2), 5, [Pause(D(2026, 3, 10), D(2026, 3, 20), C)], D(2026, 3, 9), D(2026, 3, 9)),
    # a pause that begins on what would have been the due day
    (D(2026, 3, 2), 5, [Pause(D(2026, 3, 9), D(2026, 3, 10), C)], D(2026, 3, 11), D(2026, 3, 9)),
    # across the end of a year, published on both sides: 2025-12-31 … 2026-01-04 (Sunday, worked)
    (D(2025, 12, 29), 3, [Pause(D(2025, 12, 31), D(2026, 1, 3), C)], D(2026, 1, 5), D(2026, 1, 4)),
])
def test_pauses(calendar, start, days, pauses, due, promised):
    count = countdown(limit(days), start, calendar, pauses)
    assert (count.due, count.promised) == (due, promised)
    strip = explain(limit(days), start, calendar, pauses)
    assert strip[-1].date == due
    assert strip[-1].n == days


def test_a_paused_weekend_or_holiday_keeps_its_own_mark(calendar):
    strip = explain(limit(3), D(2026, 9, 30), calendar, [Pause(D(2026, 10, 1), D(2026, 10, 12), C)])
    assert "".join(day.mark for day in strip) == "·假假假假假假假停停停休停工工工"


def test_an_open_pause_lasts_through_today(calendar):
    pause = [Pause(D(2026, 3, 4), None, C)]
    count = countdown(limit(5), D(2026, 3, 2), calendar, pause, today=D(2026, 3, 10))
    assert count.due == D(2026, 3, 16)       # 4 days left, resumed on 03-11
    assert count.promised == D(2026, 3, 9)
    assert (count.open_pause, count.running) == (True, False)
    assert (count.used, count.rest) == (1, 4)
    later = countdown(limit(5), D(2026, 3, 2), calendar, pause, today=D(2026, 3, 11))
    assert later.due == D(2026, 3, 17)


def test_an_open_pause_that_does_not_stop_the_limit_does_not_show(calendar):
    count = countdown(limit(5), D(2026, 3, 2), calendar, [Pause(D(2026, 3, 4), None, OWN)], today=D(2026, 3, 6))
    assert (count.open_pause, count.running, count.due) == (False, True, D(2026, 3, 9))


def test_an_open_pause_yet_to_begin_changes_nothing(calendar):
    count = countdown(limit(5), D(2026, 3, 2), calendar, [Pause(D(2026, 3, 6), None, C)], today=D(2026, 3, 4))
    assert (count.open_pause, count.running, count.due, count.used) == (False, True, D(2026, 3, 9), 2)


def test_without_today_an_open_pause_has_no_due_day(calendar):
    count = countdown(limit(5), D(2026, 3, 2), calendar, [Pause(D(2026, 3, 4), None, C)])
    assert (count.due, count.promised, count.open_pause) == (None, D(2026, 3, 9), True)
    done_before = countdown(limit(1), D(2026, 3, 2), calendar, [Pause(D(2026, 3, 4), None, C)])
    assert done_before.due == D(2026, 3, 3)


def test_stopped_while_paused(calendar):
    pause = [Pause(D(2026, 3, 4), None, C)]
    count = countdown(limit(2), D(2026, 3, 2), calendar, pause, stopped_on=D(2026, 3, 6))
    assert (count.used, count.rest) == (1, 1)
    assert (count.running, count.open_pause) == (False, False)
    assert count.due == D(2026, 3, 9)


@pytest.mark.parametrize(("stopped", "used", "kept"), [
    (D(2026, 2, 13), 0, True), (D(2026, 2, 14), 1, True), (D(2026, 2, 23), 1, True), (D(2026, 2, 25), 3, True), (D(2026, 2, 26), 4, False),
])
def test_days_used_when_stopped_count_the_day_of_the_stop(calendar, stopped, used, kept):
    count = countdown(limit(3), D(2026, 2, 13), calendar, today=D(2026, 12, 1), stopped_on=stopped)
    assert (count.used, count.rest) == (used, 3 - used)
    assert met(count, stopped) is kept


def test_stopped_on_the_weekend_after_the_due_day_is_late_though_no_day_more_was_used(calendar):
    count = countdown(limit(5), D(2026, 3, 6), calendar, stopped_on=D(2026, 3, 14))
    assert (count.due, count.used) == (D(2026, 3, 13), 5)
    assert not met(count, D(2026, 3, 14))


@pytest.mark.parametrize(("today", "n"), [
    (D(2026, 2, 13), 3), (D(2026, 2, 14), 2), (D(2026, 2, 20), 2), (D(2026, 2, 24), 1), (D(2026, 2, 25), 0),
    (D(2026, 2, 26), -1), (D(2026, 3, 1), -3), (D(2026, 3, 2), -4),
])
def test_left_counts_working_days_after_today_up_to_due_and_overdue_after_due_up_to_today(calendar, today, n):
    assert left(calendar, D(2026, 2, 25), today) == n
    assert countdown(limit(3), D(2026, 2, 13), calendar, today=today).rest == n


def test_a_due_day_in_an_unpublished_year_is_provisional(calendar):
    count = countdown(limit(30), D(2026, 11, 23), calendar, today=D(2026, 11, 23))
    assert count.due == D(2027, 1, 5)
    assert count.provisional
    assert (count.earliest, count.latest) == (D(2027, 1, 5), D(2027, 1, 5))  # New Year's block adds a weekend only
    spring = countdown(limit(55), D(2026, 11, 23), calendar)
    assert (spring.due, spring.earliest, spring.latest) == (D(2027, 2, 11), D(2027, 2, 11), D(2027, 2, 18))


def test_a_due_day_on_the_last_published_day_is_certain(calendar):
    count = countdown(limit(28), D(2026, 11, 23), calendar)
    assert (count.due, count.provisional, count.earliest, count.latest) == (D(2026, 12, 31), False, None, None)


def test_a_limit_of_no_days_is_due_on_its_start(calendar):
    assert countdown(limit(0), D(2026, 2, 15), calendar).due == D(2026, 2, 15)


def test_beyond_the_calendar_is_an_error_not_a_date(calendar):
    with pytest.raises(CalendarError):
        countdown(limit(30), D(2060, 12, 20), calendar)
    with pytest.raises(CalendarError):
        countdown(limit(3), D(1999, 1, 1), calendar)


class TestCompanySum:
    accepted = D(2026, 3, 2)

    def count(self, calendar, today, **marks):
        given = {"accept": self.accepted, **marks}
        return countdown(SUM, self.accepted, calendar, today=today, marks=given, stopped_on=given.get("energize"))

    def test_runs_while_the_company_works_on_the_plan(self, calendar):
        count = self.count(calendar, D(2026, 3, 4))
        assert (count.due, count.running, count.used, count.rest) == (D(2026, 3, 10), True, 2, 4)

    def test_has_no_date_while_the_customer_builds(self, calendar):
        count = self.count(calendar, D(2026, 3, 12), plan_reply=D(2026, 3, 4))
        assert (count.due, count.promised, count.running, count.used, count.rest) == (None, None, False, 2, 4)
        assert not count.provisional

    def test_goes_on_after_the_completion_report(self, calendar):
        count = self.count(calendar, D(2026, 3, 17), plan_reply=D(2026, 3, 4), completion_report=D(2026, 3, 16))
        assert (count.due, count.running, count.used, count.rest) == (D(2026, 3, 20), True, 3, 3)
        strip = explain(SUM, self.accepted, calendar, today=D(2026, 3, 17),
                        marks={"accept": self.accepted, "plan_reply": D(2026, 3, 4), "completion_report": D(2026, 3, 16)})
        assert "".join(day.mark for day in strip) == "·工工··休休·····休休·工工工工"
        assert [day.n for day in strip if day.n] == [1, 2, 3, 4, 5, 6]

    def test_ends_with_what_was_used_in_both_pieces(self, calendar):
        count = self.count(calendar, None, plan_reply=D(2026, 3, 4), completion_report=D(2026, 3, 16), energize=D(2026, 3, 18))
        assert (count.used, count.rest, count.running, count.due) == (4, 2, False, D(2026, 3, 20))

    def test_exceeded_in_the_first_piece_has_its_date_even_while_the_customer_builds(self, calendar):
        count = self.count(calendar, D(2026, 3, 20), plan_reply=D(2026, 3, 12))
        assert (count.due, count.used, count.rest) == (D(2026, 3, 10), 8, -2)

    def test_used_up_to_the_day_with_the_reply_leaves_day_0_of_the_report(self, calendar):
        waiting = self.count(calendar, D(2026, 3, 20), plan_reply=D(2026, 3, 10))
        assert (waiting.due, waiting.used, waiting.rest) == (None, 6, 0)
        same_day = self.count(calendar, None, plan_reply=D(2026, 3, 10), completion_report=D(2026, 3, 16), energize=D(2026, 3, 16))
        assert (same_day.due, same_day.used) == (D(2026, 3, 16), 6)
        assert met(same_day, D(2026, 3, 16))
        next_day = self.count(calendar, None, plan_reply=D(2026, 3, 10), completion_report=D(2026, 3, 16), energize=D(2026, 3, 17))
        assert (next_day.due, next_day.used) == (D(2026, 3, 16), 7)
        assert not met(next_day, D(2026, 3, 17))

    def test_a_piece_whose_end_is_unknown_lasts_until_the_next_begins(self, calendar):
        count = self.count(calendar, D(2026, 3, 5), completion_report=D(2026, 3, 4))
        assert (count.used, count.due) == (3, D(2026, 3, 10))

    def test_a_report_on_the_day_of_the_reply_counts_no_day_twice(self, calendar):
        for day0 in (False, True):
            count = countdown(SUM, self.accepted, calendar, today=D(2026, 3, 6), day0_counts=day0,
                              marks={"accept": self.accepted, "plan_reply": D(2026, 3, 4), "completion_report": D(2026, 3, 4)})
            assert count.used == 4 + day0

    def test_a_pause_inside_a_piece_stops_it_and_one_between_pieces_does_not_matter(self, calendar):
        marks = {"accept": self.accepted, "plan_reply": D(2026, 3, 4), "completion_report": D(2026, 3, 16)}
        between = countdown(SUM, self.accepted, calendar, [Pause(D(2026, 3, 5), D(2026, 3, 13), C)], today=D(2026, 3, 17), marks=marks)
        assert between.due == D(2026, 3, 20)
        inside = countdown(SUM, self.accepted, calendar, [Pause(D(2026, 3, 3), D(2026, 3, 3), C)], today=D(2026, 3, 17), marks=marks)
        assert (inside.due, inside.used) == (D(2026, 3, 23), 2)

    def test_without_marks_it_runs_in_one_piece(self, calendar):
        assert countdown(SUM, self.accepted, calendar).due == D(2026, 3, 10)


def test_a_clock_begins_when_the_last_of_its_start_marks_is_there():
    energize = msgspec.structs.replace(STAGE, start="completion_check", also_after=("contract", "fee"))
    marks = {"completion_check": D(2026, 3, 4), "contract": D(2026, 3, 6)}
    assert begun(energize, marks) is None
    assert begun(energize, {**marks, "fee": D(2026, 3, 5)}) == D(2026, 3, 6)
    assert begun(STAGE, {}) is None
