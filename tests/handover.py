"""A factory's case carried from the station to the county centre and back to the archive, by packages alone."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from models.problems import StationError
from models.services import transfer
from models.services.approvals import Approval, approval_choices, decide
from models.services.archive import PlaceEntry, check_file, place_paper
from models.services.case_page.detail import case_detail
from models.services.centre.answers import acknowledge
from models.services.centre.desk import CentreDesk
from models.services.centre.intake import take
from models.services.centre.store import Centre
from models.services.contacts import ContactEntry, note_contact
from models.services.exchange.answers import take_answer
from models.services.exchange.outbox import export
from models.services.exchange.state_digest import state_digest
from models.services.fees import check_old_bills
from models.services.paper.papers import deliver, issue, pdf_of
from models.services.passing import pass_up
from models.services.recording import Recorded, record_stage, recordable
from models.services.registration import register
from models.services.stages import save_form
from models.services.station import Station
from models.services.transfer import GivenBack
from models.store.session import reading
from tests.data.every_flow import form_of
from tests.stations import MONDAY, Clock, factory_intake, sheet

BY = "周志远"


def exchange(station: Station, centre: Centre, folder: Path) -> tuple[str, ...]:
    """One round trip; both sides then hold the same lines and fold them alike. Returns what the station was told."""
    with suppress(StationError):  # nothing new to export
        take(centre, export(station, folder)[0].file)
    found = take_answer(station, acknowledge(centre, "3501", folder)[0].path)[0]
    with reading(station.database) as here, reading(centre.database) as there:
        assert state_digest(here, "3501") == state_digest(there, "3501")
    return found.summary


def passed_up(station: Station, day: date) -> str:
    """A factory's application taken in and passed up on one day."""
    case = register(station, factory_intake(station, day, "测试"), day)[0].case_id
    issue(station, case, "REPORT-UP", sheet, day)
    pass_up(station, case, day, day)
    return case


def fill(station: Station, case: str, code: str, day: date, **values: object) -> None:
    """Fills a form on a day."""
    save_form(station, case, code, {**form_of(code, day), **values}, day)


def todo(station: Station, case: str, today: date) -> str:
    """The first thing to do with a case, as this side sees it."""
    return case_detail(station, case, today).todos[0].label


def answered(desk: CentreDesk, case: str, day: date) -> str:
    """At the centre: survey, plan, every approval, the reply printed and given back; returns the reply's number."""
    transfer.take_over(desk, case, day, BY, day)
    fill(desk, case, "HV-SURVEY", day, approved_capacity="315")
    fill(desk, case, "HV-PLAN", day)
    while todo(desk, case, day) == "登记审批结果":
        step = approval_choices(desk, case).step
        decide(desk, case, Approval("agree", "paper", day, name=f"{step.name}某", sheet_no="会签 12"), day)
    paper, _ = issue(desk, case, "HV-PLAN", sheet, day)
    assert todo(desk, case, day) == "答复供电所，转交客户"
    transfer.give_back(desk, case, GivenBack("answered", day), day)
    return paper.paper_no


def finished(desk: CentreDesk, case: str, day: date) -> None:
    """At the centre: every stage that is left, and all of it given back."""
    fill(desk, case, "COMPLETION", day)
    record_stage(desk, case, "meter_install", Recorded(day, name=BY, unit="metering"), day)
    for code in ("CONTRACT", "METER"):
        fill(desk, case, code, day)
    assert todo(desk, case, day) == "办完，退供电所归档"
    transfer.give_back(desk, case, GivenBack("done", day, words="请归档"), day)


def reported(station: Station, case: str, day: date) -> None:
    """At the station's counter: whatever the customer reports on a day, by form or by itself."""
    for node in recordable(station, case)[0]:
        record_stage(station, case, node.stage, Recorded(day, name="客户", unit="customer"), day)


def journey(station: Station, desk: CentreDesk, centre: Centre, clock: Clock, folder: Path) -> str:
    """From the counter to the archive, with a supplement on the way and both of the station's own tasks."""
    day = clock.go(MONDAY)
    case = passed_up(station, day)
    exchange(station, centre, folder)
    transfer.take_over(desk, case, day, BY, day)
    transfer.give_back(desk, case, GivenBack("supplement", day, ("用电设备清单", "产权证明看不清，请重拍")), day)
    exchange(station, centre, folder)
    assert todo(station, case, day) == "查收：退回补正"
    transfer.take_back(station, case, day, day)
    assert "用电设备清单；产权证明看不清，请重拍" in case_detail(station, case, day).todos[0].sentence
    day = clock.go(day + timedelta(days=1))
    pass_up(station, case, day, day, "已补清单，产权证明重拍")
    exchange(station, centre, folder)
    number = answered(desk, case, day)
    day = clock.go(day + timedelta(days=1))
    note_contact(station, ContactEntry(kind="call", at=clock(), name="李改枝", words="问方案好了没有", case_id=case))
    exchange(station, centre, folder)
    transfer.take_back(station, case, day, day)
    assert pdf_of(station, number) == pdf_of(desk, number)
    assert todo(station, case, day) == "登记客户签收"
    assert deliver(station, case, number, day, "当面", day)[0] == "plan_reply"
    pass_up(station, case, day, day)
    reported(station, case, day)
    exchange(station, centre, folder)
    day = clock.go(day + timedelta(days=1))
    transfer.take_over(desk, case, day, BY, day)
    return _to_the_archive(station, desk, centre, clock, folder, case)


def _to_the_archive(station: Station, desk: CentreDesk, centre: Centre, clock: Clock, folder: Path, case: str) -> str:
    day = clock().date()
    for code in ("DESIGN-OPINION", "MID-CHECK"):
        while any(found.label.startswith("登记") for found in case_detail(desk, case, day).todos[:1]):
            reported(desk, case, day)
        if any(found.form == code for found in case_detail(desk, case, day).todos):
            fill(desk, case, code, day)
    transfer.ask_station(desk, case, "attend", day + timedelta(days=1), "上午九点到厂", day)
    transfer.ask_station(desk, case, "opinion", day + timedelta(days=1), "", day)
    exchange(station, centre, folder)
    assert todo(station, case, day) == "参加竣工检验"
    fill(station, case, "COMPLETION-REPORT", day)
    day = clock.go(day + timedelta(days=1))
    transfer.answer_task(station, case, _attend(station, case, day), day, "李改枝", "到场", day)
    fill(station, case, "GROUP-OPINION", day)
    check_old_bills(station, case, True, "营销系统查询无欠费", day, day)
    exchange(station, centre, folder)
    finished(desk, case, day)
    exchange(station, centre, folder)
    transfer.take_back(station, case, day, day)
    for line in check_file(station, case).missing:
        place_paper(station, case, line.code, PlaceEntry("2", original=False, cabinet="", box="17"), day)
    fill(station, case, "ARCHIVE", day)
    exchange(station, centre, folder)
    return case


def _attend(station: Station, case: str, day: date) -> str:
    """The key of the open request to attend the inspection."""
    (card,) = (card for card in case_detail(station, case, day).cards if card.topic == "transfer")
    return next(act.key for row in card.rows for act in row.acts if act.code == "task")
