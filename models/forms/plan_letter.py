"""供电方案复函: the formal letter that answers a customer's application with its plan; sentences ours (domain.md 17)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from models.forms.fields import Clause, Field, Form, Signatures, rule
from models.forms.vocabulary import AnyVoltage, CapacityUnit, MeteringMode
from models.problems import Problem


@dataclass(frozen=True, kw_only=True)
class PlanLetter(Form):
    """Tells the customer in a letter how it is to be supplied and what comes next; the reply form stays what is signed."""

    code = "PLAN-LETTER"
    title = "供电方案复函"
    stage = "plan_reply"
    done_on = "written_on"
    prefill = {
        "customer": "customer_name", "asked_on": "accepted_on", "application_no": "application_no", "address": "address",
        "project": "project", "voltage": "voltage", "capacity": "capacity", "source": "supply_source", "metering_place": "metering_place",
        "ownership_boundary": "ownership_boundary",
        "metering_mode": "metering_mode", "station": "station", "manager": "customer_manager", "written_on": "today",
    }  # fmt: skip
    rows = (
        Clause("文号：{letter_no}"),
        Clause("{customer}："),
        Clause("贵单位于{asked_on}提出的用电申请（申请编号：{application_no}，用电地址：{address}）收悉。"
               "经现场勘查并按规定审批，现将供电方案函复如下："),
        Clause("一、供电方案", heading=True),
        Clause("项目名称：{project}"),
        Clause("1. 供电电压为{voltage}，供电容量为{capacity} {capacity_unit}。"),
        Clause("2. 供电电源：{source}。接入方式：{connection}。"),
        Clause("3. 计量方式为{metering_mode}，计量装置装设在{metering_place}。"),
        Clause("4. 产权分界点为{ownership_boundary}，分界点两侧的设施由产权所有者各自投资、维护和管理。"),
        Clause("二、工程建设", heading=True),
        Clause("1. 我方负责：{our_works}"),
        Clause("2. 贵方负责：{customer_works}贵方自主选择具有相应资质的设计、施工单位和合格的设备，我方不作指定。"),
        Clause("三、费用", heading=True),
        Clause("{fees}除依据政府价格文件应收的费用外，我方不收取其他费用。"),
        Clause("四、后续手续", heading=True),
        Clause("工程分方案确定、工程施工、验收送电三个阶段办理。送电前应当检验合格、签订供用电合同、结清业务费用和原有电费。{next_steps}"),
        Clause("五、有效期", heading=True),
        Clause("本方案自贵方签收供电方案答复单之日起{validity}内有效。需要延期的，请在期满十天前书面提出；逾期未延期的，本方案失效。"),
        Clause("贵方如有不同意见，请在收到本函之日起一个月内书面提出，双方协商确定。"),
        Clause("联系单位：{station}　联系人：{manager}　电话：{station_phone}"),
        Clause("附件：{annexes}"),
        Clause("复函日期：{written_on}"),
        Signatures(("供电企业（盖章）", "客户签收")),
    )  # fmt: skip

    letter_no: Annotated[str, Field("文号")] | None = None
    customer: Annotated[str, Field("客户名称", private=True)]
    asked_on: Annotated[date, Field("申请日期")]
    project: Annotated[str, Field("项目名称")] | None = None
    application_no: Annotated[str, Field("申请编号")] | None = None
    address: Annotated[str, Field("用电地址", private=True)]
    voltage: Annotated[AnyVoltage, Field("供电电压")]
    capacity: Annotated[Decimal, Field("供电容量", least=Decimal("0.1"), most=1000000)]
    capacity_unit: Annotated[CapacityUnit, Field("容量单位", hint="低压 kW，高压 kVA")] = "kVA"
    source: Annotated[str, Field("供电电源", hint="变电站、线路、杆号或公用变压器")]
    connection: Annotated[str, Field("接入方式", hint="专线，或公用线路 T 接")]
    metering_mode: Annotated[MeteringMode, Field("计量方式")]
    metering_place: Annotated[str, Field("计量装置位置")]
    ownership_boundary: Annotated[str, Field("产权分界点")]
    our_works: Annotated[str, Field("供电企业负责的工程", hint="没有的写无。")] = "无。"
    customer_works: Annotated[str, Field("客户负责的工程")] = "产权分界点负荷侧的受电工程。"
    fees: Annotated[str, Field("应交费用", hint="费用名称、标准、依据；没有的写无应交费用。")] = "无应交费用。"
    next_steps: Annotated[str, Field("其他手续")] | None = None
    validity: Annotated[str, Field("有效期", hint="高压一年，低压三个月")]
    station: Annotated[str, Field("联系单位")]
    manager: Annotated[str, Field("联系人")] | None = None
    station_phone: Annotated[str, Field("联系单位电话")] | None = None
    annexes: Annotated[str, Field("附件")] = "供电方案"
    written_on: Annotated[date, Field("复函日期")]

    @rule
    def _days(self) -> Iterator[Problem]:
        if self.written_on < self.asked_on:
            yield self.problem("written_on", f"{self.written_on} 早于申请日期 {self.asked_on}，请核对")

    @rule
    def _unit(self) -> Iterator[Problem]:
        low = self.voltage in ("220 V", "380 V")
        if low != (self.capacity_unit == "kW"):
            yield self.problem("capacity_unit", f"{self.voltage} 供电的容量单位应为 {'kW' if low else 'kVA'}，请核对")
