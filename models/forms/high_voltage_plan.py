"""高压客户供电方案: the plan in six chapters, as it is attached to the reply (of the 2014 set; sentences ours)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from models.forms.fields import Clause, Field, Form, TableRow, rule
from models.forms.planned import meter_drafted, ratio_in
from models.forms.vocabulary import HighVoltage, MeteringMode, Wiring
from models.problems import Problem


@dataclass(frozen=True, kw_only=True)
class PlannedSource(TableRow):
    """One source; capacity in kVA."""

    nature: Annotated[Literal["主供", "备用"], Field("电源性质")] = "主供"
    voltage: Annotated[HighVoltage, Field("电压等级")] = "10 kV"
    substation: Annotated[str, Field("变电所")]
    bus: Annotated[str, Field("母线段", hint="如 Ⅰ段")]
    switch: Annotated[str, Field("开关")]
    connection: Annotated[Literal["公用线路T接", "专线"], Field("接入方式")]
    laying: Annotated[Literal["架空", "电缆", "架空及电缆"], Field("敷设方式")]
    line: Annotated[str, Field("线路型号与参数")]
    capacity: Annotated[Decimal, Field("供电容量", unit="kVA", least=Decimal("0.1"))]


@dataclass(frozen=True, kw_only=True)
class ReceivingPoint(TableRow):
    """One receiving point and its transformers; `transformers` like 2 台 630 kVA."""

    kind: Annotated[Literal["干式变压器", "油浸式变压器", "箱式变电站"], Field("变压器类型")]
    transformers: Annotated[str, Field("台数和容量", hint="如 630 千伏安 2 台")]


@dataclass(frozen=True, kw_only=True)
class PlannedMetering(TableRow):
    """One metering point of the plan."""

    usage: Annotated[str, Field("用电类别")]
    place: Annotated[str, Field("装设位置")]
    mode: Annotated[MeteringMode, Field("计量方式")] = "高供高计"
    wiring: Annotated[Wiring, Field("接线方式")] = "三相三线"
    meter: Annotated[str, Field("电能表规格和精度")]
    pt: Annotated[str, Field("电压互感器规格和精度", hint="没有的写无")] = "无"
    ct: Annotated[str, Field("电流互感器规格和精度")]
    collector: Annotated[str, Field("采集方式")] = "用电信息采集终端"


@dataclass(frozen=True, kw_only=True)
class HighVoltagePlan(Form):
    """How a high-voltage customer is to be supplied, metered and charged; capacities in kVA, loads in kW."""

    code = "HV-PLAN-TEXT"
    title = "高压客户供电方案"
    stage = "plan_reply"
    done_on = "planned_on"
    prefill = {
        "account_name": "customer_name", "capacity": "capacity", "equipment_total": "capacity", "planned_on": "today",
        "load": "demand_load",
    }  # fmt: skip
    gives = {
        "capacity": "capacity", "ownership_boundary": "ownership_boundary", "supply_source": "supply_source",
        "metering_mode": "metering_mode", "planned_meters": "planned_meters", "ct_ratio": "ct_ratio", "pt_ratio": "pt_ratio",
        "receiving_capacity": "receiving_capacity",
    }  # fmt: skip
    first_rows = {
        "sources": ({"voltage": "=voltage", "capacity": "=capacity"},),
        "metering": ({"usage": "=usage_class", "place": "=metering_place"},),
    }
    rows = (
        Clause("根据{account_name}的用电申请，用电设备总容量为{equipment_total}（千瓦视同千伏安）。按照安全、经济、合理的原则，"
               "结合供电条件和客户的用电负荷性质，经现场勘查，确定供电方案如下："),
        Clause("一、供电容量", heading=True),
        Clause("根据客户提供的用电设备技术参数，计算负荷为{load}，确定的供电容量为{capacity}。"),
        Clause("其中，一级负荷{first_class_load}，二级负荷{second_class_load}。"),
        Clause("二、供电方式", heading=True),
        Clause("根据供电条件和客户用电需求，采用{source_count}供电方式。各路电源如下："),
        Clause("电源{no}（{nature}）：以{voltage}电压等级，由{substation}{bus}母线{switch}开关供电，采用{connection}方式，"
               "线路以{laying}方式敷设，型号与参数为{line}，供电容量为{capacity}；", each="sources"),
        Clause("三、受电方式", heading=True),
        Clause("1. 受电点及变压器："),
        Clause("受电点{no}：配置{kind}，{transformers}；", each="receiving_points"),
        Clause("客户一、二级负荷所需的保安容量{security_capacity}由客户自备，自备应急保安容量不低于{own_source_capacity}。"),
        Clause("2. 配电装置：高压部分配置{high_voltage_gear}；低压部分根据客户需求设计。"),
        Clause("3. 接线方式：受电变压器电源侧采用{wiring}接线，与供电电源连接的控制设备采用{switchgear}。"),
        Clause("4. 运行方式：{running}"),
        Clause("5. 保护装置：接地、继电保护按相关电气规程设计；主备电源之间、应急保安电源与主备电源之间装设可靠的闭锁装置。{protection}"),
        Clause("6. 电能质量：客户注入电网的谐波应符合国家标准，按照“谁污染、谁治理”的原则，治理装置与工程同步设计、同步施工、"
               "同步投运。{quality}"),
        Clause("7. 产权及维护责任分界点：{ownership_boundary}"),
        Clause("四、计量", heading=True),
        Clause("电能计量装置按用电类别分别配置、安装，与用电信息采集装置同步安装："),
        Clause("计量点{no}：用于计量{usage}用电量，装设在{place}，计量方式为{mode}，接线方式为{wiring}；电能表{meter}；电压互感器{pt}；"
               "电流互感器{ct}；采用{collector}；", each="metering"),
        Clause("五、业务收费", heading=True),
        Clause("1. 根据客户的用电分类，执行{tariff}电价，包括{price_classes}。"),
        Clause("2. 功率因数考核标准为{power_factor}，无功补偿装置采用成套装置并具备自动投切功能，总容量按不低于{compensation}配置。"),
        Clause("3. 高可靠性供电费{reliability_fee}（双、多电源客户），临时接电费{temporary_fee}（临时用电客户）。"),
        Clause("六、其他说明", heading=True),
        Clause("1. 受电工程应委托具有电气设计资质的单位，依据本方案和相关规范设计；需要审核的设计文件经审核同意后方可施工。"),
        Clause("2. 施工应委托具有相应等级承装（修、试）电力设施许可的单位；电气设备应有产品合格证和必要的许可。"),
        Clause("3. 电缆敷设、接地装置等隐蔽工程覆盖前，请通知我单位中间检查。"),
        Clause("4. 设计、施工单位的资质证明，请在设计、施工前送我单位核验。"),
        Clause("5. {other}"),
        Clause("本方案有效期自{planned_on}至{valid_until}止，逾期注销。方案需要变更的，应经我单位重新确认。"),
    )  # fmt: skip

    account_name: Annotated[str, Field("户名", private=True)]
    equipment_total: Annotated[Decimal, Field("用电设备总容量", unit="kVA", least=Decimal("0.1"))]
    load: Annotated[Decimal, Field("计算负荷", unit="kW", least=0)]
    capacity: Annotated[Decimal, Field("供电容量", unit="kVA", least=Decimal("0.1"), most=1000000)]
    first_class_load: Annotated[Decimal, Field("一级负荷", unit="kW", least=0)] = Decimal(0)
    second_class_load: Annotated[Decimal, Field("二级负荷", unit="kW", least=0)] = Decimal(0)
    source_count: Annotated[Literal["单电源", "双电源", "多电源"], Field("供电方式")] = "单电源"
    sources: Annotated[tuple[PlannedSource, ...], Field("电源", least=1, most=4)]
    receiving_points: Annotated[tuple[ReceivingPoint, ...], Field("受电点", least=1, most=10)]
    security_capacity: Annotated[Decimal, Field("保安容量", unit="kW", least=0)] = Decimal(0)
    own_source_capacity: Annotated[Decimal, Field("自备应急容量", unit="kW", least=0)] = Decimal(0)
    high_voltage_gear: Annotated[str, Field("高压配电装置", hint="进线柜、计量柜、PT 柜、馈线柜、电容柜各几台")]
    wiring: Annotated[str, Field("接线方式", hint="线路—变压器组、单母线、单母线分段")]
    switchgear: Annotated[Literal["跌落式熔断器", "负荷开关", "真空断路器", "隔离开关"], Field("控制设备")]
    running: Annotated[str, Field("运行方式", hint="主供运行、备用热备等")] = "单电源运行"
    protection: Annotated[str, Field("保护要求")] | None = None
    quality: Annotated[str, Field("谐波治理要求")] | None = None
    ownership_boundary: Annotated[str, Field("产权分界点")]
    metering: Annotated[tuple[PlannedMetering, ...], Field("计量点", least=1, most=6)]
    tariff: Annotated[Literal["单一制", "两部制"], Field("电价制度")]
    price_classes: Annotated[str, Field("电价类别")]
    power_factor: Annotated[Literal["0.90", "0.85", "0.80"], Field("功率因数标准")]
    compensation: Annotated[Decimal, Field("无功补偿容量", unit="kvar", least=0)] = Decimal(0)
    reliability_fee: Annotated[Decimal, Field("高可靠性供电费", unit="元", least=0)] = Decimal(0)
    temporary_fee: Annotated[Decimal, Field("临时接电费", unit="元", least=0)] = Decimal(0)
    other: Annotated[str, Field("其他要求")] = "无其他要求。"
    planned_on: Annotated[date, Field("方案日期")]
    valid_until: Annotated[date, Field("有效期至", future=True)]

    @property
    def supply_source(self) -> str:
        """Where the main source comes from, for the contract."""
        main = next((one for one in self.sources if one.nature == "主供"), None)
        return f"{main.voltage}，{main.substation}{main.bus}母线{main.switch}，{main.connection}" if main else ""

    @property
    def metering_mode(self) -> str:
        """The mode of the first metering point."""
        return self.metering[0].mode if self.metering else ""

    @property
    def planned_meters(self) -> tuple[dict[str, str], ...]:
        """Draft rows of the meters to be fitted, one for each metering point."""
        return tuple(meter_drafted(f"{one.wiring} {one.meter}") for one in self.metering)

    @property
    def ct_ratio(self) -> str:
        """The ratio of the first metering point's current transformers."""
        return ratio_in(self.metering[0].ct) if self.metering else ""

    @property
    def pt_ratio(self) -> str:
        """The ratio of the first metering point's voltage transformers."""
        return ratio_in(self.metering[0].pt) if self.metering else ""

    @property
    def receiving_capacity(self) -> str:
        """All transformers, as the plan writes them."""
        return "、".join(one.transformers for one in self.receiving_points)

    @rule
    def _valid(self) -> Iterator[Problem]:
        if self.valid_until <= self.planned_on:
            yield self.problem("valid_until", f"{self.valid_until} 不晚于方案日期 {self.planned_on}，请核对")

    @rule
    def _sources(self) -> Iterator[Problem]:
        count = {"单电源": 1, "双电源": 2}.get(self.source_count)
        if (count and len(self.sources) != count) or (self.source_count == "多电源" and len(self.sources) < 3):
            yield self.problem("sources", f"{self.source_count}应填 {count or '三路以上'} 路，现有 {len(self.sources)} 路，请核对")
        elif self.sources and all(one.nature != "主供" for one in self.sources):
            yield self.problem("sources", "至少要有一路主供电源")

    @rule
    def _own_source(self) -> Iterator[Problem]:
        if self.own_source_capacity < self.security_capacity:
            yield self.problem("own_source_capacity", f"小于保安容量 {self.security_capacity:f} kW，请核对")
