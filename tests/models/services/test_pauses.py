"""Stopping a clock: allowed causes, evidence, both days inclusive; a pause entered late changes what has already ended."""

from datetime import date, timedelta

import pytest

from models.problems import ProblemsFound, StationError
from models.services.case_page.detail import case_detail
from models.services.case_page.explanation import explain
from models.services.checking import rebuild
from models.services.pauses import pause, pause_reasons, resume
from models.services.statistics import month_figures
from tests.stations import ACCEPTED, EVERYTHING, MONDAY, do_all, mill

D = date(2026, 11, 18)


def cause(station, case, side="customer"):
    return next(reason.code for reason in pause_reasons(station, case) if reason.side == side)


def governing(station, case, today=MONDAY):
    return next(limit for limit in case_detail(station, case, today).limits if limit.governs)


def test_two_paused_working_days_move_the_due_day_by_two_and_show_as_paused(station):
    case = mill(station)
    before = governing(station, case)
    pause(station, case, D, cause(station, case), "客户签字的暂缓申请", None, MONDAY)
    detail = case_detail(station, case, MONDAY)
    assert (detail.row.status_text, detail.row.due) == ("暂停计时", None)
    assert detail.row.due_text.startswith("停，还剩")
    resume(station, case, D + timedelta(days=1), MONDAY)
    after = governing(station, case)
    assert before.due == date(2026, 12, 7)
    assert (after.due, after.promised) == (date(2026, 12, 9), date(2026, 12, 7))
    days = {day.date: day.mark for day in explain(station, case, MONDAY, after.key).days}
    assert [days[D + timedelta(days=n)] for n in range(-2, 3)] == ["·", "工", "停", "停", "工"]


def test_a_signed_pause_moves_what_was_promised_only_where_the_standard_leaves_it_out(station):
    case = mill(station)
    pause(station, case, D, cause(station, case), "客户签字的暂缓申请", D, MONDAY)
    resume(station, case, D, MONDAY)
    limits = case_detail(station, case, MONDAY).limits
    whole, summed = (next(one for one in limits if one.key == key) for key in ("henan-2020/whole", "sgcc-2023/company_sum"))
    assert (whole.due, whole.promised) == (date(2026, 12, 8), date(2026, 12, 7))  # it names no exclusion
    assert summed.promised == summed.due  # the company's own stages only


def test_a_pause_of_our_own_side_stops_nothing(station):
    case = mill(station)
    own = [reason for reason in pause_reasons(station, case) if reason.side in ("company", "grid_works")]
    due = governing(station, case).due
    for reason in own[:1]:
        pause(station, case, D, reason.code, "停电计划", None, MONDAY)
        assert governing(station, case).due == due


def test_every_fault_of_a_pause_is_told_at_once(station):
    case = mill(station)
    with pytest.raises(ProblemsFound) as refused:
        pause(station, case, MONDAY + timedelta(days=1), "rain", " ", MONDAY + timedelta(days=1), MONDAY)
    assert {problem.field for problem in refused.value.problems} == {"cause", "evidence", "since", "signed_on"}
    with pytest.raises(ProblemsFound, match="早于受理日期"):
        pause(station, case, ACCEPTED - timedelta(days=1), cause(station, case), "x", None, MONDAY)


def test_only_a_running_case_pauses_and_only_a_paused_one_resumes(station):
    case = mill(station, received=EVERYTHING - {"business_licence"})
    with pytest.raises(StationError, match="只有已受理"):
        pause(station, case, D, cause(station, case), "x", None, MONDAY)
    case = mill(station)
    with pytest.raises(StationError, match="没有在暂停"):
        resume(station, case, D, MONDAY)
    pause(station, case, D, cause(station, case), "x", None, MONDAY)
    with pytest.raises(StationError, match="已经暂停"):
        pause(station, case, D, cause(station, case), "x", None, MONDAY)
    with pytest.raises(StationError, match="在今天之后"):
        resume(station, case, MONDAY + timedelta(days=1), MONDAY)
    with pytest.raises(StationError, match="早于暂停开始"):
        resume(station, case, D - timedelta(days=2), MONDAY)
    resume(station, case, D - timedelta(days=1), MONDAY)
    assert governing(station, case).due == date(2026, 12, 7)
    resumed = resume
    resumed_twice = pytest.raises(StationError, match="没有在暂停")
    with resumed_twice:
        resumed(station, case, D, MONDAY)
    pause(station, case, D, cause(station, case), "x", None, MONDAY)
    resume(station, case, D + timedelta(days=1), MONDAY)
    with pytest.raises(ProblemsFound, match="已在另一段暂停之内"):
        pause(station, case, D + timedelta(days=1), cause(station, case), "x", None, MONDAY)


def test_a_pause_entered_after_the_power_is_on_changes_the_result_and_the_figures(station):
    case = mill(station)
    do_all(station, case, MONDAY, "METER")
    used = {limit.key: limit.used for limit in case_detail(station, case, MONDAY).limits}
    pause(station, case, D, cause(station, case), "客户签字的暂缓申请", D, MONDAY)
    resume(station, case, D + timedelta(days=1), MONDAY)
    detail = case_detail(station, case, MONDAY)
    now = {limit.key: limit.used for limit in detail.limits}
    assert now["henan-2020/whole"] == used["henan-2020/whole"] - 2
    assert any("重算" in line.text for line in detail.history)
    from models.services.station import looking
    from models.store.views import result_view

    with looking(station) as connection:
        kept = {row.limit_code: row.used for row in connection.execute(result_view.select().where(result_view.c.case_id == case))}
    assert kept["whole"] == now["henan-2020/whole"]
    assert month_figures(station, 2026, 11)
    assert rebuild(station.database).equal
