"""客户受电工程停工通知单: layout ours; works stop when rectification fails (公开业扩论文，2013—2015，安全管理一节)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from models.forms.fields import Bar, Field, Form, QrCell, Signatures, Statement, rule
from models.problems import Problem


@dataclass(frozen=True, kw_only=True)
class StopWorkNotice(Form):
    """Tells customer and builder to stop, why, what must be put right, and when work goes on again."""

    code = "STOP-WORK"
    title = "客户受电工程停工通知单"
    stage = "mid_check"
    done_on = "noticed_on"
    prefill = {
        "account_no": "account_no", "application_no": "application_no", "account_name": "customer_name", "address": "address",
        "contact": "contact", "contact_phone": "contact_phone", "noticed_on": "today", "inspector": "person",
        "project": "project", "builder": "building_firm",
    }  # fmt: skip
    rows = (
        Bar("客户基本信息"),
        QrCell(rows=4),
        ("account_no", "application_no"),
        ("account_name",),
        ("address",),
        ("contact", "contact_phone"),
        Bar("停工通知"),
        ("project", "builder"),
        ("found_on", "noticed_on"),
        ("cause",),
        ("facts",),
        ("scope",),
        ("required",),
        ("rectify_by", "earlier_notice"),
        Statement(
            "",
            (
                "请自签收本通知时起停止上列范围内的施工，按要求整改；整改完毕请书面通知我单位复查，复查合格后恢复施工。",
                "对本通知有不同意见的，可向我单位提出，也可向当地电力管理部门反映。",
            ),
        ),
        ("inspector", "second_inspector"),
        Signatures(("供电企业（盖章）", "客户签收", "施工单位签收")),
        Bar("复查"),
        ("rechecked_on", "resumed_on"),
        ("recheck_result",),
        Signatures(("复查人签名",)),
    )

    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    application_no: Annotated[str, Field("申请编号")] | None = None
    account_name: Annotated[str, Field("户名", private=True)]
    address: Annotated[str, Field("用电地址", private=True)]
    contact: Annotated[str, Field("联系人", private=True)] | None = None
    contact_phone: Annotated[str, Field("联系电话", private=True, check="phone")] | None = None
    project: Annotated[str, Field("工程名称")] | None = None
    builder: Annotated[str, Field("施工单位", suggest="firm")]
    found_on: Annotated[date, Field("检查日期")]
    noticed_on: Annotated[date, Field("通知日期")]
    cause: Annotated[Literal["整改不合格", "未经检查覆盖隐蔽工程", "施工单位资质不符", "危及安全", "其他"], Field("停工原因")]
    facts: Annotated[str, Field("查见情况", lines=4)]
    scope: Annotated[str, Field("停工范围", lines=2)]
    required: Annotated[str, Field("整改要求", lines=4)]
    rectify_by: Annotated[date, Field("整改期限", future=True)] | None = None
    earlier_notice: Annotated[str, Field("原意见单编号", hint="整改不合格的，写原检查意见单")] | None = None
    inspector: Annotated[str, Field("检查人")]
    second_inspector: Annotated[str, Field("同行检查人")] | None = None
    rechecked_on: Annotated[date, Field("复查日期")] | None = None
    resumed_on: Annotated[date, Field("恢复施工日期")] | None = None
    recheck_result: Annotated[str, Field("复查情况", lines=2)] | None = None

    @rule
    def _days(self) -> Iterator[Problem]:
        if self.noticed_on < self.found_on:
            yield self.problem("noticed_on", f"{self.noticed_on} 早于检查日期 {self.found_on}，请核对")
        if self.rectify_by and self.rectify_by < self.noticed_on:
            yield self.problem("rectify_by", f"{self.rectify_by} 早于通知日期 {self.noticed_on}，请核对")

    @rule
    def _resumed(self) -> Iterator[Problem]:
        if self.resumed_on and not self.rechecked_on:
            yield self.problem("rechecked_on", "恢复施工前要复查，请填写复查日期")
        elif self.resumed_on and self.rechecked_on and self.resumed_on < self.rechecked_on:
            yield self.problem("resumed_on", f"{self.resumed_on} 早于复查日期 {self.rechecked_on}，请核对")
