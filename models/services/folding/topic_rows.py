"""The view rows of a case's topics, a table each with what makes its rows; a topic that is to be counted or listed has one here."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from models.case import Case
from models.services.folding.archive_rows import loan_rows, number_rows
from models.services.folding.decision_rows import slip_rows, wait_rows
from models.services.folding.fee_rows import fee_rows, payment_rows
from models.services.folding.file_rows import file_rows
from models.services.folding.late_columns import supervision_rows, warning_rows
from models.services.folding.word_rows import word_rows
from models.store.archive_views import archive_view, loan_view
from models.store.views import fee_view, file_view, payment_view, slip_view, supervision_view, wait_view, warning_view, word_view

TOPIC_ROWS: tuple[tuple[sa.Table, Callable[[Case], list[dict[str, object]]]], ...] = (
    (fee_view, fee_rows),
    (payment_view, payment_rows),
    (slip_view, slip_rows),
    (wait_view, wait_rows),
    (warning_view, warning_rows),
    (supervision_view, supervision_rows),
    (file_view, file_rows),
    (word_view, word_rows),
    (archive_view, number_rows),
    (loan_view, loan_rows),
)
"""Each table has a column `case_id`."""
