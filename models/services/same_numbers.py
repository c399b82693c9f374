"""Which cases bear one number: looked up by it, so that the cost does not grow with what is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

import sqlalchemy as sa

from models.casework.same_number import CODE
from models.casework.topic import CaseView, SameNumber
from models.store.views import case_view, reminder_view

Others = tuple[SameNumber, ...]
_AT_ONCE = 500


def borne_twice(connection: sa.Connection, numbers: Iterable[str]) -> set[str]:
    """Those of the numbers that more than one case bears, void ones counted as well: asked of the index alone, for every case folded."""
    wanted, number = sorted(set(numbers)), case_view.c.number
    found: set[str] = set()
    for at in range(0, len(wanted), _AT_ONCE):
        query = sa.select(number).where(number.in_(wanted[at : at + _AT_ONCE])).group_by(number).having(sa.func.count() > 1)
        found.update(connection.scalars(query))
    return found


def sharing(connection: sa.Connection, numbers: Iterable[str]) -> dict[str, Others]:
    """Every case that bears one of the numbers, by its identity, with the others of its number; one entered by mistake (void) is none."""
    wanted, c = sorted(set(numbers)), case_view.c
    found: defaultdict[str, list[SameNumber]] = defaultdict(list)
    for at in range(0, len(wanted), _AT_ONCE):
        query = sa.select(c.number, c.id, c.customer, c.received_on).where(c.number.in_(wanted[at : at + _AT_ONCE]), c.status != "void")
        for number, case_id, customer, on in connection.execute(query):
            found[number].append(SameNumber(case_id, customer, on))
    return {
        one.case_id: tuple(sorted((other for other in all_of_it if other is not one), key=lambda other: other.case_id))
        for all_of_it in found.values()
        for one in all_of_it
    }


def with_others(connection: sa.Connection, view: CaseView) -> CaseView:
    """The view with the cases that bear the same number."""
    others = sharing(connection, [view.case.number]).get(view.case.id, ())
    return replace(view, others=others) if others else view


def reminded(connection: sa.Connection) -> dict[str, int]:
    """How many cases of each station bear a number twice and were not explained."""
    r, c = reminder_view.c, case_view.c
    query = sa.select(c.station, sa.func.count()).join(case_view, c.id == r.case_id)
    query = query.where(r.code == sa.literal_column(f"'{CODE}'")).group_by(c.station)  # as the index says it, which holds these alone
    return {str(code): int(many) for code, many in connection.execute(query)}
