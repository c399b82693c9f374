"""What a property looks at on a side of the exchange: its lines, their chains, and refusals that may be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from models.problems import StationError
from models.store import journal
from models.store.session import Database, reading
from models.store.views import journal as table
from models.store.views import private_part


@contextmanager
def refused(*words: str) -> Iterator[None]:
    """What follows may be refused, but for no other reason than these."""
    try:
        yield
    except StationError as error:
        if not any(word in error.message for word in words):
            raise


def lines_of(database: Database) -> set[bytes]:
    """Every line a side holds, by its place in its chain."""
    with reading(database) as connection:
        return set(connection.scalars(sa.select(table.c.hash)))


MOVED = sa.select(sa.func.count(), sa.func.max(table.c.hash), sa.func.min(table.c.hash))


def whole(connection: sa.Connection) -> None:
    for code, epoch, _ in journal.epochs(connection):
        assert journal.verify_chain(connection, code, epoch) is None


def missing_parts(connection: sa.Connection) -> int:
    """How many lines name a personal part that is not here."""
    here = sa.exists().where(private_part.c.hash == table.c.private)
    return int(connection.execute(sa.select(sa.func.count()).where(table.c.private.isnot(None), ~here)).scalar_one())
