"""What the topics of the cases remind of: plan validity, temporary supply, answers owed …; the rows lie ready in a view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.services.station import Station, glancing

_DUE = """
    SELECT r.case_id, c.number, c.customer, r.code, r.text, r."on" FROM reminder_view AS r JOIN case_view AS c ON c.id = r.case_id
    WHERE r.since <= :today AND c.station = :station ORDER BY r."on", c.number, r.code LIMIT :most
"""


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
    """Everything that is to be reminded of on a day, the soonest first; of a matter in steps only the last one reached."""
    with glancing(station) as look:
        found = look.tuples(_DUE, {"today": today.isoformat(), "station": station.info.code, "most": limit})
    rows = [
        ReminderRow(case_id, number, customer, code, text, date.fromisoformat(on)) for case_id, number, customer, code, text, on in found
    ]
    return tuple(row for row in rows if row.code == _latest(row, rows))


def _latest(row: ReminderRow, rows: list[ReminderRow]) -> str:
    """Of one matter that is reminded of in steps (`plan-validity@30`, `@15` …) the step that was reached last: the smallest number."""
    matter, steps, _ = row.code.partition("@")
    if not steps:
        return row.code
    reached = [int(one.code.partition("@")[2]) for one in rows if one.case_id == row.case_id and one.code.startswith(f"{matter}@")]
    return f"{matter}@{min(reached)}"
