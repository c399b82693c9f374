"""How the row looks that is chosen in a list of words."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.style import ACCENT_LIGHT


class ChosenRow(QStyledItemDelegate):
    """Words keep their own colour in the row that is chosen, where the style would write all of them in ink."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Draws a cell; one with a colour of its own on the ground of the chosen row, as if it were not chosen."""
        if option.state & QStyle.StateFlag.State_Selected and index.data(Qt.ItemDataRole.ForegroundRole):
            painter.fillRect(option.rect, QColor(ACCENT_LIGHT))
            option.state &= ~(QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver)
        super().paint(painter, option, index)
