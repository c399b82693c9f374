"""Keeps this computer's mark of the open station in step with its journal, while nobody waits."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QObject, QTimer

from models.problems import StationError
from models.services.changes import Changes
from models.services.exchange.identity import marks_for, remember
from ui.window import Desk

FIRST_MS = 10_000
"""After the desk was opened; by then what writing needs has been imported."""
EVERY_MS = 5 * 60_000
SOON_MS = 1_000


class Remembering(QObject):
    """Remembers soon after the start, after every exchange with the centre, every few minutes of work, and at the end (`last`)."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._due = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.now)
        self._timer.start(FIRST_MS)
        desk.changes.changed.connect(self._changed)

    def now(self) -> None:
        """Remembers on the store's worker where anything changed since; what fails now is done the next time."""
        self._timer.start(EVERY_MS)
        if self._due:
            self._due = False
            station = self._desk.station
            self._desk.tasks.run(lambda: remember(station, marks_for(station.folder)), lambda _: None, failed=self._failed)

    def last(self) -> None:
        """Remembers at once, when the workers have ended and the station is about to be closed."""
        self._timer.stop()
        station = self._desk.station
        with suppress(StationError):  # a disk that is full now must not keep the window open
            remember(station, marks_for(station.folder))

    def _failed(self, _error: Exception) -> None:
        self._due = True

    def _changed(self, changes: Changes) -> None:
        self._due = True
        if changes.packages:
            self._timer.start(SOON_MS)
