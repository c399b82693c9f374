"""What a case is found by: the text a search looks through, and the keys by which the same customer or place is recognised."""

from __future__ import annotations

from models.case import Case
from models.customer import normalise_document, normalise_phone
from models.name_search import initials


def open_numbers(case: Case) -> tuple[str, ...]:
    """The numbers a case is found by that say nothing of a person."""
    taken = (case.pre.number, *case.pre.former) if case.pre else ()
    bore = [part for number in (case.number, *case.corrected.numbers) for part in (number, number.replace("-", ""))]
    return tuple(number for number in (*bore, case.original_no, case.outside_no, *taken) if number)


def search_text(case: Case, facts: dict[str, str]) -> str:
    """What a search looks through: numbers, name, initials in every reading, document, phones, address; lower case."""
    name = facts.get("customer_name", "")
    parts = [
        *open_numbers(case),
        name,
        *initials(name),
        facts.get("document_no", ""),
        facts.get("phone", ""),
        facts.get("agent", ""),
        facts.get("agent_phone", ""),
        facts.get("address", ""),
        facts.get("account_no", ""),
    ]
    return " ".join(part for part in dict.fromkeys(parts) if part).lower()


def key_values(facts: dict[str, str]) -> dict[str, str]:
    """The values by which the same customer or place is recognised, normalised; empty ones left out."""
    keys = {
        "document": normalise_document(facts.get("document_no", "")),
        "phone": normalise_phone(facts.get("phone", "")),
        "address": "".join(facts.get("address", "").split()),
        "account_no": facts.get("account_no", "").strip(),
    }
    return {kind: value for kind, value in keys.items() if value}


def key_rows(case: Case, given: dict[str, str] | None) -> list[dict[str, object]]:
    """Rows of `case_key`; none where the form is one that this program does not know yet."""
    values = key_values(given) if given is not None else {}
    return [{"kind": kind, "value": value, "case_id": case.id} for kind, value in values.items()]
