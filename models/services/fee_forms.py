"""Fees on a plan's forms: the rows begin with what was charged, and a fee that no rule in force allows cannot be written into a plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from models.case import Case
from models.fee_rules import FeeRules
from models.forms.fields import Form
from models.problems import Problem, ProblemsFound, StationError

_AMOUNTS = (("reliability_fee", "高可靠性供电费"), ("temporary_fee", "临时接电费"))
"""Fields of the high-voltage plan that name one fee each."""


def fee_lines(case: Case) -> list[dict[str, str]]:
    """The charges of a case as rows of 营业费用; one without a unit price stands as one piece of its amount."""
    return [
        {
            "name": charge.name,
            "unit_price": f"{(charge.unit_fen or charge.fen) / 100:.2f}",
            "quantity": charge.quantity or "1",
            "amount": f"{charge.fen / 100:.2f}",
            "basis": charge.basis,
        }
        for charge in case.money.charges.values()
    ]


def refuse_fees(rules: FeeRules, class_: str, form: Form, day: date) -> None:
    """Raises ProblemsFound with every fee on a form that may not be charged to a class on a day, each with its document."""
    problems = tuple(_problems(rules, class_, form, day))
    if problems:
        raise ProblemsFound(problems)


def _problems(rules: FeeRules, class_: str, form: Form, day: date) -> Iterator[Problem]:
    for number, row in enumerate(getattr(form, "fees", ()), 1):
        yield from _refused(rules, class_, row.name.strip(), day, "fees", f"营业费用第 {number} 行")
    for field, name in _AMOUNTS:
        amount = getattr(form, field, None)
        if isinstance(amount, Decimal) and amount > 0:
            yield from _refused(rules, class_, name, day, field, name)


def _refused(rules: FeeRules, class_: str, name: str, day: date, field: str, label: str) -> Iterator[Problem]:
    code = next((kind.code for kind in rules.fees if kind.name == name), name)
    try:
        rules.chargeable(code, class_, day)
    except StationError as error:
        yield Problem(field, label, str(error))
