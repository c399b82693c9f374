"""The pages of the window by name: an explicit table, each module imported at the first visit."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

from ui.window import Desk, Page

if TYPE_CHECKING:
    from models.services.station import Station


@dataclass(frozen=True)
class PageEntry:
    """One page: where its class lies; `label` and `icon` where it stands in the navigation, `home` the entry lit while it is shown.

    Those built `ahead` are ready before the clerk first goes there.
    """

    name: str
    module: str
    kind: str
    label: str = ""
    icon: str = ""
    home: str = ""
    ahead: bool = False


PAGES = (
    PageEntry("today", "ui.today.page", "TodayPage", "今日", "calendar-check"),
    PageEntry("register", "ui.register.page", "RegisterPage", "受理登记", "file-plus", ahead=True),
    PageEntry("cases", "ui.cases.page", "CasesPage", "工单", "layout-list", ahead=True),
    PageEntry("contacts", "ui.contact.page", "ContactsPage", "来访登记", "users"),
    PageEntry("statistics", "ui.statistics.page", "StatisticsPage", "统计考核", "chart-column", ahead=True),
    PageEntry("exchange", "ui.exchange.page", "ExchangePage", "数据上报", "upload", ahead=True),
    PageEntry("rules", "ui.rules.page", "RulesPage", "规则依据", "book-open", ahead=True),
    PageEntry("settings", "ui.settings.page", "SettingsPage", "设置", "settings"),
    PageEntry("case", "ui.case.page", "CasePage", home="cases", ahead=True),
    PageEntry("form", "ui.form.page", "FormPage", home="cases", ahead=True),
    PageEntry("audit", "ui.audit.page", "AuditPage", home="exchange"),
)
"""Those with a label stand in the navigation in this order: Alt+1, Alt+2 …"""


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
