"""稽查自查 in the window: found, explained, opened."""

import pytest
from PySide6.QtCore import Qt

from tests.reports.reading import read
from tests.ui.case_station import MONDAY, Clock, PlainDesk, mill
from tests.ui.copied_station import copied_station
from ui.audit.dialogs import ExplainDialog
from ui.audit.page import AuditPage
from ui.case.spot_dialogs import DrawDialog
from ui.paper.preview import SheetPreview


@pytest.fixture
def desk(qtbot, tmp_path):
    clock = Clock()
    station = copied_station(tmp_path, clock)
    window = PlainDesk(station, clock)
    window.case_id = mill(station, clock)
    clock.day = MONDAY
    qtbot.addWidget(window)
    yield window
    window.tasks.close()
    station.close()


@pytest.fixture
def page(desk):
    made = AuditPage(desk)
    desk.setCentralWidget(made)
    desk.resize(1190, 686)
    desk.show()
    return made


def said(page):
    return [page.table.item(at, 0).text() for at in range(page.table.rowCount())]


def test_findings_are_listed_with_rule_and_remedy(page):
    assert "1 件工单，发现 1 项，1 项还没有说明" in page.subtitle.text()
    assert said(page) == ["▲ 待说明"]
    assert page.table.item(0, 3).text() == "没有受理回执"
    assert "书面回执" in page.rule.text()
    assert "打印受理回执" in page.remedy.text()
    assert page.said.text() == "还没有说明。"


def test_an_explanation_is_written_and_shown(page):
    page.next_step()
    dialog = page.window().findChild(ExplainDialog)
    dialog.text.setPlainText("回执手写，存根在档案袋")
    dialog.submit()
    page.refresh()
    assert "已说明" in said(page)[0]
    assert page.said.text() == f"说明：回执手写，存根在档案袋（赵建军 {MONDAY}）"
    assert "0 项还没有说明" in page.subtitle.text()


def test_enter_opens_the_case(page, desk, qtbot):
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert desk.went == [("case", desk.case_id)]


def test_a_scope_without_findings_says_what_was_looked_at(page, desk):
    desk.now.day = MONDAY.replace(year=2027)
    page.scope.setCurrentIndex(page.scope.findData("year"))
    assert page._lists.currentWidget() is page.empty
    assert not page.explain_button.isEnabled()


def test_cases_are_drawn_for_a_spot_check_and_wait_for_their_result(page, desk):
    page.draw_button.click()
    asked = next(one for one in desk.findChildren(DrawDialog) if one.isVisible())
    field(asked, "count").setText("两")
    asked.submit()
    assert [one.problem.text() for one in asked.asked if not one.problem.isHidden()] == ["请填整数。"]
    field(asked, "count").setText("1")
    asked.submit()
    assert "抽中 1 件" in desk.said[-1]
    page.refresh()
    assert {row.title for row in page.report.rows} == {"没有受理回执", "抽查没有结果"}


def test_the_results_are_a_sheet_without_customers(page, desk):
    page.print_button.click()
    sheet = next(one for one in desk.findChildren(SheetPreview) if one.isVisible())
    words = read(sheet.pdf).words
    assert "稽查自查通报" in words
    assert "没有受理回执" in words
    assert "王桂枝" not in words


def field(asked, name):
    return next(one.editor for one in asked.asked if one.name == name)
