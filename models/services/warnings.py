"""到期预警: each limit is warned of once at each level, the day the desk first sees it there; a fact, so that it can be counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import cast

import sqlalchemy as sa

from models.events.lateness import WarningLevel, WarningRaised
from models.services.changes import Changes
from models.services.station import Station, changing, looking
from models.store.views import case_view, warning_view

_LEVEL = "CASE WHEN c.due < :today THEN 'red' WHEN c.due_from <= :today THEN 'orange' ELSE 'yellow' END"
_NEW = f"""
    SELECT c.id, c.due_key, c.due, {_LEVEL} AS level FROM case_view AS c
    WHERE c.status = 'running' AND c.station = :station AND c.due IS NOT NULL AND c.due_key IS NOT NULL
      AND (c.warn_from <= :today OR c.due_from <= :today OR c.due < :today)
      AND NOT EXISTS (SELECT 1 FROM warning_view AS w WHERE w.case_id = c.id AND w.limit_key = c.due_key
                      AND w.level = {_LEVEL} AND w.due >= c.due)
    ORDER BY c.due, c.number"""
"""What is at a level on a day and was not yet warned of there, or only for an earlier due day: then it came near again."""


@dataclass(frozen=True)
class Warned:
    """How many warnings of each level were raised."""

    yellow: int = 0
    orange: int = 0
    red: int = 0


def raise_warnings(station: Station, today: date) -> tuple[Warned, Changes]:
    """Writes a fact for every limit that reached a level since it was last looked; call it on opening and when the day turns.

    Cheap where nothing is new: one query, and nothing is written. A limit that jumped a level while nobody looked is warned of at the
    level it has now, not at those it passed. A due day that moved to a later one may be warned of again; to an earlier one not.
    """
    values = {"today": today.isoformat(), "station": station.info.code}
    with looking(station) as connection:
        if connection.execute(sa.text(f"{_NEW} LIMIT 1"), values).first() is None:
            return Warned(), Changes()
    with changing(station) as change:
        change.fold()
        found = change.connection.execute(sa.text(_NEW), values).all()
        facts = [
            (WarningRaised(limit=key, level=cast(WarningLevel, level), due=date.fromisoformat(due), on=today), (f"case:{case_id}",))
            for case_id, key, due, level in found
        ]
        names = ("case_id", "limit_key", "due", "level")
        rows = [{**dict(zip(names, row, strict=True)), "on": today.isoformat()} for row in found]
        numbered = zip(found, change.append.add_all(facts), strict=True)
        lines = [{"case_id": case_id, "new_epoch": station.epoch, "new_seq": seq} for (case_id, *_), seq in numbered]
        change.connection.execute(sa.insert(warning_view), rows)
        change.connection.execute(_LINE, lines)
        change.append.touched.clear()  # a warning changes nothing else of its case: its rows are written above
    counted = Counter(str(level) for *_, level in found)
    return Warned(**counted), Changes(frozenset(str(case_id) for case_id, *_ in found), packages=True)


_LINE = (
    sa.update(case_view).where(case_view.c.id == sa.bindparam("case_id"))
    .values(epoch=sa.bindparam("new_epoch"), last_seq=sa.bindparam("new_seq"))
)


def warnings_raised(station: Station, first: date, last: date) -> Warned:
    """How many warnings were raised in a span of days, both inclusive."""
    w = warning_view.c
    query = (
        sa.select(w.level, sa.func.count()).join(case_view, case_view.c.id == w.case_id)
        .where(case_view.c.station == station.info.code, w.on >= first.isoformat(), w.on <= last.isoformat()).group_by(w.level)
    )
    with looking(station) as connection:
        return Warned(**{str(level): int(number) for level, number in connection.execute(query)})
