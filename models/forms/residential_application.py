"""低压居民生活用电登记表 (附件3-1 of the 2014 set)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from models.forms.application import Application
from models.forms.fields import Bar, Field, QrCell, Row, Side, Signatures, Statement
from models.forms.vocabulary import LowVoltage, PersonDocument, PriceClass, ResidentialKind


@dataclass(frozen=True, kw_only=True)
class ResidentialApplication(Application):
    """A household asks for electricity, or for more capacity."""

    code = "LV-RES-APP"
    title = "低压居民生活用电登记表"
    prefill = Application.prefill | {"price_class": "price_class"}
    gives = Application.gives | {
        "needed_by": "needed_by", "note": "application_note", "price_class": "price_class", "usage_class": "usage_class",
    }  # fmt: skip
    rows = (
        Bar("客户基本信息"),
        QrCell(rows=5),
        ("applicant",),
        Row(("document_kind", "document_no"), (2, 3)),
        ("address",),
        Row(("mailing_address", "post_code"), (3, 2)),
        ("email",),
        Row(("landline", "phone"), (2, 3)),
        Bar("经办人信息"),
        Row(("agent", "agent_id"), (2, 3)),
        Row(("agent_landline", "agent_phone"), (2, 3)),
        Bar("服务确认"),
        ("business_type", "needed_by"),
        ("account_no", "account_name"),
        ("voltage", "capacity"),
        ("price_class", "added_service"),
        ("fee_name", "fee_amount"),
        ("note",),
        Statement(
            "特别说明：",
            ("本人已核对本表所填内容无误，承诺所提供的各项资料真实、合法、有效，并愿意签订供用电合同，遵守合同的各项条款。",),
        ),
        Signatures(("经办人签名",)),
        Side("供电企业填写"),
        ("accepted_by", "application_no"),
        ("accepted_on",),
    )

    applicant: Annotated[str, Field("客户名称", private=True)]
    document_kind: Annotated[PersonDocument, Field("证件名称")] = "居民身份证"
    document_no: Annotated[str, Field("证件号码", private=True, boxes=18, check="document")]
    address: Annotated[str, Field("用电地址", suggest="village", private=True, hint="写到村、组、门牌")]
    mailing_address: Annotated[str, Field("通信地址", private=True)] | None = None
    post_code: Annotated[str, Field("邮编")] | None = None
    email: Annotated[str, Field("电子邮箱", private=True)] | None = None
    landline: Annotated[str, Field("固定电话", private=True, check="phone")] | None = None
    phone: Annotated[str, Field("移动电话", private=True, boxes=11, check="phone")]
    agent: Annotated[str, Field("经办人", suggest="agent", private=True)] | None = None
    agent_id: Annotated[str, Field("经办人身份证号", short="身份证号", private=True, boxes=18, check="id_number")] | None = None
    agent_landline: Annotated[str, Field("经办人固定电话", short="固定电话", private=True, check="phone")] | None = None
    agent_phone: Annotated[str, Field("经办人移动电话", short="移动电话", private=True, boxes=11, check="phone")] | None = None
    business_type: Annotated[ResidentialKind, Field("业务类型")] = "新装"
    needed_by: Annotated[date, Field("意向接电时间", future=True)] | None = None
    account_no: Annotated[str, Field("户号", check="account_no", hint="新装可不填")] | None = None
    account_name: Annotated[str, Field("户名", private=True, hint="与客户名称相同时不填")] | None = None
    voltage: Annotated[LowVoltage, Field("供电方式")] = "220 V"
    capacity: Annotated[Decimal, Field("供电容量", unit="kW", least=Decimal("0.1"), most=100000)]
    price_class: Annotated[PriceClass, Field("电价")] = "居民生活"
    added_service: Annotated[str, Field("增值服务")] | None = None
    fee_name: Annotated[str, Field("收费名称")] | None = None
    fee_amount: Annotated[Decimal, Field("收费金额", unit="元", least=0)] | None = None
    note: Annotated[str, Field("其他说明", lines=2)] | None = None
    accepted_by: Annotated[str, Field("受理人员")]
    application_no: Annotated[str, Field("申请编号")] | None = None
    accepted_on: Annotated[date, Field("受理日期")]

    @property
    def usage_class(self) -> str:
        """Households have one class of use."""
        return "居民生活"
