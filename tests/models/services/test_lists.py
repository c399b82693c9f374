"""Lists: levels by the day, pages without a gap, search over numbers, names, initials and phones."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

from models.services import cases
from models.services.case_page.explanation import explain
from models.services.cases import LEVELS, list_cases, search
from models.services.pauses import pause, pause_reasons
from models.services.registration import register
from models.services.station import batch, glancing
from models.services.today import today_page
from tests.stations import ACCEPTED, EVERYTHING, MONDAY, do_all, factory_intake, house_intake, mill


def many(station, number=25):
    return [mill(station, ACCEPTED + timedelta(days=place % 4), phone=f"1390000{place:04d}") for place in range(number)]


def test_pages_give_every_case_once_the_newest_first(station):
    made = many(station)
    seen, after = [], ""
    while True:
        page = list_cases(station, MONDAY, "all", after=after, limit=7)
        assert page.total == len(made)
        seen += page.rows
        after = page.after
        if not after:
            break
    assert sorted(row.case_id for row in seen) == sorted(made)
    assert [(row.accepted_on, row.number) for row in seen] == sorted(((row.accepted_on, row.number) for row in seen), reverse=True)


def test_a_page_that_is_just_full_leads_to_an_empty_one(station):
    many(station, 4)
    page = list_cases(station, MONDAY, "all", limit=4)
    assert (len(page.rows), page.total) == (4, 4)
    assert list_cases(station, MONDAY, "all", after=page.after, limit=4).rows == ()


def test_every_case_is_at_one_level_and_the_levels_agree_with_the_counts(station):
    many(station, 6)
    mill(station, received=EVERYTHING - {"business_licence"})
    paused = mill(station)
    cause = next(reason.code for reason in pause_reasons(station, paused) if reason.side == "customer")
    pause(station, paused, MONDAY, cause, "暂缓申请", None, MONDAY)
    do_all(station, mill(station), MONDAY)
    for back in range(0, 40, 3):
        today = MONDAY + timedelta(days=back)
        counts = today_page(station, today).counts
        for level in LEVELS:
            rows = list_cases(station, today, level).rows
            assert len(rows) == getattr(counts, level), (today, level)
            assert {row.level for row in rows} <= {level}
        assert sum(getattr(counts, level) for level in LEVELS) == 8


def test_a_level_changes_on_the_day_that_the_working_calendar_says(station):
    case = mill(station)
    due = date(2026, 12, 7)

    def level(day):
        return next(row.level for row in today_page(station, day).rows if row.case_id == case)

    do_all(station, case, MONDAY, "CONTRACT")
    from models.services.station import looking
    from models.store.views import case_view

    with looking(station) as connection:
        row = connection.execute(case_view.select().where(case_view.c.id == case)).mappings().one()
    assert row["due"] == due.isoformat()
    assert row["due_from"] == "2026-12-04"
    assert level(due + timedelta(days=1)) == "overdue"
    assert level(due) == "due"


def test_the_most_urgent_stand_first_and_the_page_is_as_long_as_asked(station):
    many(station)
    page = today_page(station, date(2026, 12, 8), limit=10)
    assert (len(page.rows), page.total) == (10, 25)
    order = [LEVELS.index(row.level) for row in page.rows]
    assert order == sorted(order)


def test_search_finds_by_whatever_the_clerk_knows(station):
    house = register(station, house_intake(station), MONDAY)[0]
    mills = mill(station)
    for text, case in (
        ("张𬀩", house.case_id), ("𬀩", house.case_id), ("13812345678", house.case_id), ("5678", house.case_id), ("士庄", house.case_id),
        (house.number, house.case_id), (house.number.replace("-", ""), house.case_id), ("02x", house.case_id), ("王桂枝 石村", mills),
        ("wgz", mills), ("李改枝", mills),
    ):  # fmt: skip
        assert [row.case_id for row in search(station, text, MONDAY)] == [case], text
    assert search(station, "  ", MONDAY) == ()
    assert search(station, "%", MONDAY) == search(station, "_", MONDAY) == search(station, "石村 士庄", MONDAY) == ()
    assert list_cases(station, MONDAY, "all", "郏县").total == 2


def test_rows_hide_the_person_and_details_do_not(station):
    register(station, house_intake(station), MONDAY)
    (row,) = list_cases(station, MONDAY, "all").rows
    assert "𬀩" not in row.customer
    assert "2组" not in row.village


def test_a_passed_up_case_leaves_the_page_of_today(station):
    case = register(station, factory_intake(station), MONDAY)[0].case_id
    assert [row.case_id for row in today_page(station, MONDAY).rows] == [case]
    from models.services.passing import pass_up

    pass_up(station, case, MONDAY, MONDAY)
    page = today_page(station, MONDAY)
    assert (page.rows, page.counts.passed_up) == ((), 1)
    assert [row.level for row in list_cases(station, MONDAY, "passed_up").rows] == ["passed_up"]


def test_the_explanation_counts_the_days_of_the_limit(station):
    case = mill(station)
    told = explain(station, case, MONDAY)
    numbered = [day.n for day in told.days if day.n]
    assert numbered == list(range(1, 16))
    assert told.days[-1].date == told.due == date(2026, 12, 7)


def test_inside_a_batch_lists_see_what_was_folded_in_it(station):
    with batch(station):
        case = mill(station)
        station.batch_change.fold()
        assert [row.case_id for row in list_cases(station, MONDAY, "all").rows] == [case]
        with ThreadPoolExecutor(1) as other:
            assert other.submit(list_cases, station, MONDAY, "all").result().rows == ()
    assert [row.case_id for row in today_page(station, MONDAY).rows] == [case]


def test_many_cases_are_never_sorted_for_a_page(station):
    """Each list comes in the order of an index; sorting 20,000 rows would keep the clerk waiting."""
    many(station, 3)
    with glancing(station) as look:
        for level, query in {**cases.URGENT, "waiting green": cases.GREEN}.items():
            values = {"today": MONDAY.isoformat(), "level": level, "most": 200}
            plan = " ".join(str(row[-1]) for row in look.tuples(f"EXPLAIN QUERY PLAN {query}", values))
            assert "COVERING INDEX" in plan
            assert level.startswith("waiting") or "B-TREE" not in plan  # several states in one list; those in it are few
