"""What the topics of the cases remind of: plan validity, temporary supply, answers owed …; the rows lie ready in a view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from models.services.station import Station, looking
from models.store.views import case_view, reminder_view


@dataclass(frozen=True)
class ReminderRow:
    """One reminder: the case it is of (customer masked), what is to be done, by which day (inclusive)."""

    case_id: str
    number: str
    customer: str
    code: str
    text: str
    on: date


def reminders_on(station: Station, today: date, limit: int = 200) -> tuple[ReminderRow, ...]:
    """Everything that is to be reminded of on a day, the soonest first."""
    r, c = reminder_view.c, case_view.c
    query = (
        sa.select(r.case_id, c.number, c.customer, r.code, r.text, r.on)
        .join(case_view, c.id == r.case_id)
        .where(r.since <= today.isoformat(), c.station == station.info.code)
        .order_by(r.on, c.number, r.code)
        .limit(limit)
    )
    with looking(station) as connection:
        return tuple(
            ReminderRow(case_id, number, customer, code, text, date.fromisoformat(on))
            for case_id, number, customer, code, text, on in connection.execute(query)
        )
