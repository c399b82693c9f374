"""The watched folder in the window: one look every few seconds on the store's worker, told in the status line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from models.services.centre.watch import Seen, Watch

if TYPE_CHECKING:
    from ui.centre.window import CentreWindow

EVERY_MS = 5000


class Watching(QObject):
    """Looks at a folder while it is on; the next look waits for the last."""

    def __init__(self, window: CentreWindow) -> None:
        super().__init__(window)
        self._window = window
        self._watch: Watch | None = None
        self._busy = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)

    @property
    def folders(self) -> tuple[str, str]:
        """What is watched and where answers go; empty while nothing is."""
        watch = self._watch
        return (str(watch.inbox), str(watch.answers or "")) if watch else ("", "")

    def start(self, inbox: Path, answers: Path | None) -> None:
        """Watches from now on."""
        self._watch = Watch(self._window.centre, inbox, answers)
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Stops."""
        self._timer.stop()
        self._watch = None

    def look(self) -> None:
        """One look, unless the last one is still under way."""
        watch = self._watch
        if watch is None or self._busy:
            return
        self._busy = True
        self._window.tasks.run(watch.look, self._looked, failed=self._failed)

    def _looked(self, seen: tuple[Seen, ...]) -> None:
        self._busy = False
        if seen:
            refused = [one for one in seen if one.refused]
            last = (refused or seen)[-1]
            more = f"（共 {len(refused)} 个没有成，见“收包”）" if len(refused) > 1 else ""
            self._window.told_by_watch(f"{last.name} {last.told}{more}".strip(), changed=True)

    def _failed(self, error: Exception) -> None:
        self._busy = False
        self._window.told_by_watch(str(error), changed=False)
