"""暂停计时告知书: from which day the clock stands, on what evidence, and which date holds once the customer has signed."""

from __future__ import annotations

from models.papers import PaperContext
from reports.grid import Block, Gap, Grid
from reports.notices.letter import Notice, clause, contact, facts, point, signatures, together
from reports.paragraph import bold, plain


def body(context: PaperContext, size: float) -> tuple[Block, ...]:
    """Whose case, what stops and until when, what the signature means."""
    number = f"（受理编号 {context.case_no}）" if context.case_no else ""
    return (
        plain(f"{context.customer or '尊敬的客户'}：", size, align="left", leading=size * 1.7),
        clause(size, f"您申请的{context.business}{number}，因下列情况", bold("暂停计算办理时限"), "，现书面告知："),
        Gap(3),
        Grid(tuple(facts(size, pair) for pair in context.lines)),
        Gap(3),
        point(size, "1. ", bold("您签字"), "，表示知道并同意上面的暂停，告知您的办结日期按“新日期”执行。"),
        point(size, "2. ", bold("您不签字"), "，告知您的办结日期不变，仍是“原日期”。"),
        point(size, "3. 不认可的，请写在下面，或拨打 95598、能源监管热线 12398。"),
        Gap(3),
        together(Grid((
            facts(size, ("客户意见", "☐ 同意　☐ 不同意，理由：")),
            facts(size, ("咨询联系", contact(context))),
            signatures(size, "客户（经办人）签名、日期：", "供电所经办人签名、日期："),
        ))),
    )  # fmt: skip


NOTICE = Notice("PAUSE-NOTICE", "暂停计时告知书", "two_part", body)
