"""供用电合同签订记录: layout ours, contents from the published 低压供用电合同 (parties, boundary, metering, price, term)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from models.forms.drawing import Drawing
from models.forms.fields import Bar, Field, Form, QrCell, Signatures, Sketch, rule
from models.forms.vocabulary import MeteringMode, PriceClass, UsageClass
from models.problems import Problem


@dataclass(frozen=True, kw_only=True)
class SupplyContract(Form):
    """That a supply contract was signed: between whom, on what terms, for how long."""

    code = "CONTRACT"
    title = "供用电合同签订记录"
    stage = "contract"
    done_on = "signed_on"
    prefill = {
        "contract_no": "contract_no", "account_no": "account_no", "application_no": "application_no", "supplier": "station",
        "supplier_signatory": "person", "account_name": "customer_name", "address": "address", "customer_phone": "contact_phone",
        "usage_class": "usage_class", "industry": "industry", "capacity": "capacity", "voltage": "voltage",
        "ownership_boundary": "ownership_boundary", "metering_mode": "metering_mode", "price_class": "price_class",
        "signed_on": "today", "contract_kind": "contract_kind",
        "source": "supply_source", "legal_representative": "legal_representative", "tax_no": "tax_no", "bank": "bank",
        "bank_account": "bank_account",
    }  # fmt: skip
    gives = {
        "contract_no": "contract_no", "capacity": "capacity", "ownership_boundary": "ownership_boundary",
        "metering_mode": "metering_mode", "price_class": "price_class",
    }  # fmt: skip
    rows = (
        Bar("合同"),
        QrCell(rows=3),
        ("contract_no", "application_no"),
        ("contract_kind", "signed_on"),
        ("term_from", "term_until"),
        Bar("签约双方"),
        ("supplier", "supplier_signatory"),
        ("account_name", "account_no"),
        ("legal_representative", "customer_signatory"),
        ("address",),
        ("customer_phone", "tax_no"),
        ("bank", "bank_account"),
        Bar("供用电条件"),
        ("usage_class", "industry"),
        ("capacity", "voltage"),
        ("source",),
        ("ownership_boundary",),
        ("own_source", "shifts"),
        ("metering_mode", "price_class"),
        ("settlement",),
        ("annexes", "copies"),
        ("note",),
        Sketch("产权分界示意图或现场照片：", 45, "boundary_sketch"),
        Signatures(("供电方（盖章）", "用电方签名（盖章）")),
    )

    contract_no: Annotated[str, Field("合同编号")]
    application_no: Annotated[str, Field("申请编号")] | None = None
    contract_kind: Annotated[Literal["居民供用电合同", "低压供用电合同", "高压供用电合同", "临时供用电合同"], Field("合同种类")]
    signed_on: Annotated[date, Field("签订日期")]
    term_from: Annotated[date, Field("有效期自", future=True)] | None = None
    term_until: Annotated[date, Field("有效期至", future=True, hint="不定期的不填")] | None = None
    supplier: Annotated[str, Field("供电方")]
    supplier_signatory: Annotated[str, Field("供电方签约人")]
    account_name: Annotated[str, Field("用电方（户名）", private=True)]
    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    legal_representative: Annotated[str, Field("法定代表人", private=True)] | None = None
    customer_signatory: Annotated[str, Field("用电方签约人", private=True, hint="本人签的不填")] | None = None
    address: Annotated[str, Field("用电地址", private=True)]
    customer_phone: Annotated[str, Field("联系电话", private=True, check="phone")] | None = None
    tax_no: Annotated[str, Field("税号", private=True)] | None = None
    bank: Annotated[str, Field("开户银行", private=True)] | None = None
    bank_account: Annotated[str, Field("银行账号", private=True)] | None = None
    usage_class: Annotated[UsageClass, Field("用电类别")]
    industry: Annotated[str, Field("行业分类", suggest="industry")] | None = None
    capacity: Annotated[Decimal, Field("合同容量", unit="kW", least=Decimal("0.1"), most=1000000)]
    voltage: Annotated[str, Field("供电电压")]
    source: Annotated[str, Field("供电电源", hint="线路、公用变压器、杆号")] | None = None
    ownership_boundary: Annotated[str, Field("产权分界点", lines=2)]
    boundary_sketch: Annotated[Drawing, Field("产权分界示意图", private=True)] | None = None
    own_source: Annotated[str, Field("自备电源")] | None = None
    shifts: Annotated[str, Field("生产班次")] | None = None
    metering_mode: Annotated[MeteringMode, Field("计量方式")] = "低供低计"
    price_class: Annotated[PriceClass, Field("电价类别")]
    settlement: Annotated[str, Field("电费结算方式")] | None = None
    annexes: Annotated[str, Field("附件", hint="供电接线及产权分界示意图等")] | None = None
    copies: Annotated[int, Field("份数", unit="份", least=1, most=20)] = 2
    note: Annotated[str, Field("备注", lines=2)] | None = None

    @rule
    def _term(self) -> Iterator[Problem]:
        if self.term_from and self.term_until and self.term_until <= self.term_from:
            yield self.problem("term_until", f"{self.term_until} 不晚于起始日 {self.term_from}，请核对")

    @rule
    def _temporary(self) -> Iterator[Problem]:
        if self.contract_kind == "临时供用电合同" and not self.term_until:
            yield self.problem("term_until", "临时用电必须写明截止日期")
