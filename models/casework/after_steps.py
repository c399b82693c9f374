"""后续事项: what is left to do by hand in the marketing system, ticked off step by step; no stage and no archive waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from models.casework.topic import CaseView, Reminder, Topic

if TYPE_CHECKING:
    from models.case import Case
    from models.events import Fact
    from models.events import handling as events
    from models.type_rules import AfterSequence

ENDS_LATER = "end_of_supply"  # belongs to the day supply ends, not to the archive


@dataclass(frozen=True)
class StepDone:
    """One step that was done: the day (inclusive) and who ticked it off."""

    on: date
    by: str


def sequences_of(view: CaseView) -> tuple[AfterSequence, ...]:
    """The sequences that belong to this case; none before it is accepted or where it came to nothing."""
    case = view.case
    if case.accepted_on is None or case.outcome not in ("", "archived"):
        return ()
    return view.kind.sequences


def open_steps(case: Case, sequence: AfterSequence) -> list[int]:
    """The steps of a sequence (counted from 1) that are still to do; none where it does not apply."""
    if sequence.code in case.after_skipped:
        return []
    return [number for number in range(1, len(sequence.steps) + 1) if (sequence.code, number) not in case.after_done]


def _done(case: Case, event: events.AfterStepDone, fact: Fact) -> None:
    case.after_done[event.sequence, event.step] = StepDone(event.on, fact.envelope.actor)
    case.after_skipped.pop(event.sequence, None)


def _taken_back(case: Case, event: events.AfterStepTakenBack, _fact: Fact) -> None:
    case.after_done.pop((event.sequence, event.step), None)


def _skipped(case: Case, event: events.AfterSequenceSkipped, fact: Fact) -> None:
    case.after_skipped[event.sequence] = fact.envelope.reason


def _reminders(view: CaseView) -> Iterator[Reminder]:
    """One reminder a sequence that is not done some days after the archive."""
    ended = view.case.ended_on
    if view.case.outcome != "archived" or ended is None:
        return
    for sequence in sequences_of(view):
        left = open_steps(view.case, sequence)
        if left and sequence.code != ENDS_LATER:
            on = ended + timedelta(days=view.book.profile.reminders.after_steps)
            yield Reminder(f"after:{sequence.code}", f"后续事项“{sequence.name}”还有 {len(left)} 步没有做", ended, on)


TOPIC = Topic(
    "after_steps",
    apply={"AfterStepDone": _done, "AfterStepTakenBack": _taken_back, "AfterSequenceSkipped": _skipped},
    told={
        "AfterStepDone": lambda event, _fact: f"后续事项第 {event.step} 步已做 {event.on}",
        "AfterStepTakenBack": lambda event, _fact: f"后续事项第 {event.step} 步改为未做",
        "AfterSequenceSkipped": lambda event, _fact: f"后续事项不适用 {event.on}",
    },
    reminders=_reminders,
)
