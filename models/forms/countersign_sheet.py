"""用电汇签单: a dedicated-line application goes round the departments; layout ours, its duty and day from domain.md 3.1 (row 8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from models.forms.fields import Bar, Field, Form, QrCell, Row, Signatures, Statement, TableRow, rule
from models.forms.vocabulary import HighVoltage, HighVoltageUse
from models.problems import Problem


@dataclass(frozen=True, kw_only=True)
class DepartmentOpinion(TableRow):
    """What one department says; an empty opinion is left to be written by hand."""

    department: Annotated[str, Field("会签部门")]
    matter: Annotated[str, Field("会签内容")] | None = None
    opinion: Annotated[str, Field("意见", lines=2)] | None = None
    verdict: Annotated[Literal["同意", "不同意"], Field("结论")] | None = None
    signed_by: Annotated[str, Field("签名")] | None = None
    signed_on: Annotated[date, Field("日期")] | None = None


@dataclass(frozen=True, kw_only=True)
class CountersignSheet(Form):
    """Hands a 10 kV (or higher) dedicated-line application to the planning department on the day it was accepted; loads in kW."""

    code = "COUNTERSIGN"
    title = "用电汇签单"
    stage = "accept"
    done_on = "handed_on"
    prefill = {
        "account_no": "account_no", "application_no": "application_no", "account_name": "customer_name", "address": "address",
        "contact": "contact", "contact_phone": "contact_phone", "project": "project", "usage_class": "usage_class",
        "industry": "industry", "voltage": "voltage", "capacity": "capacity", "needed_by": "needed_by", "accepted_on": "accepted_on",
        "accepted_by": "accepted_by", "handed_by": "person", "handed_on": "today",
    }  # fmt: skip
    first_rows = {
        "opinions": (
            {"department": "计划部（发展策划部）", "matter": "接入系统、电源点和供电容量"},
            {"department": "营销部", "matter": "用电性质、计量方式和电价"},
            {"department": "运维检修部", "matter": "设备条件和施工停电"},
            {"department": "调控中心", "matter": "运行方式和继电保护"},
        )
    }
    rows = (
        Bar("客户基本信息"),
        QrCell(rows=4),
        ("account_no", "application_no"),
        ("account_name",),
        ("address",),
        ("contact", "contact_phone"),
        Bar("申请事项"),
        ("project", "grade"),
        ("usage_class", "industry"),
        ("voltage", "needed_by"),
        ("lines_asked", "capacity", "load"),
        Row(("own_source", "attached"), (1, 2)),
        Bar("转交"),
        ("accepted_on", "accepted_by"),
        ("handed_on", "handed_to", "handed_by"),
        Bar("部门会签"),
        ("opinions",),
        ("conclusion",),
        ("note",),
        Statement("说明：", ("专线用电申请受理当日打印本单，连同资料转交计划部；会签完毕退回受理单位，随工单归档。",)),
        Signatures(("转交人签名", "接收人签名（部门盖章）")),
    )

    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    application_no: Annotated[str, Field("申请编号")] | None = None
    account_name: Annotated[str, Field("户名", private=True)]
    address: Annotated[str, Field("用电地址", private=True)]
    contact: Annotated[str, Field("联系人", private=True)] | None = None
    contact_phone: Annotated[str, Field("联系电话", private=True, check="phone")] | None = None
    project: Annotated[str, Field("项目名称")] | None = None
    grade: Annotated[str, Field("客户分级", hint="普通客户，或重要客户的等级")] | None = None
    usage_class: Annotated[HighVoltageUse, Field("用电类别")] | None = None
    industry: Annotated[str, Field("行业分类")] | None = None
    voltage: Annotated[HighVoltage, Field("申请电压")] = "10 kV"
    lines_asked: Annotated[int, Field("专线回路", unit="回", least=1, most=4)] = 1
    capacity: Annotated[Decimal, Field("申请容量", unit="kVA", least=Decimal("0.1"), most=1000000)]
    load: Annotated[Decimal, Field("预计最大负荷", unit="kW", least=0)] | None = None
    needed_by: Annotated[date, Field("意向接电时间", future=True)] | None = None
    own_source: Annotated[str, Field("自备电源", hint="没有的写无")] | None = None
    attached: Annotated[str, Field("所附资料", lines=2, hint="项目批准文件、设备清单、平面图等")] | None = None
    accepted_on: Annotated[date, Field("受理日期")]
    accepted_by: Annotated[str, Field("受理人")] | None = None
    handed_on: Annotated[date, Field("转交日期")]
    handed_to: Annotated[str, Field("接收部门")] = "计划部"
    opinions: Annotated[tuple[DepartmentOpinion, ...], Field("部门会签", lines=4, least=1, most=12, numbered=True)]
    conclusion: Annotated[str, Field("会签结论")] | None = None
    note: Annotated[str, Field("备注")] | None = None
    handed_by: Annotated[str, Field("转交人")]

    @rule
    def _days(self) -> Iterator[Problem]:
        if self.handed_on < self.accepted_on:
            yield self.problem("handed_on", f"{self.handed_on} 早于受理日期 {self.accepted_on}，请核对")

    def remarks(self) -> Iterator[Problem]:
        """Odd formats; a sheet handed over later than the day of acceptance."""
        yield from super().remarks()
        if self.handed_on > self.accepted_on:
            yield self.problem("handed_on", f"应在受理当日（{self.accepted_on}）转交，请说明迟交原因")
