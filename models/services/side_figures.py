"""Limits that ended late, by the side that used more of their days: what the county centre had is not held against the station."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from models.case_facts import kind_of_case
from models.casework.sides import used_on_sides
from models.casework.topic import CaseView
from models.measure import measure
from models.services.folding.refold import Folder
from models.services.station import Station
from models.store.views import journal, journal_on


def longer_at_centre(connection: sa.Connection, station: Station, late: Iterable[tuple[str, str]], today: date) -> int:
    """How many of these limits (case, key) used more days while the centre had the case than while the station had it."""
    wanted: dict[str, set[str]] = {}
    for case_id, key in late:
        wanted.setdefault(case_id, set()).add(key)
    folder = Folder(connection)
    return sum(_longer(folder, station, case_id, wanted[case_id], today) for case_id in _passed_up(connection, list(wanted)))


def _passed_up(connection: sa.Connection, ids: list[str]) -> list[str]:
    on, j = journal_on.c, journal.c
    same = sa.and_(on.station == j.station, on.epoch == j.epoch, on.seq == j.seq)
    found: set[str] = set()
    for at in range(0, len(ids), 500):
        records = [f"case:{name}" for name in ids[at : at + 500]]
        query = sa.select(on.record).select_from(journal_on.join(journal, same)).where(on.record.in_(records), j.kind == "CasePassedUp")
        found.update(connection.scalars(query))
    return [record.partition(":")[2] for record in found]


def _longer(folder: Folder, station: Station, case_id: str, keys: set[str], today: date) -> int:
    case = folder.case(case_id)
    book = station.shelf.book(case.pins)
    view = CaseView(case, kind_of_case(case, book), book, station.calendar)
    found = (one for one in measure(case, view.kind, book, view.calendar, today).limits if one.key in keys)
    sides = (used_on_sides(view, one, today) for one in found)
    return sum(days.centre > days.station for days in sides)
