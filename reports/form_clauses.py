"""The paragraphs of a letter or contract, with what was filled in underlined and room to write where nothing was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from string import Formatter

from models.forms.fields import FieldSpec
from models.forms.sheet import Clause
from reports.form_values import LINE, shown
from reports.paragraph import Paragraph, Run

BLANK = {"date": f"{LINE * 3}年{LINE * 2}月{LINE * 2}日", "decimal": LINE * 4, "integer": LINE * 3, "yes_no": LINE * 2}
STRUCK = "／"
LONG_BLANK = LINE * 9
Filled = Mapping[str, tuple[FieldSpec, object]]
LONGER = 2.0        # points above the form's size: a letter is read, not filled in


def clause_blocks(
    clause: Clause, fields: Mapping[str, FieldSpec], value_of: Callable[[FieldSpec], object], size: float, *, complete: bool
) -> Iterator[Paragraph]:
    """The paragraphs of one clause: one, or one for every row of its table (on a blank one with lines to write on).

    `complete`: the form was filled in, so that what is still empty stays so.
    """
    if not clause.each:
        yield _paragraph(clause, {name: (fields[name], value_of(fields[name])) for name in clause.fields}, size, complete)
        return
    spec = fields[clause.each]
    given = value_of(spec)
    rows = given if isinstance(given, list | tuple) else ()
    for number, row in enumerate(rows or (() if complete else (None,)), 1):
        filled = {column.name: (column, _of(row, column.name)) for column in spec.columns}
        yield _paragraph(clause, filled, size, complete, number)


def _of(row: object, name: str) -> object:
    if isinstance(row, Mapping):
        return row.get(name)
    return None if row is None else getattr(row, name)


def _paragraph(clause: Clause, filled: Filled, size: float, complete: bool, number: int = 0) -> Paragraph:
    runs = sentence(clause.text, filled, number=number, bold=clause.heading, complete=complete)
    large = size + LONGER
    return Paragraph(runs, size=large, indent=2, leading=large * (1.75 if clause.heading else 1.6))


def sentence(text: str, filled: Filled, *, number: int = 0, bold: bool = False, complete: bool = False) -> tuple[Run, ...]:
    """A text with its {names} filled in and underlined; what is empty becomes a line to write on.

    In a `complete` form it stays empty, struck out where a colon announced it.
    """
    runs: list[Run] = []
    for words, name, _, _ in Formatter().parse(text):
        if words:
            runs.append(Run(words, bold=bold))
        if name == "no":
            runs.append(Run(str(number)))
        elif name:
            spec, value = filled[name]
            told = shown(spec, value)
            runs.append(Run(told, under=True) if told else Run(_empty(words, spec, complete=complete)))
    return tuple(runs)


def _empty(before: str, spec: FieldSpec, *, complete: bool) -> str:
    if complete:
        return STRUCK if before.endswith("：") else ""
    return _blank(spec)


def _blank(spec: FieldSpec) -> str:
    """The line to write on, as long as the field's kind needs, with its unit."""
    return BLANK.get(spec.kind, LONG_BLANK) + (f" {spec.unit}" if spec.unit else "")
