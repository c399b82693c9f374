"""用电业务办理告知书 for residents, other low-voltage customers and 10 kV and above: steps, limits, papers, works, from data."""

from __future__ import annotations

from models.papers import PaperContext, PaperItem
from reports.grid import Block, Cell, Gap, Grid, Strip
from reports.notices.letter import Notice, clause, common_form, heading, point, signatures, together
from reports.paragraph import bold, plain

_NUMBERS = "一二三四五六七八九"


def body(context: PaperContext, size: float) -> tuple[Block, ...]:
    """The notice from the greeting to the signatures."""
    size = max(size, 10.5)
    parts = [
        ("分几步办、多长时间办好", _limits(context, size)),
        ("申请时请带的资料", _papers(context, size)),
        *((text.heading, _points(text.lines, size)) for text in context.texts),
        ("费用", (clause(size, context.fee_words or "本次业务不收费。", "收费以《业务缴费通知单》为准，没有列明的一律不收。"),)),
        ("您的选择和监督", _rights(context, size)),
    ]
    who = f"尊敬的客户　{context.customer}：" if context.customer else "尊敬的客户："
    blocks: list[Block] = [
        plain(who, size, align="left", leading=size * 1.8),
        clause(
            size, f"您好！您在{context.station_name}申请的{context.business or '用电'}，分几步办、要多长时间、带哪些资料、",
            "费用有哪些，这份告知书逐项写明，请您看清后再签收；有不明白的地方，请当面问我们的工作人员。",
        ),
    ]  # fmt: skip
    for at, (name, inside) in enumerate(parts):
        if inside:
            blocks += [together(heading(f"{_NUMBERS[at]}、{name}", size), inside[0]), *inside[1:]]
    signed = Grid((signatures(size, "客户（经办人）签收：", "供电企业（盖章）：", room=size * 3.4),))
    return (*blocks, Gap(6), together(signed))


def _points(lines: tuple[str, ...], size: float) -> tuple[Block, ...]:
    return tuple(point(size, f"{at}. ", line) for at, line in enumerate(lines, 1))


def _limits(context: PaperContext, size: float) -> tuple[Block, ...]:
    """The steps as they are told, then every limit with its source."""
    told = tuple(clause(size, text) for text in context.clauses)
    heads, *rows = context.table or (("办理环节", "时限", "依据"),)
    if not rows:
        return (*told, clause(size, "这类业务没有查到规定的办理时限，我所将主动与您联系。"))
    head = _line(tuple(heads), size, head=True)
    grid = Grid((head, *(_line(tuple(row), size, heads=(head,)) for row in rows)))
    return (*told, grid, Gap(2)) if told else (grid, Gap(2))


def _line(texts: tuple[str, ...], size: float, *, head: bool = False, heads: tuple[Strip, ...] = ()) -> Strip:
    cells = (
        Cell(plain(text, size - 0.5, align="center" if head else "left"), weight=weight, shaded=head)
        for text, weight in zip(texts, (4, 3, 6), strict=True)
    )
    return Strip(tuple(cells), keep=head, heads=heads)


def _papers(context: PaperContext, size: float) -> tuple[Block, ...]:
    return tuple(_paper(at, item, size) for at, item in enumerate(context.materials, 1))


def _paper(number: int, item: PaperItem, size: float) -> Block:
    names, form = common_form(item.accepted)
    told = "、".join(names) or item.name
    wanted = "，".join(part for part in (item.note.removeprefix("以上"), form) if part)
    alone = names == (item.name,) or not names
    return point(size, f"{number}. ", bold(item.name), "" if alone else f"：{told}", f"（{wanted}）" if wanted else "", "。")


def _rights(context: PaperContext, size: float) -> tuple[Block, ...]:
    phone = f"（电话 {context.station_phone}）" if context.station_phone else ""
    return (
        point(size, "1. ", bold("三不指定。"), "设计单位、施工单位、设备材料供应单位，都由您自己选定，我们一律不指定。"),
        point(size, "2. ", bold("进度可查，意见可提。"), f"问进度请找{context.station_name}{phone}或供电服务热线 95598；"
              "对我们的服务有意见，可拨打 95598 或能源监管热线 12398。"),
    )  # fmt: skip


RESIDENTIAL = Notice("NOTICE-LV-RES", "用电业务办理告知书（居民）", "single", body)
LOW_VOLTAGE = Notice("NOTICE-LV", "用电业务办理告知书（低压非居民）", "single", body)
HIGH_VOLTAGE = Notice("NOTICE-HV", "用电业务办理告知书（10千伏及以上）", "single", body)
