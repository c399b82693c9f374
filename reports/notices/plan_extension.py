"""供电方案延期通知书: the answer to a customer who asks that his plan hold longer."""

from __future__ import annotations

from models.papers import PaperContext
from reports.grid import Block, Gap, Grid
from reports.notices.letter import Notice, clause, contact, facts, point, signatures, together
from reports.paragraph import plain


def body(context: PaperContext, size: float) -> tuple[Block, ...]:
    """Whose plan, from when to when, and what happens when the new day passes."""
    number = f"（受理编号 {context.case_no}）" if context.case_no else ""
    return (
        plain(f"{context.customer or '尊敬的客户'}：", size, align="left", leading=size * 1.7),
        clause(size, f"您申请延长{context.business}{number}供电方案的有效期，现书面答复："),
        Gap(3),
        Grid((facts(size, ("用电地址", context.address)), *(facts(size, pair) for pair in context.lines))),
        Gap(3),
        point(size, "1. ", "到期以前没有完成受电工程、也没有再申请延期的，供电方案失效，要用电请重新申请。"),
        point(size, "2. ", "用电需求有变化的，请重新提出申请。"),
        Gap(3),
        together(Grid((
            facts(size, ("咨询联系", contact(context))),
            signatures(size, "客户（经办人）签收、日期：", "供电所（盖章）、日期："),
        ))),
    )  # fmt: skip


NOTICE = Notice("PLAN-EXTENSION", "供电方案延期通知书", "two_part", body)
