"""用电担保合同: who stands in for a tenant's electricity bills (domain.md 5.2); sentences ours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from models.forms.fields import Bar, Clause, Field, Form, Row, Signatures, rule
from models.problems import Problem


@dataclass(frozen=True, kw_only=True)
class GuaranteeContract(Form):
    """The owner (or another) guarantees what a tenant owes for electricity; the guarantor also signs the application."""

    code = "GUARANTEE"
    title = "用电担保合同"
    stage = "accept"
    done_on = "signed_on"
    prefill = {
        "contract_no": "contract_no", "account_no": "account_no", "creditor": "station", "debtor": "customer_name",
        "debtor_no": "document_no", "address": "address", "debtor_phone": "contact_phone", "signed_on": "today", "valid_from": "today",
    }  # fmt: skip
    rows = (
        Bar("合同各方"),
        ("contract_no", "account_no"),
        ("creditor",),
        Row(("debtor", "debtor_no"), (2, 3)),
        Row(("debtor_phone", "debtor_role"), (1, 1)),
        Row(("guarantor", "guarantor_no"), (2, 3)),
        Row(("guarantor_phone", "guarantor_role"), (1, 1)),
        ("address",),
        Clause("用电方租用（借用）上列用电地址的房屋、场地用电。为保证供用电合同的履行，担保方自愿为用电方提供担保，三方订立本合同。"),
        Clause("一、担保的范围", heading=True),
        Clause("担保范围为用电方在上列户号名下应交的电费、违约金，以及供电方为实现债权支出的合理费用。最高担保金额为{ceiling}。"),
        Clause("二、担保的方式", heading=True),
        Clause("担保方提供{manner}。担保物或保证金的约定：{security}"),
        Clause("三、担保的期间", heading=True),
        Clause("本合同自{valid_from}起生效，担保至{valid_until}止。用电方在此期间发生的电费，担保方的担保责任至该笔电费交费期限届满后{months}止。"),
        Clause("四、各方的义务", heading=True),
        Clause("1. 用电方应当按期交纳电费。逾期不交的，供电方应当及时书面通知担保方。"),
        Clause("2. 担保方接到通知后，应当在{grace}内代为清偿；代为清偿后，有权向用电方追偿。"),
        Clause("3. 租赁关系终止或者变更的，用电方和担保方应当事先书面告知供电方，结清电费并办理过户、销户或重新担保。"),
        Clause("4. 用电方改变用电性质、增加容量，加重担保责任的，应当取得担保方书面同意。"),
        Clause("五、其他", heading=True),
        Clause("1. 担保方对上列房屋、场地享有合法的产权或处分权，所提供的证明真实有效，并在用电申请书上同时签名。"),
        Clause("2. 发生争议先协商；协商不成的，可以向供电所在地人民法院起诉。本合同是供用电合同的从合同。"),
        Clause("3. 其他约定：{other}"),
        Clause("本合同一式{copies}，三方各执一份。签订日期：{signed_on}"),
        Signatures(("供电方（盖章）", "用电方签名（盖章）", "担保方签名（盖章）")),
    )

    contract_no: Annotated[str, Field("合同编号")] | None = None
    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    creditor: Annotated[str, Field("供电方")]
    debtor: Annotated[str, Field("用电方", private=True)]
    debtor_no: Annotated[str, Field("用电方证件号", private=True, check="document")]
    debtor_phone: Annotated[str, Field("用电方电话", private=True, check="phone")]
    debtor_role: Annotated[str, Field("用电方身份", hint="承租人、借用人")] = "承租人"
    guarantor: Annotated[str, Field("担保方", private=True)]
    guarantor_no: Annotated[str, Field("担保方证件号", private=True, check="document")]
    guarantor_phone: Annotated[str, Field("担保方电话", private=True, check="phone")]
    guarantor_role: Annotated[str, Field("担保方身份", hint="房主、场地产权人、其他")] = "产权人"
    address: Annotated[str, Field("用电地址", private=True)]
    ceiling: Annotated[Decimal, Field("最高担保金额", unit="元", least=Decimal("0.01"))]
    manner: Annotated[Literal["连带责任保证", "一般保证", "抵押担保", "保证金担保"], Field("担保方式")] = "连带责任保证"
    security: Annotated[str, Field("担保物约定", hint="抵押、保证金的写明；没有的写无。")] = "无。"
    valid_from: Annotated[date, Field("生效日期", future=True)]
    valid_until: Annotated[date, Field("担保终止日期", future=True)]
    months: Annotated[int, Field("担保责任延续", unit="个月", least=1, most=36, hint="双方约定")]
    grace: Annotated[int, Field("代偿期限", unit="日", least=1, most=90, hint="双方约定")]
    other: Annotated[str, Field("其他约定")] = "无。"
    copies: Annotated[int, Field("份数", unit="份", least=3, most=10)] = 3
    signed_on: Annotated[date, Field("签订日期")]

    @rule
    def _term(self) -> Iterator[Problem]:
        if self.valid_until <= self.valid_from:
            yield self.problem("valid_until", f"{self.valid_until} 不晚于生效日期 {self.valid_from}，请核对")

    @rule
    def _somebody_else(self) -> Iterator[Problem]:
        if self.debtor_no == self.guarantor_no:
            yield self.problem("guarantor_no", "与用电方的证件号相同，担保方须是另一人")

    @rule
    def _security(self) -> Iterator[Problem]:
        if self.manner in ("抵押担保", "保证金担保") and self.security.strip("。") in ("", "无"):
            yield self.problem("security", f"{self.manner}请写明担保物或金额")
