"""View rows of a case's file: its number, and who borrowed it."""

from __future__ import annotations

from models.case import Case


def number_rows(case: Case) -> list[dict[str, object]]:
    """The row of `archive_view`; none while the file has no number."""
    file = case.filed
    if file is None or not file.number:
        return []
    return [{"case_id": case.id, "number": file.number, "year": file.year, "serial": file.serial}]


def loan_rows(case: Case) -> list[dict[str, object]]:
    """Rows of `loan_view`."""
    return [
        {
            "case_id": case.id,
            "loan": loan.id,
            "borrower": loan.borrower,
            "unit": loan.unit,
            "since": loan.since.isoformat(),
            "until": loan.until.isoformat(),
            "purpose": loan.purpose,
            "approver": loan.approver,
            "returned_on": loan.returned_on.isoformat() if loan.returned_on else None,
            "found": loan.found,
        }
        for loan in (case.filed.loans.values() if case.filed else ())
    ]
