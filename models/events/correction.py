"""Facts about putting things right that reach beyond one value: papers that say something else now, stages opened again."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec


class PapersOutdated(msgspec.Struct, frozen=True, kw_only=True):
    """A value (`label`) was corrected that stands on issued papers: each is to be issued anew or explained."""

    label: str
    papers: tuple[str, ...]
    on: date


class PaperSettled(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that said something else was issued anew as `by`, or explained (the words stand in the envelope's reason)."""

    paper_no: str
    how: Literal["reissued", "explained"]
    by: str = ""


class CaseRenumbered(msgspec.Struct, frozen=True, kw_only=True):
    """A case was given another number, because a second case bears the `old` one; the reason stands in the envelope."""

    old: str
    new: str


class StageReopened(msgspec.Struct, frozen=True, kw_only=True):
    """A finished stage is to be done again: it and the `marks` its form set are open, their results no longer hold.

    `chief` is who approved it (an identifier; a typed name stands in the private part), needed once its result was exported.
    """

    stage: str
    marks: tuple[str, ...]
    on: date
    evidence: str
    chief: str = ""
