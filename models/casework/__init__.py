"""The topics of a case besides its stages and its clock: an explicit tuple, one module a topic."""

from __future__ import annotations

from collections.abc import Iterator

from models.casework import (
    calendar_moves,
    delays,
    ending,
    explanations,
    facts,
    fees,
    households,
    supervision,
)
from models.casework.topic import CaseView, Finding, Reminder, Topic

TOPICS: tuple[Topic, ...] = (
    ending.TOPIC,
    facts.TOPIC,
    fees.TOPIC,
    households.TOPIC,
    calendar_moves.TOPIC,
    delays.TOPIC,
    explanations.TOPIC,
    supervision.TOPIC,
)


def held_up(view: CaseView, stage: str) -> str | None:
    """Why a stage may not be done yet, by the first topic that holds it up; None where nothing does."""
    return next((why for topic in TOPICS if (why := topic.gate(view, stage))), None)


def reminders(view: CaseView) -> Iterator[Reminder]:
    """Everything the topics remind of."""
    for topic in TOPICS:
        yield from topic.reminders(view)


def findings(view: CaseView) -> Iterator[Finding]:
    """Everything the topics find when a case is audited."""
    for topic in TOPICS:
        yield from topic.findings(view)
