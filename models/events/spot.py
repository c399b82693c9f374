"""Facts about spot checks (抽查): which cases were drawn at random, and what was found on looking."""

from __future__ import annotations

from datetime import date

import msgspec


class SpotChecksDrawn(msgspec.Struct, frozen=True, kw_only=True):
    """Cases were drawn for a spot check: with the same `seed` out of the same `of` cases anybody draws the same ones again."""

    draw: str
    on: date
    seed: int
    of: int
    cases: tuple[str, ...]


class SpotChecked(msgspec.Struct, frozen=True, kw_only=True):
    """A case that was drawn was looked at on a day: `result` is right or wrong, `words` what was found."""

    draw: str
    on: date
    result: str
    words: str
