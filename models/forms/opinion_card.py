"""业扩工程回访意见卡: filled in by the customer; its contents are not established, the questions are ours (我们的理解（非规定）)."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from models.forms.callback_record import Answer, Grade
from models.forms.fields import Bar, Field, Form, QrCell, Row, Signatures, Statement


@dataclass(frozen=True, kw_only=True)
class OpinionCard(Form):
    """What the customer ticks and writes on a card of its own; nothing is asked that it cannot know."""

    code = "OPINION-CARD"
    title = "业扩工程回访意见卡"
    stage = "callback"
    done_on = "received_on"
    prefill = {
        "application_no": "application_no", "account_name": "customer_name", "address": "address", "business_type": "business_type",
        "manager": "customer_manager", "energized_on": "energized_on", "handed_by": "person", "received_on": "today",
    }  # fmt: skip
    rows = (
        Statement("尊敬的客户：", ("感谢您选择我们的服务。请您对本次用电业务的办理情况作出评价，您的意见将帮助我们改进工作。",)),
        Bar("业务信息"),
        QrCell(rows=4),
        ("application_no",),
        ("account_name",),
        ("address",),
        ("business_type",),
        ("manager", "energized_on"),
        Bar("请您评价（在方框内打勾）"),
        ("told_once",),
        ("limits_kept",),
        ("fees_right",),
        ("no_firm_named",),
        ("no_favours",),
        ("trips_few",),
        ("manner",),
        ("quality",),
        ("overall",),
        Bar("您的意见和建议"),
        ("opinion",),
        ("wants_reply",),
        Statement("", ("本卡可交回供电所，也可以拨打 95598 或监管热线 12398 反映。评价项目是我们的理解（非规定）。",)),
        Signatures(("客户签名（可不填）",)),
        Bar("供电所填写"),
        Row(("handed_by", "received_on"), (1, 1)),
        ("handling",),
    )

    application_no: Annotated[str, Field("申请编号")] | None = None
    account_name: Annotated[str, Field("户名", private=True)]
    address: Annotated[str, Field("用电地址", private=True)] | None = None
    business_type: Annotated[str, Field("业务类型")] | None = None
    manager: Annotated[str, Field("客户经理")] | None = None
    energized_on: Annotated[date, Field("送电日期")] | None = None
    told_once: Annotated[Answer, Field("所需资料一次告知清楚")] | None = None
    limits_kept: Annotated[Answer, Field("按承诺的时间办完")] | None = None
    fees_right: Annotated[Answer, Field("没有规定以外的收费")] | None = None
    no_firm_named: Annotated[Answer, Field("没有指定设计施工材料单位")] | None = None
    no_favours: Annotated[Answer, Field("没有吃拿卡要")] | None = None
    trips_few: Annotated[Answer, Field("没有让您多跑路")] | None = None
    manner: Annotated[Grade, Field("服务态度")] | None = None
    quality: Annotated[Grade, Field("施工质量")] | None = None
    overall: Annotated[Grade, Field("总体评价")] | None = None
    opinion: Annotated[str, Field("意见和建议", lines=6)] | None = None
    wants_reply: Annotated[bool, Field("需要回复")] = False
    handed_by: Annotated[str, Field("发卡人")]
    received_on: Annotated[date, Field("收回日期")]
    handling: Annotated[str, Field("处理情况", lines=2)] | None = None
