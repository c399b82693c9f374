"""The pages of the county centre by name: an explicit table, each module imported at the first visit."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from ui.centre.desk import CentreDesk, CentrePage
from ui.pages import PageEntry

CENTRE_PAGES = (
    PageEntry("board", "ui.centre.board_page", "BoardPage", "供电所看板", "chart-column"),
    PageEntry("intake", "ui.centre.intake_page", "IntakePage", "收包", "upload"),
    PageEntry("cases", "ui.centre.cases_page", "CountyCasesPage", "工单", "layout-list"),
    PageEntry("handed", "ui.centre.handed_page", "CountyHandedPage", "高压工单", "file-plus"),
    PageEntry("send", "ui.centre.send_page", "SendPage", "下发", "file-text"),
    PageEntry("audit", "ui.centre.audit_page", "CountyAuditPage", "稽查", "eye"),
    PageEntry("review", "ui.centre.review_page", "ReviewPage", "核对", "users"),
    PageEntry("settings", "ui.centre.settings_page", "CentreSettingsPage", "设置", "settings"),
)
"""Those with a label stand in the navigation in this order: Alt+1, Alt+2 …"""


def centre_entry(name: str) -> PageEntry:
    """The entry of a page."""
    return next(found for found in CENTRE_PAGES if found.name == name)


def make_centre_page(name: str, desk: CentreDesk) -> CentrePage:
    """Imports the page's module and makes the page."""
    found = centre_entry(name)
    return cast(CentrePage, getattr(import_module(found.module), found.kind)(desk))
