"""How the month's cases ended and how other units kept their days, in lines to read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models.services.coordination import UnitRow, unit_figures
from models.services.station import Station
from models.services.statistics import endings


def decision_lines(station: Station, year: int, month: int, today: date) -> tuple[str, ...]:
    """One line for the outcomes, by their place in the assessment; one for each unit that was asked for something."""
    return tuple(_lines(station, year, month, today))


def _lines(station: Station, year: int, month: int, today: date) -> Iterator[str]:
    groups: dict[str, list[str]] = {}
    for row in endings(station, year, month):
        groups.setdefault(row.assessed, []).append(f"{row.outcome} {row.number} 件")
    if groups:
        yield "办结　" + "；".join(f"{assessed}：{'、'.join(said)}" for assessed, said in groups.items())
    yield from (_unit(row) for row in unit_figures(station, year, month, today))


def _unit(row: UnitRow) -> str:
    late = f"■ 配合超时限 {row.late}" if row.late else "没有超时限"
    rest = f"，未回复 {row.open}" if row.open else ""
    return f"配合　{row.unit}：本月应回复 {row.asked} 件，按期 {row.in_time}，{late}{rest}"
