"""Every module that is imported by a name in a table: a built program must list them, and the self-test looks whether they are there."""

from __future__ import annotations

from dataclasses import dataclass


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
DIALOGS: dict[str, str] = {
    "approvals": "ui.case.approval_dialogs",
    "archive": "ui.case.archive_dialogs",
    "coordination": "ui.case.coordination_dialogs",
    "contacts": "ui.case.contact_dialogs",
    "delays": "ui.case.delay_dialogs",
    "ending": "ui.case.ending_dialogs",
    "facts": "ui.case.facts_dialogs",
    "fees": "ui.case.fee_dialogs",
    "handling": "ui.case.handling_dialogs",
    "households": "ui.case.household_list",
    "pre_acceptance": "ui.case.pre_acceptance_dialogs",
    "lost": "ui.case.lost_dialogs",
    "promises": "ui.case.promise_dialogs",
    "supervision": "ui.case.supervision_dialogs",
    "responsible": "ui.case.responsible_dialogs",
    "corrected": "ui.case.redo_dialogs",
    "plan": "ui.case.plan_dialogs",
    "same_number": "ui.case.same_number_dialogs",
    "spot_checks": "ui.case.spot_dialogs",
    "stages": "ui.case.stage_dialogs",
    "transfer": "ui.case.transfer_dialogs",
}
"""Where each topic's dialogs lie: the module has ACTS, a table from act code to TopicAct; imported at the first use."""
FIRST = ("models.services.today", "models.services.preferences", "ui.main_window", "ui.today.page")
"""What opening the desk needs; none of it imports SQLAlchemy, which alone takes as long as all of these (a test says so)."""
THEN = (
    "sqlalchemy.util", "sqlalchemy.sql", "sqlalchemy", "models.services.exchange.outbox", "models.services.backups",
    "models.services.registration",
)
"""What the first acts at the desk need, in pieces between which a clerk who has typed the password is let in."""
DRIVERS = ("psycopg_binary", "sqlalchemy.dialects.postgresql.psycopg", "sqlalchemy.dialects.sqlite.pysqlite", "fsspec.implementations.sftp")
"""What SQLAlchemy, psycopg and fsspec load by name."""


def modules_by_name() -> tuple[str, ...]:
    """Their names, each once."""
    from models.form_codes import FORM_MODULES
    from ui.commandline.commands import COMMANDS, module_name

    pages = (entry.module for entry in (*PAGES, *CENTRE_PAGES))
    forms = (f"models.forms.{name}" for name in FORM_MODULES.values())
    others = ("models.services.demo", "models.services.enrolment", "ui.app", "ui.main_window", "ui.centre.entrance")
    named = (*map(module_name, COMMANDS), *pages, *forms, *DIALOGS.values(), *FIRST, *THEN, *others, *DRIVERS)
    return tuple(dict.fromkeys(named))
