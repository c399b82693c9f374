"""The county centre's window on a real store with three stations: login, intake, board, cases, keys, the watched folder."""

import shutil
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from unittest.mock import Mock

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from models.problems import StationError
from models.services.centre import arrivals
from models.services.centre.answers import acknowledge
from models.services.centre.arrivals import original, receive
from models.services.centre.board import board
from models.services.centre.broadcasts import sent_broadcasts
from models.services.centre.card import own_card
from models.services.centre.intake import advance, take, take_with_gap
from models.services.centre.store import init_centre
from models.services.exchange.answers import take_answer
from models.services.exchange.incoming import look_into
from models.services.exchange.outbox import export
from models.store.local import write_setting
from models.store.whole_file import write_whole
from tests.county import lost
from tests.stations import mill
from tests.ui.case_station import dress_once
from ui.centre.board_page import level_words
from ui.centre.case_dialog import CountyCaseDialog
from ui.centre.entrance import CentreEntrance
from ui.centre.gap_dialog import GapDialog
from ui.centre.key_dialogs import EnrolDialog, RenewKeysDialog, RevokeDialog
from ui.centre.request_dialog import RequestDialog
from ui.centre.restored_card import RestoredDialog
from ui.centre.try_dialog import TryDialog
from ui.commandline.arguments import parse_arguments
from ui.message import Sentence


@pytest.fixture
def window(centre_window):
    return centre_window


def dialog_of(window, kind):
    return next(one for one in window.findChildren(kind) if one.isVisible())


def test_the_login_opens_the_centre_with_its_password_only(qtbot, qapp, tmp_path, clock):
    dress_once(qapp)
    url = f"sqlite:///{tmp_path / 'c.db'}"
    init_centre(url, tmp_path / "keys", "郏县客户服务中心", "geheim", clock)
    entrance = CentreEntrance(url, tmp_path / "keys", clock, at_once=True)
    assert entrance.page.restore_button.isVisibleTo(entrance.page) is False  # that is for stations
    qtbot.addWidget(entrance.window)
    entrance.start()
    assert entrance.desk is None
    entrance.open("falsch")
    assert "密码不对" in entrance.page.error.text()
    entrance.open("geheim")
    assert entrance.desk is not None
    qtbot.addWidget(entrance.desk)
    assert entrance.desk.windowTitle() == "郏县客户服务中心 · 业扩助手"
    assert entrance.desk.place == "board"
    entrance.desk.close()


def test_a_failed_disk_at_opening_is_told_and_the_desk_opens(qtbot, qapp, county, monkeypatch):
    dress_once(qapp)
    mill(county.stations["3501"])
    sha256 = receive(county.centre, export(county.stations["3501"], county.stick)[0].file)
    original(county.centre, sha256).unlink()
    original(county.centre, sha256).mkdir()  # a disk that gives the file no more
    told = []
    monkeypatch.setattr(Sentence, "exec", lambda self: told.append(" ".join(one.text() for one in self.findChildren(QLabel))))
    entrance = CentreEntrance(f"sqlite:///{county.centre.database.path}", county.centre.folder, county.clock, at_once=True)
    qtbot.addWidget(entrance.window)
    entrance.open("")
    qtbot.addWidget(entrance.desk)
    assert "1 个没有接着做完" in told[0]
    assert "重新打开县中心" in told[0]
    assert entrance.desk.isVisible()
    entrance.desk.close()


def test_the_command_line_keeps_the_window_and_the_commands_apart(tmp_path, capsys):
    args, command = parse_arguments(["--centre", "sqlite:///c.db", "--keys", str(tmp_path)])
    assert (args.centre_store, args.station, command) == ("sqlite:///c.db", tmp_path, None)
    args, command = parse_arguments(["centre", "board", "--store", "sqlite:///c.db", "--keys", str(tmp_path)])
    assert (args.keys, args.centre_store, command is not None) == (tmp_path, None, True)
    with pytest.raises(SystemExit):
        parse_arguments(["--centre", "sqlite:///c.db"])
    assert "--keys" in capsys.readouterr().err


def test_packages_are_tried_then_taken_together_and_answered(window, county):
    for code in ("3501", "3502"):
        mill(county.stations[code])
        export(county.stations[code], county.stick)
    window.open_page("intake")
    page = window.page
    page.ask_folder = lambda _title: str(county.stick)
    page.choose_folder()
    tried = dialog_of(window, TryDialog)
    assert [tried.table.item(at, 1).text() for at in range(2)] == ["3501", "3502"]
    assert {one.state for one in page.table.rows} == {"well_formed"}
    tried.take_button.click()
    assert {one.state for one in page.table.rows} == {"applied"}
    assert "2 个未回执" in page.subtitle.text()
    told = []
    page.tell = lambda title, text: told.append(text)
    page.write_answers()
    assert told[0].count("已写入并校验") == 2
    assert {one.state for one in page.table.rows} == {"acked"}
    page.choose_folder()  # the answers on the stick are passed over
    assert dialog_of(window, TryDialog).table.rowCount() == 2


def test_the_stick_stays_in_while_a_file_on_it_could_not_be_copied(window, county, monkeypatch):
    mill(county.stations["3501"])
    package = export(county.stations["3501"], county.stick)[0].file
    window.open_page("intake")

    def said():
        window.page.try_them([package])
        dialog = dialog_of(window, TryDialog)
        dialog.reject()
        return "\n".join(label.text() for label in dialog.findChildren(QLabel)), dialog.table.rows[0].told

    with monkeypatch.context() as patch:
        patch.setattr(arrivals, "write_whole", Mock(side_effect=MemoryError))
        heading, told = said()
    assert "U 盘先别拔" in heading
    assert "内存不够" in told
    assert "U 盘可以拔了" in said()[0]


def test_a_held_package_is_taken_by_a_supervisors_name_only(window, county, qtbot):
    station = county.stations["3501"]
    mill(station)
    lost(station, county.home)
    mill(station, phone="13900000002")
    package = export(station, county.stick)[0].file
    window.open_page("intake")
    page = window.page
    page.try_them([package])
    dialog_of(window, TryDialog).reject()
    assert [one.state for one in page.table.rows] == ["held"]
    assert not page.gap_button.isHidden()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    dialog = dialog_of(window, GapDialog)
    dialog.submit()
    assert dialog.isVisible()
    dialog.asked[0].editor.setText("孙主任")
    dialog.asked[1].editor.setPlainText("U 盘丢失")
    dialog.submit()
    assert [one.state for one in page.table.rows] == ["applied"]
    window.open_page("board")
    row = next(one for one in window.page.table.rows if one.station == "3501")
    assert row.gaps[0][0] == 1
    assert "缺号 1–" in window.page.told.text()


def test_cases_are_filtered_and_opened(window, county, qtbot):
    for code, count in (("3501", 2), ("3502", 1)):
        for number in range(count):
            mill(county.stations[code], phone=f"139{code}000{number}")
        window.open_page("intake")
        window.page.take(tuple(one.sha256 for one in _try(window, county, code)))
    window.open_page("cases")
    page = window.page
    assert page.subtitle.text() == "共 3 件"
    page.station.setCurrentIndex(page.station.findData("3502"))
    assert {row.station for row in page.table.cases.rows} == {"3502"}
    page.chips.buttons()[-2].click()
    assert page.subtitle.text() == "共 0 件"
    page.chips.buttons()[-1].click()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    shown = dialog_of(window, CountyCaseDialog)
    assert [one.text for one in shown.table.rows][-1].startswith("登记申请")


def _try(window, county, code):
    from models.services.centre.many_files import try_files

    return try_files(county.centre, [export(county.stations[code], county.stick)[0].file])


def test_a_station_is_enrolled_by_its_fingerprint(window, county):
    window.open_page("settings")
    page = window.page
    page.next_step()
    dialog = dialog_of(window, EnrolDialog)
    card = county.home / "3503" / "STATION.json"
    dialog.card.setText(str(card))
    QTest.keyClick(dialog.card, Qt.Key.Key_Return)  # as a scanner ends
    assert dialog.focusWidget() is dialog.told_line
    dialog.told_line.setText("1234")
    QTest.keyClick(dialog.told_line, Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.act_button
    dialog.submit()
    assert "32 位" in " ".join(one.problem.text() for one in dialog.asked)
    from models.services.centre.trusted_stations import read_station_card

    right = read_station_card(card).fingerprint
    dialog.told_line.setText(right[:-1] + ("0" if right[-1] != "0" else "1"))
    dialog.submit()
    assert "与名片里的指纹不同" in " ".join(one.problem.text() for one in dialog.asked)
    dialog.told_line.setText(read_station_card(county.home / "3502" / "STATION.json").fingerprint)
    dialog.submit()
    assert "与名片里的指纹不同" in " ".join(one.problem.text() for one in dialog.asked)
    scanned = card.read_text(encoding="utf-8").replace("\n", "")
    dialog.card.setText(scanned)
    dialog.told_line.setText(scanned)
    dialog.submit()
    assert "不能自己和自己比" in " ".join(one.problem.text() for one in dialog.asked)
    dialog.card.setText(str(card))
    dialog.submit()
    assert [one.station for one in page.stations.rows] == ["3501", "3502", "3503"]
    assert page.qr.accessibleName() == page.fingerprint.text()


def test_a_station_is_stopped_once_and_with_a_reason(window):
    window.open_page("settings")
    page = window.page
    page.stations.selectRow(1)
    page.revoke()
    stop = dialog_of(window, RevokeDialog)
    assert stop.focusWidget() is stop.asked[0].editor
    stop.asked[1].editor.setFocus()
    QTest.keyClick(stop.asked[1].editor, Qt.Key.Key_Return)
    assert stop.focusWidget() is stop.keep_button  # a dangerous act
    stop.asked[0].editor.setText("孙主任")
    stop.asked[1].editor.setPlainText("电脑被盗")
    stop.submit()
    assert [one.station for one in page.stations.rows if one.revoked] == ["3502"]
    page.stations.selectRow(1)
    page.revoke()
    assert not [one for one in window.findChildren(RevokeDialog) if one.isVisible()]
    assert any("这把密钥已经停用" in label.text() for label in window.findChildren(QLabel))
    waiting = RevokeDialog(window, replace(page.stations.rows[0], waiting=2))
    assert any("它有 2 个包缺号等着，停用后也不再接收" in label.text() for label in waiting.findChildren(QLabel))


def test_enter_on_a_station_stops_no_key(window, qtbot):
    window.open_page("settings")
    qtbot.keyClick(window.page.stations, Qt.Key.Key_Return)
    assert not [one for one in window.findChildren(RevokeDialog) if one.isVisible()]


def test_a_rebuild_package_is_written_for_the_key_in_use(window, county, tmp_path):
    station = county.stations["3501"]
    mill(station)
    take(county.centre, export(station, tmp_path)[0].file)
    acknowledge(county.centre, "3501", tmp_path)
    window.open_page("settings")
    page, told = window.page, []
    page.tell = lambda title, text: told.append(text)
    page.ask_folder = lambda title: str(tmp_path / "set")
    (tmp_path / "set").mkdir()
    page.stations.selectRow(0)
    page.rebuild_button.click()
    (written,) = (tmp_path / "set").glob("*R.YKP")
    assert written.name in told[0]
    assert "请交给供电所" in told[0]
    assert "都有" in look_into(station, written).summary[-1]
    page.revoke()
    stop = dialog_of(window, RevokeDialog)
    stop.asked[0].editor.setText("孙主任")
    stop.asked[1].editor.setPlainText("电脑坏了")
    stop.submit()
    (shown,) = [one for one in board(county.centre, county.clock().date()).rows if one.station == "3501"]
    assert level_words(shown) == "密钥停用"
    row = next(at for at, one in enumerate(page.stations.rows) if one.revoked)
    page.stations.selectRow(row)
    page.rebuild()
    assert len(told) == 1  # for a stopped key nobody writes


def test_the_watched_folder_is_switched_on_in_the_window(window, county, tmp_path):
    inbox, answers = tmp_path / "in", tmp_path / "out"
    inbox.mkdir()
    answers.mkdir()
    mill(county.stations["3501"])
    shutil.copy(export(county.stations["3501"], county.stick)[0].file, inbox)
    write_whole(inbox / "notes.txt", b"")
    window.open_page("settings")
    page = window.page
    page.watched.setChecked(True)
    assert not page.watched.isChecked()
    page.inbox.setText(str(inbox))
    page.answers.setText(str(tmp_path / "gone"))
    page.watched.setChecked(True)
    assert not page.watched.isChecked()
    assert window.watching == ("", "")
    page.answers.setText(str(answers))
    page.watched.setChecked(True)
    assert not page.inbox.isEnabled()  # what is typed there would be overwritten, and change nothing
    window._watching.look()
    assert len(list(answers.glob("*A.YKP"))) == 1
    assert "回执已写入" in window._watched.text()
    page.watched.setChecked(False)
    assert window.watching == ("", "")
    assert page.inbox.isEnabled()


def test_new_keys_are_made_in_the_settings_and_every_station_is_told(window, county):
    before = own_card(county.centre)
    window.open_page("settings")
    window.page.renew_keys()
    dialog = dialog_of(window, RenewKeysDialog)
    for box in dialog.boxes:
        box.setChecked(False)
    dialog.submit()
    assert "至少选一样" in dialog.asked[0].problem.text()
    dialog.boxes[0].setChecked(True)
    dialog.submit()
    after = own_card(county.centre)
    assert (after.serial, after.recipients) == (2, before.recipients)
    assert window.page.fingerprint.text() == after.fingerprint != before.fingerprint
    sent = sent_broadcasts(county.centre)
    assert [(one.kind, one.open) for one in sent] == [("keys", ("3501", "3502"))]


def test_the_board_tells_of_a_station_that_has_gone_quiet(window, county):
    mill(county.stations["3501"])
    take(county.centre, export(county.stations["3501"], county.stick)[0].file)
    acknowledge(county.centre, "3501", county.stick)
    page = window.page
    page.refresh()
    assert page.subtitle.text() == "2 个供电所，没有要处理的"
    county.clock.day += timedelta(days=10)
    page.refresh()
    assert page.subtitle.text() == "2 个供电所，1 个留意"
    page.table.selectRow(next(at for at, row in enumerate(page.table.rows) if row.station == "3501"))
    assert page.told.text().startswith("● 10 天没有来包（超过 7 天就提醒）")


def test_a_store_that_was_put_back_is_told_on_the_board_and_goes_on_in_a_new_epoch(window, county):
    station = county.stations["3501"]
    mill(station)
    take(county.centre, export(station, county.stick)[0].file)
    take_answer(station, acknowledge(county.centre, "3501", county.stick)[0].path)
    with county.centre.database.writer.begin() as connection:
        write_setting(connection, "ack:3501", "0")  # as it stood before that answer
    page = window.page
    page.refresh()
    assert page.restored.isHidden()
    mill(station, phone="13900000002")
    take(county.centre, export(station, county.stick)[0].file)
    page.refresh()
    assert not page.restored.isHidden()
    assert "已有本中心第 1 号回执，这个库只写到第 0 号" in page.restored.text.text()
    page.table.selectRow(next(at for at, row in enumerate(page.table.rows) if row.station == "3501"))
    assert "请先在上面的红色卡片里定下" in page.told.text()
    page.restored.act_button.click()
    dialog_of(window, RestoredDialog).submit()
    page.refresh()
    assert page.restored.isHidden()
    assert "请到“收包”写回执" in page.told.text()
    assert acknowledge(county.centre, "3501", county.stick)[1].centre_epoch.startswith("02.")


def test_the_board_asks_a_station_to_send_again_from_its_gap(window, county):
    station = county.stations["3501"]
    mill(station)
    lost(station, county.home)
    mill(station, phone="13900000002")
    package = receive(county.centre, export(station, county.stick)[0].file)
    with suppress(StationError):
        advance(county.centre, package)
    take_with_gap(county.centre, package, "孙主任", "U 盘丢失")
    window.page.refresh()
    window.page.table.selectRow(next(at for at, row in enumerate(window.page.table.rows) if row.station == "3501"))
    window.page.request()
    dialog = dialog_of(window, RequestDialog)
    assert dialog.what.currentText().startswith("从缺的第 1 条起")
    assert not next(row for row in window.page.table.rows if row.station == "3501").differs
    dialog.folder.setText(str(county.home / "nowhere"))
    dialog.submit()
    assert "没有这个文件夹" in dialog.asked[1].problem.text()
    dialog.folder.setText(str(county.stick))
    dialog.submit()
    request = next(county.stick.glob("*Q.YKP"))
    assert "从第 1 条" in "".join(look_into(station, request).summary)
