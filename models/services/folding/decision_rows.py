"""View rows of what was decided and asked in a case: slips to other units, and who waits behind a transformer district."""

from __future__ import annotations

from models.case import Case


def slip_rows(case: Case) -> list[dict[str, object]]:
    """Rows of `slip_view`."""
    return [
        {
            "case_id": case.id,
            "number": slip.number,
            "unit": slip.unit,
            "on": slip.on.isoformat(),
            "by": slip.by.isoformat(),
            "answered_on": slip.answered_on.isoformat() if slip.answered_on else None,
            "taken_back": slip.taken_back,
        }
        for slip in case.decided.slips.values()
    ]


def wait_rows(case: Case) -> list[dict[str, object]]:
    """Rows of `wait_view`: a case that cannot be supplied now, behind its transformer district."""
    ending = case.ending
    if case.outcome != "not_suppliable" or ending is None:
        return []
    return [
        {
            "case_id": case.id,
            "district": ending.district,
            "reason": ending.reason_name,
            "since": ending.on.isoformat(),
            "review_on": ending.review_on.isoformat() if ending.review_on else "",
        }
    ]
