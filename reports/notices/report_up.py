"""上报单: a high-voltage application that the station took in and passes up to the county centre the same day."""

from __future__ import annotations

from models.papers import PaperContext
from reports.grid import Block, Cell, Gap, Grid, Strip
from reports.notices.letter import Notice, clause, day, facts, signatures
from reports.paragraph import bold, plain
from reports.qr import QrCode, case_payload


def body(context: PaperContext, size: float) -> tuple[Block, ...]:
    """Whose case it is, what lies with it, who hands it over and who takes it."""
    size = max(size, 10.5)
    return (
        plain(f"{context.county}供电公司客户服务中心：", size, align="left", leading=size * 1.9),
        clause(
            size, f"我所于{day(context.received_on)}收到下列高压用电申请，现连同所附资料", bold("于当日上报"),
            "，请接收办理，并将各环节的办理结果反馈我所登记。",
        ),
        Gap(4),
        Grid((_top(context, size), *_rest(context, size))),
        Gap(8),
        Grid((_head(size), *_papers(context, size))),
        Gap(8),
        Grid((signatures(size, "上报人签名（供电所盖章）：", "接收人签名（县中心盖章）：", room=size * 5),)),
    )  # fmt: skip


def _top(context: PaperContext, size: float) -> Strip:
    left = Grid((
        facts(size, ("申请编号", context.case_no)),
        facts(size, ("户名", context.customer)),
        facts(size, ("业务类型", context.business), ("申请容量", context.capacity)),
        facts(size, ("供电电压", context.voltage), ("受理日期", day(context.received_on))),
    ), framed=False)  # fmt: skip
    code = QrCode(case_payload(context.case_no, context.check_code), side=74, caption=f"校验码 {context.check_code}", caption_size=7.5)
    return Strip((Cell(left, inset=(0, 0)), Cell(code, fixed=96, inset=(2, 1))))


def _rest(context: PaperContext, size: float) -> tuple[Strip, ...]:
    document = "　".join(part for part in (context.document_name, context.document_no) if part)
    return (
        facts(size, ("用电地址", context.address)),
        facts(size, ("证件", document)),
        facts(size, ("客户电话", context.phone), ("经办人", "　".join(part for part in (context.agent, context.agent_phone) if part))),
        facts(size, ("上报单位", f"{context.station_name}（{context.station_code}）"), ("上报人", context.clerk)),
        facts(size, ("上报日期", day(context.issued_on)), ("联系电话", context.station_phone)),
        *(facts(size, pair) for pair in context.lines),
    )


def _head(size: float) -> Strip:
    names = (("序号", 1.0), ("所附资料", 6.0), ("要求", 3.0), ("接收核对", 1.6))
    return Strip(tuple(Cell(plain(name, size, align="center"), weight=weight, shaded=True) for name, weight in names), keep=True)


def _papers(context: PaperContext, size: float) -> tuple[Strip, ...]:
    named = [(item.name, item.note or "—", "☐") for item in context.received]
    named += [(f"（待补）{item.name}", "—", "☐") for item in context.missing]
    rows = named or [("无", "—", "")]
    return tuple(
        Strip((
            Cell(plain(str(number), size, align="center"), weight=1.0), Cell(plain(name, size, align="left"), weight=6.0),
            Cell(plain(note, size, align="left"), weight=3.0), Cell(plain(box, size, align="center"), weight=1.6),
        ), heads=(_head(size),))
        for number, (name, note, box) in enumerate(rows, 1)
    )  # fmt: skip


NOTICE = Notice("REPORT-UP", "高压用电申请上报单", "single", body, number_name="申请编号")
