"""The rows that the charges and payments of a case leave in the views."""

from __future__ import annotations

from models.case import Case


def fee_rows(case: Case) -> list[dict[str, object]]:
    """Rows of `fee_view`: one a charge, in fen; those of a case entered by mistake are nobody's."""
    if case.outcome == "void":
        return []
    return [
        {
            "case_id": case.id,
            "charge": charge.id,
            "station": case.station,
            "kind": charge.kind,
            "name": charge.name,
            "on": charge.on.isoformat(),
            "fen": charge.fen,
            "open": charge.open,
            "waived": charge.fen - charge.paid if charge.waived_on else 0,
        }
        for charge in case.money.charges.values()
    ]


def payment_rows(case: Case) -> list[dict[str, object]]:
    """Rows of `payment_view`: one a receipt and charge."""
    return [
        {
            "case_id": case.id,
            "charge": charge.id,
            "receipt_no": payment.receipt_no,
            "station": case.station,
            "kind": charge.kind,
            "name": charge.name,
            "on": payment.on.isoformat(),
            "fen": payment.fen,
        }
        for charge in case.money.charges.values()
        for payment in charge.payments
    ]
