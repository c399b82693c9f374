"""统计考核: how the limits that ended in a month came out, by standard and class, from results that never change."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from models.business import CLASSES, STAGES, Standard
from models.contract_dates import STANDARD as CONTRACT
from models.outcome_rules import ASSESSED, OUTCOMES
from models.services.station import Station, looking
from models.store.views import case_view, result_view


@dataclass(frozen=True)
class MonthRow:
    """One limit of one class in one month: cases ended, within the limit, and of them carried over from a ledger."""

    standard: str
    limit: str
    class_name: str
    ended: int
    met: int
    taken_over: int

    @property
    def rate(self) -> float | None:
        """达标率, 0 to 1; None where nothing ended."""
        return self.met / self.ended if self.ended else None


def month_figures(station: Station, year: int, month: int) -> tuple[MonthRow, ...]:
    """The figures of a month, by the day the limit ended; internal targets are not among them."""
    first, last = f"{year:04d}-{month:02d}-01", f"{year:04d}-{month:02d}-31"
    r, book = result_view.c, station.shelf.book()
    left_out = [code for code, outcome in book.outcomes.items() if outcome.assessed == "not_counted"]
    query = (
        sa.select(
            r.standard,
            r.limit_code,
            case_view.c.class_,
            sa.func.count(),
            sa.func.sum(sa.cast(r.met, sa.Integer)),
            sa.func.sum(sa.cast(r.taken_over, sa.Integer)),
        )
        .join(case_view, case_view.c.id == r.case_id)
        .where(r.on >= first, r.on <= last, case_view.c.status.not_in(left_out))
        .group_by(r.standard, r.limit_code, case_view.c.class_)
        .order_by(r.standard, r.limit_code, case_view.c.class_)
    )
    standards = book.standards
    with looking(station) as connection:
        found = connection.execute(query).all()
    return tuple(
        MonthRow(*_names(standards.get(code), code, limit), CLASSES.get(class_, class_), ended, met, carried)
        for code, limit, class_, ended, met, carried in found
    )


@dataclass(frozen=True)
class EndingRow:
    """How many cases ended in one way in a month, and the place of that in the assessment (计入考核, 不计入考核, 单独列出)."""

    outcome: str
    number: int
    assessed: str


def endings(station: Station, year: int, month: int) -> tuple[EndingRow, ...]:
    """The cases that ended in a month, by outcome, in the order of the rules."""
    first, last = f"{year:04d}-{month:02d}-01", f"{year:04d}-{month:02d}-31"
    c = case_view.c
    query = sa.select(c.status, sa.func.count()).where(c.ended_on >= first, c.ended_on <= last).group_by(c.status)
    with looking(station) as connection:
        found = {str(status): int(number) for status, number in connection.execute(query)}
    rules = station.shelf.book().outcomes
    return tuple(
        EndingRow(name, found[code], ASSESSED[rules[code].assessed] if code in rules else "")
        for code, name in OUTCOMES.items()
        if code in found
    )


def _names(standard: Standard | None, code: str, limit: str) -> tuple[str, str]:
    """Standard and limit as people call them; the codes where the standard is no longer among those in force."""
    if code == CONTRACT.code:
        return CONTRACT.name, STAGES.get(limit, limit)
    if standard is None:
        return code, limit
    return standard.name, next((known.name for known in standard.limits if known.code == limit), limit)
