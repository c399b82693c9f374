"""稽查自查通报: what a self-audit found, to be put up or sent round; customers are named by their case number only."""

from __future__ import annotations

from models.papers import PaperContext
from reports.grid import Block, Cell, Gap, Grid, Strip
from reports.notices.letter import Notice, clause, facts, signatures, together
from reports.paragraph import plain

_WEIGHTS = (3.3, 2.2, 5.0, 3.2)


def body(context: PaperContext, size: float) -> tuple[Block, ...]:
    """What was looked at, how much of each kind was found, then every finding with what was said about it."""
    head, *rows = context.table
    return (
        Grid(tuple(facts(size, pair) for pair in context.lines)),
        Gap(6),
        Grid((_row(head, size, shaded=True), *(_row(row, size, head) for row in rows))),
        Gap(4),
        *(clause(size, text) for text in context.clauses),
        together(Grid((signatures(size, "制表人：", "所长："),))),
    )


def _row(texts: tuple[str, ...], size: float, head: tuple[str, ...] = (), *, shaded: bool = False) -> Strip:
    align = "center" if shaded else "left"
    cells = tuple(Cell(plain(text, size, align=align), weight=w, shaded=shaded) for text, w in zip(texts, _WEIGHTS, strict=True))
    return Strip(cells, keep=shaded, heads=(_row(head, size, shaded=True),) if head else ())


NOTICE = Notice("AUDIT-RESULTS", "稽查自查通报", "single", body, numbered=False)
