"""Facts about an answered plan: signed elsewhere, objected to, negotiated, extended."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec


class PlanSignatureNoted(msgspec.Struct, frozen=True, kw_only=True):
    """The customer signed a reply that this station did not print (the centre's); its validity runs from `on`."""

    on: date
    evidence: str


class ObjectionRaised(msgspec.Struct, frozen=True, kw_only=True):
    """The customer does not agree with the plan; his words stand in the private part."""

    on: date


class ObjectionSettled(msgspec.Struct, frozen=True, kw_only=True):
    """The talk about an objection ended: the plan is kept, or a new written reply follows; what was agreed stands in the private part."""

    on: date
    how: Literal["kept", "new_reply"]


class ExtensionAsked(msgspec.Struct, frozen=True, kw_only=True):
    """The customer asks that the plan hold longer."""

    on: date
    evidence: str


class ExtensionAnswered(msgspec.Struct, frozen=True, kw_only=True):
    """The plan holds until a new last day, or (None) the request was refused; the reason stands in the envelope."""

    on: date
    until: date | None = None
