"""为什么是这一天: the strip of days and its dialog."""

from datetime import date, timedelta

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from models.clock import Day
from models.services.paper.why_sheet import why_sheet
from reports.render import render
from tests.ui.case_station import LICENCE, MONDAY, VILLAGE, PlainDesk, dress_once, mill
from ui.case.strip import DayStrip, StripArea
from ui.case.why import WhyDialog
from ui.style import DANGER, DAYS


@pytest.fixture
def strip(qtbot, qapp):
    dress_once(qapp)
    made = DayStrip()
    qtbot.addWidget(made)
    return made


def days(count, start=date(2026, 9, 28)):
    marks = "工工工假假休班停·"
    return tuple(
        Day(start + timedelta(days=at), mark, at + 1 if mark in "工班" else None, "国务院办公厅通知" if mark in "假班" else None)
        for at in range(count)
        for mark in (marks[at % len(marks)],)
    )


def shown(strip, count, width, **ends):
    found = days(count)
    strip.show_days(found, due=ends.pop("due", found[-1].date), **ends)
    strip.resize(width, strip.lines_height(width))
    return strip.grab().toImage()


def test_days_wrap_over_as_many_lines_as_the_width_asks(strip):
    shown(strip, 40, 43 * 10 + 8)
    assert strip.lines_height(43 * 10 + 8) == 4 * (strip.cell(10).top() - strip.cell(0).top()) + 2
    assert strip.cell(10).left() == strip.cell(0).left()
    assert strip.cell(9).top() == strip.cell(0).top()
    assert strip.lines_height(43 * 40 + 8) < strip.lines_height(43 * 10 + 8)


@pytest.mark.parametrize(("at", "mark"), [(0, "工"), (3, "假"), (5, "休"), (6, "班"), (7, "停"), (8, "·")])
def test_each_mark_has_its_own_ground_and_its_letter_in_words(strip, at, mark):
    image = shown(strip, 9, 430)
    corner = strip.cell(at).topLeft()
    ground = {image.pixelColor(corner.x() + dx, corner.y() + 4).name().upper() for dx in range(4, 12)}
    assert DAYS[mark].background.upper() in ground
    assert DAYS[mark].name in strip.sentence(at)


def test_a_paused_day_is_hatched_and_a_worked_one_is_plain(strip):
    image = shown(strip, 9, 430)

    def colours(at):
        rect = strip.cell(at)
        return {image.pixelColor(rect.left() + dx, rect.top() + 3).name() for dx in range(4, rect.width() - 4)}

    assert len(colours(7)) > 1
    assert len(colours(0)) == 1


def test_a_red_line_stands_after_the_due_day_only(strip):
    image = shown(strip, 9, 430, due=date(2026, 9, 30))

    def red(at):
        rect = strip.cell(at)
        return any(image.pixelColor(rect.right() + dx, rect.center().y()) == QColor(DANGER) for dx in range(5))

    assert [at for at in range(9) if red(at)] == [2]


def test_arrow_keys_walk_and_say_the_day(strip, qtbot):
    shown(strip, 9, 43 * 3 + 8)
    said = []
    strip.described.connect(said.append)
    strip.current = 0
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    qtbot.keyClick(strip, Qt.Key.Key_Down)
    qtbot.keyClick(strip, Qt.Key.Key_Home)
    assert [text[:10] for text in said] == ["2026-09-29", "2026-10-02", "2026-09-28"]
    qtbot.keyClick(strip, Qt.Key.Key_End)
    assert strip.current == 8
    assert "国务院办公厅通知" in strip.sentence(3)
    assert "第 7 个工作日" in strip.sentence(6)


def test_a_long_strip_scrolls_and_shows_its_end(qtbot, qapp):
    dress_once(qapp)
    area = StripArea(most_lines=2)
    qtbot.addWidget(area)
    area.resize(43 * 10, 300)
    area.show()
    area.strip.show_days(days(90), due=days(90)[-1].date)
    area.fit()
    assert area.height() < area.strip.height()
    assert area.verticalScrollBar().value() == area.verticalScrollBar().maximum() > 0


def test_the_dialog_explains_a_case_and_can_open_it(qtbot, qapp, station, clock):
    dress_once(qapp)
    case_id = mill(station, clock)
    clock.day = MONDAY
    desk = PlainDesk(station, clock)
    qtbot.addWidget(desk)
    found = WhyDialog(desk, case_id)
    found.open()
    assert found.panel.title.text() == "为什么是 2026-12-11 周五"
    assert [day.mark for day in found.panel.strip.days[:4]] == ["·", "休", "休", "工"]
    assert "民法典第二百零一条" in "".join(found.panel.told.basis)
    found.open_button.click()
    assert desk.went == [("case", case_id)]


def test_the_dialog_says_that_a_case_not_accepted_has_no_limit(qtbot, qapp, station, clock):
    dress_once(qapp)
    case_id = mill(station, clock, received=frozenset({VILLAGE}))
    desk = PlainDesk(station, clock)
    qtbot.addWidget(desk)
    found = WhyDialog(desk, case_id)
    found.open()
    assert found.panel.title.text() == "没有可解释的时限"
    assert "未受理不计时" in found.panel.limit_name.whole
    assert desk.errors == []


def test_the_calculation_is_a_sheet_with_every_day(station, clock):
    case_id = mill(station, clock, received=frozenset({LICENCE, VILLAGE}))
    document = pypdfium2.PdfDocument(why_sheet(station, case_id, render, MONDAY))
    text = "".join(document[at].get_textpage().get_text_range() for at in range(len(document)))
    document.close()
    assert "时限计算书" in text
    assert "王桂枝面粉加工厂" in text
    assert "第15日" in text
    assert "12月11日" in text
