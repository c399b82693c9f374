"""From key to paint: `python -m tests.bench.bench_pages STATION_DIR`, on a large demo station (password demo), workers run at once.

For every page: the first visit (with its imports), later visits, and typing one character into what the page lets type; each ends
when the window has painted itself. Milliseconds, median of five; the first visit is a single figure.
"""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from models.services.cases import list_cases
from models.services.station import open_station
from ui import app
from ui.main_window import MainWindow
from ui.pages import bring_in
from ui.tasks import Tasks

PAGES = ("today", "register", "cases", "statistics", "exchange", "rules", "settings")


def timed(act: Callable[[], object], desk: MainWindow) -> float:
    """Milliseconds from the act to the painted window."""
    start = perf_counter()
    act()
    QApplication.processEvents()
    desk.repaint()
    QApplication.processEvents()
    return (perf_counter() - start) * 1000


def typed(desk: MainWindow) -> float | None:
    """One digit typed into the first visible line edit of the page; None where it has none."""
    fields = [field for field in desk.page.findChildren(QLineEdit) if field.isVisible() and field.isEnabled() and not field.isReadOnly()]
    if not fields:
        return None
    fields[0].setFocus()
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_3, Qt.KeyboardModifier.NoModifier, "3")
    return timed(lambda: QApplication.sendEvent(fields[0], key), desk)


def main(words: list[str]) -> int:
    qt = app._application()
    app.dress(qt, 1.0)
    station = open_station(Path(words[0]), "demo", datetime.now)
    desk = MainWindow(station, datetime.now, tasks=Tasks(at_once=True))
    desk.resize(1366, 768)
    desk.show()
    QApplication.processEvents()
    newest = list_cases(station, datetime.now().date(), "all", limit=1).rows[0].case_id
    bring_in()  # as the window does a moment after it is shown
    visits: dict[str, Callable[[], object]] = {name: (lambda name=name: desk.open_page(name)) for name in PAGES}  # type: ignore[misc]
    visits["case"] = lambda: desk.open_case(newest)
    for name, visit in visits.items():
        first = timed(visit, desk)
        later = []
        for _ in range(5):
            desk.open_page("settings" if name != "settings" else "rules")
            QApplication.processEvents()
            later.append(timed(visit, desk))
        key = [value for value in (typed(desk) for _ in range(5)) if value is not None]
        print(f"{name:11} first {first:6.0f}  later {statistics.median(later):6.0f}  key {statistics.median(key) if key else 0:6.1f}")
    station.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
