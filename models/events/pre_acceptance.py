"""Facts about 预受理: an application taken down before it can be accepted. What it obliges is our reading, no regulation was found."""

from __future__ import annotations

from datetime import date

import msgspec


class PreAccepted(msgspec.Struct, frozen=True, kw_only=True):
    """The case stands under a number of its own until it is accepted; no limit runs. `lacking` are the groups of papers missing.

    `remind_on` is the day (inclusive) on which the station reminds the customer; nothing lacking = the customer comes later to apply.
    """

    number: str
    on: date
    remind_on: date
    lacking: tuple[str, ...] = ()


class PreAcceptanceRenumbered(msgspec.Struct, frozen=True, kw_only=True):
    """A pre-acceptance was given another number, because a second one bears the `old` one; the reason stands in the envelope."""

    old: str
    new: str


class PreAcceptanceRemindedLater(msgspec.Struct, frozen=True, kw_only=True):
    """Another day was agreed with the customer; the reason stands in the envelope."""

    remind_on: date
