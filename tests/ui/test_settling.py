"""Opening data that was copied, moved or put back; and a backup that becomes the station again: through the real windows."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from models.services.backups import back_up
from models.services.exchange.identity import Standing, marks_for, remember, standing
from models.services.station import glancing, open_station
from tests.ui.case_station import MONDAY, Clock, dress_once, mill
from tests.ui.copied_station import copied_folder
from ui.app import Entrance
from ui.enrolment.restore_dialog import CANCELLED, NOTHING, RestoreDialog
from ui.login.standing_dialog import StandingDialog
from ui.tasks import Tasks


@pytest.fixture(autouse=True)
def _own_computer(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "computer"))
    monkeypatch.setenv("PROGRAMDATA", str(tmp_path / "computer"))


@pytest.fixture
def folder(tmp_path):
    return copied_folder(tmp_path)


@pytest.fixture
def used(folder):
    """A station that has worked in its folder with one case, and is closed."""
    station = open_station(folder, "demo", Clock())
    mill(station, Clock())
    remember(station, marks_for(folder))
    station.close()
    return folder


def entrance(qtbot, qapp, folder, answer=None):
    """The program's start on a folder; `answer` is what the clerk says where he is asked, all that is told is kept."""
    dress_once(qapp)
    found = Entrance(folder, Clock(MONDAY), False, at_once=True)
    qtbot.addWidget(found.window)
    found.asked, found.told = [], []
    found.settling.ask = lambda standing: found.asked.append(standing) or answer
    found.settling.tell = lambda title, text: found.told.append(f"{title}\n{text}")
    found.window.show()
    return found


def log_in(qtbot, found, password="demo"):
    found.page.password.setText(password)
    qtbot.keyClick(found.page.password, Qt.Key.Key_Return)
    if found.desk is not None:
        qtbot.addWidget(found.desk)
    return found.desk


def journal_of(folder):
    station = open_station(folder, "demo", Clock(MONDAY))
    try:
        with glancing(station) as look:
            return look.tuples("SELECT epoch, seq, hash FROM journal ORDER BY epoch, seq"), look.tuples("SELECT * FROM setting")
    finally:
        station.close()


def test_where_it_worked_before_nobody_is_asked_and_closing_remembers_how_far_it_got(qtbot, qapp, folder):
    found = entrance(qtbot, qapp, folder)
    desk = log_in(qtbot, found)
    mill(desk.station, Clock(), MONDAY)
    desk.close()
    again = open_station(folder, "demo", Clock(MONDAY))
    assert standing(again, marks_for(folder)).finding == "same"
    again.close()
    second = entrance(qtbot, qapp, folder)
    assert log_in(qtbot, second) is not None
    assert (found.asked, second.asked, second.told) == ([], [], [])
    second.desk.close()


def test_a_copy_by_mistake_is_closed_and_nothing_is_written(qtbot, qapp, used, tmp_path):
    copy = Path(shutil.copytree(used, tmp_path / "copy"))
    before = journal_of(copy)
    found = entrance(qtbot, qapp, copy, answer=None)
    assert log_in(qtbot, found) is None
    assert not found.window.isVisible()
    assert found.asked[0].finding == "elsewhere"
    assert str(used.resolve()) in found.asked[0].text
    assert f"原来的数据在 {used.resolve()}" in found.told[0]
    assert journal_of(copy) == before


@pytest.mark.parametrize("reason", ["moved", "restored"])
def test_moved_or_restored_goes_on_under_a_new_letter(qtbot, qapp, used, tmp_path, reason):
    copy = Path(shutil.copytree(used, tmp_path / "copy"))
    found = entrance(qtbot, qapp, copy, answer=reason)
    desk = log_in(qtbot, found)
    assert desk.isVisible()
    assert "带字母 B" in found.told[0]
    assert "重建包" in found.told[0]
    assert desk.station.epoch.startswith("02.")
    mill(desk.station, Clock(), MONDAY, phone="13900000002")
    with glancing(desk.station) as look:
        numbers = sorted(number for (number,) in look.tuples("SELECT number FROM case_view"))
    assert [number.split("-")[2][0] for number in numbers] == ["0", "B"]
    desk.close()
    again = entrance(qtbot, qapp, copy)
    assert log_in(qtbot, again) is not None
    assert again.asked == []
    again.desk.close()


def test_a_folder_put_back_in_its_place_is_asked_about_too(qtbot, qapp, used, tmp_path):
    kept = Path(shutil.copytree(used, tmp_path / "kept"))
    station = open_station(used, "demo", Clock())
    mill(station, Clock(), MONDAY, phone="13900000002")
    remember(station, marks_for(used))
    station.close()
    shutil.rmtree(used)
    shutil.copytree(kept, used)
    found = entrance(qtbot, qapp, used, answer="restored")
    desk = log_in(qtbot, found)
    assert found.asked[0].finding == "older"
    assert desk.station.epoch.startswith("02.")
    desk.close()


def test_the_safe_answer_has_the_focus_and_esc_means_it(qtbot, qapp):
    dress_once(qapp)
    dialog = StandingDialog(None, Standing("elsewhere", "这份数据以前不在这台电脑上使用。"))
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitExposed(dialog)
    assert dialog.focusWidget() is dialog.buttons[None]
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.reason is None
    dialog.open()
    qtbot.keyClick(dialog.buttons["moved"], Qt.Key.Key_Space)
    assert (dialog.result(), dialog.reason) == (QDialog.DialogCode.Accepted, "moved")


def test_a_computer_that_keeps_no_mark_is_told_once_and_works(qtbot, qapp, used, tmp_path, monkeypatch):
    copy = Path(shutil.copytree(used, tmp_path / "copy"))
    blocked = tmp_path / "a file"
    blocked.write_text("", encoding="ascii")
    monkeypatch.setenv("XDG_STATE_HOME", str(blocked))
    monkeypatch.setenv("PROGRAMDATA", str(blocked))
    found = entrance(qtbot, qapp, copy, answer="moved")
    desk = log_in(qtbot, found)
    assert "写不了文件" in found.told[0]
    assert desk.station.epoch.startswith("02.")
    desk.close()
    again = entrance(qtbot, qapp, copy)
    assert log_in(qtbot, again).station.epoch.startswith("02.")
    assert again.asked == []
    again.desk.close()


# 从备份恢复


@pytest.fixture
def stick(used, tmp_path):
    """A stick with one backup of the station, which had one case then and has two now."""
    made = tmp_path / "stick"
    made.mkdir()
    station = open_station(used, "demo", Clock(MONDAY))
    back_up(station, made)
    mill(station, Clock(), MONDAY, phone="13900000002")
    station.close()
    return made


def restoring(found, stick):
    found.page.restore_button.click()
    dialog = found.window.findChild(RestoreDialog)
    dialog.ask_folder = lambda: str(stick)
    dialog.choose()
    return dialog


def test_a_new_computer_becomes_the_station_from_its_backup(qtbot, qapp, stick, tmp_path):
    found = entrance(qtbot, qapp, tmp_path / "new")
    dialog = restoring(found, stick)
    assert [dialog.table.item(0, column).text() for column in (0, 1)] == ["2026-11-23 周一 09:40", "堂街供电所（3501）"]
    dialog.password.setText("falsch")
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    assert "密码不对" in dialog.trouble.text()
    assert not (tmp_path / "new" / "keys.json").exists()
    dialog.password.setText("demo")
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    assert found.desk.isVisible()
    assert found.desk.station.epoch.startswith("02.")
    assert len(found.desk.page.table.cases.rows) == 1
    assert "请先不要补登记" in found.told[0]
    qtbot.addWidget(found.desk)
    found.desk.close()
    again = entrance(qtbot, qapp, tmp_path / "new")
    assert log_in(qtbot, again) is not None
    assert again.asked == []
    again.desk.close()


def test_from_the_login_page_what_lay_there_is_kept_aside(qtbot, qapp, used, stick):
    found = entrance(qtbot, qapp, used)
    dialog = restoring(found, stick)
    dialog.password.setText("demo")
    dialog.act_button.click()
    qtbot.addWidget(found.desk)
    assert len(found.desk.page.table.cases.rows) == 1
    (aside,) = used.glob("replaced-*")
    assert (aside / "station.db").is_file()
    found.desk.close()


def test_a_folder_without_backups_says_where_they_would_be(qtbot, qapp, tmp_path):
    found = entrance(qtbot, qapp, tmp_path / "new")
    dialog = restoring(found, tmp_path)
    assert dialog.trouble.text() == NOTHING
    assert not dialog.act_button.isEnabled()
    dialog.ask_folder = lambda: str(tmp_path / "gone")
    dialog.choose()
    assert "读不出来" in dialog.trouble.text()


def test_a_damaged_backup_and_one_without_its_files_are_told_and_nothing_is_put_in_place(qtbot, qapp, stick, tmp_path):
    found = entrance(qtbot, qapp, tmp_path / "new")
    dialog = restoring(found, stick)
    backup = dialog.table.chosen()
    path = backup.folder / backup.database
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :])
    dialog.password.setText("demo")
    dialog.act_button.click()
    assert "这份备份坏了" in dialog.trouble.text()
    assert "另一天的备份" in dialog.trouble.text()
    assert dialog.act_button.isEnabled()
    assert found.desk is None
    assert not (tmp_path / "new" / "keys.json").exists()


def test_cancelling_breaks_off_and_leaves_nothing_behind(qtbot, qapp, used, stick, tmp_path, monkeypatch):
    """On real workers: the restoring stands still at its first file until it was cancelled."""
    from threading import Event

    from models.services import restoring as service

    dress_once(qapp)
    new, tasks = tmp_path / "new", Tasks()
    dialog = RestoreDialog(None, new, Clock(MONDAY), tasks, None)
    qtbot.addWidget(dialog)
    dialog.ask_folder = lambda: str(stick)
    dialog.open()
    dialog.choose()
    qtbot.waitUntil(dialog.act_button.isEnabled)
    begun, go_on, put = Event(), Event(), service.prove_copy

    def slow(*given):
        begun.set()
        assert go_on.wait(20)
        return put(*given)

    monkeypatch.setattr(service, "prove_copy", slow)
    dialog.password.setText("demo")
    dialog.act_button.click()
    assert not dialog.cancel_button.isEnabled()
    qtbot.waitUntil(begun.is_set)
    dialog._job.cancel()
    go_on.set()
    qtbot.waitUntil(dialog.act_button.isEnabled)
    assert dialog.trouble.text() == CANCELLED
    assert not (new / "keys.json").exists()
    monkeypatch.undo()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "computer"))
    dialog.act_button.click()
    qtbot.waitUntil(lambda: dialog.station is not None)
    assert dialog.result() == QDialog.DialogCode.Accepted
    tasks.close()
    dialog.station.close()
