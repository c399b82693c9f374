"""常用语 at the desk: a county's file is looked over and adopted, then offered at the fields it is for, and inserted at the cursor."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit

from models.services.centre.answers import acknowledge
from models.services.centre.broadcasts import ToSend
from models.services.centre.broadcasts import send as send_out
from models.services.centre.intake import take
from models.services.exchange import broadcasts
from models.services.exchange.answers import take_answer
from models.services.exchange.outbox import export
from models.services.wordings import adopt_wordings, in_force, wordings_in
from tests.data.wordings import FAULTY, FIRST, SECOND
from tests.stations import MONDAY, mill, station_of
from tests.ui.keyboard import CONTROL, press, show, write
from ui.case.correction_dialogs import CorrectDayDialog
from ui.case.delay_dialogs import DelayDialog
from ui.exchange.broadcast_card import BroadcastCard, BroadcastDialog
from ui.form.page import FormPage
from ui.panel.wordings import WordingOffer, insert
from ui.register.page import RegisterPage
from ui.rules.page import RulesPage
from ui.rules.wording_set import WordingSetDialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen screen has no window manager to tell


@pytest.fixture
def station(home, clock):
    """The station that its centre knows."""
    clock.day = MONDAY
    made = station_of(home, clock)
    yield made
    made.close()


@pytest.fixture
def case_id(station):
    return mill(station)


@pytest.fixture
def sent(desk, centre, case_id, tmp_path):
    """Sends wordings and brings them here; gives back the card that shows them."""
    phones = iter(range(13900000001, 13900000009))

    def send(body, title="业扩常用语"):
        mill(desk.station, phone=str(next(phones)))
        take(centre, export(desk.station, tmp_path)[0].file)
        send_out(centre, ("3501",), ToSend("template", title, body, "a.toml"), MONDAY)
        take_answer(desk.station, acknowledge(centre, "3501", tmp_path)[0].path)
        card = BroadcastCard(desk)
        card.setParent(desk)  # no window of its own beside the desk's
        card.refresh()
        return card

    return send


@pytest.fixture
def adopted(desk, sent):
    """The first file is in force."""
    (one,) = sent(FIRST).found
    adopt_wordings(desk.station, wordings_in(desk.station, one.id), MONDAY)


@pytest.fixture
def page(qtbot, desk):
    """Opens a form of a case on a page."""
    made = FormPage(desk)
    desk.setCentralWidget(made)
    show(qtbot, desk)

    def open_(case_id, code):
        made.visit(case_id, code, "")
        made.refresh()
        QApplication.processEvents()
        return made

    return open_


def words_on(widget):
    return " ".join(label.text() for label in widget.findChildren(QLabel))


def dialog_of(desk, card, title="业扩常用语"):
    card.open(next(one for one in card.found if one.title == title))
    return next(one for one in desk.findChildren(WordingSetDialog) if one.isVisible())


def choose(offer, key=Qt.Key.Key_Return):
    """Takes from the open menu by key."""
    menu, part = offer.menu, offer.menu.parent()
    assert menu.isVisible()
    QTest.keyClick(menu, key)
    part.window().activateWindow()  # the offscreen screen leaves no window active behind a menu
    QApplication.processEvents()
    part.setFocus()


def test_they_are_looked_over_and_adopted_then_stand_among_the_rules(desk, sent):
    rules = RulesPage(desk)
    rules.refresh()
    assert "常用语" not in rules.view.text.toPlainText()
    card = sent(FIRST)
    assert "文字模板《业扩常用语》" in words_on(card)
    dialog = dialog_of(desk, card)
    assert "新增 4 条" in words_on(dialog.preview)
    assert "《受电工程缺陷通知单》缺陷.整改要求 · 接地：接地电阻不大于 4 欧" in words_on(dialog.preview)
    assert dialog.reason.isHidden()
    dialog.submit()
    assert in_force(desk.station).text == FIRST
    assert "F7" in desk.said[-1]
    rules.refresh()
    shown = rules.view.text.toPlainText()
    assert "县中心（郏县）2026-11-23 下发《业扩常用语》，本所 2026-11-23 采用；出处：郏县公司业扩文字规范（2026）" in shown
    assert "重新打接地极后复测" in shown
    card.refresh()
    card.open(card.found[0])
    again = desk.findChild(BroadcastDialog)
    assert "更正理由 · 客户补报：" in again.body.toPlainText()


def test_the_next_file_tells_old_and_new_words_and_what_goes_away(desk, sent, adopted):
    card = sent(SECOND, "第二版")
    told = words_on(dialog_of(desk, card, "第二版").preview)
    assert "改动 1 条 《低压现场勘查单》接入点信息 · 就近杆 　原来：从受理编号 {受理编号} 的报装点" in told
    assert "　改为：从就近的公变低压杆接入。" in told
    assert "新增 1 条 《低压现场勘查单》其他 · 通道" in told
    assert "不再提供 2 条" in told
    assert "另有 1 条不变" in told


def test_they_are_declined_only_with_a_reason(desk, sent):
    card = sent(FIRST)
    dialog = dialog_of(desk, card)
    dialog.choice.setCurrentIndex(1)
    dialog.submit()
    assert not dialog.asked[1].problem.isHidden()
    dialog.reason.setText("本所另有写法")
    dialog.submit()
    assert (broadcasts.broadcasts(desk.station)[0].how, in_force(desk.station)) == ("declined", None)


def test_a_file_that_cannot_be_used_says_why_and_can_only_be_declined(desk, sent, monkeypatch):
    monkeypatch.setattr("models.services.centre.broadcasts.body_problems", lambda *what: [])  # a centre of another version let it pass
    dialog = dialog_of(desk, sent(FAULTY))
    assert "没有“没有的表”这张表" in words_on(dialog.preview)
    assert [dialog.choice.itemText(at) for at in range(dialog.choice.count())] == ["不采用"]
    dialog.reason.setText("打不开")
    dialog.submit()
    assert broadcasts.broadcasts(desk.station)[0].how == "declined"


def test_without_wordings_nothing_is_shown_and_the_key_does_nothing(page, case_id):
    shown = page(case_id, "LV-SURVEY")
    assert [name for name, cell in shown.panel.cells.items() if cell.wordings] == []
    shown.panel.focus("access_point")
    write("5 号杆")
    press(Qt.Key.Key_F7)
    assert shown.panel.values()["access_point"] == "5 号杆"


def test_a_key_inserts_at_the_cursor_and_nothing_typed_is_lost(page, case_id, adopted):
    shown = page(case_id, "LV-SURVEY")
    offer = shown.panel.cells["access_point"].wordings
    assert offer.button.isVisible()
    assert [name for name, cell in shown.panel.cells.items() if cell.wordings and not cell.wordings.button.isHidden()] == ["access_point"]
    shown.panel.focus("access_point")
    write("前后")
    press(Qt.Key.Key_Left)
    press(Qt.Key.Key_F7)
    assert offer.menu.actions()[0].text().startswith("&1　就近杆")
    choose(offer)
    value = shown.panel.values()["access_point"]
    assert value.startswith("前从受理编号 3501-")
    assert value.endswith("申请容量 60 kW。后")
    assert shown.autosave.begun, "what was inserted is kept as a draft"
    press(Qt.Key.Key_Z, CONTROL)
    assert shown.panel.values()["access_point"] == "前后"
    press(Qt.Key.Key_F7)
    choose(offer, Qt.Key.Key_Escape)
    assert shown.panel.values()["access_point"] == "前后"
    shown.panel.focus("other")
    press(Qt.Key.Key_F7)
    assert shown.panel.values()["other"] == ""


def test_the_button_inserts_behind_what_stands_there_even_where_all_of_it_is_marked(page, case_id, adopted, qtbot):
    shown = page(case_id, "LV-SURVEY")
    shown.panel.focus("access_point")
    write("2 号台区，")
    press(Qt.Key.Key_A, CONTROL)
    offer = shown.panel.cells["access_point"].wordings
    qtbot.mouseClick(offer.button, Qt.MouseButton.LeftButton)
    choose(offer, Qt.Key.Key_1)
    assert shown.panel.values()["access_point"].startswith("2 号台区，从受理编号")
    shown.panel.focus("other")
    qtbot.mouseClick(offer.button, Qt.MouseButton.LeftButton)
    assert shown.panel.cells["access_point"].editor.isAncestorOf(QApplication.focusWidget())


def test_in_a_table_the_key_is_for_its_column_and_the_button_for_the_row(page, case_id, adopted, qtbot):
    shown = page(case_id, "DEFECT-NOTICE")
    table = shown.panel.cells["defects"]
    shown.panel.focus("defects.0.place")
    write("配电箱")
    press(Qt.Key.Key_F7)
    assert table.wordings.menu is None, "the column has none"
    press(Qt.Key.Key_Insert)
    write("接地极")
    qtbot.mouseClick(table.wordings.button, Qt.MouseButton.LeftButton)
    choose(table.wordings)
    rows = shown.panel.values()["defects"]
    assert (rows[0]["remedy"], rows[1]["place"], rows[1]["remedy"]) == ("", "接地极", "接地电阻不大于 4 欧，重新打接地极后复测。")
    shown.panel.focus("defects.0.remedy")
    press(Qt.Key.Key_F7)
    choose(table.wordings)
    assert shown.panel.values()["defects"][0]["remedy"] == "接地电阻不大于 4 欧，重新打接地极后复测。"


def test_a_dialog_offers_its_kind_and_marks_what_the_case_does_not_know(qtbot, desk, case_id, adopted):
    dialog = CorrectDayDialog(desk, case_id, ())
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.reason.setFocus()
    write("见附件。")
    press(Qt.Key.Key_F7)
    choose(dialog.findChild(WordingOffer), Qt.Key.Key_1)
    assert dialog.reason.toPlainText() == "见附件。客户补报容量，受理日期 2026年11月16日，户号 〔户号〕。"
    assert dialog.reason.textCursor().selectedText() == "〔户号〕"
    write("4101")
    assert dialog.reason.toPlainText().endswith("户号 4101。")
    dialog.reject()
    delay = DelayDialog(desk, case_id, ())
    assert not delay.findChild(WordingOffer).button.isVisibleTo(delay)


def test_a_gap_left_in_a_form_is_remarked_until_it_is_filled(page, case_id, adopted):
    shown = page(case_id, "LV-SURVEY")
    shown.panel.focus("access_point")
    insert(QApplication.focusWidget(), "户号 〔户号〕，按〔2026〕12号文。")
    assert [str(one) for one in shown.panel.remarks()] == ["接入点信息：〔户号〕还没有填"]
    write("4101")
    assert shown.panel.remarks() == ()


def test_a_second_wording_goes_behind_one_whose_gap_is_still_marked(desk, case_id, adopted):
    dialog = CorrectDayDialog(desk, case_id, ())
    insert(dialog.reason, "户号 〔户号〕。")
    insert(dialog.reason, "完。")
    assert dialog.reason.toPlainText() == "户号 〔户号〕。完。"
    insert(dialog.reason, "按〔2026〕12号文。")
    assert dialog.reason.textCursor().selectedText() == "", "the number of a paper is no gap"
    insert(dialog.evidence, "见 〔户号〕 存根")
    assert dialog.evidence.selectedText() == "〔户号〕"
    insert(dialog.evidence, "，完")
    assert dialog.evidence.text() == "见 〔户号〕 存根，完"
    insert(dialog.evidence, "第一行\n第二行")
    assert dialog.evidence.text() == "见 〔户号〕 存根，完第一行 第二行"
    dialog.evidence.undo()
    dialog.evidence.undo()
    assert dialog.evidence.text() == "见 〔户号〕 存根"


@pytest.mark.parametrize("kind", [QPlainTextEdit, QLineEdit])
def test_what_is_typed_before_and_behind_is_taken_back_by_itself(qtbot, kind):
    part = kind()
    qtbot.addWidget(part)
    shown = part.toPlainText if kind is QPlainTextEdit else part.text
    QTest.keyClicks(part, "ab")
    insert(part, "甲乙")
    QTest.keyClicks(part, "cd")
    steps = [shown()]
    for _ in range(3):
        part.undo()
        steps.append(shown())
    assert steps == ["ab甲乙cd", "ab甲乙", "ab", ""]


def test_an_application_is_offered_them_before_there_is_a_case(qtbot, desk, adopted):
    page = RegisterPage(desk)
    desk.setCentralWidget(page)
    show(qtbot, desk)
    page.visit("")
    cells = page.entry.panel.cells
    if page.entry.form.code != "LV-APP":
        page.entry.head.choose_kind("lv_nonres_new")
        page.entry.head.kind_changed.emit("lv_nonres_new")
        cells = page.entry.panel.cells
    cells["note"].editor.take_focus()
    press(Qt.Key.Key_F7)
    choose(cells["note"].wordings)
    assert page.entry.values()["note"] == "客户要求上门前打电话，联系 堂街供电所 0375-5160123。"
