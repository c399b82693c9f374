"""The topics of a case besides its stages and its clock: an explicit tuple, one module a topic."""

from __future__ import annotations

from collections.abc import Iterator

from models.casework import (
    after_steps,
    approvals,
    archive,
    calendar_moves,
    conflicts,
    contacts,
    coordination,
    corrected,
    delays,
    ending,
    explanations,
    facts,
    fees,
    files,
    green_channel,
    households,
    lost_papers,
    pre_acceptance,
    promises,
    responsible,
    same_number,
    spot_checks,
    supervision,
    supply_terms,
    transfer,
    validity,
)
from models.casework.topic import CaseView, Finding, Reminder, Topic, as_it_is, nothing
from models.flow import Todo, todos

TOPICS: tuple[Topic, ...] = (
    ending.TOPIC,
    approvals.TOPIC,
    coordination.TOPIC,
    transfer.TOPIC,
    responsible.TOPIC,
    facts.TOPIC,
    promises.TOPIC,
    pre_acceptance.TOPIC,
    fees.TOPIC,
    households.TOPIC,
    calendar_moves.TOPIC,
    delays.TOPIC,
    corrected.TOPIC,
    validity.TOPIC,
    explanations.TOPIC,
    supervision.TOPIC,
    contacts.TOPIC,
    conflicts.TOPIC,
    green_channel.TOPIC,
    after_steps.TOPIC,
    supply_terms.TOPIC,
    files.TOPIC,
    lost_papers.TOPIC,
    same_number.TOPIC,
    spot_checks.TOPIC,
    archive.TOPIC,
)
_WITH_INSTEAD = tuple(topic for topic in TOPICS if topic.instead is not as_it_is)
_WITH_REMINDERS = tuple(topic for topic in TOPICS if topic.reminders is not nothing)
"""Asked for every case that is folded: those that never say a word are left out."""


def held_up(view: CaseView, stage: str) -> str | None:
    """Why a stage may not be done yet, by the first topic that holds it up; None where nothing does."""
    return next((why for topic in TOPICS if (why := topic.gate(view, stage))), None)


def withheld(view: CaseView, paper: str) -> str | None:
    """Why a paper may not be printed for the customer or delivered yet; None where nothing holds it back."""
    return next((why for topic in TOPICS if (why := topic.withheld(view, paper))), None)


def todos_of(view: CaseView) -> tuple[Todo, ...]:
    """What can be done now, the most natural first; where a paper is withheld, what must be done before it."""
    return tuple(_todos_of(view))


def first_todo(view: CaseView) -> Todo | None:
    """The most natural of what can be done now, None where that is nothing."""
    return next(_todos_of(view), None)


def _todos_of(view: CaseView) -> Iterator[Todo]:
    return (_first(view, todo) for todo in todos(view.case, view.kind, view.side))


def _first(view: CaseView, todo: Todo) -> Todo:
    return next((other for topic in _WITH_INSTEAD if (other := topic.instead(view, todo))), todo)


def reminders(view: CaseView) -> Iterator[Reminder]:
    """Everything the topics remind of."""
    for topic in _WITH_REMINDERS:
        yield from topic.reminders(view)


def findings(view: CaseView) -> Iterator[Finding]:
    """Everything the topics find when a case is audited."""
    for topic in TOPICS:
        yield from topic.findings(view)
