"""住户清单 with the keyboard: find a household, enter how far it has got, go on to the next; a batch of two hundred stays quick."""

from datetime import date
from time import perf_counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from models.services.households import Progress, household, households_page, record
from tests.data.batches import batch
from tests.stations import MONDAY, Clock
from tests.ui.case_station import PlainDesk, dress_once
from ui.case.entry import EntryDialog
from ui.case.household_dialogs import AddDialog
from ui.case.household_list import HouseholdsDialog
from ui.case.page import CasePage
from ui.case.topics import open_act

PAPERS = frozenset({"resident_id", "house_certificate"})


@pytest.fixture
def clock():
    return Clock(MONDAY)


@pytest.fixture
def desk(qtbot, qapp, station, clock):
    dress_once(qapp)
    made = PlainDesk(station, clock)
    qtbot.addWidget(made)
    made.show()
    return made


def opened(desk, case) -> HouseholdsDialog:
    open_act(desk, case, "households", next(act for act in card(desk, case).acts if act.code == "list"))
    found = next(one for one in desk.findChildren(HouseholdsDialog) if one.isVisible())
    found.table.setFocus()
    return found


def card(desk, case):
    from models.services.case_page.detail import case_detail

    return next(card for card in case_detail(desk.station, case, desk.today()).cards if card.topic == "households")


def entry(window) -> EntryDialog:
    return next(found for found in window.findChildren(EntryDialog) if found.isVisible())


def editor(dialog, name):
    return next(one.editor for one in dialog.asked if one.name == name)


def said(dialog):
    return {one.name: one.problem.text() for one in dialog.asked if not one.problem.isHidden()}


def put(dialog, **values):
    for name, value in values.items():
        box = editor(dialog, name)
        if hasattr(box, "setCurrentIndex"):
            box.setCurrentIndex(max(box.findData(value), 1) if value == "first" else box.findData(value))
        else:
            box.setText(value)


def everything(dialog, meter):
    papers = {one.name: "first" for one in dialog.asked if one.name.startswith("paper:")}
    put(dialog, applied_on="1117", contract_no="JM-1", contract_on="1118", meter=meter, reading="0", served_on="1119", checked="yes",
        checked_by="first", checked_on="1119", **papers)  # fmt: skip


def test_the_card_counts_and_names_what_is_due(desk):
    case = batch(desk.station)
    assert [row.text for row in card(desk, case).rows] == ["共 3 户，办完 0 户，还有 3 户", "未开通 3 户"]
    record(desk.station, case, ["001"], Progress(applied_on=date(2026, 11, 17)), MONDAY)
    assert [(row.text, row.level) for row in card(desk, case).rows][2] == ("最早 2026-11-24，当天 1 户", "near")
    empty = batch(desk.station, households=[], household_count="5", capacity="40")
    assert [act.code for act in card(desk, empty).acts] == ["add"]
    assert card(desk, empty).rows == ()


def test_one_household_is_entered_by_keyboard_and_the_next_one_follows(desk):
    case = batch(desk.station)
    listed = opened(desk, case)
    assert listed.table.chosen() == "001"
    QTest.keyClick(listed.table, Qt.Key.Key_Return)
    dialog = entry(listed)
    assert "王二𬀩" in [label.text().split("　")[0] for label in dialog.findChildren(type(dialog.trouble))], "the dialog names the person"
    everything(dialog, "M1")
    dialog.act_button.click()
    assert households_page(desk.station, case, MONDAY).rows[0].state == "已开通"
    assert listed.table.item(0, 5).text() == "已开通"
    assert listed.total.text() == "共 3 户，办完 1 户，还有 2 户"
    assert listed.table.chosen() == "002", "the next that is not settled"
    QTest.keyClick(listed.table, Qt.Key.Key_Return)
    following = entry(listed)
    assert editor(following, "served_on").text() == "2026-11-19", "the days of the household before are offered"
    assert editor(following, "contract_no").text() == ""


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(desk):
    case = batch(desk.station)
    listed = opened(desk, case)
    listed.open_one()
    dialog = entry(listed)
    put(dialog, served_on="1119", meter="M1")
    dialog.submit()
    assert set(said(dialog)) == {"contract_on", "reading"}
    assert "不能送电" in dialog.trouble.text(), "what is missing among the papers stands below"
    assert editor(dialog, "meter").text() == "M1"
    assert household(desk.station, case, "001")[0].meter == ""


def test_typing_finds_a_household_and_escape_shows_all_again(desk):
    case = batch(desk.station)
    listed = opened(desk, case)
    QTest.keyClicks(listed.table, "1")
    assert listed.finder.text() == "1"
    QTest.keyClicks(listed.finder, "201")
    assert [row.room for row in listed.table.rows] == ["1201"]
    QTest.keyClick(listed.finder, Qt.Key.Key_Return)
    assert listed.table.chosen() == "003"
    QTest.keyClick(listed.finder, Qt.Key.Key_Escape)
    assert len(listed.table.rows) == 3


def test_several_households_are_entered_together(desk):
    case = batch(desk.station)
    listed = opened(desk, case)
    listed.table.selectAll()
    QTest.keyClick(listed.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    dialog = entry(listed)
    put(dialog, applied_on="1117")
    dialog.submit()
    assert {row.state for row in households_page(desk.station, case, MONDAY).rows} == {"未开通，已申请"}


def test_households_are_pasted_from_excel_and_faults_are_told_by_cell(desk):
    case = batch(desk.station, households=[], household_count="5", capacity="40")
    dialog = AddDialog(desk, case)
    dialog.show()
    QGuiApplication.clipboard().setText("村西\t1\t张三\t8\n村西\t1\t李四\t十")
    QTest.keyClick(dialog.table.parts()[0], Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    dialog.submit()
    assert dialog.isVisible()
    assert dialog.table.wrong
    QGuiApplication.clipboard().setText("村西\t1\t张三\t8\n村西\t2\t李四\t6")
    QTest.keyClick(dialog.table.parts()[0], Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    dialog.submit()
    assert [(row.unit, row.room, row.name) for row in households_page(desk.station, case, MONDAY).rows] == [
        ("村西", "1", "张*"), ("村西", "2", "李*"),
    ]  # fmt: skip


def test_an_ended_batch_is_only_read(desk):
    case = batch(desk.station)
    from models.services.endings import Ending, end_case

    end_case(desk.station, case, Ending("void", MONDAY, "practice", "演练", decider="周志强（所长）"), MONDAY)
    listed = HouseholdsDialog(desk, case)
    listed.show()
    assert not any(act.isEnabled() for act in listed.acts)
    listed.open_one()
    assert not listed.findChildren(EntryDialog)


def test_two_hundred_households_open_and_are_entered_quickly(desk):
    case = batch(desk.station, count=200)
    before = perf_counter()
    listed = HouseholdsDialog(desk, case)
    listed.show()
    QTest.keyClick(listed.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert listed.table.chosen() == "200"
    listed.open_one()
    dialog = entry(listed)
    put(dialog, applied_on="1117")
    dialog.submit()
    assert listed.table.item(199, 5).text() == "未开通，已申请"
    assert perf_counter() - before < 5, "opening, entering and showing again; about half a second on a quiet machine"


def test_the_case_page_leads_to_the_list(desk, clock):
    case = batch(desk.station)
    page = CasePage(desk)
    desk.setCentralWidget(page)
    page.visit(case)
    page.refresh()
    page.tabs.setCurrentIndex(5)
    from PySide6.QtWidgets import QPushButton

    button = next(found for found in page.findChildren(QPushButton) if found.text() == "住户清单…")
    button.click()
    assert any(found.isVisible() for found in desk.findChildren(HouseholdsDialog))
