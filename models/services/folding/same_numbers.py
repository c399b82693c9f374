"""Which cases bear one number: looked up by it, so that the cost does not grow with what is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa

from models.case import Case
from models.casework.pre_acceptance import waits
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
    return _each_with_others(found)


def _each_with_others(found: Mapping[str, Sequence[SameNumber]]) -> dict[str, Others]:
    return {
        one.case_id: tuple(sorted((other for other in all_of_it if other is not one), key=lambda other: other.case_id))
        for all_of_it in found.values()
        for one in all_of_it
    }


def sharing_pre(connection: sa.Connection, numbers: Iterable[str]) -> dict[str, Others]:
    """The same of the cases that wait under one of these numbers of a pre-acceptance; of those that wait there are few."""
    wanted, c = sorted(set(numbers)), case_view.c
    found: defaultdict[str, list[SameNumber]] = defaultdict(list)
    for at in range(0, len(wanted), _AT_ONCE):
        query = sa.select(c.pre_number, c.id, c.customer, c.received_on).where(c.pre_number.in_(wanted[at : at + _AT_ONCE]))
        for number, case_id, customer, on in connection.execute(query.where(c.status == "not_accepted")):
            found[number].append(SameNumber(case_id, customer, on))
    return _each_with_others(found)


def with_others(connection: sa.Connection, view: CaseView) -> CaseView:
    """The view with the cases that bear the same number, or wait under the same one."""
    others, pre_others = others_of(connection, [view.case]).get(view.case.id, ((), ()))
    return replace(view, others=others, pre_others=pre_others) if others or pre_others else view


def others_of(connection: sa.Connection, cases: Sequence[Case]) -> dict[str, tuple[Others, Others]]:
    """Of each case, by its identity: the others of its number, and those that wait under the same number of a pre-acceptance."""
    bear = sharing(connection, (case.number for case in cases))
    waiting = [pre.number for case in cases if (pre := waits(case))]
    wait = sharing_pre(connection, waiting) if waiting else {}
    return {case.id: (bear.get(case.id, ()), wait.get(case.id, ())) for case in cases}


def reminded(connection: sa.Connection) -> dict[str, int]:
    """How many cases of each station bear a number twice and were not explained."""
    r, c = reminder_view.c, case_view.c
    query = sa.select(c.station, sa.func.count()).join(case_view, c.id == r.case_id)
    query = query.where(r.code == sa.literal_column(f"'{CODE}'")).group_by(c.station)  # as the index says it, which holds these alone
    return {str(code): int(many) for code, many in connection.execute(query)}
