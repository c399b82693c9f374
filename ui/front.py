"""A page that tells when it has been painted for the first time, so that everything slow can wait for it."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget


class Front(QWidget):
    """The page in front of the desk; `painted` comes once, after its first paint has reached the screen."""

    painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self._told = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints, and tells it once."""
        super().paintEvent(event)
        if not self._told:
            self._told = True
            QTimer.singleShot(0, self.painted.emit)
