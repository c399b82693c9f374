"""The topics of a case besides its stages and its clock: an explicit tuple, one module a topic."""

from __future__ import annotations

from collections.abc import Iterator

from models.casework import calendar_moves, delays, ending, facts, fees, households
from models.casework.topic import CaseView, Finding, Reminder, Topic

TOPICS: tuple[Topic, ...] = (ending.TOPIC, facts.TOPIC, fees.TOPIC, households.TOPIC, calendar_moves.TOPIC, delays.TOPIC)
from models.casework.calendar_moves import TOPIC as CALENDAR_MOVES
from models.casework.ending import TOPIC as ENDING
from models.casework.explanations import TOPIC as EXPLANATIONS
from models.casework.facts import TOPIC as FACTS
from models.casework.fees import TOPIC as FEES
from models.casework.households import TOPIC as HOUSEHOLDS
from models.casework.topic import CaseView, Finding, Reminder, Topic

TOPICS: tuple[Topic, ...] = (
    ENDING,
    FACTS,
    FEES,
    HOUSEHOLDS,
    CALENDAR_MOVES,
    EXPLANATIONS,
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
