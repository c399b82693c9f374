"""Who waits behind which transformer district (台区) because it cannot be supplied now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from models.services.station import Station, looking
from models.store.views import case_view, wait_view


@dataclass(frozen=True)
class WaitingCase:
    """One case that waits: masked customer, what it asks for, why, since the answer of which day, when it is looked at again."""

    case_id: str
    number: str
    customer: str
    summary: str
    reason: str
    since: date
    review_on: date


@dataclass(frozen=True)
class WaitingDistrict:
    """One transformer district with those that wait behind it, the longest first; `overdue` = a review day has passed."""

    name: str
    cases: tuple[WaitingCase, ...]
    overdue: bool

    @property
    def next_review(self) -> date:
        """The nearest review day."""
        return min(row.review_on for row in self.cases)


def waiting_districts(station: Station, today: date) -> tuple[WaitingDistrict, ...]:
    """Every district that somebody waits behind, the nearest review first."""
    w, c = wait_view.c, case_view.c
    query = (
        sa.select(w.district, w.case_id, c.number, c.customer, c.summary, w.reason, w.since, w.review_on)
        .join(case_view, c.id == w.case_id)
        .where(c.station == station.info.code)
        .order_by(w.since, c.number)
    )
    found: dict[str, list[WaitingCase]] = {}
    with looking(station) as connection:
        for district, case_id, number, customer, summary, reason, since, review_on in connection.execute(query):
            days = date.fromisoformat(since), date.fromisoformat(review_on)
            found.setdefault(district, []).append(WaitingCase(case_id, number, customer, summary, reason, *days))
    districts = [WaitingDistrict(name, tuple(rows), any(row.review_on < today for row in rows)) for name, rows in found.items()]
    return tuple(sorted(districts, key=lambda district: (district.next_review, district.name)))
