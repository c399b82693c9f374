"""新装（增容）送电单: layout ours, contents from the published exam questions on energising (示数由客户现场抄录)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from models.forms.fields import Bar, Field, Form, QrCell, Row, Signatures, Statement, TableRow, rule
from models.problems import Problem


@dataclass(frozen=True, kw_only=True)
class ReadingTaken(TableRow):
    """One register as the customer copied it on site; `reading` in kWh, times the multiplier gives the energy."""

    meter: Annotated[str, Field("电能表编号", check="asset_no")]
    register: Annotated[str, Field("示数类型", hint="有功总、峰、谷、无功")] = "有功总"
    reading: Annotated[Decimal, Field("示数", least=0)]
    multiplier: Annotated[Decimal, Field("倍率", least=1)] = Decimal(1)


@dataclass(frozen=True, kw_only=True)
class EnergizingSheet(Form):
    """When the power came on, that meter and collector run, and the readings the customer copied on site."""

    code = "ENERGIZE"
    title = "新装（增容）送电单"
    stage = "energize"
    done_on = "energized_on"
    prefill = {
        "account_no": "account_no", "application_no": "application_no", "account_name": "customer_name", "address": "address",
        "contact": "contact", "contact_phone": "contact_phone", "voltage": "voltage", "energized_on": "today", "operator": "person",
        "capacity": "receiving_capacity", "readings": "readings",
    }  # fmt: skip
    gives = {"energized_on": "energized_on"}
    rows = (
        Bar("客户基本信息"),
        QrCell(rows=4),
        ("account_no", "application_no"),
        ("account_name",),
        ("address",),
        ("contact", "contact_phone"),
        ("capacity", "voltage"),
        Bar("送电前确认"),
        ("inspection_passed", "contract_signed"),
        ("fees_settled", "duty_ready"),
        Bar("送电"),
        ("energized_on", "energized_at"),
        ("transformer_started_at", "load_tested"),
        ("meter_running", "collector_running"),
        ("safety_told", "seals_whole"),
        Bar("客户现场抄见示数"),
        ("readings",),
        ("note",),
        Statement("客户确认：", ("受电装置已正常送电；电能表和采集终端运行正常，封印完好；以上示数由我单位人员在现场抄见，与表计一致。",)),
        Row(("operator", "second_operator"), (1, 1)),
        Signatures(("送电人签名", "客户签名（单位盖章）")),
    )

    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    application_no: Annotated[str, Field("申请编号")] | None = None
    account_name: Annotated[str, Field("户名", private=True)]
    address: Annotated[str, Field("用电地址", private=True)]
    contact: Annotated[str, Field("联系人", private=True)] | None = None
    contact_phone: Annotated[str, Field("联系电话", private=True, check="phone")] | None = None
    capacity: Annotated[str, Field("送电容量", hint="如 630 kVA")]
    voltage: Annotated[str, Field("供电电压")] | None = None
    inspection_passed: Annotated[bool, Field("检验合格")]
    contract_signed: Annotated[bool, Field("合同已签订")]
    fees_settled: Annotated[bool, Field("费用已结清")]
    duty_ready: Annotated[bool, Field("值班人员到位")] = True
    energized_on: Annotated[date, Field("送电日期")]
    energized_at: Annotated[str, Field("送电时间", hint="如 10:30")] | None = None
    transformer_started_at: Annotated[str, Field("变压器启用", hint="如 2026-11-23 10:35")] | None = None
    load_tested: Annotated[bool, Field("带负荷检查")] = False
    meter_running: Annotated[bool, Field("电能表运行")]
    collector_running: Annotated[bool, Field("采集终端运行")] = True
    safety_told: Annotated[bool, Field("安全用电告知")] = True
    seals_whole: Annotated[bool, Field("封印完好")] = True
    readings: Annotated[tuple[ReadingTaken, ...], Field("客户现场抄见示数", lines=4, least=1, most=20)]
    note: Annotated[str, Field("备注", lines=2)] | None = None
    operator: Annotated[str, Field("送电人")]
    second_operator: Annotated[str, Field("同行送电人")] | None = None

    @rule
    def _ready(self) -> Iterator[Problem]:
        for name, what in (("inspection_passed", "检验不合格"), ("contract_signed", "没有签合同"), ("fees_settled", "费用没有结清")):
            if not getattr(self, name):
                yield self.problem(name, f"{what}，不能送电")

    @rule
    def _running(self) -> Iterator[Problem]:
        if not self.meter_running:
            yield self.problem("meter_running", "电能表没有运行，请查明后再填送电单")
