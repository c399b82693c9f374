"""后续事项清单: what is left to do in the marketing system once a case is done, to be ticked off by hand."""

from __future__ import annotations

from collections.abc import Iterator

from models.papers import PaperChecklist, PaperContext
from reports.grid import Block, Cell, Gap, Grid, Strip
from reports.notices.letter import Notice, clause, day, facts, heading, signatures, together
from reports.paragraph import plain

_WIDTHS = (1.2, 9.0, 1.6, 2.6, 2.6)
_HEADS = ("序号", "做什么", "做好", "日期", "经办人")


def body(context: PaperContext, size: float) -> tuple[Block, ...]:
    """The case, then each sequence as a table with room to tick, date and sign."""
    return (
        Grid((
            facts(size, ("受理编号", context.case_no), ("业务类型", context.business)),
            facts(size, ("户名", context.customer), ("归档日期", day(context.received_on))),
            facts(size, ("用电地址", context.address)),
        )),
        Gap(4),
        clause(size, "下列各项在营销系统里手工办理，按顺序做一步勾一步；做完后在工单的“事项”里登记。"),
        *(block for one in context.checklists for block in _sequence(one, size)),
        Gap(6),
        together(Grid((signatures(size, "经办人签名：", "复核人签名："),))),
    )  # fmt: skip


def _sequence(one: PaperChecklist, size: float) -> Iterator[Block]:
    yield heading(f"{one.name}（{one.when}）", size)
    yield Grid((_head(size), *(_step(number, text, done, size) for number, (text, done) in enumerate(one.steps, 1))))
    if one.note:
        yield plain(f"说明：{one.note}", size - 0.5, align="left")
    yield plain(f"依据：{one.source}", size - 1, align="left")


def _head(size: float) -> Strip:
    cells = (Cell(plain(name, size, align="center"), weight=weight, shaded=True) for name, weight in zip(_HEADS, _WIDTHS, strict=True))
    return Strip(tuple(cells), keep=True)


def _step(number: int, text: str, done: str, size: float) -> Strip:
    words = (str(number), text, "☑" if done else "☐", done, "")
    cells = (
        Cell(plain(word, size, align="left" if at == 1 else "center"), weight=_WIDTHS[at]) for at, word in enumerate(words)
    )  # fmt: skip
    return Strip(tuple(cells), heads=(_head(size),))


NOTICE = Notice("AFTER-STEPS", "后续事项清单", "single", body, numbered=False)
