"""更名过户申请表: layout ours, contents from 深供电营表01 and 供电营业规则（1996）第二十九条 as published."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from models.forms.application import TRUTH, Application, document_fault
from models.forms.fields import Bar, Field, QrCell, Row, Signatures, Statement, rule
from models.forms.vocabulary import AnyVoltage, BodyDocument, CapacityUnit, UsageClass
from models.problems import Problem


@dataclass(frozen=True, kw_only=True)
class RenameApplication(Application):
    """One customer takes an account over from another, or goes by another name; address, capacity and class of use stay."""

    code = "RENAME-APP"
    title = "更名过户申请表"
    low_voltage = False
    prefill = Application.prefill | {"usage_class": "usage_class", "bill_settled": "bill_settled"}
    gives = Application.gives | {
        "usage_class": "usage_class", "old_name": "old_customer", "closing_reading": "closing_reading", "bill_settled": "bill_settled",
    }  # fmt: skip
    rows = (
        Bar("原客户信息"),
        QrCell(rows=4),
        Row(("old_name", "account_no"), (3, 2)),
        Row(("old_document_kind", "old_document_no"), (2, 3)),
        ("address",),
        ("old_phone", "usage_class"),
        ("capacity", "capacity_unit"),
        ("voltage",),
        Bar("新客户信息"),
        ("applicant",),
        Row(("document_kind", "document_no"), (2, 3)),
        Row(("mailing_address", "post_code"), (3, 2)),
        Row(("legal_representative", "legal_representative_id"), (2, 3)),
        Row(("landline", "phone"), (2, 3)),
        Bar("经办人信息"),
        Row(("agent", "agent_id"), (2, 3)),
        Row(("agent_landline", "agent_phone"), (2, 3)),
        Bar("申请事项"),
        ("business_type",),
        ("reason",),
        Row(("meter_no", "read_on"), (3, 2)),
        ("closing_reading", "month_reading"),
        ("note",),
        Bar("告知事项"),
        Statement(
            "",
            (
                "1. 用电地址、用电容量、用电类别不变的，可以办理更名或过户；有变化的请另行申请。",
                "2. 原客户应先结清电费；未办手续私自过户的，由新客户承担原有债务。交接示数由新旧客户共同抄见认可。",
            ),
        ),
        TRUTH,
        Signatures(("原客户签名（盖章）", "新客户签名（盖章）", "供电企业（盖章）")),
        Bar("供电企业填写"),
        ("bill_settled", "contract_signed"),
        ("accepted_by", "application_no", "accepted_on"),
    )

    old_name: Annotated[str, Field("原户名", private=True)]
    account_no: Annotated[str, Field("户号", check="account_no")]
    old_document_kind: Annotated[BodyDocument, Field("原户证件名称")] | None = None
    old_document_no: Annotated[str, Field("原户证件号码", private=True, check="document")] | None = None
    address: Annotated[str, Field("用电地址", suggest="village", private=True, hint="写到村、组、门牌")]
    old_phone: Annotated[str, Field("原户电话", private=True, check="phone")] | None = None
    usage_class: Annotated[UsageClass, Field("用电类别")]
    capacity: Annotated[Decimal, Field("用电容量", least=Decimal("0.1"), most=1000000)]
    capacity_unit: Annotated[CapacityUnit, Field("容量单位", hint="低压 kW，高压 kVA")] = "kW"
    voltage: Annotated[AnyVoltage, Field("供电电压")] | None = None
    applicant: Annotated[str, Field("新户名", private=True)]
    document_kind: Annotated[BodyDocument, Field("新户证件名称")] = "居民身份证"
    document_no: Annotated[str, Field("新户证件号码", private=True, check="document")]
    mailing_address: Annotated[str, Field("通信地址", private=True)] | None = None
    post_code: Annotated[str, Field("邮编")] | None = None
    legal_representative: Annotated[str, Field("法人代表", private=True)] | None = None
    legal_representative_id: (
        Annotated[str, Field("法人身份证号", short="身份证号", private=True, boxes=18, check="id_number")] | None
    ) = None
    landline: Annotated[str, Field("固定电话", private=True, check="phone")] | None = None
    phone: Annotated[str, Field("移动电话", private=True, boxes=11, check="phone")]
    agent: Annotated[str, Field("经办人", suggest="agent", private=True)] | None = None
    agent_id: Annotated[str, Field("经办人身份证号", short="身份证号", private=True, boxes=18, check="id_number")] | None = None
    agent_landline: Annotated[str, Field("经办人固定电话", short="固定电话", private=True, check="phone")] | None = None
    agent_phone: Annotated[str, Field("经办人移动电话", short="移动电话", private=True, boxes=11, check="phone")] | None = None
    business_type: Annotated[Literal["过户", "更名"], Field("申请事项")]
    reason: Annotated[str, Field("申请原因", lines=2, hint="如房屋买卖、继承、单位改名，写明凭据")]
    meter_no: Annotated[str, Field("电能表编号", check="asset_no")] | None = None
    read_on: Annotated[date, Field("抄见日期")] | None = None
    closing_reading: Annotated[Decimal, Field("交接示数", unit="kWh", least=0)] | None = None
    month_reading: Annotated[Decimal, Field("本月抄见示数", unit="kWh", least=0)] | None = None
    note: Annotated[str, Field("备注", lines=2)] | None = None
    bill_settled: Annotated[bool, Field("电费已结清")] = False
    contract_signed: Annotated[bool, Field("合同已重签")] = False
    accepted_by: Annotated[str, Field("受理人")]
    application_no: Annotated[str, Field("申请编号")] | None = None
    accepted_on: Annotated[date, Field("受理日期")]

    @rule
    def _old_document(self) -> Iterator[Problem]:
        if self.old_document_no and not self.old_document_kind:
            yield self.problem("old_document_kind", "填了原户证件号码，请同时选择证件名称")
        elif self.old_document_no and self.old_document_kind:
            message = document_fault(self.old_document_kind, self.old_document_no, self.accepted_on)
            if message:
                yield self.problem("old_document_no", message)

    @rule
    def _somebody_else(self) -> Iterator[Problem]:
        if self.applicant == self.old_name:
            yield self.problem("applicant", "与原户名相同，请核对")

    @rule
    def _reading_has_a_day(self) -> Iterator[Problem]:
        if self.closing_reading is not None and self.read_on is None:
            yield self.problem("read_on", "填了交接示数，请写明哪一天抄见")

    def remarks(self) -> Iterator[Problem]:
        """Odd formats, and what must still be put right before the account changes hands (供电所业务分工: 过户先结清、示数相符)."""
        yield from super().remarks()
        if not self.bill_settled:
            yield self.problem("bill_settled", "原客户电费结清以后才能办理更名过户")
        if self.closing_reading is not None and self.month_reading is not None and self.closing_reading != self.month_reading:
            yield self.problem("closing_reading", f"与本月抄见示数 {self.month_reading:f} 不一致，请先核对抄表")
