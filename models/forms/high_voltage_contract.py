"""高压供用电合同: the low-voltage contract's order with what a high-voltage plan settles; the sentences are ours (domain.md 9.6, 9.7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from models.forms.contract_text import CLOSING, DUTIES, LIABILITY, PARTIES, QUALITY, ContractText
from models.forms.fields import Clause, Field, TableRow, rule
from models.forms.vocabulary import HighVoltage, HighVoltageUse, MeteringMode, PriceClass, Wiring
from models.problems import Problem

_OF_EACH_SOURCE = ("voltage", "metering_mode", "price_class", "ownership_boundary")


@dataclass(frozen=True, kw_only=True)
class ContractSource(TableRow):
    """One source as the contract names it; capacity in kVA."""

    nature: Annotated[Literal["主供", "备用", "保安"], Field("电源性质")] = "主供"
    substation: Annotated[str, Field("变电站")]
    line: Annotated[str, Field("线路和开关")]
    connection: Annotated[Literal["公用线路T接", "专线"], Field("接入方式")]
    voltage: Annotated[HighVoltage, Field("电压等级")] = "10 kV"
    capacity: Annotated[Decimal, Field("供电容量", unit="kVA", least=Decimal("0.1"))]
    boundary: Annotated[str, Field("产权分界点")]


@dataclass(frozen=True, kw_only=True)
class ContractTransformer(TableRow):
    """One kind of transformer of the customer; capacity of one in kVA."""

    model: Annotated[str, Field("变压器型号")]
    count: Annotated[int, Field("台数", least=1, most=100)] = 1
    capacity: Annotated[Decimal, Field("单台容量", unit="kVA", least=Decimal("0.1"))]
    running: Annotated[str, Field("运行方式", hint="运行、冷备用、热备用")] = "运行"


@dataclass(frozen=True, kw_only=True)
class ContractMetering(TableRow):
    """One metering point of the contract."""

    usage: Annotated[str, Field("用电类别")]
    place: Annotated[str, Field("装设位置")]
    mode: Annotated[MeteringMode, Field("计量方式")] = "高供高计"
    wiring: Annotated[Wiring, Field("接线方式")] = "三相三线"
    meter: Annotated[str, Field("电能表规格和精度")]
    pt: Annotated[str, Field("电压互感器", hint="变比和精度，没有的写无")] = "无"
    ct: Annotated[str, Field("电流互感器", hint="变比和精度")]
    multiplier: Annotated[Decimal, Field("倍率", least=1)]
    price_class: Annotated[PriceClass, Field("电价类别")]


@dataclass(frozen=True, kw_only=True)
class HighVoltageContract(ContractText):
    """The full contract of a high-voltage customer; capacities in kVA, loads in kW."""

    code = "HV-CONTRACT"
    title = "高压供用电合同"
    gives = {"contract_no": "contract_no", "capacity": "capacity", "ownership_boundary": "ownership_boundary"}
    prefill = {name: key for name, key in ContractText.prefill.items() if name not in _OF_EACH_SOURCE}
    rows = (
        *PARTIES,
        Clause("一、用电地址、性质和容量", heading=True),
        Clause("1. 用电地址：{address}。行业分类：{industry}；用电分类：{usage_class}；负荷等级：{load_class}。"),
        Clause("2. 生产班次：{shifts}；周休日：{rest_day}。"),
        Clause("3. 用电方共有受电设备容量{capacity}，其中："),
        Clause("（{no}）{model}变压器{count}台，单台容量{capacity}，{running}；", each="transformers"),
        Clause("4. 保安负荷{security_load}；自备应急电源{own_source_capacity}，闭锁方式为{interlock}。"),
        Clause("二、供电方式和质量", heading=True),
        Clause("供电方以频率50 Hz的下列电源向用电方供电："),
        Clause("电源{no}（{nature}）：由{substation}以{voltage}经{line}供电，接入方式为{connection}，供电容量为{capacity}，"
               "产权分界点为{boundary}；", each="sources"),
        Clause("电源的切换方式：{switching}"),
        *QUALITY,
        Clause("用电方注入电网的谐波、引起的电压波动应当符合国家标准，按照“谁污染、谁治理”的原则治理。"),
        Clause("三、供用电设施的产权分界和维护责任", heading=True),
        Clause("1. 各电源的产权分界点如上，见附图或现场照片。分界点电源侧的设施由供电方负责运行维护，负荷侧的由用电方负责。"),
        Clause("2. 在供用电设施上发生的法律责任，按产权归属由产权人承担。用电方的受电装置应当定期试验，由持证的电工值班。"
               "值班和调度约定：{duty}"),
        Clause("四、用电计量", heading=True),
        Clause("计量点{no}：计量{usage}用电，装设在{place}，{mode}，{wiring}；电能表{meter}；电压互感器{pt}；电流互感器{ct}；倍率{multiplier}；"
               "执行{price_class}电价；", each="metering"),
        Clause("计量装置不装在产权分界处的，线路和变压器的损耗由产权人承担，计算方法：{losses}"),
        Clause("计量装置的记录是结算电费的依据。丢失、损坏或者异常的应当及时通知供电方；有异议的可以申请检定，按检定结果退补。"),
        Clause("五、电价和功率因数", heading=True),
        Clause("1. 执行{tariff}电价，按有管理权限的价格主管部门批准的标准计算；标准调整的，按调整后的执行。"
               "基本电费计收方式：{basic_charge}。"),
        Clause("2. 功率因数考核标准为{power_factor}。用电方装设无功补偿装置并按需投切，不向电网倒送无功。"),
        Clause("六、抄表和电费结算", heading=True),
        Clause("1. 抄表周期为{reading_cycle}，抄表例日为{reading_day}，按远程自动采集的示数结算。"),
        Clause("2. 电费按{settlement}结算，在{payment_term}前交清，交费方式为{payment}。逾期的，按国家规定的标准计收违约金。"),
        *DUTIES, *LIABILITY, *CLOSING,
    )  # fmt: skip

    address: Annotated[str, Field("用电地址", private=True)]
    industry: Annotated[str, Field("行业分类")] | None = None
    usage_class: Annotated[HighVoltageUse, Field("用电分类")]
    load_class: Annotated[Literal["一级", "二级", "三级"], Field("负荷等级")] = "三级"
    shifts: Annotated[str, Field("生产班次", hint="一班、两班、三班")] = "一班"
    rest_day: Annotated[str, Field("周休日")] = "无固定休息日"
    capacity: Annotated[Decimal, Field("合同容量", unit="kVA", least=Decimal("0.1"), most=1000000)]
    transformers: Annotated[tuple[ContractTransformer, ...], Field("变压器", least=1, most=20)]
    security_load: Annotated[Decimal, Field("保安负荷", unit="kW", least=0)] = Decimal(0)
    own_source_capacity: Annotated[Decimal, Field("自备电源容量", unit="kW", least=0)] = Decimal(0)
    interlock: Annotated[str, Field("闭锁方式", hint="机械、电气；没有自备电源的写无")] = "无"
    sources: Annotated[tuple[ContractSource, ...], Field("供电电源", least=1, most=4)]
    switching: Annotated[str, Field("切换方式", hint="单电源的写无切换。")] = "无切换。"
    duty: Annotated[str, Field("值班和调度", hint="值班人数、电话；属调度管辖的另签协议")] = "无。"
    metering: Annotated[tuple[ContractMetering, ...], Field("计量点", least=1, most=8)]
    losses: Annotated[str, Field("损耗分担", hint="装在分界处的写无。")] = "无。"
    tariff: Annotated[Literal["单一制", "两部制"], Field("电价制度")]
    basic_charge: Annotated[str, Field("基本电费方式", hint="按容量、按需量；单一制的写不计收")] = "不计收"
    power_factor: Annotated[Literal["0.90", "0.85", "0.80", "不考核"], Field("功率因数标准")]
    reading_cycle: Annotated[str, Field("抄表周期")] = "每月一次"
    reading_day: Annotated[str, Field("抄表例日", hint="如 每月 1 日")]
    settlement: Annotated[str, Field("结算方式", hint="如 当月分三次预结、月末清算")] = "每月一次"
    payment_term: Annotated[str, Field("交费期限", hint="如 每月 20 日")]
    payment: Annotated[str, Field("交费方式", hint="银行代扣、转账、线上")]

    @property
    def ownership_boundary(self) -> str | None:
        """Where the property ends at the first source."""
        return self.sources[0].boundary if self.sources else None

    @rule
    def _capacity(self) -> Iterator[Problem]:
        total = sum((row.capacity * row.count for row in self.transformers), Decimal(0))
        if total and total != self.capacity:
            yield self.problem("capacity", f"变压器容量合计为 {total:f} kVA，现为 {self.capacity:f} kVA，请核对")

    @rule
    def _basic_charge(self) -> Iterator[Problem]:
        if self.tariff == "两部制" and self.basic_charge == "不计收":
            yield self.problem("basic_charge", "两部制电价请写明基本电费按容量还是按需量计收")

    @rule
    def _sources(self) -> Iterator[Problem]:
        if self.sources and all(source.nature != "主供" for source in self.sources):
            yield self.problem("sources", "至少要有一路主供电源")
