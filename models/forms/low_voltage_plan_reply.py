"""低压供电方案答复单 (附件5 of the 2014 set)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from models.forms.fields import Bar, Field, Form, QrCell, Signatures, Statement, TableRow, rule
from models.forms.planned import meter_drafted
from models.forms.vocabulary import LowVoltage, MeteringMode, PriceClass, UsageClass
from models.problems import Problem

VALID_MONTHS = 3  # from the customer's signature; LV reply form 附件5


@dataclass(frozen=True, kw_only=True)
class Fee(TableRow):
    """One fee in yuan; a fee without its legal basis is not asked."""

    name: Annotated[str, Field("费用名称")]
    unit_price: Annotated[Decimal, Field("单价", unit="元", least=0)]
    quantity: Annotated[Decimal, Field("数量（容量）", least=0)]
    amount: Annotated[Decimal, Field("应收金额", unit="元", least=0, summed=True)]
    basis: Annotated[str, Field("收费依据")]

    @rule
    def _product(self) -> Iterator[Problem]:
        right = (self.unit_price * self.quantity).quantize(Decimal("0.01"))
        if right != self.amount.quantize(Decimal("0.01")):
            yield self.problem("amount", f"应为单价乘数量 {right:f} 元，现为 {self.amount:f} 元，请核对")


@dataclass(frozen=True, kw_only=True)
class SupplySource(TableRow):
    """One source of the plan; capacity in kW."""

    number: Annotated[str, Field("电源编号")]
    nature: Annotated[Literal["主供", "备用", "保安"], Field("电源性质")] = "主供"
    voltage: Annotated[LowVoltage, Field("供电电压")]
    capacity: Annotated[Decimal, Field("供电容量", unit="kW", least=Decimal("0.1"))]
    point: Annotated[str, Field("电源点信息", lines=3, hint="供电变压器名称、接入点杆号（分支箱号）、进出线敷设方式")]


@dataclass(frozen=True, kw_only=True)
class MeteringPoint(TableRow):
    """One metering point of the plan."""

    group: Annotated[str, Field("计量点组号")]
    price_class: Annotated[PriceClass, Field("电价类别")]
    shared: Annotated[str, Field("定量定比")] | None = None
    meter_accuracy: Annotated[str, Field("电能表精度", short="精度", group="电能表")]
    meter_kind: Annotated[str, Field("电能表规格及接线方式", short="规格及接线方式", group="电能表")]
    ct_accuracy: Annotated[str, Field("互感器精度", short="精度", group="电流互感器")] | None = None
    ct_ratio: Annotated[str, Field("互感器变比", short="变比", group="电流互感器", hint="如 200/5")] | None = None


@dataclass(frozen=True, kw_only=True)
class LowVoltagePlanReply(Form):
    """The written answer with the supply plan, valid three months from the customer's signature."""

    code = "LV-PLAN"
    title = "低压供电方案答复单"
    stage = "plan_reply"
    done_on = "replied_on"
    prefill = {
        "account_no": "account_no", "application_no": "application_no", "account_name": "customer_name", "address": "address",
        "usage_class": "usage_class", "industry": "industry", "voltage": "voltage", "capacity": "capacity", "contact": "contact",
        "contact_phone": "contact_phone", "replied_on": "today", "replied_by": "person",
    }  # fmt: skip
    gives = {
        "voltage": "voltage", "capacity": "capacity", "ownership_boundary": "ownership_boundary", "metering_mode": "metering_mode",
        "price_class": "price_class",
        "supply_source": "supply_source", "planned_meters": "planned_meters", "ct_ratio": "ct_ratio", "ct_accuracy": "ct_accuracy",
    }  # fmt: skip
    first_rows = {
        "sources": ({"number": "1", "voltage": "=voltage", "capacity": "=capacity", "point": "=access_point"},),
        "metering_points": ({"group": "1", "price_class": "=price_class"},),
    }
    rows = (
        Bar("客户基本信息"),
        QrCell(rows=5),
        ("account_no", "application_no"),
        ("account_name",),
        ("address",),
        ("usage_class", "industry"),
        ("voltage", "capacity"),
        ("contact", "contact_phone"),
        Bar("营业费用"),
        ("fees",),
        Bar("供电方案"),
        ("sources",),
        ("ownership_boundary",),
        ("metering_mode",),
        ("metering_points",),
        ("note",),
        Statement(
            "其他说明",
            (
                "1. 本供电方案自客户签收之日起三个月内有效。确有特殊情况需要延长的，请在期满十天前向我单位提出，我单位视情况办理延期。",
                "2. 贵户如有受电工程，可自主选择有相应资质的设计、施工单位和合格的设备，我单位不指定设计、施工和设备供应单位。",
                "3. 贵户受电工程竣工并自验合格后，请及时联系我单位检验。",
            ),
            beside=True,
        ),
        Signatures(("客户签名（单位盖章）", "供电企业（盖章）")),
        ("replied_by", "replied_on"),
    )

    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    application_no: Annotated[str, Field("申请编号")] | None = None
    account_name: Annotated[str, Field("户名", private=True)]
    address: Annotated[str, Field("用电地址", private=True)]
    usage_class: Annotated[UsageClass, Field("用电类别")]
    industry: Annotated[str, Field("行业分类", suggest="industry")] | None = None
    voltage: Annotated[LowVoltage, Field("供电电压")]
    capacity: Annotated[Decimal, Field("供电容量", unit="kW", least=Decimal("0.1"), most=100000)]
    contact: Annotated[str, Field("联系人", private=True)] | None = None
    contact_phone: Annotated[str, Field("联系电话", private=True, check="phone")] | None = None
    fees: Annotated[tuple[Fee, ...], Field("营业费用", lines=2, most=10)] = ()
    sources: Annotated[tuple[SupplySource, ...], Field("电源", lines=2, least=1, most=2)]
    ownership_boundary: Annotated[str, Field("产权分界点", lines=2, hint="下线杆或分支箱的具体位置")]
    metering_mode: Annotated[MeteringMode, Field("计量方式")] = "低供低计"
    metering_points: Annotated[tuple[MeteringPoint, ...], Field("计量点", lines=3, least=1, most=3)]
    note: Annotated[str, Field("备注", lines=3, hint="表箱安装位置；需客户配合的事项；其他")] | None = None
    replied_by: Annotated[str, Field("答复人")]
    replied_on: Annotated[date, Field("答复日期")]

    @property
    def price_class(self) -> str | None:
        """The price class of the first metering point."""
        return self.metering_points[0].price_class if self.metering_points else None

    @property
    def supply_source(self) -> str:
        """Where the main source comes from, for the contract."""
        return next((one.point for one in self.sources if one.nature == "主供"), "")

    @property
    def planned_meters(self) -> tuple[dict[str, str], ...]:
        """Draft rows of the meters to be fitted, one for each metering point."""
        return tuple(meter_drafted(one.meter_kind, one.meter_accuracy) for one in self.metering_points)

    @property
    def ct_ratio(self) -> str | None:
        """The ratio of the first metering point that has current transformers."""
        return next((one.ct_ratio for one in self.metering_points if one.ct_ratio), None)

    @property
    def ct_accuracy(self) -> str | None:
        """Their accuracy."""
        return next((one.ct_accuracy for one in self.metering_points if one.ct_ratio), None)

    @rule
    def _main_source(self) -> Iterator[Problem]:
        if self.sources and all(source.nature != "主供" for source in self.sources):
            yield self.problem("sources", "至少要有一路主供电源")

    @rule
    def _source_capacity(self) -> Iterator[Problem]:
        supplied = sum((source.capacity for source in self.sources if source.nature == "主供"), Decimal(0))
        if 0 < supplied < self.capacity:
            yield self.problem("sources", f"主供电源容量合计 {supplied:f} kW，小于供电容量 {self.capacity:f} kW，请核对")
