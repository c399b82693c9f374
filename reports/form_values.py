"""How one field stands on paper: its label, its value or the room to write it, check boxes, character boxes, table columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from models.forms.drawing import Drawing
from models.forms.fields import FieldSpec
from reports.breaking import GLUE
from reports.fonts import text_width
from reports.grid import Boxes, Cell
from reports.paragraph import Paragraph, Run, plain

LINE = "＿"               # a line to write on, one character wide: unlike a blank it stands at a line's end as well
BOX_SIDE = 9.0           # points; where character boxes would be narrower the value stands as plain text
LEAST_WEIGHT = {"text": 5.0, "long": 12.0, "date": 6.5, "decimal": 4.0, "integer": 3.0, "choice": 4.0, "yes_no": 5.0, "table": 5.0}
SECOND_LINES = (             # words that a label of two lines is not broken inside
    "身份证号", "证件号码", "固定电话", "移动电话", "联系电话", "电源容量", "原有容量", "申请容量", "增值税", "互感器", "整改要求",
    "内办完", "住户",
)  # fmt: skip
CENTRED = ("date", "decimal", "integer", "choice", "yes_no")


def shown(spec: FieldSpec, value: object) -> str:
    """A value as it stands on paper; empty when there is none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return spec.words[0 if value else 1]
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, Drawing):
        return " ".join(mark.text for mark in value.marks if mark.text)
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if spec.kind == "date":
        return _typed_day(text)
    return f"{text} {spec.unit}" if spec.unit else text


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _typed_day(text: str) -> str:
    try:
        return _day(date.fromisoformat(text))
    except ValueError:
        return text


@dataclass(frozen=True)
class Choice:
    """Check boxes for a closed list; where they would take more than `most` lines only the chosen word stands there."""

    choices: tuple[str, ...]
    chosen: str
    size: float
    most: int = 2
    fills: ClassVar[bool] = False

    def _paragraph(self, width: float) -> Paragraph:
        marked = (("☑" if item == self.chosen else "☐") + item for item in self.choices)
        boxes = plain("　".join(GLUE.join(item) for item in marked), self.size, align="left")
        if self.chosen in ("", *self.choices) and len(boxes.lines(width)) <= self.most:
            return boxes
        return plain(self.chosen, self.size, align="left")

    def height(self, width: float) -> float:
        """One line or more."""
        return self._paragraph(width).height(width)

    def draw(self, canvas: Any, x: float, top: float, width: float, height: float = 0) -> None:
        """Draws the boxes or the word."""
        self._paragraph(width).draw(canvas, x, top, width)

    def split(self, width: float, room: float) -> None:
        """A choice is never cut."""


def label_text(text: str, size: float) -> Paragraph:
    """A label in its cell: two or three characters are spread to four, long ones broken before a word or in even halves."""
    if len(text) == 2:
        text = "　　".join(text)
    elif len(text) == 3:
        text = " ".join(text)
    elif len(text) > 6 and "（" in text:
        text = text.replace("（", "\n（", 1)
    elif 6 < len(text) <= 12 and text.isalpha() and not text.isascii():
        words = (text.find(word) for word in SECOND_LINES)
        half = next((at for at in words if 0 < at <= 6 and len(text) - at <= 6), (len(text) + 1) // 2)
        text = f"{text[:half]}\n{text[half:]}"
    return plain(text, size, align="center", leading=size * 1.3)


def choices_of(spec: FieldSpec) -> tuple[str, ...]:
    """The closed list of a field; its two words for a yes-or-no."""
    return spec.words if spec.kind == "yes_no" else spec.choices


def value_cell(spec: FieldSpec, value: object, width: float, size: float) -> Cell:
    """The cell of one value beside its label, by the field's kind."""
    text = shown(spec, value)
    if choices_of(spec):
        return Cell(Choice(choices_of(spec), text, size, max(2, spec.lines)))
    if spec.boxes and len(text) <= spec.boxes and width / spec.boxes >= BOX_SIDE:
        return Cell(Boxes(text, spec.boxes, size), inset=(0, 0))
    if not text:
        return Cell(room_to_write(spec, size))
    return Cell(plain(text, snug(text, size, width - 9), align="left"), middle=spec.kind != "long")


def confirmed_cell(spec: FieldSpec, value: object, asked: object, size: float) -> Cell:
    """Whether what was asked for holds, and what holds."""
    told = shown(spec, value)
    agreed = bool(told) and told == shown(spec, asked)
    boxes = f"{'☑' if agreed else '☐'}是　{'☑' if told and not agreed else '☐'}否　"
    return Cell(Paragraph((Run(boxes), Run(told or LINE * 6, under=bool(told))), size=size, align="left"))


def snug(text: str, size: float, room: float) -> float:
    """A slightly smaller size where it keeps one unbroken word (a number, a code) on its line."""
    if not text.isascii() or " " in text:
        return size
    needed = text_width(text, size)
    return size * room / needed if room < needed <= room * 1.2 else size


def room_to_write(spec: FieldSpec, size: float) -> Paragraph:
    """What stands in an empty value: the marks of a date, words to be filled up, or the unit at the right."""
    if spec.guide:
        return plain(spec.guide, size, align="left", leading=1.8 * size)
    if spec.kind == "date":
        return plain("年　　月　　日", size, align="right")
    return plain(spec.unit or "", size, align="right")


def column_head(column: FieldSpec) -> str:
    """The heading of a table's column with its unit."""
    return f"{column.paper_label}（{column.unit}）" if column.unit else column.paper_label


def column_weight(column: FieldSpec) -> float:
    """The share of a table's column: room for its kind, and for half its heading (two lines)."""
    return max(LEAST_WEIGHT[column.kind], len(column_head(column)) / 2 + 1)


def table_cell(column: FieldSpec, value: object, width: float, size: float) -> Cell:
    """One value of a table, without its unit: the heading has it. An empty choice shows its boxes."""
    text = shown(column, value)
    if text and column.unit:
        text = text.removesuffix(column.unit).rstrip()
    if not text and choices_of(column):
        return Cell(Choice(choices_of(column), "", size), column_weight(column), inset=(3, 3))
    align = "center" if column.kind in CENTRED else "left"
    return Cell(plain(text, snug(text, size, width - 6), align=align), column_weight(column), inset=(3, 3))


def total_of(column: FieldSpec, values: Sequence[object]) -> str:
    """The sum of a column's figures as it stands under a table; a blank to be written where there are none."""
    figures = [Decimal(str(value)) for value in values if value not in (None, "")] if column.kind in ("decimal", "integer") else []
    return f"{sum(figures, Decimal(0)):f}" if figures else "　　　　"
