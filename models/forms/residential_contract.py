"""居民供用电合同: sentences ours; what it settles follows the published 低压供用电合同 (its own clauses were not seen)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from models.forms.contract_text import LAWS
from models.forms.drawing import Drawing
from models.forms.fields import Bar, Clause, Field, Form, Row, Signatures, Sketch, rule
from models.forms.vocabulary import LowVoltage, PriceClass
from models.problems import Problem


@dataclass(frozen=True, kw_only=True)
class ResidentialContract(Form):
    """The contract of a household: who supplies whom, where the property ends, how is measured, paid and ended."""

    code = "RES-CONTRACT"
    title = "居民供用电合同"
    stage = "contract"
    done_on = "signed_on"
    prefill = {
        "contract_no": "contract_no", "account_no": "account_no", "supplier": "station", "customer": "customer_name",
        "document_no": "document_no", "address": "address", "phone": "contact_phone", "capacity": "capacity", "voltage": "voltage",
        "ownership_boundary": "ownership_boundary", "price_class": "price_class", "signed_on": "today", "supplier_signatory": "person",
        "meter_place": "metering_place", "valid_from": "today",
    }  # fmt: skip
    gives = {
        "contract_no": "contract_no", "capacity": "capacity", "ownership_boundary": "ownership_boundary", "price_class": "price_class",
    }  # fmt: skip
    rows = (
        Bar("合同双方"),
        ("contract_no", "account_no"),
        Row(("supplier", "supplier_signatory"), (3, 2)),
        Row(("customer", "document_no"), (2, 3)),
        ("address",),
        Row(("phone", "signatory"), (1, 1)),
        Clause(f"供电方和用电方依照{LAWS}的规定，就供用电事宜协商一致，订立本合同。"),
        Clause("一、用电基本情况", heading=True),
        Clause("1. 用电方在上列用电地址用电，用电性质为居民生活。合同约定容量为{capacity}，供电电压为{voltage}。"),
        Clause("2. 用电方改变用电性质、增加容量、迁移表位或更名过户的，应事先向供电方提出申请。"),
        Clause("二、产权分界和维护责任", heading=True),
        Clause("产权分界点为{ownership_boundary}，见附图或现场照片。分界点电源侧的设施由供电方维护，负荷侧的由用电方维护；"
               "在供用电设施上发生的法律责任，按产权归属由产权人承担。"),
        Clause("三、用电计量", heading=True),
        Clause("1. 用电计量装置装设在{meter_place}，作为计算电费的依据。用电方对计量有异议的，可以申请检定，按检定结果退补。"),
        Clause("2. 任何一方不得擅自移动、开启计量装置或损坏封印；发现丢失、损坏、停走的，应及时告知供电方。"),
        Clause("四、电价和电费", heading=True),
        Clause("1. 执行{price_class}电价，按政府价格主管部门批准的标准计算；电价调整的，按调整后的标准执行。"),
        Clause("2. 抄表周期为{reading_cycle}，交费期限为{payment_term}，交费方式为{payment}。逾期不交的，依法计收违约金。"),
        Clause("3. 经催告在合理期限内仍不交付电费和违约金的，供电方可以按照国家规定的程序中止供电，中止供电应当事先通知用电方。"),
        Clause("五、双方的义务", heading=True),
        Clause("1. 供电方按国家规定的质量标准安全供电。因计划检修、临时检修、依法限电等原因需要停电的，按规定事先通知；发生故障及时抢修，"
               "停电原因消除后在24小时内恢复供电。"),
        Clause("2. 用电方应安全用电，室内线路和设备由具备资格的人员安装，并装设剩余电流动作保护装置。不得窃电，不得私自转供、引入电源。"),
        Clause("3. 用电方装有自备电源或分布式电源的，应事先告知供电方并采取防止倒送电的措施。"),
        Clause("4. 一方违反本合同给对方造成损失的，应当承担赔偿责任；因不可抗力造成的，依法部分或者全部免除责任。"),
        Clause("六、合同的变更、解除和争议", heading=True),
        Clause("1. 双方协商一致可以变更本合同；用电方办理销户并结清电费后，本合同终止。"),
        Clause("2. 发生争议先协商；协商不成的，可以请电力管理部门调解，也可以向供电所在地人民法院起诉。服务和投诉电话：95598。"),
        Clause("七、其他", heading=True),
        Clause("本合同自{valid_from}起生效，有效期为{term}；期满双方没有异议的继续有效。合同一式{copies}，双方各执一份。"),
        Clause("其他约定：{other}"),
        Bar("产权分界"),
        Sketch("产权分界示意图或现场照片（标明分界点、表箱位置）：", 55, "boundary_sketch"),
        Row(("signed_on",), (1,)),
        Signatures(("供电方（盖章）", "用电方签名")),
    )  # fmt: skip

    contract_no: Annotated[str, Field("合同编号")]
    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    supplier: Annotated[str, Field("供电方")]
    supplier_signatory: Annotated[str, Field("签约人")]
    customer: Annotated[str, Field("用电方", private=True)]
    document_no: Annotated[str, Field("身份证号", private=True, check="id_number")]
    address: Annotated[str, Field("用电地址", private=True)]
    phone: Annotated[str, Field("联系电话", private=True, check="phone")]
    signatory: Annotated[str, Field("代签人", private=True, hint="本人签的不填，代签的写明关系")] | None = None
    capacity: Annotated[Decimal, Field("约定容量", unit="kW", least=Decimal("0.1"), most=160)]
    voltage: Annotated[LowVoltage, Field("供电电压")] = "220 V"
    ownership_boundary: Annotated[str, Field("产权分界点")]
    boundary_sketch: Annotated[Drawing, Field("产权分界示意图", private=True)] | None = None
    meter_place: Annotated[str, Field("计量装置位置")]
    price_class: Annotated[PriceClass, Field("电价类别")] = "居民生活"
    reading_cycle: Annotated[str, Field("抄表周期")] = "每月一次"
    payment_term: Annotated[str, Field("交费期限", hint="如 每月 20 日前")]
    payment: Annotated[str, Field("交费方式", hint="银行代扣、线上、营业厅")]
    valid_from: Annotated[date, Field("生效日期", future=True)]
    term: Annotated[str, Field("有效期")] = "长期"
    copies: Annotated[int, Field("份数", unit="份", least=2, most=10)] = 2
    other: Annotated[str, Field("其他约定")] = "无。"
    signed_on: Annotated[date, Field("签订日期")]

    @rule
    def _days(self) -> Iterator[Problem]:
        if self.valid_from < self.signed_on:
            yield self.problem("valid_from", f"{self.valid_from} 早于签订日期 {self.signed_on}，请核对")
