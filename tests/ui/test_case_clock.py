"""The case page about its clock: a pause with its notice, what is refused, causes of delay, days put right."""

from datetime import date, timedelta

import pytest

from tests.ui.case_looks import buttons, detail, dialog, show
from tests.ui.case_station import MONDAY, Clock, PlainDesk, copied_station, dress_once, enrolled, issue_paper, mill
from ui.case.page import CasePage


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return enrolled(tmp_path_factory.mktemp("enrolled"))


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def station(template, tmp_path, clock):
    made = copied_station(template, tmp_path / "station", clock)
    yield made
    made.close()


@pytest.fixture
def page(qtbot, qapp, station, clock):
    dress_once(qapp)
    desk = PlainDesk(station, clock)
    qtbot.addWidget(desk)
    made = CasePage(desk)
    desk.setCentralWidget(made)
    desk.resize(1190, 686)
    desk.show()
    return made


def press(page, words):
    next(found for found in buttons(page) if words in (found.text(), found.accessibleName())).click()


def test_a_pause_is_told_on_paper_signed_and_only_then_moves_the_customers_date(page, station, clock):
    case_id = mill(station, clock)
    show(page, clock, case_id)
    told = detail(page).limits[0].promised
    page.acts.pause()
    asked = dialog(page)
    asked.evidence.setPlainText("客户签字的暂缓申请 11-23")
    asked.submit()
    assert "暂停计时告知书" in page.desk.said[-1]
    show(page, clock, case_id, MONDAY + timedelta(days=1))
    page.acts.resume()
    dialog(page).submit()
    page.refresh()
    assert next(limit for limit in detail(page).limits if limit.governs).promised == told
    page.tabs.setCurrentIndex(3)
    assert any(found.text() == "打印告知书" for found in buttons(page))
    issue_paper(station, clock, case_id, "PAUSE-NOTICE", clock.day)
    page.refresh()
    press(page, "登记签回")
    dialog(page).submit()
    page.refresh()
    assert next(limit for limit in detail(page).limits if limit.governs).promised > told
    assert not any(found.text() in ("打印告知书", "登记签回") for found in buttons(page))


def test_waiting_for_a_meter_box_is_refused_in_the_dialog_and_shown_in_the_matters(page, station, clock):
    show(page, clock, mill(station, clock))
    page.acts.pause()
    asked = dialog(page)
    asked.evidence.setPlainText("客户没有买表箱")
    asked.submit()
    assert "应由供电企业提供" in asked.trouble.text()
    assert asked.evidence.toPlainText() == "客户没有买表箱"
    asked.reject()
    page.refresh()
    page.tabs.setCurrentIndex(5)
    assert any("不准暂停" in row.text for card in detail(page).cards for row in card.rows)


def test_a_delay_is_noted_from_the_matters(page, station, clock):
    show(page, clock, mill(station, clock))
    page.tabs.setCurrentIndex(5)
    press(page, "记延误原因…")
    asked = dialog(page)
    asked.words.setPlainText("大雪封路")
    asked.submit()
    assert page.desk.said[-1] == "已记下延误原因，计时照走。"
    assert detail(page).row.due == date(2026, 11, 23) or detail(page).history[0].text.startswith("延误原因")
