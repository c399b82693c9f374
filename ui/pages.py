"""The pages of the window: each module is imported at the first visit."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from ui.by_name import PAGES, PageEntry
from ui.window import Desk, Page

if TYPE_CHECKING:
    from models.services.station import Station


def entry(name: str) -> PageEntry:
    """The entry of a page."""
    return next(found for found in PAGES if found.name == name)


def bring_in(station: Station) -> None:
    """Imports every page and reads the rules they will ask for, on a worker while nobody waits."""
    for found in PAGES:
        import_module(found.module)
    station.shelf.book()


def make_page(name: str, desk: Desk) -> Page:
    """Imports the page's module and makes the page."""
    found = entry(name)
    return cast(Page, getattr(import_module(found.module), found.kind)(desk))
