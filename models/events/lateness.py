"""Facts about a limit that runs out: warned of, declared beforehand that it will not be kept, and followed up once it is overdue."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

WarningLevel = Literal["yellow", "orange", "red"]


class WarningRaised(msgspec.Struct, frozen=True, kw_only=True):
    """The desk saw a limit reach a level (黄, 橙, 红) on a day; `due` is the limit's last day as it then stood, inclusive."""

    limit: str
    level: WarningLevel
    due: date
    on: date


class OverrunDeclared(msgspec.Struct, frozen=True, kw_only=True):
    """预计超时: said before the due day that it will not be kept, why, what is done about it and until when; the limit does not move.

    `approved_by` is the station chief (a person's identifier) who gave the word on `approved_on`.
    """

    limit: str
    due: date
    cause: str
    measure: str
    new_day: date
    approved_by: str
    approved_on: date
    on: date


class SupervisionRecorded(msgspec.Struct, frozen=True, kw_only=True):
    """超时督办: who was told of an overdue limit (post here, name in the private part), when and how, its cause and 防范措施."""

    limit: str
    due: date
    cause: str
    post: str
    told_on: date
    how: str
    measure: str


class SupervisionAnswered(msgspec.Struct, frozen=True, kw_only=True):
    """What was answered to a supervision, on a day; the words stand in the private part."""

    limit: str
    on: date
