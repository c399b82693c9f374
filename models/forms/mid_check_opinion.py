"""客户受电工程中间检查意见单: layout ours, contents from a bureau's program: items, result, defects, re-check."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from models.forms.fields import Bar, Field, Form, QrCell, Signatures, Statement, TableRow, rule
from models.forms.vocabulary import Verdict
from models.problems import Problem


@dataclass(frozen=True, kw_only=True)
class HiddenWork(TableRow):
    """One piece of hidden works: what was found and whether it may be covered."""

    part: Annotated[str, Field("隐蔽工程部位")]
    standard: Annotated[str, Field("要求")] | None = None
    result: Annotated[str, Field("检查结果")]
    verdict: Annotated[Verdict, Field("是否合格")]


@dataclass(frozen=True, kw_only=True)
class MidCheckOpinion(Form):
    """What was found before hidden works are covered; works go on only after a passed re-check. Only 合格 finishes the stage."""

    code = "MID-CHECK"
    title = "客户受电工程中间检查意见单"
    stage = "mid_check"
    done_on = "checked_on"
    prefill = {
        "account_no": "account_no", "application_no": "application_no", "account_name": "customer_name", "address": "address",
        "contact": "contact", "contact_phone": "contact_phone", "checked_on": "today", "inspector": "person",
        "project": "project", "builder": "building_firm",
    }  # fmt: skip
    gives = {"project": "project", "builder": "building_firm"}
    first_rows = {
        "items": (
            {"part": "接地装置", "standard": "材质、埋深、焊接和接地电阻符合设计"},
            {"part": "电缆沟及电缆敷设", "standard": "路径、埋深、弯曲半径、保护管符合设计"},
            {"part": "基础及预埋件", "standard": "位置、标高、强度符合设计"},
        )
    }
    rows = (
        Bar("客户基本信息"),
        QrCell(rows=4),
        ("account_no", "application_no"),
        ("account_name",),
        ("address",),
        ("contact", "contact_phone"),
        ("project", "builder"),
        ("requested_on", "checked_on"),
        Bar("检查内容"),
        ("items",),
        Bar("检查意见"),
        ("verdict", "needs_rectification"),
        ("recheck_by", "round"),
        ("defects",),
        ("note",),
        Statement(
            "说明：",
            ("检查发现的缺陷在本单上书面告知。需要整改的，整改后请通知我单位复查，复查合格后方可继续施工；未经检查覆盖的隐蔽工程，应当返工暴露检查。",),
        ),
        ("inspector", "second_inspector"),
        Signatures(("检查人签名", "客户签名（单位盖章）", "施工单位签名")),
    )

    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    application_no: Annotated[str, Field("申请编号")] | None = None
    account_name: Annotated[str, Field("户名", private=True)]
    address: Annotated[str, Field("用电地址", private=True)]
    contact: Annotated[str, Field("联系人", private=True)] | None = None
    contact_phone: Annotated[str, Field("联系电话", private=True, check="phone")] | None = None
    project: Annotated[str, Field("工程名称")] | None = None
    builder: Annotated[str, Field("施工单位", suggest="firm", hint="由客户自主选择")]
    requested_on: Annotated[date, Field("报请日期")]
    checked_on: Annotated[date, Field("检查日期")]
    items: Annotated[tuple[HiddenWork, ...], Field("检查内容", lines=4, least=1, most=20)]
    verdict: Annotated[Verdict, Field("检查结论")]
    needs_rectification: Annotated[bool, Field("需要整改")] = False
    recheck_by: Annotated[date, Field("整改复查期限", future=True)] | None = None
    round: Annotated[str, Field("检查次数", hint="首次、第二次复查")] = "首次"
    defects: Annotated[str, Field("缺陷及整改要求", lines=4)] | None = None
    note: Annotated[str, Field("备注", lines=2)] | None = None
    inspector: Annotated[str, Field("检查人")]
    second_inspector: Annotated[str, Field("同行检查人")] | None = None

    @property
    def ends_stage(self) -> bool:
        """Only a passed check finishes the stage."""
        return self.verdict == "合格"

    @rule
    def _days(self) -> Iterator[Problem]:
        if self.checked_on < self.requested_on:
            yield self.problem("checked_on", f"{self.checked_on} 早于报请日期 {self.requested_on}，请核对")

    @rule
    def _defects(self) -> Iterator[Problem]:
        if (self.verdict == "不合格" or self.needs_rectification) and not self.defects:
            yield self.problem("defects", "需要整改时，请写清缺陷和整改要求")

    @rule
    def _agree(self) -> Iterator[Problem]:
        failed = [row.part for row in self.items if row.verdict == "不合格"]
        if failed and self.verdict == "合格":
            yield self.problem("verdict", f"{'、'.join(failed)}不合格，结论不能是合格，请核对")
