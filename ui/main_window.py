"""The window of the desk: navigation, bar, page, status line; it is the `Desk` that pages know."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from models.problems import StationError
from models.services.changes import Changes
from ui import message
from ui.ahead import Ahead
from ui.by_name import PAGES
from ui.changes import ChangeBus
from ui.navigation import Navigation
from ui.pages import entry, make_page
from ui.remembering import Remembering
from ui.status_line import StatusLine
from ui.tasks import Tasks
from ui.toast import Toast
from ui.top_bar import TopBar
from ui.waits import Waits, count_waits
from ui.window import Page

if TYPE_CHECKING:
    from models.services.station import Station

MINUTE_MS = 60_000
WARN_AFTER_MS = 3_000
COUNT_AFTER_MS = 250
"""What waits is counted after the page has asked for what it shows: there is one worker for both."""
_REMEMBERED = 30
Place = tuple[str, tuple[str, ...]]


class MainWindow(QMainWindow):
    """The desk on an open station. `now` is asked at each change of page and once a minute; `tasks` are the workers."""

    def __init__(self, station: Station, now: Callable[[], datetime], *, tasks: Tasks | None = None) -> None:
        super().__init__()
        self.station = station
        self.now = now
        self.tasks = tasks or Tasks(self, tell=self.show_error)
        self.changes = ChangeBus(self)
        self._day = now().date()
        self._pages: dict[str, Page] = {}
        self._trail: list[Place] = []
        self.setWindowTitle(f"业扩助手 · {station.info.name}")
        self.ahead: Ahead | None = None
        self._first: Page | None = self._ask_first("today")
        self._build()
        self._bind_keys()
        self.changes.changed.connect(self._changed)
        self._count = QTimer(self)
        self._count.setSingleShot(True)
        self._count.setInterval(COUNT_AFTER_MS)
        self._count.timeout.connect(self._count_waits)
        self._minute = QTimer(self)
        self._minute.timeout.connect(self.look_at_clock)
        self._minute.start(MINUTE_MS)
        self._remembering = Remembering(self, self)
        self.open_page("today")
        self._count.start()
        QTimer.singleShot(WARN_AFTER_MS, self, self.warn)

    # What the pages see

    def today(self) -> date:
        """The day of `now`."""
        return self.now().date()

    def open_page(self, name: str) -> None:
        """Goes to a page of the navigation."""
        self._go((name, ()))

    def open_case(self, case_id: str) -> None:
        """Goes to the page of a case."""
        self._go(("case", (case_id,)))

    def open_form(self, case_id: str, form_code: str, draft_id: str = "") -> None:
        """Goes to the panel of one form of a case."""
        self._go(("form", (case_id, form_code, draft_id)))

    def open_registration(self, draft_id: str = "") -> None:
        """Goes to 受理登记, with a new entry or a draft."""
        self._go(("register", (draft_id,)))

    def note_contact(self, case_id: str = "") -> None:
        """Opens the one line for a contact; from a case's page, or from a form of it, it belongs to that case."""
        from ui.contact.line import open_line

        name, what = self._trail[-1]
        open_line(self, case_id or (what[0] if name in ("case", "form") else ""))

    def preview_paper(self, case_id: str, code: str) -> None:
        """Shows a paper of a case, to print or save it."""
        from ui.paper.preview import PaperDialog

        PaperDialog(self, case_id, code).open()

    def explain(self, case_id: str, key: str = "") -> None:
        """Opens 为什么是这一天."""
        from ui.case.why import WhyDialog

        WhyDialog(self, case_id, key).open()

    def go_back(self) -> None:
        """Back to the page before this one; to 今日 when there is none.

        Forms are passed over: one that is done would open as a correction, which nobody asked for.
        """
        if len(self._trail) > 1:
            if not self.page.may_leave():
                return
            self._trail.pop()
            while len(self._trail) > 1 and self.place == "form":
                self._trail.pop()
            self._show(self._trail[-1])
        elif self.place != "today":
            self.open_page("today")

    def toast(self, text: str) -> None:
        """Says in passing what was done."""
        self._toast.say(text)

    def ask(self, title: str, sentence: str, yes: str, no: str = "取消") -> bool:
        """Asks before a dangerous act."""
        return message.ask(self, title, sentence, yes, no)

    def show_error(self, error: StationError) -> None:
        """Says what happened and what to do."""
        message.show_error(self, error)

    # What the window does itself

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return cast(Page, self._stack.currentWidget())

    @property
    def place(self) -> str:
        """The name of the page that is shown."""
        return self._trail[-1][0]

    def look_at_clock(self) -> None:
        """Asks what day it is; a new day makes every page read again."""
        day = self.today()
        self.top_bar.show_day(day)
        if day != self._day:
            self._day = day
            for page in self._pages.values():
                page.stale = not page.isVisible()
            self.page.refresh()
            self._count.start()
            self.warn()

    def warn(self) -> None:
        """到期预警, on opening and at midnight: what reached a level is noted. What cannot be noted now is noted the next time."""
        station, today = self.station, self.today()

        def work() -> Changes:
            from models.services.warnings import raise_warnings

            return raise_warnings(station, today)[1]

        self.tasks.run(work, lambda found: self.changes.tell(found) if found.cases else None, failed=lambda _: None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, as Space does; what uses Enter itself never lets it come here."""
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QPushButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Asks the page, waits for what is being written, closes the files."""
        if self._trail and not self.page.may_leave():
            event.ignore()
            return
        self._minute.stop()
        self._count.stop()
        self.tasks.close()
        self._remembering.last()
        self.station.close()
        super().closeEvent(event)

    def _ask_first(self, name: str) -> Page:
        """Lets the first page ask the station at once, so that the store's worker reads while the window is being built."""
        page = self._pages[name] = make_page(name, self)
        page.refresh()
        return page

    def build_ahead(self) -> None:
        """Makes the pages that are opened most, while nobody waits: the first visit then only shows them."""
        self.ahead = Ahead(self, self._steps_ahead())

    def _steps_ahead(self) -> Iterator[None]:
        for found in PAGES:
            if not found.ahead or found.name in self._pages:
                continue
            page = self._pages[found.name] = make_page(found.name, self)
            yield
            yield from page.prepare()
            if self._stack.indexOf(page) < 0:
                self._stack.addWidget(page)
            yield
        gc.freeze()  # all this stays: looking through it for garbage again and again would only cost

    def _build(self) -> None:
        ground = QWidget()
        ground.setObjectName("page")
        self._stack = QStackedWidget()
        info = self.station.info
        self.navigation = Navigation(info.name, f"{info.county} · {info.code}")
        self.navigation.chosen.connect(self._chosen)
        self.top_bar = TopBar(self, ground)
        self.top_bar.search.chosen.connect(self.open_case)
        self.status_line = StatusLine()
        self.status_line.help.clicked.connect(self.show_help)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top_bar)
        right.addWidget(self._stack, 1)
        right.addWidget(self.status_line)
        layout = QHBoxLayout(ground)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.navigation)
        layout.addLayout(right, 1)
        self.setCentralWidget(ground)
        self._toast = Toast(ground)
        self.setMinimumSize(1024, 640)
        self.resize(1366, 768)

    def _bind_keys(self) -> None:
        names = [page.name for page in PAGES if page.label]
        keys: list[tuple[str, Callable[[], object]]] = [
            ("Ctrl+K", self._search), ("Esc", self._escape), ("F1", self.show_help), ("F2", lambda: self.page.next_step()),
            ("Ctrl+P", lambda: self.page.print_paper()), ("Ctrl+Shift+P", lambda: self.page.print_stage()),
            ("Ctrl+Return", lambda: self.page.save()), ("Ctrl+Enter", lambda: self.page.save()),
            ("F5", lambda: self.page.refresh()), ("F11", self.show_wall),
            ("Ctrl+Shift+L", self.note_contact)]
        keys += [(f"Alt+{number}", partial(self._chosen, name)) for number, name in enumerate(names, 1)]
        for key, act in keys:
            QShortcut(QKeySequence(key), self, act)

    def _chosen(self, name: str) -> None:
        if name == "register":
            self.open_registration()
        else:
            self.open_page(name)
        self.navigation.mark(entry(self.place).home or self.place)

    def _search(self) -> None:
        self.top_bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.top_bar.search.selectAll()

    def _escape(self) -> None:
        if self.top_bar.search.hasFocus():
            self.top_bar.search.answers.hide()
            self.page.take_focus()
            if self.top_bar.search.hasFocus():
                self.page.setFocus()
        elif not self.page.back():
            self.go_back()

    def show_help(self) -> None:
        """F1: the manual, opened at what this page is about."""
        from ui.manual.dialog import show_manual

        show_manual(self, self.place)

    def show_wall(self) -> None:
        """F11: 今日大屏 over the whole screen."""
        from ui.wall.display import WallDisplay

        wall = WallDisplay(self)
        wall.setGeometry(self.screen().geometry())  # also where no window manager makes it full
        wall.showFullScreen()

    def _go(self, place: Place) -> None:
        if self._trail and place == self._trail[-1]:
            return
        if self._trail and not self.page.may_leave():
            return
        self._trail = [*self._trail, place][-_REMEMBERED:]
        self._show(place)

    def _show(self, place: Place) -> None:
        name, what = place
        self.top_bar.show_day(self.today())
        page = self._pages.get(name)
        if page is None:
            page = self._pages[name] = make_page(name, self)
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        page.visit(*what)
        page.stale, self._first = page is not self._first, None
        self._stack.setCurrentWidget(page)
        if page.stale and page.isVisible():
            page.stale = False
            page.refresh()
        self.top_bar.search.dismiss()
        page.take_focus()
        self.navigation.mark(entry(name).home or name)

    def _changed(self, changes: Changes) -> None:
        if changes.cases or changes.packages or changes.people or changes.rules or changes.contacts:
            self.status_line.show_saved(self.now())
        if changes.people:
            self.top_bar.show_clerk()
        self._count.start()

    def _count_waits(self) -> None:
        station, today = self.station, self.today()
        self.tasks.run(lambda: count_waits(station, today), self._show_waits, failed=lambda _: None)

    def _show_waits(self, waits: Waits) -> None:
        self.navigation.set_waiting("today", waits.today)
        self.navigation.set_waiting("contacts", waits.answers)
        self.navigation.set_waiting("exchange", waits.unacknowledged)
        self.status_line.show_backup(waits.backed_up, self.today())
        self.status_line.show_outbox(waits.waiting_lines, waits.unacknowledged, waits.oldest)
