"""A list of cases for mouse and keyboard: arrows choose, Enter acts, Space or W asks why, the menu key and right click offer the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView

from models.services.list_rows import CaseRow
from ui.case_table.columns import Column
from ui.case_table.delegate import CaseDelegate
from ui.case_table.model import CaseModel
from ui.style import BASE_SIZE, scaled

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
LEAST = 96
"""The least width of a column that shares what is left, at 100 %."""
_WHY = (Qt.Key.Key_Space, Qt.Key.Key_W)


class CaseTable(QTableView):
    """Shows rows of cases. Each signal carries the `CaseRow`: opened (double click, Enter), acted (the button), why."""

    opened = Signal(object)
    acted = Signal(object)
    why = Signal(object)

    def __init__(self, columns: Sequence[Column], *, row_height: int, enter_acts: bool) -> None:
        super().__init__()
        self.cases = CaseModel(columns)
        self._delegate = CaseDelegate(self.cases, first_is_primary=enter_acts)
        self._enter_acts = enter_acts
        self._row_height = row_height
        self._shown: Callable[[], None] | None = None
        self.setModel(self.cases)
        self.setItemDelegate(self._delegate)
        self._settle()

    def _settle(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(20)
        self.clicked.connect(self._clicked)
        self.doubleClicked.connect(self._double_clicked)

    def show_rows(self, rows: Sequence[CaseRow], more: Callable[[], None] | None = None) -> None:
        """Shows these rows; the chosen case stays chosen if it is still there, otherwise the first is."""
        chosen = self.current()
        at = self.currentIndex().row()
        top = self.verticalScrollBar().value()
        self.cases.show(rows, more)
        found = self.cases.row_of(chosen.case_id) if chosen else 0
        if rows:
            self.selectRow(found if found >= 0 else min(at, len(rows) - 1))
        self.verticalScrollBar().setValue(top)

    def current(self) -> CaseRow | None:
        """The chosen case."""
        number = self.currentIndex().row()
        return self.cases.rows[number] if 0 <= number < len(self.cases.rows) else None

    def offer(self, row: CaseRow, at: QPoint) -> None:
        """The menu of a case, at a place of the screen."""
        menu = self.menu_for(row)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def menu_for(self, row: CaseRow) -> QMenu:
        """What can be done with a case."""
        menu = QMenu(self)
        if row.action_name and row.action not in ("none", "centre"):
            menu.addAction(f"{row.action_name}\tEnter" if self._enter_acts else row.action_name, lambda: self.acted.emit(row))
        menu.addAction("打开工单" if self._enter_acts else "打开工单\tEnter", lambda: self.opened.emit(row))
        menu.addAction("为什么是这一天\tW", lambda: self.why.emit(row))
        menu.addSeparator()
        menu.addAction("复制工单号", lambda: _copy(row.number))
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Space, W and the menu key; the rest as in any list."""
        row = self.current()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if row is None or not plain:
            super().keyPressEvent(event)
        elif event.key() in _ENTER:
            (self.acted if self._enter_acts else self.opened).emit(row)
        elif event.key() in _WHY:
            self.why.emit(row)
        elif event.key() == Qt.Key.Key_Menu:
            self.offer(row, self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft()))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Right click on a row."""
        index = self.indexAt(event.pos())
        if index.isValid() and event.reason() == QContextMenuEvent.Reason.Mouse:
            self.selectRow(index.row())
            self.offer(self.cases.rows[index.row()], event.globalPos())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Lights the row, and the hand over what can be clicked."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        kind = self.cases.columns[index.column()].kind if index.isValid() else ""
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if kind in ("link", "action", "more") else Qt.CursorShape.ArrowCursor)
        self._hover(index.row(), index.column())

    def leaveEvent(self, event: QEvent) -> None:
        """Puts the light out."""
        super().leaveEvent(event)
        self._hover(-1, -1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shares the width among the columns."""
        super().resizeEvent(event)
        self._share_width()

    def _hover(self, row: int, column: int) -> None:
        if (row, column) != (self._delegate.hover_row, self._delegate.hover_column):
            self._delegate.hover_row, self._delegate.hover_column = row, column
            self.viewport().update()

    def row_pixels(self) -> int:
        """How high a row is at the clerk's size of type."""
        return scaled(self._row_height, self._scale())

    def _scale(self) -> float:
        return max(self.font().pixelSize(), BASE_SIZE) / BASE_SIZE

    def _share_width(self) -> None:
        scale = self._scale()
        self.verticalHeader().setDefaultSectionSize(self.row_pixels())
        least = [scaled(column.width or LEAST, scale) for column in self.cases.columns]
        room = self.viewport().width()
        shown: list[int] = []
        for number in sorted(range(len(least)), key=lambda at: self.cases.columns[at].spare):
            if not self.cases.columns[number].spare or sum(least[at] for at in shown) + least[number] <= room:
                shown.append(number)
        sharing = [at for at in shown if not self.cases.columns[at].width]
        spare = max(room - sum(least[at] for at in shown), 0) // max(len(sharing), 1)
        for number, width in enumerate(least):
            self.setColumnHidden(number, number not in shown)
            self.setColumnWidth(number, width + (spare if number in sharing else 0))

    def _clicked(self, index: QModelIndex) -> None:
        row, kind = self.cases.rows[index.row()], self.cases.columns[index.column()].kind
        if kind == "action":
            self.acted.emit(row)
        elif kind == "link":
            self.why.emit(row)
        elif kind == "more":
            self.offer(row, self.viewport().mapToGlobal(self.visualRect(index).bottomLeft()))

    def _double_clicked(self, index: QModelIndex) -> None:
        if self.cases.columns[index.column()].kind not in ("action", "link", "more"):
            self.opened.emit(self.cases.rows[index.row()])


def _copy(text: str) -> None:
    from PySide6.QtGui import QGuiApplication

    QGuiApplication.clipboard().setText(text)
