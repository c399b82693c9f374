"""服务承诺契约书: the days promised to the customer stage by stage, signed by both."""

from __future__ import annotations

from models.papers import PaperContext
from reports.grid import Block, Cell, Gap, Grid, Strip
from reports.notices.letter import Notice, clause, contact, day, facts, point, signatures, together
from reports.paragraph import bold, plain

_WIDTHS = (3, 4, 5)


def body(context: PaperContext, size: float) -> tuple[Block, ...]:
    """Whose application, which day for which stage, and what both sides do for it."""
    size = size + 0.5
    heads, *rows = context.table or (("环节", "我所承诺办完的日期（含当日）", "依据的时限"),)
    return (
        plain(f"{context.customer or '尊敬的客户'}：", size, align="left", leading=size * 1.8),
        clause(
            size, f"您于{day(context.received_on)}申请的{context.business}",
            f"（受理编号 {context.case_no}）" if context.case_no else "", "，我所承诺按下列日期办理：",
        ),
        Gap(3),
        Grid((_line(tuple(heads), size, head=True), *(_line(tuple(row), size) for row in rows))),
        Gap(3),
        point(size, "1. ", bold("我所的承诺"), "：以上日期不晚于规定的时限；办不到的，提前告知您原因和新的日期，规定的时限不因此延长。"),
        point(size, "2. ", bold("请您配合"),
              "：按约到场，备齐资料，完成您自己的工程并及时报验。因您的原因暂停并经您签字的，日期相应顺延。"),
        point(size, "3. 设计、施工和设备材料供应单位由您自己选定，我们一律不指定。不满意请拨打 95598 或能源监管热线 12398。"),
        Gap(4),
        together(Grid((
            facts(size, ("户名", context.customer)),
            facts(size, ("用电地址", context.address)),
            facts(size, ("咨询联系", contact(context))),
            signatures(size, "客户（经办人）签名、日期：", "供电企业（盖章）、日期："),
        ))),
    )  # fmt: skip


def _line(texts: tuple[str, ...], size: float, *, head: bool = False) -> Strip:
    cells = (
        Cell(plain(text, size, align="center" if head else "left"), weight=weight, shaded=head)
        for text, weight in zip(texts, _WIDTHS, strict=True)
    )
    return Strip(tuple(cells), keep=head)


NOTICE = Notice("SERVICE-CONTRACT", "服务承诺契约书", "two_part", body)
