"""The rows of a list of cases, fetched a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from models.services.list_rows import CaseRow
from ui.case_table.columns import Column
from ui.level_badge import level_of

_Index = QModelIndex | QPersistentModelIndex


class CaseModel(QAbstractTableModel):
    """Rows of cases under columns; `more` is called when the reader nears the end and there is a further page."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.rows: list[CaseRow] = []
        self.more: Callable[[], None] | None = None
        self._waiting = False

    def show(self, rows: Sequence[CaseRow], more: Callable[[], None] | None = None) -> None:
        """Shows these rows instead."""
        self.beginResetModel()
        self.rows, self.more, self._waiting = list(rows), more, False
        self.endResetModel()

    def append(self, rows: Sequence[CaseRow], more: Callable[[], None] | None) -> None:
        """Adds a further page."""
        self.more, self._waiting = more, False
        if rows:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(rows) - 1)
            self.rows.extend(rows)
            self.endInsertRows()

    def row_of(self, case_id: str) -> int:
        """Where a case stands, -1 where it does not."""
        return next((number for number, row in enumerate(self.rows) if row.case_id == case_id), -1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """How many rows have been fetched."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a cell; said with its level's name to those who listen."""
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{level_of(row.level).name} {row.level_text}" if column.kind == "level" else column.text(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(row, column)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The headings."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def canFetchMore(self, parent: _Index) -> bool:
        """Whether there is a further page."""
        return not parent.isValid() and self.more is not None and not self._waiting

    def fetchMore(self, parent: _Index) -> None:
        """Asks for the further page, once."""
        if self.more is not None and not self._waiting:
            self._waiting = True
            self.more()


def _tip(row: CaseRow, column: Column) -> str | None:
    if column.kind == "level" and row.internal:
        return "内控目标是默认值（非规定），超过不叫逾期，也不进统计。"
    if column.kind == "due" and row.provisional:
        return "到期日所在年份的放假安排还没有公布，日期暂定。点“为什么”看最早和最晚。"
    if column.kind == "more":
        return "更多操作（右键相同）"
    return column.text(row) if column.kind in ("strong", "text") else None
