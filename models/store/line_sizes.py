"""How large the lines of a journal are, added up by the store, without reading what they say."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import sqlalchemy as sa

from models.store.views import journal, private_part


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


_SEQ, _TEXT, _PART = journal.c.seq, sa.func.length(journal.c.line), private_part.c.data
_FROM = journal.outerjoin(private_part, private_part.c.hash == journal.c.private)
_OWN = (journal.c.station == sa.bindparam("station"), journal.c.epoch == sa.bindparam("epoch"))
_HERE = (*_OWN, _SEQ.between(sa.bindparam("first"), sa.bindparam("last")))
_COUNTS = (sa.func.count(), sa.func.sum(_TEXT), sa.func.count(_PART), sa.func.coalesce(sa.func.sum(sa.func.length(_PART)), 0))
_TOGETHER = sa.select(sa.func.min(_SEQ), sa.func.max(_SEQ), *_COUNTS).select_from(_FROM).where(*_HERE)
_EACH = sa.select(_SEQ, _SEQ, *_COUNTS).select_from(_FROM).where(*_HERE).group_by(_SEQ).order_by(_SEQ)
"""Grouped by nothing but the key, so that the store adds up as it goes along and never holds the lines to sort them."""


def stretches(connection: sa.Connection, station: str, epoch: str, first: int, last: int, *, at_once: int) -> Iterator[Stretch]:
    """The lines of a run, first ≤ seq ≤ last, in order, in stretches of at most `at_once`."""
    place: dict[str, object] = {"station": station, "epoch": epoch}
    if at_once == 1:
        for row in connection.execute(_EACH.execution_options(yield_per=1000), {**place, "first": first, "last": last}):
            yield Stretch(*map(int, row))
        return
    for start in range(first, last + 1, at_once):
        row = connection.execute(_TOGETHER, {**place, "first": start, "last": min(last, start + at_once - 1)}).one()
        if row[0] is not None:
            yield Stretch(*map(int, row))
