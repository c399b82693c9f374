"""How long an answered plan holds, when somebody is reminded, what the customer may say to it, and how it is extended."""

from datetime import date, timedelta

import pytest

from models.casework import findings
from models.casework.validity import customer_wait, validity
from models.problems import ProblemsFound, StationError
from models.services import plans
from models.services.case_page.detail import case_detail
from models.services.case_page.explanation import explain
from models.services.checking import rebuild
from models.services.paper.papers import deliver, issue, preview, signed
from models.services.passing import pass_up
from models.services.registration import register
from models.services.reminders import reminders_on
from models.services.stages import save_form
from tests.models.services.test_pause_papers import view_of
from tests.stations import MONDAY, do_stage, factory_intake, filling, mill, sheet

SIGNED = date(2026, 11, 20)
UNTIL = date(2027, 2, 22)  # 2027-02-20 is a Saturday: the period ends on the next working day


@pytest.fixture
def planned(station):
    """A small mill whose plan was delivered and signed on 2026-11-20."""
    case = mill(station)
    do_stage(station, case, "LV-SURVEY", SIGNED)
    do_stage(station, case, "LV-PLAN", SIGNED)
    paper = next(paper for paper in case_detail(station, case, MONDAY).papers if paper.code == "LV-PLAN")
    signed(station, case, paper.paper_no, SIGNED, "本人", MONDAY)
    return case


def told(station, day):
    return [reminder.code for reminder in reminders_on(station, day) if reminder.code.startswith("plan-")]


def test_a_low_voltage_plan_holds_three_months_from_the_signature(station, planned):
    found = validity(view_of(station, planned))
    assert (found.signed_on, found.until, found.ask_by) == (SIGNED, UNTIL, UNTIL - timedelta(days=10))
    assert "供电方案答复单" in found.limit.source
    card = next(card for card in case_detail(station, planned, MONDAY).cards if card.topic == "plan")
    assert any(str(UNTIL) in row.text for row in card.rows)


def test_a_high_voltage_plan_holds_a_year_from_a_signature_noted_by_hand(station):
    case = register(station, factory_intake(station), MONDAY)[0].case_id
    pass_up(station, case, MONDAY, MONDAY)
    with pytest.raises(ProblemsFound, match="凭据"):
        plans.note_plan_signed(station, case, MONDAY, " ", MONDAY)
    plans.note_plan_signed(station, case, MONDAY, "县中心转来的答复单", MONDAY)
    assert validity(view_of(station, case)).until == date(2027, 11, 23)


@pytest.mark.parametrize(("before", "codes"), [
    (31, []), (30, ["plan-validity@30"]), (16, ["plan-validity@30"]), (15, ["plan-validity@15"]), (10, ["plan-validity@10"]),
    (0, ["plan-validity@10"]), (-1, ["plan-validity@0"]),
])  # fmt: skip
def test_reminders_come_30_15_and_10_days_before_and_once_it_lapsed(station, planned, before, codes):
    assert told(station, UNTIL - timedelta(days=before)) == codes


def test_it_lapses_the_day_after_its_last_unless_it_had_served(station, planned):
    assert not plans.plan_lapsed(station, planned, UNTIL)
    assert plans.plan_lapsed(station, planned, UNTIL + timedelta(days=1))
    for code in ("COMPLETION", "CONTRACT", "METER"):
        do_stage(station, planned, code, MONDAY)
    assert not plans.plan_lapsed(station, planned, UNTIL + timedelta(days=1))
    assert told(station, UNTIL) == []


def test_work_after_the_last_day_is_found(station, planned, clock):
    late = clock.go(UNTIL + timedelta(days=3))
    do_stage(station, planned, "COMPLETION", late)
    assert "plan-lapsed" in [found.code for found in findings(view_of(station, planned))]


def test_an_extension_is_asked_for_answered_and_told_on_paper(station, planned, clock):
    with pytest.raises(StationError, match="还没有答复过延期"):
        preview(station, planned, "PLAN-EXTENSION", sheet, MONDAY)
    day = clock.go(date(2027, 2, 3))
    plans.ask_extension(station, planned, day, "客户签字的申请", day)
    assert "extension" in [reminder.code for reminder in reminders_on(station, day)]
    with pytest.raises(StationError, match="还没有答复"):
        plans.ask_extension(station, planned, day, "再申请", day)
    with pytest.raises(ProblemsFound) as refused:
        plans.answer_extension(station, planned, day - timedelta(days=1), UNTIL, "", day)
    assert {problem.field for problem in refused.value.problems} == {"on", "until"}
    with pytest.raises(ProblemsFound, match="写明理由"):
        plans.answer_extension(station, planned, day, None, " ", day)
    plans.answer_extension(station, planned, day, date(2027, 5, 20), "", day)
    assert validity(view_of(station, planned)).until == date(2027, 5, 20)
    assert not plans.plan_lapsed(station, planned, UNTIL + timedelta(days=1))
    seen = preview(station, planned, "PLAN-EXTENSION", sheet, day).decode()
    assert "有效期延至 2027年5月20日" in seen
    assert "('原到期日', '2027年2月22日')" in seen
    assert told(station, day) == []
    assert rebuild(station.database).equal


def test_a_lapsed_plan_is_not_extended_and_an_unsigned_one_has_nothing_to_extend(station, planned, clock):
    day = clock.go(UNTIL + timedelta(days=1))
    with pytest.raises(StationError, match="已经到期失效"):
        plans.ask_extension(station, planned, day, "客户签字的申请", day)
    clock.go(MONDAY + timedelta(days=120))
    other = mill(station, phone="13937512346")
    with pytest.raises(StationError, match="没有有效期可延"):
        plans.ask_extension(station, other, MONDAY, "x", MONDAY)


def test_the_customers_month_is_an_interval_of_its_own_that_moves_neither_date(station):
    case = mill(station)
    before = {limit.key: (limit.due, limit.promised) for limit in case_detail(station, case, MONDAY).limits}
    do_stage(station, case, "LV-SURVEY", SIGNED)
    do_stage(station, case, "LV-PLAN", SIGNED)
    wait = customer_wait(view_of(station, case))
    assert (wait.since, wait.ended_on, wait.until) == (SIGNED, None, date(2026, 12, 21))
    after = {limit.key: (limit.due, limit.promised) for limit in case_detail(station, case, MONDAY).limits}
    assert after["henan-2020/whole"] == before["henan-2020/whole"]
    assert any("两个日期都没有扣" in line for line in explain(station, case, MONDAY).basis)


def test_an_objection_after_its_month_is_taken_and_called_late(station, clock, planned):
    def told():
        card = next(card for card in case_detail(station, planned, day).cards if card.topic == "plan")
        return next(row.text for row in card.rows if row.label == "异议")

    day = clock.go(date(2027, 1, 5))
    plans.raise_objection(station, planned, date(2026, 11, 30), "接入点太远", day)
    assert "晚于异议期" not in told()
    plans.settle_objection(station, planned, date(2026, 12, 1), "kept", "讲清楚了", day)
    plans.raise_objection(station, planned, day, "又说太远", day)
    rows = next(card for card in case_detail(station, planned, day).cards if card.topic == "plan").rows
    assert ["晚于异议期" in row.text for row in rows if row.label == "异议"] == [False, True]


def test_an_objection_is_talked_over_and_ends_in_a_new_reply(station, planned):
    with pytest.raises(ProblemsFound) as refused:
        plans.raise_objection(station, planned, SIGNED - timedelta(days=1), " ", MONDAY)
    assert {problem.field for problem in refused.value.problems} == {"on", "words"}
    plans.raise_objection(station, planned, MONDAY, "接入点太远", MONDAY)
    assert "objection" in [reminder.code for reminder in reminders_on(station, MONDAY)]
    plans.settle_objection(station, planned, MONDAY, "new_reply", "改从村口变压器接", MONDAY)
    assert validity(view_of(station, planned)) is None
    assert "new-reply" in [reminder.code for reminder in reminders_on(station, MONDAY)]
    save_form(station, planned, "LV-PLAN", filling(station, planned, "LV-PLAN", SIGNED), MONDAY, reason="客户异议，改方案")
    paper, _ = issue(station, planned, "LV-PLAN", sheet, MONDAY)
    deliver(station, planned, paper.paper_no, MONDAY, "当面", MONDAY)
    signed(station, planned, paper.paper_no, MONDAY, "本人", MONDAY)
    assert validity(view_of(station, planned)).signed_on == MONDAY
    assert "new-reply" not in [reminder.code for reminder in reminders_on(station, MONDAY)]
    detail = case_detail(station, planned, MONDAY)
    assert any("接入点太远" in line.text for line in detail.history)
    assert rebuild(station.database).equal


def test_a_kept_plan_goes_on_holding(station, planned):
    plans.raise_objection(station, planned, MONDAY, "太贵", MONDAY)
    plans.settle_objection(station, planned, MONDAY, "kept", "说明后客户同意", MONDAY)
    assert validity(view_of(station, planned)).until == UNTIL
    with pytest.raises(StationError, match="没有等协商"):
        plans.settle_objection(station, planned, MONDAY, "kept", "x", MONDAY)
