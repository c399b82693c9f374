"""The page of a high-voltage case on both desks: what the station reads while the centre has it, and what the centre does with it."""

import os

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from models.services import transfer
from models.services.centre.desk import open_desk
from models.services.transfer import GivenBack
from tests.handover import BY, answered, exchange, passed_up
from tests.stations import MONDAY, Clock, centre_of, station_of
from tests.ui.case_looks import buttons, dialog, problems
from tests.ui.case_station import PlainDesk, dress_once
from ui.case.page import CasePage
from ui.paper.preview import PaperDialog


@pytest.fixture
def clock():
    return Clock(MONDAY)


@pytest.fixture
def station(home, clock):
    opened = station_of(home, clock)
    yield opened
    opened.close()


@pytest.fixture
def centre(home, clock):
    opened = centre_of(home, clock)
    yield opened
    opened.close()


@pytest.fixture
def case(station, centre, tmp_path):
    found = passed_up(station, MONDAY)
    exchange(station, centre, tmp_path)
    return found


@pytest.fixture
def county(qtbot, qapp, case, centre, clock):
    """The same page on the centre's desk."""
    dress_once(qapp)
    opened = open_desk(centre, "3501", BY)
    made = PlainDesk(opened, clock)
    qtbot.addWidget(made)
    made.resize(1190, 686)
    made.show()
    page = CasePage(made)
    made.setCentralWidget(page)
    yield page
    made.tasks.close()
    opened.close()


def shown(page, case):
    page.visit(case)
    page.refresh()
    look(page)
    return page


def look(page):
    """Keeps a picture of the page where somebody asks for one."""
    if folder := os.environ.get("YEKUO_LOOK"):
        name = f"{type(page.desk.station).__name__}-{page.now_card.primary.text() if page.now_card.primary else 'rest'}"
        page.desk.grab().save(f"{folder}/{name.replace('/', '')}.png")


def labels(page):
    return [act.label for act in page.acts.now()]


def press(page, label):
    next(found for found in buttons(page) if found.text() == label).click()


def test_the_centre_takes_a_case_over_and_returns_it_to_be_put_right(county, page, station, centre, case, tmp_path):
    shown(county, case)
    assert labels(county) == ["接收工单"]
    county.next_step()
    assert dialog(county).person.text() == BY
    dialog(county).submit()
    shown(county, case)
    assert labels(county) == ["填勘查单", "退回补正…"]
    county.next_step()
    assert county.desk.went[-1] == ("form", case, "HV-SURVEY")
    press(county.now_card, "退回补正…")
    dialog(county).submit()
    assert set(problems(dialog(county))) == {"items"}
    items = dialog(county).items
    items.insertPlainText("用电设备清单")
    QTest.keyClick(items, Qt.Key.Key_Return)
    items.insertPlainText("产权证明看不清，请重拍")
    dialog(county).submit()
    shown(county, case)
    assert any("已退供电所：退回补正；它还没有查收" in label.text() for label in county.now_card.findChildren(QLabel))
    exchange(station, centre, tmp_path)
    shown(page, case)
    assert labels(page) == ["查收：退回补正"]
    assert "退回补正（用电设备清单；产权证明看不清，请重拍）" in page.acts.now()[0].sentence
    page.next_step()
    dialog(page).submit()
    shown(page, case)
    assert labels(page) == ["补正后再上报", "打印上报单"]
    assert "用电设备清单；产权证明看不清，请重拍" in page.acts.now()[0].sentence
    page.next_step()
    dialog(page).words.setText("清单已补")
    dialog(page).submit()
    assert page.header.badge.text() == "↗ 县中心办理中"


def test_the_station_prints_the_centres_reply_and_hands_it_over(page, station, centre, county, case, tmp_path):
    answered(county.desk.station, case, MONDAY)
    exchange(station, centre, tmp_path)
    transfer.take_back(station, case, MONDAY, MONDAY)
    shown(page, case)
    assert labels(page)[:2] == ["登记客户签收", "打印县中心的单据"]
    page.acts.now()[1].do()
    (shown_paper,) = [found for found in page.desk.findChildren(PaperDialog) if found.isVisible()]
    assert "不注“补打”" in shown_paper.state.text()
    shown_paper.session.leave("save")
    shown_paper.session.reread()
    shown_paper._show_state()
    assert "另存即为“补打”" in shown_paper.state.text()


def test_the_stations_tasks_stand_on_its_page_and_the_county_asks_for_them_there(page, station, centre, county, case, tmp_path):
    transfer.take_over(county.desk.station, case, MONDAY, BY, MONDAY)
    shown(county, case)
    county.tabs.setCurrentIndex(5)
    press(county, "通知供电所…")
    dialog(county).on.setText("2026-11-25")
    dialog(county).words.setText("上午九点到厂")
    dialog(county).submit()
    exchange(station, centre, tmp_path)
    shown(page, case)
    assert labels(page) == ["参加竣工检验"]
    assert "：2026-11-25 参加竣工检验（上午九点到厂）" in page.acts.now()[0].sentence  # on that day, not before it
    page.next_step()
    dialog(page).person.setText("李改枝")
    dialog(page).submit()
    shown(page, case)
    assert labels(page) == []
    with pytest.raises(Exception, match="还没有"):
        transfer.give_back(county.desk.station, case, GivenBack("answered", MONDAY), MONDAY)
