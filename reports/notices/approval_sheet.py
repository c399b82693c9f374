"""供电方案会签单: the plan in short and a place for every role that must approve it, blank to be signed or as it was decided."""

from __future__ import annotations

from models.papers import PaperContext
from reports.grid import Block, Cell, Gap, Grid, Strip
from reports.notices.letter import Notice, clause, facts
from reports.paragraph import plain

_WEIGHTS = (2.2, 1.4, 4.0, 1.8, 2.0)


def body(context: PaperContext, size: float) -> tuple[Block, ...]:
    """Whose plan, which version, what it says, who agreed."""
    size = max(size, 10.5)
    head, *rows = context.table or ((),)
    return (
        Grid((
            facts(size, ("申请编号", context.case_no), ("业务类型", context.business)),
            facts(size, ("户名", context.customer)),
            facts(size, ("用电地址", context.address)),
            *(facts(size, pair) for pair in context.lines),
        )),
        Gap(8),
        Grid((_row(head, size, shaded=True), *(_row(row, size) for row in rows))),
        Gap(4),
        *(clause(size, text) for text in context.clauses),
        clause(size, "方案修改后为新的一版，须重新会签；本单随工单归档，并在系统中登记为“纸面审批”。"),
    )  # fmt: skip


def _row(texts: tuple[str, ...], size: float, *, shaded: bool = False) -> Strip:
    align = "center" if shaded else "left"
    cells = tuple(Cell(plain(text, size, align=align), weight=w, shaded=shaded) for text, w in zip(texts, _WEIGHTS, strict=False))
    return Strip(cells, least=(2.1 if shaded else 5) * size)


NOTICE = Notice("APPROVAL-SHEET", "供电方案会签单", "single", body, number_name="申请编号")
