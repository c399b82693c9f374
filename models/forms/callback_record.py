"""客户回访单: its contents are not established; these questions are our reading of the duties that are (我们的理解（非规定）)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from models.forms.fields import Bar, Field, Form, QrCell, Signatures, Statement, rule
from models.problems import Problem

Answer = Literal["是", "否", "说不清"]
Grade = Literal["满意", "基本满意", "不满意", "未评价"]


@dataclass(frozen=True, kw_only=True)
class CallbackRecord(Form):
    """What the customer says of the service: limits, fees, whether a firm was named, the manner of the staff."""

    code = "CALLBACK"
    title = "客户回访单"
    stage = "callback"
    done_on = "called_on"
    prefill = {
        "account_no": "account_no", "application_no": "application_no", "account_name": "customer_name", "address": "address",
        "contact": "contact", "contact_phone": "contact_phone", "energized_on": "energized_on", "called_on": "today", "caller": "person",
        "manager": "customer_manager",
    }  # fmt: skip
    rows = (
        Bar("客户基本信息"),
        QrCell(rows=4),
        ("account_no", "application_no"),
        ("account_name",),
        ("address",),
        ("contact", "contact_phone"),
        ("manager", "energized_on"),
        Bar("回访情况"),
        ("called_on", "way"),
        ("reached", "answered_by"),
        ("told_once", "limits_kept"),
        ("fees_right", "no_firm_named"),
        ("no_favours", "meter_right"),
        ("manner", "overall"),
        ("asked_for",),
        ("opinion",),
        Bar("处理"),
        ("measure",),
        ("handled_by", "handle_by"),
        ("note",),
        Statement("说明：", ("回访项目按有关服务规定的要求拟定，是本所的理解（非规定）。回答“否”或不满意的，应写明客户意见并落实处理。",)),
        ("caller",),
        Signatures(("回访人签名", "客户签名（上门回访）")),
    )

    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    application_no: Annotated[str, Field("申请编号")] | None = None
    account_name: Annotated[str, Field("户名", private=True)]
    address: Annotated[str, Field("用电地址", private=True)]
    contact: Annotated[str, Field("联系人", private=True)] | None = None
    contact_phone: Annotated[str, Field("联系电话", private=True, check="phone")] | None = None
    manager: Annotated[str, Field("客户经理")] | None = None
    energized_on: Annotated[date, Field("送电日期")] | None = None
    called_on: Annotated[date, Field("回访日期")]
    way: Annotated[Literal["电话", "上门", "短信或微信"], Field("回访方式")] = "电话"
    reached: Annotated[bool, Field("联系上客户")] = True
    answered_by: Annotated[str, Field("接听（接待）人", private=True)] | None = None
    told_once: Annotated[Answer, Field("资料一次告知清楚")] | None = None
    limits_kept: Annotated[Answer, Field("在承诺时限内办完")] | None = None
    fees_right: Annotated[Answer, Field("没有另外收费")] | None = None
    no_firm_named: Annotated[Answer, Field("没有指定设计施工材料单位")] | None = None
    no_favours: Annotated[Answer, Field("没有吃拿卡要")] | None = None
    meter_right: Annotated[Answer, Field("表号与住户相符")] | None = None
    manner: Annotated[Grade, Field("服务态度")] | None = None
    overall: Annotated[Grade, Field("总体评价")] | None = None
    asked_for: Annotated[str, Field("客户要求", lines=2)] | None = None
    opinion: Annotated[str, Field("客户意见", lines=4)] | None = None
    measure: Annotated[str, Field("处理措施", lines=3)] | None = None
    handled_by: Annotated[str, Field("处理人")] | None = None
    handle_by: Annotated[date, Field("处理期限", future=True)] | None = None
    note: Annotated[str, Field("备注", lines=2)] | None = None
    caller: Annotated[str, Field("回访人")]

    @rule
    def _asked(self) -> Iterator[Problem]:
        for name in ("limits_kept", "fees_right", "no_firm_named", "overall"):
            if self.called_on and self.reached and getattr(self, name) is None:
                yield self.problem(name, "联系上客户时请问到这一项")

    @rule
    def _followed_up(self) -> Iterator[Problem]:
        asked = ("told_once", "limits_kept", "fees_right", "no_firm_named", "no_favours", "meter_right")
        bad = any(getattr(self, name) == "否" for name in asked) or "不满意" in (self.manner, self.overall)
        for name in ("opinion", "measure"):
            if bad and not getattr(self, name):
                yield self.problem(name, "有不满意或回答“否”的，请写明并落实处理")
