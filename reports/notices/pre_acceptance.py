"""预受理回执单: the number of a pre-acceptance, what came in, what is still missing, and that no limit runs yet; layout ours."""

from __future__ import annotations

from models.papers import PaperContext
from reports.grid import Block, Gap, Grid
from reports.notices.letter import Notice, clause, contact, day, facts, numbered, signatures, together
from reports.notices.missing import missing_grid
from reports.paragraph import bold, plain


def body(context: PaperContext, size: float) -> tuple[Block, ...]:
    """Greeting, what it is and is not, the list of what is missing, who told whom."""
    number, taken, remind = context.clauses
    told_to = "　".join(part for part in (context.agent or context.customer, context.agent_phone or context.phone) if part)
    missing: tuple[Block, ...] = (
        (clause(size, bold(f"还缺下列{len(context.missing)}项资料"), "，现一次告诉您："), Gap(3), missing_grid(context.missing, size))
        if context.missing
        else (clause(size, "您带来的资料已经齐全，请您来办理正式申请。"),)
    )
    return (
        plain(f"{context.customer}：", size + 0.5, align="left", leading=size * 1.8),
        clause(
            size, f"您申请的{context.business}，我所于{taken}预受理，预受理编号", bold(number), f"（登记编号 {context.case_no}）。",
            bold("预受理不是正式受理，不计办理时限"), "；正式受理的当天我们另给您受理回执，办理时限从那天起算。",
        ),
        *missing,
        Gap(3),
        clause(size, f"请备齐后到我所办理正式申请。到{remind}您还没有来的，我们联系您。"),
        Gap(4),
        together(Grid((
            facts(size, ("已收资料", numbered(context.received, "无"))),
            facts(size, ("经办人", f"{context.clerk}　{day(context.issued_on)}"), ("客户", told_to)),
            facts(size, ("咨询联系", contact(context))),
            facts(size, ("说明", "预受理的做法是本所的理解（非规定），没有查到规定原文。")),
            signatures(size, "客户（经办人）签名：", "供电企业（盖章）："),
        ))),
    )  # fmt: skip


NOTICE = Notice("PRE-ACCEPT", "预受理回执单", "two_part", body, number_name="登记编号")
