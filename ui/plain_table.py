"""A plain list: a row is a frozen value, its cells are words, some with a level."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from ui.case.pieces import px
from ui.chosen_row import ChosenRow
from ui.level_badge import level_of
from ui.style import MUTED, ROW_HEIGHT

LEAST = 120


@dataclass(frozen=True)
class Cell:
    """Words of one cell; `level` puts its shape and colour before them, `strong` and `muted` weigh them; the tip tells everything."""

    text: str
    level: str = ""
    strong: bool = False
    muted: bool = False
    tip: str = ""


class Table(QTableWidget):
    """Rows under headings of (words, width at 100 %; 0 shares what is left). Enter or a double click gives `opened`."""

    opened = Signal()
    chosen_changed = Signal()

    def __init__(self, columns: Sequence[tuple[str, int]], name: str) -> None:
        super().__init__(0, len(columns))
        self.rows: tuple[Any, ...] = ()
        self._widths = tuple(width for _, width in columns)
        self.setHorizontalHeaderLabels([heading for heading, _ in columns])
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(ChosenRow(self))
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        self.itemSelectionChanged.connect(self.chosen_changed.emit)

    def show_rows(self, rows: Sequence[Any], cells: Callable[[Any], Sequence[Cell]]) -> None:
        """Shows these rows; the same row, or the same place, stays chosen."""
        before, at = self.chosen(), max(0, self.currentRow())
        self.blockSignals(True)
        self.rows = tuple(rows)
        self.setRowCount(len(self.rows))
        for number, row in enumerate(self.rows):
            for column, cell in enumerate(cells(row)):
                self.setItem(number, column, self._item(cell))
        if self.rows:
            self.selectRow(self.rows.index(before) if before in self.rows else min(at, len(self.rows) - 1))
        self.blockSignals(False)
        self._share_width()
        self.chosen_changed.emit()

    def chosen(self) -> Any | None:
        """The chosen row."""
        at = self.currentRow()
        return self.rows[at] if 0 <= at < len(self.rows) else None

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Home and End go to the first and the last row; what Qt does instead, to another cell of the same row, cannot be seen here."""
        if self.rows and action in (QAbstractItemView.CursorAction.MoveHome, QAbstractItemView.CursorAction.MoveEnd):
            at = 0 if action == QAbstractItemView.CursorAction.MoveHome else len(self.rows) - 1
            return self.model().index(at, max(0, self.currentColumn()))
        return super().moveCursor(action, modifiers)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; the rest as in any list."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shares the width among the columns."""
        super().resizeEvent(event)
        self._share_width()

    def _item(self, cell: Cell) -> QTableWidgetItem:
        item = QTableWidgetItem(f"{level_of(cell.level).shape} {cell.text}" if cell.level else cell.text)
        item.setToolTip(cell.tip or cell.text)
        if cell.level or cell.muted:
            item.setForeground(QColor(level_of(cell.level).text if cell.level else MUTED))
        if cell.strong:
            bold = QFont(self.font())
            bold.setBold(True)
            item.setFont(bold)
        return item

    def _share_width(self) -> None:
        self.verticalHeader().setDefaultSectionSize(px(ROW_HEIGHT))
        fixed = sum(px(width) for width in self._widths)
        sharing = sum(1 for width in self._widths if not width)
        free = max(self.viewport().width() - fixed, 0) // max(sharing, 1)
        for at, width in enumerate(self._widths):
            self.setColumnWidth(at, px(width) if width else max(free, px(LEAST)))
