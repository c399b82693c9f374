"""客户受电工程竣工报验单: layout ours, contents from a bureau's published business program; the papers from 宿州市政府办事指南."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from models.forms.fields import Bar, Field, Form, QrCell, Signatures, Statement, TableRow, rule
from models.problems import Problem


@dataclass(frozen=True, kw_only=True)
class ReportedPaper(TableRow):
    """One paper handed in with the report."""

    name: Annotated[str, Field("资料名称")]
    copies: Annotated[int, Field("份数", least=1, most=100)] = 1
    note: Annotated[str, Field("备注")] | None = None


@dataclass(frozen=True, kw_only=True)
class CompletionReport(Form):
    """The customer reports that its works are finished and asks for the inspection."""

    code = "COMPLETION-REPORT"
    title = "客户受电工程竣工报验单"
    stage = "completion_report"
    done_on = "reported_on"
    prefill = {
        "account_no": "account_no", "application_no": "application_no", "account_name": "customer_name", "address": "address",
        "reporter": "contact", "reporter_phone": "contact_phone", "reported_on": "today", "accepted_by": "person",
        "project": "project", "builder": "building_firm", "builder_licence": "building_licence", "designer": "design_firm",
        "capacity": "receiving_capacity",
    }  # fmt: skip
    gives = {"reported_on": "reported_on", "project": "project", "builder": "building_firm", "builder_licence": "building_licence"}
    first_rows = {
        "papers": (
            {"name": "竣工图纸和说明", "copies": "1"},
            {"name": "电气设备交接试验报告", "copies": "1"},
            {"name": "设备合格证及使用说明书", "copies": "1"},
            {"name": "隐蔽工程施工记录", "copies": "1"},
            {"name": "施工单位资质证明", "copies": "1"},
        )
    }
    rows = (
        Bar("客户基本信息"),
        QrCell(rows=4),
        ("account_no", "application_no"),
        ("account_name",),
        ("address",),
        ("reporter", "reporter_phone"),
        ("reporting_unit",),
        Bar("报验工程"),
        ("project",),
        ("builder", "builder_licence"),
        ("designer", "capacity"),
        ("started_on", "finished_on"),
        ("self_check",),
        ("reported_on", "wanted_on"),
        Bar("随附资料"),
        ("papers",),
        ("note",),
        Statement("声明：", ("本工程已按经答复的供电方案施工完毕并自验合格，所附资料真实、完整，请予检验。",)),
        Signatures(("报验单位（盖章）", "施工单位（盖章）")),
        Bar("供电企业填写"),
        ("accepted_by", "received_on"),
    )

    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    application_no: Annotated[str, Field("申请编号")] | None = None
    account_name: Annotated[str, Field("户名", private=True)]
    address: Annotated[str, Field("用电地址", private=True)]
    reporter: Annotated[str, Field("报验人", private=True)]
    reporter_phone: Annotated[str, Field("联系电话", private=True, check="phone")] | None = None
    reporting_unit: Annotated[str, Field("报验单位", private=True, hint="与户名相同的不填")] | None = None
    project: Annotated[str, Field("工程名称")]
    builder: Annotated[str, Field("施工单位", suggest="firm", hint="由客户自主选择")]
    builder_licence: Annotated[str, Field("施工许可证号")] | None = None
    designer: Annotated[str, Field("设计单位", suggest="firm")] | None = None
    capacity: Annotated[str, Field("受电容量")] | None = None
    started_on: Annotated[date, Field("开工日期")] | None = None
    finished_on: Annotated[date, Field("竣工日期")] | None = None
    self_check: Annotated[str, Field("自验情况", lines=2)] | None = None
    reported_on: Annotated[date, Field("报验日期")]
    wanted_on: Annotated[date, Field("希望检验日期", future=True)] | None = None
    papers: Annotated[tuple[ReportedPaper, ...], Field("随附资料", lines=6, least=1, most=30, numbered=True)]
    note: Annotated[str, Field("备注", lines=2)] | None = None
    accepted_by: Annotated[str, Field("接收人")]
    received_on: Annotated[date, Field("接收日期")] | None = None

    @rule
    def _days(self) -> Iterator[Problem]:
        if self.started_on and self.finished_on and self.finished_on < self.started_on:
            yield self.problem("finished_on", f"{self.finished_on} 早于开工日期 {self.started_on}，请核对")
        if self.finished_on and self.reported_on < self.finished_on:
            yield self.problem("reported_on", f"{self.reported_on} 早于竣工日期 {self.finished_on}，请核对")
        if self.wanted_on and self.wanted_on < self.reported_on:
            yield self.problem("wanted_on", f"{self.wanted_on} 早于报验日期 {self.reported_on}，请核对")
