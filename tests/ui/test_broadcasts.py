"""县中心下发 at the desk: told on 数据上报, read, answered, a year's holidays previewed and adopted; the centre hears of each."""

from datetime import date

import pytest
from PySide6.QtWidgets import QLabel

from models.services import broadcasts
from models.services.answers import take_answer
from models.services.centre_answers import acknowledge
from models.services.intake import take
from models.services.outbox import export
from tests.data.calendars import NEXT_YEAR
from tests.stations import MONDAY, mill, station_of
from ui.exchange.broadcast_card import BroadcastCard, BroadcastDialog
from ui.rules.calendar_import import CalendarDialog

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
            broadcasts.send(centre, ("3501",), one, MONDAY)
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
    card = sent(broadcasts.ToSend("rectify", "超期未督办", "11 月有 2 件超期没有督办记录。", due=LATER))
    assert "1 份待处理" in words_on(card)
    assert "整改通知《超期未督办》" in words_on(card)
    assert "请在 2026-11-30 前答复" in words_on(card)
    dialog = dialog_of(desk, card, "超期未督办")
    assert dialog.body.toPlainText() == "11 月有 2 件超期没有督办记录。"
    dialog.submit()
    assert not broadcasts.broadcasts(desk.station)[0].how, "without an answer nothing is noted"
    dialog.asked[0].editor.setPlainText("已补记录，每周一查。")
    dialog.submit()
    card.refresh()
    assert "都处理过了" in words_on(card)
    take(centre, export(desk.station, tmp_path)[0].file)
    assert broadcasts.sent_broadcasts(centre)[0].stations[0][1].text == "已补记录，每周一查。"


def test_a_notice_is_read_and_can_be_read_again(desk, sent):
    card = sent(broadcasts.ToSend("notice", "十月通报", "各所注意。"))
    dialog_of(desk, card, "十月通报").submit()
    assert broadcasts.broadcasts(desk.station)[0].how == "read"


def test_a_year_of_holidays_goes_on_to_its_preview_and_is_noted_as_adopted(desk, sent, monkeypatch):
    opened = []
    monkeypatch.setattr(CalendarDialog, "open", lambda self: opened.append(self))
    card = sent(broadcasts.ToSend("calendar", "2027 年放假安排", NEXT_YEAR, "2027.toml"))
    dialog_of(desk, card, "2027 年放假安排").submit()
    (preview,) = opened
    assert not broadcasts.broadcasts(desk.station)[0].how, "looking is not adopting"
    preview.adopt()
    assert broadcasts.broadcasts(desk.station)[0].how == "adopted"
    assert 2027 in {year.year for year in desk.station.calendar.text.published}
