"""工单 of all stations: masked, each with its own station's countdown, whether it is on file here, and whether papers are missing."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout

from models.services.centre.cases import SCOPES, CountyCase, CountyPage, county_cases
from models.services.centre.stations import registered
from models.services.list_rows import CaseRow
from ui.case.pieces import row, words
from ui.case_table.columns import CUSTOMER, DUE, LEVEL, NUMBER, STAGE, SUMMARY, Column
from ui.case_table.view import CaseTable
from ui.centre.case_dialog import CountyCaseDialog
from ui.centre.desk import CentreDesk, CentrePage
from ui.choice_list import ChoiceList
from ui.empty_state import EmptyState
from ui.style import ACCENT, ACCENT_LIGHT, ROW_HEIGHT

PAUSE_MS, LIMIT = 150, 100
_CHOSEN = f"QPushButton:checked {{ background: {ACCENT_LIGHT}; border-color: {ACCENT}; color: {ACCENT}; font-weight: bold; }}"


def _county(one: CaseRow) -> CountyCase:
    return cast(CountyCase, one)


STATION = Column("供电所", lambda one: _county(one).station_name, "text", 110)
FILED = Column("备案", lambda one: _county(one).filed + ("·件不齐" if _county(one).incomplete else ""), "muted", 118, spare=5)
COLUMNS = (LEVEL, STATION, NUMBER, CUSTOMER, SUMMARY, STAGE, DUE, FILED)


class CountyCasesPage(CentrePage):
    """Filters by station and state, a search, further pages as one scrolls; Enter shows the facts of a case."""

    title = "工单"
    help_topic = "centre"

    def __init__(self, desk: CentreDesk) -> None:
        super().__init__(desk)
        self._scope, self._asked = "open", 0
        self.station = ChoiceList()
        self.station.setAccessibleName("供电所")
        self.station.addItem("全部供电所", "")
        self.station.currentIndexChanged.connect(lambda _: self._ask("", self._next()))
        self.text = QLineEdit()
        self.text.setPlaceholderText("在列表里找：单位名、村、工单号")
        self.text.setAccessibleName("在列表里找")
        self.text.setClearButtonEnabled(True)
        self.text.setMaximumWidth(320)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(lambda: self._ask("", self._next()))
        self.text.textChanged.connect(lambda: self._pause.start())
        self.table = CaseTable(COLUMNS, row_height=ROW_HEIGHT, enter_acts=False)
        self.table.opened.connect(self.open_case)
        self.table.why.connect(self.open_case)
        self.subtitle = words("", "subtitle")
        self.empty = EmptyState()
        self._lists = QStackedWidget()
        self._lists.addWidget(self.table)
        self._lists.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 12)
        layout.setSpacing(12)
        heading = row(words(self.title, "title"), self.subtitle, spacing=12)
        heading.addWidget(self.station)
        layout.addLayout(heading)
        layout.addLayout(self._filters())
        layout.addWidget(self._lists, 1)
        layout.addWidget(words("时限按各供电所自己采用的规则和日历算。备案：载有这件工单最新登记的包已收下并写了回执。", "hint", wrap=True))

    def refresh(self) -> None:
        """Reads the stations and the first page."""
        centre = self.county.centre
        self.county.tasks.run(lambda: [(one.station, one.name) for one in registered(centre)], self._show_stations)

    def take_focus(self) -> None:
        """The list."""
        self.table.setFocus()

    def open_case(self, one: CaseRow) -> None:
        """Shows what is known of a case."""
        CountyCaseDialog(self.county, _county(one)).open()

    def back(self) -> bool:
        """Esc empties the search first."""
        if not self.text.text():
            return False
        self.text.clear()
        return True

    def _next(self) -> int:
        self._asked += 1
        return self._asked

    def _show_stations(self, found: list[tuple[str, str]]) -> None:
        chosen = self.station.currentData()
        self.station.blockSignals(True)
        self.station.clear()
        self.station.addItem("全部供电所", "")
        for code, name in dict(found).items():
            self.station.addItem(f"{name} {code}", code)
        self.station.setCurrentIndex(max(0, self.station.findData(chosen)))
        self.station.blockSignals(False)
        self._ask("", self._next())

    def _ask(self, after: str, asked: int) -> None:
        centre, today, code = self.county.centre, self.county.today(), str(self.station.currentData() or "")
        scope, text = self._scope, self.text.text().strip()
        self.county.tasks.run(
            lambda: county_cases(centre, today, code, scope, text, after, LIMIT),
            lambda page: self._show(page, after, asked) if asked == self._asked else None,
        )

    def _show(self, page: CountyPage, after: str, asked: int) -> None:
        more = (lambda: self._ask(page.after, asked)) if page.after else None
        if after:
            self.table.cases.append(page.rows, more)
            return
        self.table.show_rows(page.rows, more)
        self.subtitle.setText(f"共 {page.total} 件")
        self.empty.say(f"没有“{SCOPES[self._scope]}”的工单", "换一个状态或供电所再看；还没有收到包的供电所这里没有工单。")
        self._lists.setCurrentWidget(self.table if page.rows else self.empty)

    def _filters(self) -> QHBoxLayout:
        line = row(stretch=False)
        self.chips = QButtonGroup(self)
        for code, name in SCOPES.items():
            chip = QPushButton(name)
            chip.setCheckable(True)
            chip.setStyleSheet(_CHOSEN)
            chip.setChecked(code == self._scope)
            chip.clicked.connect(lambda _=False, code=code: self._choose(code))
            self.chips.addButton(chip)
            line.addWidget(chip)
        line.addStretch(1)
        line.addWidget(self.text, 3)
        return line

    def _choose(self, scope: str) -> None:
        self._scope = scope
        self._ask("", self._next())
