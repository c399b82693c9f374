"""数据上报 with a real SFTP server: its fingerprint compared, exported to, answers fetched, previewed, taken or not; the plan."""

from datetime import date, datetime

import msgspec
import pytest
from PySide6.QtWidgets import QApplication

from models.services.exchange.destinations import destinations, keep_destination, open_credential
from models.services.exchange.outbox import outbox_page, trust
from models.services.exchange.upload_plan import keep_plan, upload_plan
from models.sync.transport.places import Credential
from models.upload_schedule import UploadSchedule
from tests.sftp_server import serving
from tests.ui.case_looks import problems
from tests.ui.case_station import MONDAY, PlainDesk, mill
from tests.ui.copied_station import copied_station
from tests.ui.test_exchange import CountyCentre
from ui.exchange.audit_step import EXPORT
from ui.exchange.page import ExchangePage
from ui.exchange.plan_dialog import PlanDialog
from ui.exchange.server_dialog import ANYWAY, ServerDialog
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
    dialog.ask_same = lambda title, text: False
    for act in (dialog.submit, dialog.test):
        act()
        assert "指纹不一致" in dialog.outcome.text()
        assert "还没有保存" in dialog.outcome.text()
    assert destinations(desk.station) == ()
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
    assert "还没有填口令" in problems(dialog)["password"]
    assert dialog.asked_same == []


def test_what_is_saved_was_tried_and_only_then_said_to_work(desk, page, running):
    set_up(desk, running)
    assert desk.said[-1] == "已保存目的地“县公司服务器”：能登录，文件夹能写、能读回。"
    dialog = dialog_for(desk, running, destinations(desk.station)[0])
    dialog.lines["name"].setText("县局")
    dialog.submit()
    assert desk.said[-1] == "已保存目的地“县局”。"  # nothing was tried


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [("user", "nobody-here", "用户名、口令或私钥不对"), ("folder", "nowhere", "没有这个文件夹"),
     ("host", "no.such.host.invalid", "找不到这个服务器"), ("host", "127.0.0.1:1", "没有接受连接")],
)  # fmt: skip
def test_what_fails_is_told_where_it_is_wrong_and_nothing_is_saved_or_lost(desk, page, running, field, text, told):
    dialog = dialog_for(desk, running)
    right = dialog.lines[field].text()
    dialog.lines[field].setText(text)
    dialog.submit()
    assert told in dialog.outcome.text()
    assert dialog.anyway_button.text() == ANYWAY
    assert not dialog.anyway_button.isHidden()
    assert field in problems(dialog)
    assert dialog.focusWidget() is dialog.lines[field]
    assert destinations(desk.station) == ()
    QApplication.processEvents()
    QApplication.processEvents()
    assert not dialog.lines[field].visibleRegion().isEmpty()
    assert dialog.frameGeometry().height() <= dialog.screen().availableGeometry().height()
    dialog.lines[field].setText(right)
    dialog.submit()
    (kept,) = destinations(desk.station)
    assert (kept.tried, open_credential(desk.station, kept.name)) == (True, running.credential)


def test_a_login_that_fails_is_not_saved_unless_the_clerk_says_so(desk, page, running):
    set_up(desk, running)
    before = destinations(desk.station)
    dialog = dialog_for(desk, running, before[0])
    dialog.lines["password"].setText("wrong")
    dialog.submit()
    assert "用户名、口令或私钥不对" in dialog.outcome.text()
    assert dialog.focusWidget() is dialog.lines["password"]
    assert (destinations(desk.station), open_credential(desk.station, before[0].name)) == (before, running.credential)
    dialog.save_anyway()
    (kept,) = destinations(desk.station)
    assert (kept.tried, open_credential(desk.station, kept.name)) == (False, Credential(password="wrong"))
    assert "还没有连上过" in desk.said[-1]
    assert "还没有连上过" in page.bar.where.itemText(1)


def test_without_a_network_what_was_typed_is_kept_and_nothing_goes_to_a_server_nobody_compared(desk, page, running):
    dialog = dialog_for(desk, running)
    right = dialog.lines["host"].text()
    dialog.lines["host"].setText("127.0.0.1:1")
    dialog.submit()
    dialog.anyway_button.click()
    (kept,) = destinations(desk.station)
    assert (kept.server.port, kept.server.fingerprint, kept.tried) == (1, "", False)
    assert page.bar.name == ""  # a new one that nobody reached is not chosen for the next export
    page.bar.where.setCurrentIndex(1)
    page.next_step()
    assert "还没有核对过服务器的指纹" in desk.errors[-1]
    page.import_answer()
    assert "还没有核对过服务器的指纹" in desk.errors[-1]
    again = dialog_for(desk, running, kept)
    again.lines["host"].setText(right)
    again.submit()
    assert destinations(desk.station)[0].tried
    assert again.asked_same


def test_a_server_counts_as_reached_once_an_export_lay_on_it(desk, page, running):
    set_up(desk, running)
    (kept,) = destinations(desk.station)
    keep_destination(desk.station, msgspec.structs.replace(kept, tried=False), None, was=kept.name)
    page.refresh()
    assert "还没有连上过" in page.bar.where.itemText(1)
    page.next_step()
    page.refresh()
    assert "还没有连上过" not in page.bar.where.itemText(1)


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
