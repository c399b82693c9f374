"""At 150 % on 1366×768: nothing is pushed out sideways, figures stay whole, and what is cut elsewhere is told in full."""

from datetime import date

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea

from models.services.complaints import ComplaintEntry, receive_complaint
from models.services.contacts import ContactEntry, note_contact
from tests.data.batches import batch
from tests.ui.case_looks import show
from tests.ui.case_station import MONDAY, Clock, issue_paper, mill
from ui.audit.page import AuditPage
from ui.case.household_dialogs import AddDialog
from ui.case.lists import Lines
from ui.case.pieces import Elided
from ui.contact.page import HEADINGS, ContactsPage
from ui.form.page import FormPage
from ui.navigation import Navigation
from ui.register.page import RegisterPage
from ui.statistics.page import StatisticsPage
from ui.style import dress


@pytest.fixture
def clock():
    return Clock(MONDAY)


@pytest.fixture
def desk(desk, qapp):
    dress(qapp, 1.5)
    desk.resize(1102, 640)  # what the frame leaves of 1366×768
    yield desk
    dress(qapp, 1.0)


def placed(desk, page, *visit):
    desk.setCentralWidget(page)
    page.visit(*visit)
    page.refresh()
    QApplication.processEvents()
    return page


def sideways(area: QScrollArea) -> int:
    return area.horizontalScrollBar().maximum()


def test_registering_needs_no_scrolling_sideways(qtbot, desk):
    page = placed(desk, RegisterPage(desk))
    area = page.findChild(QScrollArea)
    qtbot.waitUntil(lambda: area.widget().width() > 0 and sideways(area) == 0)


@pytest.mark.parametrize("code", ["LV-SURVEY", "LV-PLAN", "METER"])
def test_a_form_with_tables_needs_no_scrolling_sideways(qtbot, desk, station, clock, code):
    page = placed(desk, FormPage(desk), mill(station, clock), code)
    qtbot.waitUntil(lambda: page.panel is not None and sideways(page.columns.scroll) == 0)
    assert page.heading.width() >= page.heading.sizeHint().width()


def test_what_was_said_keeps_room_among_the_contacts(qtbot, desk, station, clock):
    note_contact(station, ContactEntry("visit", clock(), "王桂枝", "13937512345", "问增容"))
    table = placed(desk, ContactsPage(desk)).table
    qtbot.waitUntil(lambda: table.columnWidth(HEADINGS.index("内容")) >= 150 and table.horizontalScrollBar().maximum() == 0)
    assert not table.isColumnHidden(HEADINGS.index("状态"))


def test_the_figures_of_a_month_are_seen_whole(qtbot, desk):
    page = placed(desk, StatisticsPage(desk))
    columns = range(page.table.columnCount())
    qtbot.waitUntil(lambda: page.width() > 1000 and sum(map(page.table.columnWidth, columns)) <= page.width() - 40)
    metrics = page.table.horizontalHeader().fontMetrics()
    for column in columns[3:]:
        assert metrics.horizontalAdvance(page.table.horizontalHeaderItem(column).text()) < page.table.columnWidth(column)


def test_the_whole_fact_of_a_finding_is_told_below_the_list(desk, station, clock):
    mill(station, clock)
    page = placed(desk, AuditPage(desk))
    assert page.fact.text() == f"事实：{page.table.chosen().facts}"


def test_many_links_stand_below_their_line(qtbot, page, desk, station, clock):
    show(page, clock, mill(station, clock))
    page.tabs.setCurrentIndex(5)
    QApplication.processEvents()
    lines = page.findChildren(Lines)[-1]
    filing = next(button for button in lines.findChildren(type(page.now_card.print_button)) if button.text().startswith("封面"))
    words = next(label for label in lines.findChildren(type(page.trouble)) if label.text().startswith("办到归档时"))
    qtbot.waitUntil(lambda: words.height() >= words.heightForWidth(words.width()) > 0)
    assert filing.mapTo(lines, filing.rect().topLeft()).y() >= words.mapTo(lines, words.rect().bottomLeft()).y()


@pytest.mark.parametrize("tab", [0, 1, 2])
def test_the_lists_of_a_case_are_read_whole(qtbot, page, desk, station, clock, tab):
    case = mill(station, clock)
    for code in ("NOTICE-LV-SMALL", "RECEIPT"):
        issue_paper(station, clock, case, code, MONDAY)
    show(page, clock, case)
    page.tabs.setCurrentIndex(tab)
    QApplication.processEvents()
    labels = [label for label in page.findChildren(Lines)[-1].findChildren(QLabel) if label.text()]
    shown = [label for label in labels if not (isinstance(label, Elided) and label.property("role") == "hint")]
    assert len(shown) > 8
    qtbot.waitUntil(lambda: all(map(whole, shown)))
    assert sideways(page._area) == 0


def whole(label: QLabel) -> bool:
    """Whether nothing of a label is cut."""
    if isinstance(label, Elided):
        return label.text() == label.whole
    if label.wordWrap():
        return label.height() >= label.heightForWidth(label.width()) > 0
    return label.width() >= label.sizeHint().width() > 0


def test_type_that_grows_while_the_desk_is_open_cuts_no_number_beside_a_page(qtbot, qapp, desk):
    dress(qapp, 1.0)
    navigation = Navigation("堂街供电所", "郏县 · 3501")
    desk.setCentralWidget(navigation)
    button = navigation._buttons["contacts"]
    navigation.set_waiting("contacts", 1200)
    QApplication.processEvents()
    dress(qapp, 1.5)
    words = button.fontMetrics().horizontalAdvance("来访登记") + button.iconSize().width()
    qtbot.waitUntil(lambda: whole(button._badge) and button._badge.x() >= words + 21)
    assert button.iconSize().width() > 24


def test_what_a_contact_waits_for_is_read_whole_after_the_type_has_grown(qtbot, qapp, desk, station, clock):
    dress(qapp, 1.0)
    asked = ComplaintEntry("95598", "95598-7", date(2026, 11, 10), "停电没有通知", station.actor, "张大山", "13900001111")
    receive_complaint(station, asked, MONDAY)
    table = placed(desk, ContactsPage(desk)).table
    dress(qapp, 1.5)
    for name in ("时间", "类别", "电话", "状态"):
        at = HEADINGS.index(name)
        qtbot.waitUntil(lambda at=at: table.columnWidth(at) >= table.sizeHintForColumn(at) > 0)


def test_the_table_of_households_is_no_wider_than_the_screen(desk, station):
    dialog = AddDialog(desk, batch(station, households=[], household_count="5", capacity="40"))
    assert dialog.minimumWidth() < desk.screen().availableSize().width()
