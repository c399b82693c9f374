"""今日: what must I do now, until when, and why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout

from models.services.cases import list_cases
from models.services.list_rows import CaseRow
from models.services.list_rows import TodayPage as TodayFigures
from models.services.today import today_page
from ui.case.pieces import button
from ui.case_actions import do_action
from ui.case_table.columns import TODAY
from ui.case_table.view import CaseTable
from ui.empty_state import EmptyState
from ui.style import LEVELS
from ui.today.cards import LevelCards
from ui.today.drafts import DraftList
from ui.today.reminders import ReminderList
from ui.window import Desk, Page

LIMIT = 200
ROW_HEIGHT = 40


class TodayPage(Page):
    """Counts by level, the most urgent cases with their next act, unfinished entries."""

    title = "今日"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._level = ""
        self._asked = 0
        self.cards = LevelCards()
        self.cards.chosen.connect(self._filter)
        self.table = CaseTable(TODAY, row_height=ROW_HEIGHT, enter_acts=True)
        self.table.acted.connect(lambda row: do_action(desk, row))
        self.table.opened.connect(lambda row: desk.open_case(row.case_id))
        self.table.why.connect(lambda row: desk.explain(row.case_id, "target" if row.internal else ""))
        self.empty = EmptyState()
        self.reminders = ReminderList(desk)
        self.drafts = DraftList(desk)
        self._lists = QStackedWidget()
        self._lists.addWidget(self.table)
        self._lists.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 12)
        layout.setSpacing(12)
        layout.addLayout(self._heading())
        layout.addWidget(self.cards)
        layout.addWidget(self._lists, 1)
        layout.addWidget(self.reminders)
        layout.addWidget(self.drafts)

    def refresh(self) -> None:
        """Asks the station what is due."""
        self._asked += 1
        asked, level, station, today = self._asked, self._level, self.desk.station, self.desk.today()

        def work() -> tuple[TodayFigures, Sequence[CaseRow]]:
            figures = today_page(station, today, LIMIT)
            return figures, list_cases(station, today, level, limit=LIMIT).rows if level else figures.rows

        self.desk.tasks.run(work, lambda found: self._show(*found) if asked == self._asked else None)

    def take_focus(self) -> None:
        """The list, where there is one."""
        (self.table if self.table.cases.rows else self.register).setFocus()

    def next_step(self) -> None:
        """F2: the next act of the chosen case."""
        row = self.table.current()
        if row is not None:
            do_action(self.desk, row)

    def print_paper(self) -> None:
        """Ctrl+P: 今日必办 as a sheet."""
        from models.services.paper.today_sheet import today_sheet
        from reports.render import render
        from ui.paper.preview import SheetPreview

        station, today = self.desk.station, self.desk.today()
        SheetPreview(self.desk, f"今日必办 {today}", lambda: today_sheet(station, render, today)).open()

    def back(self) -> bool:
        """Esc shows all levels again."""
        if not self._level:
            return False
        self.cards.choose("")
        self._filter("")
        return True

    def _heading(self) -> QHBoxLayout:
        title = QLabel(self.title)
        title.setProperty("role", "title")
        self._words = QLabel()
        self._words.setProperty("role", "subtitle")
        self._all = QPushButton("看全部")
        self._all.setProperty("link", True)
        self._all.clicked.connect(self.back)
        self._all.hide()
        self.register = QPushButton("受理登记  Alt+2")
        self.register.setProperty("primary", True)
        self.register.clicked.connect(lambda: self.desk.open_registration())
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(title)
        row.addWidget(self._words)
        row.addWidget(self._all)
        row.addStretch()
        row.addWidget(button("打印今日必办  Ctrl+P", self.print_paper))
        row.addWidget(self.register)
        return row

    def _filter(self, level: str) -> None:
        self._level = level
        self.refresh()

    def _show(self, figures: TodayFigures, rows: Sequence[CaseRow]) -> None:
        self.cards.show_counts(figures.counts)
        self.drafts.show_drafts(figures.drafts)
        self._words.setText(self._subtitle(figures, len(rows)))
        self._all.setVisible(bool(self._level))
        takes_keys = QApplication.focusWidget() in (None, self, self.table, self.register)
        self.table.show_rows(rows)
        self._lists.setCurrentWidget(self.table if rows else self.empty)
        if not rows:
            self._say_empty(figures)
        if takes_keys:
            self.take_focus()
        self.reminders.ask_later()

    def _subtitle(self, figures: TodayFigures, shown: int) -> str:
        if self._level:
            return f"只看：{LEVELS[self._level].name} {shown} 件"
        counts = figures.counts
        urgent = counts.overdue + counts.due + counts.near
        told = f"{urgent} 件要办，先做最上面的" if urgent else "没有临近到期的工单"
        return told if figures.total <= LIMIT else f"{told}；这里列出最急的 {LIMIT} 件，共 {figures.total} 件"

    def _say_empty(self, figures: TodayFigures) -> None:
        if self._level:
            self.empty.say(f"没有“{LEVELS[self._level].name}”的工单", "按 Esc 或再点一次卡片看全部。")
        elif figures.counts.passed_up:
            self.empty.say("所里没有要办的工单", f"{figures.counts.passed_up} 件在县中心办理，可在“工单”里查看。来了新客户，请点受理登记。")
        else:
            self.empty.say("还没有工单", "来了客户，请点受理登记；受理后的工单按到期先后列在这里。")
