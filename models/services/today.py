"""The page of today: what must be done now, until when."""

from __future__ import annotations

from datetime import date

from models.services.cases import counts, urgent_rows
from models.services.list_rows import DraftRow, TodayPage
from models.services.station import Station, glancing


def today_page(station: Station, today: date, limit: int = 200) -> TodayPage:
    """Counts by level, the most urgent `limit` rows, and the unfinished entries; its cost grows with `limit`, not with the store."""
    with glancing(station) as look:
        numbers = counts(look, today)
        rows = urgent_rows(station, look, today, limit, numbers)
    total = numbers.overdue + numbers.due + numbers.near + numbers.waiting + numbers.calm
    return TodayPage(numbers, rows, unfinished(station), total)


def unfinished(station: Station) -> tuple[DraftRow, ...]:
    """未完成登记: every draft, the latest first."""
    return tuple(DraftRow(d.id, d.kind, d.case_id, d.title or "（还没有填户名）", d.updated) for d in station.drafts.heads())
