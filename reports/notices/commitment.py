"""客户承诺书: the customer is accepted with a paper still owed, and says which one comes until when."""

from __future__ import annotations

from models.papers import PaperContext, PaperItem
from models.problems import StationError
from reports.grid import Block, Gap, Grid
from reports.notices.letter import Notice, clause, common_form, facts, point, signed_for, together
from reports.paragraph import bold, plain


def body(context: PaperContext, size: float) -> tuple[Block, ...]:
    """Who promises what, until which stage."""
    if not context.missing:
        raise StationError("容缺的资料已经补齐，不用承诺书。", "要再看当时签的承诺书，请在工单的单据里打开。")
    size = size + 0.5
    owed = tuple(
        point(size, f"{number}.", bold(item.name), _or(item), hang=3.0) for number, item in enumerate(context.missing, 1)
    )
    until = f"“{context.owed_until}”环节开始前" if context.owed_until else "后续环节开始前"
    return (
        plain(f"{context.station_name}：", size, align="left", leading=size * 1.8),
        clause(
            size, "本人（本单位）申请", context.business, f"，受理编号 {context.case_no}。" if context.case_no else "。",
            "因下列资料暂未备齐，申请先行受理：",
        ),
        *owed,
        clause(size, "为此郑重承诺："),
        point(size, "一、上列资料在", bold(until), "交到贵所；", hang=3.0),
        point(size, "二、已交和将交的资料真实、合法、有效，与原件一致；", hang=3.0),
        point(size, "三、到期未交，致使后面的环节不能进行的，由此产生的延误由本人（本单位）承担。", hang=3.0),
        Gap(5),
        together(Grid((
            facts(size, ("户名", context.customer), ("证件号码", context.document_no)),
            facts(size, ("用电地址", context.address)),
            facts(size, ("经办人", context.agent or "本人办理"), ("联系电话", context.agent_phone or context.phone)),
            signed_for(size, "承诺人签名（单位盖章）：", "供电企业受理人签名："),
        ))),
    )  # fmt: skip


def _or(item: PaperItem) -> str:
    """What would do for an owed paper, or in which form it comes."""
    names, form = common_form(item.accepted)
    if not names:
        return f"（{item.note}）。" if item.note else "。"
    form = f"（{form}）" if form else ""
    return f"：{'、'.join(names)}{form}，{item.note.removeprefix('以上') or '任选 1 种'}。"


NOTICE = Notice("COMMITMENT", "客户承诺书", "two_part", body)
