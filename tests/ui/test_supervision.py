"""到期与督办 on the case page, the month's line under the statistics, and the desk that warns on opening and at midnight."""

from datetime import date, timedelta

import pytest

from models.services.case_page.detail import case_detail
from models.services.people import add_person
from models.services.warnings import Warned, warnings_raised
from tests.ui.case_station import ACCEPTED, PlainDesk, mill
from tests.ui.copied_station import copied_station
from ui.case import supervision_dialogs
from ui.case.supervision_dialogs import AnswerDialog, OverrunDialog, SuperviseDialog
from ui.main_window import MainWindow
from ui.statistics.page import StatisticsPage
from ui.tasks import Tasks

LATE = ACCEPTED + timedelta(days=30)


@pytest.fixture
def station(tmp_path, clock):
    return copied_station(tmp_path, clock)


@pytest.fixture
def desk(qtbot, station, clock):
    window = PlainDesk(station, clock)
    qtbot.addWidget(window)
    window.show()
    yield window
    window.tasks.close()
    station.close()


def card(desk, case_id):
    return next(c for c in case_detail(desk.station, case_id, desk.today()).cards if c.topic == "supervision")


def act(desk, case_id, row, code):
    found = next(a for a in card(desk, case_id).rows[row].acts if a.code == code)
    supervision_dialogs.ACTS[code](desk, case_id, found.key)


def dialog(desk, kind):
    return next(w for w in desk.findChildren(kind) if w.isVisible())


def test_an_overdue_case_is_supervised_and_answered_from_its_card(desk, station, clock):
    case_id = mill(station, clock)
    clock.day = LATE
    assert "还没有登记原因和督办" in card(desk, case_id).rows[0].text
    act(desk, case_id, 0, "supervise")
    entry = dialog(desk, SuperviseDialog)
    entry.name.setText("李建国")
    entry.submit()
    assert entry.isVisible(), "职务 and 防范措施 are missing"
    assert {one.name for one in entry.asked if not one.problem.isHidden()} == {"post", "measure"}
    entry.post.setText("所长")
    entry.measure.setPlainText("每周核对表箱库存")
    entry.submit()
    assert desk.said[-1].startswith("已登记督办")
    act(desk, case_id, 0, "answer")
    answer = dialog(desk, AnswerDialog)
    answer.answer.setPlainText("周五办完")
    answer.submit()
    assert "答复：周五办完" in card(desk, case_id).rows[0].text
    act(desk, case_id, 0, "print")
    assert desk.went[-1] == ("paper", case_id, "SUPERVISION")


def test_what_will_be_late_is_declared_with_the_chief_s_word(desk, station, clock):
    case_id = mill(station, clock)
    clock.day = ACCEPTED + timedelta(days=3)
    declare = next(a for a in card(desk, case_id).acts if a.code == "declare")
    supervision_dialogs.ACTS["declare"](desk, case_id, declare.key)
    assert "还没有在岗的所长" in desk.errors[-1]
    add_person(station, "李建国", "所长", date(2026, 1, 1))
    supervision_dialogs.ACTS["declare"](desk, case_id, declare.key)
    entry = dialog(desk, OverrunDialog)
    entry.measure.setPlainText("增派人手")
    entry.new_day.setText((ACCEPTED + timedelta(days=40)).isoformat())
    entry.submit()
    assert desk.said[-1].startswith("已报预计超时")
    assert "李建国" in card(desk, case_id).rows[0].text


def test_the_statistics_tell_with_and_without_supervision(desk, station, clock):
    mill(station, clock)
    clock.day = LATE
    page = StatisticsPage(desk)
    desk.setCentralWidget(page)
    page.refresh()
    told = page.late.text()
    assert told.startswith("督办　本月预警 黄 0、橙 0、红 0 次；本月超时办结 0 件（有督办 0，无督办 0）；")
    assert told.endswith("现在逾期 1 件（有督办 0，无督办 1）")


def test_the_desk_warns_once_on_opening_and_when_the_day_turns(qtbot, station, clock):
    mill(station, clock)
    clock.day = LATE - timedelta(days=12)
    window = MainWindow(station, clock, tasks=Tasks(at_once=True, tell=lambda error: pytest.fail(str(error))))
    qtbot.addWidget(window)
    window.warn()
    window.warn()
    year = date(2026, 1, 1), date(2026, 12, 31)
    before = warnings_raised(station, *year)
    assert sum((before.yellow, before.orange, before.red)) == 1
    clock.day = LATE
    window.look_at_clock()
    assert warnings_raised(station, *year) == Warned(before.yellow, before.orange, before.red + 1)
    window.close()
