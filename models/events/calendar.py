"""What a newer calendar does to one case."""

from __future__ import annotations

from datetime import date

import msgspec


class DueMoved(msgspec.Struct, frozen=True, kw_only=True):
    """An adopted calendar revision gave an open case other dates: `limit` in words, days inclusive, None = no day while it waits.

    The case itself is not changed by it: the date follows from the calendar. It stands here so that the move can be read.
    """

    calendar: str
    limit: str
    old: date | None = None
    new: date | None = None
    was_provisional: bool = False
    provisional: bool = False
