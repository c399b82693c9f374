"""Building what the clerk will want next while nobody waits: one short step, then whatever the window has to do, then the next."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer

PAUSE_MS = 50
"""Between two steps: keys and paint come first."""


class Ahead(QObject):
    """Goes through `steps` in the GUI thread, pausing between them; a step should take no longer than a clerk would notice (30 ms)."""

    def __init__(self, parent: QObject, steps: Iterator[None]) -> None:
        super().__init__(parent)
        self.done = False
        self._steps = steps
        self._timer = QTimer(self)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._step)
        self._timer.start()

    def _step(self) -> None:
        try:
            next(self._steps)
        except StopIteration:
            self.done = True
            self._timer.stop()
