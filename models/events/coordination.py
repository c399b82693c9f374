"""Facts about what was asked of another unit (配合单) for a case."""

from __future__ import annotations

from datetime import date

import msgspec


class CoordinationAsked(msgspec.Struct, frozen=True, kw_only=True):
    """A unit is asked to do something by a day (inclusive); `number` counts the case's slips from 1."""

    number: int
    unit: str
    what: str
    on: date
    by: date


class CoordinationAnswered(msgspec.Struct, frozen=True, kw_only=True):
    """The unit answered on a day, or the request was taken back; a delay is the unit's and moves no clock of the customer."""

    number: int
    on: date
    answer: str
    taken_back: bool = False
