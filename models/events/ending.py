"""Facts about how a case comes to its end, and about one that waits and is taken up again."""

from __future__ import annotations

from datetime import date

import msgspec

from models.events.case import OutcomeFields


class OutcomeDecided(OutcomeFields, frozen=True, kw_only=True):
    """It was decided how the case ends; it does when the customer has got the written answer, until then its clock runs."""


class OutcomeDropped(msgspec.Struct, frozen=True, kw_only=True):
    """The decision was taken back before the answer reached the customer; the reason stands in the envelope."""

    on: date


class CaseMergedIn(msgspec.Struct, frozen=True, kw_only=True):
    """Another case of the same application was merged into this one."""

    case: str
    number: str
    on: date


class SupplyReviewed(msgspec.Struct, frozen=True, kw_only=True):
    """A case that waits was looked at again and still cannot be supplied; the next review is due on a day (inclusive)."""

    on: date
    found: str
    review_on: date


class CaseReopened(msgspec.Struct, frozen=True, kw_only=True):
    """A case that waited can be supplied now: its stages begin anew, and its clocks with this day as day 0."""

    on: date
    found: str
