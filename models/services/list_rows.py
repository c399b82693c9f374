"""The rows of lists and of the page of today: frozen, never live database objects. Personal data in them is masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Counts:
    """How many cases stand at each level today, and how many are elsewhere."""

    overdue: int
    due: int
    near: int
    waiting: int
    calm: int
    passed_up: int


@dataclass(frozen=True)
class CaseRow:
    """One case in a list. `level` is overdue, due, near, waiting, calm, passed_up or ended; `action` is a Todo code.

    `due` inclusive; `internal` says that the date is our own target, `provisional` that holidays of its year are not published,
    `green` that it goes by the green channel.
    """

    case_id: str
    number: str
    level: str
    level_text: str
    customer: str
    summary: str
    village: str
    stage: str
    due: date | None
    due_text: str
    provisional: bool
    internal: bool
    action: str
    action_name: str
    accepted_on: date | None
    status_text: str
    sync_text: str
    taken_over: bool
    green: bool = False


@dataclass(frozen=True)
class DraftRow:
    """An unfinished registration or form: 未完成登记."""

    id: str
    kind: str
    case_id: str
    title: str
    updated: datetime


@dataclass(frozen=True)
class TodayPage:
    """The page of today: counts by level, the most urgent rows first, unfinished entries."""

    counts: Counts
    rows: tuple[CaseRow, ...]
    drafts: tuple[DraftRow, ...]
    total: int


@dataclass(frozen=True)
class CasePage:
    """One page of the list of cases; `after` is given to the next call, empty at the end."""

    rows: tuple[CaseRow, ...]
    after: str
    total: int
