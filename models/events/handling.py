"""Facts about how a case is handled besides its stages: the green channel, what is done afterwards, how long a change lasts."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec


class GreenChannelOpened(msgspec.Struct, frozen=True, kw_only=True):
    """The case goes by the green channel from a day on; the reason stands in the envelope, who allowed it in the private part."""

    on: date
    post: str = ""


class GreenChannelClosed(msgspec.Struct, frozen=True, kw_only=True):
    """The case goes its ordinary way again; the reason stands in the envelope."""

    on: date


class AfterStepDone(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a sequence (counted from 1) was done in the marketing system on a day."""

    sequence: str
    step: int
    on: date


class AfterStepTakenBack(msgspec.Struct, frozen=True, kw_only=True):
    """A step was ticked off wrongly; the reason stands in the envelope."""

    sequence: str
    step: int


class AfterSequenceSkipped(msgspec.Struct, frozen=True, kw_only=True):
    """A sequence does not apply to this case; the reason stands in the envelope."""

    sequence: str
    on: date


class PeriodExtended(msgspec.Struct, frozen=True, kw_only=True):
    """A change may last until a later day (inclusive); the reason stands in the envelope, who allowed it in the private part."""

    until: date
    on: date


class PeriodEnded(msgspec.Struct, frozen=True, kw_only=True):
    """A change came to its end on a day: stopped and taken down, resumed, or gone over into a case of its own (its number)."""

    on: date
    how: Literal["stopped", "resumed", "new_case"]
    number: str = ""
