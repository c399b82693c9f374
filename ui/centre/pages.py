"""The pages of the county centre: each module is imported at the first visit."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from ui.by_name import CENTRE_PAGES, PageEntry
from ui.centre.desk import CentreDesk, CentrePage


def centre_entry(name: str) -> PageEntry:
    """The entry of a page."""
    return next(found for found in CENTRE_PAGES if found.name == name)


def make_centre_page(name: str, desk: CentreDesk) -> CentrePage:
    """Imports the page's module and makes the page."""
    found = centre_entry(name)
    return cast(CentrePage, getattr(import_module(found.module), found.kind)(desk))
