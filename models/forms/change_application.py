"""变更用电申请表: layout ours, contents from 恢复、暂停、销户用电登记表（深供电营表01）."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, get_args

from models.forms.application import TRUTH, Application
from models.forms.fields import Bar, Field, QrCell, Row, Signatures, Statement, rule
from models.forms.vocabulary import AnyVoltage, BodyDocument, CapacityUnit, UsageClass
from models.problems import Problem

ChangeKind = Literal[
    "减容", "减容恢复", "暂停", "暂停恢复", "暂换", "迁址", "移表", "暂拆", "暂拆恢复", "分户", "并户", "销户", "改类", "改压",
    "更换计量装置", "电费退补", "电量退补", "输变电设施迁移",
]  # fmt: skip
_CAPACITY = ("减容", "减容恢复", "暂停", "暂停恢复")   # both capacities are asked
_FROM = (*_CAPACITY, "暂换", "暂拆", "暂拆恢复")       # from which day
_UNTIL = ("暂停", "暂换", "暂拆")                     # and until which
_MONEY = ("销户", "电费退补", "电量退补")              # what is left over goes to an account
_NEEDED = {
    "迁址": ("new_address",), "移表": ("new_address",), "分户": ("other_accounts",), "并户": ("other_accounts",),
    "改类": ("usage_class", "usage_class_after"), "电费退补": ("adjusted_months",), "电量退补": ("adjusted_months",),
}  # fmt: skip


def kind_asked(business: str) -> str:
    """The change that a business type's name speaks of (高压减容 → 减容); empty where it speaks of none."""
    found = (kind for kind in get_args(ChangeKind) if kind in business.replace("批量换表", "更换计量装置"))
    return max(found, key=len, default="")


@dataclass(frozen=True, kw_only=True)
class ChangeApplication(Application):
    """An existing customer asks for a change of supply; the capacities are in `capacity_unit`."""

    code = "CHANGE-APP"
    title = "变更用电申请表"
    low_voltage = False
    prefill = {
        **{name: key for name, key in Application.prefill.items() if name not in ("capacity", "business_type")},
        "capacity_before": "capacity", "usage_class": "usage_class", "business_type": "change_asked",
    }  # fmt: skip
    gives = Application.gives | {"wanted_from": "wanted_from", "wanted_until": "wanted_until", "usage_class_given": "usage_class"}
    rows = (
        Bar("客户基本信息"),
        QrCell(rows=4),
        Row(("applicant", "account_no"), (3, 2)),
        Row(("document_kind", "document_no"), (2, 3)),
        ("address",),
        Row(("mailing_address", "post_code"), (3, 2)),
        Row(("landline", "phone"), (2, 3)),
        Bar("经办人信息"),
        Row(("agent", "agent_id"), (2, 3)),
        Row(("agent_landline", "agent_phone"), (2, 3)),
        Bar("申请事项"),
        ("business_type",),
        ("reason",),
        ("wanted_from", "wanted_until"),
        Row(("voltage", "capacity_unit"), (2, 1)),
        ("capacity_before", "capacity_after"),
        ("usage_class", "usage_class_after"),
        ("new_address",),
        ("other_accounts",),
        ("adjusted_months", "adjusted_kwh", "adjusted_amount"),
        Row(("meter_no", "refund_name"), (3, 2)),
        ("refund_bank", "refund_account"),
        ("note",),
        Statement(
            "告知事项：",
            (
                "1. 减容、暂停按整台（组）变压器办理，自设备加封之日起计算；恢复用电请提前提出申请。",
                "2. 并户、销户前请先结清电费。擅自迁址、移表或改变用电类别的，按违约用电处理。",
            ),
        ),
        TRUTH,
        Signatures(("客户或经办人签名（单位盖章）", "供电企业（盖章）")),
        Bar("供电企业填写"),
        ("accepted_by", "bill_settled"),
        ("application_no", "accepted_on"),
    )

    applicant: Annotated[str, Field("户名", private=True)]
    account_no: Annotated[str, Field("户号", check="account_no")]
    document_kind: Annotated[BodyDocument, Field("证件名称")] = "居民身份证"
    document_no: Annotated[str, Field("证件号码", private=True, check="document")]
    address: Annotated[str, Field("用电地址", suggest="village", private=True, hint="写到村、组、门牌")]
    mailing_address: Annotated[str, Field("通信地址", private=True)] | None = None
    post_code: Annotated[str, Field("邮编")] | None = None
    landline: Annotated[str, Field("固定电话", private=True, check="phone")] | None = None
    phone: Annotated[str, Field("移动电话", private=True, boxes=11, check="phone")]
    agent: Annotated[str, Field("经办人", suggest="agent", private=True)] | None = None
    agent_id: Annotated[str, Field("经办人身份证号", short="身份证号", private=True, boxes=18, check="id_number")] | None = None
    agent_landline: Annotated[str, Field("经办人固定电话", short="固定电话", private=True, check="phone")] | None = None
    agent_phone: Annotated[str, Field("经办人移动电话", short="移动电话", private=True, boxes=11, check="phone")] | None = None
    business_type: Annotated[ChangeKind, Field("申请事项", lines=3)]
    reason: Annotated[str, Field("申请原因", lines=2, hint="为什么变更；更换计量装置的写明现象，退补的写明差错经过")]
    wanted_from: Annotated[date, Field("起始日期", future=True)] | None = None
    wanted_until: Annotated[date, Field("终止日期", future=True)] | None = None
    voltage: Annotated[AnyVoltage, Field("供电电压")] | None = None
    capacity_unit: Annotated[CapacityUnit, Field("容量单位", hint="低压 kW，高压 kVA")] = "kW"
    capacity_before: Annotated[Decimal, Field("现有容量", least=0, most=1000000)] | None = None
    capacity_after: Annotated[Decimal, Field("变更后容量", least=0, most=1000000)] | None = None
    usage_class: Annotated[UsageClass, Field("现用电类别")] | None = None
    usage_class_after: Annotated[UsageClass, Field("变更后类别")] | None = None
    new_address: Annotated[str, Field("新地址位置", private=True, hint="迁址的写新用电地址，移表的写新表位")] | None = None
    other_accounts: Annotated[str, Field("相关户号", private=True, hint="并入、分出或共用的户号和户名")] | None = None
    meter_no: Annotated[str, Field("电能表编号", check="asset_no")] | None = None
    adjusted_months: Annotated[str, Field("退补月份", hint="如 2026-09、2026-10")] | None = None
    adjusted_kwh: Annotated[Decimal, Field("退补电量", unit="kWh", hint="补收为正，退还为负")] | None = None
    adjusted_amount: Annotated[Decimal, Field("退补电费", unit="元", hint="补收为正，退还为负")] | None = None
    refund_name: Annotated[str, Field("退款户名", private=True)] | None = None
    refund_bank: Annotated[str, Field("退款银行", private=True)] | None = None
    refund_account: Annotated[str, Field("退款账号", private=True)] | None = None
    note: Annotated[str, Field("备注")] | None = None
    bill_settled: Annotated[bool, Field("电费已结清")] = False
    accepted_by: Annotated[str, Field("受理人")]
    application_no: Annotated[str, Field("申请编号")] | None = None
    accepted_on: Annotated[date, Field("受理日期")]

    @property
    def capacity(self) -> Decimal | None:  # type: ignore[override]  # read like the other forms' field, never written
        """What the case is about: the capacity wanted, else the one that stands."""
        return self.capacity_before if self.capacity_after is None else self.capacity_after

    @property
    def usage_class_given(self) -> str | None:
        """The class of use from now on."""
        return self.usage_class_after or self.usage_class

    @rule
    def _asked(self) -> Iterator[Problem]:
        kind = self.business_type
        capacities = ("capacity_before", "capacity_after") if kind in _CAPACITY else ()
        days = (("wanted_from",) if kind in _FROM else ()) + (("wanted_until",) if kind in _UNTIL else ())
        for name in (*days, *capacities, *_NEEDED.get(kind, ())):
            if getattr(self, name) is None:
                yield self.problem(name, f"{kind}请填写")

    @rule
    def _days(self) -> Iterator[Problem]:
        if self.wanted_from and self.wanted_until and self.wanted_until < self.wanted_from:
            yield self.problem("wanted_until", f"{self.wanted_until} 早于起始日期 {self.wanted_from}，请核对")

    @rule
    def _direction(self) -> Iterator[Problem]:
        before, after = self.capacity_before, self.capacity_after
        if before is None or after is None:
            return
        if self.business_type in ("减容", "暂停") and after >= before:
            yield self.problem("capacity_after", f"{self.business_type}后应小于现有容量 {before:f}，现为 {after:f}，请核对")
        if self.business_type in ("减容恢复", "暂停恢复") and after <= before:
            yield self.problem("capacity_after", f"恢复后应大于现有容量 {before:f}，现为 {after:f}，请核对")

    @rule
    def _reclassified(self) -> Iterator[Problem]:
        if self.business_type == "改类" and self.usage_class and self.usage_class == self.usage_class_after:
            yield self.problem("usage_class_after", "与现用电类别相同，请核对")

    @rule
    def _high_voltage_unit(self) -> Iterator[Problem]:
        high = self.voltage is not None and self.voltage not in ("220 V", "380 V")
        if self.voltage and high != (self.capacity_unit == "kVA"):
            yield self.problem("capacity_unit", f"{self.voltage} 供电的容量以 {'kVA' if high else 'kW'} 计，请核对")

    def remarks(self) -> Iterator[Problem]:
        """Odd formats; money that has no account to go to."""
        yield from super().remarks()
        returned = (self.adjusted_amount or 0) < 0 or self.business_type == "销户"
        if self.business_type in _MONEY and returned and not self.refund_account:
            yield self.problem("refund_account", "有余额或退费时请填写客户本人的账号")
