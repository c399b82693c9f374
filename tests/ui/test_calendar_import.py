"""规则依据 › 导入放假安排: what a file would change is seen first, then it is adopted; wrong files are told, nothing is lost."""

import shutil
from datetime import date
from threading import Event

import pytest
from PySide6.QtWidgets import QFileDialog

import resources
from models.services.calendars import adopted, from_program
from tests.data.calendars import NEXT_YEAR, PAPER
from tests.models.services.test_calendars import YEAR_2026_AGAIN
from tests.ui.case_station import MONDAY, Clock, PlainDesk, mill
from tests.ui.copied_station import copied_station
from ui.rules import page as rules_page
from ui.rules.calendar_import import Breakable, CalendarDialog
from ui.rules.page import RulesPage
from ui.tasks import Tasks


@pytest.fixture
def desk(qtbot, tmp_path):
    clock = Clock(MONDAY)
    station = copied_station(tmp_path, clock)
    mill(station, clock)
    clock.day = MONDAY
    window = PlainDesk(station, clock)
    qtbot.addWidget(window)
    yield window
    window.tasks.close()
    station.close()


@pytest.fixture
def page(desk):
    made = RulesPage(desk)
    desk.setCentralWidget(made)
    desk.resize(1190, 686)
    desk.show()
    return made


@pytest.fixture
def choose(tmp_path, monkeypatch):
    def chosen(text, name="2027.toml"):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))

    return chosen


def dialog_of(desk):
    return next((w for w in desk.findChildren(CalendarDialog) if w.isVisible()), None)


def test_seen_first_then_adopted(desk, page, choose):
    choose(YEAR_2026_AGAIN, "2026.toml")
    page.import_button.click()
    dialog = dialog_of(desk)
    shown = "\n".join(label.text() for label in dialog.findChildren(type(dialog.summary)))
    assert dialog.summary.text() == "1 件变化：1 件推后。"
    assert "以这次的为准：2026-11-26（周四）原为上班，改为放假" in shown
    line = [dialog.table.item(0, at).text() for at in range(5)]
    old, new = (date.fromisoformat(text[:10]) for text in line[3:])
    assert new > old
    assert line[4].endswith("推后")
    assert len(adopted(desk.station)) == 1, "nothing is stored yet"
    dialog.act_button.click()
    assert desk.station.calendar.revision == "2026-2"
    assert desk.said[-1] == "已采用工作日历 2026-2。1 件变化：1 件推后。"
    told = page.view.text.toPlainText()
    assert "日历版本 2026-2" in told
    assert "2026.toml（校验码 " in told


def test_left_alone_nothing_is_stored(desk, page, choose):
    choose(NEXT_YEAR)
    page.import_button.click()
    dialog = dialog_of(desk)
    assert dialog.summary.text() == "在办工单的到期日都不变。"
    dialog.keep_button.click()
    assert len(adopted(desk.station)) == 1


def test_a_bad_file_is_told_and_opens_nothing(desk, page, choose):
    choose(NEXT_YEAR.replace("2027-02-20", "2027-02-16"))
    page.import_button.click()
    assert dialog_of(desk) is None
    assert "第 14 行" in str(desk.errors[-1])


def test_what_the_program_brought_is_offered_until_it_is_adopted(desk, page, choose, tmp_path, monkeypatch):
    assert not page.offer.isVisible()
    folder = shutil.copytree(resources.path("calendar"), tmp_path / "calendar")
    (folder / "2027.toml").write_text(NEXT_YEAR, encoding="utf-8")
    monkeypatch.setattr(rules_page, "from_program", lambda station: from_program(station, folder))
    page._read = None  # as in a program that starts with the newer file
    page.refresh()
    assert page.offer_text.text() == "程序自带 2027 年放假安排，可采用。"
    page._look_over_offer()
    dialog_of(desk).act_button.click()
    assert desk.station.calendar.revision == "2027-1"
    assert not page.offer.isVisible()
    assert PAPER in page.view.text.toPlainText()


def test_broken_off_in_the_middle_nothing_is_stored_and_it_is_said(qtbot, page):
    """With real workers: cancelled while it runs, the work is broken off by its own progress."""
    workers = Tasks(page, at_once=False)
    begun, cancelled, told, stored = Event(), Event(), [], []

    def work(progress):
        progress(0, 2)
        begun.set()
        cancelled.wait(5)
        progress(1, 2)
        stored.append(True)

    page.desk.tasks, own = workers, page.desk.tasks
    breakable = Breakable(page.desk, work, told.append, lambda error: told.append(str(error)), "…")
    page.desk.tasks = own
    assert begun.wait(5)
    breakable._job.cancel()
    cancelled.set()
    qtbot.waitUntil(lambda: bool(told))
    workers.close()
    assert (told, stored) == (["已取消，什么都没有改。"], [])
