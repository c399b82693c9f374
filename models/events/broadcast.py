"""What the county centre sends to all or some stations, and what a station made of it."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

BroadcastKind = Literal["calendar", "rules", "notice", "rectify", "template", "version", "keys"]


class BroadcastSent(msgspec.Struct, frozen=True, kw_only=True):
    """The centre sent something: `kind` says what `body` holds.

    calendar: a year's holidays as its file; rules: a rule file; notice, rectify: plain words (稽查通报, 整改通知); template: a county's
    常用语 as a file (plain words from older centres); version: the least program version; keys: the centre's new card. `due`: an answer
    is wanted by that day (inclusive).
    `cases` are the numbers it concerns.
    """

    broadcast: str
    kind: BroadcastKind
    title: str
    body: str
    file: str = ""
    due: date | None = None
    cases: tuple[str, ...] = ()


class BroadcastSettled(msgspec.Struct, frozen=True, kw_only=True):
    """The station read a broadcast, adopted what it brought, or answered it, on a day."""

    broadcast: str
    how: Literal["read", "adopted", "answered", "declined"]
    on: date
    text: str = ""
