"""How long a change may last: least and most days or months, how often in a year, how much of the year is used."""

from datetime import date

import pytest

from models.rules import RuleBook, shipped_texts
from models.supply_periods import Asked, first_end, last_day, period_problems

TYPES = RuleBook.from_texts(shipped_texts()).types
ACCEPTED = date(2026, 3, 1)
SPRING = (date(2026, 3, 10), date(2026, 4, 9))
SUMMER = (date(2026, 6, 1), date(2026, 8, 29))


def told(kind, since, until, earlier=(), approved=False):
    found = period_problems(TYPES[kind].periods, Asked(since, until, ACCEPTED, approved), earlier)
    return [(problem.field, problem.message) for problem in found]


@pytest.mark.parametrize(("kind", "since", "until", "field", "word"), [
    ("suspend", date(2026, 3, 10), date(2026, 3, 23), "period_until", "最早到 2026-03-24"),
    ("suspend", date(2026, 3, 3), date(2026, 3, 20), "period_from", "最早从 2026-03-06 起"),
    ("suspend", date(2026, 3, 10), None, "period_until", "必须写明截止日期"),
    ("suspend", None, date(2026, 3, 30), "period_from", "从哪一天起"),
    ("suspend", date(2026, 3, 30), date(2026, 3, 10), "period_until", "早于起始日期"),
    ("suspend", date(2026, 3, 10), date(2026, 9, 30), "period_until", "还可办 184 天"),
    ("hv_reduce", date(2026, 4, 1), date(2026, 9, 29), "period_until", "最早到 2026-09-30"),
    ("hv_reduce", date(2026, 4, 1), date(2028, 4, 2), "period_until", "最晚到 2028-04-01"),
    ("temp_remove", date(2026, 4, 1), date(2026, 10, 2), "period_until", "最晚到 2026-10-01"),
    ("temporary", date(2026, 4, 1), date(2026, 10, 2), "approved_by", "要经批准"),
    ("temporary", date(2026, 4, 1), None, "period_until", "必须写明截止日期"),
])  # fmt: skip
def test_days_that_the_rule_does_not_allow_are_refused_with_the_day_that_would_do(kind, since, until, field, word):
    [(found, message)] = told(kind, since, until)
    assert found == field
    assert word in message


@pytest.mark.parametrize(("kind", "since", "until"), [
    ("suspend", date(2026, 3, 6), date(2026, 3, 20)), ("suspend", date(2026, 3, 10), date(2026, 3, 24)),
    ("hv_reduce", date(2026, 4, 1), date(2026, 9, 30)), ("hv_reduce", date(2026, 4, 1), None), ("hv_reduce", date(2026, 8, 31),
     date(2027, 2, 28)), ("temp_remove", date(2026, 8, 31), date(2027, 2, 28)), ("temporary", date(2026, 4, 1), date(2026, 10, 1)),
    ("lv_res_new", None, None),
])  # fmt: skip
def test_days_within_the_rule_are_taken(kind, since, until):
    assert told(kind, since, until) == []


def test_a_third_suspension_of_the_year_is_refused_and_one_of_last_year_does_not_count():
    [(field, message)] = told("suspend", date(2026, 10, 1), date(2026, 10, 20), [SPRING, SUMMER])
    assert field == "period_from"
    assert "2026 年已办 2 次" in message
    assert told("suspend", date(2026, 10, 1), date(2026, 10, 20), [SPRING, (date(2025, 6, 1), date(2025, 6, 20))]) == []


def test_the_days_of_the_year_add_up_over_its_suspensions():
    assert told("suspend", date(2026, 9, 1), date(2026, 12, 1), [SUMMER]) == []  # 90 + 92 days, six months are 183
    [(field, message)] = told("suspend", date(2026, 9, 1), date(2026, 12, 31), [SUMMER])
    assert field == "period_until"
    assert "累计 212 天（已用 90 天）" in message
    assert told("suspend", date(2026, 12, 1), date(2027, 5, 1), [SUMMER]) == []  # only the days of the year count


def test_a_suspension_over_the_new_year_keeps_within_the_days_of_both_years():
    [(field, message)] = told("suspend", date(2026, 12, 1), date(2027, 7, 10))
    assert field == "period_until"
    assert "2027 年累计 191 天（已用 0 天）" in message
    assert "还可办 181 天" in message
    assert told("suspend", date(2026, 12, 1), date(2027, 6, 30)) == []
    assert [field for field, _ in told("suspend", date(2026, 5, 1), date(2027, 7, 10))] == ["period_until", "period_until"]


def test_more_than_six_months_of_temporary_supply_need_somebody_who_allowed_it():
    assert told("temporary", date(2026, 4, 1), date(2027, 3, 1), approved=True) == []


def test_months_end_as_the_civil_code_says():
    assert last_day(date(2026, 8, 31), 6, "month") == date(2027, 2, 28)
    assert first_end(date(2026, 4, 1), 6, "month") == date(2026, 9, 30)
    assert first_end(date(2026, 3, 10), 15, "calendar_day") == date(2026, 3, 24)
