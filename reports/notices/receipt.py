"""受理回执: what the customer takes home on the day of acceptance, with the stub that stays in the file."""

from __future__ import annotations

from dataclasses import replace

from models.money import yuan
from models.papers import PaperContext, PaperLimit
from reports.grid import Block, Cell, Grid, Stack, Strip
from reports.notices.letter import Notice, contact, day, facts, label, limit_text, numbered, signed_for, wide
from reports.paragraph import Paragraph, mixed, plain
from reports.qr import QrCode, case_payload


def body(context: PaperContext, size: float) -> tuple[Block, ...]:
    """The receipt as one ruled table."""
    return (Grid((_top(context, size), *_middle(context, size), _signing(size))),)


def _top(context: PaperContext, size: float) -> Strip:
    left = Grid((
        facts(size, ("受理编号", context.case_no), ("受理日期", day(context.received_on))),
        facts(size, ("户名", context.customer)),
        facts(size, ("业务类型", context.business), ("申请容量", "　".join(part for part in (context.capacity, context.voltage) if part))),
        facts(size, ("用电地址", context.address)),
    ), framed=False)  # fmt: skip
    payload = case_payload(context.case_no, context.check_code)
    code = QrCode(payload, side=7.2 * size, caption=f"校验码 {context.check_code}", caption_size=7.5)
    return Strip((Cell(left, inset=(0, 0)), Cell(code, fixed=9.4 * size, inset=(2, 1))))


def _middle(context: PaperContext, size: float) -> tuple[Strip, ...]:
    agent = "　".join(part for part in (context.agent, context.agent_phone) if part) or "本人办理"
    owed = "；".join(item.name for item in context.missing) or "无，资料已收齐"
    if context.missing and context.owed_until:
        owed = f"{owed}。已容缺受理，请于“{context.owed_until}”环节前补交，办理时限照常计算。"
    return (
        facts(size, ("经办人", agent)),
        facts(size, ("已收资料", numbered(context.received, "无"))),
        facts(size, ("待补资料", owed)),
        *((facts(size, ("服务环节", told_text(context))),) if context.told else ()),
        facts(size, ("下一环节", context.next_stage)),
        Strip((label("办理时限", size), Cell(Stack(_limits(context, size))))),
        facts(size, ("应收费用", fees_text(context))),
        replace(facts(size, ("咨询联系", contact(context))), keep=True),
        replace(wide(plain(
            "请核对以上内容并妥善保存本回执。凭受理编号可向我所或 95598 查询办理进度；对服务不满意，可拨打 95598 或能源监管热线 12398。",
            size, indent=2,
        )), keep=True),
    )  # fmt: skip


def told_text(context: PaperContext) -> str:
    """The stages as the customer is told them, counted and in order."""
    return f"共 {len(context.told)} 个：" + " → ".join(context.told)


def fees_text(context: PaperContext) -> str:
    """What is charged with its basis, or that nothing is."""
    if not context.fees:
        return context.fee_words or "本次业务不收费。"
    told = (f"{number}.{fee.name} {yuan(fee.fen)} 元（依据：{fee.basis}；{fee.state}）" for number, fee in enumerate(context.fees, 1))
    return "；".join(told)


def _limits(context: PaperContext, size: float) -> tuple[Block, ...]:
    if not context.limits:
        return (plain("无规定时限，我所将主动与您联系", size, align="left"),)
    return tuple(_limit(limit, size) for limit in context.limits)


def _limit(limit: PaperLimit, size: float) -> Paragraph:
    source = f"　依据：{limit.source}" if limit.source else ""
    return mixed(f"{limit.name}：", *limit_text(limit), source, size=size, align="left")


def _signing(size: float) -> Strip:
    return signed_for(size, "客户（经办人）签名：", "受理人签名（受理专用章）：")


NOTICE = Notice("RECEIPT", "业务受理回执", "two_part", body)
