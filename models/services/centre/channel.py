"""The centre's side of a channel: its own journal to one station, what that station has of it, and what it is still to get."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from models.events.envelope import channel_of
from models.services.centre.own_words import note_held
from models.services.centre.restored import check_not_put_back
from models.services.centre.station_renewals import not_let_in
from models.services.centre.store import Centre
from models.services.folding.refold import Folder
from models.services.station import APP
from models.store import journal
from models.store.journal import Append, Author, StoredLine
from models.store.local import read_setting
from models.store.session import cause, explain
from models.store.views import acknowledged, trusted
from models.sync.manifest import Acknowledged, Run


@dataclass(frozen=True)
class Pending:
    """Lines of a channel that its station has not acknowledged, with their runs and personal parts."""

    lines: tuple[StoredLine, ...]
    runs: tuple[Run, ...]
    private: dict[str, bytes]


@contextmanager
def speaking(centre: Centre, station: str, actor: str = "") -> Iterator[Append]:
    """One transaction in which the centre writes facts to a station's channel; views of what they touch are folded at its end.

    Raises StationError for a station that is not trusted here.
    """
    try:
        with centre.database.writer.begin() as connection:
            append = open_channel(connection, centre, station, actor)
            yield append
            Folder(connection).refold(append.touched)
    except sa.exc.DBAPIError as error:
        raise explain(error, centre.database.path) from cause(error)


def open_channel(connection: sa.Connection, centre: Centre, station: str, actor: str = "") -> Append:
    """The end of a station's channel, inside a transaction."""
    known = connection.execute(sa.select(trusted.c.station).where(trusted.c.station == station, trusted.c.revoked.is_(False))).first()
    if known is None:
        raise not_let_in(connection, station)
    check_not_put_back(connection, centre)
    epoch = read_setting(connection, "epoch")
    return Append(connection, Author(channel_of(station), epoch, actor or "centre", "CENTRE", APP), centre.now())


def pending(connection: sa.Connection, station: str) -> Pending:
    """What a station is still to get of its channel: all lines behind those it said to hold."""
    channel = channel_of(station)
    lines: list[StoredLine] = []
    runs: list[Run] = []
    for _, epoch, _last in journal.epochs(connection, channel):
        known = answered(connection, channel, epoch)
        fresh = list(journal.lines_from(connection, channel, epoch, known))
        if fresh:
            runs.append(run_of(connection, fresh))
            lines += fresh
    return Pending(tuple(lines), tuple(runs), journal.private_data(connection, [line.private for line in lines if line.private]))


def run_of(connection: sa.Connection, lines: list[StoredLine]) -> Run:
    """The run that announces consecutive lines of a channel."""
    first, last = lines[0], lines[-1]
    before = journal.hashes(connection, first.station, first.epoch, first.seq - 1, first.seq - 1).get(first.seq - 1, journal.NO_HASH)
    return Run(
        journal=first.station,
        epoch=first.epoch,
        seq_from=first.seq,
        seq_to=last.seq,
        chain_before=before.hex(),
        chain_after=last.hash.hex(),
    )


def answered(connection: sa.Connection, channel: str, epoch: str) -> int:
    """Up to which line (inclusive) the station said to hold an epoch of its channel."""
    a = acknowledged.c
    return int(connection.execute(sa.select(a.seq).where(a.station == channel, a.epoch == epoch)).scalar() or 0)


def holds_all(connection: sa.Connection, station: str, have: tuple[Acknowledged, ...]) -> bool:
    """Whether a station that says it holds this has every line of its channel, and none that is not here."""
    channel = channel_of(station)
    ours = {epoch: last for _, epoch, last in journal.epochs(connection, channel)}
    return ours == {one.epoch: one.seq for one in have if one.station == channel and one.seq}


def note_answered(connection: sa.Connection, centre: Centre, station: str, have: tuple[Acknowledged, ...]) -> None:
    """Notes what a station's package says it holds of its channel; what does not fit our own chain is not believed and goes out again."""
    channel = channel_of(station)
    note_held(connection, station, have)
    connection.execute(sa.delete(acknowledged).where(acknowledged.c.station == channel))
    for one in have:
        own = journal.hashes(connection, channel, one.epoch, one.seq, one.seq).get(one.seq)
        if one.station != channel or own is None or own.hex() != one.chain:
            continue
        at = centre.now().isoformat(timespec="seconds")
        row = {"station": channel, "epoch": one.epoch, "seq": one.seq, "hash": one.chain, "ack_no": 0, "centre_epoch": "", "at": at}
        connection.execute(sa.insert(acknowledged).values(row))
