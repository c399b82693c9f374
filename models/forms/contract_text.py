"""What the full texts of supply contracts share: the two parties, the clauses that every customer's contract has, the days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from models.forms.drawing import Drawing
from models.forms.fields import Bar, Clause, Field, Form, Row, Signatures, Sketch, rule
from models.forms.sheet import GridRow
from models.problems import Problem

LAWS = "《中华人民共和国民法典》《中华人民共和国电力法》《电力供应与使用条例》《供电营业规则》"
PARTIES: tuple[GridRow, ...] = (
    Bar("合同双方"),
    ("contract_no", "account_no"),
    Row(("supplier", "supplier_head"), (3, 2)),
    Row(("supplier_address", "supplier_post_code"), (3, 2)),
    ("supplier_agent", "supplier_phone"),
    Row(("supplier_bank", "supplier_account"), (2, 3)),
    ("supplier_tax_no",),
    Row(("customer", "legal_representative"), (3, 2)),
    Row(("customer_address", "post_code"), (3, 2)),
    ("customer_agent", "customer_phone"),
    Row(("bank", "bank_account"), (2, 3)),
    ("tax_no",),
    Clause(f"为明确供电方和用电方的权利和义务，安全、经济、合理、有序地供电和用电，双方依照{LAWS}的规定，经协商一致，订立本合同。"),
)
QUALITY: tuple[GridRow, ...] = (
    Clause("在电力系统正常的情况下，供电方按国家规定的电能质量标准向用电方连续供电。用电方的设备使电能质量受到影响的，应当自行治理。"),
)
DUTIES: tuple[GridRow, ...] = (
    Clause("七、供电方的义务", heading=True),
    Clause("1. 按照国家规定的质量标准和本合同约定，安全、合理供电。"),
    Clause("2. 因供电设施计划检修、临时检修、依法限电或者用电方违法用电等原因需要中断供电时，按照国家有关规定事先通知用电方。"),
    Clause("3. 因自然灾害等原因断电的，按照国家有关规定及时抢修。"),
    Clause("4. 引起停电、限电的原因消除后，在24小时内恢复供电；不能按时恢复的，向用电方说明原因。"),
    Clause("5. 不指定或者变相指定用电方的设计、施工和设备材料供应单位，不收取没有依据的费用。"),
    Clause("八、用电方的义务", heading=True),
    Clause("1. 按照国家有关规定和本合同约定安全、节约、计划用电，用电设备和保护装置符合规定，对自己的设施负责维护管理。"),
    Clause("2. 按照约定的期限交付电费。"),
    Clause("3. 需要增加容量、变更用电性质、迁址、移表、暂停、过户或者终止用电的，事先向供电方申请办理。"),
    Clause("4. 不窃电，不擅自转供电，不擅自引入、供出电源或者将自备电源并网；装有自备电源、分布式电源的，装设防止向电网倒送电的可靠装置。"),
    Clause("5. 配合供电方依法进行的抄表、检查和计量装置的安装、更换。"),
)
LIABILITY: tuple[GridRow, ...] = (
    Clause("九、中止供电和违约责任", heading=True),
    Clause("1. 用电方逾期不交付电费的，应当按照约定支付违约金；经催告在合理期限内仍不交付电费和违约金的，"
           "供电方可以按照国家规定的程序中止供电，中止供电应当事先通知用电方。"),
    Clause("2. 供电方没有按照国家规定的质量标准和约定安全供电，没有事先通知而中断供电，或者没有及时抢修，"
           "造成用电方损失的，应当承担赔偿责任。"),
    Clause("3. 用电方没有按照国家规定和约定用电，造成供电方损失的，应当承担赔偿责任；有违约用电、窃电行为的，依照国家规定处理。"),
    Clause("4. 因不可抗力不能履行合同的，根据不可抗力的影响，部分或者全部免除责任，但法律另有规定的除外。"),
    Clause("十、合同的变更、解除和争议", heading=True),
    Clause("1. 双方协商一致可以变更、解除本合同。用电方办理销户并结清电费后，本合同终止。国家法律、政策调整的，按调整后的规定执行。"),
    Clause("2. 发生争议先协商；协商不成的，可以提请电力管理部门调解，也可以向供电所在地人民法院起诉。"
           "服务和投诉电话95598，能源监管投诉热线12398。"),
)
CLOSING: tuple[GridRow, ...] = (
    Clause("十一、期限和其他", heading=True),
    Clause("1. 本合同自{valid_from}起生效，有效期至{valid_until}止。期满前一个月双方均没有书面异议的，继续有效。"),
    Clause("2. 本合同的附件：{annexes}。附件与本合同具有同等效力。供电方案、双方签字的函件同为合同的组成部分。"),
    Clause("3. 本合同正本一式{copies}，双方各执一份。其他约定：{other}"),
    Bar("产权分界"),
    Sketch("产权分界示意图或现场照片（标明分界点、杆号、表箱位置）：", 60, "boundary_sketch"),
    ("signed_on", "place"),
    Signatures(("供电方（盖章）", "用电方签名（盖章）")),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ContractText(Form):
    """A supply contract in full: parties, term, place and day of signing."""

    stage = "contract"
    done_on = "signed_on"
    prefill = {
        "contract_no": "contract_no", "account_no": "account_no", "supplier": "station", "supplier_agent": "person",
        "customer": "customer_name", "customer_address": "mailing_address", "customer_agent": "agent", "customer_phone": "contact_phone",
        "address": "address", "industry": "industry", "usage_class": "usage_class", "voltage": "voltage", "capacity": "capacity",
        "ownership_boundary": "ownership_boundary", "metering_mode": "metering_mode", "price_class": "price_class",
        "legal_representative": "legal_representative", "bank": "bank", "bank_account": "bank_account", "tax_no": "tax_no",
        "valid_from": "today", "signed_on": "today",
    }  # fmt: skip
    gives = {
        "contract_no": "contract_no", "capacity": "capacity", "ownership_boundary": "ownership_boundary",
        "metering_mode": "metering_mode", "price_class": "price_class",
    }  # fmt: skip

    contract_no: Annotated[str, Field("合同编号")]
    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    supplier: Annotated[str, Field("供电方")]
    supplier_head: Annotated[str, Field("供电方负责人", short="负责人")] | None = None
    supplier_address: Annotated[str, Field("供电方地址", short="地址")] | None = None
    supplier_post_code: Annotated[str, Field("供电方邮编", short="邮编")] | None = None
    supplier_agent: Annotated[str, Field("供电方代理人", short="委托代理人")]
    supplier_phone: Annotated[str, Field("供电方电话", short="电话")] | None = None
    supplier_bank: Annotated[str, Field("供电方开户银行", short="开户银行")] | None = None
    supplier_account: Annotated[str, Field("供电方账号", short="账号")] | None = None
    supplier_tax_no: Annotated[str, Field("供电方税号", short="税号")] | None = None
    customer: Annotated[str, Field("用电方", private=True)]
    legal_representative: Annotated[str, Field("法定代表人", private=True, hint="个人用电的不填")] | None = None
    customer_address: Annotated[str, Field("用电方地址", short="地址", private=True)] | None = None
    post_code: Annotated[str, Field("用电方邮编", short="邮编")] | None = None
    customer_agent: Annotated[str, Field("用电方代理人", short="委托代理人", private=True)] | None = None
    customer_phone: Annotated[str, Field("用电方电话", short="电话", private=True, check="phone")]
    bank: Annotated[str, Field("用电方开户银行", short="开户银行", private=True)] | None = None
    bank_account: Annotated[str, Field("用电方账号", short="账号", private=True)] | None = None
    tax_no: Annotated[str, Field("用电方税号", short="税号", private=True)] | None = None
    valid_from: Annotated[date, Field("生效日期", future=True)]
    valid_until: Annotated[date, Field("有效期至", future=True)]
    annexes: Annotated[str, Field("附件", hint="供电方案答复单、产权分界示意图、结算协议等")] = "产权分界示意图"
    copies: Annotated[int, Field("份数", unit="份", least=2, most=10)] = 2
    other: Annotated[str, Field("其他约定")] = "无。"
    boundary_sketch: Annotated[Drawing, Field("产权分界示意图", private=True)] | None = None
    signed_on: Annotated[date, Field("签订日期")]
    place: Annotated[str, Field("签订地点")] | None = None

    @rule
    def _term(self) -> Iterator[Problem]:
        if self.valid_until <= self.valid_from:
            yield self.problem("valid_until", f"{self.valid_until} 不晚于生效日期 {self.valid_from}，请核对")
