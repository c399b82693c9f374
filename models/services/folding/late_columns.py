"""What the views hold of warnings, declared overruns and supervisions: columns beside a case's dates, and rows to be counted."""

from __future__ import annotations

from datetime import date

from models.case import Case
from models.measure import CaseLimit

NO_LATE: dict[str, object] = {"due_key": None, "warn_from": None, "overrun": None}


def late_columns(case: Case, found: CaseLimit | None, turns: tuple[date, date] | None) -> dict[str, object]:
    """Which limit governs, from which day it is warned of (黄), and the day it was declared to take until (None where it was not).

    `found` is the limit that governs, `turns` the days of it as `days_before` tells them.
    """
    if found is None:
        return NO_LATE
    declared = case.lateness.overruns.get(found.key) if case.lateness else None
    near = None
    if found.count.due and found.count.running:
        near = (turns or (found.count.due,))[0].isoformat()
    return {"due_key": found.key, "warn_from": near, "overrun": declared.new_day.isoformat() if declared else None}


def warning_rows(case: Case) -> list[dict[str, object]]:
    """Rows of `warning_view`: one for each limit, level and due day."""
    found = {(w.limit, w.level, w.due): w.on for w in (case.lateness.warnings if case.lateness else ())}
    return [
        {"case_id": case.id, "limit_key": limit, "level": level, "due": due.isoformat(), "on": on.isoformat()}
        for (limit, level, due), on in found.items()
    ]


def supervision_rows(case: Case) -> list[dict[str, object]]:
    """Rows of `supervision_view`."""
    known = case.lateness.supervisions.values() if case.lateness else ()
    return [
        {"case_id": case.id, "limit_key": one.limit, "cause": one.cause, "told_on": one.told_on.isoformat(),
         "answered": one.answered_on is not None}
        for one in known
    ]
