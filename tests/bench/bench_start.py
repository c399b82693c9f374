"""How long until the clerk sees something: `python -m tests.bench.bench_start STATION_DIR [ROUNDS]`, on a demo station (password demo).

Three whole processes in turn, each timed by its parent from its start to the paint it reports: an empty PySide6 main window (the
floor), the login of the program, and its page of today, opened with a password as the clerk would. Quote the ratios.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path
from time import perf_counter

FLOOR = """
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print("painted", flush=True)
app = QApplication([])
window = Window()
window.resize(1366, 768)
window.show()
app.exec()
"""
PROGRAM = """
import sys
from datetime import datetime
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QTableView
from ui import app
from ui.login.page import LoginPage
def watch():
    desk = entrance.desk
    rows = [] if desk is None else [view for view in desk.findChildren(QTableView) if view.model() and view.model().rowCount()]
    if rows and rows[0].isVisible():
        rows[0].viewport().repaint()
        print("today", flush=True)
        return
    QTimer.singleShot(10, watch)
def painted():
    print("painted", flush=True)
    if "today" in sys.argv:
        entrance.open("demo")
        watch()
qt = app._application()
app.dress(qt, 1.0)
entrance = app.Entrance(Path(sys.argv[1]), datetime.now, False)
entrance.page.painted.connect(painted)
entrance.start()
qt.exec()
"""


def seconds(code: str, words: list[str], until: str) -> float:
    """From the start of a process to the line it prints; the process is then ended."""
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    start = perf_counter()
    child = subprocess.Popen([sys.executable, "-c", code, *words], stdout=subprocess.PIPE, text=True, env=environment)  # noqa: S603
    assert child.stdout is not None
    while child.stdout.readline().strip() != until:
        if child.poll() is not None:
            raise SystemExit(f"the process ended before it said {until}")
    taken = perf_counter() - start
    child.kill()
    child.wait()
    return taken


def main(words: list[str]) -> int:
    folder, rounds = str(Path(words[0]).resolve()), int(words[1]) if len(words) > 1 else 7
    runs: dict[str, list[float]] = {"empty window": [], "login": [], "today": []}
    for at in range(rounds + 1):
        found = {
            "empty window": seconds(FLOOR, [], "painted"),
            "login": seconds(PROGRAM, [folder], "painted"),
            "today": seconds(PROGRAM, [folder, "today"], "today"),
        }
        if at:  # the first round warms the disk's cache
            for name, value in found.items():
                runs[name].append(value)
    floor = statistics.median(runs["empty window"])
    for name, values in runs.items():
        middle, least, most = (value * 1000 for value in (statistics.median(values), min(values), max(values)))
        print(f"{name}: median {middle:.0f} ms ({least:.0f}–{most:.0f}), {middle / 1000 / floor:.2f}× the empty window")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
