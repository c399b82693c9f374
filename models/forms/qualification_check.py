"""设计、施工单位资质核验单: layout ours; the licences asked for follow 宿州市政府办事指南 and the reply form's words on licensed firms."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from models.forms.fields import Bar, Field, Form, QrCell, Signatures, Statement, TableRow, rule
from models.forms.vocabulary import Verdict
from models.problems import Problem


@dataclass(frozen=True, kw_only=True)
class CheckedLicence(TableRow):
    """One licence that was seen: whose, its number and grade, until when it is valid."""

    name: Annotated[str, Field("证书名称")]
    number: Annotated[str, Field("证书编号")]
    grade: Annotated[str, Field("等级和范围")] | None = None
    valid_until: Annotated[date, Field("有效期至", future=True)] | None = None
    verdict: Annotated[Verdict, Field("是否符合")]


@dataclass(frozen=True, kw_only=True)
class QualificationCheck(Form):
    """That the firm which the customer chose holds the licences for these works; who chose it stands there."""

    code = "QUALIFICATION"
    title = "设计、施工单位资质核验单"
    stage = "design_review"
    done_on = "checked_on"
    prefill = {
        "account_no": "account_no", "application_no": "application_no", "account_name": "customer_name", "address": "address",
        "contact": "contact", "contact_phone": "contact_phone", "checked_on": "today", "checker": "person",
    }  # fmt: skip
    gives = {"design_firm": "design_firm", "building_firm": "building_firm", "building_licence": "building_licence"}
    rows = (
        Bar("客户基本信息"),
        QrCell(rows=4),
        ("account_no", "application_no"),
        ("account_name",),
        ("address",),
        ("contact", "contact_phone"),
        Bar("受托单位"),
        ("role", "chosen_by"),
        ("firm",),
        ("firm_contact", "firm_phone"),
        ("works",),
        Bar("资质核验"),
        ("licences",),
        ("verdict", "source"),
        ("lacks",),
        ("note",),
        Statement("声明：", ("受托单位由客户自主选择并委托，供电企业没有指定或变相指定设计、施工和设备材料供应单位。",)),
        ("checker", "checked_on"),
        Signatures(("核验人签名", "客户签名（单位盖章）", "受托单位（盖章）")),
    )

    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    application_no: Annotated[str, Field("申请编号")] | None = None
    account_name: Annotated[str, Field("户名", private=True)]
    address: Annotated[str, Field("用电地址", private=True)]
    contact: Annotated[str, Field("联系人", private=True)] | None = None
    contact_phone: Annotated[str, Field("联系电话", private=True, check="phone")] | None = None
    role: Annotated[Literal["设计", "施工", "试验"], Field("承担工作")]
    chosen_by: Annotated[str, Field("选择方式", hint="招标、比选、自行委托")] = "客户自行委托"
    firm: Annotated[str, Field("单位名称", suggest="firm")]
    firm_contact: Annotated[str, Field("单位联系人", private=True)] | None = None
    firm_phone: Annotated[str, Field("单位电话", private=True, check="phone")] | None = None
    works: Annotated[str, Field("工程内容", lines=2)]
    licences: Annotated[tuple[CheckedLicence, ...], Field("资质核验", lines=5, least=1, most=12, numbered=True)]
    verdict: Annotated[Verdict, Field("核验结论")]
    source: Annotated[str, Field("核验途径", hint="原件、主管部门网站")] = "核对原件"
    lacks: Annotated[str, Field("不符合之处", lines=3)] | None = None
    note: Annotated[str, Field("备注", lines=2)] | None = None
    checker: Annotated[str, Field("核验人")]
    checked_on: Annotated[date, Field("核验日期")]

    @property
    def design_firm(self) -> str:
        """The firm, where it designs."""
        return self.firm if self.role == "设计" else ""

    @property
    def building_firm(self) -> str:
        """The firm, where it builds."""
        return self.firm if self.role == "施工" else ""

    @property
    def building_licence(self) -> str:
        """The number of the builder's first licence."""
        return self.licences[0].number if self.role == "施工" and self.licences else ""

    @rule
    def _valid(self) -> Iterator[Problem]:
        over = [row.name for row in self.licences if row.valid_until and row.valid_until < self.checked_on and row.verdict == "合格"]
        if over:
            yield self.problem("licences", f"{'、'.join(over)}在核验日期 {self.checked_on} 已过有效期，不能算符合")

    @rule
    def _agree(self) -> Iterator[Problem]:
        failed = [row.name for row in self.licences if row.verdict == "不合格"]
        if failed and self.verdict == "合格":
            yield self.problem("verdict", f"{'、'.join(failed)}不符合，结论不能是合格，请核对")
        if self.verdict == "不合格" and not self.lacks:
            yield self.problem("lacks", "不合格的请写明不符合之处")
