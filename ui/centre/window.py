"""The window of the county centre: navigation, bar, page, status line; it is the `CentreDesk` that pages know."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from models.problems import StationError
from models.services.centre_board import Board, board
from models.services.changes import Changes
from ui import message
from ui.by_name import CENTRE_PAGES
from ui.case.pieces import words
from ui.centre.desk import CentrePage
from ui.centre.pages import make_centre_page
from ui.centre.watching import Watching
from ui.changes import ChangeBus
from ui.day_words import full_day
from ui.navigation import Navigation
from ui.tasks import Tasks
from ui.toast import Toast
from ui.window import Page

if TYPE_CHECKING:
    from models.services.centre_store import Centre

MINUTE_MS = 60_000
_REMEMBERED = 30
Place = tuple[str, tuple[str, ...]]


class CentreWindow(QMainWindow):
    """The desk on an open centre. `now` is asked at each change of page and once a minute; `tasks` are the workers."""

    def __init__(self, centre: Centre, now: Callable[[], datetime], *, tasks: Tasks | None = None) -> None:
        super().__init__()
        self.centre = centre
        self.now = now
        self.tasks = tasks or Tasks(self, tell=self.show_error)
        self.changes = ChangeBus(self)
        self._day = now().date()
        self._pages: dict[str, CentrePage] = {}
        self._trail: list[Place] = []
        self.setWindowTitle(f"业扩助手 · {centre.keys.name}")
        self._build()
        self._bind_keys()
        self._watching = Watching(self)
        self.changes.changed.connect(lambda _: self._count_waits())
        self._minute = QTimer(self)
        self._minute.timeout.connect(self.look_at_clock)
        self._minute.start(MINUTE_MS)
        self.open_page(CENTRE_PAGES[0].name)
        self._count_waits()

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

    def open_page(self, name: str, *what: str) -> None:
        """Goes to a page, with what it is to show."""
        place = (name, what)
        if self._trail and (place == self._trail[-1] or not self.page.may_leave()):
            return
        self._trail = [*self._trail, place][-_REMEMBERED:]
        self._show(place)

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

    def show_help(self) -> None:
        """F1: the manual, opened at the centre's window."""
        from ui.manual.dialog import show_manual

        show_manual(self, "centre")

    def watch(self, inbox: str, answers: str) -> None:
        """Watches a folder from now on; an empty `inbox` stops it."""
        self._watching.start(Path(inbox), Path(answers) if answers else None) if inbox else self._watching.stop()
        self._tell_watching()

    @property
    def watching(self) -> tuple[str, str]:
        """The folder that is watched and the one for answers; both empty while none is."""
        return self._watching.folders

    def look_at_clock(self) -> None:
        """Asks what day it is; a new day makes every page read again."""
        self._today.setText(full_day(self.today()))
        if self.today() != self._day:
            self._day = self.today()
            for page in self._pages.values():
                page.stale = not page.isVisible()
            self.page.refresh()
            self._count_waits()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, as Space does."""
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QPushButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Waits for what is being written, closes the store."""
        if self._trail and not self.page.may_leave():
            event.ignore()
            return
        self._minute.stop()
        self._watching.stop()
        self.tasks.close()
        self.centre.close()
        super().closeEvent(event)

    def _show(self, place: Place) -> None:
        name, what = place
        self._today.setText(full_day(self.today()))
        page = self._pages.get(name)
        if page is None:
            page = self._pages[name] = make_centre_page(name, self)
            self._stack.addWidget(page)
        page.visit(*what)
        page.stale = True
        self._stack.setCurrentWidget(page)
        if page.stale and page.isVisible():
            page.stale = False
            page.refresh()
        page.take_focus()
        self.navigation.mark(name)

    def _build(self) -> None:
        ground = QWidget()
        ground.setObjectName("page")
        self._stack = QStackedWidget()
        self.navigation = Navigation(self.centre.keys.name, "县中心", CENTRE_PAGES)
        self.navigation.chosen.connect(self.open_page)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._top())
        right.addWidget(self._stack, 1)
        right.addWidget(self._status())
        layout = QHBoxLayout(ground)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.navigation)
        layout.addLayout(right, 1)
        self.setCentralWidget(ground)
        self._toast = Toast(ground)
        self.resize(1366, 768)

    def _top(self) -> QFrame:
        bar = QFrame()
        bar.setObjectName("topbar")
        bar.setMinimumHeight(44)
        line = QHBoxLayout(bar)
        line.setContentsMargins(20, 4, 16, 4)
        line.addWidget(words("各供电所的数据只读；县中心说的话写进县中心自己的流水，随回执下发。", "muted"))
        line.addStretch()
        self._today = words("", "muted")
        line.addWidget(self._today)
        return bar

    def _status(self) -> QFrame:
        bar = QFrame()
        bar.setObjectName("statusline")
        bar.setMinimumHeight(28)
        line = QHBoxLayout(bar)
        line.setContentsMargins(20, 0, 12, 0)
        self._waits = words("")
        self._watched = words("没有监视文件夹", "muted")
        line.addWidget(self._waits)
        line.addWidget(self._watched)
        line.addStretch()
        return bar

    def _bind_keys(self) -> None:
        keys: list[tuple[str, Callable[[], object]]] = [
            ("Esc", self._escape), ("F1", self.show_help), ("F2", lambda: self.page.next_step()), ("F5", lambda: self.page.refresh()),
            ("Ctrl+P", lambda: self.page.print_paper()), ("Ctrl+Return", lambda: self.page.save())]  # fmt: skip
        keys += [(f"Alt+{number}", partial(self.open_page, found.name)) for number, found in enumerate(CENTRE_PAGES, 1) if found.label]
        for key, act in keys:
            QShortcut(QKeySequence(key), self, act)

    def _escape(self) -> None:
        if not self.page.back():
            self.go_back()

    def _count_waits(self) -> None:
        centre, today = self.centre, self.today()
        self.tasks.run(lambda: board(centre, today), self._show_waits, failed=lambda _: None)

    def _show_waits(self, found: Board) -> None:
        unanswered = sum(row.unanswered for row in found.rows)
        stopped = sum(row.held + row.forks for row in found.rows)
        self.navigation.set_waiting("intake", stopped)
        self.navigation.set_waiting("board", sum(1 for row in found.rows if row.level in ("overdue", "due")))
        parts = [f"{len(found.rows)} 个供电所", f"{sum(row.cases for row in found.rows)} 件工单"]
        parts += [f"未回执 {unanswered} 包"] * bool(unanswered) + [f"缺号或分叉 {stopped} 处"] * bool(stopped)
        self._waits.setText(" · ".join(parts))

    def _tell_watching(self) -> None:
        inbox, _ = self.watching
        self._watched.setText(f"· 正在监视 {inbox}" if inbox else "· 没有监视文件夹")

    def told_by_watch(self, text: str, *, changed: bool) -> None:
        """What the watched folder brought."""
        self._watched.setText(f"· 监视：{text}")
        if changed:
            self.changes.tell(Changes(packages=True))
