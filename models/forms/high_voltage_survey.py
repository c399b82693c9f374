"""高压现场勘查单 (附件4 of the 2014 set)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from models.forms.drawing import Drawing
from models.forms.fields import Bar, Field, Form, QrCell, Row, Sketch, rule
from models.forms.low_voltage_survey import Conclusion
from models.forms.vocabulary import HighVoltage, HighVoltageUse
from models.problems import Problem


@dataclass(frozen=True, kw_only=True)
class HighVoltageSurvey(Form):
    """What at least two people established at the site of a high-voltage application; capacities in kVA."""

    code = "HV-SURVEY"
    title = "高压现场勘查单"
    stage = "survey"
    done_on = "surveyed_on"
    prefill = {
        "account_no": "account_no", "application_no": "application_no", "account_name": "customer_name", "contact": "contact",
        "contact_phone": "contact_phone", "address": "address", "usage_class": "usage_class", "approved_usage_class": "usage_class",
        "industry": "industry", "approved_industry": "industry", "voltage": "voltage", "capacity": "capacity",
        "approved_capacity": "capacity", "surveyed_on": "today", "surveyor": "person",
        "application_note": "application_note", "needed_by": "needed_by",
    }  # fmt: skip
    gives = {
        "approved_usage_class": "usage_class", "approved_industry": "industry", "voltage": "voltage", "approved_capacity": "capacity",
        "surveyor": "customer_manager",
        "access_point": "access_point", "metering_point": "metering_place", "load_class": "load_class",
    }  # fmt: skip
    rows = (
        Bar("客户基本信息"),
        QrCell(rows=5),
        ("account_no", "application_no"),
        ("account_name",),
        ("contact", "contact_phone"),
        ("address",),
        ("application_note",),
        ("needed_by",),
        Bar("现场勘查人员核定"),
        ("usage_class", "approved_usage_class"),
        ("industry", "approved_industry"),
        ("capacity", "approved_capacity"),
        ("voltage", "load_class"),
        ("access_point",),
        ("receiving_point",),
        ("metering_point",),
        ("note",),
        ("conclusion",),
        Sketch("供电简图：", 55, "sketch"),
        Row(("surveyor", "second_surveyor", "surveyed_on"), (1, 1, 1)),
    )

    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    application_no: Annotated[str, Field("申请编号")] | None = None
    account_name: Annotated[str, Field("户名", private=True)]
    contact: Annotated[str, Field("联系人", private=True)] | None = None
    contact_phone: Annotated[str, Field("联系电话", private=True, check="phone")] | None = None
    address: Annotated[str, Field("客户地址", private=True)]
    application_note: Annotated[str, Field("申请备注")] | None = None
    needed_by: Annotated[date, Field("意向接电时间", future=True)] | None = None
    usage_class: Annotated[HighVoltageUse, Field("申请用电类别")] | None = None
    approved_usage_class: Annotated[HighVoltageUse, Field("核定用电类别", short="核定情况", confirms="usage_class")]
    industry: Annotated[str, Field("申请行业分类", suggest="industry")] | None = None
    approved_industry: Annotated[str, Field("核定行业分类", suggest="industry", short="核定情况", confirms="industry")] | None = None
    capacity: Annotated[Decimal, Field("申请用电容量", unit="kVA", least=0)] | None = None
    approved_capacity: Annotated[Decimal, Field("核定用电容量", unit="kVA", least=Decimal("0.1"), most=1000000)]
    voltage: Annotated[HighVoltage, Field("供电电压")] = "10 kV"
    load_class: Annotated[str, Field("负荷性质", hint="一、二级负荷，冲击、谐波、不对称负荷")] | None = None
    access_point: Annotated[str, Field("接入点信息", lines=3, hint="电源点、线路敷设方式及路径、电气设备情况")]
    receiving_point: Annotated[str, Field("受电点信息", lines=3, hint="变压器容量、建设类型（杆上、室内、箱变）、变压器类型（油变、干变）")]
    metering_point: Annotated[str, Field("计量点信息", lines=2, hint="计量装置安装位置、计量方式")]
    note: Annotated[str, Field("备注", lines=2)] | None = None
    conclusion: Annotated[Conclusion, Field("勘查结论")] = "具备供电条件"
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
        if self.conclusion != "具备供电条件" and not self.note:
            yield self.problem("note", f"结论为“{self.conclusion}”时请写明原因或所需工程")
