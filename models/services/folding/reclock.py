"""A newer calendar over what is open: only cases it can touch are folded, and only the columns a calendar decides are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

import sqlalchemy as sa

from models.calendar_revision import first_difference
from models.case import Case, fold
from models.casework.same_number import CODE, PRE_CODE
from models.problems import StationError
from models.services.folding.case_rows import reminder_rows
from models.services.folding.clock_columns import NO_CLOCK, RUNNING, clock_row, view_of
from models.services.folding.refold import UNSEEN
from models.services.rulebooks import RuleShelf
from models.store import journal
from models.store.views import case_view, reminder_view
from models.workdays import WorkCalendar

Progress = Callable[[int, int], None]
"""Called with (done, total); may raise to break off."""
Note = Callable[[list["Shift"]], list[tuple[str, int]]]
"""Told of some cases whose dates change; answers the line (epoch, seq) it wrote about each."""
_BATCH = 400
_AHEAD = timedelta(days=62)  # how far before a day that changed a reminder of it may begin
_UPDATE = sa.update(case_view).where(case_view.c.id == sa.bindparam("case_id")).values(
    {name: sa.bindparam(f"new_{name}") for name in (*NO_CLOCK, "epoch", "last_seq")}
)


@dataclass(frozen=True)
class Shift:
    """How one open case's dates change: what governs before and after, our own target where nothing governs; days inclusive."""

    case_id: str
    number: str
    customer: str
    limit: str
    old: date | None
    new: date | None
    was_provisional: bool
    provisional: bool
    internal: bool


def reclock(
    connection: sa.Connection, station: str, shelf: RuleShelf, old: WorkCalendar, note: Note | None = None,
    progress: Progress | None = None, today: date | None = None,
) -> None:
    """Writes the dates that the shelf's calendar gives, in place of those of an `old` one; closed results stay as their facts say.

    With `today`, cases that have no day now are passed over where the calendars differ only later.
    """
    new = shelf.calendar
    since = first_difference(old, new)
    if since is None:
        return
    seen: set[str] = set()
    for batch in _batches(connection, station, since, today, progress):
        changed = [(row, columns) for row, _case, columns in _reckoned(shelf, new, batch) if _differs(row, columns)]
        if changed:
            lines = _noted(changed, note) if note else {}
            connection.execute(_UPDATE, [_written(row, columns, lines) for row, columns in changed])
        _write_reminders(connection, shelf, [case for _row, case in batch])
        seen.update(case.id for _row, case in batch)
    _renew_reminders(connection, station, shelf, since, seen)


def shifts(
    connection: sa.Connection, station: str, shelf: RuleShelf, new: WorkCalendar, today: date, progress: Progress | None = None
) -> Iterator[Shift]:
    """How the dates of every open case would change under a `new` calendar; nothing is written."""
    since = first_difference(shelf.calendar, new)
    if since is None:
        return
    for batch in _batches(connection, station, since, today, progress):
        for row, _case, columns in _reckoned(shelf, new, batch):
            shift = _shift(row, columns)
            if shift:
                yield shift


Batch = list[tuple[sa.RowMapping, Case]]


def _batches(
    connection: sa.Connection, station: str, since: date, today: date | None, progress: Progress | None
) -> Iterator[Batch]:
    """The open cases that a difference from `since` on can touch, folded.

    A day before it is counted alike by both calendars; a case without a day has counted nothing that lies after today, and one
    that no limit governs counts nothing at all.
    """
    c, day = case_view.c, since.isoformat()
    touched = sa.or_(c.due >= day, c.latest >= day, c.target >= day)
    if today is None or since <= today:
        touched = sa.or_(sa.and_(c.due.is_(None), c.due_name.is_not(None)), touched)
    query = sa.select(case_view).where(c.station == station, c.status.in_(RUNNING), c.customer != UNSEEN, touched).order_by(c.id)
    rows = connection.execute(query).mappings().all()
    for at in range(0, len(rows), _BATCH):
        if progress:
            progress(at, len(rows))
        part = rows[at : at + _BATCH]
        facts = journal.facts_of_all(connection, [f"case:{row['id']}" for row in part])
        yield [(row, fold(f"case:{row['id']}", facts[f"case:{row['id']}"])) for row in part]
    if progress:
        progress(len(rows), len(rows))


def _reckoned(shelf: RuleShelf, calendar: WorkCalendar, batch: Batch) -> Iterator[tuple[sa.RowMapping, Case, dict[str, object]]]:
    """Each case of a batch with its dates under a calendar; one that cannot be worked out here is left as it is."""
    for row, case in batch:
        try:
            yield row, case, clock_row(view_of(case, shelf, calendar))
        except (StationError, LookupError):
            continue


def _differs(row: sa.RowMapping, columns: dict[str, object]) -> bool:
    return any(row[name] != columns[name] for name in NO_CLOCK)


def _noted(changed: list[tuple[sa.RowMapping, dict[str, object]]], note: Note) -> dict[str, tuple[str, int]]:
    """The line written about each case whose dates change, by case."""
    moved = [shift for row, columns in changed if (shift := _shift(row, columns))]
    return {shift.case_id: line for shift, line in zip(moved, note(moved), strict=True)} if moved else {}


def _written(row: sa.RowMapping, columns: dict[str, object], lines: dict[str, tuple[str, int]]) -> dict[str, object]:
    epoch, seq = lines.get(row["id"], (row["epoch"], row["last_seq"]))
    return {"case_id": row["id"], "new_epoch": epoch, "new_last_seq": seq, **{f"new_{name}": columns[name] for name in NO_CLOCK}}


def _shift(row: sa.RowMapping, columns: dict[str, object]) -> Shift | None:
    """What a clerk would see change; None where only the days on which the colours begin do."""
    internal = row["due"] is None and columns["due"] is None
    name, sure = ("target", "target_provisional") if internal else ("due", "provisional")
    old, new = cast(str | None, row[name]), cast(str | None, columns[name])
    if (old, bool(row[sure])) == (new, bool(columns[sure])):
        return None
    return Shift(
        row["id"], row["number"], row["customer"], "内控目标" if internal else str(columns["due_name"] or row["due_name"]),
        date.fromisoformat(old) if old else None, date.fromisoformat(new) if new else None,
        bool(row[sure]), bool(columns[sure]), internal,
    )


def _renew_reminders(connection: sa.Connection, station: str, shelf: RuleShelf, since: date, seen: set[str]) -> None:
    """Makes the reminders of the other cases anew that lie near or after the first day that differs."""
    r, day = reminder_view.c, (since - _AHEAD).isoformat()
    query = (
        sa.select(r.case_id).join(case_view, case_view.c.id == r.case_id)
        .where(case_view.c.station == station, sa.or_(r.on >= day, r.since >= day)).distinct().order_by(r.case_id)
    )
    ids = [case_id for (case_id,) in connection.execute(query) if case_id not in seen]
    for at in range(0, len(ids), _BATCH):
        facts = journal.facts_of_all(connection, [f"case:{case_id}" for case_id in ids[at : at + _BATCH]])
        _write_reminders(connection, shelf, [fold(record, told) for record, told in facts.items()])


def _write_reminders(connection: sa.Connection, shelf: RuleShelf, cases: list[Case]) -> None:
    r = reminder_view.c
    theirs = r.case_id.in_([case.id for case in cases])
    connection.execute(sa.delete(reminder_view).where(theirs, r.code.not_in((CODE, PRE_CODE))))  # no day hangs on these
    rows: list[dict[str, object]] = []
    for case in cases:
        try:
            rows += reminder_rows(view_of(case, shelf))
        except (StationError, LookupError):
            continue
    if rows:
        connection.execute(sa.insert(reminder_view), rows)
