"""Two columns that scroll on their own: the wide one to type in, the narrow one that stays beside it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

_ROOM = 90
_SIDE_LETTERS = 21
_SIDE_SHARE = 0.28
_BAR = 16


class Columns(QHBoxLayout):
    """`entry` on the left takes the room that is left; `side` has 21 letters (294 px at 100 %), at most 28 % of the whole.

    `fit` is told how many Chinese letters stand in a line of the left column, so that large type gets one field a line.
    """

    def __init__(self, entry: QWidget, side: QWidget, fit: Callable[[int], None]) -> None:
        super().__init__()
        self.setSpacing(12)
        self._fit = fit
        self.scroll = _scrolling(entry)
        self._beside = _scrolling(side)
        self._beside.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.addWidget(self.scroll, 1)
        self.addWidget(self._beside)

    def setGeometry(self, rect: QRect) -> None:
        """Shares the width out."""
        letter = self.scroll.fontMetrics().horizontalAdvance("字")
        side = min(letter * _SIDE_LETTERS, int(rect.width() * _SIDE_SHARE))
        if self._beside.width() != side:
            self._beside.setFixedWidth(side)
        self._fit((rect.width() - side - self.spacing() - _BAR) // letter)
        super().setGeometry(rect)

    def reveal(self, widget: QWidget) -> None:
        """Brings a field into view with some room around it."""
        inside = self.scroll.widget()
        if inside is not None and inside.isAncestorOf(widget):
            seen = widget.focusWidget() or widget  # in a table the cell, not the whole table
            self.scroll.ensureWidgetVisible(seen, 0, _ROOM)
            if seen.mapTo(inside, seen.rect().bottomRight()).x() <= self.scroll.viewport().width():
                self.scroll.horizontalScrollBar().setValue(0)

    def to_top(self) -> None:
        """Shows the beginning again."""
        self.scroll.verticalScrollBar().setValue(0)


def _scrolling(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(widget)
    return area
