"""How large the lines of a journal are, added up by the store, without reading what they say."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import sqlalchemy as sa

from models.store.views import journal, private_part

_WINDOW = 4000
"""Lines added up by one query: the store sorts them, and holds them whole in memory meanwhile."""


class Stretch(msgspec.Struct, frozen=True, gc=False):
    """Some lines in a row, first ≤ seq ≤ last, of one epoch: how many bytes they and their personal parts have together.

    `lines` and `parts` count them.
    """

    first: int
    last: int
    lines: int
    text: int
    parts: int
    private: int


def stretches(connection: sa.Connection, station: str, epoch: str, first: int, last: int, *, at_once: int) -> Iterator[Stretch]:
    """The lines of a run, first ≤ seq ≤ last, in order, in stretches of at most `at_once`."""
    window = max(1, _WINDOW // at_once) * at_once
    for start in range(first, last + 1, window):
        yield from _added_up(connection, station, epoch, start, min(last, start + window - 1), at_once)


def _added_up(connection: sa.Connection, station: str, epoch: str, first: int, last: int, at_once: int) -> Iterator[Stretch]:
    j, data = journal.c, private_part.c.data
    place = (j.seq - first) // at_once
    lengths = (sa.func.sum(sa.func.length(j.line)), sa.func.count(data), sa.func.coalesce(sa.func.sum(sa.func.length(data)), 0))
    query = (
        sa.select(sa.func.min(j.seq), sa.func.max(j.seq), sa.func.count(), *lengths)
        .select_from(journal.outerjoin(private_part, private_part.c.hash == j.private))
        .where(j.station == station, j.epoch == epoch, j.seq.between(first, last))
        .group_by(place)
        .order_by(place)
    )
    for row in connection.execute(query.execution_options(yield_per=1000)):
        yield Stretch(*map(int, row))
