"""工单 of the county: the cases of all stations, each with its own station's countdown, one page of rows at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from models.services.cases import FILTERS, LEVEL, LEVELS, NOTHING_EXPORTED, SHOWN, STATUSES, case_row
from models.services.centre.store import Centre
from models.services.folding.refold import Folder
from models.services.list_rows import CaseRow
from models.store.session import reading
from models.store.versions import NO_DAY
from models.store.views import arrival, station_view

SCOPES = {
    "open": "在办", "overdue": "逾期", "due": "今明到期", "near": "临近", "waiting": "等待客户", "passed_up": "县中心办理",
    "incomplete": "件不齐", "ended": "已办结", "all": "全部",
}  # fmt: skip


@dataclass(frozen=True)
class CountyCase(CaseRow):
    """A case in the county's list: of which station; `filed` is its 备案 in words; `incomplete`: a paper or file has not come."""

    station: str = ""
    station_name: str = ""
    filed: str = ""
    incomplete: bool = False


@dataclass(frozen=True)
class CountyPage:
    """One page; `after` is given to the next call, empty at the end."""

    rows: tuple[CountyCase, ...]
    after: str
    total: int


_LACKING = (
    "EXISTS (SELECT 1 FROM file_view f WHERE f.case_id = case_view.id"
    " AND NOT EXISTS (SELECT 1 FROM attachment a WHERE a.sha256 = f.sha256))"
)
_FILED = {True: "已备案", False: "未备案"}


def county_cases(
    centre: Centre, today: date, station: str = "", scope: str = "open", text: str = "", after: str = "", limit: int = 100
) -> CountyPage:
    """One page of cases of all stations or of one; levels come the most urgent first, other scopes (SCOPES) the newest first."""
    where, values = _conditions(station, scope, text, today)
    urgent = scope in ("overdue", "due", "near")
    by = "due" if scope == "overdue" else "act_by"
    key, upwards = (f"coalesce({by}, '{NO_DAY}')", True) if urgent else ("received_on", False)
    sign, way = (">", "ASC") if upwards else ("<", "DESC")
    paged, more = where, dict(values)
    if after:
        day, number, case_id = after.split("|")
        rest = f"number {sign} :number OR number = :number AND id {sign} :case"  # two cases may bear one number
        paged = f"{where} AND ({key} {sign} :day OR ({key} = :day AND ({rest})))"
        more |= {"day": day, "number": number, "case": case_id}
    query = (
        f"SELECT {SHOWN}, station, {LEVEL} AS level, {_LACKING} AS lacking, {key} AS place FROM case_view"
        f" WHERE {paged} ORDER BY {key} {way}, number {way}, id {way} LIMIT :most"
    )
    with reading(centre.database) as connection:
        found = connection.execute(sa.text(query), {**more, "today": today.isoformat(), "most": limit}).mappings().all()
        rows = _rows(connection, [dict(row) for row in found], today)
        total = int(connection.execute(sa.text(f"SELECT count(*) FROM case_view WHERE {where}"), values).scalar_one())
    end = f"{found[-1]['place']}|{found[-1]['number']}|{found[-1]['id']}" if len(found) == limit else ""
    return CountyPage(rows, end, total)


def county_counts(centre: Centre, today: date, station: str = "") -> dict[str, int]:
    """How many open cases stand at each level."""
    where, values = ("AND station = :station", {"station": station}) if station else ("", {})
    query = (
        f"SELECT {LEVEL} AS level, count(*) AS many FROM case_view"
        f" WHERE status IN ('running', 'waiting', 'not_accepted', 'passed_up') {where} GROUP BY 1"
    )
    with reading(centre.database) as connection:
        found = connection.execute(sa.text(query), {**values, "today": today.isoformat()})
        return {str(level): int(many) for level, many in found}


def _conditions(station: str, scope: str, text: str, today: date) -> tuple[str, dict[str, object]]:
    """What follows WHERE, with its values; what was typed is only ever a value."""
    parts, values = ["1 = 1"], dict[str, object]()
    if station:
        parts.append("station = :station")
        values["station"] = station
    if scope in LEVELS:
        parts.append(f"status IN {STATUSES[scope]} AND {LEVEL} = :level")
        values |= {"level": scope, "today": today.isoformat()}
    elif scope == "incomplete":
        parts.append(_LACKING)
    elif scope in FILTERS:
        parts.append(f"status IN {FILTERS[scope]}")
    for place, word in enumerate(text.lower().split()):
        escaped = word.replace("!", "!!").replace("%", "!%").replace("_", "!_")
        parts.append(f"(search LIKE :word{place} ESCAPE '!' OR lower(number) LIKE :word{place} ESCAPE '!')")
        values[f"word{place}"] = f"%{escaped}%"
    return " AND ".join(parts), values


def _rows(connection: sa.Connection, found: list[dict[str, Any]], today: date) -> tuple[CountyCase, ...]:
    codes = sorted({str(row["station"]) for row in found})
    query = sa.select(station_view.c.code, station_view.c.name).where(station_view.c.code.in_(codes))
    names = {str(code): str(name) for code, name in connection.execute(query)}
    filed, folder = _answered(connection, codes), Folder(connection)
    rows = []
    for row in found:
        code = str(row["station"])
        plain = case_row(folder.shelf(code), row, today, NOTHING_EXPORTED)
        words = _FILED[_is_filed(filed, code, str(row["epoch"]), int(row["last_seq"]))]
        known = {"station": code, "station_name": names.get(code, code), "filed": words, "incomplete": bool(row["lacking"])}
        known = {"station": code, "station_name": names.get(code, code), "filed": words, "incomplete": bool(row["lacking"])}
        rows.append(CountyCase(**{**plain.__dict__, **known}))
    return tuple(rows)


def _answered(connection: sa.Connection, codes: list[str]) -> Mapping[tuple[str, str], int]:
    """Up to which line of each epoch packages were taken and answered: an acknowledged package counts as 备案."""
    a = arrival.c
    query = sa.select(a.station, a.epoch, sa.func.max(a.seq_to)).where(a.state == "acked", a.station.in_(codes))
    return {(station, epoch): int(seq) for station, epoch, seq in connection.execute(query.group_by(a.station, a.epoch))}


def _is_filed(filed: Mapping[tuple[str, str], int], station: str, epoch: str, seq: int) -> bool:
    """An epoch before one that was answered is answered with it."""
    return filed.get((station, epoch), 0) >= seq or any(code == station and name > epoch for code, name in filed)
