"""The window: pages by keys, search, back, the day, the workers."""

import sys
import threading
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel

from models.problems import StationError
from models.services.changes import Changes
from models.services.people import add_person
from tests.ui.case_station import MONDAY, mill
from tests.ui.copied_station import copied_station
from ui.by_name import PAGES
from ui.crash import CrashTeller
from ui.main_window import MainWindow
from ui.message import Sentence
from ui.paper.batch import StageSetDialog
from ui.tasks import Tasks
from ui.toast import Toast
from ui.waiting import WaitingDialog
from ui.window import Page


@pytest.fixture
def station(tmp_path, clock):
    found = copied_station(tmp_path, clock)
    clock.day = MONDAY
    return found


@pytest.fixture
def window(qtbot, station, clock):
    found = MainWindow(station, clock, tasks=Tasks(at_once=True, tell=lambda error: pytest.fail(str(error))))
    qtbot.addWidget(found)
    found.show()
    qtbot.waitExposed(found)
    return found


def keys(qtbot, window, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(QApplication.focusWidget() or window, key, modifier)


def test_alt_and_a_number_go_to_every_page(qtbot, window):
    for number, page in enumerate((page for page in PAGES if page.label), 1):
        keys(qtbot, window, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.AltModifier)
        assert window.place == page.name
        assert window.page.isVisible()


def test_esc_goes_back_the_way_one_came(qtbot, window, station, clock):
    case_id = mill(station, clock)
    clock.day = MONDAY
    window.open_page("cases")
    window.open_case(case_id)
    assert window.place == "case"
    keys(qtbot, window, Qt.Key.Key_Escape)
    assert window.place == "cases"
    keys(qtbot, window, Qt.Key.Key_Escape)
    assert window.place == "today"


def test_ctrl_shift_p_prints_the_whole_stage_of_the_case_in_sight(qtbot, window, station, clock):
    case_id = mill(station, clock)
    clock.day = MONDAY
    window.open_case(case_id)
    keys(qtbot, window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    dialog = next(found for found in window.findChildren(StageSetDialog) if found.isVisible())
    assert dialog.chosen()
    dialog.reject()


def test_esc_passes_over_forms_done_on_the_way(window, station, clock):
    case_id = mill(station, clock)
    clock.day = MONDAY
    window.open_page("cases")
    window.open_form(case_id, "LV-SURVEY")
    window.open_form(case_id, "LV-PLAN")
    window.go_back()
    assert window.place == "cases"


def test_pages_built_ahead_are_the_ones_then_shown_with_the_time_of_the_visit(qtbot, window, clock):
    window.build_ahead()
    qtbot.waitUntil(lambda: len(window.findChildren(Page)) > 1)
    window.open_page("cases")  # while it is still being built
    cases = window.page
    qtbot.waitUntil(lambda: window.ahead.done)
    register = next(page for page in window.findChildren(Page) if page.title == "受理登记")
    assert window.page is cases
    clock.day = MONDAY + timedelta(days=1)
    window.open_registration()
    assert window.page is register
    assert register.isVisible()
    assert register.entry.head.values()["got_at"] == "2026-11-24 09:40"
    kinds = [type(page) for page in window.findChildren(Page)]
    assert len(kinds) == len(set(kinds))


def test_a_page_that_may_not_be_left_stays(window, monkeypatch):
    monkeypatch.setattr(window.page, "may_leave", lambda: False)
    window.open_page("cases")
    assert window.place == "today"


def test_search_keeps_the_focus_and_opens_the_chosen_case(qtbot, window, station, clock):
    first, second = mill(station, clock, applicant="张𬀩堃铁器铺"), mill(station, clock, applicant="张店粮油")
    clock.day = MONDAY
    search = window.top_bar.search
    keys(qtbot, window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert search.hasFocus()
    search.setText("张")
    search.look()
    assert search.answers.isVisible()
    assert search.hasFocus()
    found = [row.case_id for row in search.answers.list.cases.rows]
    assert set(found) == {first, second}
    qtbot.keyClick(search, Qt.Key.Key_Down)
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert window.place == "case"
    assert window.page.case_id == found[1]
    assert not search.answers.isVisible()
    assert search.text() == ""


def test_search_that_finds_nothing_says_what_to_try(qtbot, window):
    search = window.top_bar.search
    search.setFocus()
    search.setText("没有")
    search.look()
    told = " ".join(label.text() for label in search.answers.findChildren(QLabel))
    assert "没有找到“没有”" in told
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert not search.answers.isVisible()
    assert window.place == "today"


def test_numbers_and_status_line_follow_a_change(qtbot, window, station, clock):
    assert window.navigation._buttons["today"].accessibleName() == "今日"
    case_id = mill(station, clock, day=date(2026, 10, 20))
    clock.day = MONDAY
    window.changes.tell(Changes(frozenset({case_id})))
    qtbot.waitUntil(lambda: window.navigation._buttons["today"].accessibleName() == "今日，1 件")
    assert window.status_line._saved.text() == "已保存 09:40"
    assert "未回执" not in window.status_line._outbox.text()


def test_a_new_day_is_noticed_and_pages_read_again(window, station, clock):
    mill(station, clock)
    clock.day = MONDAY
    window.page.refresh()
    before = window.page.table.cases.rows[0]
    clock.day = date(2027, 1, 11)
    window.look_at_clock()
    after = window.page.table.cases.rows[0]
    assert "2027-01-11 周一" in window.top_bar._day.text()
    assert (before.level, after.level) != ("overdue", "overdue")
    assert after.level == "overdue"


def test_another_clerk_takes_over(window, station, clock):
    add_person(station, "王晓燕", "业扩员", MONDAY)
    menu = window.top_bar.menu()
    next(action for action in menu.actions() if action.text().startswith("王晓燕")).trigger()
    assert window.top_bar.clerk.text() == "王晓燕"


def test_f1_opens_the_manual_beside_the_window(qtbot, window):
    keys(qtbot, window, Qt.Key.Key_F1)
    opened = [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
    assert [dialog.windowTitle() for dialog in opened] == ["使用说明"]
    assert not opened[0].isModal()
    opened[0].close()


def test_the_frame_fits_the_small_screen(window):
    for name in ("today", "cases", "statistics"):
        window.open_page(name)
        assert window.minimumSizeHint().width() <= 1366
        assert window.minimumSizeHint().height() <= 768


def test_the_safe_answer_is_the_default(qtbot):
    dialog = Sentence(None, "丢弃？", "不能找回。", ("丢弃", "留着"), danger=True)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.chosen == 1
    other = Sentence(None, "丢弃？", "不能找回。", ("丢弃", "留着"), danger=True)
    qtbot.addWidget(other)
    other.show()
    qtbot.keyClick(other, Qt.Key.Key_Escape)
    assert other.chosen == -1


def test_work_runs_off_the_gui_thread_and_comes_back_to_it(qtbot):
    tasks, seen = Tasks(), []
    tasks.run(threading.get_ident, lambda worker: seen.append((worker, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(seen))
    tasks.close()
    worker, back = seen[0]
    assert worker != back == threading.get_ident()


def test_a_sentence_is_told_and_a_bug_reaches_the_crash_hook(qtbot, monkeypatch):
    told, crashed = [], []
    tasks = Tasks(at_once=True, tell=told.append)
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: crashed.append(error))

    def fails(error):
        raise error

    tasks.run(lambda: fails(StationError("磁盘已满。", "请清理。")), pytest.fail)
    assert [str(error) for error in told] == ["磁盘已满。 请清理。"]
    bug = ZeroDivisionError("bug")
    tasks.run(lambda: fails(bug), pytest.fail)
    assert crashed == [bug]


def test_long_work_shows_progress_and_can_be_cancelled(qtbot, window):
    tasks, gate, seen = Tasks(window), threading.Event(), []
    job = tasks.run(gate.wait, seen.append, progress_text="正在读取……", cancellable=True)

    def dialogs():
        return [dialog for dialog in window.findChildren(WaitingDialog) if dialog.isVisible()]

    qtbot.waitUntil(lambda: bool(dialogs()))
    dialog = dialogs()[0]
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    dialog.offer_cancel()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert job.cancelled
    gate.set()
    tasks.close()
    QApplication.processEvents()
    assert seen == []


def test_quick_work_shows_no_dialog(qtbot, window):
    tasks, seen = Tasks(window), []
    tasks.run(lambda: 1, seen.append, progress_text="正在读取……")
    qtbot.waitUntil(lambda: bool(seen))
    assert not tasks.busy
    assert not window.findChildren(WaitingDialog)
    tasks.close()


def test_a_fault_is_told_once_and_the_report_comes_first(qtbot, window, tmp_path):
    reported = []
    teller = CrashTeller(tmp_path, lambda *fault: reported.append(fault[1]))
    first, second = ZeroDivisionError("a"), KeyError("b")
    teller.hook(ZeroDivisionError, first, None)
    teller.hook(KeyError, second, None)
    assert reported == [first, second]
    dialogs = [dialog for dialog in QApplication.topLevelWidgets() if isinstance(dialog, Sentence) and dialog.isVisible()]
    assert len(dialogs) == 1
    told = " ".join(label.text() for label in dialogs[0].findChildren(QLabel))
    assert str(tmp_path / "reports") in told
    dialogs[0].accept()
    teller.hook(KeyError, second, None)
    again = [dialog for dialog in QApplication.topLevelWidgets() if isinstance(dialog, Sentence) and dialog.isVisible()]
    assert len(again) == 1
    again[0].accept()


def test_large_type_keeps_level_customer_and_act_in_sight(qtbot, window, station, clock):
    mill(station, clock)
    clock.day = MONDAY
    window.resize(1366, 768)
    window.page.refresh()
    table = window.page.table
    table.setStyleSheet("QTableView { font-size: 28px; }")
    table.resize(table.width() - 1, table.height())
    kinds = [column.kind for column in table.cases.columns]
    for kind in ("level", "strong", "action", "more"):
        place = kinds.index(kind)
        assert not table.isColumnHidden(place)
        assert table.columnViewportPosition(place) + table.columnWidth(place) <= table.viewport().width()
    assert table.isColumnHidden(kinds.index("due"))


def test_a_short_word_after_a_long_one_is_as_narrow_as_at_first(window):
    (toast,) = window.findChildren(Toast)
    window.toast("已保存。")
    alone = toast.size()
    window.toast("导出的包已经写入并校验，" * 12)
    assert toast.height() > alone.height()
    assert toast.width() < window.width()
    window.toast("已保存。")
    assert toast.size() == alone
