"""What the three registration forms share: the facts they start from and give, and the check of the document number."""

from collections.abc import Iterator
from datetime import date

from models.customer import check_credit_code, check_id_number, normalise_document
from models.forms.fields import Form
from models.problems import Problem

# field → key of models.forms.fields.FACTS; prefilled from a former case of the customer, given to all later forms.
APPLICATION_FACTS = {
    "applicant": "customer_name", "account_no": "account_no", "document_kind": "document_kind", "document_no": "document_no",
    "address": "address", "mailing_address": "mailing_address", "industry": "industry", "phone": "phone", "agent": "agent",
    "agent_id": "agent_id", "agent_phone": "agent_phone", "business_type": "business_type", "usage_class": "usage_class",
    "capacity": "capacity", "voltage": "voltage", "accepted_by": "accepted_by", "application_no": "application_no",
    "accepted_on": "accepted_on",
}  # fmt: skip


def check_document(form: Form, kind: str, number: str) -> Iterator[Problem]:
    """The document number by its kind: citizen number, credit code, anything else only its presence. Field name: document_no."""
    on: date = getattr(form, "accepted_on", date.max)  # still missing: any past birthday will do
    message = None
    if kind == "居民身份证":
        message = check_id_number(number, on)
    elif kind in ("营业执照", "统一社会信用代码证") and len(normalise_document(number)) not in (13, 15):
        message = check_credit_code(number)
    if message:
        yield form.problem("document_no", message)
