"""The window of the county centre: navigation, bar, page, status line; it is the `CentreDesk` that pages know."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout

from models.services.centre.board import Board, board
from models.services.changes import Changes
from ui.by_name import CENTRE_PAGES
from ui.case.pieces import words
from ui.centre.pages import make_centre_page
from ui.centre.watching import Watching
from ui.day_words import full_day
from ui.navigation import Navigation
from ui.page_window import PageWindow
from ui.tasks import Tasks
from ui.window import Page

if TYPE_CHECKING:
    from models.services.centre.store import Centre


class CentreWindow(PageWindow):
    """The desk on an open centre. `now` is asked at each change of page and once a minute; `tasks` are the workers."""

    def __init__(self, centre: Centre, now: Callable[[], datetime], *, tasks: Tasks | None = None) -> None:
        super().__init__(centre.keys.name, now, tasks)
        self.centre = centre
        self._build()
        self._bind_keys()
        self._watching = Watching(self)
        self.changes.changed.connect(lambda _: self._count_waits())
        self.open_page(CENTRE_PAGES[0].name)
        self._count_waits()

    def open_page(self, name: str, *what: str) -> None:
        """Goes to a page, with what it is to show."""
        self._go((name, what))

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

    def _make(self, name: str) -> Page:
        return make_centre_page(name, self)

    def _tell_day(self, day: date) -> None:
        self._today.setText(full_day(day))

    def _begin_day(self) -> None:
        self._count_waits()

    def _close(self) -> None:
        self._watching.stop()
        self.tasks.close()
        self.centre.close()

    def _build(self) -> None:
        navigation = Navigation(self.centre.keys.name, "县中心", CENTRE_PAGES)
        navigation.chosen.connect(self.open_page)
        self._lay_out(navigation, self._top(), self._status())

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
        self._bind(keys)

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
