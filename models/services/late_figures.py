"""到期与督办 in figures: warnings raised, cases declared, limits overdue with and without a supervision, in a month and now."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from models.services.side_figures import longer_at_centre
from models.services.station import Station, looking
from models.services.warnings import Warned, warnings_raised
from models.store.views import case_view, result_view, supervision_view
from models.type_limits import PREFIX


@dataclass(frozen=True)
class LateFigures:
    """A month's warnings by level; governing limits that ended late in it and cases overdue today: how many, and how many supervised.

    `causes`: what made the month's late ones late, by the supervisions, the most frequent first. `at_centre`: of those that ended late,
    how many used more days while the county centre had the case than while the station had it.
    """

    warned: Warned
    ended_late: int
    ended_supervised: int
    overdue: int
    overdue_supervised: int
    unanswered: int
    causes: tuple[tuple[str, int], ...] = ()
    at_centre: int = 0

    @property
    def any(self) -> bool:
        """Whether there is anything to say."""
        return any((self.warned.yellow, self.warned.orange, self.warned.red, self.ended_late, self.overdue, self.unanswered))


def late_figures(station: Station, year: int, month: int, today: date) -> LateFigures:
    """The figures of a month (inclusive) and of today; what was carried over from a ledger or written by mistake does not count."""
    first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    s = supervision_view.c
    supervised = sa.select(s.case_id).where(s.case_id == case_view.c.id)
    with looking(station) as connection:
        late = ended_late(connection, station, first, last)
        due = sa.select(supervised.where(s.limit_key == case_view.c.due_key).exists(), sa.func.count()).where(
            case_view.c.station == station.info.code, case_view.c.status == "running", case_view.c.due < today.isoformat()
        ).group_by(sa.text("1"))
        open_ = {bool(told): int(number) for told, number in connection.execute(due)}
        waiting = sa.select(sa.func.count()).select_from(supervision_view.join(case_view, case_view.c.id == s.case_id)).where(
            case_view.c.station == station.info.code, sa.not_(s.answered)
        )
        unanswered = int(connection.execute(waiting).scalar_one())
        centre = longer_at_centre(connection, station, late, today)
    return LateFigures(
        warnings_raised(station, first, last), len(late), sum(map(bool, late.values())),
        sum(open_.values()), open_.get(True, 0), unanswered,
        _causes(station, late.values()), centre,
    )  # fmt: skip


def _causes(station: Station, causes: Iterable[str]) -> tuple[tuple[str, int], ...]:
    names = {cause.code: cause.name for cause in station.shelf.book().profile.cause_codes}
    return tuple((names.get(code, code), number) for code, number in Counter(filter(None, causes)).most_common())


def ended_late(connection: sa.Connection, station: Station, first: date, last: date) -> dict[tuple[str, str], str]:
    """Governing limits that ended late in a span of days (inclusive), by case and limit: the cause in its supervision, empty = none."""
    r, c, s = result_view.c, case_view.c, supervision_view.c
    key = r.standard + "/" + r.limit_code
    query = (
        sa.select(c.id, c.class_, r.standard, key, s.cause)
        .select_from(result_view.join(case_view, c.id == r.case_id))
        .outerjoin(supervision_view, sa.and_(s.case_id == c.id, s.limit_key == key))
        .where(c.station == station.info.code, r.on >= first.isoformat(), r.on <= last.isoformat(), sa.not_(r.met),
               sa.not_(r.taken_over), c.status != "void")
    )
    book = station.shelf.book()
    found: dict[tuple[str, str], str] = {}
    for case_id, class_, standard, limit, cause in connection.execute(query):
        governing = next((code for code in book.profile.governing.get(class_, ()) if book.limits(code, class_)), "")
        if standard == governing or standard.startswith(PREFIX):
            found[case_id, limit] = cause or ""
    return found
