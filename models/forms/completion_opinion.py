"""竣工检验意见单: layout ours, contents from a bureau's program; defects told once in writing (国网河南2020年办理告知书)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from models.forms.fields import Bar, Field, Form, QrCell, Signatures, Statement, TableRow, rule
from models.forms.vocabulary import Verdict
from models.problems import Problem


@dataclass(frozen=True, kw_only=True)
class InspectedItem(TableRow):
    """One thing inspected: against which standard, what was found, and whether it passes."""

    aspect: Annotated[Literal["资质", "资料", "安装质量"], Field("检验项目")]
    standard: Annotated[str, Field("标准")]
    result: Annotated[str, Field("检验结果")]
    verdict: Annotated[Verdict, Field("是否合格")]


@dataclass(frozen=True, kw_only=True)
class CompletionOpinion(Form):
    """What the inspection found; all defects are told once, in writing. Only 合格 finishes the stage."""

    code = "COMPLETION"
    title = "竣工检验意见单"
    stage = "completion_check"
    done_on = "inspected_on"
    prefill = {
        "account_no": "account_no", "application_no": "application_no", "account_name": "customer_name", "address": "address",
        "contact": "contact", "contact_phone": "contact_phone", "requested_on": "reported_on", "inspected_on": "today",
        "inspector": "person",
        "project": "project", "builder": "building_firm",
    }  # fmt: skip
    gives = {"requested_on": "reported_on", "inspected_on": "completed_on"}
    first_rows = {
        "items": (
            {"aspect": "资质", "standard": "施工单位具有相应等级的承装（修、试）电力设施许可"},
            {"aspect": "资料", "standard": "竣工图、试验报告、设备合格证齐全有效"},
            {"aspect": "安装质量", "standard": "与答复的供电方案一致，符合施工及验收规范，接地可靠"},
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
        ("requested_on", "inspected_on"),
        Bar("检验内容"),
        ("items",),
        Bar("检验意见"),
        ("verdict", "recheck_by"),
        ("defects",),
        ("note",),
        Statement(
            "说明：",
            (
                "1. 缺陷和整改要求已在本单上一次性书面告知；整改后请再次报验，复验只检查上列各项。",
                "2. 对检验意见有不同看法的，可向我单位提出，也可向当地电力管理部门申诉。",
            ),
        ),
        ("inspector", "second_inspector"),
        Signatures(("检验人签名", "客户签名（单位盖章）", "供电企业（盖章）")),
    )

    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    application_no: Annotated[str, Field("申请编号")] | None = None
    account_name: Annotated[str, Field("户名", private=True)]
    address: Annotated[str, Field("用电地址", private=True)]
    contact: Annotated[str, Field("联系人", private=True)] | None = None
    contact_phone: Annotated[str, Field("联系电话", private=True, check="phone")] | None = None
    project: Annotated[str, Field("工程名称")] | None = None
    builder: Annotated[str, Field("施工单位", suggest="firm", hint="由客户自主选择")] | None = None
    requested_on: Annotated[date, Field("报验日期")]
    inspected_on: Annotated[date, Field("检验日期")]
    items: Annotated[tuple[InspectedItem, ...], Field("检验内容", lines=3, least=1, most=20)]
    verdict: Annotated[Verdict, Field("检验结论")]
    recheck_by: Annotated[date, Field("整改复验期限", future=True)] | None = None
    defects: Annotated[str, Field("缺陷及整改要求", lines=4)] | None = None
    note: Annotated[str, Field("备注", lines=2)] | None = None
    inspector: Annotated[str, Field("检验人")]
    second_inspector: Annotated[str, Field("同行检验人")] | None = None

    @property
    def ends_stage(self) -> bool:
        """Only a passed inspection finishes the stage."""
        return self.verdict == "合格"

    @rule
    def _days(self) -> Iterator[Problem]:
        if self.inspected_on < self.requested_on:
            yield self.problem("inspected_on", f"{self.inspected_on} 早于报验日期 {self.requested_on}，请核对")

    @rule
    def _recheck(self) -> Iterator[Problem]:
        if self.recheck_by and self.recheck_by < self.inspected_on:
            yield self.problem("recheck_by", f"{self.recheck_by} 早于检验日期 {self.inspected_on}，请核对")

    @rule
    def _defects(self) -> Iterator[Problem]:
        if self.verdict == "不合格" and not self.defects:
            yield self.problem("defects", "结论为不合格时，请一次写清全部缺陷和整改要求")

    @rule
    def _agree(self) -> Iterator[Problem]:
        failed = [row.aspect for row in self.items if row.verdict == "不合格"]
        if failed and self.verdict == "合格":
            yield self.problem("verdict", f"{'、'.join(failed)}一项不合格，结论不能是合格，请核对")
