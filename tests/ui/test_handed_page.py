"""高压工单 at the centre: the list of all stations' passed-up cases, and one opened, filled and returned in its own window."""

import os

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from models.services import transfer
from models.services.centre.handed_up import handed_up
from tests.handover import BY, answered, exchange, passed_up
from tests.stations import MONDAY, Clock, centre_of, station_of
from tests.ui.case_looks import buttons, dialog
from tests.ui.case_station import dress_once
from ui.handed.page import HandedUpPage
from ui.tasks import Tasks


@pytest.fixture
def clock():
    return Clock(MONDAY)


@pytest.fixture
def station(home, clock):
    opened = station_of(home, clock)
    yield opened
    opened.close()


@pytest.fixture
def centre(home, clock):
    opened = centre_of(home, clock)
    yield opened
    opened.close()


@pytest.fixture
def listed(qtbot, qapp, station, centre, tmp_path):
    """The list with one case to be taken over, and the case."""
    dress_once(qapp)
    case = passed_up(station, MONDAY)
    exchange(station, centre, tmp_path)
    page = HandedUpPage(centre, Tasks(None, at_once=True, tell=lambda error: None), lambda: BY)
    qtbot.addWidget(page)
    page.resize(1190, 600)
    page.show()
    page.refresh()
    yield page, case
    for window in list(page.windows.values()):
        window.close()


def texts(page):
    QApplication.processEvents()
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def grab(widget, name):
    if folder := os.environ.get("YEKUO_LOOK"):
        QApplication.processEvents()
        widget.grab().save(f"{folder}/{name}.png")


def test_the_list_says_whose_turn_each_case_is(qtbot, listed, station, centre, tmp_path):
    page, case = listed
    assert {"待接收", "堂街供电所 3501", "接收工单"} <= set(texts(page))
    assert "1 件，其中待接收 1 件" in page.told.text()
    grab(page, "list")
    (one,) = handed_up(centre)
    assert (one.turn, one.next, one.case_id) == ("waiting", "接收工单", case)
    page.open(one)
    window = page.windows[case]
    qtbot.waitUntil(lambda: primary(window) == "接收工单  F2")
    grab(window, "window")
    answered(window.station, case, MONDAY)
    (one,) = handed_up(centre)
    assert (one.turn, one.next) == ("station", "已退供电所：供电方案答复（还没有查收）")
    exchange(station, centre, tmp_path)
    transfer.take_back(station, case, MONDAY, MONDAY)


def test_a_case_is_taken_over_and_its_survey_opened_in_its_window(listed, qtbot):
    page, case = listed
    next(found for found in buttons(page) if found.text() == "打开").click()
    window = page.windows[case]
    qtbot.waitUntil(lambda: primary(window) == "接收工单  F2")
    window.case_page.next_step()
    dialog(window.case_page).submit()
    qtbot.waitUntil(lambda: primary(window) == "填勘查单  F2")
    window.page.next_step()
    assert window.page is window.form_page
    qtbot.waitUntil(lambda: any("勘查人" in label.text() for label in window.form_page.findChildren(QLabel)))
    grab(window, "form")
    window.go_back()
    assert window.page is window.case_page


def primary(window):
    found = window.case_page.now_card.primary
    return found.text() if found else ""
