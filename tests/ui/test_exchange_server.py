"""数据上报 with a real SFTP server: its fingerprint compared, exported to, answers fetched, previewed, taken or not; the plan."""

from datetime import date, datetime

import pytest

from models.services.destinations import destinations, open_credential
from models.services.outbox import outbox_page, trust
from models.services.upload_plan import keep_plan, upload_plan
from models.sync.transport.places import Credential
from models.upload_schedule import UploadSchedule
from tests.sftp_server import serving
from tests.ui.case_station import MONDAY, PlainDesk, mill
from tests.ui.copied_station import copied_station
from tests.ui.test_exchange import CountyCentre
from ui.exchange.audit_step import EXPORT
from ui.exchange.page import ExchangePage
from ui.exchange.plan_dialog import PlanDialog
from ui.exchange.server_dialog import ServerDialog
from ui.exchange.taking import TAKE
from ui.today.page import TodayPage


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    home = tmp_path_factory.mktemp("sshd")
    with serving(home, home / "in") as running:
        yield running


@pytest.fixture
def running(started):
    yield started
    for left in started.folder.iterdir():
        left.unlink()


@pytest.fixture
def desk(qtbot, tmp_path, clock):
    station = copied_station(tmp_path, clock)
    mill(station, clock)
    clock.day = MONDAY
    window = PlainDesk(station, clock)
    qtbot.addWidget(window)
    yield window
    window.tasks.close()
    station.close()


@pytest.fixture
def page(desk, tmp_path, clock):
    centre = CountyCentre(tmp_path / "centre", clock)
    trust(desk.station, centre.card)
    made = ExchangePage(desk)
    made.county = centre
    made.told, made.takes = [], True
    made.tell = lambda title, text, buttons: made.told.append(f"{title}\n{text}") or int(buttons == TAKE and made.takes)
    made.ask_audit = lambda report: EXPORT
    made.ask_folder = lambda before: pytest.fail("no folder is asked for")
    desk.setCentralWidget(made)
    desk.resize(1190, 686)
    desk.show()
    return made


def dialog_for(desk, running, before=None):
    dialog = ServerDialog(desk, before)
    dialog.asked_same = []
    dialog.ask_same = lambda title, text: dialog.asked_same.append(text) or True
    if before is None:
        for name, text in {"host": f"{running.server.host}:{running.server.port}", "user": running.server.user}.items():
            dialog.lines[name].setText(text)
        key = running.folder.parent / "user_key"
        dialog.ask_key = lambda: str(key)
        dialog.choose_key()
    dialog.show()
    return dialog


def set_up(desk, running):
    dialog = dialog_for(desk, running)
    dialog.test()
    dialog.submit()
    return dialog


def test_a_server_is_kept_only_after_its_fingerprint_was_compared(desk, page, running):
    dialog = dialog_for(desk, running)
    dialog.submit()
    assert "测试连接" in dialog.trouble.text()
    assert destinations(desk.station) == ()
    dialog.ask_same = lambda title, text: False
    dialog.test()
    assert "指纹不一致" in dialog.outcome.text()
    dialog.ask_same = lambda title, text: dialog.asked_same.append(text) or True
    dialog.test()
    assert running.server.fingerprint in dialog.asked_same[0]
    assert "连接正常" in dialog.outcome.text()
    dialog.submit()
    (kept,) = destinations(desk.station)
    assert (kept.server.fingerprint, kept.server.folder) == (running.server.fingerprint, ".")
    assert open_credential(desk.station, kept.name) == running.credential
    assert page.bar.where.count() == 2


def test_changing_a_server_keeps_its_secret_and_a_new_host_must_be_compared_again(qtbot, desk, page, running):
    set_up(desk, running)
    (kept,) = destinations(desk.station)
    dialog = dialog_for(desk, running, kept)
    dialog.lines["name"].setText("县局")
    dialog.submit()
    assert [one.name for one in destinations(desk.station)] == ["县局"]
    assert open_credential(desk.station, "县局") == running.credential
    again = dialog_for(desk, running, destinations(desk.station)[0])
    qtbot.keyClicks(again.lines["host"], "9")
    assert again.fingerprint == ""


def test_a_key_stands_in_place_of_the_password_and_can_be_taken_back(desk, page, running):
    dialog = dialog_for(desk, running)
    assert (dialog.lines["password"].isHidden(), dialog.lines["passphrase"].isHidden()) == (True, False)
    dialog.choose_key()
    assert (dialog.lines["password"].isHidden(), dialog.lines["passphrase"].isHidden()) == (False, True)
    dialog.test()
    assert "还没有填口令" in dialog.outcome.text()


def test_a_wrong_password_is_told_in_the_dialog(desk, page, running):
    set_up(desk, running)
    dialog = dialog_for(desk, running, destinations(desk.station)[0])
    dialog.lines["password"].setText("wrong")
    dialog.test()
    assert "用户名、口令或私钥不对" in dialog.outcome.text()
    assert open_credential(desk.station, destinations(desk.station)[0].name) != Credential(password="wrong")


def test_export_to_the_server_and_the_answer_from_it(desk, page, running, tmp_path):
    set_up(desk, running)
    assert page.bar.name == "县公司服务器"
    assert page.answer_button.text() == "取回执…"
    page.next_step()
    (package,) = running.folder.iterdir()
    assert "sftp://" in page.told[0]
    assert "U 盘" not in page.told[0]
    page.import_answer()
    assert desk.said[-1] == "服务器上没有新的回执。"
    page.county.answer(desk.station.folder, package, running.folder)
    page.takes = False
    page.import_answer()
    assert "第 1 号回执" in page.told[-1]
    assert outbox_page(desk.station).packages[0].state != "已回执"
    page.takes = True
    page.import_answer()
    assert "接收了 1 个包" in page.told[-1]
    assert outbox_page(desk.station).packages[0].state == "已回执"
    page.import_answer()
    assert desk.said[-1] == "服务器上没有新的回执。"


def test_the_chosen_server_is_offered_again_and_can_be_taken_away(desk, page, running, monkeypatch):
    set_up(desk, running)
    page.bar.where.setCurrentIndex(0)
    page.bar.where.activated.emit(0)
    page.refresh()
    assert page.bar.name == ""
    page.bar.where.setCurrentIndex(1)
    page.bar.where.activated.emit(1)
    page.refresh()
    assert page.bar.name == "县公司服务器"
    monkeypatch.setattr(desk, "ask", lambda *words: True)
    page.bar.drop_server()
    assert page.bar.name == ""
    assert open_credential(desk.station, "县公司服务器") is None


def test_a_plan_is_made_and_shown_with_its_next_time(desk, page):
    page.bar.change_plan()
    dialog = desk.findChild(PlanDialog)
    dialog.every.setCurrentIndex(dialog.every.findData("week"))
    dialog.at.setText("25:00")
    dialog.submit()
    assert "16:00" in next(one.problem.text() for one in dialog.asked if one.name == "at")
    dialog.at.setText("1630")
    dialog.submit()
    assert upload_plan(desk.station, desk.now()).schedule.text == "每周五 16:30"
    assert page.bar.plan.whole == "每周五 16:30，下次 11-27 周五 16:30"


def test_what_is_owed_is_told_on_the_page_and_in_today(qtbot, desk, page, clock):
    keep_plan(desk.station, UploadSchedule(every="week", day=5), datetime(2026, 11, 9, 9))
    page.refresh()
    assert page.bar.plan.whole == "▲ 该上报了：每周五 16:00，已过 3 天"
    today = TodayPage(desk)
    desk.setCentralWidget(today)
    today.show()
    today.reminders.ask()
    assert today.reminders.rows[0].text == "该上报了：每周五 16:00，已过 3 天"
    assert today.reminders.rows[0].on == date(2026, 11, 20)
    today.reminders.list.itemActivated.emit(today.reminders.list.item(0))
    assert desk.went[-1] == ("page", "exchange")
