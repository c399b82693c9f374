"""受理登记 as the clerk does it: by keyboard alone, with drafts that survive anything, and nothing registered twice unseen."""

import os
import shutil
import signal
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from models.services.case_page.detail import case_detail
from models.services.cases import list_cases
from models.services.station import open_station
from tests.ui.case_station import APPLICATION, MONDAY, Clock, PlainDesk, mill, new_station
from tests.ui.keyboard import ENTER, fill, press, show, write
from ui.register.moment import parse_moment
from ui.register.page import RegisterPage
from ui.register.ticks import Ticks

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen screen has no window manager to tell


@pytest.fixture(name="clock")
def _clock() -> Clock:
    return Clock(MONDAY)


@pytest.fixture(name="enrolled", scope="module")
def _enrolled(tmp_path_factory) -> Path:
    """A station just enrolled; each test works on a copy of its folder."""
    folder = tmp_path_factory.mktemp("enrolled") / "station"
    new_station(folder, Clock(MONDAY)).close()
    return folder


@pytest.fixture(name="station")
def _station(tmp_path: Path, enrolled: Path, clock: Clock):
    shutil.copytree(enrolled, tmp_path / "station")
    station = open_station(tmp_path / "station", "demo", clock)
    yield station
    station.close()


@pytest.fixture(name="desk")
def _desk(qtbot, station, clock) -> PlainDesk:
    desk = PlainDesk(station, clock)
    qtbot.addWidget(desk)
    return desk


def open_page(qtbot, desk: PlainDesk, draft_id: str = "") -> RegisterPage:
    page = RegisterPage(desk)
    desk.setCentralWidget(page)
    show(qtbot, desk)
    page.visit(draft_id)
    page.refresh()
    return page


@pytest.fixture(name="page")
def _page(qtbot, desk) -> RegisterPage:
    return open_page(qtbot, desk)


def type_mill(page: RegisterPage) -> None:
    """The mill by keyboard alone, from the first field to the last paper; the property proof is not brought."""
    page.entry.head.stops[0].take_focus()
    fill("2", "1", "1", "", "", "", "")
    fill("王桂枝面粉加工厂", "", "1", "92410425ma9f0xn92t", "郏县堂街镇石村3组")
    press(Qt.Key.Key_PageDown)
    fill("139 3751 2345", "李改枝", "410425198001010019", "", "13903750011")
    fill("1", "2", "60", "2")
    press(Qt.Key.Key_PageDown)
    write("1")
    press(Qt.Key.Key_PageDown, times=2)
    fill("1", "1", "")


def papers(page: RegisterPage) -> list[Ticks]:
    """The groups of papers to tick, in reading order."""
    return [stop for stop in page.entry.materials.stops if isinstance(stop, Ticks)]


def typed(page: RegisterPage, name: str) -> object:
    return page.entry.values()[name]


def put(page: RegisterPage, **values: object) -> None:
    """Types values into fields of the form, each in its turn."""
    for name, value in values.items():
        assert page.entry.focus(name)
        write(str(value))
    page.entry.focus("note")


def drafts(desk: PlainDesk) -> list[str]:
    return [head.title for head in desk.station.drafts.heads()]


# --- the story ---------------------------------------------------------------------------------------------------------------


def test_the_small_mill_is_registered_with_the_keyboard_alone(desk, page):
    type_mill(page)
    assert page.side.badge.text() == "● 保存后：容缺受理"
    assert "15 个工作日，2026-12-14 周一 到期" in page.side.limit.text()
    assert page.save_button.hasFocus()
    press(ENTER)
    assert page.outcome.result is None  # Enter never submits
    press(Qt.Key.Key_Space)
    result = page.outcome.result
    assert (result.number, result.title) == ("3501-20261123-001-2", "容缺受理")
    detail = case_detail(desk.station, result.case_id, MONDAY)
    assert (detail.customer, detail.capacity, detail.voltage) == ("王桂枝面粉加工厂", "60 kW", "380 V")
    facts = dict(detail.facts)
    assert (facts["电话"], facts["营业执照"], facts["首问"], facts["渠道"]) == ("13937512345", "92410425MA9F0XN92T", "赵建军", "柜台")
    assert facts["客户申请时间"] == "2026-11-23 09:40"
    states = {row.group: row.state for row in detail.materials}
    assert states == {"subject": "got", "property": "owed", "proxy": "got", "agent_identity": "got"}
    assert drafts(desk) == []
    codes = [code for code, _ in result.papers]
    assert codes == ["RECEIPT", "NOTICE-LV-SMALL", "COMMITMENT", "LV-APP"]
    press(ENTER)
    assert desk.went == [("paper", result.case_id, "RECEIPT")]
    page.print_paper()
    page.next_step()
    assert desk.went[1:] == [("paper", result.case_id, "RECEIPT"), ("case", result.case_id)]


def test_without_the_licence_it_is_recorded_but_not_accepted(desk, page):
    type_mill(page)
    papers(page)[0].take_focus()
    write("1")
    assert page.side.badge.text() == "‖ 保存后：未受理"
    assert "缺主体证明" in page.side.branch.text()
    page.save()
    result = page.outcome.result
    assert (result.title, [code for code, _ in result.papers][0]) == ("未受理，不计时", "MISSING")
    assert "主体证明、产权证明" in result.sentence
    assert case_detail(desk.station, result.case_id, MONDAY).row.due is None


def test_the_village_certificate_is_one_accepted_paper_and_completes_the_list(page):
    type_mill(page)
    papers(page)[1].take_focus()
    write("7")
    assert page.side.badge.text() == "✓ 保存后：受理"


def test_high_voltage_asks_for_the_class_and_goes_up_to_the_centre(desk, page):
    page.entry.head.stops[0].take_focus()
    fill("3", "1")
    put(page, applicant="铸件厂", document_no="92410425MA9F0XN92T", phone="13937512345", address="堂街镇", capacity="315")
    page.entry.focus("usage_class")
    write("1")
    for stop in papers(page)[0:2]:
        stop.take_focus()
        write("1")
    page.save()
    result = page.outcome.result
    assert "REPORT-UP" in [code for code, _ in result.papers]
    assert case_detail(desk.station, result.case_id, MONDAY).class_name == "高压单电源"


# --- wrong things ------------------------------------------------------------------------------------------------------------


def test_everything_wrong_is_said_at_once_and_nothing_typed_is_lost(desk, page):
    page.entry.head.stops[0].take_focus()
    fill("2", "1")
    put(page, applicant="王桂枝面粉加工厂", capacity="六十", phone="139375123")
    page.entry.head.focus("got_at")
    write("下午")
    page.save()
    assert page.problems.buttons[0].text().startswith("供电所收到：“下午”里没有几点几分，请写成 1123 0930")
    assert len(page.problems.buttons) == 7
    page.entry.head.focus("got_at")
    write("1123 0930")
    page.entry.head.focus("asked_at")
    write("1123 1000")
    page.save()
    labels = [button.text().split("：")[0] for button in page.problems.buttons]
    assert labels == ["供电所收到", "证件名称", "证件号码", "用电地址", "移动电话", "申请容量", "供电方式"]
    assert page.entry.head.cells["got_at"].editor.isAncestorOf(page.focusWidget())
    assert page.entry.head.cells["got_at"].said.text() == "早于客户申请时间，请核对两个时间"
    assert (typed(page, "capacity"), typed(page, "applicant")) == ("六十", "王桂枝面粉加工厂")
    assert list_cases(desk.station, MONDAY, "all").rows == ()
    put(page, capacity="60", address="石村3组")
    assert [button.text().split("：")[0] for button in page.problems.buttons] == [
        "供电所收到", "证件名称", "证件号码", "移动电话", "供电方式"]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1122 0930", datetime(2026, 11, 22, 9, 30)),
        ("0815", datetime(2026, 11, 23, 8, 15)),
        ("昨天 9:05", datetime(2026, 11, 22, 9, 5)),
        ("2026-11-20 14点", datetime(2026, 11, 20, 14)),
        ("11月20日 8:30", datetime(2026, 11, 20, 8, 30)),
    ],
)
def test_a_time_is_read_as_clerks_write_it(text, found):
    assert parse_moment(text, MONDAY) == found


@pytest.mark.parametrize(
    ("text", "words"),
    [("2026-11-20", "没有几点几分"), ("20261120", "没有几点几分"), ("2561", "时间不存在"), ("1335 0930", "不存在"), ("下午", "没有几点")],
)
def test_a_time_that_cannot_be_is_refused_in_a_sentence(text, words):
    with pytest.raises(ValueError, match=words):
        parse_moment(text, MONDAY)


# --- earlier cases -----------------------------------------------------------------------------------------------------------


def test_an_earlier_case_with_the_same_phone_is_shown_and_needs_a_reason(desk, page, clock):
    case_id = mill(desk.station, clock, MONDAY)
    page.entry.head.stops[0].take_focus()
    fill("2", "1")
    put(page, applicant="另一户", phone=APPLICATION["phone"])
    assert [(one.case_id, one.by) for one in page.side.earlier.found] == [(case_id, ("电话",))]
    put(page, document_kind="1", document_no="92410425MA9F0XN92T", address="石村5组", capacity="30", voltage="2")
    page.save()
    assert page.problems.buttons[-1].text().startswith("已有工单：")
    assert len(list_cases(desk.station, MONDAY, "all").rows) == 1
    page.side.earlier.reason.take_focus()
    write("第二处磨房")
    page.save()
    assert len(list_cases(desk.station, MONDAY, "all").rows) == 2
    history = case_detail(desk.station, page.outcome.result.case_id, MONDAY).history
    assert any("仍继续登记" in line.text for line in history)


def test_coming_back_from_an_earlier_case_the_registration_is_as_it_was(desk, page, clock):
    case_id = mill(desk.station, clock, MONDAY)
    put(page, applicant="王桂枝", phone=APPLICATION["phone"])
    page.side.opened.emit(case_id)
    assert desk.went == [("case", case_id)]
    page.visit("")
    assert typed(page, "applicant") == "王桂枝"
    page.visit("")
    assert typed(page, "applicant") == ""


# --- another kind of business ------------------------------------------------------------------------------------------------


def test_another_kind_of_business_keeps_what_means_the_same_and_coming_back_keeps_all(page):
    put(page, applicant="王桂枝", document_no="410425198001010019", phone="13937512345", capacity="8", account_name="老户")
    page.entry.focus("document_kind")
    write("3")
    page.entry.head.stops[0].take_focus()
    write("2")
    assert [typed(page, name) for name in ("applicant", "document_no", "phone", "capacity")] == [
        "王桂枝", "410425198001010019", "13937512345", "8"]  # fmt: skip
    assert typed(page, "document_kind") == ""  # 户口簿 is no choice here
    page.entry.head.stops[0].take_focus()
    write("3")
    assert page.entry.panel.cells["capacity"].tag.text() == "单位不同，请核对"
    write("1")
    assert [typed(page, name) for name in ("document_kind", "account_name", "capacity")] == ["户口簿", "老户", "8"]


def test_an_agent_named_in_the_form_asks_for_the_letter_of_authority(page):
    assert "proxy" not in {state.code for state in page.entry.checklist().groups}
    put(page, agent="李改枝")
    assert "proxy" in {state.code for state in page.entry.checklist().groups}
    page.entry.materials.stops[0].take_focus()
    write("-")
    assert "proxy" not in {state.code for state in page.entry.checklist().groups}
    put(page, agent="李改枝2")
    assert "proxy" not in {state.code for state in page.entry.checklist().groups}  # the clerk's answer stays


# --- drafts ------------------------------------------------------------------------------------------------------------------


def test_a_page_that_was_only_opened_leaves_no_draft(desk, page):
    page.entry.head.stops[0].take_focus()
    write("2")
    page.entry.focus("applicant")
    press(ENTER, times=5)
    assert page.may_leave()
    assert (drafts(desk), desk.said) == ([], [])


def test_every_key_is_kept_and_a_draft_goes_on_where_it_was(qtbot, desk, page):
    type_mill(page)
    values, received, answers = page.entry.values(), page.entry.materials.received(), page.entry.answers()
    head = page.entry.head.values()
    assert drafts(desk) == ["王桂枝面粉加工厂 · 低压非居民"]
    draft = desk.station.drafts.heads()[0].id
    again = open_page(qtbot, desk, draft)
    assert again.entry.values() == values
    assert (again.entry.materials.received(), again.entry.answers(), again.entry.head.values()) == (received, answers, head)
    again.save()
    assert again.outcome.result.title == "容缺受理"
    assert drafts(desk) == []


def test_several_registrations_stay_open_and_are_listed(qtbot, desk, page):
    put(page, applicant="王桂枝")
    page.visit("")
    assert typed(page, "applicant") == ""
    put(page, applicant="李四")
    page.visit("")
    assert sorted(drafts(desk)) == ["李四 · 居民新装", "王桂枝 · 居民新装"]
    assert page.drafts.text() == "未完成登记 2"
    page.drafts.menu().actions()[0].trigger()
    assert desk.went[-1][0] == "register"
    assert desk.went[-1][1] in {head.id for head in desk.station.drafts.heads()}


def test_a_draft_of_yesterday_keeps_the_day_the_customer_came(qtbot, desk, page, clock):
    put(page, applicant="王桂枝")
    clock.day = date(2026, 11, 24)
    again = open_page(qtbot, desk, desk.station.drafts.heads()[0].id)
    assert typed(again, "accepted_on") == "2026-11-23"
    assert again.entry.head.values()["got_at"] == "2026-11-23 09:40"


def test_the_next_registration_stands_as_the_first_did(desk, page):
    fresh = (page.entry.values(), page.entry.head.values(), page.entry.answers(), [problem.field for problem in page.problems.problems])
    panel = page.entry.panel
    put(page, capacity="viel", phone="12", applicant="王桂枝")
    page.save()
    assert panel.is_wrong("capacity")
    page.start()
    assert page.entry.panel is panel  # the same widgets, as new
    shown = (page.entry.values(), page.entry.head.values(), page.entry.answers(), [problem.field for problem in page.problems.problems])
    assert shown == fresh
    assert not any(cell.wrong for cell in panel.cells.values())
    assert drafts(desk) == ["王桂枝 · 居民新装"]


def test_a_draft_is_thrown_away_only_after_asking(desk, page, monkeypatch):
    put(page, applicant="王桂枝")
    page.discard_button.click()
    assert drafts(desk) == ["王桂枝 · 居民新装"]
    monkeypatch.setattr(desk, "ask", lambda *words: True)
    page.discard_button.click()
    assert (drafts(desk), typed(page, "applicant")) == ([], "")


def test_other_changes_never_touch_what_is_being_typed(desk, page, clock):
    put(page, applicant="王桂枝")
    from models.services.changes import Changes

    desk.changes.tell(Changes(frozenset({mill(desk.station, clock, MONDAY)}), rules=True))
    assert typed(page, "applicant") == "王桂枝"


def test_papers_to_tick_stand_side_by_side_as_the_room_allows(page):
    tick = papers(page)[0]
    for letters, columns in ((56, 2), (20, 1)):
        page.entry.materials.fit(letters)
        assert tick.columns == columns


def test_at_another_channel_the_time_of_asking_is_not_ours_to_guess(page):
    page.entry.head.focus("channel")
    write("2")
    assert (page.entry.head.values()["asked_at"], page.entry.head.values()["got_at"]) == ("", "2026-11-23 09:40")


def test_a_draft_survives_kill_between_two_keys(tmp_path, enrolled, clock):
    shutil.copytree(enrolled, tmp_path / "killed")
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.ui.typing_child", str(tmp_path / "killed")], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert child.stdout is not None
    seen = 0
    while seen < 25:
        seen = int(child.stdout.readline())
    child.send_signal(signal.SIGKILL)
    seen = max([seen, *(int(line) for line in child.stdout.read().splitlines() if line)])
    child.stdout.close()
    assert child.wait() == -signal.SIGKILL
    station = open_station(tmp_path / "killed", "demo", clock)
    head = station.drafts.heads()[0]
    name = str(station.drafts.values(head.id)["applicant"])
    station.close()
    assert len(name) in (seen, seen + 1)
    assert name == ("7枝" * len(name))[: len(name)]
