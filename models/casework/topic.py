"""What one topic of a case brings: how its facts fold and read, what they hold up, what they remind of, what an audit finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from models.handover import Side

if TYPE_CHECKING:
    from models.business import BusinessType
    from models.case import Case
    from models.events import Fact
    from models.flow import Todo
    from models.measure import Measured
    from models.rules import RuleBook
    from models.workdays import WorkCalendar


StageNames = Callable[[str], str]
"""The words for a stage by its code: those of the case's own business type where it is known."""


@dataclass(frozen=True)
class SameNumber:
    """Another case that bears the number of this one: its identity, its customer (masked) and the day it was taken down."""

    case_id: str
    customer: str
    on: str


@dataclass(frozen=True)
class CaseView:
    """A case with the rules it stands under and the calendar in force, as one side looks at it; nothing in it depends on today.

    Stored views are the station's, wherever they lie. `others` are the cases of the same number, `pre_others` those that wait under the
    same number of a pre-acceptance, where somebody has looked for them.
    """

    case: Case
    kind: BusinessType
    book: RuleBook
    calendar: WorkCalendar
    side: Side = "station"
    others: tuple[SameNumber, ...] = ()
    pre_others: tuple[SameNumber, ...] = ()
    _measured: dict[date | None, Measured] = field(default_factory=dict, init=False, compare=False, repr=False)

    def measured(self, today: date | None = None) -> Measured:
        """Every limit held against the case, worked out once a day that is asked for; `today` places a pause that is still open."""
        if today not in self._measured:
            from models.measure import measure

            self._measured[today] = measure(self.case, self.kind, self.book, self.calendar, today)
        return self._measured[today]


@dataclass(frozen=True)
class Reminder:
    """Something to do about a case by `on` (inclusive), shown from `since` on; `text` holds nobody's personal data."""

    code: str
    text: str
    since: date
    on: date


@dataclass(frozen=True)
class Finding:
    """What a self-audit (稽查自查) finds: the facts, the rule they do not fit, and what to do; `key` tells findings of one code apart."""

    code: str
    title: str
    facts: str
    rule: str
    remedy: str
    key: str = ""


def nothing(_view: CaseView) -> Iterable[Any]:
    """What a topic says that has nothing to say."""
    return ()


def _open(_view: CaseView, _stage: str) -> str | None:
    return None


def _given_out(_view: CaseView, _paper: str) -> str | None:
    return None


def as_it_is(_view: CaseView, _todo: Todo) -> Todo | None:
    """What a topic answers that puts nothing in the place of what can be done."""
    return None


@dataclass(frozen=True)
class Topic:
    """One topic. `apply` folds facts into the case by kind, `told` puts them into words, `told_of_stage` those that name a stage.

    The rest looks at a folded case. `gate` answers why a stage may not be done yet, as a sentence with the place to go, or None;
    `withheld` the same of a paper that may not leave the station yet, `instead` what is to be done first then.
    """

    name: str
    apply: Mapping[str, Callable[[Case, Any, Fact], None]] = field(default_factory=dict)
    told: Mapping[str, Callable[[Any, Fact], str]] = field(default_factory=dict)
    told_of_stage: Mapping[str, Callable[[Any, Fact, StageNames], str]] = field(default_factory=dict)
    gate: Callable[[CaseView, str], str | None] = _open
    withheld: Callable[[CaseView, str], str | None] = _given_out
    instead: Callable[[CaseView, Todo], Todo | None] = as_it_is
    reminders: Callable[[CaseView], Iterable[Reminder]] = nothing
    findings: Callable[[CaseView], Iterable[Finding]] = nothing
