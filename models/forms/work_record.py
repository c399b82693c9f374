"""业务办理记录: layout ours; what was carried out for a change of supply, by whom and on which day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from models.forms.fields import Bar, Field, Form, QrCell, Row, Signatures, Statement, TableRow, rule
from models.problems import Problem

WorkResult = Literal["已办理", "未能办理"]


@dataclass(frozen=True, kw_only=True)
class SealedDevice(TableRow):
    """One device that was sealed, unsealed, removed or fitted, with the seals and, for a meter, its reading."""

    device: Annotated[str, Field("设备")]
    action: Annotated[Literal["加封", "启封", "拆除", "安装", "核对"], Field("办理")] = "核对"
    number: Annotated[str, Field("编号")] | None = None
    reading: Annotated[Decimal, Field("示数", least=0)] | None = None
    seals: Annotated[str, Field("封印编号")] | None = None


@dataclass(frozen=True, kw_only=True)
class WorkRecord(Form):
    """What was carried out at the site or at the desk for a change of supply; the stage ends on the day it was carried out."""

    code = "WORK-RECORD"
    title = "业务办理记录"
    stage = "execute"
    done_on = "worked_on"
    prefill = {
        "account_no": "account_no", "application_no": "application_no", "account_name": "customer_name", "address": "address",
        "contact": "contact", "contact_phone": "contact_phone", "work": "business_type", "worked_on": "today", "worker": "person",
    }  # fmt: skip
    rows = (
        Bar("客户基本信息"),
        QrCell(rows=4),
        ("account_no", "application_no"),
        ("account_name",),
        ("address",),
        ("contact", "contact_phone"),
        Bar("办理情况"),
        ("work",),
        ("found",),
        ("result",),
        ("reason",),
        ("note",),
        Bar("设备、示数与封印"),
        ("devices",),
        Statement("客户确认：", ("办理内容与申请一致，示数由客户现场抄见（不到现场办理的不填）。",)),
        Row(("worker", "second_worker", "worked_on"), (1, 1, 1)),
        Signatures(("办理人签名", "客户签名")),
    )

    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    application_no: Annotated[str, Field("申请编号")] | None = None
    account_name: Annotated[str, Field("户名", private=True)]
    address: Annotated[str, Field("用电地址", private=True)]
    contact: Annotated[str, Field("联系人", private=True)] | None = None
    contact_phone: Annotated[str, Field("联系电话", private=True, check="phone")] | None = None
    work: Annotated[str, Field("办理事项")]
    found: Annotated[str, Field("核实情况", lines=3, hint="现场或系统里核实了什么：用电性质、设备、示数、差错经过等")]
    result: Annotated[WorkResult, Field("办理结果")] = "已办理"
    reason: Annotated[str, Field("未能办理的原因", lines=2)] | None = None
    note: Annotated[str, Field("备注", lines=2)] | None = None
    devices: Annotated[tuple[SealedDevice, ...], Field("设备", lines=4, most=30)] = ()
    worker: Annotated[str, Field("办理人")]
    second_worker: Annotated[str, Field("同行人", hint="到现场的不少于两人")] | None = None
    worked_on: Annotated[date, Field("办理日期")]

    @property
    def ends_stage(self) -> bool:
        """Only what was carried out ends the stage."""
        return self.result == "已办理"

    @rule
    def _why_not(self) -> Iterator[Problem]:
        if self.result == "未能办理" and not self.reason:
            yield self.problem("reason", "没有办成的请写明原因")

    @rule
    def _two_people(self) -> Iterator[Problem]:
        if self.second_worker and self.second_worker == self.worker:
            yield self.problem("second_worker", "与办理人相同，请填另一位")
