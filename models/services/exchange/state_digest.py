"""One hash over what the views say of a station's cases, by which two stores with the same lines find out that they fold alike."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa

from models.store.views import STATE_COLUMNS, case_view


def state_digest(connection: sa.Connection, station: str) -> str:
    """SHA-256 in hex over the cases of a station, in order of their identities; what names a person is not part of it."""
    found = hashlib.sha256()
    c = case_view.c
    query = sa.select(*(c[name] for name in STATE_COLUMNS[1:])).where(c.station == station).order_by(c.id)
    for row in connection.execute(query):
        found.update("\x1f".join("" if value is None else str(int(value) if isinstance(value, bool) else value) for value in row).encode())
        found.update(b"\x1e")
    return found.hexdigest()
