"""低压批量用电登记表 with its 低压批量用电清单 (附件3-3 of the 2014 set)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from models.forms.application import TRUTH, Application, document_fault
from models.forms.fields import Annex, Bar, Field, Form, QrCell, Row, Side, Signatures, Statement, TableRow, rule
from models.forms.vocabulary import ADDRESS_PARTS, BodyDocument, LowVoltage, UsageClass
from models.problems import Problem

MOST_HOUSEHOLDS = 500


@dataclass(frozen=True, kw_only=True)
class HouseholdRow(TableRow):
    """One household of the list; capacity in kW. The number is an ID card's or another document's."""

    unit: Annotated[str, Field("幢、单元", short="用电地址", hint="村里写组")] | None = None
    room: Annotated[str, Field("室号")]
    name: Annotated[str, Field("户名", private=True)] | None = None
    capacity: Annotated[Decimal, Field("用电容量", unit="kW", least=0, most=160, summed=True)] | None = None
    document_no: Annotated[str, Field("身份证号码（或其他证件）", private=True, check="document")] | None = None
    phone: Annotated[str, Field("移动电话", private=True, check="phone")] | None = None

    @rule
    def _document(self) -> Iterator[Problem]:
        number = self.document_no or ""
        if len(number) == 18 and number[:17].isdigit():
            message = document_fault("居民身份证", number, date.max)
            if message:
                yield self.problem("document_no", message)


@dataclass(frozen=True, kw_only=True)
class ListedHousehold(HouseholdRow):
    """One household that joins a batch after its registration; `meter` is the one it has before a replacement."""

    meter: Annotated[str, Field("原表编号", check="asset_no", hint="批量换表时填")] | None = None


@dataclass(frozen=True, kw_only=True)
class HouseholdList(Form):
    """More households of a batch; entered in a dialog and printed with the application, so it is no paper of its own."""

    code = "BATCH-LIST"
    title = "低压批量用电清单"
    stage = "accept"
    rows = (("households",),)

    households: Annotated[tuple[ListedHousehold, ...], Field("住户", least=1, most=MOST_HOUSEHOLDS)]

    @rule
    def _rooms_once(self) -> Iterator[Problem]:
        for at, twice in _repeated(self.households):
            yield Problem(f"households.{at}.room", f"第{at + 1}行", f"{twice} 出现两次")


def _repeated(rows: tuple[HouseholdRow, ...]) -> Iterator[tuple[int, str]]:
    """The rows whose place stands above already, with that place."""
    seen: set[str] = set()
    for at, row in enumerate(rows):
        place = f"{row.unit or ''} {row.room}".strip()
        if place in seen:
            yield at, place
        seen.add(place)


@dataclass(frozen=True, kw_only=True)
class BatchApplication(Application):
    """A developer or a village asks for many household connections at once; each is switched on singly afterwards."""

    code = "BATCH-APP"
    title = "低压批量用电登记表"
    prefill = {name: key for name, key in Application.prefill.items() if name != "phone"} | {"usage_class": "usage_class"}
    gives = Application.gives | {"usage_class": "usage_class", "household_count": "household_count"}
    rows = (
        Bar("客户基本信息"),
        QrCell(rows=4),
        Row(("applicant", "account_no"), (3, 2)),
        Row(("document_kind", "document_no"), (2, 3)),
        ("address",),
        ("usage_class", "voltage"),
        ("household_count", "unit_capacity", "capacity"),
        Bar("经办单位信息"),
        ("company",),
        ("company_address",),
        Row(("mailing_address", "post_code"), (3, 2)),
        Row(("email", "fax"), (3, 2)),
        Row(("agent", "agent_id"), (2, 3)),
        Row(("landline", "agent_phone"), (2, 3)),
        ("business_type", "needed_by"),
        ("note",),
        Bar("告知事项"),
        Statement(
            "",
            (
                "批量新装的电能表装好以后暂不通电。各户用电请凭身份证明、产权证明单独申请，签订供用电合同后通电；"
                "通电后请核对电能表与住户是否一致。",
            ),
        ),
        TRUTH,
        Signatures(("经办人签名（单位盖章）",)),
        Side("供电企业填写"),
        ("accepted_by", "application_no"),
        Row(("accepted_on",), (1,), seal="供电企业（盖章）"),
        Annex("低压批量用电清单", "households", heads=(("company", "application_no"),), by="unit", signed=("经办人签名（盖章）",)),
    )

    applicant: Annotated[str, Field("户名", private=True, hint="小区、村组或项目的名称")]
    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    document_kind: Annotated[BodyDocument, Field("单位证件名称")] = "营业执照"
    document_no: Annotated[str, Field("单位证件号码", private=True, check="document")] | None = None
    address: Annotated[
        str, Field("用电地址", suggest="village", private=True, lines=2, guide=ADDRESS_PARTS, hint="县、镇、村（社区）、道路、小区、组团")
    ]
    usage_class: Annotated[UsageClass, Field("用电类别")] = "居民生活"
    voltage: Annotated[LowVoltage, Field("供电方式")] = "220 V"
    household_count: Annotated[int, Field("申请户数", unit="户", least=2, most=MOST_HOUSEHOLDS)]
    unit_capacity: Annotated[Decimal, Field("单户容量", unit="kW", least=Decimal("0.1"), most=160)] | None = None
    capacity: Annotated[Decimal, Field("总容量", unit="kW", least=Decimal("0.1"), most=100000)]
    company: Annotated[str, Field("经办单位", private=True)]
    company_address: Annotated[str, Field("单位地址", private=True)] | None = None
    mailing_address: Annotated[str, Field("通信地址", private=True)] | None = None
    post_code: Annotated[str, Field("邮编")] | None = None
    email: Annotated[str, Field("电子邮箱", private=True)] | None = None
    fax: Annotated[str, Field("传真", private=True, check="phone")] | None = None
    agent: Annotated[str, Field("经办人", suggest="agent", private=True)]
    agent_id: Annotated[str, Field("经办人身份证号", short="身份证号", private=True, boxes=18, check="id_number")] | None = None
    landline: Annotated[str, Field("固定电话", private=True, check="phone")] | None = None
    agent_phone: Annotated[str, Field("移动电话", private=True, boxes=11, check="phone")]
    business_type: Annotated[str, Field("业务类型")] = "批量新装"
    needed_by: Annotated[date, Field("意向接电时间", future=True)] | None = None
    note: Annotated[str, Field("申请备注", lines=2)] | None = None
    accepted_by: Annotated[str, Field("受理人员")]
    application_no: Annotated[str, Field("申请编号")] | None = None
    accepted_on: Annotated[date, Field("受理日期")]
    households: Annotated[tuple[HouseholdRow, ...], Field("各户清单", lines=23, most=MOST_HOUSEHOLDS, numbered=True)] = ()

    @property
    def phone(self) -> str:  # type: ignore[override]  # read like the other forms' field, never written
        """Whom to call: the person who acts for the company."""
        return self.agent_phone

    @rule
    def _all_households(self) -> Iterator[Problem]:
        listed = len(self.households)
        if listed and listed != self.household_count:
            yield self.problem("household_count", f"清单有 {listed} 户，这里填了 {self.household_count} 户，请核对")

    @rule
    def _total(self) -> Iterator[Problem]:
        known = [row.capacity for row in self.households if row.capacity is not None]
        if known and len(known) == len(self.households):
            right = sum(known, Decimal(0))
        elif self.unit_capacity is not None and not known:
            right = self.unit_capacity * self.household_count
        else:
            return
        if right != self.capacity:
            yield self.problem("capacity", f"各户合计为 {right:f} kW，现为 {self.capacity:f} kW，请核对")

    @rule
    def _rooms_once(self) -> Iterator[Problem]:
        twice = sorted({place for _, place in _repeated(self.households)})
        if twice:
            yield self.problem("households", f"{'、'.join(twice[:5])} 出现两次，请核对")

    def remarks(self) -> Iterator[Problem]:
        """Odd formats; the total of many households may well be above what one low-voltage supply carries."""
        yield from (one for one in super().remarks() if one.field != "capacity")
