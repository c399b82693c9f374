"""The view rows of a case's topics, a table each with what makes its rows; a topic that is to be counted or listed has one here."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from models.case import Case
from models.services.fee_rows import fee_rows, payment_rows
from models.services.late_columns import supervision_rows, warning_rows
from models.store.views import fee_view, payment_view, supervision_view, wait_view, warning_view


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


TOPIC_ROWS: tuple[tuple[sa.Table, Callable[[Case], list[dict[str, object]]]], ...] = (
    (fee_view, fee_rows),
    (payment_view, payment_rows),
    (wait_view, wait_rows),
    (warning_view, warning_rows),
    (supervision_view, supervision_rows),
)
"""Each table has a column `case_id`."""
