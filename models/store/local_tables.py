"""The tables that belong to one computer: settings, packages sent and received, keys trusted. No replay makes them anew."""

from __future__ import annotations

import sqlalchemy as sa

Text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""Texts are compared byte by byte on every server, as SQLite does."""

local = sa.MetaData()

setting = sa.Table("setting", local, sa.Column("key", Text, primary_key=True), sa.Column("value", Text, nullable=False))
outbox = sa.Table(
    "outbox",
    local,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("file", Text, nullable=False),
    sa.Column("sha256", Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("folder", Text, nullable=False),
    sa.Column("written_at", Text, nullable=False),
    sa.Column("runs", Text, nullable=False),
    sa.Column("counts", Text, nullable=False),
    sa.Column("lines", sa.Integer, nullable=False),
)
acknowledged = sa.Table(
    "acknowledged",
    local,
    sa.Column("station", Text, primary_key=True),
    sa.Column("epoch", Text, primary_key=True),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("hash", Text, nullable=False),
    sa.Column("ack_no", sa.Integer, nullable=False),
    sa.Column("centre_epoch", Text, nullable=False),
    sa.Column("at", Text, nullable=False),
)
arrival = sa.Table(
    "arrival",
    local,
    sa.Column("sha256", Text, primary_key=True),
    sa.Column("file", Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("state", Text, nullable=False),
    sa.Column("reached", Text, nullable=False),
    sa.Column("kind", Text, nullable=False),
    sa.Column("station", Text, nullable=False),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("epoch", Text, nullable=False),
    sa.Column("seq_from", sa.BigInteger, nullable=False),
    sa.Column("seq_to", sa.BigInteger, nullable=False),
    sa.Column("lines", sa.BigInteger, nullable=False),
    sa.Column("known", sa.BigInteger, nullable=False),
    sa.Column("cases", sa.BigInteger, nullable=False),
    sa.Column("created_at", Text, nullable=False),
    sa.Column("arrived_at", Text, nullable=False),
    sa.Column("changed_at", Text, nullable=False),
    sa.Column("code", Text, nullable=False),
    sa.Column("note", Text, nullable=False),
    sa.Index("arrival_by_station", "station", "state", "number"),
)
hole = sa.Table(
    "hole",
    local,
    sa.Column("station", Text, primary_key=True),
    sa.Column("epoch", Text, primary_key=True),
    sa.Column("seq_from", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("seq_to", sa.BigInteger, nullable=False),
    sa.Column("by", Text, nullable=False),
    sa.Column("reason", Text, nullable=False),
    sa.Column("at", Text, nullable=False),
)
fork = sa.Table(
    "fork",
    local,
    sa.Column("station", Text, primary_key=True),
    sa.Column("epoch", Text, primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("theirs", Text, primary_key=True),
    sa.Column("ours", Text, nullable=False),
    sa.Column("sha256", Text, nullable=False),
    sa.Column("at", Text, nullable=False),
    sa.Column("settled_at", Text),
    sa.Column("settled_by", Text, nullable=False),
    sa.Column("note", Text, nullable=False),
)
set_apart = sa.Table(
    "set_apart",
    local,
    sa.Column("station", Text, primary_key=True),
    sa.Column("epoch", Text, primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("hash", sa.LargeBinary, primary_key=True),
    sa.Column("line", sa.LargeBinary, nullable=False),
    sa.Column("private", Text),
    sa.Column("at", Text, nullable=False),
)
trusted = sa.Table(
    "trusted",
    local,
    sa.Column("fingerprint", Text, primary_key=True),
    sa.Column("station", Text, nullable=False),
    sa.Column("name", Text, nullable=False),
    sa.Column("verify_key", Text, nullable=False),
    sa.Column("recipient", Text, nullable=False),
    sa.Column("revoked", sa.Boolean, nullable=False),
)
