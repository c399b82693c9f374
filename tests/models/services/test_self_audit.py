"""The self-audit of a real station: scopes, explanations that stay, and the centre that sees them."""

from datetime import date

import pytest

from models import events
from models.problems import StationError
from models.services import corrections
from models.services.case_page.detail import case_detail
from models.services.computer_clock import confirm_time
from models.services.endings import Ending, end_case
from models.services.late_figures import late_figures
from models.services.paper.papers import issue
from models.services.people import add_person
from models.services.registration import register
from models.services.self_audit import SCOPES, explain_finding, self_audit
from models.services.supervision import SupervisionEntry, supervise
from tests.stations import ACCEPTED, MONDAY, do_stage, house_intake, mill_intake, sheet


def registered(station, clock, intake=None):
    clock.go(ACCEPTED)
    return register(station, intake or mill_intake(), ACCEPTED)[0]


def test_a_finding_names_the_case_and_masks_its_customer(station, clock):
    house = registered(station, clock, house_intake(station))
    report = self_audit(station, "open", clock.go(MONDAY))
    assert report.cases == 1
    assert [(row.number, row.title) for row in report.unexplained] == [(house.number, "没有受理回执")]
    assert "张" in report.rows[0].customer
    assert "张𬀩" not in str(report)
    issue(station, house.case_id, "RECEIPT", sheet, MONDAY)
    assert self_audit(station, "open", MONDAY).rows == ()


def test_an_explanation_stays_with_the_case_until_the_facts_change(station, clock):
    mill = registered(station, clock)
    clock.go(MONDAY)
    explain_finding(station, mill.case_id, "no_receipt", "", " 回执用手写的，存根在档案袋 ")
    report = self_audit(station, "open", MONDAY)
    assert report.unexplained == ()
    row = report.rows[0]
    assert (row.explained, row.explained_by, row.explained_on) == ("回执用手写的，存根在档案袋", "赵建军", MONDAY)
    assert "自查说明" in case_detail(station, mill.case_id, MONDAY).history[0].text
    corrections.correct_stage_day(station, mill.case_id, "accept", date(2026, 11, 13), "原登记表是 13 日", MONDAY)
    assert len(self_audit(station, "open", MONDAY).unexplained) == 2  # the old explanation was for the 16th, and the 13th was entered late


def test_an_empty_explanation_or_one_for_nothing_is_refused(station, clock):
    mill = registered(station, clock)
    with pytest.raises(StationError, match="请写明说明"):
        explain_finding(station, mill.case_id, "no_receipt", "", "  ")
    with pytest.raises(StationError, match="已经不存在"):
        explain_finding(station, mill.case_id, "too_short", "accept-energize", "很快")


def test_scopes_are_what_they_say(station, clock):
    mill = registered(station, clock)
    house = registered(station, clock, house_intake(station))
    end_case(station, house.case_id, Ending("withdrawn", MONDAY, "no_need", "撤销申请 11-23", decider="赵建军"), clock.go(MONDAY))
    assert {scope: self_audit(station, scope, MONDAY).cases for scope in SCOPES} == {"open": 1, "waiting": 2, "year": 2}
    assert {row.number for row in self_audit(station, "year", MONDAY).rows} == {mill.number}
    assert self_audit(station, "year", date(2027, 1, 4)).cases == 0
    with pytest.raises(StationError, match="没有自查范围"):
        self_audit(station, "all", MONDAY)


def test_breaking_off_changes_nothing(station, clock):
    registered(station, clock)

    def stop(done, total):
        raise StationError("已取消。")

    with pytest.raises(StationError, match="已取消"):
        self_audit(station, "open", MONDAY, stop)


def test_the_fact_holds_nobodys_data(station, clock):
    assert set(events.FindingExplained.__struct_fields__) == {"code", "key", "facts", "text"}


def of_station(station, today=MONDAY):
    return [row for row in self_audit(station, "open", today).rows if not row.case_id]


def test_a_clock_put_right_is_a_finding_of_the_station_and_is_explained_there(station, clock):
    chief = add_person(station, "周志强", "所长", MONDAY)[0]
    clock.go(date(2027, 3, 1))
    add_person(station, "孙梅", "业扩员", MONDAY)
    clock.go(MONDAY)
    confirm_time(station, MONDAY, chief, "主板电池没电")
    (found,) = of_station(station)
    assert (found.number, found.title, found.explained) == ("本所", "电脑时间改正过", "")
    assert "记录写到 2027-03-01 09:40，实际是 2026-11-23 09:40；周志强确认，原因：主板电池没电" in found.facts
    explain_finding(station, "", found.code, found.key, "逐件核对过，没有登记工单")
    assert [row.explained for row in of_station(station)] == ["逐件核对过，没有登记工单"]
    assert of_station(station, date(2028, 1, 3)) == []
    with pytest.raises(StationError, match="已经不存在"):
        explain_finding(station, "", "late_month", "2026-10", "没有")


def test_late_cases_without_supervision_are_counted_by_month(station, clock):
    late = date(2026, 11, 26)
    house = registered(station, clock, house_intake(station))  # five working days from the 16th: the 23rd
    clock.go(late)
    for code in ("LV-SURVEY", "LV-PLAN", "CONTRACT", "METER"):
        do_stage(station, house.case_id, code, late)
    (found,) = of_station(station, late)
    assert (found.title, found.key) == ("超时没有督办", "2026-11")
    assert found.facts == "2026 年 11 月超时办结 1 件，其中 1 件没有登记督办"
    assert "每月统计" in found.rule
    key = next(limit.key for limit in case_detail(station, house.case_id, late).limits if not limit.key.startswith("contract"))
    supervise(station, house.case_id, SupervisionEntry(key, "staff", "赵建军", "业扩员", late, "当面", "加派一人"), late)
    assert of_station(station, late) == []
    assert late_figures(station, 2026, 11, late).causes == (("人手不足", 1),)
