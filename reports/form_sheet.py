"""Prints any form from its one definition: filled, pre-filled for the field, or blank. New forms need nothing here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from models.forms.fields import FieldSpec, Form, specs
from models.forms.sheet import Bar, GridRow, QrCell, Row, Signatures, Sketch, Statement
from models.papers import PaperContext
from reports.grid import Block, Boxes, Cell, Gap, Grid, Stack, Strip
from reports.page import COLUMN, SealBox
from reports.paragraph import Paragraph, Run, heavy, plain
from reports.qr import QrCode, case_payload

SIZE = 10.0
LABEL_SIZE = 9.5
LABEL = 66.0             # six characters
QR_WIDTH = 96.0
LEAST = 21.0             # height of a strip of one line
LINE = SIZE * 1.5
BOX_SIDE = 9.0           # narrower character boxes are not drawn: the value stands as plain text


def form_blocks(context: PaperContext, form_type: type[Form]) -> tuple[Block, ...]:
    """The whole form as one grid. Values come from `context.form`, else from `context.prefilled`, else it is blank."""
    sheet = _Sheet(context, {spec.name: spec for spec in specs(form_type)})
    return (Grid(sheet.strips(form_type.rows)),)


def shown(spec: FieldSpec, value: object) -> str:
    """A value as it stands on paper; empty when there is none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if spec.kind == "date":
        return _typed_day(text)
    return f"{text} {spec.unit}" if spec.unit else text


def _typed_day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True)
class Choice:
    """Check boxes for a closed list; where they would take more than two lines only the chosen word stands there."""

    choices: tuple[str, ...]
    chosen: str
    fills: ClassVar[bool] = False

    def _paragraph(self, width: float) -> Paragraph:
        boxes = plain("　".join(f"{'☑' if item == self.chosen else '☐'}{item}" for item in self.choices), SIZE, align="left")
        if self.chosen in ("", *self.choices) and len(boxes.lines(width)) <= 2:
            return boxes
        return plain(self.chosen, SIZE, align="left")

    def height(self, width: float) -> float:
        """One or two lines."""
        return self._paragraph(width).height(width)

    def draw(self, canvas: Any, x: float, top: float, width: float, height: float = 0) -> None:
        """Draws the boxes or the word."""
        self._paragraph(width).draw(canvas, x, top, width)

    def split(self, width: float, room: float) -> None:
        """A choice is never cut."""


@dataclass(frozen=True)
class _Sheet:
    """Turns the marks of a form's grid into strips of cells."""

    context: PaperContext
    fields: Mapping[str, FieldSpec]

    def strips(self, rows: tuple[GridRow, ...]) -> tuple[Strip, ...]:
        """All strips of the form, the QR cell beside the rows it spans."""
        done: list[Strip] = []
        waiting = list(rows)
        spanned = 0
        while waiting:
            row = waiting.pop(0)
            if isinstance(row, QrCell):
                spanned = row.rows
            elif spanned and not isinstance(row, Bar):
                beside: list[GridRow] = [row]
                while len(beside) < spanned and waiting and isinstance(waiting[0], tuple | Row):
                    beside.append(waiting.pop(0))
                done.append(self._beside_code(beside))
                spanned = 0
            else:
                done.extend(self._strip(row, COLUMN))
        return tuple(done)

    def _beside_code(self, rows: list[GridRow]) -> Strip:
        """Rows at the left, the case's QR code over their whole height at the right."""
        left = tuple(strip for row in rows for strip in self._strip(row, COLUMN - QR_WIDTH))
        return Strip((Cell(Grid(left, framed=False), inset=(0, 0)), Cell(self._code(), fixed=QR_WIDTH, inset=(3, 2))))

    def _code(self) -> Block:
        if not self.context.case_no:
            return plain("受理编号二维码\n（受理后生成）", 8, align="center", colour=0.4)
        payload = case_payload(self.context.case_no, self.context.check_code)
        return QrCode(payload, side=70, caption=self.context.case_no, caption_size=7)

    def _strip(self, row: GridRow, width: float) -> tuple[Strip, ...]:
        if isinstance(row, Bar):
            return (_bar(row.title),)
        if isinstance(row, Statement):
            return (_statement(row),)
        if isinstance(row, Signatures):
            return (Strip(tuple(Cell(SealBox(f"{title}：", SIZE, 40, row.dated), middle=False) for title in row.titles)),)
        if isinstance(row, Sketch):
            return (_sketch(row),)
        if isinstance(row, QrCell):
            return ()
        names, weights = (row.names, row.weights) if isinstance(row, Row) else (row, (1,) * len(row))
        found = [self.fields[name] for name in names]
        if len(found) == 1 and found[0].kind == "table":
            return self._table(found[0])
        return (self._fields(found, weights, width),)

    def _fields(self, found: list[FieldSpec], weights: Sequence[int], width: float) -> Strip:
        """Label and value for each field, the pair as wide as its weight says."""
        cells: list[Cell] = []
        for spec, weight in zip(found, weights, strict=True):
            pair = width * weight / sum(weights)
            cells.append(Cell(label_text(spec.label), fixed=LABEL, shaded=False, inset=(3, 3)))
            cells.append(replace(self._value(spec, pair - LABEL), fixed=pair - LABEL))
        return Strip(tuple(cells), least=max(LEAST, *(LINE * spec.lines + 6 for spec in found)))

    def _value(self, spec: FieldSpec, width: float) -> Cell:
        return value_cell(spec, self.value_of(spec), width)

    def value_of(self, spec: FieldSpec) -> object:
        """What stands in a field of this paper, in whatever shape it came."""
        if self.context.form is not None:
            return getattr(self.context.form, spec.name)
        return self.context.prefilled.get(spec.name)

    def _table(self, spec: FieldSpec) -> tuple[Strip, ...]:
        """The table's name, its head row, its rows; the head comes again on every page."""
        weights = [column_weight(column) for column in spec.columns]
        head = Strip(tuple(_head_cell(c, w) for c, w in zip(spec.columns, weights, strict=True)), least=LEAST, keep=True)
        value = self.value_of(spec)
        rows = list(value) if isinstance(value, list | tuple) else []
        rows += [None] * (max(1, spec.lines) - len(rows))
        total = sum(weights)
        body = tuple(
            Strip(tuple(
                replace(value_cell(replace(c, unit=None), _of(row, c.name), COLUMN * w / total), weight=w, inset=(3, 3))
                for c, w in zip(spec.columns, weights, strict=True)
            ), least=LEAST, heads=(head,))
            for row in rows
        )  # fmt: skip
        return (Strip((Cell(heavy(spec.label, SIZE, align="center")),), least=LEAST, keep=True), head, *body)


def _of(row: object, name: str) -> object:
    if isinstance(row, Mapping):
        return row.get(name)
    return None if row is None else getattr(row, name)


def _head_cell(column: FieldSpec, weight: float) -> Cell:
    return Cell(plain(_head_text(column), LABEL_SIZE, align="center", leading=LABEL_SIZE * 1.3), weight, inset=(2, 3))


def _head_text(column: FieldSpec) -> str:
    return f"{column.label}（{column.unit}）" if column.unit else column.label


LEAST_WEIGHT = {"text": 5.0, "long": 9.0, "date": 6.5, "decimal": 4.0, "integer": 3.0, "choice": 4.0, "yes_no": 5.0, "table": 5.0}


def column_weight(column: FieldSpec) -> float:
    """The share of a table column: room for its kind, and for half its heading (two lines)."""
    return max(LEAST_WEIGHT[column.kind], len(_head_text(column)) / 2 + 1)


def label_text(text: str) -> Paragraph:
    """A label in its cell: two or three characters are spread to four, long ones broken in even halves."""
    if len(text) == 2:
        text = "　　".join(text)
    elif len(text) == 3:
        text = " ".join(text)
    elif len(text) > 6 and text.isalpha() and not text.isascii():
        half = (len(text) + 1) // 2
        text = text if half > 6 else f"{text[:half]}\n{text[half:]}"
    return plain(text, LABEL_SIZE, align="center", leading=LABEL_SIZE * 1.3)


def value_cell(spec: FieldSpec, value: object, width: float) -> Cell:
    """The cell of one value, by the field's kind."""
    text = shown(spec, value)
    if spec.kind == "choice":
        return Cell(Choice(spec.choices, text))
    if spec.kind == "yes_no":
        return Cell(Choice(("是", "否"), text))
    if spec.boxes and len(text) <= spec.boxes and width / spec.boxes >= BOX_SIDE:
        return Cell(Boxes(text, spec.boxes, SIZE), inset=(0, 0))
    if not text:
        return Cell(_empty(spec))
    return Cell(plain(text, SIZE, align="left"), middle=spec.kind != "long")


def _empty(spec: FieldSpec) -> Paragraph:
    """What stands in an empty value: room for a date to be written, or the unit at the right."""
    if spec.kind == "date":
        return plain("年　　月　　日", SIZE, align="right")
    return plain(spec.unit or "", SIZE, align="right")


def _bar(title: str) -> Strip:
    spaced = " ".join(title) if title.isalpha() else title
    return Strip((Cell(heavy(spaced, 12, align="center"), shaded=True),), least=24, keep=True)


def _statement(row: Statement) -> Strip:
    parts: list[Block] = [heavy(row.title, SIZE, align="left")] if row.title else []
    parts += [Paragraph((Run(text),), size=SIZE, indent=2) for text in row.paragraphs]
    return Strip((Cell(Stack(tuple(parts)), inset=(6, 4)),), keep=True)


def _sketch(row: Sketch) -> Strip:
    title = plain(f"{row.title}：", SIZE, align="left")
    return Strip((Cell(Stack((title, Gap(0))), middle=False),), least=row.height * 72 / 25.4)
