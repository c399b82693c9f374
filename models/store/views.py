"""The tables: the record (journal, private parts, attachments), the views that can be rebuilt from it, and what is only local."""

from __future__ import annotations

import sqlalchemy as sa

from models.store.versions import NO_DAY as NO_DAY
from models.store.versions import VIEWS_VERSION as VIEWS_VERSION

record = sa.MetaData()
views = sa.MetaData()
local = sa.MetaData()

journal = sa.Table(
    "journal",
    record,
    sa.Column("station", sa.Text, primary_key=True),
    sa.Column("epoch", sa.Text, primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("line", sa.LargeBinary, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    sa.Column("private", sa.Text),
)
journal_on = sa.Table(
    "journal_on",
    record,
    sa.Column("record", sa.Text, primary_key=True),
    sa.Column("station", sa.Text, primary_key=True),
    sa.Column("epoch", sa.Text, primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
)
private_part = sa.Table(
    "private_part",
    record,
    sa.Column("hash", sa.Text, primary_key=True),
    sa.Column("data", sa.LargeBinary, nullable=False),
)
attachment = sa.Table(
    "attachment",
    record,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
)

case_view = sa.Table(
    "case_view",
    views,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("station", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("original_no", sa.Text, nullable=False),
    sa.Column("business_type", sa.Text, nullable=False),
    sa.Column("class_", sa.Text, nullable=False),
    sa.Column("customer", sa.Text, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
    sa.Column("village", sa.Text, nullable=False),
    sa.Column("search", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("stage_name", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("action_name", sa.Text, nullable=False),
    sa.Column("received_on", sa.Text, nullable=False),
    sa.Column("accepted_on", sa.Text),
    sa.Column("ended_on", sa.Text),
    sa.Column("due", sa.Text),
    sa.Column("due_name", sa.Text),
    sa.Column("due_unit", sa.Text, nullable=False),
    sa.Column("due_time", sa.Text, nullable=False),
    sa.Column("due_key", sa.Text),
    sa.Column("warn_from", sa.Text),
    sa.Column("overrun", sa.Text),
    sa.Column("due_from", sa.Text),
    sa.Column("near_from", sa.Text),
    sa.Column("latest", sa.Text),
    sa.Column("provisional", sa.Boolean, nullable=False),
    sa.Column("target", sa.Text),
    sa.Column("target_provisional", sa.Boolean, nullable=False),
    sa.Column("act_by", sa.Text, nullable=False),
    sa.Column("rest", sa.Integer),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("taken_over", sa.Boolean, nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("erased", sa.Boolean, nullable=False),
    sa.Column("epoch", sa.Text, nullable=False),
    sa.Column("last_seq", sa.BigInteger, nullable=False),
    sa.Column("views_version", sa.Integer, nullable=False),
    sa.Index("case_levels", "status", "turn", "due", "number", "id", "due_from", "target", "near_from"),
    sa.Index("case_urgency", "status", "turn", "act_by", "number", "id", "due", "due_from", "target", "near_from"),
    sa.Index("case_search", "received_on", "number", "status", "id", "search"),
    sa.Index("case_by_number", "number"),
    sa.Index("case_by_original", "original_no"),
    sa.Index("case_by_line", "epoch", "last_seq", "business_type", "id"),
    sa.Index("case_by_day", "received_on", "number", "status", "id", "due", "due_from", "target", "near_from"),
)
case_key = sa.Table(
    "case_key",
    views,
    sa.Column("case_id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sa.Index("case_by_key", "kind", "value", "case_id"),
)
result_view = sa.Table(
    "result_view",
    views,
    sa.Column("case_id", sa.Text, primary_key=True),
    sa.Column("stage", sa.Text, primary_key=True),
    sa.Column("standard", sa.Text, primary_key=True),
    sa.Column("limit_code", sa.Text, primary_key=True),
    sa.Column("on", sa.Text, nullable=False),
    sa.Column("days", sa.Integer, nullable=False),
    sa.Column("used", sa.Integer, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("met", sa.Boolean, nullable=False),
    sa.Column("taken_over", sa.Boolean, nullable=False),
    sa.Index("result_by_day", "on"),
)
paper_view = sa.Table(
    "paper_view",
    views,
    sa.Column("case_id", sa.Text, primary_key=True),
    sa.Column("paper_no", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Index("paper_by_number", "paper_no"),
)
reminder_view = sa.Table(
    "reminder_view",
    views,
    sa.Column("case_id", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("on", sa.Text, nullable=False),
    sa.Column("since", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Index("reminder_by_day", "since", "on"),
)
fee_view = sa.Table(
    "fee_view",
    views,
    sa.Column("case_id", sa.Text, primary_key=True),
    sa.Column("charge", sa.Text, primary_key=True),
    sa.Column("station", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("on", sa.Text, nullable=False),
    sa.Column("fen", sa.BigInteger, nullable=False),
    sa.Column("open", sa.BigInteger, nullable=False),
    sa.Column("waived", sa.BigInteger, nullable=False),
    sa.Index("fee_by_day", "on"),
)
payment_view = sa.Table(
    "payment_view",
    views,
    sa.Column("case_id", sa.Text, primary_key=True),
    sa.Column("charge", sa.Text, primary_key=True),
    sa.Column("receipt_no", sa.Text, primary_key=True),
    sa.Column("station", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("on", sa.Text, nullable=False),
    sa.Column("fen", sa.BigInteger, nullable=False),
    sa.Index("payment_by_receipt", "receipt_no"),
    sa.Index("payment_by_day", "on"),
)
slip_view = sa.Table(
    "slip_view",
    views,
    sa.Column("case_id", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("on", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("answered_on", sa.Text),
    sa.Column("taken_back", sa.Boolean, nullable=False),
    sa.Index("slip_by_day", "by"),
)
wait_view = sa.Table(
    "wait_view",
    views,
    sa.Column("case_id", sa.Text, primary_key=True),
    sa.Column("district", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("since", sa.Text, nullable=False),
    sa.Column("review_on", sa.Text, nullable=False),
    sa.Index("wait_by_district", "district", "review_on"),
)
warning_view = sa.Table(
    "warning_view",
    views,
    sa.Column("case_id", sa.Text, primary_key=True),
    sa.Column("limit_key", sa.Text, primary_key=True),
    sa.Column("level", sa.Text, primary_key=True),
    sa.Column("due", sa.Text, primary_key=True),
    sa.Column("on", sa.Text, nullable=False),
    sa.Index("warning_by_day", "on"),
)
supervision_view = sa.Table(
    "supervision_view",
    views,
    sa.Column("case_id", sa.Text, primary_key=True),
    sa.Column("limit_key", sa.Text, primary_key=True),
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("told_on", sa.Text, nullable=False),
    sa.Column("answered", sa.Boolean, nullable=False),
)
contact_view = sa.Table(
    "contact_view",
    views,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("station", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("phone", sa.Text, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("search", sa.Text, nullable=False),
    sa.Column("waits", sa.Boolean, nullable=False),
    sa.Column("case_id", sa.Text, nullable=False),
    sa.Column("became_case", sa.Boolean, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("first_asked", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("due", sa.Text),
    sa.Column("result", sa.Text, nullable=False),
    sa.Column("answered_on", sa.Text),
    sa.Column("erased", sa.Boolean, nullable=False),
    sa.Index("contact_by_time", "at", "id"),
    sa.Index("contact_by_due", "waits", "due"),
    sa.Index("contact_by_number", "number"),
)
person_view = sa.Table(
    "person_view",
    views,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("station", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("post", sa.Text, nullable=False),
    sa.Column("since", sa.Text, nullable=False),
    sa.Column("until", sa.Text),
)
rules_view = sa.Table(
    "rules_view",
    views,
    sa.Column("station", sa.Text, primary_key=True),
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("revision", sa.Text, primary_key=True),
    sa.Column("since", sa.Text, primary_key=True),
    sa.Column("place", sa.BigInteger, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)
station_view = sa.Table(
    "station_view",
    views,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("county", sa.Text, nullable=False),
    sa.Column("phone", sa.Text, nullable=False),
    sa.Column("verify_key", sa.Text, nullable=False),
    sa.Column("recipient", sa.Text, nullable=False),
)

setting = sa.Table("setting", local, sa.Column("key", sa.Text, primary_key=True), sa.Column("value", sa.Text, nullable=False))
outbox = sa.Table(
    "outbox",
    local,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("folder", sa.Text, nullable=False),
    sa.Column("written_at", sa.Text, nullable=False),
    sa.Column("runs", sa.Text, nullable=False),
    sa.Column("counts", sa.Text, nullable=False),
    sa.Column("lines", sa.Integer, nullable=False),
)
acknowledged = sa.Table(
    "acknowledged",
    local,
    sa.Column("station", sa.Text, primary_key=True),
    sa.Column("epoch", sa.Text, primary_key=True),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("ack_no", sa.Integer, nullable=False),
    sa.Column("centre_epoch", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
)
inbox = sa.Table(
    "inbox",
    local,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("station", sa.Text, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("lines", sa.Integer, nullable=False),
    sa.Column("taken_at", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
)
trusted = sa.Table(
    "trusted",
    local,
    sa.Column("fingerprint", sa.Text, primary_key=True),
    sa.Column("station", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("verify_key", sa.Text, nullable=False),
    sa.Column("recipient", sa.Text, nullable=False),
    sa.Column("revoked", sa.Boolean, nullable=False),
)


def create_all(connection: sa.Connection) -> None:
    """Makes every table that is not there yet."""
    for part in (record, views, local):
        part.create_all(connection)
