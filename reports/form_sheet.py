"""Prints any form from its one definition: filled, pre-filled for the field, or blank. New forms need nothing here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import cast

from models.forms.drawing import Drawing
from models.forms.fields import FieldSpec, Form, specs
from models.forms.sheet import Annex, Bar, Clause, GridRow, QrCell, Row, Side, Signatures, Sketch, Statement, Sum, row_names
from models.papers import PaperContext
from reports.form_clauses import clause_blocks, sentence
from reports.form_values import column_head, column_weight, confirmed_cell, label_text, table_cell, total_of, value_cell
from reports.grid import Block, Cell, Gap, Grid, PageBreak, Stack, Strip
from reports.page import COLUMN, SealBox
from reports.paragraph import Paragraph, Run, heavy, plain
from reports.qr import QrCode, case_payload
from reports.sketch_box import DrawingBox

SIZES = (10.0, 9.5, 9.0)     # of values, in points; the first that lets the form stand on one page is taken
LABEL = 66.0                 # width of a label's cell: six characters
QR_WIDTH = 96.0
NUMBER = 30.0                # width of 序号
SIDE_TITLE = 30.0            # width of an upright title: two characters
TITLE = 16.0                 # of an annex
SIGNED = 620.0               # up to this height the last clause, what stands below it and the signatures share a sheet


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
        """The form in its order: framed rows as grids, clauses as the paragraphs between them; nobody signs on a sheet without a clause."""
        groups = [(plain_text, tuple(group)) for plain_text, group in groupby(rows, lambda row: isinstance(row, Clause))]
        clause: tuple[Block, ...] = ()
        for place, (plain_text, group) in enumerate(groups):
            if plain_text:
                *before, last = self._clauses(iter(cast(tuple[Clause, ...], group)))
                clause = (last, Gap(self.size))
                yield Gap(self.size / 2 if place else 0)
                yield from before
                if place == len(groups) - 1:
                    yield from clause
                continue
            grid = Grid(self.strips(group))
            signed = any(isinstance(row, Signatures) for row in group)
            yield from (Stack((*clause, grid), whole=True, most=SIGNED),) if clause and signed else (*clause, grid)
            clause = ()

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
        """All strips of the form, the QR cell and upright titles beside the rows they span."""
        done: list[Strip] = []
        waiting = list(rows)
        spanned, bar = 0, ""
        while waiting:
            row = waiting.pop(0)
            if isinstance(row, QrCell):
                spanned = row.rows
            elif isinstance(row, Side):
                done.append(self._beside_title(row, _next_rows(waiting, row.rows)))
            elif spanned and not isinstance(row, Bar):
                done.append(self._beside_code([row, *_next_rows(waiting, spanned - 1)]))
                spanned = 0
            elif isinstance(row, Statement) and waiting and isinstance(waiting[0], Signatures) and len(waiting[0].titles) == 1:
                done.append(self._statement(row, cast(Signatures, waiting.pop(0))))
            elif isinstance(row, Signatures) and done:
                done = [*done[:-1], replace(done[-1], keep=True), *self._strip(row, COLUMN)]
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
        foot = (self._mark(Signatures(row.signed)),) if row.signed else ()
        for value, lines in (groups or {None: []}).items():
            sheets = range(0, max(1, len(lines)), spec.lines)
            for sheet, first in enumerate(sheets, 1):
                heads = [self._fields([self.fields[name] for name in names], (1,) * len(names), COLUMN) for names in row.heads]
                if by is not None:
                    heads.append(self._counted(by, value, f"共 {len(sheets)} 张，第 {sheet} 张"))
                yield PageBreak()
                yield heavy(row.title, TITLE, align="center", leading=TITLE * 2)
                yield Grid((*heads, *self._body(replace(spec, columns=columns), lines[first : first + spec.lines], first), *foot))

    def _counted(self, by: FieldSpec, value: object, count: str) -> Strip:
        """What the rows of a sheet share, and which of how many sheets it is."""
        strip = self._row_of_cells([(by, value)], (1,), COLUMN - QR_WIDTH)
        return replace(strip, cells=(*strip.cells, Cell(plain(count, self.size, align="center"), fixed=QR_WIDTH)))

    def _beside_title(self, row: Side, rows: list[GridRow]) -> Strip:
        """Rows at the right of an upright title."""
        inner = tuple(strip for each in rows for strip in self._strip(each, COLUMN - SIDE_TITLE))
        title = heavy(row.title, self.size, align="center", leading=self.size * 1.3)
        return Strip((Cell(title, fixed=SIDE_TITLE, inset=(3, 3)), Cell(Grid(inner, framed=False), inset=(0, 0))))

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
            if isinstance(row, Row) and row.above:
                return self._labels_above(found, weights, width)
            seal = row.seal if isinstance(row, Row) else ""
            return (self._fields(found, weights, width, seal),)
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
            return Strip(tuple(Cell(box, middle=False) for box in boxes), signed=True)
        value = self.value_of(self.fields[row.field]) if row.field else None
        box = DrawingBox(_ended(row.title), value if isinstance(value, Drawing) else None, self.context.pictures, self.size)
        return Strip((Cell(box, middle=False),), least=row.height * 72 / 25.4 * self.size / SIZES[0])

    def _sum(self, row: Sum) -> Strip:
        """The line of sums under a table."""
        lines = self._lines(self.fields[row.table])
        figures = {column.name: total_of(column, [_of(line, column.name) for line in lines]) for column in self.fields[row.table].columns}
        texts = [Paragraph((Run(row.text.format(**figures)),), size=self.size, align="left")]
        if row.beside:
            filled = {name: (self.fields[name], self.value_of(self.fields[name])) for name in row_names(row)}
            runs = sentence(row.beside, filled, complete=self.context.form is not None)
            texts.append(Paragraph(runs, size=self.size, align="left"))
        return Strip(tuple(Cell(text) for text in texts), least=self.least * len(texts))

    def _statement(self, row: Statement, signed: Signatures | None = None) -> Strip:
        title = heavy(row.title, self.size, align="center" if row.beside else "left")
        parts: list[Block] = [title] if row.title and not row.beside else []
        parts += [Paragraph((Run(text),), size=self.size, indent=0 if row.beside else 2) for text in row.paragraphs]
        if signed is not None:
            parts += [Gap(self.size / 2), SealBox(_ended(signed.titles[0]), self.size, 3.2 * self.size, signed.dated)]
        text = Cell(Stack(tuple(parts)), inset=(6, 4))
        return Strip((Cell(title, fixed=LABEL, inset=(3, 3)), text) if row.beside else (text,), keep=signed is None)

    def _labels_above(self, found: list[FieldSpec], weights: Sequence[int], width: float) -> tuple[Strip, ...]:
        """Labels and below them the values, as two rows of a table."""
        rooms = [width * weight / sum(weights) for weight in weights]
        labels = (Cell(label_text(spec.paper_label, self.size - 0.5), fixed=room) for spec, room in zip(found, rooms, strict=True))
        values = (replace(self._value(spec, self.value_of(spec), room), fixed=room) for spec, room in zip(found, rooms, strict=True))
        return Strip(tuple(labels), least=self.least, keep=True), Strip(tuple(values), least=self.least)

    def _fields(self, found: list[FieldSpec], weights: Sequence[int], width: float, seal: str = "") -> Strip:
        """Label and value for each field, the pair as wide as its weight says; `seal` takes a pair's place at the end."""
        given = [(spec, self.value_of(spec)) for spec in found]
        if not seal:
            return self._row_of_cells(given, weights, width)
        share = width * sum(weights) / (sum(weights) + 1)
        strip = self._row_of_cells(given, weights, share)
        place = Cell(plain(_ended(seal), self.size, align="left"), fixed=width - share)
        return replace(strip, cells=(*strip.cells, place), least=1.6 * self.least)

    def _row_of_cells(self, found: Sequence[tuple[FieldSpec, object]], weights: Sequence[int], width: float) -> Strip:
        cells: list[Cell] = []
        for (spec, value), weight in zip(found, weights, strict=True):
            room = width * weight / sum(weights) - LABEL
            cells.append(Cell(label_text(spec.paper_label, self.size - 0.5), fixed=LABEL, inset=(3, 3)))
            cells.append(replace(self._value(spec, value, room), fixed=room))
        return Strip(tuple(cells), least=max(self.least, *(1.5 * self.size * spec.lines + 6 for spec, _ in found)))

    def _value(self, spec: FieldSpec, value: object, room: float) -> Cell:
        if spec.confirms:
            return confirmed_cell(spec, value, self.value_of(self.fields[spec.confirms]), self.size)
        return value_cell(spec, value, room, self.size)

    def value_of(self, spec: FieldSpec) -> object:
        """What stands in a field of this paper, in whatever shape it came."""
        if self.context.form is not None:
            return getattr(self.context.form, spec.name)
        return self.context.prefilled.get(spec.name)

    def _table(self, spec: FieldSpec, bar: str) -> tuple[Strip, ...]:
        """The table's name unless bar, title or first column say it, its head row, its rows."""
        said = spec.label in bar or spec.label in self.context.title or spec.columns[0].label.startswith(spec.label)
        named = () if said else (Strip((Cell(heavy(spec.label, self.size, align="center")),), least=self.least, keep=True),)
        return (*named, *self._body(spec, self._lines(spec)))

    def _lines(self, spec: FieldSpec) -> list[object]:
        value = self.value_of(spec)
        return list(value) if isinstance(value, list | tuple) else []

    def _body(self, spec: FieldSpec, lines: list[object], before: int = 0) -> tuple[Strip, ...]:
        """The head row and the rows of a table, at least as many as the paper has; the head comes again on every page.

        `before` rows stand on earlier sheets.
        """
        heads = (self._heads(title, list(columns)) for title, columns in groupby(spec.columns, lambda column: column.group))
        head = Strip((*self._number("序号", spec), *(cell for cells in heads for cell in cells)), least=self.least, keep=True)
        rows = [*lines, *[None] * (max(1, spec.lines) - len(lines))]
        numbered = ((*self._number(str(at), spec), *self._row(spec, row)) for at, row in enumerate(rows, before + 1))
        return (head, *(Strip(cells, least=self.least, heads=(head,)) for cells in numbered))

    def _heads(self, title: str, columns: list[FieldSpec]) -> list[Cell]:
        """The headings of neighbouring columns, below a common one where they have it."""
        heads = [Cell(self._head(column_head(column)), column_weight(column), inset=(2, 3)) for column in columns]
        if not title:
            return heads
        common = Strip((Cell(self._head(title), inset=(2, 3)),), least=self.least)
        grid = Grid((common, Strip(tuple(heads), least=self.least)), framed=False)
        return [Cell(grid, sum(cell.weight for cell in heads), inset=(0, 0))]

    def _head(self, text: str) -> Paragraph:
        return plain(text, self.size - 0.5, align="center", leading=self.size * 1.25)

    def _number(self, text: str, spec: FieldSpec) -> tuple[Cell, ...]:
        return (Cell(plain(text, self.size - 0.5, align="center"), fixed=NUMBER, inset=(2, 3), again=True),) if spec.numbered else ()

    def _row(self, spec: FieldSpec, row: object) -> tuple[Cell, ...]:
        room = COLUMN - (NUMBER if spec.numbered else 0)
        unit = room / sum(column_weight(column) for column in spec.columns)
        return tuple(table_cell(each, _of(row, each.name), unit * column_weight(each), self.size) for each in spec.columns)


def _next_rows(waiting: list[GridRow], count: int) -> list[GridRow]:
    """Takes up to `count` rows of fields from the front."""
    taken: list[GridRow] = []
    while len(taken) < count and waiting and isinstance(waiting[0], tuple | Row):
        taken.append(waiting.pop(0))
    return taken


def _of(row: object, name: str) -> object:
    if isinstance(row, Mapping):
        return row.get(name)
    return None if row is None else getattr(row, name)


def _ended(title: str) -> str:
    return title if title.endswith("：") else f"{title}："
