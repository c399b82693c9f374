"""The program's window from the first paint to the desk: login or enrolment, then the main window."""

from __future__ import annotations

import gc
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from models.problems import Problem, ProblemsFound, StationError
from models.services.label import station_label
from ui.by_name import FIRST, THEN
from ui.chinese import speak_chinese
from ui.crash import tell_crashes
from ui.front import Front
from ui.style import dress

if TYPE_CHECKING:
    from models.services.exchange.identity import Standing
    from models.services.station import Station
    from ui.enrolment.restore_dialog import RestoreDialog
    from ui.login.settling import Settling
    from ui.main_window import MainWindow
    from ui.tasks import Tasks

DEMO_PASSWORD = "demo"
NORMAL_SIZE = 100
IDLE_MS = 1500  # after the desk is shown
_CRASHED = StationError("程序出错，没有打开。", "已记下出错报告，请重新启动再试。")


class Entrance:
    """Lets the clerk in: shows login or enrolment, opens the station on a worker, then the desk in its place."""

    def __init__(self, folder: Path, now: Callable[[], datetime], demo: bool, *, at_once: bool = False) -> None:
        self.folder = folder
        self.now = now
        self.demo = demo
        self.desk: MainWindow | None = None
        self.window = QMainWindow()
        self.window.setWindowTitle("业扩助手")
        self.window.resize(1366, 768)
        self._at_once = at_once
        self._waits = False  # whether the clerk does
        self._workers: Tasks | None = None
        self._settling: Settling | None = None
        label = station_label(folder)
        self.page: Front = self._login_page() if label else self._enrolment_page()
        self.window.setCentralWidget(self.page)

    def start(self) -> None:
        """Shows the window; everything slow is imported after its first paint."""
        self.page.painted.connect(self._after_paint)
        self.window.show()

    def open(self, password: str) -> None:
        """Opens the station with a password."""
        from models.services.unlocking import unlocking
        from ui.login.page import LoginPage

        page = self.page
        assert isinstance(page, LoginPage)

        def work() -> tuple[Station, Standing]:
            keys = unlocking(self.folder, password)
            _import(FIRST)
            from models.services.exchange.identity import marks_for, standing
            from models.services.station import open_station

            station = open_station(self.folder, password, self.now, keys)
            return station, standing(station, marks_for(self.folder))

        def failed(error: Exception) -> None:
            self._waits = False
            page.refuse(error if isinstance(error, StationError) else _CRASHED)

        page.working()
        self._waits = True
        self._tasks.run(work, lambda found: self._opened(*found), failed=failed)

    def enrol(self, values: dict[str, str]) -> None:
        """Makes the station from what was typed; every problem is told at its field."""
        from ui.enrolment.page import EnrolmentPage

        page = self.page
        assert isinstance(page, EnrolmentPage)

        def failed(error: Exception) -> None:
            problems = error.problems if isinstance(error, ProblemsFound) else ()
            page.show_problems(problems, "" if problems else str(error))

        page.working()
        self._tasks.run(lambda: make_station(self.folder, values, self.now), self._enter, failed=failed)

    def restore(self) -> RestoreDialog:
        """Offers the backups of a stick; the one that is restored is opened."""
        from ui.enrolment.restore_dialog import RestoreDialog

        dialog = RestoreDialog(self.window, self.folder, self.now, self._tasks, station_label(self.folder))

        def done() -> None:
            if dialog.station is not None:
                self.settling.tell_begun(dialog.station, "restored")
                self._enter(dialog.station)

        dialog.accepted.connect(done)
        dialog.open()
        return dialog

    @property
    def settling(self) -> Settling:
        """What asks why data is elsewhere or older; made when it is first needed."""
        from ui.login.settling import Settling

        if self._settling is None:
            self._settling = Settling(self.window)
        return self._settling

    def _opened(self, station: Station, found: Standing) -> None:
        """Goes on where the data is as it was; else the clerk says why not, and a new epoch begins, or the program closes."""
        if found.finding in ("same", "unmarked"):
            self._enter(station)
            return
        self._waits = False
        reason = self.settling.ask(found)
        if reason is None:
            station.close()
            self.settling.tell_left(found)
            self.window.close()
            return
        self.settling.begin(self._tasks, station, reason, self._enter, self._not_begun)

    def _not_begun(self, error: Exception) -> None:
        from ui.login.page import LoginPage

        if isinstance(self.page, LoginPage):
            self.page.refuse(error if isinstance(error, StationError) else _CRASHED)

    @property
    def _tasks(self) -> Tasks:
        """The workers, made when they are first needed: the first paint needs none."""
        from ui.tasks import Tasks

        if self._workers is None:
            self._workers = Tasks(self.window, at_once=self._at_once)
        return self._workers

    def _login_page(self) -> Front:
        from ui.login.page import LoginPage

        label = station_label(self.folder)
        assert label is not None
        page = LoginPage(label.name, f"{label.county} · {label.code}", self.demo)
        page.entered.connect(self.open)
        page.restoring.connect(self.restore)
        page.password.setFocus()
        return page

    def _enrolment_page(self) -> Front:
        from ui.enrolment.page import EnrolmentPage

        page = EnrolmentPage(self.folder)
        page.filled.connect(self.enrol)
        page.restoring.connect(self.restore)
        return page

    def _after_paint(self) -> None:
        if self.demo and station_label(self.folder):
            self.open(DEMO_PASSWORD)
        elif not self._at_once:
            self._tasks.run(lambda: _import((*FIRST, *THEN), lambda: not self._waits), lambda _: None)

    def _enter(self, station: Station) -> None:
        from models.services.preferences import preferences
        from ui.main_window import MainWindow
        from ui.tasks import Tasks

        self._tasks.close()
        size = preferences(station).text_size
        if size != NORMAL_SIZE:
            dress(_application(), size / NORMAL_SIZE)
        self.desk = MainWindow(station, self.now, tasks=Tasks(at_once=True) if self._at_once else None)
        self.desk.setGeometry(self.window.geometry())
        self.desk.show()
        self.window.close()
        gc.enable()
        if not self._at_once:
            QTimer.singleShot(IDLE_MS, self.desk, self._bring_in_pages)

    def _bring_in_pages(self) -> None:
        from ui.pages import bring_in

        if (desk := self.desk) is not None:
            desk.tasks.run(lambda: bring_in(desk.station), lambda _: desk.build_ahead(), paper=True)


def make_station(folder: Path, values: dict[str, str], now: Callable[[], datetime]) -> Station:
    """Enrols from the values of the page; raises ProblemsFound with everything at once, the second password and the card included."""
    from models.services.enrolment import Enrolment, enrol, problems_of, read_card

    form = Enrolment(values["name"], values["code"], values["county"], values["clerk"], values["password"], values["phone"],
                     values.get("profile", "henan-rural"))
    problems = list(problems_of(form))
    if values["again"] != values["password"]:
        problems.append(Problem("again", "密码再输一遍", "两次输入的密码不一样，请重输。"))
    card = None
    if values["card"]:
        try:
            card = read_card(Path(values["card"]))
        except StationError as error:
            problems.append(Problem("card", "县中心名片", str(error)))
    if problems:
        raise ProblemsFound(tuple(problems))
    return enrol(folder, form, now, card)


def run(station_folder: Path, now: Callable[[], datetime], demo: bool, args: Namespace) -> int:
    """Opens the window on a station's folder and returns when it is closed; `demo` opens it with the demo's password."""
    gc.disable()  # importing makes much that stays; looking through it again and again costs a tenth of the start
    app = _application()
    app.setApplicationName("yekuo")
    app.setApplicationDisplayName("业扩助手")
    dress(app, 1.0)
    speak_chinese(app)
    teller = tell_crashes(station_folder)
    entrance = Entrance(station_folder, now, demo)
    entrance.start()
    try:
        return int(app.exec())
    finally:
        gc.enable()
        sys.excepthook = teller.earlier


def _application() -> QApplication:
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    return app


def _import(names: Iterable[str], go_on: Callable[[], bool] = lambda: True) -> None:
    """Imports modules while nobody waits for anything."""
    for name in names:
        if not go_on():
            return
        import_module(name)
