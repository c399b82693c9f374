"""Pages of a paper on the screen: one at a time, on a grey ground."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import QLabel, QScrollArea

from ui.case.pieces import px

_TURN = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}


class PageView(QScrollArea):
    """Shows one page of several; PgUp and PgDn turn, arrow keys scroll. `turned` tells (number, of how many), from 1."""

    turned = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.images: list[QImage] = []
        self.at = 0
        self._sheet = QLabel("正在生成…")
        self._sheet.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sheet.setContentsMargins(px(12), px(12), px(12), px(12))
        self.setWidget(self._sheet)
        self.setWidgetResizable(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setObjectName("paper")
        self.setStyleSheet("QScrollArea#paper { background: #DDE3E6; border: none; }")
        self.setAccessibleName("单据预览")

    def show_images(self, images: list[QImage], ratio: float) -> None:
        """Puts other pages, drawn for a screen of `ratio` device pixels a pixel; stays at the page that was seen."""
        self.images = images
        for image in images:
            image.setDevicePixelRatio(ratio)
        self.turn(0)

    def say(self, text: str) -> None:
        """Shows a sentence instead of pages."""
        self.images = []
        self._sheet.setText(text)
        self.turned.emit(0, 0)

    def turn(self, step: int) -> None:
        """Goes some pages on or back."""
        if not self.images:
            return
        before = self.at
        self.at = max(0, min(len(self.images) - 1, self.at + step))
        self._sheet.setPixmap(QPixmap.fromImage(self.images[self.at]))
        if self.at != before:
            self.verticalScrollBar().setValue(0)
        self.turned.emit(self.at + 1, len(self.images))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """PgUp and PgDn turn the page."""
        step = _TURN.get(Qt.Key(event.key())) if event.key() in _TURN else None
        if step is None:
            super().keyPressEvent(event)
        else:
            self.turn(step)
