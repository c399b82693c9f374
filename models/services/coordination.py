"""配合单: asking another unit for something by a day, its answer, and how many came late in a month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from models import events
from models.problems import Problem, ProblemsFound, StationError
from models.services.changes import Changes
from models.services.station import Station, changing, looking
from models.store.views import slip_view


def ask(station: Station, case_id: str, unit: str, what: str, by: date, today: date) -> tuple[int, Changes]:
    """Asks a unit for something by a day (inclusive); returns the number of the slip. Never moves the customer's clock."""
    with changing(station) as change:
        case = change.case(case_id)
        if case.outcome:
            raise StationError("这个工单已经办结，不能再开配合单。", "")
        problems = tuple(_ask_problems(unit, what, by, today))
        if problems:
            raise ProblemsFound(problems)
        number = len(case.decided.slips) + 1
        change.add(events.CoordinationAsked(number=number, unit=unit.strip(), what=what.strip(), on=today, by=by), case_id)
    return number, Changes(frozenset({case_id}), packages=True)


def _ask_problems(unit: str, what: str, by: date, today: date) -> Iterator[Problem]:
    if not unit.strip():
        yield Problem("unit", "配合单位", "请选或写明请哪个单位配合。")
    if not what.strip():
        yield Problem("what", "配合事项", "请写明要办什么。")
    if by < today:
        yield Problem("by", "办理期限", f"{by} 在今天以前，请填今天或以后的日期。")


def answer(station: Station, case_id: str, number: int, on: date, told: str, today: date, *, taken_back: bool = False) -> Changes:
    """Enters a unit's answer, or that the slip was taken back (then no delay is charged to the unit)."""
    with changing(station) as change:
        slip = change.case(case_id).decided.slips.get(number)
        if slip is None:
            raise StationError(f"没有 {number} 号配合单。", "请刷新工单再看。")
        if slip.answered_on:
            raise StationError(f"{number} 号配合单已于 {slip.answered_on} 回复。", "")
        problems = []
        if not slip.on <= on <= today:
            problems.append(Problem("on", "回复日期", f"应在开单日期 {slip.on} 和今天之间，请核对。"))
        if not told.strip():
            problems.append(Problem("told", "回复内容", "请写明对方怎么办的，或为什么收回。"))
        if problems:
            raise ProblemsFound(tuple(problems))
        event = events.CoordinationAnswered(number=number, on=on, answer=told.strip(), taken_back=taken_back)
        change.add(event, case_id)
    return Changes(frozenset({case_id}), packages=True)


@dataclass(frozen=True)
class UnitRow:
    """One unit in one month, by the day its answer was due: asked, answered in time, late (配合超时限), still open."""

    unit: str
    asked: int
    in_time: int
    late: int
    open: int


def unit_figures(station: Station, year: int, month: int, today: date) -> tuple[UnitRow, ...]:
    """How the units kept their days in a month; an unanswered slip whose day has passed is late already."""
    first, last = f"{year:04d}-{month:02d}-01", f"{year:04d}-{month:02d}-31"
    s = slip_view.c
    query = sa.select(s.unit, s.by, s.answered_on).where(s.by >= first, s.by <= last, s.taken_back.is_(False)).order_by(s.unit)
    found: dict[str, list[tuple[str, str]]] = {}
    with looking(station) as connection:
        for unit, by, answered in connection.execute(query):
            found.setdefault(unit, []).append((by, answered or ""))
    return tuple(_unit_row(unit, slips, today) for unit, slips in found.items())


def _unit_row(unit: str, slips: list[tuple[str, str]], today: date) -> UnitRow:
    late = sum((answered or today.isoformat()) > by for by, answered in slips)
    in_time = sum(bool(answered) and answered <= by for by, answered in slips)
    return UnitRow(unit, len(slips), in_time, late, sum(not answered for _, answered in slips))
