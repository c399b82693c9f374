"""The window of the desk: navigation, bar, page, status line; it is the `Desk` that pages know."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer

from models.services.changes import Changes
from ui.ahead import Ahead
from ui.by_name import PAGES
from ui.navigation import Navigation
from ui.page_window import PageWindow
from ui.pages import entry, make_page
from ui.remembering import Remembering
from ui.status_line import StatusLine
from ui.tasks import Tasks
from ui.top_bar import TopBar
from ui.waits import Waits, count_waits
from ui.window import Page

if TYPE_CHECKING:
    from models.services.station import Station

WARN_AFTER_MS = 3_000
COUNT_AFTER_MS = 250
"""What waits is counted after the page has asked for what it shows: there is one worker for both."""


class MainWindow(PageWindow):
    """The desk on an open station. `now` is asked at each change of page and once a minute; `tasks` are the workers."""

    def __init__(self, station: Station, now: Callable[[], datetime], *, tasks: Tasks | None = None) -> None:
        super().__init__(station.info.name, now, tasks)
        self.station = station
        self.ahead: Ahead | None = None
        self._first: Page | None = self._ask_first("today")
        self._build()
        self._bind_keys()
        self.changes.changed.connect(self._changed)
        self._count = QTimer(self)
        self._count.setSingleShot(True)
        self._count.setInterval(COUNT_AFTER_MS)
        self._count.timeout.connect(self._count_waits)
        self._remembering = Remembering(self, self)
        self.open_page("today")
        self._count.start()
        QTimer.singleShot(WARN_AFTER_MS, self, self.warn)

    # What the pages see

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

    # What the window does itself

    def warn(self) -> None:
        """到期预警, on opening and at midnight: what reached a level is noted. What cannot be noted now is noted the next time."""
        station, today = self.station, self.today()

        def work() -> Changes:
            from models.services.warnings import raise_warnings

            return raise_warnings(station, today)[1]

        self.tasks.run(work, lambda found: self.changes.tell(found) if found.cases else None, failed=lambda _: None)

    def _make(self, name: str) -> Page:
        return make_page(name, self)

    def _tell_day(self, day: date) -> None:
        self.top_bar.show_day(day)

    def _begin_day(self) -> None:
        self._count.start()
        self.warn()

    def _close(self) -> None:
        self._count.stop()
        self.tasks.close()
        self._remembering.last()
        self.station.close()

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
        info = self.station.info
        navigation = Navigation(info.name, f"{info.county} · {info.code}")
        navigation.chosen.connect(self._chosen)
        self.top_bar = TopBar(self, self._ground)
        self.top_bar.search.chosen.connect(self.open_case)
        self.status_line = StatusLine()
        self.status_line.help.clicked.connect(self.show_help)
        self._lay_out(navigation, self.top_bar, self.status_line)

    def _bind_keys(self) -> None:
        names = [page.name for page in PAGES if page.label]
        keys: list[tuple[str, Callable[[], object]]] = [
            ("Ctrl+K", self._search), ("Esc", self._escape), ("F1", self.show_help), ("F2", lambda: self.page.next_step()),
            ("Ctrl+P", lambda: self.page.print_paper()), ("Ctrl+Shift+P", lambda: self.page.print_stage()),
            ("Ctrl+Return", lambda: self.page.save()), ("Ctrl+Enter", lambda: self.page.save()),
            ("F5", lambda: self.page.refresh()), ("F11", self.show_wall),
            ("Ctrl+Shift+L", self.note_contact)]
        keys += [(f"Alt+{number}", partial(self._chosen, name)) for number, name in enumerate(names, 1)]
        self._bind(keys)

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

    def _is_stale(self, page: Page) -> bool:
        asked, self._first = self._first, None
        return page is not asked

    def _arrived(self, name: str) -> None:
        self.top_bar.search.dismiss()
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
