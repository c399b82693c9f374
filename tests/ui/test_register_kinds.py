"""受理登记 with some forty kinds of business: chosen by figure, group or initials; conditions ticked; nothing wrong remembered."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from models.services.case_page.detail import case_detail
from models.services.station import open_station
from tests.ui.case_station import MONDAY, Clock, PlainDesk, mill, new_station
from tests.ui.keyboard import ENTER, commit, fill, press, show, write
from ui.register.page import RegisterPage
from ui.register.ticks import Ticks

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen screen has no window manager to tell


@pytest.fixture(name="enrolled", scope="module")
def _enrolled(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("enrolled") / "station"
    new_station(folder, Clock(MONDAY)).close()
    return folder


@pytest.fixture(name="page")
def _page(qtbot, tmp_path: Path, enrolled: Path):
    clock = Clock(MONDAY)
    shutil.copytree(enrolled, tmp_path / "station")
    station = open_station(tmp_path / "station", "demo", clock)
    desk = PlainDesk(station, clock)
    qtbot.addWidget(desk)
    page = RegisterPage(desk)
    desk.setCentralWidget(page)
    show(qtbot, desk)
    page.visit("")
    page.refresh()
    yield page
    station.close()


def chooser(page):
    return page.entry.head.cells["kind"].editor


def shown(page):
    return [kind.name for kind in chooser(page).shown]


def choose(page, letters):
    chooser(page).take_focus()
    write(letters)
    press(ENTER)


def put(page, **values):
    for name, value in values.items():
        assert page.entry.focus(name), name
        write(str(value))


def test_figures_choose_within_the_group_and_arrows_show_the_other_groups(page):
    chooser(page).take_focus()
    assert shown(page)[:3] == ["居民低压新装", "非居民低压新装", "高压新装"]
    press(Qt.Key.Key_Down)
    assert shown(page)[0] == "过户（更名过户）"
    assert chooser(page).value() == "lv_res_new"  # looking chooses nothing
    write("2")
    assert chooser(page).value() == "rename"
    press(Qt.Key.Key_Up)
    press(ENTER)
    assert shown(page)[0] == "过户（更名过户）"  # leaving goes back to what was chosen


def test_initials_or_a_word_find_a_kind_wherever_it_stands(page):
    chooser(page).take_focus()
    write("zt")
    assert "暂停" in shown(page)
    press(Qt.Key.Key_Escape)
    commit("退电费")
    assert shown(page) == ["电费退补"]
    press(ENTER)
    assert (chooser(page).value(), page.entry.form.code) == ("fee_adjust", "CHANGE-APP")
    assert page.entry.values()["business_type"] == "电费退补"
    chooser(page).take_focus()
    write("xyz")
    assert shown(page) == []
    press(ENTER)
    assert chooser(page).value() == "fee_adjust"  # nothing fits: nothing is chosen, the words stay to be mended
    assert chooser(page).line.text() == "xyz"


def test_the_kind_chosen_says_what_the_form_says_whatever_was_chosen_before(page):
    choose(page, "jmdyzr")
    assert page.entry.values()["business_type"] == "增容"
    choose(page, "jmdyxz")
    assert page.entry.values()["business_type"] == "新装"


def test_a_transfer_without_its_conditions_is_refused_and_with_them_goes_through(page):
    choose(page, "ghgmgh")
    assert page.entry.head.kind.code == "rename_transfer"
    page.entry.head.focus("class_")
    write("1")
    put(page, old_name="李大山", account_no="4101234567", address="石村3组", applicant="王小明", document_no="11010519491231002X",
        phone="13937512345", reason="房屋买卖", capacity="8")  # fmt: skip
    page.entry.focus("usage_class")
    write("1")
    for stop in (stop for stop in page.entry.materials.stops if isinstance(stop, Ticks)):
        stop.take_focus()
        write("1")
    page.save()
    told = [button.text() for button in page.problems.buttons]
    assert any("没有核实“电费已结清”，不能受理" in text for text in told), told
    assert page.entry.values()["bill_settled"] == "否"
    page.entry.conditions.stops[0].take_focus()
    write("1234")
    assert page.entry.values()["bill_settled"] == "是"  # the form says the same
    assert page.side.limit.text() == "这类业务没有规定的办理时限。"
    page.save()
    assert page.outcome.result is not None, [button.text() for button in page.problems.buttons]
    detail = case_detail(page.desk.station, page.outcome.result.case_id, MONDAY)
    assert detail.business == "过户（更名过户）"
    assert [row.label for card in detail.cards if card.title == "办理条件" for row in card.rows][0] == "电费已结清"


def test_temporary_supply_asks_for_its_end_and_a_draft_keeps_it(page):
    choose(page, "lsyddy")
    assert page.entry.head.kind.code == "temporary"
    put(page, applicant="修路工地", period_from="20261201", period_until="20270501")
    page.entry.conditions.stops[0].take_focus()
    write("1")
    draft = page.desk.station.drafts.heads()[0].id
    page.visit("")
    assert page.entry.conditions.day("period_until") is None  # a new one remembers nothing
    assert page.entry.conditions.met() == {} or not any(page.entry.conditions.met().values())
    page.visit(draft)
    assert page.entry.conditions.day("period_until").isoformat() == "2027-05-01"
    assert page.entry.conditions.met() == {"no_resale": True}


def test_a_certificate_past_its_day_turns_the_outlook_at_once(page):
    chooser(page).take_focus()
    fill("1")
    tick = next(stop for stop in page.entry.materials.stops if isinstance(stop, Ticks))
    tick.take_focus()
    write("1")
    press(ENTER)
    write("20261101")
    press(ENTER)
    assert "✗ 已过期" in [label.text() for label in page.entry.materials._states.values()]
    assert page.side.badge.text() == "‖ 保存后：未受理"


def test_the_agent_of_this_customer_s_earlier_case_is_offered_and_brings_the_number(page):
    clock = Clock(MONDAY)
    mill(page.desk.station, clock)
    clock.day = MONDAY
    choose(page, "dyfjm")
    page.entry.focus("agent")
    write("lgz")
    offer = page.entry.panel.cells["agent"].editor.offered
    assert offer.texts == ()  # whose agent, nobody knows yet
    put(page, agent="", phone="13937512345", agent_phone="")
    page.entry.focus("agent")
    write("lgz")
    assert offer.texts == ("李改枝",)
    press(Qt.Key.Key_Down)
    press(ENTER)
    press(ENTER)
    values = page.entry.values()
    assert (values["agent"], values["agent_phone"]) == ("李改枝", "13903750011")
    assert page.entry.panel.cells["agent_phone"].tag.text() == "预填"
    kept = page.desk.station.drafts.values(page.autosave.draft_id)
    assert kept["agent_phone"] == "13903750011"


def test_a_number_typed_for_the_agent_is_never_overwritten(page):
    mill(page.desk.station, Clock(MONDAY))
    put(page, phone="13937512345", agent_phone="13700000000")
    page.entry.focus("agent")
    write("李改枝")
    press(ENTER)
    assert page.entry.values()["agent_phone"] == "13700000000"
