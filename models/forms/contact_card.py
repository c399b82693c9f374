"""业扩服务联系卡: contents from 客户代理制办法 (户号、户名、联系方式), layout ours."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from models.forms.fields import Bar, Field, Form, QrCell, Row, Statement


@dataclass(frozen=True, kw_only=True)
class ContactCard(Form):
    """Whom the customer calls about what, with the numbers it needs; handed over at the acceptance."""

    code = "CONTACT-CARD"
    title = "业扩服务联系卡"
    stage = "accept"
    done_on = "handed_on"
    prefill = {
        "account_no": "account_no", "application_no": "application_no", "account_name": "customer_name", "address": "address",
        "station": "station", "manager": "customer_manager", "accepted_by": "accepted_by", "handed_on": "today", "handed_by": "person",
    }  # fmt: skip
    rows = (
        Bar("您的用电信息"),
        QrCell(rows=4),
        ("account_name",),
        ("account_no",),
        ("application_no",),
        ("address",),
        Bar("为您服务的人员"),
        ("station", "station_phone"),
        Row(("manager", "manager_phone"), (1, 1)),
        Row(("accepted_by", "accepted_phone"), (1, 1)),
        Row(("electrician", "electrician_phone"), (1, 1)),
        Bar("服务和监督"),
        ("service_phone", "supervision_phone"),
        ("hours",),
        ("note",),
        Statement(
            "请您留意：",
            (
                "1. 来电请说受理编号，方便我们查找；有疑问请拨打上面的电话。",
                "2. 设计、施工单位和材料设备由您自主选择，我们不指定。除按规定应收的费用外，不收取其他费用。",
                "3. 送电后请核对电能表编号与住户是否一致，注意安全用电。",
            ),
        ),
        ("handed_by", "handed_on"),
    )

    account_name: Annotated[str, Field("户名", private=True)]
    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    application_no: Annotated[str, Field("申请编号")] | None = None
    address: Annotated[str, Field("用电地址", private=True)] | None = None
    station: Annotated[str, Field("供电所")]
    station_phone: Annotated[str, Field("供电所电话")] | None = None
    manager: Annotated[str, Field("客户经理")] | None = None
    manager_phone: Annotated[str, Field("客户经理电话", private=True)] | None = None
    accepted_by: Annotated[str, Field("受理人")] | None = None
    accepted_phone: Annotated[str, Field("受理人电话", private=True)] | None = None
    electrician: Annotated[str, Field("台区电工", private=True)] | None = None
    electrician_phone: Annotated[str, Field("台区电工电话", private=True)] | None = None
    service_phone: Annotated[str, Field("服务热线")] = "95598"
    supervision_phone: Annotated[str, Field("监管热线")] = "12398"
    hours: Annotated[str, Field("营业时间")] | None = None
    note: Annotated[str, Field("备注", lines=2)] | None = None
    handed_by: Annotated[str, Field("发卡人")]
    handed_on: Annotated[date, Field("发卡日期")]
