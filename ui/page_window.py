"""What the window of the desk and that of the county centre have in common: pages one at a time, the way back, the day, the keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from models.problems import StationError
from ui import message
from ui.changes import ChangeBus
from ui.navigation import Navigation
from ui.tasks import Tasks
from ui.toast import Toast
from ui.window import Page

MINUTE_MS = 60_000
_REMEMBERED = 30
Place = tuple[str, tuple[str, ...]]
"""A page by name, and what it shows there."""


class PageWindow(QMainWindow):
    """A window of pages beside a navigation. `now` is asked at each change of page and once a minute; `tasks` are the workers.

    A window of its own kind says how a page is made, where the day stands, what a new day brings and what is closed last.
    """

    navigation: Navigation

    def __init__(self, title: str, now: Callable[[], datetime], tasks: Tasks | None) -> None:
        super().__init__()
        self.now = now
        self.tasks = tasks or Tasks(self, tell=self.show_error)
        self.changes = ChangeBus(self)
        self._day = now().date()
        self._pages: dict[str, Page] = {}
        self._trail: list[Place] = []
        self._ground = QWidget()
        self._ground.setObjectName("page")
        self._stack = QStackedWidget()
        self.setWindowTitle(f"{title} · 业扩助手")
        self._minute = QTimer(self)
        self._minute.timeout.connect(self.look_at_clock)
        self._minute.start(MINUTE_MS)

    def today(self) -> date:
        """The day of `now`."""
        return self.now().date()

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return cast(Page, self._stack.currentWidget())

    @property
    def place(self) -> str:
        """The name of the page that is shown."""
        return self._trail[-1][0]

    def go_back(self) -> None:
        """Back to the page before this one."""
        if len(self._trail) > 1 and self.page.may_leave():
            self._trail.pop()
            self._show(self._trail[-1])

    def toast(self, text: str) -> None:
        """Says in passing what was done."""
        self._toast.say(text)

    def ask(self, title: str, sentence: str, yes: str, no: str = "取消") -> bool:
        """Asks before a dangerous act."""
        return message.ask(self, title, sentence, yes, no)

    def show_error(self, error: StationError) -> None:
        """Says what happened and what to do."""
        message.show_error(self, error)

    def look_at_clock(self) -> None:
        """Asks what day it is; a new day makes every page read again."""
        day = self.today()
        self._tell_day(day)
        if day != self._day:
            self._day = day
            for page in self._pages.values():
                page.stale = not page.isVisible()
            self.page.refresh()
            self._begin_day()

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
        self._close()
        super().closeEvent(event)

    def _make(self, name: str) -> Page:
        raise NotImplementedError

    def _tell_day(self, day: date) -> None:
        raise NotImplementedError

    def _begin_day(self) -> None:
        raise NotImplementedError

    def _close(self) -> None:
        raise NotImplementedError

    def _arrived(self, name: str) -> None:
        self.navigation.mark(name)

    def _go(self, place: Place) -> None:
        if self._trail and (place == self._trail[-1] or not self.page.may_leave()):
            return
        self._trail = [*self._trail, place][-_REMEMBERED:]
        self._show(place)

    def _show(self, place: Place) -> None:
        name, what = place
        self._tell_day(self.today())
        page = self._pages.get(name)
        if page is None:
            page = self._pages[name] = self._make(name)
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        page.visit(*what)
        page.stale = self._is_stale(page)
        self._stack.setCurrentWidget(page)
        if page.stale and page.isVisible():
            page.stale = False
            page.refresh()
        self._arrived(name)
        page.take_focus()

    def _is_stale(self, _page: Page) -> bool:
        return True

    def _lay_out(self, navigation: Navigation, top: QWidget, status: QWidget) -> None:
        self.navigation = navigation
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(top)
        right.addWidget(self._stack, 1)
        right.addWidget(status)
        layout = QHBoxLayout(self._ground)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(navigation)
        layout.addLayout(right, 1)
        self.setCentralWidget(self._ground)
        self._toast = Toast(self._ground)
        self.setMinimumSize(1024, 640)
        self.resize(1366, 768)

    def _bind(self, keys: Iterable[tuple[str, Callable[[], object]]]) -> None:
        for key, act in keys:
            QShortcut(QKeySequence(key), self, act)
