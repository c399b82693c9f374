"""低压供用电合同: what it settles follows domain.md 9.7 and the Civil Code's list for such contracts; the sentences are ours."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from models.forms.contract_text import CLOSING, DUTIES, LIABILITY, PARTIES, QUALITY, ContractText
from models.forms.fields import Clause, Field
from models.forms.vocabulary import LowVoltage, MeteringMode, PriceClass, UsageClass


@dataclass(frozen=True, kw_only=True)
class LowVoltageContract(ContractText):
    """The full contract of a low-voltage customer that is no household; capacity in kW."""

    code = "LV-CONTRACT"
    title = "低压供用电合同"
    prefill = ContractText.prefill | {"meter_place": "metering_place", "ct": "ct_ratio", "multiplier": "multiplier"}
    rows = (
        *PARTIES,
        Clause("一、用电地址、性质和容量", heading=True),
        Clause("1. 用电地址：{address}。行业分类：{industry}；用电分类：{usage_class}。"),
        Clause("2. 生产班次：{shifts}；周休日：{rest_day}。"),
        Clause("3. 用电容量为{capacity}，是用电方最大允许的用电能力。"),
        Clause("二、供电方式和质量", heading=True),
        Clause("1. 供电方以频率50 Hz、电压{voltage}，经{line}、{transformer}公用变压器，从{pole}向用电方供电。"),
        Clause("2. 用电方的自备电源：{own_source}。自备电源与电网之间必须可靠闭锁。"),
        *QUALITY,
        Clause("三、供用电设施的产权分界和维护责任", heading=True),
        Clause("1. 产权分界点为{ownership_boundary}，见附图或现场照片。"),
        Clause("2. 分界点电源侧的设施由供电方负责运行维护，负荷侧的由用电方负责。在供电设施上发生的法律责任，按产权归属由产权人承担。"),
        Clause("四、用电计量", heading=True),
        Clause("1. 计量方式为{metering_mode}。电能计量装置装设在{meter_place}：电能表{meter}；电流互感器{ct}；倍率{multiplier}。"),
        Clause("2. 计量装置的记录是结算电费的依据。装置和封印由用电方保护，丢失、损坏或者异常的，应当及时通知供电方；"
               "非供电方人员不得开启、移动。"),
        Clause("3. 对计量准确性有异议的，可以申请检定；检定期间先按记录交费，检定后按结果退补。"),
        Clause("4. 未装分表的不同类别用电，按{shared}计算各类电量。"),
        Clause("五、电价", heading=True),
        Clause("执行{price_class}电价，按有管理权限的价格主管部门批准的标准计算；标准调整的，按调整后的执行。功率因数调整电费：{power_factor}。"),
        Clause("六、抄表和电费结算", heading=True),
        Clause("1. 抄表周期为{reading_cycle}，抄表例日为{reading_day}；抄表方式为{reading_way}。"),
        Clause("2. 电费在{payment_term}前交清，交费方式为{payment}。逾期的，从逾期之日起按国家规定的标准计收违约金。"),
        *DUTIES, *LIABILITY, *CLOSING,
    )  # fmt: skip

    address: Annotated[str, Field("用电地址", private=True)]
    industry: Annotated[str, Field("行业分类")] | None = None
    usage_class: Annotated[UsageClass, Field("用电分类")]
    shifts: Annotated[str, Field("生产班次", hint="一班、两班、三班")] = "一班"
    rest_day: Annotated[str, Field("周休日")] = "无固定休息日"
    capacity: Annotated[Decimal, Field("用电容量", unit="kW", least=Decimal("0.1"), most=100000)]
    voltage: Annotated[LowVoltage, Field("供电电压")] = "380 V"
    line: Annotated[str, Field("供电线路", hint="如 10 kV 堂街线")]
    transformer: Annotated[str, Field("公用变压器", hint="台区名称")]
    pole: Annotated[str, Field("接入点", hint="杆号或分支箱号")]
    own_source: Annotated[str, Field("自备电源", hint="种类、容量、闭锁方式；没有的写无")] = "无"
    ownership_boundary: Annotated[str, Field("产权分界点")]
    metering_mode: Annotated[MeteringMode, Field("计量方式")] = "低供低计"
    meter_place: Annotated[str, Field("计量装置位置")]
    meter: Annotated[str, Field("电能表规格", hint="型号、规格、精度")]
    ct: Annotated[str, Field("互感器规格", hint="变比、精度；直接接入的写无")] = "无"
    multiplier: Annotated[Decimal, Field("倍率", least=1)] = Decimal(1)
    shared: Annotated[str, Field("定量定比", hint="没有的写无")] = "无"
    price_class: Annotated[PriceClass, Field("电价类别")] = "工商业及其他（单一制）"
    power_factor: Annotated[str, Field("功率因数考核", hint="不考核，或 0.80、0.85、0.90")] = "不考核"
    reading_cycle: Annotated[str, Field("抄表周期")] = "每月一次"
    reading_day: Annotated[str, Field("抄表例日", hint="如 每月 1 日")]
    reading_way: Annotated[str, Field("抄表方式")] = "远程自动采集"
    payment_term: Annotated[str, Field("交费期限", hint="如 每月 20 日")]
    payment: Annotated[str, Field("交费方式", hint="银行代扣、转账、线上、营业厅")]
