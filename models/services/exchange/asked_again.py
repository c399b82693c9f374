"""What the centre asks a station to send again: told in words, then marked as not acknowledged so that the next export carries it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import msgspec
import sqlalchemy as sa

from models.services.exchange.acknowledging import note_heard
from models.services.exchange.asked_notice import KEY, Kept, Run, Upto, run_words
from models.store import journal
from models.store.local import read_setting, write_setting
from models.store.views import acknowledged, outbox
from models.sync.manifest import Ack, Acknowledged, Statement

_MOST_KNOWN = 50


def request_words(connection: sa.Connection, code: str, have: tuple[Acknowledged, ...]) -> Iterator[str]:
    """What a request of the centre asks of this station, epoch by epoch."""
    runs = _wanted(connection, code, have)
    yield from map(run_words, runs)
    total = sum(last - first + 1 for _, first, last in runs)
    yield f"导入后，下次导出会带上这 {total} 条；本机什么都不会少。" if total else "县中心要的都还没有回执，下次导出本来就会带上。"


def changes_something(connection: sa.Connection, code: str, asked: Statement) -> bool:
    """Whether taking a request would make the next export carry more; one that was taken before is not obeyed again by itself."""
    if asked.pkg_id in _kept(connection).known:
        return False
    return any(seq > wanted for _, seq, wanted in _marks(connection, code, asked.have))


def take_request(connection: sa.Connection, code: str, asked: Statement, on: date) -> None:
    """Marks as not acknowledged what the centre wants again, and keeps that it asked; a request never acknowledges anything."""
    note_heard(connection, code, asked.db_epoch)
    runs = _wanted(connection, code, asked.have)
    before, upto = _kept(connection), _upto(connection, code, asked)
    upto = _both(before.upto, upto) if before.upto else upto
    _lower(connection, code, upto)
    last = int(connection.execute(sa.select(sa.func.max(outbox.c.number))).scalar() or 0)
    known_ids = (*(name for name in before.known if name != asked.pkg_id), asked.pkg_id)[-_MOST_KNOWN:]
    _keep(connection, Kept(known_ids, tuple(runs), last, on, upto))


def outlasts(connection: sa.Connection, ack: Ack) -> bool:
    """Whether the last request was written after an answer, and no later answer has come since."""
    upto = _kept(connection).upto
    return upto is not None and upto.centre_epoch == ack.centre_epoch and ack.ack_no <= upto.ack_no


def ask_still(connection: sa.Connection, code: str, ack: Ack | None = None) -> None:
    """Marks again what the last request wants, after an answer or a rebuild package was noted; an answer written since ends the request."""
    kept = _kept(connection)
    if kept.upto is None:
        return
    if ack is None or outlasts(connection, ack):
        _lower(connection, code, kept.upto)
    else:
        _keep(connection, msgspec.structs.replace(kept, upto=None))


def _upto(connection: sa.Connection, code: str, asked: Statement) -> Upto:
    """What a request says of the lines, and the answer it follows; where it names none, the last one that came."""
    lines = {one.epoch: _believed(connection, code, one) for one in asked.have}
    if asked.last_ack_seen:
        return Upto(lines, asked.last_ack_seen.centre_epoch, asked.last_ack_seen.ack_no)
    a = acknowledged.c
    last = connection.execute(sa.select(sa.func.max(a.ack_no)).where(a.station == code, a.centre_epoch == asked.db_epoch)).scalar()
    return Upto(lines, asked.db_epoch, int(last or 0))


def _both(earlier: Upto, later: Upto) -> Upto:
    """What both requests leave acknowledged, until an answer comes that follows the later one."""
    return msgspec.structs.replace(later, lines={epoch: min(seq, earlier.lines.get(epoch, 0)) for epoch, seq in later.lines.items()})


def _lower(connection: sa.Connection, code: str, upto: Upto) -> None:
    a = acknowledged.c
    for epoch, known in connection.execute(sa.select(a.epoch, a.seq).where(a.station == code)).all():
        seq = min(int(known), upto.lines.get(epoch, 0))
        chain = journal.hashes(connection, code, epoch, seq, seq).get(seq, journal.NO_HASH)
        connection.execute(sa.update(acknowledged).where(a.station == code, a.epoch == epoch).values(seq=seq, hash=chain.hex()))


def _keep(connection: sa.Connection, kept: Kept) -> None:
    write_setting(connection, KEY, msgspec.json.encode(kept).decode())


def _kept(connection: sa.Connection) -> Kept:
    return msgspec.json.decode(read_setting(connection, KEY, "{}"), type=Kept)


def _wanted(connection: sa.Connection, code: str, have: Iterable[Acknowledged]) -> list[Run]:
    """The lines that the next export carries once the request is taken, by epoch, both ends inclusive."""
    told = {one.epoch: _believed(connection, code, one) for one in have}
    found = []
    for _, epoch, last in journal.epochs(connection, code):
        first = min(told.get(epoch, 0), _answered(connection, code, epoch)) + 1
        if first <= last:
            found.append((epoch, first, last))
    return found


def _marks(connection: sa.Connection, code: str, have: Iterable[Acknowledged]) -> Iterator[tuple[str, int, int]]:
    """Each epoch that was acknowledged, up to where, and up to where the sender says that it has it."""
    told = {one.epoch: one for one in have}
    for row in connection.execute(sa.select(acknowledged).where(acknowledged.c.station == code)).all():
        yield row.epoch, int(row.seq), _believed(connection, code, told[row.epoch]) if row.epoch in told else 0


def _answered(connection: sa.Connection, code: str, epoch: str) -> int:
    a = acknowledged.c
    return int(connection.execute(sa.select(a.seq).where(a.station == code, a.epoch == epoch)).scalar() or 0)


def _believed(connection: sa.Connection, code: str, have: Acknowledged) -> int:
    """Up to where the sender has our lines, 0 where what it has is not ours."""
    if not have.seq or have.station != code:
        return 0
    own = journal.hashes(connection, code, have.epoch, have.seq, have.seq).get(have.seq)
    return have.seq if own is not None and own.hex() == have.chain else 0
