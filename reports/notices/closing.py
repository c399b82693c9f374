"""不予受理（暂缓供电）答复书 and 业务终止告知书: how a case ended that was not connected, and why."""

from __future__ import annotations

from models.papers import PaperContext
from reports.grid import Block, Gap, Grid
from reports.notices.letter import Notice, clause, contact, facts, signatures, together
from reports.paragraph import plain

_ADVICE = "对本答复有异议的，可以向我所或供电服务热线 95598 反映，也可以向能源监管投诉热线 12398 投诉。"


def body(context: PaperContext, size: float) -> tuple[Block, ...]:
    """To whom, the decision with its reason, what the customer can do, and where they sign for it."""
    first, *rest = context.clauses or ("",)
    return (
        plain(f"{context.customer}：", size, align="left", leading=size * 1.8),
        clause(size, first),
        Gap(3),
        Grid((
            facts(size, ("受理编号", context.case_no), ("业务类型", context.business)),
            facts(size, ("用电地址", context.address)),
            *(facts(size, pair) for pair in context.lines),
        )),
        Gap(3),
        *(clause(size, text) for text in rest if text),
        clause(size, _ADVICE),
        plain(f"联系：{contact(context)}", size, align="left", leading=size * 1.8),
        Gap(4),
        together(Grid((signatures(size, "签收人签名、日期：", "供电企业（盖章）："),))),
    )  # fmt: skip


REFUSAL = Notice("REFUSAL", "不予受理（暂缓供电）答复书", "two_part", body)
TERMINATION = Notice("TERMINATION", "业务终止告知书", "two_part", body)
