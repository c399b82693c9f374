"""The marks a form's grid is written with; the printed sheet and the entry panel both read them from `Form.rows`."""

from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter


@dataclass(frozen=True)
class Bar:
    """A shaded bar over the whole width that opens a section, e.g. 客户基本信息."""

    title: str


@dataclass(frozen=True)
class Side(Bar):
    """A section whose title stands upright at the left of its next `rows` rows, e.g. 供电企业填写 at the foot."""

    rows: int = 2


@dataclass(frozen=True)
class Row:
    """One row of fields with the relative widths of its cells (label and value together); a plain tuple means equal widths.

    `above` sets the labels over the values, as in a table. `seal` names a last cell to sign or seal by hand.
    """

    names: tuple[str, ...]
    weights: tuple[int, ...]
    above: bool = False
    seal: str = ""


@dataclass(frozen=True)
class Statement:
    """A fixed text over the whole width (告知, 声明, 说明); `title` stands before it, each item is a paragraph of its own.

    `beside` sets the title into a cell of its own at the left.
    """

    title: str
    paragraphs: tuple[str, ...]
    beside: bool = False


@dataclass(frozen=True)
class Signatures:
    """A strip of places to sign or seal by hand, side by side; `dated` leaves room for 年 月 日 under each.

    A single one right below a statement stands in the statement's cell.
    """

    titles: tuple[str, ...]
    dated: bool = True


@dataclass(frozen=True)
class QrCell:
    """Leaves a cell for the case's QR code at the right of the next `rows` rows (bars not counted); drawn on paper only."""

    rows: int = 4


@dataclass(frozen=True)
class Sketch:
    """A box for a plan, `height` in millimetres: to draw in by hand, or with the drawing or photo that is the value of `field`."""

    title: str
    height: int = 45
    field: str = ""


@dataclass(frozen=True)
class Annex:
    """A table on sheets of its own behind the form (a list of households, of equipment).

    Each sheet takes as many rows as the table has lines and repeats the rows of fields in `heads`, which stand in the form already.
    `by` names a column: rows with the same value share sheets, and the value stands in the head instead of in every row. `signed` are
    the places to sign under the table.
    """

    title: str
    table: str
    heads: tuple[tuple[str, ...], ...] = ()
    by: str = ""
    signed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sum:
    """Figures under a table, worked out on paper: {column} in the text is the sum of that column, a blank on an empty form.

    `beside` is a sentence in the cell at its right; {field} in it is a field of the form, filled in or left to be written.
    """

    table: str
    text: str
    beside: str = ""


@dataclass(frozen=True)
class Clause:
    """A paragraph of a letter or contract without any frame; {field} in the text is filled in, underlined, or left to be written.

    With `each` it comes once for every row of that table, {no} counting them, the other names being its columns.
    `heading` prints it bold, as the title of a chapter.
    """

    text: str
    each: str = ""
    heading: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """The names in the text."""
        return _named(self.text)


def _named(text: str) -> tuple[str, ...]:
    return tuple(name for _, name, _, _ in Formatter().parse(text) if name)


GridRow = tuple[str, ...] | Row | Bar | Statement | Signatures | QrCell | Sketch | Annex | Sum | Clause


def row_names(row: GridRow) -> tuple[str, ...]:
    """The field names of one grid row; empty for bars, texts and boxes."""
    if isinstance(row, tuple):
        return row
    if isinstance(row, Annex):
        return (row.table,)
    if isinstance(row, Clause):
        return (row.each,) if row.each else row.fields
    if isinstance(row, Sketch):
        return (row.field,) if row.field else ()
    if isinstance(row, Sum):
        return _named(row.beside)
    return row.names if isinstance(row, Row) else ()


def names_in(rows: tuple[GridRow, ...]) -> Iterator[str]:
    """Every field name of a grid, in reading order."""
    for row in rows:
        yield from row_names(row)
