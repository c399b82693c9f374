"""The views of customers' files: their archive numbers, and who borrowed them."""

from __future__ import annotations

import sqlalchemy as sa

from models.store.views import Text, views

archive_view = sa.Table(
    "archive_view",
    views,
    sa.Column("case_id", Text, primary_key=True),
    sa.Column("number", Text, nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("serial", sa.Integer, nullable=False),
    sa.Index("archive_by_number", "number"),
)
loan_view = sa.Table(
    "loan_view",
    views,
    sa.Column("case_id", Text, primary_key=True),
    sa.Column("loan", Text, primary_key=True),
    *(sa.Column(name, Text, nullable=False) for name in ("borrower", "unit", "since", "until", "purpose", "approver", "found")),
    sa.Column("returned_on", Text),
)
