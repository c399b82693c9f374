"""The tables: the record (journal, private parts, attachments), the views that can be rebuilt from it, and what is only local."""

from __future__ import annotations

import sqlalchemy as sa

from models.store.local_tables import Text as Text
from models.store.local_tables import acknowledged as acknowledged
from models.store.local_tables import arrival as arrival
from models.store.local_tables import fork as fork
from models.store.local_tables import hole as hole
from models.store.local_tables import local as local
from models.store.local_tables import outbox as outbox
from models.store.local_tables import set_apart as set_apart
from models.store.local_tables import setting as setting
from models.store.local_tables import trusted as trusted
from models.store.versions import NO_DAY as NO_DAY
from models.store.versions import VIEWS_VERSION as VIEWS_VERSION

record = sa.MetaData()
views = sa.MetaData()


def keyed_table(name: str, metadata: sa.MetaData, *parts: sa.schema.SchemaItem) -> sa.Table:
    """A table of short rows that SQLite keeps in the order of their key alone: half of what the rows and an index beside them take."""
    return sa.Table(name, metadata, *parts, sqlite_with_rowid=False)


STATE_COLUMNS = ("station", "id", "number", "business_type", "status", "stage", "accepted_on", "ended_on", "due", "due_unit", "latest",
                 "provisional", "target", "last_seq")  # fmt: skip
"""What two stores with the same lines must say alike of a station's cases: read for every package, and so by an index that holds it all."""

journal = sa.Table(
    "journal",
    record,
    sa.Column("station", Text, primary_key=True),
    sa.Column("epoch", Text, primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", Text, nullable=False),
    sa.Column("line", sa.LargeBinary, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    sa.Column("private", Text),
)
journal_on = keyed_table(
    "journal_on",
    record,
    sa.Column("record", Text, primary_key=True),
    sa.Column("station", Text, primary_key=True),
    sa.Column("epoch", Text, primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
)
private_part = sa.Table(
    "private_part",
    record,
    sa.Column("hash", Text, primary_key=True),
    sa.Column("data", sa.LargeBinary, nullable=False),
)
attachment = sa.Table(
    "attachment",
    record,
    sa.Column("sha256", Text, primary_key=True),
    sa.Column("file", Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("kind", Text, nullable=False),
)

case_view = sa.Table(
    "case_view",
    views,
    sa.Column("id", Text, primary_key=True),
    sa.Column("station", Text, nullable=False),
    sa.Column("number", Text, nullable=False),
    sa.Column("original_no", Text, nullable=False),
    sa.Column("business_type", Text, nullable=False),
    sa.Column("class_", Text, nullable=False),
    sa.Column("customer", Text, nullable=False),
    sa.Column("summary", Text, nullable=False),
    sa.Column("village", Text, nullable=False),
    sa.Column("search", Text, nullable=False),
    sa.Column("status", Text, nullable=False),
    sa.Column("pre_number", Text, nullable=False),
    sa.Column("stage", Text, nullable=False),
    sa.Column("stage_name", Text, nullable=False),
    sa.Column("action", Text, nullable=False),
    sa.Column("action_name", Text, nullable=False),
    sa.Column("received_on", Text, nullable=False),
    sa.Column("accepted_on", Text),
    sa.Column("ended_on", Text),
    sa.Column("due", Text),
    sa.Column("due_name", Text),
    sa.Column("due_unit", Text, nullable=False),
    sa.Column("due_time", Text, nullable=False),
    sa.Column("due_key", Text),
    sa.Column("warn_from", Text),
    sa.Column("overrun", Text),
    sa.Column("due_from", Text),
    sa.Column("near_from", Text),
    sa.Column("latest", Text),
    sa.Column("provisional", sa.Boolean, nullable=False),
    sa.Column("target", Text),
    sa.Column("target_provisional", sa.Boolean, nullable=False),
    sa.Column("act_by", Text, nullable=False),
    sa.Column("rest", sa.Integer),
    sa.Column("other_due", Text),
    sa.Column("note", Text, nullable=False),
    sa.Column("taken_over", sa.Boolean, nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("erased", sa.Boolean, nullable=False),
    sa.Column("epoch", Text, nullable=False),
    sa.Column("last_seq", sa.BigInteger, nullable=False),
    sa.Column("views_version", sa.Integer, nullable=False),
    sa.Index("case_levels", "status", "turn", "due", "number", "id", "due_from", "target", "near_from"),
    sa.Index("case_urgency", "status", "turn", "act_by", "number", "id", "due", "due_from", "target", "near_from"),
    sa.Index("case_search", "received_on", "number", "status", "id", "search").ddl_if(dialect="sqlite"),  # servers limit an entry's length
    sa.Index("case_by_number", "number"),
    sa.Index("case_by_original", "original_no"),
    sa.Index("case_by_line", "epoch", "last_seq", "business_type", "id"),
    sa.Index("case_state", *STATE_COLUMNS),
    sa.Index("case_by_day", "received_on", "number", "status", "id", "due", "due_from", "target", "near_from"),
)
case_key = keyed_table(
    "case_key",
    views,
    sa.Column("case_id", Text, primary_key=True),
    sa.Column("kind", Text, primary_key=True),
    sa.Column("value", Text, nullable=False),
    sa.Index("case_by_key", "kind", "value", "case_id"),
)
result_view = keyed_table(
    "result_view",
    views,
    sa.Column("case_id", Text, primary_key=True),
    sa.Column("stage", Text, primary_key=True),
    sa.Column("standard", Text, primary_key=True),
    sa.Column("limit_code", Text, primary_key=True),
    sa.Column("on", Text, nullable=False),
    sa.Column("days", sa.Integer, nullable=False),
    sa.Column("used", sa.Integer, nullable=False),
    sa.Column("unit", Text, nullable=False),
    sa.Column("met", sa.Boolean, nullable=False),
    sa.Column("taken_over", sa.Boolean, nullable=False),
    sa.Index("result_by_day", "on"),
)
paper_view = keyed_table(
    "paper_view",
    views,
    sa.Column("case_id", Text, primary_key=True),
    sa.Column("paper_no", Text, primary_key=True),
    sa.Column("code", Text, nullable=False),
    sa.Column("sha256", Text, nullable=False),
    sa.Column("state", Text, nullable=False),
    sa.Index("paper_by_number", "paper_no"),
)
reminder_view = keyed_table(
    "reminder_view",
    views,
    sa.Column("case_id", Text, primary_key=True),
    sa.Column("code", Text, primary_key=True),
    sa.Column("on", Text, nullable=False),
    sa.Column("since", Text, nullable=False),
    sa.Column("text", Text, nullable=False),
    sa.Index("reminder_by_day", "since", "on"),
    sa.Index(
        "reminder_of_same_number", "case_id", sqlite_where=sa.text("code = 'same-number'"), postgresql_where=sa.text("code = 'same-number'")
    ),
)
fee_view = keyed_table(
    "fee_view",
    views,
    sa.Column("case_id", Text, primary_key=True),
    sa.Column("charge", Text, primary_key=True),
    sa.Column("station", Text, nullable=False),
    sa.Column("kind", Text, nullable=False),
    sa.Column("name", Text, nullable=False),
    sa.Column("on", Text, nullable=False),
    sa.Column("fen", sa.BigInteger, nullable=False),
    sa.Column("open", sa.BigInteger, nullable=False),
    sa.Column("waived", sa.BigInteger, nullable=False),
    sa.Index("fee_by_day", "on"),
)
payment_view = keyed_table(
    "payment_view",
    views,
    sa.Column("case_id", Text, primary_key=True),
    sa.Column("charge", Text, primary_key=True),
    sa.Column("receipt_no", Text, primary_key=True),
    sa.Column("station", Text, nullable=False),
    sa.Column("kind", Text, nullable=False),
    sa.Column("name", Text, nullable=False),
    sa.Column("on", Text, nullable=False),
    sa.Column("fen", sa.BigInteger, nullable=False),
    sa.Index("payment_by_receipt", "receipt_no"),
    sa.Index("payment_by_day", "on"),
)
slip_view = keyed_table(
    "slip_view",
    views,
    sa.Column("case_id", Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("unit", Text, nullable=False),
    sa.Column("on", Text, nullable=False),
    sa.Column("by", Text, nullable=False),
    sa.Column("answered_on", Text),
    sa.Column("taken_back", sa.Boolean, nullable=False),
    sa.Index("slip_by_day", "by"),
)
wait_view = keyed_table(
    "wait_view",
    views,
    sa.Column("case_id", Text, primary_key=True),
    sa.Column("district", Text, nullable=False),
    sa.Column("reason", Text, nullable=False),
    sa.Column("since", Text, nullable=False),
    sa.Column("review_on", Text, nullable=False),
    sa.Index("wait_by_district", "district", "review_on"),
)
warning_view = keyed_table(
    "warning_view",
    views,
    sa.Column("case_id", Text, primary_key=True),
    sa.Column("limit_key", Text, primary_key=True),
    sa.Column("level", Text, primary_key=True),
    sa.Column("due", Text, primary_key=True),
    sa.Column("on", Text, nullable=False),
    sa.Index("warning_by_day", "on"),
)
supervision_view = keyed_table(
    "supervision_view",
    views,
    sa.Column("case_id", Text, primary_key=True),
    sa.Column("limit_key", Text, primary_key=True),
    sa.Column("cause", Text, nullable=False),
    sa.Column("told_on", Text, nullable=False),
    sa.Column("answered", sa.Boolean, nullable=False),
)
word_view = keyed_table(
    "word_view",
    views,
    sa.Column("case_id", Text, primary_key=True),
    sa.Column("kind", Text, primary_key=True),
    sa.Column("word", Text, primary_key=True),
    sa.Index("word_by_kind", "kind", "word"),
)
contact_view = sa.Table(
    "contact_view",
    views,
    sa.Column("id", Text, primary_key=True),
    sa.Column("station", Text, nullable=False),
    sa.Column("kind", Text, nullable=False),
    sa.Column("title", Text, nullable=False),
    sa.Column("at", Text, nullable=False),
    sa.Column("who", Text, nullable=False),
    sa.Column("phone", Text, nullable=False),
    sa.Column("words", Text, nullable=False),
    sa.Column("search", Text, nullable=False),
    sa.Column("waits", sa.Boolean, nullable=False),
    sa.Column("case_id", Text, nullable=False),
    sa.Column("became_case", sa.Boolean, nullable=False),
    sa.Column("actor", Text, nullable=False),
    sa.Column("first_asked", Text, nullable=False),
    sa.Column("number", Text, nullable=False),
    sa.Column("channel", Text, nullable=False),
    sa.Column("due", Text),
    sa.Column("result", Text, nullable=False),
    sa.Column("answered_on", Text),
    sa.Column("erased", sa.Boolean, nullable=False),
    sa.Index("contact_by_time", "at", "id"),
    sa.Index("contact_by_due", "waits", "due"),
    sa.Index("contact_by_number", "number"),
)
file_view = keyed_table(
    "file_view", views,
    sa.Column("case_id", Text, primary_key=True),
    sa.Column("sha256", Text, primary_key=True),
    sa.Column("station", Text, nullable=False),
    sa.Index("file_by_content", "sha256"),
)
person_view = sa.Table(
    "person_view",
    views,
    sa.Column("person", Text, primary_key=True),
    sa.Column("station", Text, nullable=False),
    sa.Column("name", Text, nullable=False),
    sa.Column("post", Text, nullable=False),
    sa.Column("since", Text, nullable=False),
    sa.Column("until", Text),
)
rules_view = sa.Table(
    "rules_view",
    views,
    sa.Column("station", Text, primary_key=True),
    sa.Column("subject", Text, primary_key=True),
    sa.Column("code", Text, primary_key=True),
    sa.Column("revision", Text, primary_key=True),
    sa.Column("since", Text, primary_key=True),
    sa.Column("place", sa.BigInteger, nullable=False),
    sa.Column("text", Text, nullable=False),
)
station_view = sa.Table(
    "station_view",
    views,
    sa.Column("code", Text, primary_key=True),
    sa.Column("name", Text, nullable=False),
    sa.Column("county", Text, nullable=False),
    sa.Column("phone", Text, nullable=False),
    sa.Column("verify_key", Text, nullable=False),
    sa.Column("recipient", Text, nullable=False),
    sa.Column("image", Text, nullable=False),
)
aside_view = sa.Table(
    "aside_view",
    views,
    sa.Column("record", Text, primary_key=True),
    sa.Column("station", Text, nullable=False),
    sa.Column("epoch", Text, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("reason", Text, nullable=False),
)

def create_all(connection: sa.Connection) -> None:
    """Makes every table that is not there yet."""
    for part in (record, views, local):
        part.create_all(connection)
