"""The packages that were written, the newest first; Enter prints the slip, the menu key and right click offer the rest."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFont, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableWidget, QTableWidgetItem

from models.services.exchange.outbox import PackageRow
from models.sync.transport.places import is_address
from ui.case.pieces import px
from ui.chosen_row import ChosenRow
from ui.exchange.words import row_texts
from ui.style import LEVELS, ROW_HEIGHT

COLUMNS = (
    ("包号", 60),
    ("写入时间", 150),
    ("状态", 190),
    ("条数", 60),
    ("流水号", 100),
    ("校验码前 8 位", 110),
    ("文件", 0),
    ("位置", 0),
)
_STATE, _FILES = 2, (6, 7)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PackageTable(QTableWidget):
    """The history. `slip` carries the number of the package whose 交接单 is wanted, `folder` the folder to open."""

    slip = Signal(int)
    folder = Signal(str)

    def __init__(self) -> None:
        super().__init__(0, len(COLUMNS))
        self.rows: tuple[PackageRow, ...] = ()
        self.setHorizontalHeaderLabels([name for name, _ in COLUMNS])
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(ChosenRow(self))
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setAccessibleName("导出记录")
        self.cellDoubleClicked.connect(lambda _row, _column: self._print())

    def show_packages(self, rows: Sequence[PackageRow], choose: int = 0) -> None:
        """Shows these and chooses a number; where none is named, the chosen package stays chosen."""
        before = self.chosen()
        wanted = choose or (before.number if before else 0)
        self.rows = tuple(rows)
        self.setRowCount(len(self.rows))
        for at, package in enumerate(self.rows):
            for column, text in enumerate(row_texts(package)):
                self.setItem(at, column, self._cell(package, column, text))
        numbers = [package.number for package in self.rows]
        if numbers:
            self.selectRow(numbers.index(wanted) if wanted in numbers else 0)
        self._share_width()

    def chosen(self) -> PackageRow | None:
        """The chosen package."""
        return self.rows[self.currentRow()] if 0 <= self.currentRow() < len(self.rows) else None

    def menu_for(self, package: PackageRow) -> QMenu:
        """What can be done with a package."""
        menu = QMenu(self)
        menu.addAction("打印交接单\tEnter", lambda: self.slip.emit(package.number))
        if not is_address(package.folder):
            menu.addAction("打开文件夹", lambda: self.folder.emit(package.folder))
        menu.addAction("复制完整校验码（SHA-256）", lambda: QGuiApplication.clipboard().setText(package.sha256))
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and the menu key; the rest as in any list."""
        package = self.chosen()
        if package and event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._print()
        elif package and event.key() == Qt.Key.Key_Menu:
            self._offer(package, self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft()))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Right click on a row."""
        at = self.rowAt(event.pos().y())
        if at >= 0 and event.reason() == QContextMenuEvent.Reason.Mouse:
            self.selectRow(at)
            self._offer(self.rows[at], event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shares the width among the columns."""
        super().resizeEvent(event)
        self._share_width()

    def _cell(self, package: PackageRow, column: int, text: str) -> QTableWidgetItem:
        level = LEVELS["due" if package.waits else "calm"]
        cell = QTableWidgetItem(f"{level.shape} {text}" if column == _STATE else text)
        if column == _STATE:
            cell.setForeground(QColor(level.text))
            bold = QFont(self.font())
            bold.setBold(package.waits)
            cell.setFont(bold)
        if column in _FILES:
            cell.setToolTip(text)
        return cell

    def _offer(self, package: PackageRow, at: QPoint) -> None:
        menu = self.menu_for(package)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def _print(self) -> None:
        package = self.chosen()
        if package:
            self.slip.emit(package.number)

    def _share_width(self) -> None:
        self.verticalHeader().setDefaultSectionSize(px(ROW_HEIGHT))
        fixed = sum(px(width) for _, width in COLUMNS)
        free = max(self.viewport().width() - fixed, 0) // 2
        for at, (_, width) in enumerate(COLUMNS):
            self.setColumnWidth(at, px(width) if width else max(free, px(120)))
