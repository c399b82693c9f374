"""统计考核: how the limits that ended in a month came out, by standard and class."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from models.money import yuan
from models.services.complaints import ComplaintMonth, complaint_figures
from models.services.fee_figures import FeeMonth, fee_figures
from models.services.late_figures import LateFigures, late_figures
from models.services.statistics import MonthRow, month_figures
from ui.case.pieces import px
from ui.chosen_row import ChosenRow
from ui.empty_state import EmptyState
from ui.statistics.decisions import decision_lines
from ui.style import LEVELS, ROW_HEIGHT
from ui.window import Desk, Page

HEADINGS = ("标准", "时限", "客户类别", "结束件数", "达标件数", "未达标", "达标率", "其中补录")
_NUMBERS = 3
_WIDTHS = (300, 200, 150, 80, 80, 76, 84, 84)
_SIDE = 20
_WORDS = 3  # the columns of words share what the figures leave


class StatisticsPage(Page):
    """One month; Left and Right, or the buttons, choose another."""

    title = "统计考核"
    help_topic = "statistics"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.month = desk.today().replace(day=1)
        self._asked = 0
        self.table = QTableWidget(0, len(HEADINGS))
        self.table.setHorizontalHeaderLabels(HEADINGS)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setItemDelegate(ChosenRow(self.table))
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setHighlightSections(False)
        for column, width in enumerate(_WIDTHS):
            self.table.setColumnWidth(column, px(width))
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.empty = EmptyState()
        self._lists = QStackedWidget()
        self._lists.addWidget(self.table)
        self._lists.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_SIDE, 14, _SIDE, 12)
        layout.setSpacing(12)
        layout.addLayout(self._heading())
        layout.addWidget(self._lists, 1)
        self.others, self.late, self.decisions = QLabel(), QLabel(), QLabel()
        for told in (self.others, self.late, self.decisions):
            told.setWordWrap(True)
            told.hide()
            layout.addWidget(told)
        note = QLabel("按时限结束的日期归入当月；结果在环节结束时记下，以后修订日历不改变。内控目标不进统计；“补录”是从台账接转来的。")
        note.setProperty("role", "hint")
        note.setWordWrap(True)
        layout.addWidget(note)

    def refresh(self) -> None:
        """Asks for the month's figures."""
        self._asked += 1
        asked, station, month = self._asked, self.desk.station, self.month
        self._month.setText(f"{month.year} 年 {month.month} 月")
        self._later.setEnabled(month < self.desk.today().replace(day=1))
        self.desk.tasks.run(lambda: month_figures(station, month.year, month.month),
                            lambda rows: self._show(rows) if asked == self._asked else None)
        self.desk.tasks.run(lambda: (fee_figures(station, month.year, month.month), complaint_figures(station, month.year, month.month)),
                            lambda found: self._show_others(*found) if asked == self._asked else None)
        today = self.desk.today()
        self.desk.tasks.run(lambda: late_figures(station, month.year, month.month, today),
                            lambda found: self._show_late(found) if asked == self._asked else None)
        self.desk.tasks.run(lambda: decision_lines(station, month.year, month.month, today),
                            lambda lines: self._show_decisions(lines) if asked == self._asked else None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Figures are always seen whole; the words before them share the rest and tell everything in their tips."""
        super().resizeEvent(event)
        free = self.width() - 2 * _SIDE - sum(px(width) for width in _WIDTHS[_WORDS:]) - px(14)
        for column, width in enumerate(_WIDTHS[:_WORDS]):
            self.table.setColumnWidth(column, max(px(40), free * width // sum(_WIDTHS[:_WORDS])))

    def turn(self, months: int) -> None:
        """Shows an earlier (-1) or later (1) month, never one that has not begun."""
        found = (self.month - timedelta(days=1)).replace(day=1) if months < 0 else (self.month + timedelta(days=32)).replace(day=1)
        if found <= self.desk.today():
            self.month = found
            self.refresh()

    def _heading(self) -> QHBoxLayout:
        title = QLabel(self.title)
        title.setProperty("role", "title")
        self._month = QLabel()
        self._month.setProperty("role", "section")
        earlier, self._later = QPushButton("上个月"), QPushButton("下个月")
        earlier.clicked.connect(lambda: self.turn(-1))
        self._later.clicked.connect(lambda: self.turn(1))
        row = QHBoxLayout()
        row.setSpacing(12)
        for widget in (title, self._month):
            row.addWidget(widget)
        row.addStretch()
        row.addWidget(earlier)
        row.addWidget(self._later)
        return row

    def _show(self, rows: tuple[MonthRow, ...]) -> None:
        self._lists.setCurrentWidget(self.table if rows else self.empty)
        if not rows:
            self.empty.say("这个月没有结束的时限", f"{_month_words(self.month)}还没有环节办结。可以点“上个月”看以前的月份。")
        self.table.setRowCount(len(rows))
        for number, row in enumerate(rows):
            for column, text in enumerate(words_of(row)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column >= _NUMBERS:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
                if row.met < row.ended and column in (_NUMBERS + 2, _NUMBERS + 3):
                    item.setForeground(QColor(LEVELS["overdue"].text))
                self.table.setItem(number, column, item)

    def _show_late(self, found: LateFigures) -> None:
        self.late.setVisible(found.any)
        self.late.setText(words_of_late(found))

    def _show_others(self, fees: tuple[FeeMonth, ...], complaints: tuple[ComplaintMonth, ...]) -> None:
        lines = [f"收费　{words_of_fee(row)}" for row in fees] + [f"投诉　{words_of_complaints(row)}" for row in complaints]
        self.others.setVisible(bool(lines))
        self.others.setText("\n".join(lines))

    def _show_decisions(self, lines: tuple[str, ...]) -> None:
        self.decisions.setVisible(bool(lines))
        self.decisions.setText("\n".join(lines))


def words_of_complaints(row: ComplaintMonth) -> str:
    """The complaints of one channel received in a month, in one line."""
    told = f"按期答复 {row.in_time} 件，逾期答复 {row.late} 件，还没有答复 {row.open} 件，属实或部分属实 {row.justified} 件"
    return f"{row.channel}：收到 {row.received} 件，{told}"


def words_of_late(found: LateFigures) -> str:
    """Warnings, what ended late and what is overdue, each with and without a supervision, in one line."""
    ended = f"本月超时办结 {found.ended_late} 件（有督办 {found.ended_supervised}，无督办 {found.ended_late - found.ended_supervised}）"
    if found.at_centre:
        ended += f"，其中高压工单 {found.at_centre} 件在县中心用的天数比在本所多"
    bare = found.overdue - found.overdue_supervised
    now = f"现在逾期 {found.overdue} 件（有督办 {found.overdue_supervised}，无督办 {bare}）"
    rest = f"；督办未答复 {found.unanswered} 件" if found.unanswered else ""
    why = "；超时原因 " + "、".join(f"{name} {number} 件" for name, number in found.causes) if found.causes else ""
    warned = found.warned
    return f"督办　本月预警 黄 {warned.yellow}、橙 {warned.orange}、红 {warned.red} 次；{ended}{why}；{now}{rest}"


def words_of_fee(row: FeeMonth) -> str:
    """One kind of fee in a month, in one line."""
    waived = f"，减免 {yuan(row.waived)} 元" if row.waived else ""
    rest = f"，其中未交 {yuan(row.open)} 元" if row.open else ""
    return f"{row.name}：登记应收 {row.cases} 件 {yuan(row.charged)} 元{waived}{rest}；本月收到 {yuan(row.paid)} 元"


def words_of(row: MonthRow) -> tuple[str, ...]:
    """A row as it is read; 未达标 marked with the shape of its level, not by colour alone."""
    missed = row.ended - row.met
    rate = "—" if row.rate is None else f"{row.rate:.1%}"
    told = f"■ {missed}" if missed else "0"
    return (row.standard, row.limit, row.class_name, str(row.ended), str(row.met), told, rate, str(row.taken_over))


def _month_words(month: date) -> str:
    return f"{month.year} 年 {month.month} 月"
