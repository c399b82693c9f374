"""What a station believes to be at the centre besides what an answer says: a rebuild package holds it; a discarded store proves nothing.

A store of the centre that was put back from a backup begins a new epoch, and the name of an epoch is never used twice. Once a station
has heard the store that follows, whatever still comes under the former epoch, late, is the word of a store that is gone.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import sqlalchemy as sa

from models.store.local import HEARD, read_setting, write_setting
from models.store.views import acknowledged

_MOST_HEARD = 50


def note_heard(connection: sa.Connection, code: str, epoch: str) -> None:
    """Notes that the centre spoke to this station under an epoch of its own; called before what its last answer said is replaced."""
    known = _heard(connection, code)
    if epoch not in known:
        write_setting(connection, HEARD, msgspec.json.encode((*known, epoch)[-_MOST_HEARD:]).decode())


def is_discarded(connection: sa.Connection, code: str, epoch: str) -> bool:
    """Whether an epoch of the centre is one that another has followed, as far as this station has heard."""
    return epoch in _heard(connection, code)[:-1]


def _heard(connection: sa.Connection, code: str) -> tuple[str, ...]:
    """The centre's epochs in the order in which they were first heard; of a station that did not note them yet, its last answer's."""
    if kept := msgspec.json.decode(read_setting(connection, HEARD, "[]"), type=tuple[str, ...]):
        return kept
    a = acknowledged.c
    return tuple(connection.scalars(sa.select(a.centre_epoch).where(a.station == code, a.centre_epoch != "").distinct()))


def note_rebuilt(connection: sa.Connection, code: str, epoch: str, ends: Mapping[str, tuple[int, str]]) -> None:
    """Notes that the centre, in an epoch of its own, holds what its rebuild package brought: up to a line of each of our epochs, and the
    chain's hash there. It answers no package, so it has no number and no day.

    Nothing is believed of a discarded store, nor where it cannot be told whether it speaks later than the one that answered last.
    """
    heard = _heard(connection, code)
    if epoch in heard[:-1] or (epoch not in heard and any(_number(other) >= _number(epoch) for other in heard)):
        return
    a = acknowledged.c
    rows = {row.epoch: row for row in connection.execute(sa.select(acknowledged).where(a.station == code)).all()}
    note_heard(connection, code, epoch)
    if any(row.centre_epoch not in ("", epoch) for row in rows.values()):  # said by a store that is gone
        connection.execute(sa.delete(acknowledged).where(a.station == code))
        rows = {}
    for own, (seq, chain) in ends.items():
        if own not in rows:
            place = {"station": code, "epoch": own, "seq": seq, "hash": chain}
            connection.execute(sa.insert(acknowledged).values(**place, ack_no=0, centre_epoch=epoch, at=""))
        elif seq > rows[own].seq:
            connection.execute(sa.update(acknowledged).where(a.station == code, a.epoch == own).values(seq=seq, hash=chain))


def _number(epoch: str) -> int:
    return int(epoch.partition(".")[0])
