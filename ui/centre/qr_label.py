"""A QR code on the screen, drawn as sharp squares."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.case.pieces import px

QUIET = 4


class QrLabel(QWidget):
    """Shows one payload; black on white whatever the style, because cameras read it."""

    def __init__(self, side: int = 150) -> None:
        super().__init__()
        self._modules, self._bars = 0, tuple[tuple[int, int, int], ...]()
        self.setFixedSize(px(side), px(side))

    def show_payload(self, payload: str) -> None:
        """Shows what the code says."""
        from reports.qr import dark_bars

        self._modules, self._bars = dark_bars(payload)
        self.setAccessibleName(payload)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints whole pixels for each module, centred."""
        if not self._modules:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#FFFFFF"))
        step = max(1, self.width() // (self._modules + 2 * QUIET))
        edge = (self.width() - step * self._modules) // 2
        for column, line, length in self._bars:
            painter.fillRect(QRect(edge + column * step, edge + line * step, length * step, step), QColor("#000000"))
        painter.end()
