"""县中心请本所重发: the same offer from files, from a folder without a window, from a server; told until it has gone out."""

import argparse
import json

import pytest

from models.services.centre.store import open_centre
from models.services.exchange.asked_notice import asked_again
from models.services.exchange.outbox import outbox_page
from models.services.exchange.resend_requests import ask_station
from tests.stations import PASSWORD
from tests.ui.test_exchange_server import desk, page, running, set_up, started  # noqa: F401  # fixtures
from ui.commandline import answer as command
from ui.exchange.taking import ASKED
from ui.today.page import TodayPage


@pytest.fixture
def acknowledged(desk, page, running):  # noqa: F811
    """Everything exported to the server, taken there, and its answer taken here."""
    set_up(desk, running)
    page.next_step()
    (package,) = running.folder.iterdir()
    page.county.answer(desk.station.folder, package, running.folder)
    page.import_answer()
    assert outbox_page(desk.station).waiting_lines == 0
    page.told.clear()
    return page


def asked(page, folder):  # noqa: F811
    centre = open_centre(page.county.url, page.county.folder, "", page.county.clock)
    try:
        return ask_station(centre, "3501", folder, seq_from=5).path
    finally:
        centre.close()


def test_a_request_on_the_server_is_fetched_offered_and_told_until_it_has_gone_out(qtbot, desk, acknowledged, running):  # noqa: F811
    page = acknowledged  # noqa: F811
    asked(page, running.folder)
    page.takes = False
    page.import_answer()
    assert "县中心请本所重发：时期 01 从第 5 条" in page.told[-1]
    assert outbox_page(desk.station).waiting_lines == 0
    page.takes = True
    page.import_answer()  # not taken, so it is fetched again
    assert "接收了 1 个包" in page.told[-1]
    assert ASKED in page.told[-1]
    page.refresh()
    assert page.asked.isVisible()
    lines = outbox_page(desk.station).waiting_lines
    assert page.asked.title.text() == f"▲ 县中心请本所重发 {lines} 条登记"
    today = TodayPage(desk)
    qtbot.addWidget(today)
    today.show()
    today.reminders.ask()
    assert today.reminders.rows[0].text == f"县中心请本所重发 {lines} 条登记，请导出一次"
    page.import_answer()
    assert desk.said[-1] == "服务器上没有新的回执。"
    page.asked.act_button.click()
    page.refresh()
    assert page.asked.isHidden()
    assert outbox_page(desk.station).packages[0].lines == lines


def test_a_request_among_chosen_files_is_offered_like_one_alone(desk, acknowledged, tmp_path):  # noqa: F811
    page = acknowledged  # noqa: F811
    request, other = asked(page, tmp_path), tmp_path / "notes.ykp"
    other.write_bytes(b"rubbish")
    page.bar.where.setCurrentIndex(0)
    page.ask_files = lambda title, kinds: [str(request), str(other)]
    page.import_answer()
    assert "县中心请本所重发" in page.told[0]
    assert ASKED in page.told[-1]
    assert asked_again(desk.station)


def test_a_folder_without_a_window_offers_it_too(desk, acknowledged, tmp_path, capsys):  # noqa: F811
    page = acknowledged  # noqa: F811
    (tmp_path / "box").mkdir()
    asked(page, tmp_path / "box")
    desk.station.close()
    (tmp_path / "word").write_text(PASSWORD, encoding="utf-8")
    parser = argparse.ArgumentParser()
    command.add_parser(parser.add_subparsers())
    args = parser.parse_args(["answer", "--from", str(tmp_path / "box"), "--password-file", str(tmp_path / "word"), "--json"])
    args.station = desk.station.folder
    args.run(args, page.county.clock)
    told = json.loads(capsys.readouterr().out)
    assert told["taken"] == 1
    assert told["packages"][0]["summary"][0].startswith("县中心请本所重发")
