"""A case from survey to archive: order, papers owed, days, corrections of a form already filled."""

from datetime import date, timedelta

import pytest

from models.problems import ProblemsFound, StationError
from models.services.case_page.detail import case_detail
from models.services.cases import list_cases
from models.services.checking import check, rebuild
from models.services.registration import receive_papers
from models.services.stages import form_values, save_form
from models.services.statistics import month_figures
from tests.stations import ACCEPTED, EVERYTHING, FLOW, MONDAY, do_all, do_stage, filling, mill


def steps(station, case):
    return {step.stage: step.state for step in case_detail(station, case, MONDAY).steps}


def test_the_whole_flow_ends_in_the_archive_with_every_result_kept(station):
    case = mill(station)
    do_all(station, case, MONDAY)
    detail = case_detail(station, case, MONDAY)
    assert set(steps(station, case).values()) == {"done"}
    assert (detail.row.status_text, detail.todos) == ("已归档", ())
    assert all(limit.state.startswith("已完成") for limit in detail.limits)
    assert {(row.ended, row.met) for row in month_figures(station, 2026, 11)} == {(1, 1)}
    assert check(station).whole
    assert rebuild(station.database).equal


def test_each_stage_waits_for_those_before_it(station):
    case = mill(station)
    for code in FLOW[1:]:
        with pytest.raises(StationError, match="还不能办.*请先办完"):
            save_form(station, case, code, {}, MONDAY)
    do_stage(station, case, "LV-SURVEY", MONDAY)
    do_stage(station, case, "LV-PLAN", MONDAY)
    assert steps(station, case)["completion_check"] == steps(station, case)["contract"] == "now"
    do_stage(station, case, "CONTRACT", MONDAY)
    with pytest.raises(StationError, match="“竣工检验”"):
        save_form(station, case, "METER", filling(station, case, "METER", MONDAY), MONDAY)


def test_a_plan_is_answered_only_when_the_customer_has_the_paper(station):
    case = mill(station)
    do_stage(station, case, "LV-SURVEY", MONDAY)
    saved, _ = save_form(station, case, "LV-PLAN", filling(station, case, "LV-PLAN", MONDAY), MONDAY)
    assert (saved.completed, saved.done_on) == (False, None)
    assert steps(station, case)["plan_reply"] == "now"
    assert [todo.kind for todo in case_detail(station, case, MONDAY).todos] == ["print"]


def test_the_plan_starts_from_what_the_survey_found_not_from_what_was_asked_for(station):
    case = mill(station)
    asked = form_values(station, case, "LV-SURVEY", MONDAY)["capacity"]
    found = filling(station, case, "LV-SURVEY", MONDAY) | {"approved_capacity": "45", "equipment": []}
    save_form(station, case, "LV-SURVEY", found, MONDAY)
    values = form_values(station, case, "LV-PLAN", MONDAY)
    assert (asked, values["capacity"], values["sources"][0]["capacity"]) == ("60", "45", "45")


def test_an_owed_paper_holds_up_the_contract_and_nothing_else(station):
    case = mill(station, received=EVERYTHING - {"village_certificate"})
    do_all(station, case, MONDAY, "COMPLETION")
    with pytest.raises(StationError, match="还欠资料：产权证明.*草稿"):
        save_form(station, case, "CONTRACT", filling(station, case, "CONTRACT", MONDAY), MONDAY)
    receive_papers(station, case, frozenset({"ownership"}), MONDAY, MONDAY)
    do_stage(station, case, "CONTRACT", MONDAY)


def test_a_case_without_acceptance_takes_no_stage_and_its_form_never_accepts_it(station):
    case = mill(station, received=EVERYTHING - {"business_licence"})
    with pytest.raises(StationError, match="还没有受理"):
        save_form(station, case, "LV-SURVEY", {}, MONDAY)
    values = form_values(station, case, "LV-APP", MONDAY) | {"capacity": "75"}
    save_form(station, case, "LV-APP", values, MONDAY, reason="客户改了容量")
    detail = case_detail(station, case, MONDAY)
    assert (detail.row.status_text, detail.capacity) == ("未受理", "75 kW")
    assert [step.state for step in detail.steps if step.stage == "accept"] != ["done"]


def test_days_out_of_order_and_tomorrow_are_told_at_their_field(station):
    case = mill(station)
    values = filling(station, case, "LV-SURVEY", MONDAY)
    for day, word in ((ACCEPTED - timedelta(days=1), "早于“业务受理”"), (MONDAY + timedelta(days=1), "今天")):
        with pytest.raises(ProblemsFound) as refused:
            save_form(station, case, "LV-SURVEY", {**values, "surveyed_on": day.isoformat()}, MONDAY)
        assert [problem.field for problem in refused.value.problems] == ["surveyed_on"]
        assert word in str(refused.value)


def test_a_form_filled_again_needs_a_reason_and_moves_its_stage_and_what_follows(station):
    case = mill(station)
    do_all(station, case, MONDAY, "METER")
    used = {limit.key: limit.used for limit in case_detail(station, case, MONDAY).limits}
    values = form_values(station, case, "METER", MONDAY) | {"energized_on": "2026-11-20"}
    with pytest.raises(StationError, match="已经填过.*更正理由"):
        save_form(station, case, "METER", values, MONDAY)
    with pytest.raises(ProblemsFound, match="早于"):
        save_form(station, case, "METER", values, MONDAY, reason="日期抄错")
    values = form_values(station, case, "LV-APP", MONDAY) | {"accepted_on": "2026-11-13"}
    save_form(station, case, "LV-APP", values, MONDAY, reason="受理日期抄错")
    detail = case_detail(station, case, MONDAY)
    assert detail.row.accepted_on == date(2026, 11, 13)
    now = {limit.key: limit.used for limit in detail.limits}
    assert now["henan-2020/whole"] == used["henan-2020/whole"] + 1
    (figure,) = [row for row in month_figures(station, 2026, 11) if row.limit == "全流程办电"] or [None]
    assert figure is None or figure.ended == 1
    assert "受理日期抄错" in [line.reason for line in detail.history]
    assert rebuild(station.database).equal


def test_a_form_of_another_flow_is_not_asked(station):
    case = mill(station)
    with pytest.raises(StationError, match="不需要这张表"):
        save_form(station, case, "LV-RES-APP", {}, MONDAY)
    with pytest.raises(StationError, match="没有代码为 MOON 的表单"):
        form_values(station, case, "MOON", MONDAY)


def test_lists_follow_the_case(station):
    case = mill(station)
    do_all(station, case, MONDAY)
    assert list_cases(station, MONDAY, "open").total == 0
    assert [row.case_id for row in list_cases(station, MONDAY, "ended").rows] == [case]
