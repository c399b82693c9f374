"""用电大工程前期咨询答复意见单: layout ours, 可供 or 暂缓 with the reason in writing, from 《黑龙江省电力业扩报装工作规范细则（试行）》."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from models.forms.fields import Bar, Field, Form, QrCell, Row, Signatures, Statement, rule
from models.forms.vocabulary import AnyVoltage
from models.problems import Problem


@dataclass(frozen=True, kw_only=True)
class EnquiryReply(Form):
    """The written answer to an enquiry: can be supplied, or must wait and why; capacities in kVA."""

    code = "ENQUIRY-REPLY"
    title = "用电大工程前期咨询答复意见单"
    stage = "plan_reply"
    done_on = "replied_on"
    prefill = {
        "account_no": "account_no", "application_no": "application_no", "account_name": "customer_name", "project": "project",
        "address": "address", "contact": "contact", "contact_phone": "contact_phone", "asked_capacity": "capacity",
        "asked_voltage": "voltage", "asked_on": "accepted_on", "replied_by": "person", "replied_on": "today",
    }  # fmt: skip
    rows = (
        Bar("咨询单位信息"),
        QrCell(rows=4),
        ("account_no", "application_no"),
        ("account_name",),
        ("project",),
        ("address",),
        Row(("contact", "contact_phone"), (2, 3)),
        ("asked_capacity", "asked_voltage", "asked_on"),
        Bar("答复意见"),
        ("verdict",),
        ("hold_cause", "review_on"),
        ("reason",),
        ("capacity", "voltage"),
        ("supply_point",),
        ("grid_works",),
        ("customer_works",),
        ("next_steps",),
        ("note",),
        Statement(
            "说明：",
            (
                "1. 本意见依据现有电网和贵单位提供的资料作出，不是供电方案，不预留供电容量。正式用电请持项目批准文件到营业厅申请。",
                "2. 暂缓的项目，供电条件改善后我单位将另行书面答复。",
            ),
        ),
        ("replied_by", "replied_on"),
        Signatures(("咨询单位签收（盖章）", "供电企业（盖章）")),
    )

    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    application_no: Annotated[str, Field("申请编号")] | None = None
    account_name: Annotated[str, Field("咨询单位", private=True)]
    project: Annotated[str, Field("项目名称")] | None = None
    address: Annotated[str, Field("项目地址", private=True)]
    contact: Annotated[str, Field("联系人", private=True)] | None = None
    contact_phone: Annotated[str, Field("联系电话", private=True, check="phone")] | None = None
    asked_capacity: Annotated[Decimal, Field("咨询容量", unit="kVA", least=0)] | None = None
    asked_voltage: Annotated[AnyVoltage, Field("意向电压")] | None = None
    asked_on: Annotated[date, Field("咨询日期")] | None = None
    verdict: Annotated[Literal["可供", "暂缓"], Field("答复意见")]
    hold_cause: Annotated[Literal["供电能力不足", "政府限制", "其他"], Field("暂缓原因")] | None = None
    review_on: Annotated[date, Field("再次复核日期", future=True)] | None = None
    reason: Annotated[str, Field("原因说明", lines=3, hint="暂缓的写明缺什么、何时可能具备")] | None = None
    capacity: Annotated[Decimal, Field("可供容量", unit="kVA", least=0, most=1000000)] | None = None
    voltage: Annotated[AnyVoltage, Field("供电电压")] | None = None
    supply_point: Annotated[str, Field("电源点意见", lines=3, hint="变电站、线路、接入方式")] | None = None
    grid_works: Annotated[str, Field("电网配套工程", lines=2)] | None = None
    customer_works: Annotated[str, Field("客户需做工作", lines=2)] | None = None
    next_steps: Annotated[str, Field("后续手续", lines=2)] | None = None
    note: Annotated[str, Field("备注", lines=2)] | None = None
    replied_by: Annotated[str, Field("答复人")]
    replied_on: Annotated[date, Field("答复日期")]

    @rule
    def _told_why(self) -> Iterator[Problem]:
        wanted = ("hold_cause", "reason") if self.verdict == "暂缓" else ("capacity", "voltage", "supply_point")
        for name in wanted:
            if getattr(self, name) is None:
                yield self.problem(name, f"答复“{self.verdict}”时请填写")

    @rule
    def _days(self) -> Iterator[Problem]:
        if self.asked_on and self.replied_on < self.asked_on:
            yield self.problem("replied_on", f"{self.replied_on} 早于咨询日期 {self.asked_on}，请核对")
        if self.review_on and self.review_on <= self.replied_on:
            yield self.problem("review_on", f"{self.review_on} 不晚于答复日期 {self.replied_on}，请核对")
