"""居民小区高压供电方案: the plan for a new housing estate (of the 2014 set; sentences ours)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from models.forms.fields import Clause, Field, Form, TableRow, rule
from models.forms.high_voltage_plan import PlannedMetering, PlannedSource
from models.problems import Problem

COMPENSATION_SHARE = Decimal("0.3")  # of the transformers' capacity; the plan form of the 2014 set


@dataclass(frozen=True, kw_only=True)
class SwitchingStation(TableRow):
    """One switching station of the estate."""

    wiring: Annotated[Literal["单母线", "单母线分段"], Field("主接线")]
    gear: Annotated[str, Field("开关柜配置", hint="进线柜、PT 柜、馈电柜、联络柜各几台")]


@dataclass(frozen=True, kw_only=True)
class DistributionStation(TableRow):
    """One distribution station: its transformers, what it supplies, its gear."""

    kind: Annotated[Literal["干式变压器", "油浸式变压器", "箱式变电站"], Field("变压器类型")]
    count: Annotated[int, Field("台数", unit="台", least=1, most=20)] = 1
    capacity: Annotated[Decimal, Field("单台容量", unit="kVA", least=1)]
    supplies: Annotated[str, Field("供电范围")]
    high_voltage_gear: Annotated[str, Field("高压配电装置")]
    low_voltage_gear: Annotated[str, Field("低压配电装置")]


@dataclass(frozen=True, kw_only=True)
class ResidentialAreaPlan(Form):
    """How a new housing estate is to be supplied; areas in square metres, loads in kW, capacities in kVA."""

    code = "HV-PLAN-AREA"
    title = "居民小区高压供电方案"
    stage = "plan_reply"
    done_on = "planned_on"
    prefill = {"account_name": "customer_name", "capacity": "capacity", "households": "household_count", "planned_on": "today"}
    first_rows = {"sources": ({"voltage": "=voltage", "capacity": "=capacity"},), "metering": ({"place": "=metering_place"},)}
    gives = {"capacity": "capacity"}
    rows = (
        Clause("根据{account_name}的用电申请，经组织现场勘查，确定供电方案如下："),
        Clause("一、供电容量", heading=True),
        Clause("根据客户提供的小区建设规划，该小区建筑面积{area}，为{building}建筑，其中住宅{dwelling_area}，居民住户{households}，"
               "商业用房{shop_area}，公建配套用房{public_area}。经计算用电负荷为{load}，确定的供电容量为{capacity}，"
               "其中一级负荷{first_class_load}，二级负荷{second_class_load}。"),
        Clause("二、供电方式", heading=True),
        Clause("根据供电条件和小区用电需求，采用{source_count}供电方式。各路电源如下："),
        Clause("电源{no}（{nature}）：以{voltage}电压等级，由{substation}{bus}母线{switch}开关供电，采用{connection}方式，"
               "线路以{laying}方式敷设，型号与参数为{line}，供电容量为{capacity}；", each="sources"),
        Clause("三、受电方式", heading=True),
        Clause("该小区采用{receiving}方式供电，受电总容量{total}。"),
        Clause("开闭所{no}：采用{wiring}主接线方式，设{gear}；", each="switching_stations"),
        Clause("配电站{no}：配置{kind}{count}，单台容量{capacity}，供电范围为{supplies}；高压配电装置采用{high_voltage_gear}，"
               "低压配电装置采用{low_voltage_gear}，变压器低压侧相互联络；", each="stations"),
        Clause("1. 一、二级负荷所需的保安容量{security_capacity}由客户自备，自备应急保安容量不低于{own_source_capacity}。"),
        Clause("2. 运行方式：{running}"),
        Clause("3. 继电保护和接地按相关电气设计规范配置；主备电源之间、小区自备应急电源与主备电源之间装设可靠的闭锁装置。"),
        Clause("四、计量", heading=True),
        Clause("计量点{no}：用于计量{usage}用电量，装设在{place}，计量方式为{mode}，接线方式为{wiring}；电能表{meter}；电压互感器{pt}；"
               "电流互感器{ct}；采用{collector}；", each="metering"),
        Clause("五、业务收费", heading=True),
        Clause("1. 根据客户的用电分类，执行{tariff}电价，包括{price_classes}。"),
        Clause("2. 各配电站低压侧安装具备自动投切功能的成套无功补偿装置，总容量{compensation}，不低于变压器容量的百分之三十。"),
        Clause("3. 高可靠性供电费{reliability_fee}（双、多电源客户）。"),
        Clause("六、相关说明", heading=True),
        Clause("1. 供配电设施应委托具有相应资质的单位设计、施工，设计文件经审核同意后方可施工；电气设备应有产品合格证和必要的许可。"),
        Clause("2. 电缆敷设、接地装置等隐蔽工程覆盖前，请通知我单位中间检查。"),
        Clause("3. 设计、施工单位的资质证明，请在设计、施工前送我单位核验。"),
        Clause("4. 小区低压批量用电的供电方案另行勘查制订。{other}"),
        Clause("本方案有效期自{planned_on}至{valid_until}止，逾期注销。方案需要变更的，应经我单位重新确认。"),
    )  # fmt: skip

    account_name: Annotated[str, Field("户名", private=True)]
    area: Annotated[Decimal, Field("建筑面积", unit="平方米", least=1)]
    building: Annotated[Literal["多层", "高层", "多层和高层"], Field("建筑类型")]
    dwelling_area: Annotated[Decimal, Field("住宅面积", unit="平方米", least=0)]
    households: Annotated[int, Field("居民住户", unit="户", least=1, most=100000)]
    shop_area: Annotated[Decimal, Field("商业用房", unit="平方米", least=0)] = Decimal(0)
    public_area: Annotated[Decimal, Field("公建配套用房", unit="平方米", least=0)] = Decimal(0)
    load: Annotated[Decimal, Field("计算负荷", unit="kW", least=0)]
    capacity: Annotated[Decimal, Field("供电容量", unit="kVA", least=Decimal("0.1"), most=1000000)]
    first_class_load: Annotated[Decimal, Field("一级负荷", unit="kW", least=0)] = Decimal(0)
    second_class_load: Annotated[Decimal, Field("二级负荷", unit="kW", least=0)] = Decimal(0)
    source_count: Annotated[Literal["单电源", "双电源", "多电源"], Field("供电方式")] = "单电源"
    sources: Annotated[tuple[PlannedSource, ...], Field("电源", least=1, most=4)]
    receiving: Annotated[Literal["配电站", "开闭所及配电站"], Field("受电方式")]
    total: Annotated[Decimal, Field("受电总容量", unit="kVA", least=1)]
    switching_stations: Annotated[tuple[SwitchingStation, ...], Field("开闭所", most=6)] = ()
    stations: Annotated[tuple[DistributionStation, ...], Field("配电站", least=1, most=40)]
    security_capacity: Annotated[Decimal, Field("保安容量", unit="kW", least=0)] = Decimal(0)
    own_source_capacity: Annotated[Decimal, Field("自备应急容量", unit="kW", least=0)] = Decimal(0)
    running: Annotated[str, Field("运行方式")] = "单电源运行"
    metering: Annotated[tuple[PlannedMetering, ...], Field("计量点", least=1, most=10)]
    tariff: Annotated[Literal["单一制", "两部制"], Field("电价制度")] = "单一制"
    price_classes: Annotated[str, Field("电价类别")]
    compensation: Annotated[Decimal, Field("无功补偿容量", unit="kvar", least=0)]
    reliability_fee: Annotated[Decimal, Field("高可靠性供电费", unit="元", least=0)] = Decimal(0)
    other: Annotated[str, Field("其他说明")] | None = None
    planned_on: Annotated[date, Field("方案日期")]
    valid_until: Annotated[date, Field("有效期至", future=True)]

    @rule
    def _valid(self) -> Iterator[Problem]:
        if self.valid_until <= self.planned_on:
            yield self.problem("valid_until", f"{self.valid_until} 不晚于方案日期 {self.planned_on}，请核对")

    @rule
    def _sources(self) -> Iterator[Problem]:
        count = {"单电源": 1, "双电源": 2}.get(self.source_count)
        if (count and len(self.sources) != count) or (self.source_count == "多电源" and len(self.sources) < 3):
            yield self.problem("sources", f"{self.source_count}应填 {count or '三路以上'} 路，现有 {len(self.sources)} 路，请核对")

    @rule
    def _total(self) -> Iterator[Problem]:
        right = sum((one.count * one.capacity for one in self.stations), Decimal(0))
        if self.stations and right != self.total:
            yield self.problem("total", f"各配电站合计 {right:f} kVA，现为 {self.total:f} kVA，请核对")

    @rule
    def _switching(self) -> Iterator[Problem]:
        if self.receiving == "开闭所及配电站" and not self.switching_stations:
            yield self.problem("switching_stations", "采用开闭所供电时至少填一座")

    @rule
    def _compensation(self) -> Iterator[Problem]:
        least = self.total * COMPENSATION_SHARE
        if self.compensation < least:
            yield self.problem("compensation", f"应不低于变压器容量的 30%（{least:f} kvar），现为 {self.compensation:f} kvar")

    @rule
    def _areas(self) -> Iterator[Problem]:
        parts = self.dwelling_area + self.shop_area + self.public_area
        if parts > self.area:
            yield self.problem("area", f"住宅、商业、公建合计 {parts:f} 平方米，大于建筑面积，请核对")
