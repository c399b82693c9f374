"""环节办理回执: what was done, how long it took, and which stage comes next until when, for the customer to take home."""

from __future__ import annotations

from models.papers import PaperContext
from reports.grid import Block, Cell, Gap, Grid, Stack, Strip
from reports.notices.letter import Notice, clause, contact, facts, label, limit_text, signed_for, together
from reports.paragraph import mixed, plain


def body(context: PaperContext, size: float) -> tuple[Block, ...]:
    """Whose case, the stage that is done, the next one with its limit, where to ask."""
    return (
        plain(f"{context.customer or '尊敬的客户'}：", size, align="left", leading=size * 1.7),
        clause(size, "您申请的用电业务已办到下面这一步，现书面告知办理结果和下一环节的时限："),
        Gap(3),
        Grid((
            facts(size, ("受理编号", context.case_no), ("业务类型", context.business)),
            facts(size, ("用电地址", context.address)),
            *(facts(size, pair) for pair in context.lines),
            facts(size, ("下一环节", context.next_stage or "没有了，本次业务已办完")),
            Strip((label("办理时限", size), Cell(Stack(_limits(context, size))))),
            facts(size, ("咨询联系", contact(context))),
        )),
        Gap(3),
        plain("对办理结果有异议，或者超过时限没有办，可拨打 95598 或能源监管热线 12398。", size, align="left"),
        Gap(3),
        together(Grid((signed_for(size, "客户（经办人）签收：", "供电所经办人签名（盖章）："),))),
    )  # fmt: skip


def _limits(context: PaperContext, size: float) -> tuple[Block, ...]:
    if not context.limits:
        words = "无规定时限，我所将主动与您联系" if context.next_stage else "—"
        return (plain(words, size, align="left"),)
    return tuple(
        mixed(f"{limit.name}：", *limit_text(limit), f"　依据：{limit.source}" if limit.source else "", size=size, align="left")
        for limit in context.limits
    )


NOTICE = Notice("STAGE", "环节办理回执", "two_part", body)
