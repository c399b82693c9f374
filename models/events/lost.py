"""Facts about papers of a case that were lost (遗失) and replaced (补办)."""

from __future__ import annotations

from datetime import date

import msgspec


class PaperLost(msgspec.Struct, frozen=True, kw_only=True):
    """A paper of the file was found to be lost on a day; how it came about stands in the envelope; `number` counts from 1."""

    number: int
    name: str
    on: date


class LostPaperSettled(msgspec.Struct, frozen=True, kw_only=True):
    """A lost paper was replaced by another or found again on a day; `how` is replaced or found, `by` says what lies there now."""

    number: int
    on: date
    how: str
    by: str
