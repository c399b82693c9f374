"""The columns of a case's row that rules and a calendar decide, apart from what its facts alone say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from models.case import Case
from models.case_facts import kind_of_case
from models.casework.topic import CaseView
from models.measure import Measured, days_before, working_days_before
from models.rules import RuleBook
from models.services.folding.late_columns import NO_LATE, late_columns
from models.services.rulebooks import RuleShelf
from models.store.versions import NO_DAY
from models.workdays import WorkCalendar

RUNNING = ("running", "waiting", "passed_up")
NO_CLOCK: dict[str, object] = {
    **dict.fromkeys(("due", "due_name", "due_from", "near_from", "latest", "target", "rest", "other_due")),
    "act_by": NO_DAY,
    "provisional": False,
    "target_provisional": False,
    "due_unit": "working_day",
    "due_time": "",
    **NO_LATE,
}


def book_of(case: Case, shelf: RuleShelf) -> RuleBook:
    """The rules a case was accepted under; before that those in force on the day it was registered, whatever today is."""
    return shelf.book(case.pins or shelf.pins_on(case.registered_at.date() if case.registered_at else None))


def view_of(case: Case, shelf: RuleShelf, calendar: WorkCalendar | None = None) -> CaseView:
    """A case with its rules, under the shelf's calendar or another; raises StationError or LookupError where they are not known here."""
    book = book_of(case, shelf)
    return CaseView(case, kind_of_case(case, book), book, calendar or shelf.calendar)


def clock_row(view: CaseView) -> dict[str, object]:
    """The columns of `case_view` that a calendar decides, those of NO_CLOCK."""
    case, book, calendar = view.case, view.book, view.calendar
    stopped = case.open_pause.since if case.open_pause else None
    measured = view.measured(stopped) if case.status in RUNNING else None
    if measured and case.status == "waiting":
        measured = replace(measured, target=None)  # while the clock stands there is no day to name
    governing = measured.governing if measured else None
    turns = days_before(governing, book.profile, calendar) if governing and governing.count.running else None
    return {**NO_CLOCK, **_clock_columns(measured, calendar, turns), **late_columns(case, governing, turns)}


def _clock_columns(measured: Measured | None, calendar: WorkCalendar, turns: tuple[date, date] | None) -> dict[str, object]:
    row: dict[str, object] = {"near_from": None, "due": None, "target": None}
    if measured is None:
        return row
    row["other_due"] = _other_due(measured)
    found, target = measured.governing, measured.target
    if found:
        row["due_name"], row["rest"] = f"{found.standard.name} {found.limit.name}", found.count.rest
        row["due_unit"], row["due_time"] = found.count.unit, f"{found.count.due_at:%H:%M}" if found.count.due_at else ""
        if found.count.due and found.count.running:
            due = found.count.due
            near, last = turns or (due, due)
            row.update(
                due=due.isoformat(),
                provisional=found.count.provisional,
                latest=_text(found.count.latest),
                due_from=last.isoformat(),
                near_from=near.isoformat(),
            )
    if target:
        eve = working_days_before(calendar, target.due, 1).isoformat()
        row.update(target=target.due.isoformat(), target_provisional=target.provisional)
        row["near_from"] = min(eve, str(row["near_from"] or eve))
    row["act_by"] = min((str(row[name]) for name in ("due", "target") if row[name]), default=NO_DAY)
    return row


def _other_due(measured: Measured) -> str | None:
    """The earliest open due day by a standard that only measures: listed when it is over, never supervised."""
    governs = measured.governing.standard.code if measured.governing else ""
    others = (one.count for one in measured.limits if one.done_on is None and one.standard.code != governs)
    return _text(min((count.due for count in others if count.due and count.running), default=None))


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
