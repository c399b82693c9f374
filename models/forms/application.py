"""What the registration forms share: the facts they start from and give, whom to call, and the check of the document."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import ClassVar

from models.customer import check_credit_code, check_id_number, check_organisation_code
from models.forms.fields import Form, Statement, rule
from models.problems import Problem

# field → key of models.forms.fields.FACTS: prefilled from what is known, and given to all later forms.
APPLICATION_FACTS: dict[str, str] = {
    "applicant": "customer_name", "account_no": "account_no", "document_kind": "document_kind", "document_no": "document_no",
    "address": "address", "mailing_address": "mailing_address", "phone": "phone", "agent": "agent", "agent_id": "agent_id",
    "agent_phone": "agent_phone", "business_type": "business_type", "capacity": "capacity", "voltage": "voltage",
    "accepted_by": "accepted_by", "application_no": "application_no", "accepted_on": "accepted_on",
}  # fmt: skip
CITIZEN_NUMBERS = ("居民身份证", "临时身份证", "户口簿", "户籍证明")
TRUTH = Statement("特别说明：", ("本人（单位）已核对本表所填内容无误，并承诺所提供的各项资料真实、合法、有效。",))
LOW_VOLTAGE_CEILING = Decimal(160)  # kW; 发改能源规〔2020〕1479号 and later papers


class Application(Form):
    """A registration at the counter: stage `accept`, done on the day of acceptance."""

    stage = "accept"
    done_on = "accepted_on"
    prefill = APPLICATION_FACTS | {"accepted_by": "person", "accepted_on": "today"}
    gives = APPLICATION_FACTS | {"contact": "contact", "contact_phone": "contact_phone"}
    low_voltage: ClassVar[bool] = True

    applicant: str
    document_no: str | None
    phone: str
    agent: str | None
    agent_phone: str | None
    capacity: Decimal | None

    @property
    def contact(self) -> str:
        """Whom the station calls: the agent, or else the applicant."""
        return self.agent or self.applicant

    @property
    def contact_phone(self) -> str:
        """The number of `contact`."""
        return (self.agent_phone if self.agent else None) or self.phone

    @rule
    def _document(self) -> Iterator[Problem]:
        on: date = getattr(self, "accepted_on", date.max)  # still missing: any past birthday will do
        message = document_fault(str(getattr(self, "document_kind", "")), self.document_no, on) if self.document_no else None
        if message:
            yield self.problem("document_no", message)

    @rule
    def _agent(self) -> Iterator[Problem]:
        if self.agent and not self.agent_phone:
            yield self.problem("agent_phone", "有经办人时请填写其移动电话")
        if self.agent_phone and not self.agent:
            yield self.problem("agent", "填了经办人电话，请同时填写经办人姓名")

    @rule
    def _increase(self) -> Iterator[Problem]:
        if getattr(self, "business_type", "") == "增容" and not getattr(self, "account_no", None):
            yield self.problem("account_no", "增容请填写原户号")

    def remarks(self) -> Iterator[Problem]:
        """Odd formats, and a capacity above what low voltage supplies."""
        yield from super().remarks()
        if self.low_voltage and self.capacity and self.capacity > LOW_VOLTAGE_CEILING:
            yield self.problem("capacity", f"超过低压供电的一般上限 {LOW_VOLTAGE_CEILING} kW，请确认是否应按高压办理")


def document_fault(kind: str, number: str, on: date) -> str | None:
    """What is wrong with a document number of this kind (as stored), None if nothing is or the kind has no known check."""
    if kind in CITIZEN_NUMBERS:
        return check_id_number(number, on)
    if kind == "组织机构代码证" and len(number.replace("-", "")) == 9:
        return check_organisation_code(number)
    if kind == "营业执照" and len(number) in (13, 15) and number.isdigit():
        return None  # a registration number from before 2015
    if kind in ("营业执照", "组织机构代码证") or (kind in ("宗教活动场所登记证", "社会团体法人登记证书") and len(number) == 18):
        return check_credit_code(number)
    return None
