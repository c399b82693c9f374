"""What a page of the county centre may ask of its window, and the page it is."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol, cast

from models.problems import StationError
from ui.changes import ChangeBus
from ui.tasks import Tasks
from ui.window import Desk, Page

if TYPE_CHECKING:
    from models.services.centre.store import Centre


class CentreDesk(Protocol):
    """The window of the centre as its pages know it; handed to each page's constructor, never reached for.

    Page names: see `ui.centre.pages`.
    """

    @property
    def centre(self) -> Centre:
        """The open centre."""

    @property
    def tasks(self) -> Tasks:
        """The workers."""

    @property
    def changes(self) -> ChangeBus:
        """Where every saved change is told."""

    def now(self) -> datetime:
        """The clock, asked afresh."""

    def today(self) -> date:
        """The day of `now`."""

    def open_page(self, name: str, *what: str) -> None:
        """Goes to a page, with what it is to show."""

    def go_back(self) -> None:
        """Back to the page before this one, as Esc does."""

    def toast(self, text: str) -> None:
        """Says in passing what was done."""

    def ask(self, title: str, sentence: str, yes: str, no: str = "取消") -> bool:
        """Asks before a dangerous act; `no` is the default."""

    def show_error(self, error: StationError) -> None:
        """Says what happened and what to do."""

    def watch(self, inbox: str, answers: str) -> None:
        """Watches a folder from now on; an empty `inbox` stops it."""

    @property
    def watching(self) -> tuple[str, str]:
        """The folder that is watched and the one for answers; both empty while none is."""


class CentrePage(Page):
    """A page of the centre; like any page, on a desk that has a centre instead of a station."""

    def __init__(self, desk: CentreDesk) -> None:
        super().__init__(for_dialogs(desk))
        self.county = desk


def for_dialogs(desk: CentreDesk) -> Desk:
    """The desk as dialogs know it, which ask it for today, workers, changes and passing words only."""
    return cast(Desk, desk)
