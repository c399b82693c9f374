"""Up to which of a station's lines an answer of the centre reaches: what it proves to be there, and what is there otherwise."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from models.store import journal
from models.store.views import outbox
from models.sync.manifest import Ack, Acknowledged, Rejected


def reached(connection: sa.Connection, have: Acknowledged, ack: Ack) -> tuple[int, str]:
    """The last line of ours that the centre holds of an epoch we know, and the chain's hash there.

    Where the centre has more of a former epoch than we, nothing in the answer shows that its line behind our last one follows ours: another
    computer may have gone on from the same data; and where a line of it is not ours, those before it may differ too. Up to the last line,
    then, that a package of ours carried which it took; earlier answers prove nothing, for the store that gave them may be gone. The rest
    goes out once more: known there, or told as a fork, from its first line on.
    """
    last, forked = journal.head(connection, have.station, have.epoch), fork_of_ours(connection, ack, have)
    if last is None or (forked is None and last.seq >= have.seq and not differs(connection, have)):
        return have.seq, have.chain
    most = min(last.seq, have.seq, forked.seq - 1 if forked else have.seq)
    taken = connection.scalars(sa.select(outbox.c.runs).where(outbox.c.sha256.in_(ack.packages))).all() if ack.packages else []
    runs = [run for text in taken for run in msgspec.json.decode(text, type=list[tuple[str, int, int]])]
    seq = max((min(upto, most) for epoch, first, upto in runs if epoch == have.epoch and first <= most), default=0)
    return seq, journal.hashes(connection, have.station, have.epoch, seq, seq).get(seq, journal.NO_HASH).hex()


def differs(connection: sa.Connection, have: Acknowledged) -> bool:
    """Whether the last line that the centre has of an epoch is here otherwise."""
    own = journal.hashes(connection, have.station, have.epoch, have.seq, have.seq).get(have.seq)
    return own is not None and own.hex() != have.chain


def fork_of_ours(connection: sa.Connection, ack: Ack, have: Acknowledged) -> Rejected | None:
    """The first line of an epoch that the centre has otherwise than this computer wrote it; other computers' forks are not ours."""
    for item in sorted(ack.rejected, key=lambda item: item.seq):
        if item.code == "fork" and (item.station, item.epoch) == (have.station, have.epoch) and is_ours(connection, item):
            return item
    return None


def is_ours(connection: sa.Connection, item: Rejected) -> bool:
    """Whether the line at which the centre found a fork is the one that this computer wrote, and not another's."""
    own = journal.hashes(connection, item.station, item.epoch, item.seq, item.seq).get(item.seq)
    return own is not None and own.hex() == item.chain
