"""At 150 % on 1366×768: nothing is pushed out sideways, figures stay whole, and what is cut elsewhere is told in full."""

import pytest
from PySide6.QtWidgets import QApplication, QScrollArea

from models.services.contacts import ContactEntry, note_contact
from tests.data.batches import batch
from tests.ui.case_looks import show
from tests.ui.case_station import MONDAY, Clock, mill
from ui.audit.page import AuditPage
from ui.case.household_dialogs import AddDialog
from ui.case.lists import Lines
from ui.contact.page import HEADINGS, ContactsPage
from ui.form.page import FormPage
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


def test_the_table_of_households_is_no_wider_than_the_screen(desk, station):
    dialog = AddDialog(desk, batch(station, households=[], household_count="5", capacity="40"))
    assert dialog.minimumWidth() < desk.screen().availableSize().width()
