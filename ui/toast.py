"""A line that says in passing what was done, and goes by itself."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

from ui.style import CARD, INK

SHOWN_FOR_MS = 4000
"""The least; longer words stay longer."""
PER_CHARACTER_MS = 150
"""About as fast as an unhurried reader."""
_EDGE = 48


class Toast(QLabel):
    """Words at the bottom of a widget; never takes the focus or the mouse."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setStyleSheet(f"background: {INK}; color: {CARD}; border-radius: 6px; padding: 10px 18px;")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say(self, text: str) -> None:
        """Shows the words long enough to be read, four seconds at least."""
        ground = self._ground
        room = ground.width() - 2 * _EDGE
        self.setText(text)
        self.setWordWrap(False)
        self.adjustSize()
        if self.width() > room:
            self.setWordWrap(True)
            self.resize(room, self.heightForWidth(room))
        self.move((ground.width() - self.width()) // 2, ground.height() - self.height() - _EDGE)
        self.show()
        self.raise_()
        self._timer.start(max(SHOWN_FOR_MS, len(text) * PER_CHARACTER_MS))
