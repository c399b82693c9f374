"""今日必办: what is overdue, due and near this day, with what is to be reminded of, to hang on the wall and tick off."""

from __future__ import annotations

from models.papers import PaperContext
from reports.grid import Block, Cell, Gap, Grid, Strip
from reports.notices.letter import Notice, day, facts, heading, signatures, together
from reports.paragraph import plain

_CASES = (84.0, 114.0, 70.0, 82.0, 56.0, 50.0, 25.0)
_REMINDERS = (56.0, 114.0, 70.0, 216.0, 25.0)


def body(context: PaperContext, size: float) -> tuple[Block, ...]:
    """The cases by urgency, the reminders, who handed out the work."""
    size = max(size, 9.5)
    return (
        Grid((facts(size, ("日期", day(context.issued_on)), ("制单", context.clerk)), *(facts(size, pair) for pair in context.lines))),
        heading("今天要办的工单", size),
        *_table(context.table, _CASES, size, "今天没有逾期、到期和临近的工单。"),
        heading("提醒", size),
        *_table(context.reminders, _REMINDERS, size, "今天没有提醒。"),
        Gap(6),
        together(Grid((signatures(size, "业扩员签名：", "所长签名："),))),
    )


def _table(rows: tuple[tuple[str, ...], ...], widths: tuple[float, ...], size: float, nothing: str) -> tuple[Block, ...]:
    if len(rows) < 2:
        return (plain(nothing, size, align="left"),)
    head = _line(rows[0], widths, size, ())
    return (Grid((head, *(_line(row, widths, size, (head,)) for row in rows[1:]))),)


def _line(texts: tuple[str, ...], widths: tuple[float, ...], size: float, heads: tuple[Strip, ...]) -> Strip:
    shaded = not heads
    cells = (
        Cell(plain(text, size - 0.5, align="center" if shaded else "left"), weight=weight, shaded=shaded, inset=(2, 2))
        for text, weight in zip(texts, widths, strict=True)
    )
    return Strip(tuple(cells), keep=shaded, heads=heads)


NOTICE = Notice("TODAY-SHEET", "今日必办", "single", body, numbered=False)
