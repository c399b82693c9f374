"""低压现场勘查单 (附件4 of the 2014 set)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from models.forms.application import LOW_VOLTAGE_CEILING
from models.forms.drawing import Drawing
from models.forms.fields import Bar, Field, Form, QrCell, Row, Sketch, TableRow, rule
from models.forms.vocabulary import LowVoltage, UsageClass
from models.problems import Problem

Conclusion = Literal["具备供电条件", "需配套工程", "暂不具备供电条件"]


@dataclass(frozen=True, kw_only=True)
class Equipment(TableRow):
    """One kind of main equipment; `capacity` is the total of all pieces, in kW."""

    name: Annotated[str, Field("设备名称", suggest="equipment")]
    model: Annotated[str, Field("型号")] | None = None
    quantity: Annotated[int, Field("数量", least=1, most=100000, summed=True)] = 1
    capacity: Annotated[Decimal, Field("总容量", unit="kW", least=0, summed=True)]
    note: Annotated[str, Field("备注")] | None = None


@dataclass(frozen=True, kw_only=True)
class LowVoltageSurvey(Form):
    """What at least two people established at the site of a low-voltage application."""

    code = "LV-SURVEY"
    title = "低压现场勘查单"
    stage = "survey"
    done_on = "surveyed_on"
    prefill = {
        "account_no": "account_no", "application_no": "application_no", "account_name": "customer_name", "contact": "contact",
        "contact_phone": "contact_phone", "address": "address", "usage_class": "usage_class", "approved_usage_class": "usage_class",
        "industry": "industry", "approved_industry": "industry", "voltage": "voltage", "approved_voltage": "voltage",
        "capacity": "capacity", "approved_capacity": "capacity", "surveyed_on": "today", "surveyor": "person",
        "application_note": "application_note", "equipment": "equipment",
    }  # fmt: skip
    gives = {
        "approved_usage_class": "usage_class", "approved_industry": "industry", "approved_voltage": "voltage",
        "approved_capacity": "capacity", "surveyor": "customer_manager",
        "access_point": "access_point", "metering_point": "metering_place",
    }  # fmt: skip
    rows = (
        Bar("客户基本信息"),
        QrCell(rows=5),
        ("account_no", "application_no"),
        ("account_name",),
        ("contact", "contact_phone"),
        ("address",),
        ("application_note",),
        Bar("现场勘查人员核定"),
        ("usage_class", "approved_usage_class"),
        ("industry", "approved_industry"),
        ("voltage", "approved_voltage"),
        ("capacity", "approved_capacity"),
        ("access_point",),
        ("receiving_point",),
        ("metering_point",),
        ("other",),
        ("conclusion",),
        Bar("主要用电设备"),
        ("equipment",),
        Sketch("供电简图：", 50, "sketch"),
        Row(("surveyor", "second_surveyor", "surveyed_on"), (1, 1, 1)),
    )

    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    application_no: Annotated[str, Field("申请编号")] | None = None
    account_name: Annotated[str, Field("户名", private=True)]
    contact: Annotated[str, Field("联系人", private=True)] | None = None
    contact_phone: Annotated[str, Field("联系电话", private=True, check="phone")] | None = None
    address: Annotated[str, Field("客户地址", private=True)]
    application_note: Annotated[str, Field("申请备注")] | None = None
    usage_class: Annotated[UsageClass, Field("申请用电类别")] | None = None
    approved_usage_class: Annotated[UsageClass, Field("核定用电类别", short="核定情况", confirms="usage_class")]
    industry: Annotated[str, Field("申请行业分类", suggest="industry")] | None = None
    approved_industry: Annotated[str, Field("核定行业分类", suggest="industry", short="核定情况", confirms="industry")] | None = None
    voltage: Annotated[LowVoltage, Field("申请供电电压")] | None = None
    approved_voltage: Annotated[LowVoltage, Field("核定供电电压")]
    capacity: Annotated[Decimal, Field("申请用电容量", unit="kW", least=0)] | None = None
    approved_capacity: Annotated[Decimal, Field("核定用电容量", unit="kW", least=Decimal("0.1"), most=100000)]
    access_point: Annotated[str, Field("接入点信息", lines=3, hint="电源点、线路敷设方式及路径、电气设备情况")]
    receiving_point: Annotated[str, Field("受电点信息", lines=3, hint="受电设施建设类型、主要用电设备特性")] | None = None
    metering_point: Annotated[str, Field("计量点信息", lines=2, hint="计量装置安装位置")]
    other: Annotated[str, Field("其他", lines=2)] | None = None
    conclusion: Annotated[Conclusion, Field("勘查结论")] = "具备供电条件"
    equipment: Annotated[tuple[Equipment, ...], Field("主要用电设备", lines=3, most=30)] = ()
    sketch: Annotated[Drawing, Field("供电简图", private=True)] | None = None
    surveyor: Annotated[str, Field("勘查人", short="勘查人（签名）")]
    second_surveyor: Annotated[str, Field("同行勘查人", short="勘查人（签名）", hint="现场勘查不少于两人")]
    surveyed_on: Annotated[date, Field("勘查日期")]

    @rule
    def _two_people(self) -> Iterator[Problem]:
        if self.surveyor == self.second_surveyor:
            yield self.problem("second_surveyor", "现场勘查不少于两人，请填另一位勘查人")

    @rule
    def _refusal_has_reason(self) -> Iterator[Problem]:
        if self.conclusion != "具备供电条件" and not self.other:
            yield self.problem("other", f"结论为“{self.conclusion}”时请写明原因或所需工程")

    def remarks(self) -> Iterator[Problem]:
        """Odd formats; a capacity above low voltage or below the equipment's total says so."""
        yield from super().remarks()
        if self.approved_capacity > LOW_VOLTAGE_CEILING:
            yield self.problem("approved_capacity", f"超过低压供电的一般上限 {LOW_VOLTAGE_CEILING} kW，请确认是否应按高压办理")
        total = sum((row.capacity for row in self.equipment), Decimal(0))
        if total > self.approved_capacity:
            yield self.problem("approved_capacity", f"小于主要用电设备合计 {total:f} kW，请确认已考虑同时使用情况")
