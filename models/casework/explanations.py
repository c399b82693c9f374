"""Explained findings: what the station said about something its self-audit found stays with the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from models.casework.topic import Finding, Topic

if TYPE_CHECKING:
    from models.case import Case
    from models.events import Fact
    from models.events.audit import FindingExplained


@dataclass(frozen=True)
class Explained:
    """An explanation, who gave it and when; it holds for the facts it was given for."""

    code: str
    key: str
    facts: str
    text: str
    actor: str
    at: datetime


def explanation_of(case: Case, finding: Finding) -> Explained | None:
    """What was said about a finding, None where nothing was or the facts have changed since."""
    said = case.explained.get((finding.code, finding.key))
    return said if said and said.facts == finding.facts else None


def _explained(case: Case, event: FindingExplained, fact: Fact) -> None:
    said = Explained(event.code, event.key, event.facts, event.text, fact.envelope.actor, fact.at)
    case.explained[event.code, event.key] = said


TOPIC = Topic(
    "explanations",
    apply={"FindingExplained": _explained},
    told={"FindingExplained": lambda event, _fact: f"自查说明：{event.facts}——{event.text}"},
)
