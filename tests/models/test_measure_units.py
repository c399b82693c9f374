"""Limits in calendar days, months, hours, of one day: the case's countdown, its nearness and its words are of that unit."""

from dataclasses import replace
from datetime import date, datetime

import msgspec
import pytest

from models.case_facts import kind_of_case
from models.case_parts import StageDone
from models.clock import countdown, left, met
from models.countdown import counted
from models.measure import days_before, measure, results_at
from models.rules import RuleBook, shipped_texts
from models.services.cases import level_text
from models.services.folding.clock_columns import view_of
from models.services.folding.refold import case_row
from models.workdays import WorkCalendar, published_calendar_text
from tests.models.test_measure import case_of

CALENDAR = WorkCalendar.from_text(published_calendar_text())
D = date
WHOLE = 'kind = "whole"\ndays = 15\nunit = "working_day"'


def book_with(days, unit):
    """The shipped rules with the whole limit of low-voltage small business in another unit."""
    changed = WHOLE.replace("days = 15", f"days = {days}").replace("working_day", unit)
    if unit == "same_day":
        changed = changed.replace(f"days = {days}", "days = 0")
    return RuleBook.from_texts(replace(text, text=text.text.replace(WHOLE, changed)) for text in shipped_texts())


class Shelf:
    def __init__(self, book):
        self._book, self.calendar = book, CALENDAR

    def book(self, _pins):
        return self._book

    def pins_on(self, _day):
        return ()


class Desk:
    calendar = CALENDAR


def mill():
    case = case_of("lv_nonres_new", "lv_nonres_small", D(2026, 9, 24))
    case.number, case.form = "3501-260924-001", "LV-APP"
    case.stages["accept"] = StageDone("accept", D(2026, 9, 24), (), (), "station", datetime(2026, 9, 24, 15, 30), "p")
    return case


def governing(book, case, today=None):
    return measure(case, kind_of_case(case, book), book, CALENDAR, today).governing


@pytest.mark.parametrize(("days", "unit", "due", "near", "last", "count_unit"), [
    (15, "working_day", D(2026, 10, 22), D(2026, 10, 13), D(2026, 10, 21), "working_day"),
    (10, "calendar_day", D(2026, 10, 8), D(2026, 10, 3), D(2026, 10, 7), "calendar_day"),  # 10-04 is a holiday: the end moves to 10-08
    (1, "month", D(2026, 10, 26), D(2026, 10, 11), D(2026, 10, 25), "calendar_day"),        # 10-24 is a Saturday: 10-26
    (48, "hour", D(2026, 9, 26), D(2026, 9, 25), D(2026, 9, 26), "hour"),
    (0, "same_day", D(2026, 9, 24), D(2026, 9, 24), D(2026, 9, 23), "calendar_day"),
])
def test_due_near_and_last_day_in_every_unit(days, unit, due, near, last, count_unit):
    book = book_with(days, unit)
    found = governing(book, mill())
    assert (found.count.due, found.count.unit) == (due, count_unit)
    assert days_before(found, book.profile, CALENDAR) == (near, last)


def test_warning_days_are_the_profile_s_own():
    book = book_with(15, "working_day")
    strict = msgspec.structs.replace(book.profile, near_share=0.2, urgent_days=2)
    assert days_before(governing(book, mill()), strict, CALENDAR) == (D(2026, 10, 19), D(2026, 10, 20))


def test_a_limit_in_hours_runs_from_the_minute_of_acceptance_and_shows_it():
    book = book_with(24, "hour")
    found = governing(book, mill())
    assert found.count.due_at == datetime(2026, 9, 25, 15, 30)
    row = case_row(view_of(mill(), Shelf(book)))
    assert (row["due"], row["due_time"], row["due_unit"]) == ("2026-09-25", "15:30", "hour")
    assert level_text(Desk(), {**row, "level": "due"}, D(2026, 9, 24)) == "明天15:30到期"
    assert level_text(Desk(), {**row, "level": "overdue"}, D(2026, 9, 28)) == "逾期 3 个自然日"


@pytest.mark.parametrize(("at", "kept"), [(datetime(2026, 9, 25, 15, 30), True), (datetime(2026, 9, 25, 15, 31), False)])
def test_hours_are_kept_to_the_minute(at, kept):
    case, book = mill(), book_with(24, "hour")
    case.stages["energize"] = StageDone("energize", at.date(), (), (), "station", at, "p")
    result = next(one for one in results_at(case, "energize", book, CALENDAR) if one.standard == "henan-2020")
    assert (result.met, result.unit, result.due_at, result.days) == (kept, "hour", datetime(2026, 9, 25, 15, 30), 24)


@pytest.mark.parametrize(("days", "unit", "today", "words"), [
    (15, "working_day", D(2026, 9, 30), "剩 12 个工作日"), (20, "calendar_day", D(2026, 10, 8), "剩 6 个自然日"),
    (1, "month", D(2026, 9, 24), "剩 32 个自然日"),
])
def test_a_list_never_says_working_days_of_other_units(days, unit, today, words):
    assert level_text(Desk(), {**case_row(view_of(mill(), Shelf(book_with(days, unit)))), "level": "calm", "target": None}, today) == words


@pytest.mark.parametrize(("days", "unit"), [
    (15, "working_day"), (1, "working_day"), (20, "calendar_day"), (2, "month"), (72, "hour"), (0, "same_day"),
])
@pytest.mark.parametrize("today", [D(2026, 9, 24), D(2026, 9, 25), D(2026, 10, 3), D(2026, 10, 14), D(2026, 10, 15), D(2026, 12, 1)])
def test_deadline_elapsed_and_remaining_agree(days, unit, today):
    """used + rest is the whole; it is overdue on the first day after the due day and not before; what is left to the day is the rest."""
    found = governing(book_with(days, unit), mill(), today)
    count = found.count
    assert count.used + count.rest == count.days
    assert (count.rest < 0) <= (today > count.due)
    if unit == "working_day":
        assert count.rest == left(CALENDAR, count.due, today)
    again = countdown(found.limit, found.start, CALENDAR, today=today)
    assert (again.due, again.used, again.rest) == (count.due, count.used, count.rest)
    assert met(count, today) == (today <= count.due) or unit == "hour"


def test_words_of_counted_days():
    assert [counted(3), counted(3, "calendar_day"), counted(3, "hour")] == ["3 个工作日", "3 个自然日", "3 小时"]
