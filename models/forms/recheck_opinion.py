"""受电工程复验意见单: the answer to a 缺陷通知单, defect by defect; layout ours (domain.md 9.7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from models.forms.defect_notice import Inspection
from models.forms.fields import Bar, Field, Form, QrCell, Row, Signatures, Statement, TableRow, rule
from models.forms.vocabulary import Verdict
from models.problems import Problem


@dataclass(frozen=True, kw_only=True)
class RecheckedDefect(TableRow):
    """One defect of the notice, what was done about it, and whether it is gone."""

    defect: Annotated[str, Field("原缺陷", lines=2)]
    done: Annotated[str, Field("整改情况", lines=2)]
    result: Annotated[Literal["已消除", "未消除"], Field("复验结果")]


@dataclass(frozen=True, kw_only=True)
class RecheckOpinion(Form):
    """Whether every defect that was told is gone; what is left is told again, nothing new is looked for."""

    code = "RECHECK"
    title = "受电工程复验意见单"
    stage = "completion_check"
    done_on = "rechecked_on"
    prefill = {
        "account_no": "account_no", "application_no": "application_no", "account_name": "customer_name", "address": "address",
        "project": "project", "builder": "building_firm",
        "contact": "contact", "contact_phone": "contact_phone", "rechecked_on": "today", "inspector": "person",
    }  # fmt: skip
    rows = (
        Bar("客户基本信息"),
        QrCell(rows=4),
        ("account_no", "application_no"),
        ("account_name",),
        ("address",),
        ("contact", "contact_phone"),
        Bar("复验"),
        ("inspection", "round"),
        ("project", "builder"),
        ("notice_no", "noticed_on"),
        ("requested_on", "rechecked_on"),
        ("defects",),
        Bar("复验意见"),
        Row(("verdict", "rectify_by"), (1, 1)),
        ("opinion",),
        ("note",),
        Statement("说明：", ("复验针对原缺陷通知单所列各项。仍有缺陷的，整改后再次报请复验；全部消除的，可以恢复施工或办理后续手续。",)),
        ("inspector", "second_inspector"),
        Signatures(("供电企业（盖章）", "客户签名（单位盖章）", "施工单位签名")),
    )

    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    application_no: Annotated[str, Field("申请编号")] | None = None
    account_name: Annotated[str, Field("户名", private=True)]
    address: Annotated[str, Field("用电地址", private=True)]
    contact: Annotated[str, Field("联系人", private=True)] | None = None
    contact_phone: Annotated[str, Field("联系电话", private=True, check="phone")] | None = None
    inspection: Annotated[Inspection, Field("原检查类别")] = "竣工检验"
    round: Annotated[str, Field("复验次数", hint="第一次、第二次")] = "第一次"
    project: Annotated[str, Field("工程名称")] | None = None
    builder: Annotated[str, Field("施工单位", hint="由客户自主选择")] | None = None
    notice_no: Annotated[str, Field("原通知单编号")] | None = None
    noticed_on: Annotated[date, Field("原通知日期")]
    requested_on: Annotated[date, Field("报请日期")]
    rechecked_on: Annotated[date, Field("复验日期")]
    defects: Annotated[tuple[RecheckedDefect, ...], Field("缺陷复验", lines=5, least=1, most=40, numbered=True)]
    verdict: Annotated[Verdict, Field("复验结论")]
    rectify_by: Annotated[date, Field("再次整改期限", future=True)] | None = None
    opinion: Annotated[str, Field("复验意见", lines=2, hint="不合格的写明还差什么")] | None = None
    note: Annotated[str, Field("备注")] | None = None
    inspector: Annotated[str, Field("复验人")]
    second_inspector: Annotated[str, Field("同行复验人")] | None = None

    @rule
    def _days(self) -> Iterator[Problem]:
        if self.requested_on < self.noticed_on:
            yield self.problem("requested_on", f"{self.requested_on} 早于原通知日期 {self.noticed_on}，请核对")
        if self.rechecked_on < self.requested_on:
            yield self.problem("rechecked_on", f"{self.rechecked_on} 早于报请日期 {self.requested_on}，请核对")

    @rule
    def _agree(self) -> Iterator[Problem]:
        left = [row.defect for row in self.defects if row.result == "未消除"]
        if left and self.verdict == "合格":
            yield self.problem("verdict", f"还有 {len(left)} 项未消除，结论不能是合格，请核对")
        if self.verdict == "不合格" and not self.opinion:
            yield self.problem("opinion", "不合格的请写明还差什么")
