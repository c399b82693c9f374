"""用电大工程前期咨询受理单: layout ours, contents from 《黑龙江省电力业扩报装工作规范细则（试行）》 (前期咨询受理单)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from models.forms.application import Application
from models.forms.fields import Bar, Field, QrCell, Row, Signatures, Statement, rule
from models.forms.vocabulary import AnyVoltage, BodyDocument
from models.problems import Problem


@dataclass(frozen=True, kw_only=True)
class EnquiryApplication(Application):
    """Asks, before a large project is applied for, whether it can be supplied; capacities in kVA."""

    code = "ENQUIRY-APP"
    title = "用电大工程前期咨询受理单"
    low_voltage = False
    prefill = {name: key for name, key in Application.prefill.items() if name not in ("business_type", "agent_id")} | {
        "industry": "industry"
    }
    gives = {name: key for name, key in Application.gives.items() if name != "agent_id"} | {
        "industry": "industry", "project": "project", "needed_by": "wanted_from",
    }  # fmt: skip
    rows = (
        Bar("咨询单位信息"),
        QrCell(rows=4),
        Row(("applicant", "account_no"), (3, 2)),
        Row(("document_kind", "document_no"), (2, 3)),
        ("mailing_address",),
        Row(("agent", "agent_phone"), (2, 3)),
        Row(("landline", "phone"), (2, 3)),
        Bar("项目信息"),
        ("project",),
        ("address",),
        ("industry", "investor"),
        ("approval",),
        ("starts_on", "needed_by"),
        Bar("用电需求"),
        ("capacity", "voltage"),
        ("first_capacity", "final_capacity"),
        ("important", "special_load"),
        ("own_source", "dual_source"),
        ("load_nature",),
        ("question",),
        ("attached",),
        ("note",),
        Statement(
            "说明：",
            ("本单只用于前期咨询，不代替正式用电申请。咨询结果以书面答复意见单为准；正式申请时供电条件有变化的，以届时的供电方案为准。",),
        ),
        Signatures(("咨询单位经办人签名（单位盖章）",)),
        Bar("供电企业填写"),
        ("accepted_by", "application_no", "accepted_on"),
    )

    applicant: Annotated[str, Field("咨询单位", private=True)]
    account_no: Annotated[str, Field("户号", check="account_no", hint="已有用电户的填写")] | None = None
    document_kind: Annotated[BodyDocument, Field("证件名称")] = "营业执照"
    document_no: Annotated[str, Field("证件号码", private=True, check="document", hint="项目单位尚未登记的可不填")] | None = None
    mailing_address: Annotated[str, Field("通信地址", private=True)] | None = None
    agent: Annotated[str, Field("联系人", suggest="agent", private=True)] | None = None
    agent_phone: Annotated[str, Field("联系人手机", private=True, boxes=11, check="phone")] | None = None
    landline: Annotated[str, Field("固定电话", private=True, check="phone")] | None = None
    phone: Annotated[str, Field("单位电话", private=True, check="phone")]
    project: Annotated[str, Field("项目名称")]
    address: Annotated[str, Field("项目地址", suggest="village", private=True)]
    industry: Annotated[str, Field("行业", suggest="industry")] | None = None
    investor: Annotated[str, Field("投资单位", private=True)] | None = None
    approval: Annotated[str, Field("立项批文", hint="批准机关、文号；正在办理的写明")] | None = None
    starts_on: Annotated[date, Field("计划开工", future=True)] | None = None
    needed_by: Annotated[date, Field("计划用电", future=True)] | None = None
    capacity: Annotated[Decimal, Field("预计总容量", unit="kVA", least=Decimal("0.1"), most=1000000)]
    voltage: Annotated[AnyVoltage, Field("意向电压")] | None = None
    first_capacity: Annotated[Decimal, Field("一期容量", unit="kVA", least=0)] | None = None
    final_capacity: Annotated[Decimal, Field("远期容量", unit="kVA", least=0)] | None = None
    important: Annotated[bool, Field("重要客户")] = False
    special_load: Annotated[bool, Field("特殊负荷")] = False
    own_source: Annotated[bool, Field("自备电源")] = False
    dual_source: Annotated[bool, Field("需双电源")] = False
    load_nature: Annotated[str, Field("负荷性质", lines=2, hint="主要设备、生产班次、冲击或谐波负荷")] | None = None
    question: Annotated[str, Field("咨询事项", lines=4)]
    attached: Annotated[str, Field("所附资料", lines=2, hint="规划图、设备清单、立项文件等")] | None = None
    note: Annotated[str, Field("备注", lines=2)] | None = None
    accepted_by: Annotated[str, Field("受理人")]
    application_no: Annotated[str, Field("申请编号")] | None = None
    accepted_on: Annotated[date, Field("受理日期")]

    @property
    def business_type(self) -> str:
        """What is asked for."""
        return "前期咨询"

    @rule
    def _stages_of_building(self) -> Iterator[Problem]:
        if self.first_capacity is not None and self.first_capacity > self.capacity:
            yield self.problem("first_capacity", f"大于预计总容量 {self.capacity:f} kVA，请核对")

    @rule
    def _days(self) -> Iterator[Problem]:
        if self.starts_on and self.needed_by and self.needed_by < self.starts_on:
            yield self.problem("needed_by", f"{self.needed_by} 早于计划开工 {self.starts_on}，请核对")
