"""今日大屏: the due cases of today on a wall screen, to be read from afar; nothing can be clicked, names are masked as in every list."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from models.services.list_rows import CaseRow, Counts, TodayPage
from models.services.today import today_page
from ui.day_words import full_day
from ui.style import CARD, INK, LEVELS, MUTED, PAGE, Level
from ui.window import Desk

MOST = 200  # cases that are asked for
TURN_MS = 15_000  # a sheet stays so long where there are more than one
ASK_MS = 60_000
_SHOWN = ("overdue", "due", "near")
_HEADINGS = ("", "工单号", "客户", "村", "环节", "到期")
_STRETCH = (2, 4, 4, 4, 3, 4)
_LINES = 15  # a line takes a fifteenth of the height below the counts


class WallDisplay(QWidget):
    """A window of its own over the whole screen: counts by level, then the cases sheet by sheet. Esc or F11 closes it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk if isinstance(desk, QWidget) else None, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("今日大屏")
        self.setObjectName("wall")
        self._desk = desk
        self._rows: tuple[CaseRow, ...] = ()
        self._at = 0
        self.title, self.day, self.sheet = QLabel(), QLabel(), QLabel()
        self.counts = {code: QLabel() for code in LEVELS}
        self.lines: list[list[QLabel]] = []
        self._headings: list[QLabel] = []
        self._size = 16
        self._grid = QGridLayout()
        self._build()
        for key in ("Esc", "F11"):
            QShortcut(QKeySequence(key), self, self.close)
        self._turn, self._ask = QTimer(self), QTimer(self)
        self._turn.timeout.connect(self.turn)
        self._ask.timeout.connect(self.refresh)
        self._turn.start(TURN_MS)
        self._ask.start(ASK_MS)
        self.refresh()

    def refresh(self) -> None:
        """Asks the station what is due."""
        station, today = self._desk.station, self._desk.today()
        self._desk.tasks.run(lambda: today_page(station, today, MOST), lambda page: self._show(page, today), failed=lambda _: None)

    def turn(self) -> None:
        """Shows the next sheet, after the last one the first."""
        self._at = self._at + _LINES if self._at + _LINES < len(self._rows) else 0
        self._paint_rows()

    def _show(self, page: TodayPage, today: date) -> None:
        self.title.setText(f"{self._desk.station.info.name}　今日办理")
        self.day.setText(full_day(today))
        self._show_counts(page.counts)
        self._rows = tuple(row for row in page.rows if row.level in _SHOWN)
        self._at = min(self._at, max(0, len(self._rows) - 1) // _LINES * _LINES)
        self._paint_rows()

    def _show_counts(self, counts: Counts) -> None:
        for code, label in self.counts.items():
            label.setText(f"{LEVELS[code].shape} {LEVELS[code].name}　{getattr(counts, code)}")

    def _paint_rows(self) -> None:
        part = self._rows[self._at : self._at + _LINES]
        for line, row in zip(self.lines, (*part, *(None,) * (_LINES - len(part))), strict=True):
            level = LEVELS[row.level] if row else None
            for label, text in zip(line, _words(row, level) if row and level else ("",) * len(line), strict=True):
                label.setText(text)
                label.setStyleSheet(f"{_paint(level)} font-size: {self._size}px;")
        sheets = -(-len(self._rows) // _LINES)
        told = f"第 {self._at // _LINES + 1} / {sheets} 屏" if sheets > 1 else "" if self._rows else "今天没有逾期、到期和临近的工单"
        self.sheet.setText(f"{told}　　姓名已作遮挡　按 Esc 退出")

    def _build(self) -> None:
        self.setStyleSheet(f"#wall {{ background: {PAGE}; }} QLabel {{ color: {INK}; }}")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(40, 24, 40, 20)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.day)
        layout.addLayout(head)
        tiles = QHBoxLayout()
        tiles.setSpacing(16)
        for label in self.counts.values():
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            tiles.addWidget(label, 1)
        layout.addLayout(tiles)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(2)
        for column, (text, stretch) in enumerate(zip(_HEADINGS, _STRETCH, strict=True)):
            self._headings.append(QLabel(text))
            self._grid.addWidget(self._headings[-1], 0, column)
            self._grid.setColumnStretch(column, stretch)
        for number in range(1, _LINES + 1):
            line = [QLabel() for _ in _HEADINGS]
            for column, label in enumerate(line):
                self._grid.addWidget(label, number, column)
            self._grid.setRowStretch(number, 1)
            self.lines.append(line)
        layout.addLayout(self._grid, 1)
        layout.addWidget(self.sheet)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Letters grow with the screen: a wall is read from metres away."""
        super().resizeEvent(event)
        self._size = max(14, event.size().height() // 40)
        for label, factor in ((self.title, 1.8), (self.day, 1.2), (self.sheet, 0.8)):
            label.setStyleSheet(f"font-size: {round(self._size * factor)}px;")
        for code, label in self.counts.items():
            label.setStyleSheet(f"{_paint(LEVELS[code])} font-size: {round(self._size * 1.2)}px; border-radius: 8px; padding: 8px;")
        for heading in self._headings:
            heading.setStyleSheet(f"color: {MUTED}; padding-left: 12px; font-size: {self._size}px;")
        self._paint_rows()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stops asking."""
        self._turn.stop()
        self._ask.stop()
        super().closeEvent(event)


def _words(row: CaseRow, level: Level) -> tuple[str, ...]:
    return (f"{level.shape} {level.name}", row.number, row.customer, row.village.rpartition("县")[2], row.stage, row.due_text)


def _paint(level: Level | None) -> str:
    return f"background: {level.background}; color: {level.text}; padding-left: 12px;" if level else f"background: {CARD};"
