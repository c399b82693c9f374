"""今日必办 as a sheet: what the page of today shows, to be hung on the wall and ticked off. Customers stay masked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from models.papers import PaperContext
from models.services.list_rows import CaseRow
from models.services.paper.paper_head import headed
from models.services.reminders import ReminderRow, reminders_on
from models.services.station import Station
from models.services.today import today_page

_URGENT = ("overdue", "due", "near")
_HEADS = ("时限", "工单号", "客户", "业务", "环节", "到期", "办完")
_REMINDED = ("日期", "工单号", "客户", "事项", "办完")


def today_sheet(station: Station, render: Callable[[PaperContext], bytes], today: date) -> bytes:
    """The PDF of what is overdue, due and near on a day, and of its reminders; no fact, no number."""
    page = today_page(station, today)
    rows = [row for row in page.rows if row.level in _URGENT]
    reminders = reminders_on(station, today)
    counts = page.counts
    told = f"逾期 {counts.overdue} 件，到期 {counts.due} 件，临近 {counts.near} 件；等待客户 {counts.waiting} 件，提醒 {len(reminders)} 条"
    return render(replace(
        headed(station, "TODAY-SHEET", "今日必办", today),
        lines=(("共计", told),),
        table=(_HEADS, *(_case(row) for row in rows)),
        reminders=(_REMINDED, *(_reminder(row) for row in reminders)),
    ))  # fmt: skip


def _case(row: CaseRow) -> tuple[str, ...]:
    due = f"{row.due:%m-%d}" + ("暂定" if row.provisional else "") if row.due else "—"
    return (row.level_text, row.number, row.customer, row.summary, row.action_name or row.stage, due, "☐")


def _reminder(row: ReminderRow) -> tuple[str, ...]:
    return (f"{row.on:%Y-%m-%d}", row.number, row.customer, row.text, "☐")
