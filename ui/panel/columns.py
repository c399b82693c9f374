"""Two columns that scroll on their own: the wide one to type in, the narrow one that stays beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

_ROOM = 90


class Columns(QHBoxLayout):
    """`entry` on the left takes the room that is left; `side` keeps its width."""

    def __init__(self, entry: QWidget, side: QWidget) -> None:
        super().__init__()
        self.setSpacing(12)
        self.scroll = _scrolling(entry)
        beside = _scrolling(side)
        beside.setFixedWidth(side_width(side))
        side.setMinimumWidth(0)
        self.addWidget(self.scroll, 1)
        self.addWidget(beside)

    def reveal(self, widget: QWidget) -> None:
        """Brings a field into view with some room around it."""
        inside = self.scroll.widget()
        if inside is not None and inside.isAncestorOf(widget):
            self.scroll.ensureWidgetVisible(widget, 0, _ROOM)

    def to_top(self) -> None:
        """Shows the beginning again."""
        self.scroll.verticalScrollBar().setValue(0)


def side_width(widget: QWidget) -> int:
    """The width of the narrow column: 21 characters of the current size, 294 px at 100 %."""
    return widget.fontMetrics().horizontalAdvance("字") * 21


def _scrolling(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(widget)
    return area
