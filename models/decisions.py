"""What was decided and asked in a case besides its stages: approvals of its plan, slips to other units, who is responsible."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Decision:
    """One role's word on one version of the plan. `person` by identifier, or `name` where it is nobody of the station."""

    times: int
    role: str
    decision: str
    on: date
    way: str
    person: str
    name: str
    opinion: str
    sheet_no: str


@dataclass(frozen=True)
class Slip:
    """One 配合单: what a unit is asked by a day (inclusive), and its answer."""

    number: int
    unit: str
    what: str
    on: date
    by: date
    answered_on: date | None = None
    answer: str = ""
    taken_back: bool = False

    def late(self, today: date) -> bool:
        """Whether the unit is, or was, later than asked (配合超时限)."""
        return not self.taken_back and (self.answered_on or today) > self.by


@dataclass(frozen=True)
class Appointment:
    """One person responsible for the case in a role from a day on; `until` the last day (inclusive), None while it lasts."""

    role: str
    on: date
    person: str
    name: str
    proposed_by: str
    approved_by: str
    until: date | None = None


@dataclass
class Decisions:
    """The decisions of one case, as its facts tell them.

    `ended_by` decided on its end and is nobody of the station's list; `papers_before` is how many papers there were when it was decided,
    `merged_in` the numbers of cases merged into this one, `reviews` what was found while it waited.
    """

    approvals: list[Decision] = field(default_factory=list)
    slips: dict[int, Slip] = field(default_factory=dict)
    appointments: list[Appointment] = field(default_factory=list)
    ended_by: str = ""
    papers_before: int = 0
    merged_in: list[str] = field(default_factory=list)
    reviews: list[tuple[date, str]] = field(default_factory=list)

    def in_role(self, role: str) -> Appointment | None:
        """Who has a role now, by the facts of the appointment alone."""
        return next((one for one in reversed(self.appointments) if one.role == role and one.until is None), None)
