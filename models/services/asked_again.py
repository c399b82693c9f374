"""What the centre asks a station to send again: told in words, then marked as not acknowledged so that the next export carries it."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.store import journal
from models.store.views import acknowledged
from models.sync.manifest import Acknowledged


def request_words(connection: sa.Connection, code: str, have: tuple[Acknowledged, ...]) -> Iterator[str]:
    """What a request of the centre asks of this station, epoch by epoch."""
    told = {one.epoch: _believed(connection, code, one) for one in have}
    total = 0
    for _, epoch, last in journal.epochs(connection, code):
        first = min(told.get(epoch, 0), _answered(connection, code, epoch)) + 1
        if first <= last:
            total += last - first + 1
            yield f"县中心请本所重发：时期 {epoch.partition('.')[0]} 从第 {first} 条到第 {last} 条。"
    yield f"导入后，下次导出会带上这 {total} 条；本机什么都不会少。" if total else "县中心要的都还没有回执，下次导出本来就会带上。"


def take_request(connection: sa.Connection, code: str, have: tuple[Acknowledged, ...]) -> None:
    """Marks as not acknowledged what the centre wants again; a request never acknowledges anything."""
    told = {one.epoch: one for one in have}
    a = acknowledged.c
    for row in connection.execute(sa.select(acknowledged).where(a.station == code)).all():
        seq = min(int(row.seq), _believed(connection, code, told[row.epoch]) if row.epoch in told else 0)
        chain = journal.hashes(connection, code, row.epoch, seq, seq).get(seq, journal.NO_HASH)
        connection.execute(
            sa.update(acknowledged).where(a.station == code, a.epoch == row.epoch).values(seq=seq, hash=chain.hex())
        )


def _answered(connection: sa.Connection, code: str, epoch: str) -> int:
    a = acknowledged.c
    return int(connection.execute(sa.select(a.seq).where(a.station == code, a.epoch == epoch)).scalar() or 0)


def _believed(connection: sa.Connection, code: str, have: Acknowledged) -> int:
    """Up to where the sender has our lines, 0 where what it has is not ours."""
    if not have.seq or have.station != code:
        return 0
    own = journal.hashes(connection, code, have.epoch, have.seq, have.seq).get(have.seq)
    return have.seq if own is not None and own.hex() == have.chain else 0
