"""What else happens to a clock, one row each: holidays inside a pause, stops in a pause, reopened stages, cases carried over or up.

Counted by hand in the calendar of 2026: 10-01 … 10-07 off, 09-20 and 10-10 make-up working days.
"""


import pytest

from models.services.case_page.detail import case_detail
from models.services.checking import rebuild
from models.services.passing import pass_up
from models.services.pauses import pause
from models.services.promises import promise_dates
from models.services.registration import register
from models.services.reopening import reopen_stage
from models.services.takeover import LedgerRow, take_over
from tests.models.services.test_clock_table import day, limit, stop
from tests.stations import ACCEPTED, MONDAY, do_all, do_stage, factory_intake, mill

SEPTEMBER = day(9, 21)
PLAIN = day(10, 19)


@pytest.mark.parametrize(("name", "since", "until", "due"), [
    ("no pause", None, None, PLAIN),
    ("inside the holidays", day(10, 2), day(10, 6), PLAIN),
    ("exactly the holidays", day(10, 1), day(10, 7), PLAIN),
    ("begins on a holiday, ends on a working day", day(10, 6), day(10, 8), day(10, 20)),
    ("begins before, ends on a holiday", day(9, 30), day(10, 3), day(10, 20)),
    ("on a make-up Saturday, which counts", day(10, 10), day(10, 10), day(10, 20)),
    ("on the Sunday after it, which does not", day(10, 11), day(10, 11), PLAIN),
])  # fmt: skip
def test_a_pause_on_holidays(station, name, since, until, due):
    case = mill(station, SEPTEMBER)
    if since:
        stop(station, case, since, until)
    assert limit(station, case, day(10, 30)).due == due, name


@pytest.mark.parametrize(("paused", "ended", "used"), [
    (day(11, 17), day(11, 20), 0),   # paused from the first day on
    (day(11, 18), day(11, 20), 1),
    (day(11, 20), day(11, 20), 3),   # stopped on the day the pause began: the pause's first day is not counted
    (day(11, 21), day(11, 23), 4),   # the pause began on a Saturday
])  # fmt: skip
def test_a_limit_that_stops_in_a_pause(station, paused, ended, used):
    case = mill(station)
    pause(station, case, paused, "customer_works", "未完工说明", None, MONDAY)
    do_all(station, case, ended, "METER")
    assert limit(station, case).used == used


@pytest.mark.parametrize(("stages", "reopened", "start", "used"), [
    (day(11, 18), "energize", ACCEPTED, 5),
    (day(11, 23), "energize", ACCEPTED, 5),
    (day(11, 16), "energize", ACCEPTED, 5),
])  # fmt: skip
def test_a_reopened_stage(station, stages, reopened, start, used):
    case = mill(station)
    do_all(station, case, stages, "METER")
    reopen_stage(station, case, reopened, "接错相", "检查意见", "", MONDAY)
    found = limit(station, case)
    assert (found.start, found.used, found.state, found.due) == (start, used, "计时中", day(12, 7))


@pytest.mark.parametrize(("accepted", "stages", "due", "used"), [
    (ACCEPTED, {}, day(12, 7), 5),
    (ACCEPTED, {"survey": day(11, 18)}, day(12, 7), 5),
    (day(9, 28), {"survey": day(10, 9)}, day(10, 23), 36),   # accepted before the holidays, overdue when it is carried over
    (day(11, 20), {"survey": day(11, 23)}, day(12, 11), 1),
])  # fmt: skip
def test_a_case_transferred_from_a_ledger(station, accepted, stages, due, used):
    row = LedgerRow(
        7, "堂街2026007", "lv_nonres_new", "lv_nonres_small", "王桂枝面粉加工厂", "92410425MA9F0XN92T", "13937512345",
        "郏县堂街镇石村3组", "60", "380 V", "赵建军", accepted, stages, "",
    )  # fmt: skip
    case = take_over(station, row, MONDAY)[0].case_id
    found = limit(station, case)
    assert (found.start, found.due, found.used) == (accepted, due, used)
    assert rebuild(station.database).equal


@pytest.mark.parametrize("handed", [ACCEPTED, day(11, 18), MONDAY])
def test_a_case_transferred_to_the_centre_keeps_its_day_0(station, handed):
    case = register(station, factory_intake(station), ACCEPTED)[0].case_id
    before = limit(station, case, MONDAY, "henan-2020/plan_reply")
    pass_up(station, case, handed, MONDAY)
    after = limit(station, case, MONDAY, "henan-2020/plan_reply")
    assert (after.start, after.due, after.used) == (ACCEPTED, before.due, before.used) == (ACCEPTED, day(11, 30), 5)


@pytest.mark.parametrize("order", [("CONTRACT", "COMPLETION"), ("COMPLETION", "CONTRACT")])
def test_parallel_stages_are_done_in_either_order_and_both_are_shown(station, order):
    case = mill(station)
    for code in ("LV-SURVEY", "LV-PLAN"):
        do_stage(station, case, code, MONDAY)
    now = case_detail(station, case, MONDAY)
    assert {step.stage for step in now.steps if step.state == "now"} == {"completion_check", "contract"}
    assert [todo.form for todo in now.todos] == ["COMPLETION", "CONTRACT"]
    aims = {step.stage: step.day_text for step in now.steps if step.state == "now"}
    assert aims == {"completion_check": "内控 11-26", "contract": "内控 11-25"}  # 3 and 2 working days from the reply
    promise_dates(station, case, {"completion_check": day(11, 26), "energize": day(11, 27)}, MONDAY)
    running = {one.name: (one.due, one.state) for one in case_detail(station, case, MONDAY).limits}
    assert (running["竣工检验"], running["装表接电"]) == ((day(11, 26), "计时中"), (day(11, 27), "计时中"))
    for left, code in zip((1, 0), order, strict=True):
        do_stage(station, case, code, MONDAY)
        steps = case_detail(station, case, MONDAY).steps
        assert len([step for step in steps if step.state == "now" and step.stage != "energize"]) == left
    assert [step.stage for step in steps if step.state == "now"] == ["energize"]
