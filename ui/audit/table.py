"""The list of findings: whether it is explained, which case, what was found."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from models.services.self_audit import FindingRow
from ui.case.pieces import px
from ui.chosen_row import ChosenRow
from ui.style import LEVELS, ROW_HEIGHT

HEADINGS = ("", "工单号", "客户", "问题", "事实")
_WIDTHS = (96, 170, 110, 160)
SHOWN = 500


class FindingTable(QTableWidget):
    """The first `SHOWN` findings; Enter opens the case."""

    opened = Signal()

    def __init__(self) -> None:
        super().__init__(0, len(HEADINGS))
        self.rows: tuple[FindingRow, ...] = ()
        self.setHorizontalHeaderLabels(HEADINGS)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(ChosenRow(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for column, width in enumerate(_WIDTHS):
            self.setColumnWidth(column, px(width))
        header.setSectionResizeMode(len(_WIDTHS), QHeaderView.ResizeMode.Stretch)
        self.doubleClicked.connect(lambda _index: self.opened.emit())

    def show_findings(self, rows: tuple[FindingRow, ...]) -> None:
        """Shows findings, keeping the chosen place."""
        at = max(0, self.currentRow())
        self.rows = rows[:SHOWN]
        self.setRowCount(len(self.rows))
        for number, row in enumerate(self.rows):
            level = LEVELS["calm" if row.explained else "due"]
            state = "已说明" if row.explained else "待说明"
            for column, text in enumerate((f"{level.shape} {state}", row.number, row.customer, row.title, row.facts)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column == 0:
                    item.setForeground(QColor(level.text))
                self.setItem(number, column, item)
        if self.rows:
            self.setCurrentCell(min(at, len(self.rows) - 1), 0)

    def chosen(self) -> FindingRow | None:
        """The finding of the current line."""
        at = self.currentRow()
        return self.rows[at] if 0 <= at < len(self.rows) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the case."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)
