"""Which editor a field gets, by its kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from models.forms import FieldSpec
from ui.panel.choices import ChoiceBox, ChoiceRow, YesNo
from ui.panel.editor import Editor
from ui.panel.texts import DateEditor, LongEditor, TextEditor

RADIO_AT_MOST = 4
_HALF, _WHOLE = 19, 46
_BUTTON = 3


def editor_for(spec: FieldSpec, today: Callable[[], date], *, compact: bool = False, wide: bool = False) -> Editor:
    """The editor of a field; `compact` for one cell of a table: one line, lists instead of rows of buttons.

    `wide` where the field has the whole row of the grid: then more buttons fit side by side. Room is counted in letters.
    """
    if spec.kind == "table":
        from ui.panel.table import TableEditor  # a table is made of editors and is one itself

        return TableEditor(spec, today)
    if spec.kind == "drawing":
        from ui.panel.drawing import DrawingEditor

        return DrawingEditor(spec)
    if spec.kind == "yes_no":
        return ChoiceBox(spec.label, ("是", "否"), required=True) if compact else YesNo(spec.label)
    if spec.kind == "choice":
        room = sum(map(len, spec.choices)) + _BUTTON * len(spec.choices)
        if not compact and len(spec.choices) <= RADIO_AT_MOST and room <= (_WHOLE if wide else _HALF):
            return ChoiceRow(spec.label, spec.choices)
        return ChoiceBox(spec.label, spec.choices, required=spec.required or spec.default is not None)
    if spec.kind == "date":
        return DateEditor(spec, today)
    if spec.kind == "long" and not compact:
        return LongEditor(spec)
    return TextEditor(replace(spec, unit=None) if compact else spec)  # in a table the unit stands in the head
