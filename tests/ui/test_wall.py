"""今日大屏: what is due, masked, sheet by sheet; keys close it and nothing on it can be changed."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from shiboken6 import isValid

from tests.ui.case_station import APPLICATION, mill
from ui.wall.display import WallDisplay

ACCEPTED = date(2026, 10, 12)
LATE = date(2026, 11, 23)


@pytest.fixture
def wall(desk, qtbot, station, clock):
    for number in range(17):
        person = {"document_kind": "居民身份证", "document_no": "11010519491231002X", "phone": f"139375123{number:02d}"}
        mill(station, clock, ACCEPTED, applicant=f"王桂{'枝兰芳'[number % 3]}", **person)
    mill(station, clock, LATE - timedelta(days=1), applicant="不急面粉加工厂")
    clock.day = LATE
    shown = WallDisplay(desk)
    shown.resize(1366, 768)
    shown.show()
    yield shown
    if isValid(shown):
        shown.close()


def lines(wall):
    return [[label.text() for label in line] for line in wall.lines if line[1].text()]


def test_the_wall_shows_what_is_due_masked_and_turns_its_sheets(wall):
    assert wall.counts["overdue"].text() == "■ 逾期　17"
    assert len(lines(wall)) == 15
    assert all(line[0] == "■ 逾期" and line[2].startswith("王*") for line in lines(wall))
    shown = " ".join(text for line in lines(wall) for text in line)
    assert "不急" not in shown
    assert APPLICATION["phone"] not in shown
    assert wall.sheet.text().startswith("第 1 / 2 屏")
    wall.turn()
    assert len(lines(wall)) == 2
    wall.turn()
    assert len(lines(wall)) == 15


def test_nothing_on_it_can_be_changed_and_escape_closes_it(wall, qtbot, qapp):
    assert not wall.findChildren(QAbstractButton)
    assert not wall.findChildren(QLineEdit)
    qtbot.keyClick(wall, Qt.Key.Key_Escape)
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not isValid(wall)
