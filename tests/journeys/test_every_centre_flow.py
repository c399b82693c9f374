"""Every type that the county centre handles, under every profile, from the station's counter through the centre to the archive."""

from datetime import date, timedelta

import pytest

from models.rules import shipped_profiles
from models.services import transfer
from models.services.approvals import Approval, approval_choices, decide
from models.services.archive import PlaceEntry, check_file, place_paper
from models.services.case_page.detail import case_detail
from models.services.centre.desk import open_desk
from models.services.fees import check_old_bills
from models.services.paper.papers import deliver, issue
from models.services.passing import pass_up
from models.services.recording import Recorded, record_stage, recordable
from models.services.station import Station
from models.services.transfer import GivenBack
from tests.data.every_flow import papers_of, taken_to_the_end, types_with_a_class
from tests.handover import BY, exchange, fill, reported, todo
from tests.journeys.test_every_flow import adopt, case_of
from tests.stations import MONDAY, sheet

DAYS = [MONDAY + timedelta(days=n) for n in range(4)]


@pytest.mark.parametrize("profile", shipped_profiles())
def test_every_flow_of_the_centre_runs_to_the_archive(station, centre, clock, tmp_path, profile):
    adopt(station, profile)
    turn = shipped_profiles().index(profile)
    day = clock.go(DAYS[0])
    asked = [(kind, class_) for kind, class_ in types_with_a_class(station, turn) if kind.handled_by == "centre"]
    cases = [(kind, taken_to_the_end(station, kind, class_, day, at)) for at, (kind, class_) in enumerate(asked)]
    assert len(cases) >= 16
    for _, case in cases:
        issue(station, case, "REPORT-UP", sheet, day)
    exchange(station, centre, tmp_path)
    desk = open_desk(centre, "3501", BY)
    planned = [case for kind, case in cases if kind.step("plan_reply") and kind.step("energize")]
    changed = [case for _, case in cases if case not in planned]
    for case in changed:
        transfer.take_over(desk, case, day, BY, day)
        recorded(desk, case, day)
    replied = {case: plan_made(desk, case, day) for case in planned}
    day = clock.go(DAYS[1])
    exchange(station, centre, tmp_path)
    for case, number in replied.items():
        answer_delivered(station, case, number, day)
    exchange(station, centre, tmp_path)
    day = clock.go(DAYS[2])
    for case in planned:
        transfer.take_over(desk, case, day, BY, day)
        energised(desk, case, day)
    day = clock.go(DAYS[3])
    exchange(station, centre, tmp_path)
    for case in planned:
        filed(station, case, day)
    exchange(station, centre, tmp_path)
    desk.close()
    for kind, case in cases:
        assert (kind.code, case_of(station, case).status) == (kind.code, "archived")
        codes = papers_of(station, case, day)
        assert {"RECEIPT", "REPORT-UP", kind.application_form} <= set(codes)


def answer_delivered(station: Station, case: str, number: str, day: date) -> None:
    """At the counter: the reply handed over, the case passed up again, and what the customer then reports."""
    transfer.take_back(station, case, day, day)
    deliver(station, case, number, day, "当面", day)
    pass_up(station, case, day, day)
    check_old_bills(station, case, True, "营销系统查询无欠费", day, day)
    reported(station, case, day)


def filed(station: Station, case: str, day: date) -> None:
    """Taken back, what is only paper placed, and archived."""
    transfer.take_back(station, case, day, day)
    for line in check_file(station, case).missing:
        place_paper(station, case, line.code, PlaceEntry("2", original=False, cabinet="", box="17"), day)
    fill(station, case, "ARCHIVE", day)


def recorded(desk: Station, case: str, day: date) -> None:
    """What has no form is recorded stage by stage, up to the archive."""
    while found := next(iter(recordable(desk, case)[0]), None):
        record_stage(desk, case, found.stage, Recorded(day, name=BY, unit=found.unit), day)


def plan_made(desk: Station, case: str, day: date) -> str:
    """Surveyed, planned, approved, replied to and given back; the number of the reply."""
    transfer.take_over(desk, case, day, BY, day)
    fill(desk, case, "HV-SURVEY", day, approved_capacity="315")
    fill(desk, case, "HV-PLAN", day)
    while todo(desk, case, day) == "登记审批结果":
        step = approval_choices(desk, case).step
        decide(desk, case, Approval("agree", "paper", day, name=f"{step.name}某", sheet_no="会签 12"), day)
    paper, _ = issue(desk, case, "HV-PLAN", sheet, day)
    transfer.give_back(desk, case, GivenBack("answered", day), day)
    return paper.paper_no


def energised(desk: Station, case: str, day: date) -> None:
    """Every stage that is left but the archive, with its form or without, and the case given back."""
    for _ in range(20):
        left = [found for found in case_detail(desk, case, day).todos if found.form or found.label.startswith("登记")]
        if not left:
            break
        if left[0].form:
            fill(desk, case, left[0].form, day)
        else:
            node = recordable(desk, case)[0][0]
            unit = node.unit if node.unit != "by_authority" else "centre"
            record_stage(desk, case, node.stage, Recorded(day, name=BY, unit=unit), day)
    transfer.give_back(desk, case, GivenBack("done", day, words="请归档"), day)
