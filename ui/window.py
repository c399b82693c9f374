"""What a page may ask of the window, and what the window may ask of a page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from models.problems import StationError
from ui.changes import ChangeBus
from ui.tasks import Tasks

if TYPE_CHECKING:
    from models.services.changes import Changes
    from models.services.station import Station


class Desk(Protocol):
    """The window as its pages know it; handed to each page's constructor, never reached for.

    Page names: today, register, cases, contacts, statistics, exchange, rules, settings; case and form are opened by their own methods.
    """

    @property
    def station(self) -> Station:
        """The open station."""

    @property
    def tasks(self) -> Tasks:
        """The workers."""

    @property
    def changes(self) -> ChangeBus:
        """Where every saved change is told: `desk.changes.tell(changes)` after each service that answers one."""

    def now(self) -> datetime:
        """The clock, asked afresh."""

    def today(self) -> date:
        """The day of `now`."""

    def open_page(self, name: str) -> None:
        """Goes to a page of the navigation."""

    def open_case(self, case_id: str) -> None:
        """Goes to the page of a case."""

    def open_form(self, case_id: str, form_code: str, draft_id: str = "") -> None:
        """Goes to the panel of one form of a case, going on with a draft where one is named."""

    def open_registration(self, draft_id: str = "") -> None:
        """Goes to 受理登记, with a new entry or a draft."""

    def note_contact(self, case_id: str = "") -> None:
        """Opens the one line for a visit, a call or an attempt, as Ctrl+Shift+L does."""

    def preview_paper(self, case_id: str, code: str) -> None:
        """Shows a paper of a case, to print or save it."""

    def explain(self, case_id: str, key: str = "") -> None:
        """Opens 为什么是这一天 of a case; `key` names one of its limits."""

    def go_back(self) -> None:
        """Back to the page before this one, as Esc does."""

    def toast(self, text: str) -> None:
        """Says in passing what was done; nobody has to confirm it."""

    def ask(self, title: str, sentence: str, yes: str, no: str = "取消") -> bool:
        """Asks before a dangerous act; the sentence says what will happen; `no` is the default."""

    def show_error(self, error: StationError) -> None:
        """Says what happened and what to do."""


class Page(QWidget):
    """One page. It reads again when something changed, at once if it is seen, otherwise when it is next shown.

    Subclasses show what they have in `refresh` and override what applies of the rest.
    """

    title = ""
    help_topic = ""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("page")
        self.desk = desk
        self.stale = True
        desk.changes.changed.connect(self._touched)

    def prepare(self) -> Iterator[None]:
        """Gone through after the page was made ahead of its first visit: builds, in steps of some 30 ms, what that would build."""
        yield from ()

    def visit(self, *what: str) -> None:
        """Called each time the window comes here, before it is shown: what to show.

        CasePage gets (case_id,), FormPage (case_id, form_code, draft_id), RegisterPage (draft_id,) with "" for a new one; others nothing.
        Coming back by Esc gives the same again.
        """

    def refresh(self) -> None:
        """Asks the station again and shows the answer."""

    def concerns(self, changes: Changes) -> bool:
        """Whether a change may touch what this page shows."""
        return True

    def take_focus(self) -> None:
        """Called after the window came here: where the keyboard goes; here stays whatever of the page has it already."""
        focused = QApplication.focusWidget()
        if focused is None or not self.isAncestorOf(focused):
            self.setFocus()

    def next_step(self) -> None:
        """F2: the next step of what is shown."""

    def save(self) -> None:
        """Ctrl+Enter: saves what was typed."""

    def print_paper(self) -> None:
        """Ctrl+P: prints what is shown."""

    def print_stage(self) -> None:
        """Ctrl+Shift+P: prints the whole set of a stage."""

    def back(self) -> bool:
        """Esc: true when the page has gone back inside itself, so that the window stays here."""
        return False

    def may_leave(self) -> bool:
        """Asked before another page is shown; false stays here."""
        return True

    def _touched(self, changes: Changes) -> None:
        if not self.concerns(changes):
            return
        if self.isVisible():
            self.refresh()
        else:
            self.stale = True

    def showEvent(self, event: QShowEvent) -> None:
        """Reads again if something changed while the page was not seen."""
        super().showEvent(event)
        if self.stale:
            self.stale = False
            self.refresh()


Window = Desk
"""The same, by its other name."""
