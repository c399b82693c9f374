"""The rules of the clock, one row each, from facts in the journal to the page of the case.

Counted by hand in the calendar of 2026: 15 working days from Monday 2026-11-16 end on 2026-12-07.
"""

from contextlib import contextmanager
from datetime import date

import msgspec
import pytest

from models import events
from models.casework.validity import customer_wait, validity
from models.services.case_page.detail import case_detail
from models.services.case_page.explanation import explain
from models.services.checking import rebuild
from models.services.corrections import correct_stage_day
from models.services.paper.papers import signed
from models.services.pauses import pause, resume
from models.services.reopening import reopen_stage
from models.services.station import changing
from models.services.takeover import LedgerRow, take_over
from tests.models.services.test_pause_papers import view_of
from tests.stations import ACCEPTED, MONDAY, do_all, do_stage, mill

WHOLE = "henan-2020/whole"
DUE = date(2026, 12, 7)


def day(month, number, year=2026):
    return date(year, month, number)


def limit(station, case, today=MONDAY, key=WHOLE):
    return next(one for one in case_detail(station, case, today).limits if one.key == key)


def stop(station, case, since, until, side="customer", signed_on=None, name="p"):
    """A pause as it stands in the journal, whatever a clerk could enter today."""
    with changing(station) as change:
        change.add(
            events.ClockPaused(pause=name, since=since, side=side, cause="x", evidence="凭据", signed_on=signed_on), case, reason=""
        )
        if until:
            change.add(events.ClockResumed(pause=name, until=until), case)


@contextmanager
def settings(station, case, **changes):
    """The case's profile with other settings, as a county might have them."""
    book = view_of(station, case).book
    before = book.profile
    book.profile = msgspec.structs.replace(before, **changes)
    try:
        yield
    finally:
        book.profile = before


@pytest.mark.parametrize(("counts", "due", "article"), [(False, DUE, "第二百零一条"), (True, day(12, 4), "第二百零四条")])
def test_day_0_is_a_setting_of_the_profile_with_its_article(station, counts, due, article):
    case = mill(station)
    with settings(station, case, day0_counts=counts):
        assert limit(station, case).due == due
        told = explain(station, case, MONDAY, WHOLE)
        assert any(article in line for line in told.basis)
        assert told.days[0].n == (1 if counts else None)


@pytest.mark.parametrize(("side", "signed_on", "due", "promised"), [
    ("customer", None, day(12, 9), DUE),
    ("customer", day(11, 18), day(12, 9), DUE),
    ("government", None, day(12, 9), DUE),
    ("government", day(11, 18), day(12, 9), DUE),
    ("company", None, DUE, DUE),
    ("company", day(11, 18), DUE, DUE),
    ("grid_works", None, DUE, DUE),
    ("grid_works", day(11, 18), DUE, DUE),
])  # fmt: skip
def test_each_side_in_both_views(station, side, signed_on, due, promised):
    case = mill(station)
    stop(station, case, day(11, 18), day(11, 19), side, signed_on)
    found = limit(station, case)
    assert (found.due, found.promised) == (due, promised)
    row = case_detail(station, case, MONDAY).pauses[0]
    assert (row.evidence, row.since, row.until) == ("凭据", day(11, 18), day(11, 19))
    with settings(station, case, promise_moves="agreed"):  # as a county may have it: what the customer signed moves what he was told
        assert limit(station, case).promised == (due if signed_on else DUE)


@pytest.mark.parametrize(("name", "since", "until", "due"), [
    ("one day, paused and resumed", day(11, 18), day(11, 18), day(12, 8)),
    ("resumed the day before it began: undone", day(11, 18), day(11, 17), DUE),
    ("on a weekend only", day(11, 21), day(11, 22), DUE),
    ("from a Friday over the weekend", day(11, 20), day(11, 22), day(12, 8)),
    ("from the day of acceptance, which counts for nothing", day(11, 16), day(11, 16), DUE),
    ("on the due day itself", DUE, DUE, day(12, 8)),
    ("after the due day", day(12, 8), day(12, 9), DUE),
])  # fmt: skip
def test_where_a_pause_lies(station, name, since, until, due):
    case = mill(station)
    stop(station, case, since, until)
    assert limit(station, case, day(12, 31)).due == due, name


@pytest.mark.parametrize(("since", "until", "due"), [
    (None, None, day(1, 19, 2027)),
    (day(12, 30), day(1, 4, 2027), day(1, 22, 2027)),   # 12-30, 12-31 and 01-04 are taken out; 01-01 is a holiday by law
    (day(12, 31), day(1, 1, 2027), day(1, 20, 2027)),
    (day(1, 1, 2027), day(1, 3, 2027), day(1, 19, 2027)),  # New Year's Day and a weekend
])  # fmt: skip
def test_a_pause_across_the_end_of_the_year(station, clock, since, until, due):
    case = mill(station, clock.go(day(12, 28)))
    if since:
        stop(station, case, since, until)
    found = limit(station, case, clock.go(day(1, 11, 2027)))
    assert (found.due, found.provisional) == (due, True)


def test_a_limit_that_stops_while_paused_has_used_what_was_before_the_pause(station):
    case = mill(station)
    pause(station, case, day(11, 18), "customer_works", "未完工说明", None, MONDAY)
    do_all(station, case, MONDAY, "METER")
    found = limit(station, case)
    assert (found.used, found.state) == (1, "已完成，未超时限")
    resume(station, case, day(11, 18), MONDAY)
    assert limit(station, case).used == 4
    assert rebuild(station.database).equal


def test_a_reopened_stage_goes_on_from_its_own_day_0(station):
    case = mill(station)
    do_all(station, case, day(11, 18), "METER")
    assert limit(station, case).used == 2
    reopen_stage(station, case, "energize", "接错相", "检查意见", "", MONDAY)
    found = limit(station, case)
    assert (found.start, found.due, found.used, found.state) == (ACCEPTED, DUE, 5, "计时中")


@pytest.mark.parametrize(("new", "due"), [(day(11, 13), day(12, 7)), (day(11, 14), day(12, 7)), (day(11, 12), day(12, 4))])
def test_a_corrected_start_counts_from_the_new_day(station, new, due):
    case = mill(station)
    stop(station, case, day(11, 23), day(11, 23))
    correct_stage_day(station, case, "accept", new, "抄错", MONDAY)
    assert limit(station, case).due == due


def test_a_case_carried_over_from_a_ledger_keeps_its_day_0_and_its_results_stand_apart(station):
    row = LedgerRow(
        7, "堂街2026007", "lv_nonres_new", "lv_nonres_small", "王桂枝面粉加工厂", "92410425MA9F0XN92T", "13937512345",
        "郏县堂街镇石村3组", "60", "380 V", "赵建军", ACCEPTED, {"survey": day(11, 18)}, "",
    )  # fmt: skip
    case = take_over(station, row, MONDAY)[0].case_id
    found = limit(station, case)
    assert (found.start, found.due, found.used) == (ACCEPTED, DUE, 5)
    stop(station, case, day(11, 19), day(11, 20))
    assert limit(station, case).due == day(12, 9)


@pytest.mark.parametrize(("signed_on", "until"), [
    (day(11, 23), day(2, 23, 2027)),
    (day(11, 30), day(3, 1, 2027)),   # February has no 30th: its last day (第二百零二条), a Sunday: the next working day (第二百零三条)
    (day(12, 31), day(3, 31, 2027)),
])  # fmt: skip
def test_months_end_on_the_same_day_or_the_last_and_roll_off_a_holiday(station, clock, signed_on, until):
    case = mill(station)
    clock.go(signed_on)
    do_stage(station, case, "LV-SURVEY", MONDAY)
    do_stage(station, case, "LV-PLAN", signed_on)
    paper = next(one for one in case_detail(station, case, signed_on).papers if one.code == "LV-PLAN")
    signed(station, case, paper.paper_no, signed_on, "本人", signed_on)
    assert validity(view_of(station, case)).until == until


def test_the_objection_month_rolls_off_a_sunday(station):
    case = mill(station)
    do_stage(station, case, "LV-SURVEY", day(11, 20))
    do_stage(station, case, "LV-PLAN", day(11, 20))
    assert customer_wait(view_of(station, case)).until == day(12, 21)


@pytest.mark.parametrize(("accepted", "due"), [
    (day(11, 16), day(12, 1)),   # a Tuesday
    (day(11, 13), day(11, 30)),  # the 15th day is Saturday the 28th: Monday
    (day(11, 14), day(11, 30)),
])  # fmt: skip
def test_calendar_days_roll_off_a_weekend(station, monkeypatch, accepted, due):
    case = mill(station, accepted)
    book = view_of(station, case).book
    before = book.standards["henan-2020"]
    limits = tuple(
        msgspec.structs.replace(one, unit="calendar_day") if one.code == "whole" else one for one in before.limits
    )
    standards = {**book.standards, "henan-2020": msgspec.structs.replace(before, limits=limits)}
    monkeypatch.setattr(book, "standards", standards)  # for this test only: books of the same texts are shared
    monkeypatch.setattr(book, "_limits", {})
    assert limit(station, case).due == due
