"""The backups found in a folder, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from ui.case.pieces import px
from ui.style import ROW_HEIGHT

if TYPE_CHECKING:
    from models.services.restoring import Backup

COLUMNS = ("备份时间", "供电所", "大小", "文件夹")
WIDTHS = (190, 170, 80)
_WEEKDAYS = "一二三四五六日"


class BackupTable(QTableWidget):
    """One row a backup; the newest is chosen at first."""

    def __init__(self) -> None:
        super().__init__(0, len(COLUMNS))
        self.rows: tuple[Backup, ...] = ()
        self.setHorizontalHeaderLabels(list(COLUMNS))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(px(ROW_HEIGHT))
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setStretchLastSection(True)
        for at, width in enumerate(WIDTHS):
            self.setColumnWidth(at, px(width))
        self.setAccessibleName("备份")

    def show_backups(self, rows: Sequence[Backup]) -> None:
        """Shows these and chooses the first."""
        self.rows = tuple(rows)
        self.setRowCount(len(self.rows))
        for at, backup in enumerate(self.rows):
            for column, text in enumerate(_texts(backup)):
                cell = QTableWidgetItem(text)
                cell.setToolTip(text)
                self.setItem(at, column, cell)
        if self.rows:
            self.selectRow(0)

    def chosen(self) -> Backup | None:
        """The chosen backup."""
        return self.rows[self.currentRow()] if 0 <= self.currentRow() < len(self.rows) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is the dialog's; the rest as in any list."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)


def _texts(backup: Backup) -> tuple[str, str, str, str]:
    size = f"{backup.size / (1 << 20):.1f} MB"
    when = f"{backup.at:%Y-%m-%d} 周{_WEEKDAYS[backup.at.weekday()]} {backup.at:%H:%M}"
    return when, f"{backup.name}（{backup.code}）", size, backup.folder.name
