"""The computer's clock had run ahead and facts were saved with a time to come: the chief confirms the true time, and saving goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from models import events
from models.events.envelope import decode_envelope
from models.problems import Problem, ProblemsFound, StationError
from models.services.approval_of_chief import chief_named, chief_problem
from models.services.changes import Changes
from models.services.people import chiefs
from models.services.station import Person, Station, changing, looking
from models.store import journal


@dataclass(frozen=True)
class ClockState:
    """The time of the last line and the computer's own; `ahead` = the journal is ahead, so that nothing can be saved."""

    written: datetime | None
    now: datetime
    ahead: bool
    chiefs: tuple[Person, ...]


def clock_state(station: Station) -> ClockState:
    """How the journal's last line and the computer's clock stand to each other."""
    now = station.now()
    with looking(station) as connection:
        last = journal.head(connection, station.info.code, station.epoch)
    written = datetime.fromisoformat(decode_envelope(last.line).at) if last else None
    ahead = written is not None and now + journal.CLOCK_SLACK < written
    return ClockState(written, now, ahead, chiefs(station))


def confirm_time(station: Station, day: date, chief: str, reason: str) -> Changes:
    """The chief confirms that today is `day` and the computer's clock is right: a fact from which on saving goes on.

    `chief` is a person in the post 所长, or a name where nobody is entered in that post. Raises ProblemsFound, or StationError where
    the journal is not ahead. Days that were saved as days to come are put right one by one afterwards.
    """
    state = clock_state(station)
    if not state.ahead or state.written is None:
        raise StationError("电脑时间没有早于最后一条记录，可以照常登记，不用确认。", "")
    problems = []
    if day != state.now.date():
        problems.append(Problem("day", "今天的日期", f"和电脑的日期 {state.now.date()} 不一样，请先校准电脑再确认。"))
    problems += chief_problem(station, chief)
    if not reason.strip():
        problems.append(Problem("reason", "原因", "请写明原因，如主板电池没电、日期被改过。"))
    if problems:
        raise ProblemsFound(tuple(problems))
    named, typed = chief_named(station, chief)
    with changing(station, stepping_back=True) as change:
        change.append.add(
            events.ClockCorrected(before=state.written, now=state.now, chief=named),
            (f"station:{station.info.code}",),
            private=typed,
            reason=reason.strip(),
        )
    return Changes(packages=True)
