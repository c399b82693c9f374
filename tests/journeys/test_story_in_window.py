"""The station's main job by keyboard in the real window: the small mill from the counter to the archive, the county and back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDialog, QLabel, QMenu, QWidget

from models.services.case_page.detail import case_detail
from models.services.centre.answers import acknowledge
from models.services.centre.intake import take
from models.services.exchange.outbox import case_states
from tests import stations
from tests.data.pdf_text import text_of
from tests.ui.case_station import dress_once
from tests.ui.keyboard import CONTROL, ENTER, fill, focused, press, write
from ui.exchange.audit_step import EXPORT, audited
from ui.exchange.page import ExchangePage
from ui.main_window import MainWindow
from ui.tasks import Tasks

Key = Qt.Key
FRIDAY = date(2026, 11, 20)
NAME = "张𬀩面粉加工厂"


class Clerk:
    """Hands on the keyboard of one window; `answers` are the files and folders named when a dialog asks for one."""

    def __init__(self, window: MainWindow, clock: stations.Clock, folder: Path) -> None:
        self.window, self.clock, self.folder = window, clock, folder
        self.errors: list[str] = []
        self.told: list[str] = []

    def go(self, day: date) -> None:
        self.clock.go(day)
        self.window.look_at_clock()

    def step(self) -> None:
        """F2, and what the window does before the next key can come."""
        press(Key.Key_F2)
        QApplication.processEvents()

    def page(self, number: int) -> None:
        press(Key(Key.Key_0 + number), Qt.KeyboardModifier.AltModifier)

    def save(self) -> None:
        press(ENTER, CONTROL)

    def next(self, *texts: str) -> None:
        """Types each text and goes on to the next required field."""
        for text in texts:
            write(text)
            press(Key.Key_PageDown)

    def menu(self, act: str) -> None:
        """Ctrl+M and down to the act of this name."""
        press(Key.Key_M, CONTROL)
        popped = cast(QMenu, QApplication.activePopupWidget())
        for _ in popped.actions():
            self._pop(Key.Key_Down)
            if popped.activeAction().text().startswith(act):
                break
        self._pop(ENTER)

    def _pop(self, key: Key) -> None:
        from PySide6.QtTest import QTest

        menu = QApplication.activePopupWidget()
        assert menu is not None, "no menu is open"
        QTest.keyClick(menu, key)

    def save_pdf(self, name: str) -> str:
        """Ctrl+S in the preview that is open, then Esc; the words of the file."""
        self.dialog()
        press(Key.Key_S, CONTROL)
        press(Key.Key_Escape)
        self.desk()
        return text_of((self.folder / name).read_bytes())

    def dialog(self) -> None:
        """Waits for the dialog that was asked for."""
        _until(lambda: isinstance(QApplication.activeWindow(), QDialog) and QApplication.focusWidget() is not None)

    def desk(self) -> None:
        """The dialog is gone; the window manager gives the keyboard back to the window."""
        assert QApplication.activeModalWidget() is None
        self.window.activateWindow()
        _until(self.window.isActiveWindow)
        QApplication.processEvents()

    def find(self, text: str) -> None:
        """Ctrl+K, a name, Enter."""
        press(Key.Key_K, CONTROL)
        write(text)
        search = self.window.top_bar.search
        _until(search.answers.isVisible)
        press(ENTER)
        QApplication.processEvents()


    def to(self, button: str) -> None:
        """Tab to a button by its words."""
        seen = []
        for _ in range(60):
            if getattr(focused(), "text", str)() == button:
                return
            seen.append(getattr(focused(), "text", lambda: type(focused()).__name__)())
            press(Key.Key_Tab)
        pytest.fail(f"Tab never comes to {button} {seen}")


def _until(done: Callable[[], bool]) -> None:
    for _ in range(500):
        if done():
            return
        QApplication.processEvents()
        from PySide6.QtTest import QTest

        QTest.qWait(10)
    pytest.fail("it never came")


def words_on(widget: QWidget) -> str:
    seen = (*widget.findChildren(QLabel), *widget.findChildren(QAbstractButton))
    return "\n".join(one.text() for one in seen if one.isVisible())


@pytest.fixture
def clerk(qtbot, home: Path, clock: stations.Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clerk:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    dress_once(app)
    clock.go(FRIDAY)
    errors: list[str] = []
    window = MainWindow(stations.station_of(home, clock), clock, tasks=Tasks(at_once=True, tell=lambda error: errors.append(str(error))))
    monkeypatch.setattr(window, "show_error", lambda error: errors.append(str(error)))
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    found = Clerk(window, clock, tmp_path)
    found.errors = errors
    monkeypatch.setattr("ui.paper.preview.ask_for_file", lambda _parent, name: str(tmp_path / name))
    return found


def test_the_small_mill_by_keyboard_from_the_counter_to_the_county(clerk: Clerk, home: Path) -> None:
    case_id, number = _at_the_counter(clerk)
    _survey_and_plan(clerk, case_id)
    _pause_and_correct(clerk, case_id)
    _to_the_archive(clerk, case_id)
    _to_the_county_and_back(clerk, home, number)
    assert clerk.errors == []
    clerk.window.close()


def _at_the_counter(clerk: Clerk) -> tuple[str, str]:
    """容缺受理: the property proof is owed; receipt, notice and promise are saved as PDF."""
    window = clerk.window
    clerk.page(2)
    _until(lambda: window.page.entry.head.stops[0].isAncestorOf(focused()))  # type: ignore[attr-defined]
    fill("2", "1", "1", "", "", "", "")
    fill(NAME, "", "1", "92410425MAUQYUMRHX", "郏县堂街镇前王庄3组")
    press(Key.Key_PageDown)
    fill("13613013910", "呙䶮", "", "", "13613013911", "1", "2", "六十", "2")
    press(Key.Key_PageDown)
    write("1")
    press(Key.Key_PageDown, times=2)
    fill("1", "1")
    clerk.save()
    told = words_on(window.page)
    assert "“六十”不是数字" in told
    assert "校验" in told, "both findings at once"
    write("92410425MAUQYUMRHL")
    assert window.page.entry.focus("capacity")  # type: ignore[attr-defined]
    fill("60")
    clerk.save()
    result = window.page.outcome.result  # type: ignore[attr-defined]
    assert "容缺受理" in words_on(window.page)
    press(Key.Key_P, CONTROL)
    receipt = clerk.save_pdf(f"{result.number} 业务受理回执.pdf")
    for word in (result.number, NAME, "现场勘查", "2026年12月11日", "95598", "客户联", "存根联", "产权证明"):
        assert word in receipt, word
    clerk.step()
    assert window.place == "case"
    for code, word in (("NOTICE-LV-SMALL", "15个工作日"), ("COMMITMENT", "承诺")):
        window.preview_paper(result.case_id, code)
        name = dict(window.page.detail.printable)[code]  # type: ignore[attr-defined]
        assert word in clerk.save_pdf(f"{result.number} {name}.pdf")
    return result.case_id, result.number


def _survey_and_plan(clerk: Clerk, case_id: str) -> None:
    clerk.go(date(2026, 11, 23))
    clerk.step()
    clerk.next("2号台区5号杆", "院墙", "李改枝")
    clerk.save()
    clerk.step()
    clerk.next("表箱出线")  # the source stands there from the survey
    fill("3", "", "1.0", "10(60)A")
    clerk.save()
    assert "供电方案答复还没有办结" in words_on(clerk.window.page)
    clerk.step()
    assert "供电方案" in clerk.save_pdf(f"{_number(clerk, case_id)} 低压供电方案答复单.pdf")
    clerk.step()
    clerk.step()
    clerk.dialog()
    clerk.save()
    clerk.desk()
    steps = {step.stage: step.state for step in _detail(clerk, case_id).steps}
    assert steps["plan_reply"] == "done", "delivered, not only filled"
    assert clerk.window.page.isAncestorOf(focused()), "the keyboard stays on the case"


def _pause_and_correct(clerk: Clerk, case_id: str) -> None:
    clerk.menu("暂停计时")
    clerk.dialog()
    press(Key.Key_Tab, times=2)
    write("客户签字的暂缓申请")
    press(Key.Key_Tab)
    write("1123")
    clerk.save()
    clerk.desk()
    clerk.go(date(2026, 11, 25))
    assert _detail(clerk, case_id).row.level == "waiting"
    clerk.step()
    clerk.dialog()
    clerk.save()
    clerk.desk()
    clerk.go(date(2026, 11, 26))
    limit = next(one for one in _detail(clerk, case_id).limits if one.governs)
    assert (limit.due, limit.promised) == (date(2026, 12, 16), date(2026, 12, 11)), "three working days; no exclusion named"
    assert "为什么是 2026-12-16 周三" in words_on(clerk.window.page)
    clerk.menu("更正登记内容")
    clerk.dialog()
    box = cast(QComboBox, focused())
    while not box.currentText().startswith("申请容量"):
        press(Key.Key_Down)
    press(Key.Key_Tab)
    write("75")
    press(Key.Key_Tab)
    write("客户补报一台水泵")
    clerk.save()
    clerk.desk()
    corrected = [fact for fact in _detail(clerk, case_id).history if "60 → 75" in fact.text]
    assert [fact.reason for fact in corrected] == ["客户补报一台水泵"]
    assert any("登记申请" in fact.text for fact in _detail(clerk, case_id).history)


def _to_the_archive(clerk: Clerk, case_id: str) -> None:
    clerk.step()
    clerk.next("1126")
    for row in range(3):
        fill("齐全", "1", *([""] * 2 if row < 2 else []))
    press(Key.Key_PageDown)
    write("1")
    clerk.save()
    clerk.step()
    clerk.next("DY2026-117", "1")
    clerk.save()
    assert "还欠资料：产权证明" in clerk.errors.pop()
    clerk.find("001")
    clerk.to("收到资料")
    press(ENTER)
    clerk.dialog()
    press(Key.Key_Tab, times=6)
    press(Key.Key_Space)
    clerk.save()
    clerk.desk()
    assert "资料还没有齐" not in "".join(clerk.errors)
    clerk.step()
    clerk.save()
    clerk.step()
    fill("DTZ341", "", "2", "3", "10(60)", "4130001000000123456789", "0")
    press(Key.Key_PageDown)
    clerk.next("HN001", "马战胜")
    clerk.save()
    clerk.step()
    clerk.next("2026-03")
    clerk.save()
    assert _detail(clerk, case_id).row.status_text == "已归档"


def _to_the_county_and_back(clerk: Clerk, home: Path, number: str) -> None:
    window = clerk.window
    clerk.page(6)
    page = cast(ExchangePage, window.page)
    stick = clerk.folder / "stick"
    stick.mkdir()
    page.ask_folder = lambda _before: str(stick)

    def told(title: str, text: str, buttons: tuple[str, ...]) -> int:
        clerk.told.append(f"{title}\n{text}")
        return buttons.index("接收") if "接收" in buttons else 0

    page.tell = told
    page.ask_audit = lambda report: clerk.told.append(audited(report)[1]) or EXPORT  # type: ignore[func-returns-value]
    clerk.step()
    clerk.desk()
    assert page.isAncestorOf(focused())
    assert "单据与系统不一致 2 项" in clerk.told[0], "the corrected capacity stands otherwise on two papers that were handed over"
    assert "已写入并校验" in words_on(page) + "".join(clerk.told)
    package = next(stick.glob("*D.YKP"))
    centre = stations.centre_of(home, clerk.clock)
    taken = take(centre, package)
    answer = acknowledge(centre, "3501", clerk.folder)[0].path
    centre.close()
    assert taken.new > 0
    page.ask_files = lambda _title, _kinds: [str(answer)]
    clerk.to("导入回执…")
    press(ENTER)
    clerk.find(number)
    clerk.page(3)
    assert case_states(window.station)["已回执"] == 1


def _detail(clerk: Clerk, case_id: str):
    return case_detail(clerk.window.station, case_id, clerk.clock().date())


def _number(clerk: Clerk, case_id: str) -> str:
    return _detail(clerk, case_id).row.number
