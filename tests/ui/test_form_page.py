"""The page of one form: prefilled, filled by keyboard, kept as a draft, refused with reasons, corrected with a reason."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from models.services.case_page.detail import case_detail
from models.services.paper.papers import deliver
from models.services.stages import form_values
from models.services.station import open_station
from tests.ui.case_station import ACCEPTED, MONDAY, Clock, PlainDesk, fill_form, issue_paper, mill, new_station
from tests.ui.keyboard import fill, press, show, write
from ui.form.page import FormPage
from ui.paper.batch import StageSetDialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen screen has no window manager to tell


@pytest.fixture(name="made", scope="module")
def _made(tmp_path_factory) -> tuple[Path, str]:
    """A station with one accepted mill; each test works on a copy of its folder."""
    folder, clock = tmp_path_factory.mktemp("made") / "station", Clock(ACCEPTED)
    station = new_station(folder, clock)
    case_id = mill(station, clock)
    station.close()
    return folder, case_id


@pytest.fixture(name="clock")
def _clock() -> Clock:
    return Clock(MONDAY)


@pytest.fixture(name="desk")
def _desk(qtbot, tmp_path: Path, made, clock):
    shutil.copytree(made[0], tmp_path / "station")
    station = open_station(tmp_path / "station", "demo", clock)
    desk = PlainDesk(station, clock)
    qtbot.addWidget(desk)
    yield desk
    station.close()


@pytest.fixture(name="case_id")
def _case_id(made) -> str:
    return made[1]


@pytest.fixture(name="page")
def _page(qtbot, desk, case_id) -> FormPage:
    page = FormPage(desk)
    desk.setCentralWidget(page)
    show(qtbot, desk)
    page.visit(case_id, "LV-SURVEY", "")
    page.refresh()
    return page


def put(page: FormPage, **values: object) -> None:
    for name, value in values.items():
        assert page.panel.focus(name)
        write(str(value))
    page.panel.focus("surveyor")


def type_survey(page: FormPage) -> None:
    put(page, access_point="2 号台区 5 号杆", metering_point="院墙外表箱", second_surveyor="李改枝")


def drafts(desk: PlainDesk) -> list[str]:
    return [head.title for head in desk.station.drafts.heads()]


def test_what_the_case_knows_is_prefilled_and_says_so_and_the_focus_is_where_work_begins(page):
    values = page.panel.values()
    assert (values["account_name"], values["approved_capacity"], values["surveyed_on"]) == ("王桂枝面粉加工厂", "60", "2026-11-23")
    assert page.panel.cells["account_name"].tag.text() == "预填"
    assert not page.panel.cells["account_name"].tag.isHidden()
    assert page.panel.cells["access_point"].editor.isAncestorOf(page.focusWidget())
    assert "王桂枝面粉加工厂" in page.subtitle.text()


def test_the_survey_is_filled_by_keyboard_ends_its_stage_and_leads_on(desk, page, case_id):
    fill("2 号台区 5 号杆", "", "院墙外表箱")
    press(Qt.Key.Key_PageDown)
    write("李改枝")
    press(Qt.Key.Key_PageDown)
    press(Qt.Key.Key_Space)
    detail = case_detail(desk.station, case_id, MONDAY)
    assert {step.stage: step.state for step in detail.steps}["survey"] == "done"
    assert page.done.onward.text() == "接着办：填答复单 F2"
    assert drafts(desk) == []
    press(Qt.Key.Key_Return)
    page.done.case.click()
    page.print_paper()
    assert desk.went == [("form", case_id, "LV-PLAN"), ("case", case_id), ("paper", case_id, "LV-SURVEY")]


def test_all_problems_stand_at_their_fields_and_nothing_is_lost(desk, page, case_id):
    put(page, access_point="5 号杆", second_surveyor="赵建军", approved_capacity="六十")
    page.panel.focus("surveyed_on")
    write("1230")
    page.save()
    labels = [button.text().split("：")[0] for button in page.problems.buttons]
    assert labels == ["核定用电容量", "计量点信息", "同行勘查人", "勘查日期"]
    assert page.panel.cells["second_surveyor"].said.text() == "现场勘查不少于两人，请填另一位勘查人"
    assert page.panel.cells["approved_capacity"].editor.isAncestorOf(page.focusWidget())
    assert (page.panel.values()["access_point"], page.panel.values()["approved_capacity"]) == ("5 号杆", "六十")
    assert form_values(desk.station, case_id, "LV-SURVEY", MONDAY).get("access_point") is None


def test_a_stage_out_of_order_is_refused_with_the_place_to_go_and_stays_a_draft(desk, page, case_id):
    assert page.side._turn.isHidden()
    page.visit(case_id, "CONTRACT", "")
    assert "请先办：填勘查单" in page.side._turn.text()
    put_all = {"contract_no": "DY-1", "signed_on": "1123", "ownership_boundary": "5 号杆", "source": "2 号变"}
    for name, value in put_all.items():
        page.panel.focus(name)
        write(value)
    page.panel.focus("contract_kind")
    write("2")
    page.panel.focus("price_class")
    write("2")
    page.save()
    assert len(desk.errors) == 1
    assert "请先办完“供电方案答复”" in desk.errors[0]
    assert page.panel.values()["contract_no"] == "DY-1"
    assert drafts(desk) == ["王桂枝面粉加工厂 · 供用电合同签订记录"]


def test_a_draft_goes_on_where_it_was_and_keeps_its_day(desk, page, case_id, clock):
    put(page, access_point="5 号杆")
    assert page.may_leave()
    assert desk.said == ["没填完的表已存为草稿，再打开时接着填"]
    clock.day = MONDAY.replace(day=24)
    page.visit(case_id, "LV-SURVEY", "")
    values = page.panel.values()
    assert (values["access_point"], values["surveyed_on"]) == ("5 号杆", "2026-11-23")
    type_survey(page)
    page.save()
    assert drafts(desk) == []


def test_a_form_that_was_only_looked_at_leaves_no_draft(desk, page):
    press(Qt.Key.Key_Return, times=4)
    assert page.may_leave()
    assert (drafts(desk), desk.said) == ([], [])


def test_filling_again_asks_why_and_the_history_keeps_both(desk, page, case_id):
    type_survey(page)
    page.save()
    page.visit(case_id, "LV-SURVEY", "")
    put(page, access_point="改接 6 号杆")
    page.save()
    assert [button.text() for button in page.problems.buttons] == ["更正理由：这张表已经填过，请写明为什么改"]
    assert page.reason.editor.isAncestorOf(page.focusWidget())
    write("现场复核改接 6 号杆")
    page.save()
    assert form_values(desk.station, case_id, "LV-SURVEY", MONDAY)["access_point"] == "2 号台区 5 号杆改接 6 号杆"
    history = [(line.text, line.reason) for line in case_detail(desk.station, case_id, MONDAY).history if "勘查单" in line.text]
    assert sorted(reason for _, reason in history) == ["", "现场复核改接 6 号杆"]


def test_odd_but_possible_values_are_remarked_beside_and_after_saving(page):
    type_survey(page)
    put(page, account_no="123")
    shown = [page.side._list.itemAt(at).widget().text() for at in range(page.side._list.count())]
    assert shown == ["● 户号：户号一般为 10 位或 13 位数字，请再核对一次"]
    page.save()
    assert page.done._remarks.count() == 1


def test_a_reply_that_the_customer_has_not_got_leaves_the_stage_open(desk, page, case_id, clock):
    type_survey(page)
    page.save()
    fill_form(desk.station, clock, case_id, "LV-PLAN", MONDAY)
    page.visit(case_id, "LV-PLAN", "")
    page.reason.editor.take_focus()
    write("核对")
    page.save()
    assert "还没有办结" in page.done._badge.text()
    assert page.done.onward.text() == "打印答复单 F2"


def test_a_reply_handed_over_from_here_has_ended_its_stage(desk, page, case_id, clock):
    type_survey(page)
    page.save()
    fill_form(desk.station, clock, case_id, "LV-PLAN", MONDAY)
    page.visit(case_id, "LV-PLAN", "")
    page.reason.editor.take_focus()
    write("核对")
    page.save()
    paper_no = issue_paper(desk.station, clock, case_id, "LV-PLAN", MONDAY)
    deliver(desk.station, case_id, paper_no, MONDAY, "当面", MONDAY)
    page.refresh()
    assert "已办结" in page.done._badge.text()
    assert MONDAY.isoformat() in page.done._sentence.text()
    assert page.done.onward.text().startswith("接着办：填竣工检验单")


def test_a_failed_check_says_so_and_f2_opens_it_again_with_its_reason(desk, page, case_id, clock):
    type_survey(page)
    page.save()
    fill_form(desk.station, clock, case_id, "LV-PLAN", MONDAY)
    deliver(desk.station, case_id, issue_paper(desk.station, clock, case_id, "LV-PLAN", MONDAY), MONDAY, "当面", MONDAY)
    fill_form(desk.station, clock, case_id, "COMPLETION", MONDAY, verdict="不合格", defects="接地电阻 12 Ω，整改")
    page.visit(case_id, "COMPLETION", "")
    page.save()
    assert "整改" in page.done._next.text()
    page.next_step()
    assert page.save_button.isVisible()
    assert page.reason.editor.value() == "整改后复验"
    put(page, verdict="1")
    put(page, defects="")
    page.save()
    assert "竣工检验已办结" in page.done._badge.text()


def test_a_plan_just_saved_is_printed_from_where_one_stands_and_then_leads_to_the_case(desk, page, case_id, clock):
    type_survey(page)
    page.save()
    fill_form(desk.station, clock, case_id, "LV-PLAN", MONDAY)
    page.visit(case_id, "LV-PLAN", "")
    page.reason.editor.take_focus()
    write("核对")
    page.save()
    page.next_step()
    assert page.done.paper.isHidden()  # the same button twice
    page.done.case.click()
    assert desk.went == [("paper", case_id, "LV-PLAN"), ("case", case_id)]
    issue_paper(desk.station, clock, case_id, "LV-PLAN", MONDAY)
    page.refresh()
    assert not page.done.paper.isHidden()
    page.next_step()
    assert desk.went[-1] == ("case", case_id)  # what is next, handing it over, is done on the case's page


def test_all_papers_of_the_stage_are_printed_from_the_form_just_saved(desk, page):
    type_survey(page)
    page.print_stage()
    assert not desk.findChildren(StageSetDialog)  # nothing is saved yet
    page.save()
    page.done.all.click()
    dialog = next(found for found in desk.findChildren(StageSetDialog) if found.isVisible())
    assert dialog.stages.currentText() == "现场勘查"  # though papers of 受理 wait too
    assert "LV-SURVEY" in [dialog.lines[at].wanted.code for at in dialog.chosen()]
    dialog.reject()


def test_an_unknown_case_is_told_and_the_page_offers_the_way_back(desk, page):
    page.visit("no-such-case", "LV-SURVEY", "")
    assert len(desk.errors) == 1
    page.refresh()


def test_a_proposal_that_is_not_followed_is_kept_with_its_reason_in_draft_fact_and_history(desk, page, case_id):
    type_survey(page)
    page.panel.focus("equipment")
    fill("分体空调", "", "10", "20", "")
    assert "20×0.8 = 16 kW" in "".join(label.text() for label in page.side.findChildren(QLabel))
    page.panel.cells["approved_capacity"].proposal.reason.take_focus()
    write("客户年底添设备")
    page.visit(case_id, "LV-SURVEY", page.autosave.draft_id)
    assert page.panel.reasons() == {"approved_capacity": "客户年底添设备"}
    page.save()
    (line,) = [one.text for one in case_detail(desk.station, case_id, MONDAY).history if "低压现场勘查单" in one.text]
    assert "核定用电容量建议 16，填 60，理由：客户年底添设备" in line
