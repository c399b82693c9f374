"""How one cell of a list of cases is painted: badge, words, link, button."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from models.services.list_rows import CaseRow
from ui.case_table.columns import Column
from ui.case_table.model import CaseModel
from ui.level_badge import level_of, paint_badge
from ui.style import ACCENT, ACCENT_LIGHT, CARD, EDGE, INK, LINE, MUTED, PAGE

_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_PAD = 8


class CaseDelegate(QStyledItemDelegate):
    """Paints a cell by its column's kind. `hover_row` and `hover_column` are the cell under the mouse, -1 for none."""

    def __init__(self, model: CaseModel, *, first_is_primary: bool) -> None:
        super().__init__()
        self._model = model
        self._first_is_primary = first_is_primary
        self.hover_row = -1
        self.hover_column = -1

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Paints the ground, the line below, and what the column's kind asks."""
        row, column = self._model.rows[index.row()], self._model.columns[index.column()]
        rect, font = option.rect, QFont(option.font)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, QColor(ACCENT_LIGHT if selected else PAGE if index.row() == self.hover_row else CARD))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(LINE))
        self._paint_kind(painter, rect.adjusted(_PAD, 0, -_PAD, -1), font, row, column, index)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Unused: widths come from the columns, heights from the view."""
        return QSize(40, 36)

    def _paint_kind(self, painter: QPainter, rect: QRect, font: QFont, row: CaseRow, column: Column,
                    index: QModelIndex | QPersistentModelIndex) -> None:
        text = column.text(row)
        hovered = index.row() == self.hover_row and index.column() == self.hover_column
        if column.kind == "level":
            paint_badge(painter, rect.adjusted(0, 4, 0, -4), row.level, text, font)
        elif column.kind == "action":
            primary = self._first_is_primary and index.row() == 0
            _paint_button(painter, rect, font, text, primary=primary, hovered=hovered)
        elif column.kind == "link":
            font.setUnderline(hovered)
            _paint_words(painter, rect, font, text, ACCENT)
        elif column.kind == "more":
            _paint_more(painter, rect, font, hovered=hovered)
        else:
            font.setBold(column.kind == "strong")
            colours = {"due": level_of(row.level).text, "muted": MUTED}
            _paint_words(painter, rect, font, text, colours.get(column.kind, INK))


def button_rect(rect: QRect, font: QFont, text: str) -> QRect:
    """Where the button of a cell stands: at the right, as wide as its words need."""
    width = min(QFontMetrics(font).horizontalAdvance(text) + 26, rect.width())
    return QRect(rect.right() - width, rect.top() + 4, width, rect.height() - 8)


def _paint_button(painter: QPainter, rect: QRect, font: QFont, text: str, *, primary: bool, hovered: bool) -> None:
    font.setBold(primary)
    box = button_rect(rect, font, text)
    painter.setPen(QPen(QColor(ACCENT if primary else MUTED if hovered else EDGE), 1))
    painter.setBrush(QColor(ACCENT if primary else CARD))
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
    painter.setFont(font)
    painter.setPen(QColor(CARD if primary else INK))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width() - 8))


def _paint_more(painter: QPainter, rect: QRect, font: QFont, *, hovered: bool) -> None:
    if hovered:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(LINE))
        painter.drawRoundedRect(QRectF(rect.adjusted(-4, 4, 4, -4)), 4, 4)
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor(MUTED))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, "⋯")


def _paint_words(painter: QPainter, rect: QRect, font: QFont, text: str, colour: str) -> None:
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(rect, _LEFT, QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width()))
