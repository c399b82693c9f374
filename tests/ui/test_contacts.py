"""One line for a contact from any page, the list of 来访登记, and what follows from a line: an answer, an application, a complaint."""

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from models.services.case_page.detail import case_detail
from models.services.contact_list import ContactFilter, list_contacts
from models.services.contacts import ContactEntry, contact_of, note_contact
from tests.ui.case_station import LICENCE, MONDAY, mill
from tests.ui.copied_station import copied_station
from ui.case.clock_dialogs import PauseDialog
from ui.case.contact_dialogs import AnswerDialog, ComplaintDialog
from ui.contact.detail import ContactDialog
from ui.contact.line import LineDialog
from ui.main_window import MainWindow
from ui.style import dress
from ui.tasks import Tasks


@pytest.fixture
def window(qtbot, qapp, tmp_path, clock):
    if not qapp.styleSheet():
        dress(qapp, 1.0)
    station = copied_station(tmp_path, clock)
    clock.day = MONDAY
    made = MainWindow(station, clock, tasks=Tasks(at_once=True))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def top(window, kind):
    return next(found for found in window.findChildren(kind) if found.isVisible())


def rows(window, **wanted):
    return list_contacts(window.station, MONDAY, ContactFilter(**wanted)).rows


def test_three_keys_and_the_words_from_any_page(window, qtbot):
    for page in ("today", "statistics", "contacts"):
        window.open_page(page)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        line = top(window, LineDialog)
        qtbot.waitUntil(lambda line=line: line.focusWidget() in line.kinds.buttons)
        qtbot.keyClick(line.focusWidget(), Qt.Key.Key_2)
        assert line.focusWidget() is line.who
        line.who.insert("王桂枝 13937512345")  # as an input method does
        qtbot.keyClick(line.who, Qt.Key.Key_Return)
        line.words.insert(f"在{page}页问价")
        qtbot.keyClick(line.words, Qt.Key.Key_Return)
        assert not line.isVisible()
    assert [row.title for row in rows(window)] == ["来电"] * 3
    assert window.place == "contacts"
    assert window.page.count.text() == "3 条"


def test_what_is_wrong_is_told_and_nothing_typed_is_lost(window, qtbot):
    window.note_contact()
    line = top(window, LineDialog)
    line.who.setText("139375")
    line.at.setText("明天某时")
    line.save()
    assert "没有几点几分" in line.trouble.text()
    line.at.setText("1124 0900")
    line.save()
    assert [part in line.trouble.text() for part in ("电话", "内容", "时间")] == [True, True, True]
    assert line.who.text() == "139375"
    assert rows(window) == ()


def test_from_a_case_the_line_is_the_cases_and_reminding_is_prepared(window, clock, qtbot):
    case = mill(window.station, clock, MONDAY, frozenset({LICENCE}), agent="李改枝", agent_phone="13903750011")
    window.open_case(case)
    window.note_contact()
    line = top(window, LineDialog)
    assert line.who.text() == "李改枝 13903750011"
    line.kinds.press(5)
    line.save()
    window.page.acts.remind()
    line = top(window, LineDialog)
    assert line.words.text() == "提醒：请带来产权证明，“供用电合同签订”前补齐"
    line.save()
    texts = [row.text for card in case_detail(window.station, case, MONDAY).cards if card.topic == "contacts" for row in card.rows]
    assert [text.split("　")[0] for text in texts] == ["联系客户", "联系未成"]


def test_elsewhere_a_phone_offers_the_case_it_belongs_to(window, clock, qtbot):
    case = mill(window.station, clock, MONDAY)
    window.note_contact()
    line = top(window, LineDialog)
    line.who.setText("老王 13937512345")
    line.who.editingFinished.emit()
    assert line.found.count() == 1
    line.words.setFocus()
    qtbot.keyClick(line.words, Qt.Key.Key_Down)
    qtbot.keyClick(line.found, Qt.Key.Key_Return)
    line.words.setText("问进度")
    line.save()
    assert [row.case_id for row in rows(window)] == [case]


def test_the_list_filters_and_esc_clears(window, clock):
    note_contact(window.station, ContactEntry("visit", datetime(2026, 11, 23, 9, 0), "王桂枝", "13937512345", "问增容"))
    note_contact(window.station, ContactEntry("enquiry", datetime(2026, 11, 21, 9, 0), "孙英", "", "问挪表", asks=True))
    window.open_page("contacts")
    page = window.page
    shown = lambda: [page.table.item(at, 4).text() for at in range(page.table.rowCount())]  # noqa: E731
    assert shown() == ["问增容", "问挪表"]
    assert page.table.item(0, 2).text() == "王*枝"
    page.waiting.click()
    assert shown() == ["问挪表"]
    page.day.setText("1123")
    page.refresh()
    assert page._lists.currentWidget() is page.empty
    assert page.back()
    assert shown() == ["问增容", "问挪表"]
    page.text.setText("wgz")
    page.refresh()
    assert shown() == ["问增容"]


def test_failed_attempts_are_offered_as_evidence(window, clock):
    case = mill(window.station, clock, MONDAY)
    window.open_case(case)
    window.page.acts.pause()
    assert top(window, PauseDialog).attempts.isHidden()
    top(window, PauseDialog).reject()
    note_contact(window.station, ContactEntry("unreached", datetime(2026, 11, 23, 8, 30), "李改枝", "13903750011", "", case))
    window.page.acts.pause()
    asked = top(window, PauseDialog)
    asked.evidence.setPlainText("催办单 3 号")
    asked.attempts.click()
    assert asked.evidence.toPlainText() == "催办单 3 号；联系未成 1 次：2026-11-23 08:30（联系记录）"
    asked.submit()
    assert "联系未成 1 次" in case_detail(window.station, case, MONDAY).pauses[0].evidence


def test_an_enquiry_goes_on_as_a_registration(window, clock, qtbot):
    call = ContactEntry("call", datetime(2026, 11, 23, 8, 30), "孙秀英", "13812345678", "要装表", asks=True)
    asked, _ = note_contact(window.station, call)
    window.open_page("contacts")
    window.page.open_row()
    full = top(window, ContactDialog)
    assert list(full.buttons) == ["登记答复…", "转为受理登记"]
    full.buttons["转为受理登记"].click()
    assert window.place == "register"
    entry = window.page.entry
    assert (entry.values()["applicant"], entry.values()["phone"]) == ("孙秀英", "13812345678")
    head = entry.head.values()
    assert (head["channel"], head["asked_at"], head["first_contact"]) == ("电话", "2026-11-23 08:30", "赵建军")
    assert window.page._contact == asked


def test_a_complaint_is_taken_in_and_answered(window, qtbot):
    window.open_page("contacts")
    next(one for one in window.page.findChildren(QPushButton) if one.text() == "登记投诉…").click()
    asked = top(window, ComplaintDialog)
    asked.words.setPlainText("等了两周")
    asked.submit()
    assert "95598 或 12398" in next(one.problem.text() for one in asked.asked if one.name == "number")
    asked.number.setText("HN-7")
    asked.submit()
    (row,) = rows(window, kind="complaint")
    assert row.state == "2026-11-30 前答复"
    window.page.open_row()
    top(window, ContactDialog).buttons["登记答复…"].click()
    answer = top(window, AnswerDialog)
    answer.answer.setPlainText("已上门道歉")
    answer.submit()
    assert contact_of(window.station, row.id).result == "justified"
    assert rows(window)[0].state == "2026-11-23 已答复"
    window.open_page("statistics")
    told = "投诉　95598：收到 1 件，按期答复 1 件，逾期答复 0 件，还没有答复 0 件，属实或部分属实 1 件"
    assert window.page.others.text() == told


def test_what_waits_stands_beside_the_page(window):
    note_contact(window.station, ContactEntry("visit", datetime(2026, 11, 23, 9, 0), "王桂枝", "", "问增容", asks=True))
    window._count_waits()
    assert window.navigation._buttons["contacts"]._badge.text() == "1"
