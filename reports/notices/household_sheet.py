"""住户开通核对表: a row for every household of a batch, with its meter and room to tick and sign."""

from __future__ import annotations

from models.papers import PaperContext
from models.problems import StationError
from reports.grid import Block, Cell, Gap, Grid, Strip
from reports.notices.letter import Notice, clause, facts, signatures, together
from reports.paragraph import plain

WIDTHS = (1.1, 2.3, 1.7, 1.9, 5.3, 1.7, 2.2, 3.3, 1.8, 2.0)
SMALLER = 2.0        # points: ten columns on one sheet


def body(context: PaperContext, size: float) -> tuple[Block, ...]:
    """Whom it concerns, the rows, what to look at, places to sign."""
    if not context.table:
        raise StationError("这个工单没有住户清单，不出核对表。", "请先在“事项”里添加住户。")
    heads, *rows = context.table
    head = _strip(heads, size, shaded=True)
    body_rows = (_strip(row, size, head=head) for row in rows)
    return (
        Grid((
            facts(size, ("户　　名", context.customer), ("受理编号", context.case_no)),
            facts(size, ("用电地址", context.address)),
            *(facts(size, line) for line in context.lines),
        )),
        Gap(4),
        Grid((head, *body_rows)),
        Gap(4),
        clause(size, "核对建议（非规定）：断开该户表后开关，住户室内失电即为相符；不符的当场改正表牌或接线，改正后再核对一次。"),
        together(Grid((signatures(size, "核对人签名：", "经办单位（签章）："),))),
    )  # fmt: skip


def _strip(texts: tuple[str, ...], size: float, *, shaded: bool = False, head: Strip | None = None) -> Strip:
    cells = (
        Cell(plain(text, size - SMALLER, align="center"), weight=width, shaded=shaded, inset=(2, 3))
        for text, width in zip(texts, WIDTHS, strict=True)
    )
    return Strip(tuple(cells), least=2.0 * size, heads=(head,) if head else (), keep=shaded)


NOTICE = Notice("HOUSEHOLDS", "住户开通核对表", "single", body)
