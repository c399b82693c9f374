"""配合单: what another unit is asked to do for a case, by which day, and its answer."""

from __future__ import annotations

from models.papers import PaperContext
from reports.grid import Block, Gap, Grid
from reports.notices.letter import Notice, clause, contact, facts, signatures, together, wide
from reports.paragraph import plain


def body(context: PaperContext, size: float) -> tuple[Block, ...]:
    """To whom, what and by when; below, a place for the answer."""
    unit, *answer = context.clauses or ("",)
    told = next((text for text in answer if text), "")
    return (
        plain(unit, size, align="left", leading=size * 1.8),
        clause(size, "下列用电业务需贵单位配合，请在办理期限内办结并回复。逾期未办的，超出的时间计入配合单位；客户的答复时限不变。"),
        Gap(3),
        Grid((
            facts(size, ("申请编号", context.case_no), ("业务类型", context.business)),
            facts(size, ("户名", context.customer), ("申请容量", context.capacity)),
            facts(size, ("用电地址", context.address)),
            *(facts(size, pair) for pair in context.lines),
        )),
        Gap(3),
        together(Grid((
            wide(plain(f"办理情况：{told}", size, align="left", leading=size * (1.8 if told else 4))),
            signatures(size, "配合单位签名、日期：", "开单单位（盖章）："),
        ))),
        plain(f"联系：{contact(context)}", size, align="left", leading=size * 1.8),
    )  # fmt: skip


NOTICE = Notice("COORDINATION", "配合单", "two_part", body, parts=("配合联", "存根联"), number_name="申请编号")
