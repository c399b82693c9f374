"""更正理由: the one line above a form that was already filled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from models.forms import Field, TableRow, spec_of
from ui.panel.cell import Cell
from ui.panel.texts import TextEditor


@dataclass(frozen=True, kw_only=True)
class Correction(TableRow):
    """Why a form that was already filled is filled again."""

    reason: Annotated[str, Field("更正理由", hint="写明为什么改，如“客户补报容量”；原来的内容留在历史里")]


def reason_cell() -> Cell:
    """The field for it, which must be filled."""
    return Cell("reason", TextEditor(spec_of(Correction, "reason")), required=True)
