"""Facts about one case (工单), from the application to the archive."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

Side = Literal["company", "customer", "government", "grid_works"]
Source = Literal["station", "ledger", "centre"]


class LimitResult(msgspec.Struct, frozen=True, kw_only=True):
    """How one time limit ended, as it was computed on the day the stage ended; later calendars never change it.

    `days` and `used` are of `unit` (working_day, calendar_day, hour); `due` inclusive, None where the standard gives no date.
    """

    standard: str
    limit: str
    days: int
    used: int
    met: bool
    due: date | None = None
    provisional: bool = False
    calendar: str = ""
    unit: Literal["working_day", "calendar_day", "hour"] = "working_day"
    due_at: datetime | None = None


class ApplicationRegistered(msgspec.Struct, frozen=True, kw_only=True):
    """A customer's application is written down under a number; no clock runs yet. `capacity` in kW (LV) or kVA (HV).

    `preconditions` are the questions asked, by code; `period_from` and `period_until` (both inclusive) how long a change is to last,
    `approved_by` who allowed it to last longer than the rule.
    """

    number: str
    business_type: str
    class_: str
    channel: str
    capacity: str
    voltage: str
    form: str
    form_version: int
    values: dict[str, object]
    asked_at: datetime | None = None
    got_at: datetime | None = None
    outside_no: str = ""
    first_contact: str = ""
    answers: dict[str, bool] = {}
    source: Source = "station"
    original_no: str = ""
    duplicate_reason: str = ""
    preconditions: dict[str, bool] = {}
    period_from: date | None = None
    period_until: date | None = None
    approved_by: str = ""
    contact: str = ""


class PapersReceived(msgspec.Struct, frozen=True, kw_only=True):
    """Papers of the checklist came in on a day; `items` are material codes, `valid_until` the last day of those that carry one."""

    items: tuple[str, ...]
    on: date
    valid_until: dict[str, date] = {}


class CaseAccepted(msgspec.Struct, frozen=True, kw_only=True):
    """The case is accepted on `on` (day 0 of its clocks) under the named versions of the rules (subject, code, revision)."""

    on: date
    pins: tuple[tuple[str, str, str], ...]
    owed: tuple[str, ...] = ()
    owed_until: str = ""
    source: Source = "station"
    results: tuple[LimitResult, ...] = ()


class ProposalOverridden(msgspec.Struct, frozen=True, kw_only=True):
    """A field (or cell, table.row.column) in which the clerk chose otherwise than the program proposed; `reason` may be empty."""

    field: str
    proposed: str
    chosen: str
    basis: str
    reason: str = ""


class FormFilled(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A form was completed, or filled anew with a reason; persons' data stand in the private part.

    `overridden` marks where the clerk did not follow a reckoned proposal.
    """

    form: str
    version: int
    stage: str
    values: dict[str, object]
    overridden: tuple[ProposalOverridden, ...] = ()


class StageCompleted(msgspec.Struct, frozen=True, kw_only=True):
    """A stage ended on a day (inclusive), with the result of every limit that ended with it.

    `along` names the stage with which a node inside it was recorded in one go. What was recorded by itself names the `unit` that did it
    (a code of RESPONSIBLE); somebody who is not on the station's list stands in the private part.
    """

    stage: str
    on: date
    persons: tuple[str, ...] = ()
    results: tuple[LimitResult, ...] = ()
    source: Source = "station"
    along: str = ""
    unit: str = ""


class StageDateCorrected(msgspec.Struct, frozen=True, kw_only=True):
    """The day a stage ended was entered wrongly; the reason stands in the envelope.

    `chief` (an identifier; a typed name stands in the private part) and `evidence` come with an acceptance moved to a later day.
    """

    stage: str
    old: date
    new: date
    results: tuple[LimitResult, ...] = ()
    chief: str = ""
    evidence: str = ""


class CaseCorrected(msgspec.Struct, frozen=True, kw_only=True):
    """One value of the application was wrong; a person's data stand in the private part and are empty here."""

    field: str
    label: str
    old: str
    new: str


class ClockPaused(msgspec.Struct, frozen=True, kw_only=True):
    """The clock stops from `since` on (that day is not counted) for a cause on one side, on named evidence."""

    pause: str
    since: date
    side: Side
    cause: str
    evidence: str
    signed_on: date | None = None
    until: date | None = None


class ClockResumed(msgspec.Struct, frozen=True, kw_only=True):
    """A pause ends; `until` is its last day, still not counted."""

    pause: str
    until: date


class CasePassedUp(msgspec.Struct, frozen=True, kw_only=True):
    """The station handed the case to the county centre on a day."""

    on: date
    to: str


class OutcomeFields(msgspec.Struct, frozen=True, kw_only=True):
    """How a case ends and on which day, with the reason's code and name, the evidence, and the person at the station who decided.

    `into` is the case it was merged into, `district` the transformer district it waits behind until `review_on`. Somebody outside the
    list of people who decided stands in the private part.
    """

    outcome: Literal["archived", "withdrawn", "void", "refused", "not_suppliable", "plan_lapsed", "lost_contact", "merged", "handed_over"]
    on: date
    reason_code: str = ""
    reason_name: str = ""
    evidence: str = ""
    decided_by: str = ""
    post: str = ""
    into: str = ""
    into_number: str = ""
    district: str = ""
    review_on: date | None = None
    handed_to: str = ""


class CaseEnded(OutcomeFields, frozen=True, kw_only=True):
    """The case ended without reaching the archive, or by reaching it; what was said of it stands in the envelope as reason."""
