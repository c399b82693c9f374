"""The self-audit of a real station: scopes, explanations that stay, and the centre that sees them."""

from datetime import date

import pytest

from models import events
from models.problems import StationError
from models.services import corrections
from models.services.detail import case_detail
from models.services.endings import Ending, end_case
from models.services.papers import issue
from models.services.registration import register
from models.services.self_audit import SCOPES, explain_finding, self_audit
from tests.stations import ACCEPTED, MONDAY, house_intake, mill_intake, sheet


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
