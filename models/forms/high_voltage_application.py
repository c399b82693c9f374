"""高压客户用电登记表 (附件3-4 of the 2014 set)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from models.forms.application import TRUTH, Application
from models.forms.fields import Bar, Field, QrCell, Row, Side, Signatures, rule
from models.forms.vocabulary import ADDRESS_PARTS, ApplicationKind, BodyDocument, HighVoltage, HighVoltageUse
from models.problems import Problem


@dataclass(frozen=True, kw_only=True)
class HighVoltageApplication(Application):
    """Asks for a high-voltage connection; the station registers it and passes it up. Capacities in kVA unless they say kW."""

    code = "HV-APP"
    title = "高压客户用电登记表"
    low_voltage = False
    prefill = Application.prefill | {"usage_class": "usage_class", "industry": "industry"}
    gives = Application.gives | {
        "usage_class": "usage_class", "industry": "industry", "needed_by": "needed_by", "note": "application_note",
        "legal_representative": "legal_representative",
    }  # fmt: skip
    rows = (
        Bar("客户基本信息"),
        QrCell(rows=4),
        Row(("applicant", "account_no"), (3, 2)),
        Row(("document_kind", "document_no"), (2, 3)),
        ("industry", "important"),
        ("address",),
        Row(("mailing_address", "post_code"), (3, 2)),
        ("email",),
        Row(("legal_representative", "legal_representative_id"), (2, 3)),
        Row(("landline", "phone"), (2, 3)),
        Bar("客户经办人资料"),
        Row(("agent", "agent_id"), (2, 3)),
        Row(("agent_landline", "agent_phone"), (2, 3)),
        Bar("用电需求信息"),
        ("business_type", "usage_class"),
        ("voltage", "needed_by"),
        ("first_load", "capacity_before", "capacity"),
        ("second_load", "second_capacity_before", "second_capacity"),
        ("third_load", "third_capacity_before", "third_capacity"),
        ("own_source", "own_source_capacity"),
        ("needs_vat_invoice", "nonlinear_load"),
        ("note",),
        TRUTH,
        Signatures(("经办人签名（单位盖章）",)),
        Side("供电企业填写"),
        ("accepted_by", "application_no"),
        Row(("accepted_on",), (1,), seal="供电企业（盖章）"),
    )

    applicant: Annotated[str, Field("户名", private=True)]
    account_no: Annotated[str, Field("户号", check="account_no", hint="新装可不填")] | None = None
    document_kind: Annotated[BodyDocument, Field("证件名称")] = "营业执照"
    document_no: Annotated[str, Field("证件号码", private=True, check="document")]
    industry: Annotated[str, Field("行业", suggest="industry")] | None = None
    important: Annotated[bool, Field("重要客户")] = False
    address: Annotated[
        str, Field("用电地址", suggest="village", private=True, lines=2, guide=ADDRESS_PARTS, hint="县、镇、村（社区）、道路、小区、组团")
    ]
    mailing_address: Annotated[str, Field("通信地址", private=True)] | None = None
    post_code: Annotated[str, Field("邮编")] | None = None
    email: Annotated[str, Field("电子邮箱", private=True)] | None = None
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
    usage_class: Annotated[HighVoltageUse, Field("用电类别")]
    voltage: Annotated[HighVoltage, Field("供电电压")] = "10 kV"
    needed_by: Annotated[date, Field("意向接电时间", future=True)] | None = None
    first_load: Annotated[Decimal, Field("第一路电源容量", short="第一路电源", unit="kW", least=0)] | None = None
    capacity_before: Annotated[Decimal, Field("第一路原有容量", short="原有容量", unit="kVA", least=0)] | None = None
    capacity: Annotated[Decimal, Field("第一路申请容量", short="申请容量", unit="kVA", least=Decimal("0.1"), most=1000000)]
    second_load: Annotated[Decimal, Field("第二路电源容量", short="第二路电源", unit="kW", least=0)] | None = None
    second_capacity_before: Annotated[Decimal, Field("第二路原有容量", short="原有容量", unit="kVA", least=0)] | None = None
    second_capacity: Annotated[Decimal, Field("第二路申请容量", short="申请容量", unit="kVA", least=0)] | None = None
    third_load: Annotated[Decimal, Field("第三路电源容量", short="第三路电源", unit="kW", least=0)] | None = None
    third_capacity_before: Annotated[Decimal, Field("第三路原有容量", short="原有容量", unit="kVA", least=0)] | None = None
    third_capacity: Annotated[Decimal, Field("第三路申请容量", short="申请容量", unit="kVA", least=0)] | None = None
    own_source: Annotated[bool, Field("自备电源", words=("有", "无"))] = False
    own_source_capacity: Annotated[Decimal, Field("自备电源容量", short="容量", unit="kW", least=0)] | None = None
    needs_vat_invoice: Annotated[bool, Field("需要增值税发票")] = False
    nonlinear_load: Annotated[bool, Field("非线性负荷", words=("有", "无"))] = False
    note: Annotated[str, Field("申请备注", lines=2)] | None = None
    accepted_by: Annotated[str, Field("受理人")]
    application_no: Annotated[str, Field("申请编号")] | None = None
    accepted_on: Annotated[date, Field("受理日期")]

    @rule
    def _own_source(self) -> Iterator[Problem]:
        if self.own_source and not self.own_source_capacity:
            yield self.problem("own_source_capacity", "有自备电源时请填写其容量")

    @rule
    def _capacity_before(self) -> Iterator[Problem]:
        if self.business_type == "增容" and self.capacity_before is None:
            yield self.problem("capacity_before", "增容请填写第一路原有容量")
