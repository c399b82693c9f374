"""今日: what must be done now, from a real station."""

import pytest
from PySide6.QtCore import Qt

from models.services.changes import Changes
from tests.ui.case_station import MONDAY, Clock, PlainDesk, mill
from tests.ui.copied_station import copied_station
from ui.paper.preview import SheetPreview
from ui.today.page import TodayPage


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


def shown(qtbot, desk):
    page = TodayPage(desk)
    desk.setCentralWidget(page)
    desk.resize(1190, 680)
    desk.show()
    return page


def test_an_empty_station_says_what_to_do_next(qtbot, desk):
    page = shown(qtbot, desk)
    assert page.empty.isVisible()
    assert not page.table.isVisible()
    qtbot.mouseClick(page.register, Qt.MouseButton.LeftButton)
    assert desk.went == [("register", "")]


def test_a_case_shows_its_level_in_words_and_its_next_act(qtbot, desk):
    case_id = mill(desk.station, desk.now)
    desk.now.day = MONDAY
    page = shown(qtbot, desk)
    assert [row.case_id for row in page.table.cases.rows] == [case_id]
    words = [page.table.cases.index(0, column).data() for column in range(page.table.cases.columnCount())]
    assert "填勘查单" in words
    assert "为什么" in words
    counts = {code: card.accessibleName() for code, card in page.cards.cards.items()}
    assert sum(name.endswith(" 1 件") for name in counts.values()) == 1


def test_the_keyboard_alone_acts_and_asks_why(qtbot, desk):
    first, second = mill(desk.station, desk.now), mill(desk.station, desk.now, day=desk.now.day, document_no="92410425MA9F0XN92T")
    desk.now.day = MONDAY
    page = shown(qtbot, desk)
    order = [row.case_id for row in page.table.cases.rows]
    assert set(order) == {first, second}
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert desk.went[-1] == ("form", order[1], "LV-SURVEY")
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert desk.went[-1] == ("why", order[1], "target")  # the date the row shows is our own target
    qtbot.keyClick(page.table, Qt.Key.Key_Up)
    qtbot.keyClick(page.table, Qt.Key.Key_W)
    assert desk.went[-1] == ("why", order[0], "target")


def test_the_button_and_the_link_of_a_row_can_be_clicked(qtbot, desk):
    case_id = mill(desk.station, desk.now)
    desk.now.day = MONDAY
    page = shown(qtbot, desk)
    kinds = [column.kind for column in page.table.cases.columns]
    for kind, went in (("action", ("form", case_id, "LV-SURVEY")), ("link", ("why", case_id, "target"))):
        rect = page.table.visualRect(page.table.cases.index(0, kinds.index(kind)))
        qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
        assert desk.went[-1] == went


def test_menu_and_button_offer_the_same_act(qtbot, desk):
    mill(desk.station, desk.now)
    desk.now.day = MONDAY
    page = shown(qtbot, desk)
    names = [action.text().partition("\t")[0] for action in page.table.menu_for(page.table.current()).actions()]
    assert names[:3] == ["填勘查单", "打开工单", "为什么是这一天"]


def test_a_card_shows_only_its_level_and_esc_shows_all(qtbot, desk):
    running = mill(desk.station, desk.now)
    waiting = mill(desk.station, desk.now, received=frozenset())
    desk.now.day = MONDAY
    page = shown(qtbot, desk)
    assert {row.case_id for row in page.table.cases.rows} == {running, waiting}
    page.cards.cards["waiting"].click()
    assert [row.case_id for row in page.table.cases.rows] == [waiting]
    assert page.back()
    assert len(page.table.cases.rows) == 2
    assert not page.back()


def test_a_change_is_shown_at_once_and_the_choice_stays(qtbot, desk):
    first = mill(desk.station, desk.now)
    desk.now.day = MONDAY
    page = shown(qtbot, desk)
    second = mill(desk.station, desk.now, day=MONDAY)
    desk.changes.tell(Changes(frozenset({second})))
    assert {row.case_id for row in page.table.cases.rows} == {first, second}
    assert page.table.current().case_id == first


def test_drafts_are_listed_and_gone_on_with(qtbot, desk):
    desk.station.drafts.begin("d1", "register", "", desk.now())
    desk.station.drafts.entitle("d1", "张𬀩 · 居民新装")
    page = shown(qtbot, desk)
    assert page.drafts.isVisible()
    go_on = next(b for b in page.drafts.findChildren(type(page.register)) if b.text() == "继续")
    qtbot.mouseClick(go_on, Qt.MouseButton.LeftButton)
    assert desk.went == [("register", "d1")]


def test_a_draft_is_thrown_away_only_after_yes(qtbot, desk, monkeypatch):
    desk.station.drafts.begin("d1", "register", "", desk.now())
    page = shown(qtbot, desk)

    def press_discard():
        button = next(b for b in page.drafts.findChildren(type(page.register)) if b.text() == "丢弃" and b.isVisible())
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    press_discard()
    assert len(desk.station.drafts.heads()) == 1
    monkeypatch.setattr(desk, "ask", lambda *words: True)
    press_discard()
    assert desk.station.drafts.heads() == ()
    assert not page.drafts.isVisible()


def test_a_record_with_missing_papers_is_not_called_overdue(qtbot, desk):
    mill(desk.station, desk.now, received=frozenset())
    desk.now.day = MONDAY
    page = shown(qtbot, desk)
    row = page.table.cases.rows[0]
    assert row.level == "waiting"
    assert row.due_text == "不计时"


def test_reminders_stand_below_the_list_and_enter_opens_their_case(qtbot, desk):
    from models.services.pauses import pause

    case_id = mill(desk.station, desk.now)
    desk.now.day = MONDAY
    page = shown(qtbot, desk)
    qtbot.waitUntil(lambda: not page.reminders._later.isActive())
    assert page.reminders.isHidden()
    pause(desk.station, case_id, MONDAY, "customer_request", "申请", None, MONDAY)
    desk.changes.tell(Changes(frozenset({case_id})))
    qtbot.waitUntil(page.reminders.isVisible)
    assert "暂停计时告知" in page.reminders.list.item(0).text()
    page.reminders.list.setFocus()
    qtbot.keyClick(page.reminders.list, Qt.Key.Key_Return)
    assert desk.went[-1] == ("case", case_id)


def test_what_must_be_done_today_is_shown_as_a_sheet(qtbot, desk):
    mill(desk.station, desk.now)
    desk.now.day = MONDAY
    page = shown(qtbot, desk)
    page.print_paper()
    sheet = next(found for found in desk.findChildren(SheetPreview) if found.isVisible())
    qtbot.waitUntil(lambda: bool(sheet.view.images), timeout=10000)
    assert sheet.save_button.isEnabled()
    assert "不编号" in sheet.state.text()
