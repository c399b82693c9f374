"""电能计量装接单: layout ours, contents from the old 用电工作传票 (公开资料) and 国网河南2020年办理告知书."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from models.forms.fields import Bar, Field, Form, QrCell, Signatures, Statement, TableRow, rule
from models.forms.vocabulary import MeteringMode, Phase, PriceClass, Wiring
from models.problems import Problem


@dataclass(frozen=True, kw_only=True)
class Meter(TableRow):
    """One meter put in or taken out; `reading` in kWh as the customer saw it."""

    action: Annotated[Literal["装", "拆"], Field("装/拆")] = "装"
    model: Annotated[str, Field("型号")]
    accuracy: Annotated[str, Field("精度")] | None = None
    phase: Annotated[Phase, Field("相别")]
    wiring: Annotated[Wiring, Field("接线方式")]
    amperes: Annotated[str, Field("电流", hint="如 5(60) A")]
    asset_no: Annotated[str, Field("资产编号", check="asset_no")]
    reading: Annotated[Decimal, Field("示数", unit="kWh", least=0)]

    @rule
    def _wires(self) -> Iterator[Problem]:
        if not self.wiring.startswith(self.phase):
            yield self.problem("wiring", f"{self.wiring}与{self.phase}表不符，请核对")


@dataclass(frozen=True, kw_only=True)
class MeterWorkOrder(Form):
    """Which meters and transformers were fitted, with readings and seals, and the day the power came on."""

    code = "METER"
    title = "电能计量装接单"
    stage = "energize"
    done_on = "energized_on"
    prefill = {
        "account_no": "account_no", "application_no": "application_no", "account_name": "customer_name", "address": "address",
        "contact": "contact", "contact_phone": "contact_phone", "capacity": "capacity", "voltage": "voltage",
        "metering_mode": "metering_mode", "price_class": "price_class", "installed_on": "today", "energized_on": "today",
        "fitter": "person",
        "meters": "planned_meters", "ct_ratio": "ct_ratio", "ct_accuracy": "ct_accuracy", "pt_ratio": "pt_ratio",
    }  # fmt: skip
    gives = {"account_no": "account_no", "energized_on": "energized_on", "multiplier": "multiplier", "readings": "readings"}
    rows = (
        Bar("客户基本信息"),
        QrCell(rows=4),
        ("account_no", "application_no"),
        ("account_name",),
        ("address",),
        ("contact", "contact_phone"),
        ("capacity", "voltage"),
        ("metering_mode", "price_class"),
        Bar("电能表"),
        ("meters",),
        Bar("互感器与封印"),
        ("ct_ratio", "ct_accuracy"),
        ("ct_asset_nos", "pt_ratio"),
        ("multiplier", "box_no", "section"),
        ("seal_nos",),
        Bar("装表送电"),
        ("installed_on", "energized_on"),
        ("fitter", "second_fitter"),
        ("note",),
        Statement("客户确认：", ("表计示数由客户现场抄见，与本单所填一致；表箱、封印完好，已正常送电。",)),
        Signatures(("装表人签名", "客户签名")),
    )

    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    application_no: Annotated[str, Field("申请编号")] | None = None
    account_name: Annotated[str, Field("户名", private=True)]
    address: Annotated[str, Field("用电地址", private=True)]
    contact: Annotated[str, Field("联系人", private=True)] | None = None
    contact_phone: Annotated[str, Field("联系电话", private=True, check="phone")] | None = None
    capacity: Annotated[Decimal, Field("容量", unit="kW", least=0)] | None = None
    voltage: Annotated[str, Field("供电电压")] | None = None
    metering_mode: Annotated[MeteringMode, Field("计量方式")] = "低供低计"
    price_class: Annotated[PriceClass, Field("电价类别")] | None = None
    meters: Annotated[tuple[Meter, ...], Field("电能表", lines=3, least=1, most=20)]
    ct_ratio: Annotated[str, Field("电流互感器变比", hint="如 200/5，直接接入的不填")] | None = None
    ct_accuracy: Annotated[str, Field("电流互感器精度")] | None = None
    ct_asset_nos: Annotated[str, Field("互感器编号")] | None = None
    pt_ratio: Annotated[str, Field("电压互感器变比", hint="如 10000/100，低压不填")] | None = None
    multiplier: Annotated[Decimal, Field("倍率", least=1)] = Decimal(1)
    box_no: Annotated[str, Field("表箱编号")] | None = None
    section: Annotated[str, Field("抄表区段", check="section_code", hint="尚未编入的不填")] | None = None
    seal_nos: Annotated[str, Field("封印编号", lines=2, hint="表计、表箱、互感器各处封印号，用顿号分开")]
    installed_on: Annotated[date, Field("装表日期")]
    energized_on: Annotated[date, Field("送电日期")]
    fitter: Annotated[str, Field("装表人")]
    second_fitter: Annotated[str, Field("同行装表人")] | None = None
    note: Annotated[str, Field("备注", lines=2)] | None = None

    @property
    def readings(self) -> tuple[dict[str, str], ...]:
        """Draft rows of what the fitted meters showed, for the paper of the energising."""
        times = f"{self.multiplier.normalize():f}"
        fitted = (one for one in self.meters if one.action == "装")
        return tuple({"meter": one.asset_no, "reading": f"{one.reading:f}", "multiplier": times} for one in fitted)

    @rule
    def _days(self) -> Iterator[Problem]:
        if self.energized_on < self.installed_on:
            yield self.problem("energized_on", f"{self.energized_on} 早于装表日期 {self.installed_on}，请核对")

    @rule
    def _one_is_fitted(self) -> Iterator[Problem]:
        if self.meters and all(meter.action == "拆" for meter in self.meters):
            yield self.problem("meters", "送电至少要装一块电能表")

    @rule
    def _asset_once(self) -> Iterator[Problem]:
        numbers = [(meter.action, meter.asset_no) for meter in self.meters]
        twice = sorted({number for action, number in numbers if numbers.count((action, number)) > 1})
        if twice:
            yield self.problem("meters", f"资产编号 {'、'.join(twice)} 填了两次，请核对")

    @rule
    def _multiplier(self) -> Iterator[Problem]:
        right = Decimal(1)
        for name in ("ct_ratio", "pt_ratio"):
            written = getattr(self, name)
            found = ratio(written) if written else Decimal(1)
            if found is None:
                yield self.problem(name, f"“{written}”看不懂，请写成 200/5 这样")
                return
            right *= found
        if right != self.multiplier:
            yield self.problem("multiplier", f"按互感器变比应为 {right.normalize():f}，现为 {self.multiplier:f}，请核对")


def ratio(text: str) -> Decimal | None:
    """The factor of an instrument transformer written like 200/5 (→ 40); None if it is not written so."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*/\s*(\d+(?:\.\d+)?)\s*", text, re.ASCII)
    if match is None or not Decimal(match[1]) or not Decimal(match[2]):
        return None
    return Decimal(match[1]) / Decimal(match[2])
