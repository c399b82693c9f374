"""A block of cells copied from a spreadsheet, put into the order of a table's columns."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from models.forms import FieldSpec
from models.forms.entry import parse_number

_NUMBERING = ("序号", "编号", "No", "NO")
_TOTALS = ("合计", "总计", "小计")


@dataclass(frozen=True)
class Block:
    """Rows of (column's place in the table → text); `dropped` says in sentences what was not taken over."""

    rows: tuple[dict[int, str], ...]
    dropped: tuple[str, ...]


def read_block(text: str, columns: Sequence[FieldSpec], left: int) -> Block | None:
    """The cells of a clipboard's text; None where it is a single cell, to be pasted as any text is.

    With heads the columns go where their labels say, in any order; without, from column `left` on to the right. A column 序号 and a
    line 合计 are left out, as are empty lines.
    """
    if "\t" not in text and "\n" not in text.strip("\r\n"):
        return None
    lines = _lines(text)
    if not lines:
        return None
    first, heads = lines[0], _heads(lines[0], columns)
    if heads is None:
        lines = _without_numbering(lines, len(columns) - left)
        places = {at: left + at for at in range(max(map(len, lines))) if left + at < len(columns)}
    else:
        places, lines = heads, lines[1:]
    kept = [line for line in lines if next(filter(None, line)) not in _TOTALS]
    dropped = _told_columns(places, kept) if heads is None else _told_heads(places, first, kept)
    if len(kept) < len(lines):
        dropped.append("“合计”行没有贴，由程序计算")
    rows = tuple({places[at]: _tidy(cell, columns[places[at]]) for at, cell in enumerate(line) if at in places} for line in kept)
    return Block(rows, tuple(dropped))


def _lines(text: str) -> list[list[str]]:
    """The lines that are not empty, cell by cell."""
    lines = ([cell.strip() for cell in line] for line in csv.reader(io.StringIO(text.replace("\r\n", "\n")), delimiter="\t"))
    return [line for line in lines if any(line)]


def _heads(line: Sequence[str], columns: Sequence[FieldSpec]) -> dict[int, int] | None:
    """Where each cell of a line of heads belongs; None where fewer than half of its words are heads of this table."""
    labels = {_plain(column.label): at for at, column in enumerate(columns)}
    short = {label.partition("(")[0]: at for label, at in labels.items()}
    found: dict[int, int] = {}
    for at, cell in enumerate(line):
        head = _plain(cell)
        place = labels.get(head, short.get(head.partition("(")[0]))
        if place is not None and place not in found.values():
            found[at] = place
    words = [cell for cell in line if cell and cell not in _NUMBERING]
    return found if found and 2 * len(found) >= len(words) else None


def _without_numbering(lines: list[list[str]], room: int) -> list[list[str]]:
    """The lines without a first column 1, 2, 3 … that the table has no room for."""
    numbered = all(line[0] in (str(at), f"{at}.", f"{at}、") or line[0] in _TOTALS for at, line in enumerate(lines, start=1))
    return [line[1:] for line in lines] if numbered and max(map(len, lines)) > room else lines


def _told_columns(places: dict[int, int], lines: Sequence[Sequence[str]]) -> list[str]:
    extra = [cell for line in lines for at, cell in enumerate(line) if at not in places and cell]
    return [f"右边多出的 {len(extra)} 格放不下，没有贴：{'、'.join(extra[:3])}{'…' if len(extra) > 3 else ''}"] if extra else []


def _told_heads(places: dict[int, int], heads: Sequence[str], lines: Sequence[Sequence[str]]) -> list[str]:
    used = {at for line in lines for at, cell in enumerate(line) if cell}
    unknown = [head or f"第{at + 1}列" for at, head in enumerate(heads) if at not in places and at in used and head not in _NUMBERING]
    return [f"这张表没有这些列，没有贴：{'、'.join(unknown)}"] if unknown else []


def _tidy(cell: str, column: FieldSpec) -> str:
    """Figures as the field shows them (１，２００ → 1200); what is no number stays as it was copied, to be seen and mended."""
    if column.kind in ("decimal", "integer"):
        number = parse_number(cell, column.unit or "")
        return f"{number:f}" if number is not None else cell
    return cell


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "").rstrip("*")
