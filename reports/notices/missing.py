"""缺件通知书（一次性告知）: everything that is missing, told once, in words a villager reads."""

from __future__ import annotations

from models.papers import PaperContext, PaperItem
from models.problems import StationError
from reports.grid import Block, Cell, Gap, Grid, Strip
from reports.notices.letter import Notice, clause, common_form, contact, day, facts, numbered, signed_for, together
from reports.paragraph import bold, plain


def body(context: PaperContext, size: float) -> tuple[Block, ...]:
    """Greeting, the list, what happens next, who told whom."""
    if not context.missing:
        raise StationError("资料已经齐了，没有缺件可告知。", "请直接受理。")
    on = f"于{day(context.received_on)}" if context.received_on else ""
    told_to = "　".join(part for part in (context.agent or context.customer, context.agent_phone or context.phone) if part)
    return (
        plain(f"{context.customer}：", size + 0.5, align="left", leading=size * 1.8),
        clause(
            size, f"您{on}向我所申请{context.business}",
            f"（登记编号 {context.case_no}）。" if context.case_no else "。", "我们逐项核对了您带来的资料，",
            bold(f"还缺下列{len(context.missing)}项"), "，现一次告诉您：",
        ),
        Gap(3),
        missing_grid(context.missing, size),
        Gap(3),
        clause(
            size, "请备齐后到我所补交。", bold("资料收齐的当天我们正式受理"), "，办理时限从受理那天起算。",
            "除上表所列，受理时不再要求您补交别的资料；不清楚怎么开证明的，来之前可以先打电话问。",
        ),
        Gap(4),
        together(Grid((
            facts(size, ("已收资料", numbered(context.received, "无"))),
            facts(size, ("告知人", f"{context.clerk}　{day(context.issued_on)}"), ("被告知人", told_to)),
            facts(size, ("咨询联系", contact(context))),
            signed_for(size, "客户（经办人）签名：", "供电企业（盖章）："),
        ))),
    )  # fmt: skip


def missing_grid(missing: tuple[PaperItem, ...], size: float) -> Grid:
    """The list of what is missing, with what would do instead."""
    return Grid((_head(size), *(_row(number, item, size) for number, item in enumerate(missing, 1))))


WIDTHS = (1.2, 4.6, 8.2, 3.6)


def _head(size: float) -> Strip:
    names = ("序号", "还缺什么", "可以带这些", "要求")
    cells = tuple(Cell(plain(name, size, align="center"), weight=width, shaded=True) for name, width in zip(names, WIDTHS, strict=True))
    return Strip(cells, keep=True)


def _row(number: int, item: PaperItem, size: float) -> Strip:
    names, form = common_form(item.accepted)
    wanted = "，".join(part for part in (item.note.removeprefix("以上"), form) if part)
    cells = (
        Cell(plain(str(number), size, align="center"), weight=WIDTHS[0]),
        Cell(plain(item.name, size, align="left"), weight=WIDTHS[1]),
        Cell(plain("；".join(names) or item.name, size, align="left"), weight=WIDTHS[2]),
        Cell(plain(wanted or "—", size, align="left"), weight=WIDTHS[3]),
    )
    return Strip(cells, heads=(_head(size),))


NOTICE = Notice("MISSING", "缺件通知书（一次性告知）", "two_part", body, number_name="登记编号")
