"""The rows that a case leaves beside its own: closed results, papers, reminders; and what a store can hold at all."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from operator import itemgetter

import msgspec
import sqlalchemy as sa

from models.case import Case
from models.casework import reminders
from models.casework.topic import CaseView, Reminder

Rows = dict[sa.Table, list[dict[str, object]]]


def storable(rows: Mapping[sa.Table, list[dict[str, object]]]) -> Rows:
    """Rows as every store can hold them; raises ValueError for a number too large and for two rows under one key.

    A journal may come from a stranger's program: U+0000, which a server's text cannot hold, stands as U+FFFD.
    """
    own = {table: _once(table, some) for table, some in rows.items() if some}
    for table, some in own.items():
        _check_numbers(table, some)
    if _NOTHING not in _encoder.encode([list(row.values()) for some in own.values() for row in some]):  # all texts at once: dozens a case
        return own
    return {table: [_plain(row) for row in some] for table, some in own.items()}


def _once(table: sa.Table, rows: list[dict[str, object]]) -> list[dict[str, object]]:
    if len(rows) > 1 and len(set(map(itemgetter(*table.primary_key.columns.keys()), rows))) < len(rows):
        raise ValueError(table.name)
    return rows


def _check_numbers(table: sa.Table, rows: list[dict[str, object]]) -> None:
    for name, most in _numbers(table):
        for row in rows:
            value = row.get(name)
            if isinstance(value, int) and not -most <= value < most:
                raise ValueError(name)


def _plain(row: dict[str, object]) -> dict[str, object]:
    return {name: value.replace("\0", "\ufffd") if isinstance(value, str) else value for name, value in row.items()}


_SMALL, _BIG = 1 << 31, 1 << 63
_encoder = msgspec.json.Encoder()
_NOTHING = rb"\u0000"


@lru_cache(maxsize=100)
def _numbers(table: sa.Table) -> tuple[tuple[str, int], ...]:
    """The columns of a table that hold numbers, each with the least number that is too large for it."""
    whole = [column for column in table.columns if isinstance(column.type, sa.Integer)]
    return tuple((column.name, _BIG if isinstance(column.type, sa.BigInteger) else _SMALL) for column in whole)


def result_rows(case: Case) -> list[dict[str, object]]:
    """Rows of `result_view`: closed results as their facts say, never computed again; those from before a reopening are numbered."""
    return [
        {
            "case_id": case.id,
            "stage": stage,
            "standard": result.standard,
            "limit_code": result.limit,
            "on": done.on.isoformat(),
            "days": result.days,
            "used": result.used,
            "unit": result.unit,
            "met": result.met,
            "taken_over": done.source == "ledger",
        }
        for stage, done in (*((f"{place}~{done.stage}", done) for place, done in enumerate(case.earlier)), *case.stages.items())
        for result in done.results
    ]


def paper_rows(case: Case) -> list[dict[str, object]]:
    """Rows of `paper_view`."""
    return [
        {"paper_no": paper.paper_no, "case_id": case.id, "code": paper.code, "sha256": paper.sha256, "state": paper.state}
        for paper in case.papers.values()
    ]


def reminder_rows(view: CaseView) -> list[dict[str, object]]:
    """Rows of `reminder_view`: the last one where a topic names two of one code."""
    found = {reminder.code: reminder for reminder in reminders(view)}
    return [reminder_row(view.case.id, one) for one in found.values()]


def reminder_row(case_id: str, one: Reminder) -> dict[str, object]:
    """A row of `reminder_view`."""
    return {"case_id": case_id, "code": one.code, "on": one.on.isoformat(), "since": one.since.isoformat(), "text": one.text}
