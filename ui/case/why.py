"""为什么是这一天: the strip of days with what it rests on, in the page of a case and as a dialog of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from models.problems import StationError
from models.services.case_page.rows import Explanation
from ui.case.pieces import Card, Elided, button, empty, open_size, px, row, while_alive, words
from ui.case.strip import LEGEND, DayStrip, StripArea
from ui.day_words import full_day
from ui.window import Desk

if TYPE_CHECKING:
    from models.services.station import Station

__all__ = ["DayStrip", "Why", "WhyDialog", "WhyPanel", "load_why", "show_calculation"]


_LINE = 88
_WIDE = 960


@dataclass(frozen=True)
class Why:
    """An explanation with what its picture needs: the day it is looked at and the last day whose holidays are published."""

    told: Explanation
    today: date
    published_to: date


def load_why(station: Station, case_id: str, today: date, key: str = "") -> Why:
    """Reads an explanation (`key` as in `models.services.case_page.explanation.explain`); StationError where nothing is to be explained."""
    from models.services.case_page.explanation import explain

    return Why(explain(station, case_id, today, key), today, station.calendar.last_published)


def headline_of(told: Explanation) -> str:
    """The question the strip answers, with its date."""
    if told.due is None:
        return "为什么现在没有到期日"
    minute = f" {told.due_at:%H:%M}" if told.due_at else ""
    return f"为什么是 {full_day(told.due)}{minute}" + ("（暂定）" if told.provisional else "")


class WhyPanel(Card):
    """Title, legend, strip, and the article and calendar papers below; `most_lines` of days are seen, more scroll."""

    def __init__(self, most_lines: int = 3) -> None:
        super().__init__("为什么")
        self.told: Explanation | None = None
        self.limit_name = Elided("", "hint")
        self.legend = words(LEGEND, "hint")
        self.print_button = button("打印时限计算书", lambda: None)
        self.head.addWidget(self.limit_name, 1)
        self.head.addWidget(self.legend)
        self.low_legend = words(LEGEND, "hint")
        self.low_legend.hide()
        self.head.addWidget(self.print_button)
        self.area = StripArea(most_lines)
        self.strip = self.area.strip
        self.spoken = words("", "")
        self.spoken.hide()
        self.basis = QVBoxLayout()
        self.basis.setSpacing(px(2))
        self.body.addWidget(self.area)
        self.body.addWidget(self.low_legend)
        self.body.addWidget(self.spoken)
        self.body.addLayout(self.basis)
        self.strip.described.connect(self._speak)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The legend goes below the strip where the title's line is too short for both."""
        super().resizeEvent(event)
        wide = self.width() >= px(_WIDE)
        self.legend.setVisible(wide)
        self.low_legend.setVisible(not wide)

    def show_why(self, why: Why) -> None:
        """Puts another explanation."""
        told = why.told
        self.told = told
        self.title.setText(headline_of(told))
        self.limit_name.put(told.title)
        self.spoken.hide()
        self.strip.show_days(told.days, due=told.due, promised=told.promised, today=why.today, published_to=why.published_to,
                             unit=told.unit)
        self.area.fit()
        empty(self.basis)
        for text in _lines(told):
            self.basis.addWidget(words(text, "hint", wrap=True))

    def _speak(self, text: str) -> None:
        self.spoken.setText(text)
        self.spoken.show()


class WhyDialog(QDialog):
    """The explanation of one limit of a case; `key` as in `explain`, empty = what the headline of the case shows.

    Show it with `open()`. A case without a limit is told as a sentence instead, and the dialog closes.
    """

    def __init__(self, desk: Desk, case_id: str, key: str = "") -> None:
        super().__init__(desk if isinstance(desk, QWidget) else None)
        self.desk, self._case_id, self._key = desk, case_id, key
        self.setWindowTitle("为什么是这一天")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_size(self, 1180, 320)
        self.panel = WhyPanel(most_lines=6)
        self.panel.print_button.clicked.connect(self._print)
        self.open_button = button("打开工单", self._open_case)
        close = button("关闭", self.reject, "primary")
        close.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(20), px(16), px(20), px(16))
        layout.setSpacing(px(12))
        layout.addWidget(self.panel)
        layout.addStretch()
        buttons = row(stretch=True)
        buttons.addWidget(self.open_button)
        buttons.addWidget(close)
        layout.addLayout(buttons)
        close.setFocus()
        station, today = desk.station, desk.today()
        desk.tasks.run(lambda: load_why(station, case_id, today, key), while_alive(self, self._show), failed=while_alive(self, self._fail))

    def _show(self, why: Why) -> None:
        self.panel.show_why(why)

    def _fail(self, error: Exception) -> None:
        self.panel.title.setText("没有可解释的时限")
        self.panel.limit_name.put(str(error) if isinstance(error, StationError) else "")
        self.panel.print_button.hide()
        self.panel.area.hide()

    def _open_case(self) -> None:
        self.accept()
        self.desk.open_case(self._case_id)

    def _print(self) -> None:
        show_calculation(self.desk, self._case_id, self._key)


def show_calculation(desk: Desk, case_id: str, key: str) -> None:
    """Opens the calculation of one limit as a sheet to print."""
    from models.services.paper.why_sheet import why_sheet
    from reports.render import render
    from ui.paper.preview import SheetPreview

    station, today = desk.station, desk.today()
    SheetPreview(desk, "时限计算书", lambda: why_sheet(station, case_id, render, today, key)).open()


def _lines(told: Explanation) -> tuple[str, ...]:
    """The basis in as few lines as read well: short sentences share one."""
    lines: list[str] = []
    if told.promised and told.due and told.promised != told.due:
        lines.append(f"红线：考核用的日期 {full_day(told.due)}（扣掉有凭据的暂停）。")
        lines.append(f"蓝色虚线：告诉客户的日期 {full_day(told.promised)}（没有跟着暂停顺延，原因见下面各次“停”）。")
    for text in told.basis:
        if lines and len(lines[-1]) + len(text) <= _LINE and not text.startswith("停："):
            lines[-1] = f"{lines[-1]}　{text}"
        else:
            lines.append(text)
    return tuple(lines)
