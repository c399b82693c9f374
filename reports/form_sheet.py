"""Prints any form from its one definition: filled, pre-filled for the field, or blank. New forms need nothing here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import cast

from models.forms.fields import FieldSpec, Form, specs
from models.forms.sheet import Annex, Bar, Clause, GridRow, QrCell, Row, Signatures, Sketch, Statement, Sum
from models.papers import PaperContext
from reports.form_clauses import clause_blocks
from reports.form_values import column_head, column_weight, label_text, table_cell, total_of, value_cell
from reports.grid import Block, Cell, Gap, Grid, PageBreak, Stack, Strip
from reports.page import COLUMN, SealBox
from reports.paragraph import Paragraph, Run, heavy, plain
from reports.qr import QrCode, case_payload

SIZES = (10.0, 9.5, 9.0)     # of values, in points; the first that lets the form stand on one page is taken
LABEL = 66.0                 # width of a label's cell: six characters
QR_WIDTH = 96.0
NUMBER = 30.0                # width of 序号
TITLE = 16.0                 # of an annex


def form_blocks(context: PaperContext, form_type: type[Form], size: float = SIZES[0]) -> tuple[Block, ...]:
    """The whole form as one grid, its annexes behind it on sheets of their own.

    Values come from `context.form`, else from `context.prefilled`, else it is blank.
    """
    sheet = _Sheet(context, {spec.name: spec for spec in specs(form_type)}, size)
    annexes = (block for row in form_type.rows if isinstance(row, Annex) for block in sheet.annex(row))
    return (*sheet.body(tuple(row for row in form_type.rows if not isinstance(row, Annex))), *annexes)


@dataclass(frozen=True)
class _Sheet:
    """Turns the marks of a form's grid into strips of cells."""

    context: PaperContext
    fields: Mapping[str, FieldSpec]
    size: float

    @property
    def least(self) -> float:
        """Height of a strip of one line."""
        return 2.1 * self.size

    def body(self, rows: tuple[GridRow, ...]) -> Iterator[Block]:
        """The form in its order: framed rows as grids, clauses as the paragraphs between them."""
        for place, (plain_text, group) in enumerate(groupby(rows, lambda row: isinstance(row, Clause))):
            if plain_text:
                yield Gap(self.size / 2 if place else 0)
                yield from self._clauses(cast(Iterator[Clause], group))
                yield Gap(self.size)
            else:
                yield Grid(self.strips(tuple(group)))

    def _clauses(self, rows: Iterator[Clause]) -> Iterator[Block]:
        """The paragraphs, each heading kept with what follows it."""
        complete = self.context.form is not None
        title: tuple[Block, ...] = ()
        for row in rows:
            for block in clause_blocks(row, self.fields, self.value_of, self.size, complete=complete):
                if row.heading:
                    title = (block,)
                    continue
                yield Stack((*title, block), whole=True) if title else block
                title = ()

    def strips(self, rows: tuple[GridRow, ...]) -> tuple[Strip, ...]:
        """All strips of the form, the QR cell beside the rows it spans."""
        done: list[Strip] = []
        waiting = list(rows)
        spanned, bar = 0, ""
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
                done.extend(self._strip(row, COLUMN, bar))
            bar = row.title if isinstance(row, Bar) else ""
        return tuple(done)

    def annex(self, row: Annex) -> Iterator[Block]:
        """The sheets of one annex: break, title, grid; without rows one empty sheet to write on."""
        spec = self.fields[row.table]
        columns = tuple(column for column in spec.columns if column.name != row.by)
        groups: dict[object, list[object]] = {}
        for line in self._lines(spec):
            groups.setdefault(_of(line, row.by) if row.by else "", []).append(line)
        by = next((column for column in spec.columns if column.name == row.by), None)
        for value, lines in (groups or {None: []}).items():
            heads = [self._fields([self.fields[name] for name in names], (1,) * len(names), COLUMN) for names in row.heads]
            if by is not None:
                heads.append(self._row_of_cells([(by, value)], (1,), COLUMN))
            yield PageBreak()
            yield heavy(row.title, TITLE, align="center", leading=TITLE * 2)
            foot = (self._mark(Signatures(row.signed)),) if row.signed else ()
            yield Grid((*heads, *self._body(replace(spec, columns=columns), lines), *foot))

    def _beside_code(self, rows: list[GridRow]) -> Strip:
        """Rows at the left, the case's QR code over their whole height at the right."""
        left = tuple(strip for row in rows for strip in self._strip(row, COLUMN - QR_WIDTH))
        return Strip((Cell(Grid(left, framed=False), inset=(0, 0)), Cell(self._code(), fixed=QR_WIDTH, inset=(3, 2))))

    def _code(self) -> Block:
        if not self.context.case_no:
            return plain("受理编号二维码\n（受理后生成）", 8, align="center", colour=0.4)
        payload = case_payload(self.context.case_no, self.context.check_code)
        return QrCode(payload, side=70, caption=self.context.case_no, caption_size=7)

    def _strip(self, row: GridRow, width: float, bar: str = "") -> tuple[Strip, ...]:
        """The strips of one mark; `bar` is the title of the bar right above, so that a table need not repeat it."""
        if isinstance(row, tuple | Row):
            names, weights = (row.names, row.weights) if isinstance(row, Row) else (row, (1,) * len(row))
            found = [self.fields[name] for name in names]
            if len(found) == 1 and found[0].kind == "table":
                return self._table(found[0], bar)
            return (self._fields(found, weights, width),)
        return () if isinstance(row, QrCell | Annex | Clause) else (self._mark(row),)

    def _mark(self, row: Bar | Statement | Signatures | Sketch | Sum) -> Strip:
        if isinstance(row, Sum):
            return self._sum(row)
        if isinstance(row, Bar):
            spaced = " ".join(row.title) if row.title.isalpha() else row.title
            return Strip((Cell(heavy(spaced, self.size + 2, align="center"), shaded=True),), least=2.4 * self.size, keep=True)
        if isinstance(row, Statement):
            return self._statement(row)
        if isinstance(row, Signatures):
            boxes = (SealBox(_ended(title), self.size, 4 * self.size, row.dated) for title in row.titles)
            return Strip(tuple(Cell(box, middle=False) for box in boxes))
        title = plain(_ended(row.title), self.size, align="left")
        return Strip((Cell(title, middle=False),), least=row.height * 72 / 25.4 * self.size / SIZES[0])

    def _sum(self, row: Sum) -> Strip:
        """The line of sums under a table."""
        lines = self._lines(self.fields[row.table])
        figures = {column.name: total_of(column, [_of(line, column.name) for line in lines]) for column in self.fields[row.table].columns}
        return Strip((Cell(plain(row.text.format(**figures), self.size, align="left")),), least=self.least)

    def _statement(self, row: Statement) -> Strip:
        parts: list[Block] = [heavy(row.title, self.size, align="left")] if row.title else []
        parts += [Paragraph((Run(text),), size=self.size, indent=2) for text in row.paragraphs]
        return Strip((Cell(Stack(tuple(parts)), inset=(6, 4)),), keep=True)

    def _fields(self, found: list[FieldSpec], weights: Sequence[int], width: float) -> Strip:
        """Label and value for each field, the pair as wide as its weight says."""
        return self._row_of_cells([(spec, self.value_of(spec)) for spec in found], weights, width)

    def _row_of_cells(self, found: Sequence[tuple[FieldSpec, object]], weights: Sequence[int], width: float) -> Strip:
        cells: list[Cell] = []
        for (spec, value), weight in zip(found, weights, strict=True):
            room = width * weight / sum(weights) - LABEL
            cells.append(Cell(label_text(spec.label, self.size - 0.5), fixed=LABEL, inset=(3, 3)))
            cells.append(replace(value_cell(spec, value, room, self.size), fixed=room))
        return Strip(tuple(cells), least=max(self.least, *(1.5 * self.size * spec.lines + 6 for spec, _ in found)))

    def value_of(self, spec: FieldSpec) -> object:
        """What stands in a field of this paper, in whatever shape it came."""
        if self.context.form is not None:
            return getattr(self.context.form, spec.name)
        return self.context.prefilled.get(spec.name)

    def _table(self, spec: FieldSpec, bar: str) -> tuple[Strip, ...]:
        """The table's name unless the bar says it, its head row, its rows."""
        named = () if spec.label in bar else (Strip((Cell(heavy(spec.label, self.size, align="center")),), least=self.least, keep=True),)
        return (*named, *self._body(spec, self._lines(spec)))

    def _lines(self, spec: FieldSpec) -> list[object]:
        value = self.value_of(spec)
        return list(value) if isinstance(value, list | tuple) else []

    def _body(self, spec: FieldSpec, lines: list[object]) -> tuple[Strip, ...]:
        """The head row and the rows of a table, at least as many as the paper has; the head comes again on every page."""
        heads = [
            Cell(plain(column_head(column), self.size - 0.5, align="center", leading=self.size * 1.25), column_weight(column), inset=(2, 3))
            for column in spec.columns
        ]
        head = Strip((*self._number("序号", spec), *heads), least=self.least, keep=True)
        rows = [*lines, *[None] * (max(1, spec.lines) - len(lines))]
        numbered = ((*self._number(str(at), spec), *self._row(spec, row)) for at, row in enumerate(rows, 1))
        return (head, *(Strip(cells, least=self.least, heads=(head,)) for cells in numbered))

    def _number(self, text: str, spec: FieldSpec) -> tuple[Cell, ...]:
        return (Cell(plain(text, self.size - 0.5, align="center"), fixed=NUMBER, inset=(2, 3)),) if spec.numbered else ()

    def _row(self, spec: FieldSpec, row: object) -> tuple[Cell, ...]:
        room = COLUMN - (NUMBER if spec.numbered else 0)
        unit = room / sum(column_weight(column) for column in spec.columns)
        return tuple(table_cell(each, _of(row, each.name), unit * column_weight(each), self.size) for each in spec.columns)


def _of(row: object, name: str) -> object:
    if isinstance(row, Mapping):
        return row.get(name)
    return None if row is None else getattr(row, name)


def _ended(title: str) -> str:
    return title if title.endswith("：") else f"{title}："
