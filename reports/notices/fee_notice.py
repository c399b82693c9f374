"""业务缴费通知单: what a customer has to pay for a case, on which basis, with the sum in capital figures."""

from __future__ import annotations

from models.money import capital, yuan
from models.papers import PaperContext, PaperFee
from models.problems import StationError
from reports.grid import Block, Cell, Gap, Grid, Strip
from reports.notices.letter import Notice, clause, contact, day, facts, signatures, together
from reports.paragraph import bold, plain

COLUMNS = (
    ("序号", 1.2), ("费用名称", 3.2), ("单价", 2.4), ("数量(容量)", 2.4), ("应收金额(元)", 2.7), ("收费依据", 5.0), ("缴费情况", 3.6),
)  # fmt: skip


def body(context: PaperContext, size: float) -> tuple[Block, ...]:
    """Whom it concerns, the rows, the sum still to be paid, where and how to ask, places to sign."""
    if not context.fees:
        raise StationError("这个工单没有登记应收项目，不出缴费通知单。", "要收费，请先登记应收。")
    rest = sum(fee.open_fen for fee in context.fees)
    return (
        plain(f"{context.customer}：", size + 0.5, align="left", leading=size * 1.8),
        clause(
            size, f"您申请的{context.business}（受理编号 {context.case_no}，{context.capacity}），", "按下列依据应交费用如下。",
            "没有列在表上的项目，我所不收取；对收费有疑问，请先不要交费，可以拨打 95598 或 12398 询问。",
        ),
        Gap(3),
        Grid((_head(size), *(_row(number, fee, size) for number, fee in enumerate(context.fees, 1)), *_sum(context, size))),
        Gap(3),
        clause(
            size, "本次还应交 ", bold(f"¥{yuan(rest)}"), "，大写 ", bold(f"人民币{capital(rest)}"), "。",
            "交费后请当场索取收据（发票），凭收据核对。",
        ),
        Gap(4),
        together(Grid((
            facts(size, ("用电地址", context.address)),
            facts(size, ("通知人", f"{context.clerk}　{day(context.issued_on)}"), ("联系电话", context.agent_phone or context.phone)),
            facts(size, ("咨询联系", contact(context))),
            signatures(size, "客户（经办人）签收：", "供电企业（盖章）："),
        ))),
    )  # fmt: skip


def _head(size: float) -> Strip:
    return Strip(tuple(Cell(plain(name, size, align="center"), weight=width, shaded=True) for name, width in COLUMNS), keep=True)


def _row(number: int, fee: PaperFee, size: float) -> Strip:
    texts = (str(number), fee.name, fee.price, fee.quantity, yuan(fee.fen), fee.basis, fee.state)
    aligned = ("center", "left", "left", "left", "right", "left", "left")
    cells = (
        Cell(plain(text, size, align=align), weight=width)
        for text, align, (_, width) in zip(texts, aligned, COLUMNS, strict=True)
    )
    return Strip(tuple(cells), heads=(_head(size),))


def _sum(context: PaperContext, size: float) -> tuple[Strip, ...]:
    total = sum(fee.fen for fee in context.fees)
    return (facts(size, ("应收合计", f"¥{yuan(total)}　大写：人民币{capital(total)}")),)


NOTICE = Notice("FEE-NOTICE", "业务缴费通知单", "two_part", body)
