"""From key to paint: `python -m tests.bench.bench_pages STATION_DIR [--at-once]`, on a large demo station (password demo).

As the program does, the desk is opened, brings in its pages while nobody waits, and the clerk's first key comes when it has
(about 3 s after the first paint; `--at-once`: nothing is built ahead, the first key comes at once). For every page: the first visit, later
visits, and typing one character into what the page lets type. Each time runs from the key until the rows that a worker fetched
are painted. Milliseconds; the first visit is a single figure, the others the median of five. Beside them, the longest step that building
ahead kept the window from a key.
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

from PySide6.QtCore import QEvent, QEventLoop, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from models.problems import StationError
from ui import app
from ui.login.page import LoginPage
from ui.main_window import MainWindow

PAGES = ("today", "register", "cases", "statistics", "exchange", "rules", "settings")


def settle(desk: MainWindow) -> None:
    """Lets the window work until everything that was asked for has come back and is painted."""
    QApplication.processEvents()
    while desk.tasks.busy:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    QApplication.processEvents()
    desk.repaint()


def timed(act: Callable[[], object], desk: MainWindow) -> float:
    """Milliseconds from the act to the painted window."""
    start = perf_counter()
    act()
    settle(desk)
    return (perf_counter() - start) * 1000


def typed(desk: MainWindow) -> float | None:
    """One digit typed into the first visible line edit of the page; None where it has none."""
    fields = [field for field in desk.page.findChildren(QLineEdit) if field.isVisible() and field.isEnabled() and not field.isReadOnly()]
    if not fields:
        return None
    fields[0].setFocus()
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_3, Qt.KeyboardModifier.NoModifier, "3")
    return timed(lambda: QApplication.sendEvent(fields[0], key), desk)


def broken_off(_: object, error: StationError) -> None:
    """A dialog would wait for a clerk who is not there."""
    print(error, file=sys.stderr, flush=True)
    os._exit(1)


def opened(folder: Path) -> MainWindow:
    """The desk as the program opens it."""
    MainWindow.show_error = LoginPage.refuse = broken_off  # type: ignore[method-assign,assignment]
    entrance = app.Entrance(folder, datetime.now, False)
    entrance.start()
    entrance.open("demo")
    while entrance.desk is None:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    return entrance.desk


def idle(desk: MainWindow) -> float:
    """Lets the desk build ahead; answers the longest time in which it would not have seen a key."""
    longest = 0.0
    while desk.ahead is None or not desk.ahead.done:
        QApplication.sendPostedEvents()
        start = perf_counter()
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
        longest = max(longest, perf_counter() - start)
    return longest * 1000


def main(words: list[str]) -> int:
    qt = app._application()
    app.dress(qt, 1.0)
    desk = opened(Path(words[0]))
    kept = {head.id for head in desk.station.drafts.heads()}
    settle(desk)
    rows = getattr(desk.page, "table").cases.rows  # noqa: B009  # the page of today
    if "--at-once" not in words:
        print(f"built ahead; the longest step {idle(desk):.0f}")
    visits: dict[str, Callable[[], object]] = {name: (lambda name=name: desk.open_page(name)) for name in PAGES}  # type: ignore[misc]
    visits["case"] = lambda: desk.open_case(rows[0].case_id)
    for name, visit in visits.items():
        if desk.place == name:
            desk.open_page("settings")
            settle(desk)
        first, later = timed(visit, desk), []
        for _ in range(5):
            desk.open_page("settings" if name != "settings" else "rules")
            settle(desk)
            later.append(timed(visit, desk))
        key = [value for value in (typed(desk) for _ in range(5)) if value is not None]
        print(f"{name:11} first {first:6.0f}  later {statistics.median(later):6.0f}  key {statistics.median(key) if key else 0:6.1f}")
    desk.open_page("today")
    settle(desk)
    for head in desk.station.drafts.heads():
        if head.id not in kept:
            desk.station.drafts.discard(head.id)
    desk.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
