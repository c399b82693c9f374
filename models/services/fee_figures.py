"""收费统计: what was charged, taken in and waived in a month, by kind."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from models.services.station import Station, looking
from models.store.views import fee_view, payment_view


@dataclass(frozen=True)
class FeeMonth:
    """One kind of fee in one month; amounts in fen. `paid` is of receipts of the month, the rest of charges entered in it."""

    kind: str
    name: str
    cases: int
    charged: int
    paid: int
    waived: int
    open: int


def fee_figures(station: Station, year: int, month: int) -> tuple[FeeMonth, ...]:
    """The figures of a month by kind, in the order of their codes."""
    first, last = f"{year:04d}-{month:02d}-01", f"{year:04d}-{month:02d}-31"
    f, p = fee_view.c, payment_view.c
    charged = (
        sa.select(f.kind, f.name, sa.func.count(f.case_id.distinct()), sa.func.sum(f.fen), sa.func.sum(f.waived), sa.func.sum(f.open))
        .where(f.on.between(first, last), f.station == station.info.code)
        .group_by(f.kind, f.name)
    )
    paid = (
        sa.select(p.kind, p.name, sa.func.sum(p.fen))
        .where(p.on.between(first, last), p.station == station.info.code)
        .group_by(p.kind, p.name)
    )
    with looking(station) as connection:
        due = {(kind, name): (cases, fen, waived, rest) for kind, name, cases, fen, waived, rest in connection.execute(charged)}
        got = {(kind, name): fen for kind, name, fen in connection.execute(paid)}
    found = []
    for key in sorted({*due, *got}):
        cases, fen, waived, rest = due.get(key, (0, 0, 0, 0))
        found.append(FeeMonth(*key, cases, fen, got.get(key, 0), waived, rest))
    return tuple(found)
