"""超时督办单, signed by who was told of an overdue limit, and 超时说明, told to the customer before a day that will not be kept."""

from __future__ import annotations

from models.papers import PaperContext
from reports.grid import Block, Gap, Grid
from reports.notices.letter import Notice, clause, contact, facts, signatures, together
from reports.paragraph import plain

_LEFT_TO_HAND = 5.0
"""How many lines high the strip is that is filled in by hand."""


def supervision(context: PaperContext, size: float) -> tuple[Block, ...]:
    """The case, the limit, cause and measure, room for the answer, and where the one who was told signs."""
    strips = [
        facts(size, pair, least=_LEFT_TO_HAND if pair[0] == "答复" and not pair[1] else 2.4) for pair in context.lines
    ]
    return (
        clause(size, "下列业务已超过规定的时限。请查明原因，抓紧办完，并把办理情况和防范措施答复督办人。"),
        Gap(3),
        Grid((
            facts(size, ("受理编号", context.case_no), ("业务类型", context.business)),
            facts(size, ("户名", context.customer)),
            facts(size, ("用电地址", context.address)),
            *strips,
        )),
        Gap(4),
        together(Grid((signatures(size, "督办人签名、日期：", "被督办人签名、日期："),))),
    )  # fmt: skip


def overrun(context: PaperContext, size: float) -> tuple[Block, ...]:
    """To whom, what was promised and when it will be, why, and where the customer signs for it."""
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
        *(clause(size, text) for text in rest),
        plain(f"联系：{contact(context)}", size, align="left", leading=size * 1.8),
        Gap(4),
        together(Grid((signatures(size, "客户签收、日期：", "供电企业（盖章）："),))),
    )  # fmt: skip


SUPERVISION = Notice("SUPERVISION", "超时督办单", "single", supervision)
OVERRUN = Notice("OVERRUN-NOTICE", "超时说明", "two_part", overrun)
