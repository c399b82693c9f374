"""The working-day calendar against the State Council's days typed out in tests/data."""

import json
import shutil
from datetime import date, timedelta

import pytest

import resources
from models.workdays import LAW, CalendarError, WorkCalendar, published_calendar_text
from tests.data.state_council_days import OFF, WORKED

D = date


def typed(year, text):
    month, day = text.split("-")
    return date(year, int(month), int(day))


def typed_off():
    for year, spans in OFF.items():
        for first, last in spans:
            day = typed(year, first)
            while day <= typed(year, last):
                yield day
                day += timedelta(days=1)


TYPED_OFF = frozenset(typed_off())
TYPED_WORKED = frozenset(typed(year, text) for year, days in WORKED.items() for text in days)


@pytest.fixture(scope="module")
def calendar():
    return WorkCalendar.from_text(published_calendar_text())


@pytest.mark.parametrize("year", range(2004, 2027))
def test_every_day_of_a_published_year_is_as_typed_from_the_papers(calendar, year):
    day = D(year, 1, 1)
    while day.year == year:
        worked = day in TYPED_WORKED or (day.weekday() < 5 and day not in TYPED_OFF)
        assert calendar.is_working(day) is worked, day
        assert (calendar.mark(day) in ("工", "班")) is worked, day
        assert (calendar.mark(day) == "班") is (day in TYPED_WORKED), day
        assert calendar.is_published(day)
        day += timedelta(days=1)


@pytest.mark.parametrize(("day", "mark", "paper"), [
    (D(2026, 2, 14), "班", "国办发明电〔2025〕7号"),
    (D(2026, 2, 21), "假", "国办发明电〔2025〕7号"),
    (D(2025, 1, 28), "假", "国办发明电〔2024〕12号"),
    (D(2023, 12, 30), "假", "国办发明电〔2023〕7号"),
    (D(2011, 12, 31), "班", "国办发明电〔2011〕45号"),
    (D(2015, 9, 3), "假", "国发明电〔2015〕1号"),
    (D(2019, 5, 5), "班", "国办发明电〔2019〕3号"),
    (D(2019, 10, 1), "假", "国办发明电〔2018〕15号"),
    (D(2020, 2, 1), "假", "国办发明电〔2020〕1号"),
    (D(2020, 1, 30), "假", "国办发明电〔2019〕16号"),
    (D(2027, 1, 1), "假", LAW),
])
def test_each_exception_names_the_paper_behind_it(calendar, day, mark, paper):
    assert calendar.mark(day) == mark
    assert paper in calendar.paper(day)


def test_ordinary_days_have_no_paper(calendar):
    assert calendar.mark(D(2026, 11, 23)) == "工"
    assert calendar.mark(D(2026, 11, 22)) == "休"
    assert calendar.paper(D(2026, 11, 23)) is None
    assert calendar.paper(D(2026, 11, 22)) is None


def test_counting_is_the_inverse_of_adding(calendar):
    assert calendar.add(D(2026, 2, 13), 3) == D(2026, 2, 25)
    assert calendar.working_days(D(2026, 2, 13), D(2026, 2, 25)) == 3
    assert calendar.add(D(2026, 2, 15), 0) == D(2026, 2, 15)
    assert calendar.working_days(D(2026, 2, 25), D(2026, 2, 13)) == 0
    assert calendar.working_days(D(2026, 2, 25), D(2026, 2, 25)) == 0


def test_an_unpublished_year_is_weekdays_less_the_days_fixed_by_law(calendar):
    fixed = {D(2027, 1, 1), *(D(2027, 2, n) for n in (5, 6, 7, 8)), D(2027, 4, 5), D(2027, 5, 1), D(2027, 5, 2), D(2027, 6, 9),
             D(2027, 9, 15), D(2027, 10, 1), D(2027, 10, 2), D(2027, 10, 3)}
    assert len(fixed) == 13
    day = D(2027, 1, 1)
    while day.year == 2027:
        assert calendar.is_working(day) is (day.weekday() < 5 and day not in fixed), day
        assert not calendar.is_published(day)
        day += timedelta(days=1)
    assert calendar.last_published == D(2026, 12, 31)
    assert calendar.revision == "2026-1"


def test_each_unpublished_year_has_the_thirteen_days_of_the_law():
    text = json.loads(published_calendar_text())
    assert [year["year"] for year in text["certain"]] == list(range(2027, 2061))
    for year in text["certain"]:
        names = list(year["days"].values())
        together = 13 - len(names)  # 中秋 inside the three days of 国庆 is one day less
        assert together == (1 if year["year"] in (2028, 2031, 2039, 2058) else 0)
        assert names.count("春节") == 4
        assert names.count("国庆节") == 3
        assert all(day.startswith(str(year["year"])) for day in year["days"])


@pytest.mark.parametrize(("new_year", "year"), [((2, 6), 2027), ((1, 26), 2028), ((2, 13), 2029), ((2, 3), 2030), ((2, 12), 2040)])
def test_spring_festival_stands_on_the_first_day_of_the_lunar_year_and_its_eve(calendar, new_year, year):
    first = D(year, *new_year)
    assert [calendar.mark(first + timedelta(days=n)) for n in (-1, 0, 1, 2)] == ["假"] * 4


def test_longest_widens_unpublished_holidays_and_leaves_published_years_alone(calendar):
    wide = calendar.longest()
    assert wide is calendar.longest()
    for o in range(D(2004, 1, 1).toordinal(), D(2026, 12, 31).toordinal() + 1):
        day = date.fromordinal(o)
        assert wide.is_working(day) is calendar.is_working(day), day
    spring = [D(2027, 2, n) for n in range(4, 13)]  # nine days, as in 2026, from the Thursday before: seven weekdays
    assert [day for day in (D(2027, 2, n) for n in range(1, 29)) if wide.mark(day) == "假"] == spring
    national = [day for day in (D(2027, 10, n) for n in range(1, 16)) if wide.mark(day) == "假"]
    assert national == [D(2027, 10, n) for n in range(1, 9)]
    autumn = [day for day in (D(2027, 9, n) for n in range(1, 30)) if wide.mark(day) == "假"]
    assert len(autumn) == 3  # the eight days of 2023 and 2025 were 国庆's
    assert D(2027, 9, 15) in autumn


def test_a_day_outside_the_calendar_is_refused_in_a_sentence(calendar):
    for ask in (calendar.is_working, calendar.mark, calendar.paper):
        with pytest.raises(CalendarError, match="2004—2060"):
            ask(D(2003, 12, 31))
    with pytest.raises(CalendarError, match="2060"):
        calendar.add(D(2060, 12, 20), 30)


def test_garbage_is_not_a_calendar():
    for text in ("", "{}", '{"revision": 1}'):
        with pytest.raises(CalendarError, match="读不出来"):
            WorkCalendar.from_text(text)


YEAR_2027 = """
year = 2027
paper = "国务院办公厅关于2027年部分节假日安排的通知"
source = "试验"
off = {"元旦" = [2027-01-01, 2027-01-02, 2027-01-03], "春节" = [2027-02-05, 2027-02-06, 2027-02-07, 2027-02-08, 2027-02-09, 2027-02-10]}
work = {"春节" = [2027-02-20]}
"""


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(resources.path("calendar"), tmp_path / "calendar")
    return tmp_path / "calendar"


def test_a_published_year_is_one_file(folder, calendar):
    (folder / "2027.toml").write_text(YEAR_2027, encoding="utf-8")
    newer = WorkCalendar.from_text(published_calendar_text(folder))
    assert newer.revision == "2027-1"
    assert newer.is_published(D(2027, 6, 9))
    assert newer.mark(D(2027, 2, 20)) == "班"
    assert newer.mark(D(2027, 2, 10)) == "假"
    assert newer.paper(D(2027, 2, 10)) == "国务院办公厅关于2027年部分节假日安排的通知"
    assert newer.is_working(D(2027, 6, 9))  # only the paper counts in a published year
    assert not newer.is_working(D(2028, 1, 26))
    assert calendar.mark(D(2027, 2, 20)) == "休"


def test_a_later_edition_of_a_year_raises_the_revision(folder):
    (folder / "2027.toml").write_text(YEAR_2027.replace("year = 2027", "year = 2027\nedition = 2"), encoding="utf-8")
    assert WorkCalendar.from_text(published_calendar_text(folder)).revision == "2027-2"


@pytest.mark.parametrize(("old", "new", "said"), [
    ("2027-02-20]", "2027-02-19]", "2027-02-19"),           # a Friday
    ("2027-02-20]", "2027-02-06]", "2027-02-06"),           # off and worked
    ("2027-01-03", "2026-11-03", "2026-11-03"),             # another year
    ("year =", "jahr =", "2027.toml"),
    ("2027-01-03]", "2027-01-33]", "2027.toml"),
    ("year = 2027", "year = 2028", "2027.toml"),
])
def test_a_wrong_year_file_is_named(folder, old, new, said):
    text = YEAR_2027.replace(old, new)
    assert text != YEAR_2027
    (folder / "2027.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CalendarError, match=said):
        published_calendar_text(folder)


def test_a_year_may_not_be_skipped(folder):
    (folder / "2028.toml").write_text(YEAR_2027.replace("2027", "2028"), encoding="utf-8")
    with pytest.raises(CalendarError, match="缺年份"):
        published_calendar_text(folder)
