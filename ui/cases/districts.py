"""按台区看: who waits behind which transformer district, and when each is looked at again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QDialog, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from models.services.bottlenecks import WaitingDistrict, waiting_districts
from ui.case.pieces import button, open_size, px, row, words
from ui.style import LEVELS, ROW_HEIGHT
from ui.window import Desk

COLUMNS = (("台区", 170), ("工单", 170), ("客户", 100), ("业务", 150), ("原因", 170), ("答复日期", 100), ("复核日期", 100))
_REVIEW = len(COLUMNS) - 1


class DistrictsDialog(QDialog):
    """One line a waiting case, district by district; Enter or a double click opens the case."""

    def __init__(self, desk: Desk, districts: tuple[WaitingDistrict, ...], today: date) -> None:
        super().__init__(desk if isinstance(desk, QWidget) else None)
        self._desk = desk
        self.setWindowTitle("暂不具备供电条件 · 按台区")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_size(self, 1040, 520)
        lines = [(district, case) for district in districts for case in district.cases]
        self.case_ids = [case.case_id for _, case in lines]
        self.table = _Table(len(lines), self.open_case)
        for at, (district, case) in enumerate(lines):
            first = at == 0 or lines[at - 1][0] is not district
            name = f"{district.name}（{len(district.cases)} 户）" if first else ""
            cells = (name, case.number, case.customer, case.summary, case.reason, f"{case.since}", f"{case.review_on}")
            for column, text in enumerate(cells):
                self.table.setItem(at, column, _item(text, due=column == _REVIEW and case.review_on <= today))
        told = f"{len(districts)} 个台区，{len(lines)} 户等候；到复核日期的先去看。" if lines else "没有在等候复核的工单。"
        self.open_button = button("打开工单", self.open_case, "primary")
        self.open_button.setEnabled(bool(lines))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(20), px(16), px(20), px(16))
        layout.setSpacing(px(10))
        layout.addWidget(words(told, "muted"))
        layout.addWidget(self.table, 1)
        last = row(stretch=True)
        last.addWidget(button("关闭", self.reject))
        last.addWidget(self.open_button)
        layout.addLayout(last)
        if lines:
            self.table.selectRow(0)
        self.table.setFocus()

    def open_case(self) -> None:
        """Goes to the chosen case."""
        at = self.table.currentRow()
        if 0 <= at < len(self.case_ids):
            self.accept()
            self._desk.open_case(self.case_ids[at])


class _Table(QTableWidget):
    """The lines; Enter opens."""

    def __init__(self, lines: int, opened: Callable[[], None]) -> None:
        super().__init__(lines, len(COLUMNS))
        self._opened = opened
        self.setHorizontalHeaderLabels([name for name, _ in COLUMNS])
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setAccessibleName("按台区等候的工单")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(px(ROW_HEIGHT))
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for column, (_, width) in enumerate(COLUMNS):
            self.setColumnWidth(column, px(width))
        header.setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        self.itemDoubleClicked.connect(lambda _item: opened())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._opened()
        else:
            super().keyPressEvent(event)


def _item(text: str, *, due: bool) -> QTableWidgetItem:
    item = QTableWidgetItem(f"▲ {text}" if due else text)
    if due:
        item.setForeground(QColor(LEVELS["due"].text))
    item.setToolTip(text)
    return item


def show_districts(desk: Desk) -> None:
    """Reads who waits and shows them."""
    station, today = desk.station, desk.today()
    desk.tasks.run(lambda: waiting_districts(station, today), lambda found: DistrictsDialog(desk, found, today).open())
