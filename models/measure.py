"""Every time limit held against one case: what governs, what else is measured, what our own target says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import cast

import msgspec
from msgspec.structs import replace as replace_limit

from models.business import EVENTS, OUR_READING, BusinessType, Profile, Standard, TimeLimit
from models.case import Case
from models.case_facts import class_of_limits, facts_of_case
from models.clock import Countdown, Pause, begun, countdown, met
from models.contract_dates import STANDARD as CONTRACT
from models.contract_dates import contract_limits
from models.events.case import LimitResult
from models.flow import ready_steps
from models.rules import RuleBook, target_limit
from models.type_limits import code_of
from models.workdays import WorkCalendar

Marks = dict[str, date]


class CaseLimit(msgspec.Struct, frozen=True):
    """One limit on one case. `start` is day 0; `done_on` the day it stopped, None while it is open."""

    standard: Standard
    limit: TimeLimit
    start: date
    count: Countdown
    done_on: date | None

    @property
    def key(self) -> str:
        """Names the limit inside the case: `henan-2020/whole`."""
        return f"{self.standard.code}/{self.limit.code}"


@dataclass(frozen=True)
class Target:
    """Our own internal target (内控目标) for the current stage: never 逾期, never in the statistics. `due` inclusive."""

    stage: str
    limit: TimeLimit
    start: date
    due: date
    provisional: bool


@dataclass(frozen=True)
class Measured:
    """All limits of a case, the one that governs the countdown, and the internal target."""

    limits: tuple[CaseLimit, ...]
    governing: CaseLimit | None
    target: Target | None


def measure(case: Case, kind: BusinessType, book: RuleBook, calendar: WorkCalendar, today: date | None = None) -> Measured:
    """Holds every limit the profile names against the case; `today` is needed only to place an open pause."""
    limits = tuple(_limits(case, book, calendar, today))
    return Measured(limits, governing(case, limits, book), _target(case, kind, book, calendar, today))


def _standards(class_: str, book: RuleBook) -> list[str]:
    order = list(book.profile.governing.get(class_, ()))
    return order + [code for code in book.profile.measured if code not in order]


def _timed(case: Case, book: RuleBook) -> bool:
    """Whether the standards speak of such a case: they limit new supply and increase."""
    kind = book.types.get(case.business_type)
    return kind is None or kind.timed


def _own(case: Case, book: RuleBook) -> tuple[str, ...]:
    """The standard of the limits that the case's business type carries itself."""
    kind = book.types.get(case.business_type)
    return (code_of(kind),) if kind and kind.limits else ()


def _limits(case: Case, book: RuleBook, calendar: WorkCalendar, today: date | None) -> Iterator[CaseLimit]:
    facts, class_, marks = facts_of_case(case), class_of_limits(case), _Marks(case, book)
    for code in (*_own(case, book), *(_standards(class_, book) if _timed(case, book) else ())):
        standard = book.standards[code]
        for limit in book.limits(code, class_, facts):
            found = _limit_on(case, marks, standard, _in_flow(limit, case, book), book, calendar, today)
            if found:
                yield found
    for limit in contract_limits(case, book, calendar) if _timed(case, book) else ():
        found = _limit_on(case, marks, CONTRACT, limit, book, calendar, today)
        if found:
            yield found


def clock_marks(case: Case, book: RuleBook, *, minutes: bool = False) -> Marks:
    """The days on which limits begin and end: those of the stages, and what is no stage (request, plan_signed, handover, callback …).

    With `minutes` a day on which the minute is known is a datetime: it was entered that day, or the form asks it.
    """
    days: dict[str, date] = {}
    asked = case.got_at or case.asked_at
    if asked and case.pre:  # the formal application is the day of the acceptance; what was taken down before starts nothing
        asked = None
        if case.accepted_on:
            days["request"] = case.accepted_on
    if asked:
        days["request"] = asked if minutes else asked.date()
    signed = next((p.signed_on for p in case.papers.values() if p.code.endswith("-PLAN") and p.signed_on and not p.voided_on), None)
    if signed:
        days["plan_signed"] = signed
    if case.accepted_on and (cleared := case.money.cleared_on(case.accepted_on, _approvals(book))):
        days["fee"] = cleared
    days |= _days_of_sheets(case)
    for stage, day in case.marks.items():
        entered = case.stages[stage].entered if stage in case.stages else None
        days[stage] = entered if minutes and entered and entered.date() == day else day
    return days


def _approvals(book: RuleBook) -> int:
    """How many must agree that a fee is paid later."""
    return book.fees.deferral.approvals if book.fees.deferral else 1


def _in_flow(limit: TimeLimit, case: Case, book: RuleBook) -> TimeLimit:
    """A limit that also waits for a stage which this business does not have (the contracts of a batch are its households') goes without."""
    kind = book.types.get(case.business_type)
    if kind is None or not limit.also_after:
        return limit
    known = {mark for step in kind.flow for mark in (step.stage, *step.marks)} | {"fee", *EVENTS}
    return replace_limit(limit, also_after=tuple(mark for mark in limit.also_after if mark in known))


def _days_of_sheets(case: Case) -> Marks:
    """What the 用电汇签单 and the 客户回访单 say: handed over, fixed once every department has signed, called back when reached."""
    found: Marks = {}
    sheet, call = case.forms.get("COUNTERSIGN"), case.forms.get("CALLBACK")
    if sheet:
        found["handover"] = date.fromisoformat(str(sheet.values["handed_on"]))
        signed = [str(row.get("signed_on") or "") for row in cast(list[dict[str, object]], sheet.values["opinions"])]
        if sheet.values.get("conclusion") and all(signed):
            found["plan_fixed"] = date.fromisoformat(max(signed))
    if call and call.values.get("reached") is not False:
        found["callback"] = date.fromisoformat(str(call.values["called_on"]))
    return found


def limit_on_case(
    case: Case, standard: Standard, limit: TimeLimit, book: RuleBook, calendar: WorkCalendar, today: date | None
) -> CaseLimit | None:
    """One limit's countdown on a case; None while its start has not happened."""
    return _limit_on(case, _Marks(case, book), standard, limit, book, calendar, today)


@dataclass
class _Marks:
    """The days of a case, and to the minute where a limit in hours asks for them: each worked out once."""

    case: Case
    book: RuleBook
    _days: Marks | None = None
    _minutes: Marks | None = None

    def of(self, limit: TimeLimit) -> Marks:
        if limit.unit == "hour":
            self._minutes = clock_marks(self.case, self.book, minutes=True) if self._minutes is None else self._minutes
            return self._minutes
        self._days = clock_marks(self.case, self.book) if self._days is None else self._days
        return self._days


def _limit_on(
    case: Case, days: _Marks, standard: Standard, limit: TimeLimit, book: RuleBook, calendar: WorkCalendar, today: date | None
) -> CaseLimit | None:
    """As `limit_on_case`, with the case's days."""
    marks = days.of(limit)
    start = begun(limit, marks)
    if start is None:
        return None
    done = marks.get(limit.stop)
    pauses = pauses_for(case, limit, book) if done is None else _up_to(done, pauses_for(case, limit, book))
    count = countdown(limit, start, calendar, pauses, day0_counts=book.profile.day0_counts, today=today, marks=marks, stopped_on=done)
    return CaseLimit(standard, limit, start, count, done)


def promise_moves(limit: TimeLimit, book: RuleBook) -> bool:
    """Whether a pause that the customer signed moves the date told to him: where the source names what is left out, or the profile lets it.

    A sum of the company's own stages leaves the customer's time out by what it is; a day agreed with the customer moves with his word.
    """
    named = limit.stops_source != OUR_READING or limit.kind == "company_sum" or limit.standard == CONTRACT.code
    return named or book.profile.promise_moves == "agreed"


def pauses_for(case: Case, limit: TimeLimit, book: RuleBook) -> tuple[Pause, ...]:
    """The pauses as one limit sees them: where the date told to the customer does not move, no signature counts."""
    if promise_moves(limit, book):
        return case.clock_pauses
    return tuple(replace(pause, signed=False) for pause in case.clock_pauses)


def _up_to(done: date, pauses: tuple[Pause, ...]) -> tuple[Pause, ...]:
    """The pauses as they stood when a limit stopped: what was paused after that day moves it no more."""
    day = done.date() if isinstance(done, datetime) else done
    begun_by_then = (pause for pause in pauses if pause.start <= day)
    return tuple(replace(pause, end=day) if pause.end and pause.end > day else pause for pause in begun_by_then)


def governing(case: Case, limits: tuple[CaseLimit, ...], book: RuleBook) -> CaseLimit | None:
    """The earliest open limit of the first standard in the profile that has an open one for this case; None = 无规定时限.

    The contract with the customer comes first only where the profile says so, then what the business type itself is limited to.
    """
    order = (*_own(case, book), *book.governing_codes(class_of_limits(case)))
    for code in (CONTRACT.code, *order) if book.profile.contract_governs else order:
        opened = [found for found in limits if found.standard.code == code and found.done_on is None]
        if opened:
            return min(opened, key=lambda found: (found.count.due or date.max, found.key))
    return None


def _target(case: Case, kind: BusinessType, book: RuleBook, calendar: WorkCalendar, today: date | None) -> Target | None:
    if kind.handled_by == "centre":
        return _pass_up_target(case, book, calendar)
    return min(targets(case, kind, book, calendar, today), key=lambda target: target.due, default=None)


def targets(case: Case, kind: BusinessType, book: RuleBook, calendar: WorkCalendar, today: date | None = None) -> tuple[Target, ...]:
    """The station's own aims that run now: one for each stage that is ready and has one, so that parallel stages show theirs."""
    if case.accepted_on is None or kind.handled_by == "centre":
        return ()
    marks = case.marks
    return tuple(target for limit in _aims(case, kind, book) if (target := _target_on(case, marks, limit, book, calendar, today)))


def _aims(case: Case, kind: BusinessType, book: RuleBook) -> Iterator[TimeLimit]:
    """Our own aims that run now: those of the stages that are ready, and 一日通 where it is switched on; none of a change of supply."""
    if not kind.timed:
        return
    for step in ready_steps(case, kind):
        target = book.target(case.class_, step.stage)
        if target and step.after:
            yield target_limit(target, step)
    same_day = book.same_day_target(case.class_)
    if same_day and same_day.stop not in case.marks and any(step.stage == same_day.stop for step in kind.flow):
        yield same_day


def _target_on(case: Case, marks: Marks, limit: TimeLimit, book: RuleBook, calendar: WorkCalendar, today: date | None) -> Target | None:
    start = begun(limit, marks)
    if start is None:
        return None
    count = countdown(limit, start, calendar, case.clock_pauses, day0_counts=book.profile.day0_counts, today=today)
    return Target(limit.stop, limit, start, count.due, count.provisional) if count.due else None


def _pass_up_target(case: Case, book: RuleBook, calendar: WorkCalendar) -> Target | None:
    if case.accepted_on is None or case.passed_up_on:
        return None
    days = book.profile.pass_up_days
    due = calendar.add(case.accepted_on, days) if days else case.accepted_on
    limit = TimeLimit(
        code="pass_up", name="上报县中心", classes=(case.class_,), kind="internal_target", days=days, start="accept", stop="accept",
        unit="working_day" if days else "same_day", source=book.profile.source, cite="", standard="target",
    )
    return Target("accept", limit, case.accepted_on, due, not calendar.is_published(due))


def results_at(case: Case, stage: str, book: RuleBook, calendar: WorkCalendar) -> tuple[LimitResult, ...]:
    """How each limit that stops with `stage` came out; call it with the stage already among the case's marks."""
    return tuple(
        _result(found, found.done_on, calendar)
        for found in _limits(case, book, calendar, None)
        if found.limit.stop == stage and found.done_on
    )


def _result(found: CaseLimit, on: date, calendar: WorkCalendar) -> LimitResult:
    return LimitResult(
        standard=found.standard.code,
        limit=found.limit.code,
        days=found.count.days,
        used=found.count.used,
        met=met(found.count, on),
        due=found.count.due,
        provisional=found.count.provisional,
        calendar=calendar.revision,
        unit=found.count.unit,
        due_at=found.count.due_at,
    )


def days_before(found: CaseLimit, profile: Profile, calendar: WorkCalendar) -> tuple[date, date] | None:
    """The days on which a limit turns near (at most `near_share` of it left) and due (at most `urgent_days`), in its own unit.

    None where it has no due day. Of a limit in hours the first is the day of that hour, the last the due day itself.
    """
    count = found.count
    if count.due is None:
        return None
    if count.due_at is not None:
        return min((count.due_at - timedelta(hours=count.days * profile.near_share)).date(), count.due), count.due
    near = int(count.days * profile.near_share)
    if count.unit == "working_day":
        return working_days_before(calendar, count.due, near), working_days_before(calendar, count.due, profile.urgent_days)
    return count.due - timedelta(days=near), count.due - timedelta(days=profile.urgent_days)


def working_days_before(calendar: WorkCalendar, day: date, count: int) -> date:
    """The count-th working day before `day` (count 0: `day` itself): on it, count working days are still left."""
    return calendar.day_at(calendar.index_from(day) - count) if count > 0 else day
