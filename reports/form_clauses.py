"""The paragraphs of a letter or contract, with what was filled in underlined and room to write where nothing was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from string import Formatter

from models.forms.fields import FieldSpec
from models.forms.sheet import Clause
from reports.form_values import shown
from reports.paragraph import Paragraph, Run

LINE = "＿"          # a line to write on, one character wide: unlike a blank it stands at a line's end as well
BLANK = {"date": f"{LINE * 3}年{LINE * 2}月{LINE * 2}日", "decimal": LINE * 4, "integer": LINE * 3, "yes_no": LINE * 2}
LONG_BLANK = LINE * 9
LONGER = 2.0        # points above the form's size: a letter is read, not filled in


def clause_blocks(
    clause: Clause, fields: Mapping[str, FieldSpec], value_of: Callable[[FieldSpec], object], size: float, *, complete: bool
) -> Iterator[Paragraph]:
    """The paragraphs of one clause: one, or one for every row of its table (on a blank one with lines to write on).

    `complete`: the form was filled in, so that what is still empty stays so.
    """
    blank = "" if complete else LONG_BLANK
    if not clause.each:
        yield _paragraph(clause, {name: (fields[name], value_of(fields[name])) for name in clause.fields}, size, blank)
        return
    spec = fields[clause.each]
    given = value_of(spec)
    rows = given if isinstance(given, list | tuple) else ()
    for number, row in enumerate(rows or (() if complete else (None,)), 1):
        filled = {column.name: (column, _of(row, column.name)) for column in spec.columns}
        yield _paragraph(clause, filled, size, blank, number)


def _of(row: object, name: str) -> object:
    if isinstance(row, Mapping):
        return row.get(name)
    return None if row is None else getattr(row, name)


def _paragraph(clause: Clause, filled: Mapping[str, tuple[FieldSpec, object]], size: float, blank: str, number: int = 0) -> Paragraph:
    runs: list[Run] = []
    for text, name, _, _ in Formatter().parse(clause.text):
        if text:
            runs.append(Run(text, bold=clause.heading))
        if name == "no":
            runs.append(Run(str(number)))
        elif name:
            spec, value = filled[name]
            told = shown(spec, value)
            runs.append(Run(told, under=True) if told else Run(blank and _blank(spec)))
    large = size + LONGER
    return Paragraph(tuple(runs), size=large, indent=2, leading=large * (1.75 if clause.heading else 1.6))


def _blank(spec: FieldSpec) -> str:
    """The line to write on, as long as the field's kind needs, with its unit."""
    return BLANK.get(spec.kind, LONG_BLANK) + (f" {spec.unit}" if spec.unit else "")
