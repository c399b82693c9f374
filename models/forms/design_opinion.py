"""客户受电工程图纸审查意见单: layout ours, contents from a bureau's published business program; the opinion goes back in writing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from models.forms.fields import Bar, Field, Form, QrCell, Signatures, Statement, rule
from models.problems import Problem


@dataclass(frozen=True, kw_only=True)
class DesignOpinion(Form):
    """What the examination of the design found; it goes back in writing with one examined copy. Only 同意 finishes the stage."""

    code = "DESIGN-OPINION"
    title = "客户受电工程图纸审查意见单"
    stage = "design_review"
    done_on = "returned_on"
    prefill = {
        "account_no": "account_no", "application_no": "application_no", "account_name": "customer_name", "address": "address",
        "contact": "contact", "contact_phone": "contact_phone", "returned_on": "today",
        "reviewer": "person",
        "capacity": "receiving_capacity", "designer": "design_firm", "designer_grade": "design_grade",
    }  # fmt: skip
    gives = {"received_on": "design_received_on", "designer": "design_firm", "designer_grade": "design_grade"}
    rows = (
        Bar("客户基本信息"),
        QrCell(rows=4),
        ("account_no", "application_no"),
        ("account_name",),
        ("address",),
        ("contact", "contact_phone"),
        ("capacity", "round"),
        Bar("送审资料"),
        ("designer", "designer_grade"),
        ("sender", "received_on"),
        ("drawings",),
        Bar("审查意见"),
        ("primary",),
        ("secondary",),
        ("metering",),
        ("grounding",),
        ("verdict", "second_round_by"),
        ("changes",),
        Statement(
            "说明：",
            (
                "1. 审查意见一次性书面提出，连同审查过的图纸一份退还客户。经审查同意的设计有变更的，变更部分应重新送审。",
                "2. 未经审查同意的设计文件，客户不得据以施工。",
            ),
        ),
        ("reviewer", "returned_on"),
        Signatures(("审查单位（盖章）", "客户签收")),
    )

    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    application_no: Annotated[str, Field("申请编号")] | None = None
    account_name: Annotated[str, Field("户名", private=True)]
    address: Annotated[str, Field("用电地址", private=True)]
    contact: Annotated[str, Field("联系人", private=True)] | None = None
    contact_phone: Annotated[str, Field("联系电话", private=True, check="phone")] | None = None
    capacity: Annotated[str, Field("受电容量")] | None = None
    round: Annotated[Literal["首次送审", "再次送审"], Field("送审次数")] = "首次送审"
    designer: Annotated[str, Field("设计单位", suggest="firm", hint="由客户自主选择")]
    designer_grade: Annotated[str, Field("设计资质等级")] | None = None
    sender: Annotated[str, Field("送审人", private=True)] | None = None
    received_on: Annotated[date, Field("收图日期")]
    drawings: Annotated[str, Field("图纸资料", lines=3, hint="图号、名称、张数")]
    primary: Annotated[str, Field("一次部分", lines=3)] | None = None
    secondary: Annotated[str, Field("二次及保护", lines=3)] | None = None
    metering: Annotated[str, Field("计量部分", lines=2)] | None = None
    grounding: Annotated[str, Field("接地及其他", lines=2)] | None = None
    verdict: Annotated[Literal["同意", "修改后重新送审"], Field("审查结论")]
    second_round_by: Annotated[date, Field("重新送审期限", future=True)] | None = None
    changes: Annotated[str, Field("修改要求", lines=4, hint="一次写清全部修改意见")] | None = None
    reviewer: Annotated[str, Field("审查人")]
    returned_on: Annotated[date, Field("退图日期")]

    @property
    def ends_stage(self) -> bool:
        """Only an approved design finishes the stage."""
        return self.verdict == "同意"

    @rule
    def _changes(self) -> Iterator[Problem]:
        if self.verdict != "同意" and not self.changes:
            yield self.problem("changes", "需要修改时，请一次写清全部修改意见")

    @rule
    def _days(self) -> Iterator[Problem]:
        if self.returned_on < self.received_on:
            yield self.problem("returned_on", f"{self.returned_on} 早于收图日期 {self.received_on}，请核对")
