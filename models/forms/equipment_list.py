"""客户主要用电设备清单 (the annex of the registration forms of the 2014 set)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from models.forms.fields import Field, Form, Signatures, Sum, TableRow, rule
from models.problems import Problem


@dataclass(frozen=True, kw_only=True)
class ListedEquipment(TableRow):
    """One kind of equipment; `capacity` is the total of all pieces, in kW or kVA, `load_class` the class of supply it needs."""

    name: Annotated[str, Field("设备名称", suggest="equipment")]
    model: Annotated[str, Field("型号")] | None = None
    quantity: Annotated[int, Field("数量", least=1, most=100000, summed=True)] = 1
    capacity: Annotated[Decimal, Field("总容量（千瓦/千伏安）", least=0, summed=True)]
    load_class: Annotated[Literal["一级", "二级", "三级"], Field("负荷等级")] | None = None


@dataclass(frozen=True, kw_only=True)
class EquipmentList(Form):
    """What the customer is going to run, and the load it asks for."""

    code = "LV-EQUIPMENT"
    title = "客户主要用电设备清单"
    stage = "accept"
    done_on = "listed_on"
    prefill = {
        "account_no": "account_no", "application_no": "application_no", "account_name": "customer_name", "listed_by": "contact",
        "listed_on": "today",
    }  # fmt: skip
    gives = {"demand": "demand_load", "surveyed": "equipment"}
    rows = (
        ("account_no", "application_no"),
        ("account_name",),
        ("equipment",),
        Sum(
            "equipment", "用电设备容量合计：{quantity} 台　{capacity} 千瓦（千伏安）",
            beside="根据用电设备容量及用电情况统计，我户需求负荷为 {demand}",
        ),
        ("note",),
        ("listed_by", "listed_on"),
        Signatures(("经办人签名（单位盖章）",)),
    )

    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    application_no: Annotated[str, Field("申请编号")] | None = None
    account_name: Annotated[str, Field("户名", private=True)]
    equipment: Annotated[tuple[ListedEquipment, ...], Field("主要用电设备", lines=18, least=1, most=100, numbered=True)]
    demand: Annotated[Decimal, Field("需求负荷", unit="kW", least=Decimal("0.1"), hint="根据设备容量和用电情况统计")]
    note: Annotated[str, Field("备注")] | None = None
    listed_by: Annotated[str, Field("填表人", private=True)] | None = None
    listed_on: Annotated[date, Field("填表日期")]

    @property
    def surveyed(self) -> tuple[dict[str, str], ...]:
        """Draft rows for the survey, which looks at the same equipment."""
        return tuple(
            {"name": one.name, "model": one.model or "", "quantity": str(one.quantity), "capacity": f"{one.capacity:f}"}
            for one in self.equipment
        )

    @rule
    def _names_are_told(self) -> Iterator[Problem]:
        if sum((row.capacity for row in self.equipment), Decimal(0)) == 0:
            yield self.problem("equipment", "各设备容量合计为 0，请填写容量")

    def remarks(self) -> Iterator[Problem]:
        """Odd formats; a demand above all the equipment together."""
        yield from super().remarks()
        total = sum((row.capacity for row in self.equipment), Decimal(0))
        if self.demand > total:
            yield self.problem("demand", f"大于设备容量合计 {total:f}，请核对")
