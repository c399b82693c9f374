"""资产移交协议: an annex of the supply contract (客户代理制办法：资产移交协议作为合同附件); sentences ours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from models.forms.fields import Bar, Clause, Field, Form, Row, Signatures, TableRow, rule
from models.problems import Problem


@dataclass(frozen=True, kw_only=True)
class Asset(TableRow):
    """One thing handed over; the value in yuan where it was agreed."""

    name: Annotated[str, Field("资产名称")]
    model: Annotated[str, Field("规格型号")] | None = None
    quantity: Annotated[Decimal, Field("数量", least=0, summed=True)]
    unit: Annotated[str, Field("单位", hint="台、米、套")]
    place: Annotated[str, Field("位置")] | None = None
    value: Annotated[Decimal, Field("原值", unit="元", least=0)] | None = None


@dataclass(frozen=True, kw_only=True)
class AssetTransfer(Form):
    """The customer hands supply equipment over to the supplier: what, from when, who answers for what."""

    code = "ASSET-TRANSFER"
    title = "供用电资产移交协议"
    stage = "contract"
    done_on = "signed_on"
    prefill = {
        "contract_no": "contract_no", "account_no": "account_no", "giver": "customer_name", "receiver": "station", "address": "address",
        "boundary": "ownership_boundary", "signed_on": "today",
    }  # fmt: skip
    rows = (
        Bar("协议双方"),
        ("contract_no", "account_no"),
        ("giver",),
        ("receiver",),
        ("address",),
        Clause("移交方将其投资建设的下列供用电设施移交给接收方，双方就移交事宜达成如下协议："),
        Bar("移交资产清单"),
        ("assets",),
        Clause("一、上列资产经双方现场核对，数量、规格与清单一致，竣工资料、试验报告和产品合格证随同移交。"),
        Clause("二、自{handed_on}起，上列资产的所有权和运行维护责任由接收方承担；移交前发生的债务和纠纷由移交方负责。"),
        Clause("三、移交方承诺资产权属清楚，没有抵押、查封和其他权利限制。移交方式为{manner}。"),
        Clause("四、质量保证期为{warranty}，保证期内因设备或施工质量发生的缺陷由移交方负责处理。"),
        Clause("五、移交后的产权分界点为{boundary}。本协议作为供用电合同的附件，与合同具有同等效力。"),
        Clause("六、其他约定：{other}"),
        Row(("signed_on", "copies"), (1, 1)),
        Signatures(("移交方（盖章）", "接收方（盖章）")),
    )

    contract_no: Annotated[str, Field("合同编号")] | None = None
    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    giver: Annotated[str, Field("移交方", private=True)]
    receiver: Annotated[str, Field("接收方")]
    address: Annotated[str, Field("用电地址", private=True)]
    assets: Annotated[tuple[Asset, ...], Field("移交资产清单", lines=6, least=1, most=60, numbered=True)]
    handed_on: Annotated[date, Field("移交日期", future=True)]
    manner: Annotated[str, Field("移交方式", hint="无偿移交、有偿移交")] = "无偿移交"
    warranty: Annotated[str, Field("质量保证期", hint="按施工合同约定")]
    boundary: Annotated[str, Field("产权分界点")]
    other: Annotated[str, Field("其他约定")] = "无。"
    signed_on: Annotated[date, Field("签订日期")]
    copies: Annotated[int, Field("份数", unit="份", least=2, most=10)] = 2

    @rule
    def _counted(self) -> Iterator[Problem]:
        empty = [row.name for row in self.assets if row.quantity == 0]
        if empty:
            yield self.problem("assets", f"{'、'.join(empty)}的数量为 0，请核对")
