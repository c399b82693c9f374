"""工单: every case of the station, by state, found by name, initials, number, phone or address."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QButtonGroup, QHBoxLayout, QLabel, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout

from models.services.cases import list_cases
from models.services.list_rows import CasePage as CaseRows
from ui.case.pieces import button, px
from ui.case_actions import do_action
from ui.case_table.columns import CASES
from ui.case_table.view import CaseTable
from ui.cases.districts import show_districts
from ui.cases.loans import show_loans
from ui.empty_state import EmptyState
from ui.panel.flow import Flow
from ui.style import ACCENT, ACCENT_LIGHT, ROW_HEIGHT
from ui.window import Desk, Page

FILTERS = (
    ("open", "在办"), ("not_accepted", "未受理"), ("pre_accepted", "预受理"), ("other_overdue", "其他标准超期"),
    ("passed_up", "县中心办理中"), ("deferred", "待复核"),
    ("ended", "已办结"), ("all", "全部"),
)
LIMIT = 100
PAUSE_MS = 150
_CHOSEN = f"QPushButton:checked {{ background: {ACCENT_LIGHT}; border-color: {ACCENT}; color: {ACCENT}; font-weight: bold; }}"


class CasesPage(Page):
    """The list of cases with filters and a search of its own; further pages come as the clerk scrolls."""

    title = "工单"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._status = "open"
        self._asked = 0
        self.text = QLineEdit()
        self.text.setPlaceholderText("在列表里找：姓名、首字母、电话、地址、工单号")
        self.text.setAccessibleName("在列表里找")
        self.text.setClearButtonEnabled(True)
        self.text.setMaximumWidth(px(420))
        self.text.setMinimumWidth(px(180))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        self.text.textChanged.connect(lambda: self._pause.start())
        self.table = CaseTable(CASES, row_height=ROW_HEIGHT, enter_acts=False)
        self.text.returnPressed.connect(self.table.setFocus)
        self.table.acted.connect(lambda row: do_action(desk, row))
        self.table.opened.connect(lambda row: desk.open_case(row.case_id))
        self.table.why.connect(lambda row: desk.explain(row.case_id, "target" if row.internal else ""))
        self.empty = EmptyState()
        self._lists = QStackedWidget()
        self._lists.addWidget(self.table)
        self._lists.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 12)
        layout.setSpacing(12)
        layout.addLayout(self._heading())
        layout.addLayout(self._filters())
        layout.addWidget(self._lists, 1)

    def refresh(self) -> None:
        """Asks for the first page."""
        self._asked += 1
        self._ask("", self._asked)

    def take_focus(self) -> None:
        """The list, where there is one."""
        (self.table if self.table.cases.rows else self.register).setFocus()

    def next_step(self) -> None:
        """F2: the next act of the chosen case."""
        row = self.table.current()
        if row is not None:
            do_action(self.desk, row)

    def print_paper(self) -> None:
        """Ctrl+P: one paper for the cases that are listed."""
        from ui.paper.batch import print_cases

        print_cases(self.desk, self.table.cases.rows)

    def back(self) -> bool:
        """Esc empties the search first."""
        if not self.text.text():
            return False
        self.text.clear()
        return True

    def _ask(self, after: str, asked: int) -> None:
        station, today, status, text = self.desk.station, self.desk.today(), self._status, self.text.text().strip()
        self.desk.tasks.run(lambda: list_cases(station, today, status, text, after, LIMIT),
                            lambda page: self._show(page, after, asked) if asked == self._asked else None)

    def _show(self, page: CaseRows, after: str, asked: int) -> None:
        more = (lambda: self._ask(page.after, asked)) if page.after else None
        if after:
            self.table.cases.append(page.rows, more)
            return
        self.table.show_rows(page.rows, more)
        self._count.setText(f"共 {page.total} 件")
        self._lists.setCurrentWidget(self.table if page.rows else self.empty)
        if not page.rows:
            self._say_empty()
        if QApplication.focusWidget() in (None, self, self.table, self.register):
            self.take_focus()

    def _heading(self) -> QHBoxLayout:
        title = QLabel(self.title)
        title.setProperty("role", "title")
        self._count = QLabel()
        self._count.setProperty("role", "subtitle")
        self.loans = QPushButton("借阅登记…")
        self.loans.setToolTip("哪份档案借给了谁，到哪天还")
        self.loans.clicked.connect(lambda: show_loans(self.desk))
        self.register = QPushButton("受理登记  Alt+2")
        self.register.setProperty("primary", True)
        self.register.clicked.connect(lambda: self.desk.open_registration())
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(title)
        row.addWidget(self._count)
        row.addStretch()
        row.addWidget(button("批量打印…", self.print_paper, tip="给列表里的工单各打一份单据（Ctrl+P）"))
        row.addWidget(self.loans)
        row.addWidget(self.register)
        return row

    def _filters(self) -> QHBoxLayout:
        row, chips = QHBoxLayout(), Flow(8)
        row.setSpacing(8)
        self.chips = QButtonGroup(self)
        for code, name in FILTERS:
            chip = QPushButton(name)
            chip.setCheckable(True)
            chip.setStyleSheet(_CHOSEN)
            chip.setChecked(code == self._status)
            chip.clicked.connect(lambda _=False, code=code: self._choose(code))
            self.chips.addButton(chip)
            chips.addWidget(chip)
        self.districts = QPushButton("按台区看…")
        self.districts.setProperty("link", True)
        self.districts.setToolTip("谁在哪个台区后面等，哪天复核")
        self.districts.clicked.connect(lambda: show_districts(self.desk))
        self.districts.hide()
        chips.addWidget(self.districts)
        row.addLayout(chips, 3)
        row.addWidget(self.text, 2)
        return row

    def _choose(self, status: str) -> None:
        self._status = status
        self.districts.setVisible(status == "deferred")
        self.refresh()

    def _say_empty(self) -> None:
        name = dict(FILTERS)[self._status]
        if self.text.text().strip():
            self.empty.say(f"“{name}”里没有找到“{self.text.text().strip()}”", "请换一个字再找，或选“全部”；新客户请点受理登记。")
        elif self._status in ("open", "all"):
            self.empty.say("还没有工单", "来了客户，请点受理登记。")
        else:
            self.empty.say(f"没有“{name}”的工单", "可以选“在办”或“全部”查看其他工单。")
