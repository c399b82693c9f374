"""高压供电方案答复单 (of the 2014 set): what the customer signs, with the plan itself as its annex."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from models.forms.fields import Bar, Field, Form, QrCell, Signatures, Statement, rule
from models.forms.low_voltage_plan_reply import Fee
from models.forms.vocabulary import HighVoltageUse
from models.problems import Problem

VALID_YEARS = 1  # from the customer's signature; the reply form


@dataclass(frozen=True, kw_only=True)
class HighVoltagePlanReply(Form):
    """The written answer to a high-voltage application: can be supplied as planned, or cannot and why; valid one year."""

    code = "HV-PLAN"
    title = "高压供电方案答复单"
    stage = "plan_reply"
    done_on = "replied_on"
    prefill = {
        "account_no": "account_no", "application_no": "application_no", "account_name": "customer_name", "address": "address",
        "usage_class": "usage_class", "industry": "industry", "capacity": "capacity", "contact": "contact",
        "contact_phone": "contact_phone", "replied_on": "today", "replied_by": "person",
    }  # fmt: skip
    gives = {"capacity": "capacity"}
    rows = (
        Bar("客户基本信息"),
        QrCell(rows=6),
        ("account_no", "application_no"),
        ("account_name",),
        ("address",),
        ("usage_class", "industry"),
        ("grade", "capacity"),
        ("contact", "contact_phone"),
        Bar("营业费用"),
        ("fees",),
        Bar("告知事项"),
        Statement("", ("根据国家有关政策、贵户的用电需求和当地供电条件，经双方协商，现将贵户的供电方案答复如下：",)),
        ("verdict",),
        ("reason",),
        Statement(
            "",
            (
                "1. 具备供电条件的，供电方案见所附《高压客户供电方案》；不具备供电条件的，待条件具备后另行答复。",
                "2. 本供电方案自客户签收之日起一年内有效。确有特殊情况需要延长的，请在期满十天前向我单位提出，我单位视情况办理延期。",
                "3. 贵户签收后，即可自主委托具有相应资质的设计、施工单位进行受电工程的设计和施工，我单位不作指定。",
                "4. 请在竣工报验前交清上列营业费用。",
            ),
        ),
        ("replied_by", "replied_on"),
        Signatures(("客户签名（单位盖章）", "供电企业（盖章）")),
    )

    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    application_no: Annotated[str, Field("申请编号")] | None = None
    account_name: Annotated[str, Field("户名", private=True)]
    address: Annotated[str, Field("用电地址", private=True)]
    usage_class: Annotated[HighVoltageUse, Field("用电类别")]
    industry: Annotated[str, Field("行业分类", suggest="industry")] | None = None
    grade: Annotated[str, Field("拟定客户分级", hint="普通客户，或重要客户的等级")] | None = None
    capacity: Annotated[Decimal, Field("供电容量", unit="kVA", least=Decimal("0.1"), most=1000000)]
    contact: Annotated[str, Field("联系人", private=True)] | None = None
    contact_phone: Annotated[str, Field("联系电话", private=True, check="phone")] | None = None
    fees: Annotated[tuple[Fee, ...], Field("营业费用", lines=4, most=12)] = ()
    verdict: Annotated[Literal["具备供电条件，供电方案见附件", "不具备供电条件"], Field("答复结果")]
    reason: Annotated[str, Field("主要原因", lines=2, hint="不具备供电条件时写明")] | None = None
    replied_by: Annotated[str, Field("答复人")]
    replied_on: Annotated[date, Field("答复日期")]

    @rule
    def _told_why(self) -> Iterator[Problem]:
        if self.verdict == "不具备供电条件" and not self.reason:
            yield self.problem("reason", "不具备供电条件时请写明主要原因")
