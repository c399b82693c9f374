"""档案借阅登记簿: every loan of the station's files on one list, with room to sign."""

from __future__ import annotations

from models.papers import PaperContext
from models.problems import StationError
from reports.grid import Block, Cell, Gap, Grid, Strip
from reports.notices.letter import Notice
from reports.paragraph import heavy, plain

WIDTHS = (1.2, 3.0, 3.4, 2.4, 2.0, 2.3, 2.0, 2.3, 2.0, 2.4)
LEAST = 24


def body(context: PaperContext, size: float) -> tuple[Block, ...]:
    """The loans under their heads, and empty lines to go on by hand."""
    if not context.table:
        raise StationError("借阅登记簿没有内容。", "请重新打开再打印。")
    heads, *rows = context.table
    rows += [("",) * len(heads)] * max(0, LEAST - len(rows))
    small = size - 2
    head = _strip(heads, small, None)
    return (Grid((head, *(_strip(row, small, head) for row in rows))), Gap(3), plain("借阅要经批准，归还时当面按卷内目录清点。", size - 1))


def _strip(texts: tuple[str, ...], size: float, head: Strip | None) -> Strip:
    make = heavy if head is None else plain
    cells = (
        Cell(make(text, size, align="center"), weight=weight, shaded=head is None, inset=(2, 3))
        for text, weight in zip(texts, WIDTHS, strict=True)
    )
    return Strip(tuple(cells), least=2.6 * size, heads=(head,) if head else (), keep=head is None)


NOTICE = Notice("LOANS", "档案借阅登记簿", "single", body, numbered=False)
