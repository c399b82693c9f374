"""工单: filters, search, further pages, and the two list widgets' common ground."""

import pytest
from PySide6.QtCore import Qt

import ui.cases.page
from models.services.changes import Changes
from tests.ui.case_station import MONDAY, Clock, PlainDesk, high_voltage, mill
from tests.ui.copied_station import copied_station
from ui.cases.page import CasesPage


@pytest.fixture
def desk(qtbot, tmp_path):
    clock = Clock()
    station = copied_station(tmp_path, clock)
    window = PlainDesk(station, clock)
    qtbot.addWidget(window)
    clock.day = MONDAY
    yield window
    window.tasks.close()
    station.close()


def shown(desk):
    page = CasesPage(desk)
    desk.setCentralWidget(page)
    desk.resize(1190, 680)
    desk.show()
    return page


def chip(page, name):
    return next(button for button in page.chips.buttons() if button.text() == name)


def ids(page):
    return [row.case_id for row in page.table.cases.rows]


def test_filters_show_what_they_name(qtbot, desk):
    running, missing = mill(desk.station, desk.now), mill(desk.station, desk.now, received=frozenset())
    desk.now.day = MONDAY
    page = shown(desk)
    assert set(ids(page)) == {running, missing}
    qtbot.mouseClick(chip(page, "未受理"), Qt.MouseButton.LeftButton)
    assert ids(page) == [missing]
    qtbot.mouseClick(chip(page, "已办结"), Qt.MouseButton.LeftButton)
    assert ids(page) == []
    assert page.empty.isVisible()
    qtbot.mouseClick(chip(page, "全部"), Qt.MouseButton.LeftButton)
    assert set(ids(page)) == {running, missing}


def test_search_finds_initials_and_rare_characters(qtbot, desk):
    rare = mill(desk.station, desk.now, applicant="张𬀩堃铁器铺")
    mill(desk.station, desk.now, applicant="李口粮油店")
    page = shown(desk)
    for text in ("张𬀩", "zw"):
        page.text.setText(text)
        qtbot.keyClick(page.text, Qt.Key.Key_Return)
        page.refresh()
        assert rare in ids(page), text
    page.text.setText("没有这个人")
    page.refresh()
    assert page.empty.isVisible()
    assert page.back()
    page.refresh()
    assert len(ids(page)) == 2


def test_a_long_list_comes_a_page_at_a_time(qtbot, desk, monkeypatch):
    monkeypatch.setattr(ui.cases.page, "LIMIT", 2)
    made = {mill(desk.station, desk.now) for _ in range(5)}
    desk.now.day = MONDAY
    page = shown(desk)
    seen = ids(page)
    model = page.table.cases
    while model.canFetchMore(page.table.rootIndex()):
        model.fetchMore(page.table.rootIndex())
        assert ids(page)[: len(seen)] == seen
        seen = ids(page)
    assert len(seen) == 5
    assert set(seen) == made


def test_enter_and_double_click_open_the_case(qtbot, desk):
    case_id = mill(desk.station, desk.now)
    page = shown(desk)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    place = page.table.visualRect(page.table.cases.index(0, 2)).center()
    qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert desk.went == [("case", case_id), ("case", case_id)]


def test_a_row_tells_number_state_of_reporting_and_acceptance(qtbot, desk):
    mill(desk.station, desk.now)
    desk.now.day = MONDAY
    page = shown(desk)
    words = [page.table.cases.index(0, column).data() for column in range(page.table.cases.columnCount())]
    assert any(word.startswith("3501-20261120-001-") for word in words)
    assert "未导出" in words
    assert "2026-11-20 周五" in words


def test_high_voltage_asks_to_be_passed_up_on_the_page_of_the_case(qtbot, desk):
    case_id = high_voltage(desk.station, desk.now)
    page = shown(desk)
    page.next_step()
    assert desk.went == [("case", case_id)]


def test_a_hidden_page_reads_again_only_when_it_is_shown(qtbot, desk):
    mill(desk.station, desk.now)
    page = shown(desk)
    page.hide()
    second = mill(desk.station, desk.now)
    desk.changes.tell(Changes(frozenset({second})))
    assert second not in ids(page)
    page.show()
    assert second in ids(page)
