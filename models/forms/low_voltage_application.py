"""低压非居民用电登记表 (附件3-2 of the 2014 set)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from models.forms.application import TRUTH, Application
from models.forms.fields import Bar, Field, QrCell, Row, Side, Signatures, Statement, rule
from models.forms.vocabulary import ApplicationKind, BodyDocument, LowVoltage, UsageClass
from models.problems import Problem


@dataclass(frozen=True, kw_only=True)
class LowVoltageApplication(Application):
    """Asks for a new low-voltage connection for business use, or for more capacity on one."""

    code = "LV-APP"
    title = "低压非居民用电登记表"
    prefill = Application.prefill | {"usage_class": "usage_class", "industry": "industry"}
    gives = Application.gives | {
        "usage_class": "usage_class", "industry": "industry", "needed_by": "needed_by", "note": "application_note",
        "legal_representative": "legal_representative", "vat_number": "tax_no", "vat_bank": "bank", "vat_account": "bank_account",
    }  # fmt: skip
    rows = (
        Bar("客户基本信息"),
        QrCell(rows=5),
        Row(("applicant", "account_no"), (3, 2)),
        Row(("document_kind", "document_no"), (2, 3)),
        ("address",),
        Row(("mailing_address", "post_code"), (3, 2)),
        Row(("email", "industry"), (3, 2)),
        Row(("legal_representative", "legal_representative_id"), (2, 3)),
        Row(("landline", "phone"), (2, 3)),
        Bar("经办人信息"),
        Row(("agent", "agent_id"), (2, 3)),
        Row(("agent_landline", "agent_phone"), (2, 3)),
        Bar("申请事项"),
        ("business_type", "usage_class"),
        ("capacity", "voltage"),
        ("capacity_before", "needed_by"),
        ("needs_vat_invoice",),
        Side("发票资料"),
        Row(("vat_name", "vat_address", "vat_phone"), (1, 1, 1), above=True),
        Row(("vat_number", "vat_bank", "vat_account"), (1, 1, 1), above=True),
        ("note",),
        Bar("告知事项"),
        Statement("", ("贵户可根据供电可靠性的需要，申请备用电源、自备发电设备，或自行采取非电保安措施。",)),
        Bar("服务确认"),
        TRUTH,
        Signatures(("经办人签名（单位盖章）",)),
        Side("供电企业填写"),
        ("accepted_by", "application_no"),
        ("accepted_on",),
    )

    applicant: Annotated[str, Field("户名", private=True)]
    account_no: Annotated[str, Field("户号", check="account_no", hint="新装可不填")] | None = None
    document_kind: Annotated[BodyDocument, Field("证件名称")]
    document_no: Annotated[str, Field("证件号码", private=True, check="document")]
    address: Annotated[str, Field("用电地址", suggest="village", private=True, hint="写到村、组、门牌")]
    mailing_address: Annotated[str, Field("通信地址", private=True)] | None = None
    post_code: Annotated[str, Field("邮编")] | None = None
    email: Annotated[str, Field("电子邮箱", private=True)] | None = None
    industry: Annotated[str, Field("行业分类", suggest="industry")] | None = None
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
    business_type: Annotated[ApplicationKind, Field("业务类型")] = "新装"
    usage_class: Annotated[UsageClass, Field("用电类别")] | None = None
    capacity: Annotated[Decimal, Field("申请容量", unit="kW", least=Decimal("0.1"), most=100000)]
    voltage: Annotated[LowVoltage, Field("供电方式")]
    capacity_before: Annotated[Decimal, Field("原有容量", unit="kW", least=0)] | None = None
    needed_by: Annotated[date, Field("意向接电时间", future=True)] | None = None
    needs_vat_invoice: Annotated[bool, Field("需要增值税发票")] = False
    vat_name: Annotated[str, Field("增值税户名", private=True)] | None = None
    vat_number: Annotated[str, Field("纳税证号", private=True)] | None = None
    vat_phone: Annotated[str, Field("发票联系电话", private=True, check="phone")] | None = None
    vat_address: Annotated[str, Field("纳税地址", private=True)] | None = None
    vat_bank: Annotated[str, Field("开户银行", private=True)] | None = None
    vat_account: Annotated[str, Field("银行账号", private=True)] | None = None
    note: Annotated[str, Field("申请备注", lines=2)] | None = None
    accepted_by: Annotated[str, Field("受理人")]
    application_no: Annotated[str, Field("申请编号")] | None = None
    accepted_on: Annotated[date, Field("受理日期")]

    @rule
    def _vat(self) -> Iterator[Problem]:
        for name in ("vat_name", "vat_number"):
            if self.needs_vat_invoice and not getattr(self, name):
                yield self.problem(name, "需要增值税发票时请填写")

    @rule
    def _capacity_before(self) -> Iterator[Problem]:
        if self.business_type == "增容" and self.capacity_before is None:
            yield self.problem("capacity_before", "增容请填写原有容量")
