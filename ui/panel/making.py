"""Which editor a field gets, by its kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from models.forms import FieldSpec
from ui.panel.choices import ChoiceBox, ChoiceRow, YesNo
from ui.panel.editor import Editor
from ui.panel.texts import DateEditor, LongEditor, TextEditor

RADIO_AT_MOST = 4
_RADIO_LETTERS = 18


def editor_for(spec: FieldSpec, today: Callable[[], date], *, compact: bool = False) -> Editor:
    """The editor of a field; `compact` for one cell of a table: one line, lists instead of rows of buttons."""
    if spec.kind == "table":
        from ui.panel.table import TableEditor  # a table is made of editors and is one itself

        return TableEditor(spec, today)
    if spec.kind == "yes_no":
        return ChoiceBox(spec.label, ("是", "否"), required=True) if compact else YesNo(spec.label)
    if spec.kind == "choice":
        short = len(spec.choices) <= RADIO_AT_MOST and sum(map(len, spec.choices)) <= _RADIO_LETTERS
        if short and not compact:
            return ChoiceRow(spec.label, spec.choices)
        return ChoiceBox(spec.label, spec.choices, required=spec.required or spec.default is not None)
    if spec.kind == "date":
        return DateEditor(spec, today)
    return LongEditor(spec) if spec.kind == "long" and not compact else TextEditor(spec)
