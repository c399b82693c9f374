"""办结, 方案审批, 配合单 and 责任人 in real windows on a real station: every act from the page of the case, by its dialog."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from models.services import people
from models.services.approvals import Approval, decide
from models.services.endings import Ending, end_case
from models.services.paper.papers import deliver
from tests.models.services.test_approvals import use_matrix
from tests.ui.case_looks import buttons, dialog, lines, problems, show
from tests.ui.case_station import (
    MONDAY,
    fill_form,
    issue_paper,
    mill,
)  # fmt: skip
from ui.case.page import TABS, CasePage
from ui.cases.districts import DistrictsDialog, show_districts
from ui.cases.page import CasesPage
from ui.statistics.page import StatisticsPage


@pytest.fixture
def page(desk):
    made = CasePage(desk)
    desk.setCentralWidget(made)
    desk.changes.changed.connect(lambda changes: made.refresh() if made.concerns(changes) else None)
    return made


def topic(page):
    page.tabs.setCurrentIndex(TABS.index("事项"))


def press(page, name):
    next(b for b in buttons(page) if name in (b.accessibleName(), b.text())).click()


def choose(box, code):
    assert box.findData(code) >= 0
    box.setCurrentIndex(box.findData(code))


def asked(found, name):
    return next(one.editor for one in found.asked if one.name == name)


def test_what_is_asked_follows_the_outcome_and_all_that_is_missing_is_told_at_once(page, station, clock):
    people.add_person(station, "周志强", "所长", date(2026, 1, 1))
    show(page, clock, mill(station, clock)).acts.end()
    found = dialog(page)
    assert found.keep_button.isDefault()
    assert asked(found, "district").isHidden()
    assert found.decided_by.currentText() == "赵建军（业扩员）"
    choose(found.outcome, "not_suppliable")
    assert not asked(found, "district").isHidden()
    assert found.decided_by.currentText() == "周志强（所长）"
    assert found.review_on.text() == "2027-02-23"
    found.review_on.clear()
    found.submit()
    assert set(problems(found)) == {"evidence", "district", "review_on"}
    found.evidence.setPlainText("11-20 勘查单")
    asked(found, "district").setText("石村2号台区")
    found.review_on.setText("2027-01-20")
    found.submit()
    assert page.now_card.first.label == "打印答复书"
    page.acts.end()
    drop = dialog(page)
    assert drop.windowTitle() == "撤回办结决定"
    drop.reason.setPlainText("台区还可以接")
    drop.submit()
    assert page.now_card.first.label == "填勘查单"


def deferred(page, station, clock):
    case = mill(station, clock)
    ending = Ending("not_suppliable", MONDAY, "no_line", "勘查单", decider="所长", district="石村2号台区", review_on=date(2026, 12, 21))
    clock.day = MONDAY
    end_case(station, case, ending, MONDAY)
    deliver(station, case, issue_paper(station, clock, case, "REFUSAL", MONDAY), MONDAY, "当面", MONDAY)
    return case


def test_a_case_that_waits_offers_its_review_and_its_reopening(page, station, clock):
    show(page, clock, deferred(page, station, clock), date(2026, 12, 21))
    assert page.header.badge.text() == "◷ 暂不具备，待复核"
    assert page.why_panel.isHidden()
    page.acts.review()
    found = dialog(page)
    found.found.setPlainText("变压器没有到货")
    found.review_on.setText("2027-01-20")
    found.submit()
    page.next_step()
    found = dialog(page)
    found.found.setPlainText("变压器已投运")
    found.submit()
    assert page.now_card.first.label == "填勘查单"
    assert page.header.badge.text().startswith("✓ 剩")


def test_who_waits_is_listed_by_district_and_opened_with_enter(desk, station, clock, qtbot):
    case = deferred(desk, station, clock)
    cases = CasesPage(desk)
    desk.setCentralWidget(cases)
    cases.refresh()
    assert cases.districts.isHidden()
    next(chip for chip in cases.chips.buttons() if chip.text() == "待复核").click()
    assert [row.case_id for row in cases.table.cases.rows] == [case]
    cases.districts.click()
    found = next(box for box in desk.findChildren(DistrictsDialog) if box.isVisible())
    assert [found.table.item(0, column).text() for column in (0, 4, 6)] == ["石村2号台区（1 户）", "附近没有可接入的供电线路", "2026-12-21"]
    qtbot.keyClick(found.table, Qt.Key.Key_Return)
    assert desk.went[-1] == ("case", case)
    clock.day = date(2026, 12, 21)
    show_districts(desk)
    found = next(box for box in desk.findChildren(DistrictsDialog) if box.isVisible())
    assert found.table.item(0, 6).text() == "▲ 2026-12-21"


def test_a_plan_waits_for_its_approval_and_a_paper_is_asked_for_its_sheet(page, station, clock):
    use_matrix(station, "chief-approves")
    people.add_person(station, "周志强", "所长", date(2026, 1, 1))
    case = mill(station, clock)
    for code in ("LV-SURVEY", "LV-PLAN"):
        fill_form(station, clock, case, code, MONDAY)
    show(page, clock, case)
    assert page.now_card.first.label == "审批供电方案"
    page.next_step()
    found = dialog(page)
    assert found.way.currentData() == "system"
    assert asked(found, "sheet_no").isHidden()
    found.submit()
    page.next_step()
    found = dialog(page)
    assert (found.way.currentData(), found.person.currentText()) == ("paper", "周志强（所长）")
    found.submit()
    assert set(problems(found)) == {"sheet_no"}
    found.sheet_no.setText("会签 2026-018")
    found.submit()
    assert page.now_card.first.label.startswith("打印")
    topic(page)
    press(page, "会签单…")
    assert page.desk.went[-1] == ("paper", case, "APPROVAL-SHEET")


def test_a_plan_sent_back_is_changed_first(page, station, clock):
    use_matrix(station, "chief-approves")
    case = mill(station, clock)
    for code in ("LV-SURVEY", "LV-PLAN"):
        fill_form(station, clock, case, code, MONDAY)
    decide(station, case, Approval("return", "system", MONDAY, opinion="写清杆号"), MONDAY)
    show(page, clock, case).next_step()
    assert page.desk.went[-1] == ("form", case, "LV-PLAN")


def test_a_slip_is_opened_answered_and_printed_from_its_card(page, station, clock):
    case = mill(station, clock)
    show(page, clock, case)
    topic(page)
    press(page, "开配合单…")
    found = dialog(page)
    found.submit()
    assert set(problems(found)) == {"what", "by"}
    choose(found.unit, "台区")
    asked(found, "name").setText("石村2号")
    found.what.setPlainText("核实负荷")
    found.by.setText("1124")
    found.submit()
    clock.day = date(2026, 11, 26)
    page.refresh()
    press(page, "登记回复… 1 台区 石村2号")
    found = dialog(page)
    found.what.setPlainText("还可接 60 kW")
    found.submit()
    press(page, "打印 1 台区 石村2号")
    assert page.desk.went[-1] == ("paper", case, "COORDINATION-1")
    statistics = StatisticsPage(page.desk)
    page.desk.setCentralWidget(statistics)
    statistics.refresh()
    assert statistics.decisions.text() == "配合　台区 石村2号：本月应回复 1 件，按期 0，■ 配合超时限 1"


def test_who_is_responsible_is_appointed_and_relieved(page, station, clock):
    people.add_person(station, "李改枝", "客户经理", date(2026, 1, 1))
    show(page, clock, mill(station, clock))
    topic(page)
    press(page, "确定责任人…")
    found = dialog(page)
    assert asked(found, "approved_by").isHidden()
    choose(found.role, "project_manager")
    choose(found.person, "")
    found.submit()
    assert {"approved_by", "person"} <= set(problems(found))
    found.name.setText("孙强（营销部）")
    found.approved_by.setText("分管副经理")
    found.submit()
    press(page, "解除… 项目经理")
    found = dialog(page)
    found.reason.setPlainText("工作调动")
    found.submit()
    assert any("解除项目经理" in line for line in lines(page.history_card))
