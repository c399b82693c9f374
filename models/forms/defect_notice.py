"""受电工程缺陷通知单: all defects found, told once and in writing; layout ours (domain.md 2.1, 9.7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from models.forms.fields import Bar, Field, Form, QrCell, Row, Signatures, Statement, TableRow, rule
from models.problems import Problem

Inspection = Literal["中间检查", "竣工检验", "现场抽查", "资料审查"]


@dataclass(frozen=True, kw_only=True)
class Defect(TableRow):
    """One defect: where, what, against which standard, and what must be done."""

    place: Annotated[str, Field("部位")]
    defect: Annotated[str, Field("缺陷情况", lines=2)]
    standard: Annotated[str, Field("依据的标准")] | None = None
    remedy: Annotated[str, Field("整改要求", lines=2)]


@dataclass(frozen=True, kw_only=True)
class DefectNotice(Form):
    """What was found wrong in the customer's works, once and complete, until when it is to be put right."""

    code = "DEFECT-NOTICE"
    title = "受电工程缺陷通知单"
    stage = "completion_check"
    done_on = "noticed_on"
    prefill = {
        "account_no": "account_no", "application_no": "application_no", "account_name": "customer_name", "address": "address",
        "project": "project", "builder": "building_firm",
        "contact": "contact", "contact_phone": "contact_phone", "found_on": "completed_on", "noticed_on": "today", "inspector": "person",
    }  # fmt: skip
    rows = (
        Bar("客户基本信息"),
        QrCell(rows=4),
        ("account_no", "application_no"),
        ("account_name",),
        ("address",),
        ("contact", "contact_phone"),
        Bar("检查情况"),
        ("inspection", "round"),
        ("project", "builder"),
        ("found_on", "noticed_on"),
        Bar("缺陷及整改要求"),
        ("defects",),
        Row(("rectify_by", "stop_needed"), (1, 1)),
        ("note",),
        Statement(
            "说明：",
            (
                "1. 检查发现的缺陷已在本单上一次性书面告知。请按要求整改，整改完毕后书面报请复验；复验只检查上列各项。",
                "2. 未经复验合格，不得继续覆盖隐蔽工程，不得送电。对本通知有异议的，可向我单位提出，也可向当地电力管理部门反映。",
            ),
        ),
        ("inspector", "second_inspector"),
        Signatures(("供电企业（盖章）", "客户签收", "施工单位签收")),
    )

    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    application_no: Annotated[str, Field("申请编号")] | None = None
    account_name: Annotated[str, Field("户名", private=True)]
    address: Annotated[str, Field("用电地址", private=True)]
    contact: Annotated[str, Field("联系人", private=True)] | None = None
    contact_phone: Annotated[str, Field("联系电话", private=True, check="phone")] | None = None
    inspection: Annotated[Inspection, Field("检查类别")] = "竣工检验"
    round: Annotated[str, Field("检查次数", hint="首次、第二次复验")] = "首次"
    project: Annotated[str, Field("工程名称")] | None = None
    builder: Annotated[str, Field("施工单位", hint="由客户自主选择")] | None = None
    found_on: Annotated[date, Field("检查日期")]
    noticed_on: Annotated[date, Field("通知日期")]
    defects: Annotated[tuple[Defect, ...], Field("缺陷", lines=6, least=1, most=40, numbered=True)]
    rectify_by: Annotated[date, Field("整改期限", future=True)] | None = None
    stop_needed: Annotated[bool, Field("需要停工整改")] = False
    note: Annotated[str, Field("备注", lines=2)] | None = None
    inspector: Annotated[str, Field("检查人")]
    second_inspector: Annotated[str, Field("同行检查人")] | None = None

    @rule
    def _days(self) -> Iterator[Problem]:
        if self.noticed_on < self.found_on:
            yield self.problem("noticed_on", f"{self.noticed_on} 早于检查日期 {self.found_on}，请核对")
        if self.rectify_by and self.rectify_by < self.noticed_on:
            yield self.problem("rectify_by", f"{self.rectify_by} 早于通知日期 {self.noticed_on}，请核对")

    @rule
    def _two_people(self) -> Iterator[Problem]:
        if self.second_inspector and self.second_inspector == self.inspector:
            yield self.problem("second_inspector", "与检查人相同，请填另一位")
