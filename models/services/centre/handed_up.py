"""高压工单 at the centre: every open case that a station passed up, whose turn it is and what is next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from models.case import Case
from models.case_facts import kind_of_case
from models.casework import todos_of
from models.casework.topic import CaseView
from models.handover import MOVES
from models.problems import StationError
from models.services.centre.store import Centre
from models.services.folding.refold import Folder
from models.store.session import reading
from models.store.views import case_view, journal, journal_on, station_view


@dataclass(frozen=True)
class HandedUp:
    """One case; customer masked. `turn` of waiting (not taken over yet), centre, station; `due` inclusive, None where no limit runs."""

    station: str
    station_name: str
    case_id: str
    number: str
    customer: str
    summary: str
    turn: str
    next: str
    since: date
    due: date | None


def handed_up(centre: Centre) -> tuple[HandedUp, ...]:
    """Those to be taken over first, then those in hand, then those that lie with their stations; in each the soonest due first."""
    c, on, j = case_view.c, journal_on.c, journal.c
    same = sa.and_(on.station == j.station, on.epoch == j.epoch, on.seq == j.seq)
    passed = sa.select(on.record).select_from(journal_on.join(journal, same)).where(j.kind == "CasePassedUp")
    query = (
        sa.select(c.id, c.number, c.customer, c.summary, c.due, c.station, station_view.c.name)
        .select_from(case_view.outerjoin(station_view, station_view.c.code == c.station))
        .where(c.ended_on.is_(None), (sa.literal("case:") + c.id).in_(passed))
    )
    found = []
    with reading(centre.database) as connection:
        folder = Folder(connection)
        for row in connection.execute(query).all():
            case = folder.case(row.id)
            last = case.handover.last
            if last is None:
                continue
            turn = "station" if last.to == "station" else "centre" if last.taken_on else "waiting"
            due = date.fromisoformat(row.due) if row.due else None
            named = row.name or row.station
            found.append(
                HandedUp(row.station, named, row.id, row.number, row.customer, row.summary, turn, _next(folder, case), last.on, due)
            )
    order = ("waiting", "centre", "station")
    return tuple(sorted(found, key=lambda one: (order.index(one.turn), one.due or date.max, one.number)))


def _next(folder: Folder, case: Case) -> str:
    last = case.handover.last
    if last and last.paper:
        return f"供电所登记了纸面退回：{MOVES[last.kind]}{'（这里也接收过，请打电话说清）' if last.met else ''}"
    if last and last.to == "station":
        return f"已退供电所：{MOVES[last.kind]}{'' if last.taken_on else '（还没有查收）'}"
    try:
        shelf = folder.shelf(case.station)
        book = shelf.book(case.pins)
        labels: Iterator[str] = (todo.label for todo in todos_of(CaseView(case, kind_of_case(case, book), book, shelf.calendar, "centre")))
        return next(labels, "")
    except (StationError, LookupError):  # by a newer program
        return "本版本看不到"
