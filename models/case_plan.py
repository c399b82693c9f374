"""What becomes of an answered plan: the customer's signature, his objections, and how long it holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Objection:
    """The customer does not agree with the plan; `how` it was settled is kept, new_reply or empty while it is open."""

    on: date
    words: str
    settled_on: date | None = None
    how: str = ""
    found: str = ""


@dataclass(frozen=True)
class Extension:
    """The customer asked for a longer validity; `until` is the new last day, None while unanswered or where it was refused."""

    asked_on: date
    evidence: str
    answered_on: date | None = None
    until: date | None = None


@dataclass
class PlanHistory:
    """`signed_elsewhere`: the day and evidence of a signature on a reply that this station did not print."""

    signed_elsewhere: tuple[date, str] | None = None
    objections: list[Objection] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)

    @property
    def objection(self) -> Objection | None:
        """The objection that is not settled yet."""
        return next((one for one in self.objections if one.settled_on is None), None)

    @property
    def request(self) -> Extension | None:
        """The request for a longer validity that is not answered yet."""
        return next((one for one in self.extensions if one.answered_on is None), None)
