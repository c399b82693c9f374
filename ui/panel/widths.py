"""How much room the columns of a table need, counted in Chinese letters."""

from __future__ import annotations

from models.forms import FieldSpec

_WEIGHTS = {"yes_no": 4, "integer": 4, "decimal": 5, "date": 8, "text": 6, "long": 10}
_ARROW = 4
_NUMBER = {"asset_no": 18, "document": 12, "id_number": 12, "credit_code": 12, "phone": 8, "account_no": 9, "section_code": 8}


def letters(text: str) -> int:
    """The width of a text in Chinese letters, rounded up; figures and Latin letters take half the room."""
    return sum(2 if ord(one) > ord("⺀") else 1 for one in text) // 2 + 1


def weight(column: FieldSpec) -> int:
    """About the letters a column needs."""
    if column.choices:
        return max(map(letters, column.choices)) + _ARROW
    return _NUMBER[column.check] if column.check else max(_WEIGHTS[column.kind], letters(column.label))
