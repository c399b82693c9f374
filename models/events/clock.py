"""Facts about a case's clock besides stopping and going on: refused pauses, delays with their causes."""

from __future__ import annotations

from datetime import date

import msgspec

from models.events.case import Side


class PauseRefused(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody tried to stop the clock for what no rule lets it stop for; `words` is what was written as evidence."""

    cause: str
    cause_name: str
    side: Side
    since: date
    words: str
    why: str


class DelayNoted(msgspec.Struct, frozen=True, kw_only=True):
    """A stage takes longer for a known cause from a day on; it explains and never stops a clock."""

    cause: str
    cause_name: str
    side: Side
    stage: str
    on: date
    words: str = ""
