"""县中心下发 at the desk: told on 数据上报, read, answered, a year's holidays previewed and adopted; the centre hears of each."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

import resources
from models.services import calendars
from models.services.centre.answers import acknowledge
from models.services.centre.broadcasts import ToSend, sent_broadcasts
from models.services.centre.broadcasts import send as send_out
from models.services.centre.intake import take
from models.services.exchange import broadcasts
from models.services.exchange.answers import take_answer
from models.services.exchange.broadcast_reminders import broadcast_reminders
from models.services.exchange.outbox import export
from tests.data.calendars import NEXT_YEAR
from tests.stations import MONDAY, mill, station_of
from ui.exchange.broadcast_card import BroadcastCard, BroadcastDialog
from ui.rules.calendar_import import CalendarDialog
from ui.rules.rule_set import RuleSetDialog
from ui.today.page import TodayPage

LATER = date(2026, 11, 30)


def words_on(card):
    return " ".join(label.text() for label in card.findChildren(QLabel))


@pytest.fixture
def station(home, clock):
    """The station that its centre knows."""
    clock.day = MONDAY
    made = station_of(home, clock)
    yield made
    made.close()


@pytest.fixture
def sent(desk, centre, tmp_path):
    """Sends something and brings it here; gives back the card that shows it."""

    def send(*what):
        mill(desk.station)
        take(centre, export(desk.station, tmp_path)[0].file)
        for one in what:
            send_out(centre, ("3501",), one, MONDAY)
        take_answer(desk.station, acknowledge(centre, "3501", tmp_path)[0].path)
        card = BroadcastCard(desk)
        card.refresh()
        return card

    return send


def dialog_of(desk, card, title):
    card.open(next(one for one in card.found if one.title == title))
    return desk.findChild(BroadcastDialog)


def test_nothing_is_shown_where_the_centre_sent_nothing(desk):
    card = BroadcastCard(desk)
    card.refresh()
    assert card.isHidden()


def test_an_answer_is_wanted_asked_for_and_goes_to_the_centre(desk, centre, sent, tmp_path):
    card = sent(ToSend("rectify", "超期未督办", "11 月有 2 件超期没有督办记录。", due=LATER))
    assert "1 份待处理" in words_on(card)
    assert "整改通知《超期未督办》" in words_on(card)
    assert "请在 2026-11-30（含）以前答复" in words_on(card)
    dialog = dialog_of(desk, card, "超期未督办")
    assert dialog.body.toPlainText() == "11 月有 2 件超期没有督办记录。"
    dialog.submit()
    assert not broadcasts.broadcasts(desk.station)[0].how, "without an answer nothing is noted"
    dialog.asked[0].editor.setPlainText("已补记录，每周一查。")
    dialog.submit()
    card.refresh()
    assert "都处理过了" in words_on(card)
    assert "晚" not in words_on(card)
    take(centre, export(desk.station, tmp_path)[0].file)
    assert sent_broadcasts(centre)[0].stations[0][1].text == "已补记录，每周一查。"


def test_how_late_an_answer_is_stands_on_the_card_and_in_its_dialog(desk, sent, clock):
    card = sent(ToSend("rectify", "超期未督办", "请整改。", due=LATER))
    clock.day = date(2026, 12, 3)
    card.refresh()
    (line,) = [label for label in card.findChildren(QLabel) if "应在 2026-11-30（含）以前答复，已过期 3 天" in label.text()]
    assert (line.text()[:2], line.property("level")) == ("■ ", "overdue")
    dialog = dialog_of(desk, card, "超期未督办")
    assert "应在 2026-11-30（含）以前答复，已过期 3 天。" in words_on(dialog)
    dialog.asked[0].editor.setPlainText("已整改。")
    dialog.submit()
    card.refresh()
    assert "已答复 2026-12-03，比期限 2026-11-30 晚 3 天" in words_on(card)


def test_a_notice_is_read_and_can_be_read_again(desk, sent):
    card = sent(ToSend("notice", "十月通报", "各所注意。"))
    dialog_of(desk, card, "十月通报").submit()
    assert broadcasts.broadcasts(desk.station)[0].how == "read"


def test_a_year_of_holidays_goes_on_to_its_preview_and_is_noted_as_adopted(desk, sent, monkeypatch):
    opened = []
    monkeypatch.setattr(CalendarDialog, "open", lambda self: opened.append(self))
    card = sent(ToSend("calendar", "2027 年放假安排", NEXT_YEAR, "2027.toml"))
    dialog_of(desk, card, "2027 年放假安排").submit()
    (preview,) = opened
    assert not broadcasts.broadcasts(desk.station)[0].how, "looking is not adopting"
    preview.adopt()
    assert broadcasts.broadcasts(desk.station)[0].how == "adopted"
    assert 2027 in {year.year for year in desk.station.calendar.text.published}


def test_holidays_that_are_in_use_already_are_noted_and_no_longer_asked_for(desk, sent, tmp_path):
    file = tmp_path / "2027.toml"
    file.write_text(NEXT_YEAR, encoding="utf-8")
    calendars.adopt(desk.station, calendars.from_file(desk.station, file), MONDAY)
    card = sent(ToSend("calendar", "2027 年放假安排", NEXT_YEAR, "2027.toml"))
    dialog_of(desk, card, "2027 年放假安排").submit()
    assert broadcasts.broadcasts(desk.station)[0].how == "adopted"
    assert broadcast_reminders(desk.station, MONDAY) == ()


def test_holidays_with_other_days_than_those_in_use_can_be_declined_and_are_no_longer_asked_for(desk, sent, tmp_path):
    card = sent(ToSend("calendar", "2027 年放假安排", NEXT_YEAR, "2027.toml"))
    file = tmp_path / "2027.toml"
    file.write_text(NEXT_YEAR.replace("2027-02-20", "2027-02-21"), encoding="utf-8")
    calendars.adopt(desk.station, calendars.from_file(desk.station, file), MONDAY)
    dialog = dialog_of(desk, card, "2027 年放假安排")
    assert dialog.asked[1].editor.isHidden()
    dialog.choice.setCurrentIndex(1)
    assert dialog.act_button.text() == "记下不采用"
    dialog.submit()
    assert not broadcasts.broadcasts(desk.station)[0].how, "without a reason nothing is noted"
    dialog.asked[1].editor.setText("和国务院的通知不符")
    dialog.submit()
    assert [(one.how, one.text) for one in broadcasts.broadcasts(desk.station)] == [("declined", "和国务院的通知不符")]
    assert broadcast_reminders(desk.station, MONDAY) == ()


def test_what_is_still_open_is_reminded_of_until_it_is_settled(desk, sent):
    sent(
        ToSend("notice", "十月稽查通报", "请传阅。"),
        ToSend("rectify", "超期未督办", "请整改。", due=LATER),
        ToSend("calendar", "2027 年放假安排", NEXT_YEAR, "2027.toml"),
    )
    rows = broadcast_reminders(desk.station, MONDAY)
    assert [row.text for row in rows] == [
        "县中心下发整改通知《超期未督办》，请在 11-30（含）以前答复",
        "县中心下发稽查通报《十月稽查通报》，还没有看",
        "县中心下发节假日安排《2027 年放假安排》，还没有采用",
    ]
    assert rows[0].on == LATER
    assert broadcast_reminders(desk.station, LATER)[0].text.endswith("以前答复")
    assert broadcast_reminders(desk.station, date(2026, 12, 3))[0].text.endswith("答复已过期 3 天")
    for one in broadcasts.broadcasts(desk.station):
        broadcasts.settle(desk.station, one.id, MONDAY, "已办")
    assert broadcast_reminders(desk.station, MONDAY) == ()


def test_the_reminder_of_the_day_leads_to_the_page_of_packages(qtbot, desk, sent):
    sent(ToSend("rectify", "超期未督办", "请整改。", due=LATER))
    page = TodayPage(desk)
    desk.setCentralWidget(page)
    desk.show()
    page.refresh()
    page.reminders.ask()
    qtbot.waitUntil(page.reminders.isVisible)
    assert "超期未督办" in page.reminders.list.item(0).text()
    page.reminders.list.setFocus()
    qtbot.keyClick(page.reminders.list, Qt.Key.Key_Return)
    assert desk.went[-1] == ("page", "exchange")


def test_rules_are_previewed_and_adopted_from_a_day_on_or_declined(desk, sent):
    text = (resources.path("rules") / "standards" / "sgcc-2023.toml").read_text(encoding="utf-8").replace("days = 5\n", "days = 3\n", 1)
    card = sent(
        ToSend("rules", "县公司新时限", text, "sgcc-2023.toml"),
        ToSend("rules", "另一份", text, "sgcc-2023.toml"),
    )
    card.open(next(one for one in card.found if one.title == "县公司新时限"))
    dialog = desk.findChild(RuleSetDialog)
    assert "居民时限" in words_on(dialog.preview)
    assert "后来又下发了《另一份》" in words_on(dialog.preview)
    dialog.since.setText("2026-11-01")
    dialog.show_preview()
    assert "早于今天" in words_on(dialog.preview)
    dialog.since.setText("2026-12-01")
    dialog.reason.clear()
    dialog.submit()
    assert not dialog.asked[2].problem.isHidden()
    dialog.reason.setText("县公司下发")
    dialog.submit()
    station = desk.station
    assert station.shelf.book(station.shelf.pins_on(date(2026, 12, 1))).standards["sgcc-2023"].limits[0].days == 3
    card.refresh()
    card.open(next(one for one in card.found if one.title == "另一份"))
    second = [one for one in desk.findChildren(RuleSetDialog) if one is not dialog][-1]
    second.choice.setCurrentIndex(1)
    second.reason.setText("已经采用了第一份")
    second.submit()
    assert {one.title: one.how for one in broadcasts.broadcasts(station)} == {"县公司新时限": "adopted", "另一份": "declined"}
    card.refresh()
    card.open(next(one for one in card.found if one.title == "另一份"))
    again = [one for one in desk.findChildren(RuleSetDialog) if one not in (dialog, second)][-1]
    assert "记为未采用：已经采用了第一份。现在仍可以采用。" in words_on(again)
    again.submit()
    assert broadcasts.broadcasts(station)[0].how == "adopted"
