"""A journal that goes on elsewhere or from an older state: a new epoch, what was lost is asked back, what diverged is written anew."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from models import events
from models.events import read_fact
from models.events.envelope import epoch_name
from models.problems import StationError, cause_of
from models.services.changes import Changes
from models.services.exchange.identity import REASON_WORDS, Reason, keep_token, mark_of
from models.services.station import Station, changing, looking
from models.store import journal
from models.store.journal import Append
from models.store.local import FORKED, read_setting, write_setting
from models.store.marks import TOKEN_SETTING, write_mark
from models.store.views import journal as lines_table
from models.store.views import journal_on, set_apart


@dataclass(frozen=True)
class Diverged:
    """Our lines that the centre has otherwise: from `seq` of `epoch` on, `lines` of them, about the cases with these numbers."""

    epoch: str
    seq: int
    lines: int
    cases: tuple[str, ...]


def begin_epoch(station: Station, marks: Path, reason: Reason) -> Changes:
    """Goes on under a new epoch that names the one it forked from, with a new token; case numbers carry its letter from now on.

    Raises StationError where the mark cannot be kept. The epoch has begun then, and `station.epoch` says so; the token is taken back,
    for the next start would ask again, and again begin an epoch.
    """
    token = os.urandom(16).hex()
    with changing(station) as change:
        epoch = open_epoch(change.append, station.info.code, REASON_WORDS[reason])
        write_setting(change.connection, TOKEN_SETTING, token)
    station.epoch = epoch
    try:
        write_mark(marks, mark_of(station, token))
    except OSError as error:
        keep_token(station, "")
        raise StationError(
            f"新时期已经开始，但在 {marks} 里写不了文件（{cause_of(error)}）：这份数据以后被拷贝，程序发现不了。",
            "请管理员放开这个文件夹的写入权限；现在可以照常登记。",
        ) from error
    return Changes(people=True, packages=True)


def open_epoch(append: Append, code: str, reason: str, parent: tuple[str, int] | None = None, again: int = 0) -> str:
    """Appends the record that opens the epoch after the newest one here and returns its name.

    The parent is the last line of the newest epoch, or the line (epoch, seq) that is named; `again` lines are to be said again in it.
    """
    known = journal.epochs(append.connection, code)
    forked, at = parent or (known[-1][1], known[-1][2])
    chain = journal.hashes(append.connection, code, forked, at, at).get(at, journal.NO_HASH)
    number = max(int(epoch.partition(".")[0]) for _, epoch, _ in known) + 1
    epoch = epoch_name(number, append.now)
    append.go_on_in(epoch)
    event = events.EpochOpened(number=number, parent=forked, parent_seq=at, parent_hash=chain.hex(), again=again)
    append.add(event, (f"station:{code}",), reason=reason)
    write_setting(append.connection, "epoch", epoch)
    return epoch


def diverged(station: Station) -> Diverged | None:
    """What the centre's last answer said is otherwise there; None where nothing is."""
    with looking(station) as connection:
        place = read_setting(connection, FORKED)
        if not place:
            return None
        epoch, _, seq = place.rpartition(":")
        tail = list(journal.lines_from(connection, station.info.code, epoch, int(seq) - 1))
    numbers: dict[str, None] = {}
    for line in tail:
        event = read_fact(line.line, None).event
        if isinstance(event, events.ApplicationRegistered):
            numbers[event.number] = None
    return Diverged(epoch, int(seq), len(tail), tuple(numbers)) if tail else None


def write_anew(station: Station, reason: str) -> Changes:
    """Takes our diverged lines out of their epoch, keeps them apart unchanged, and says the same facts again in a new epoch.

    The epoch then ends with the last line both sides have, so that the centre's own continuation of it can come in. One transaction.
    Raises StationError where nothing diverged, or no reason is given.
    """
    found = diverged(station)
    if found is None:
        raise StationError("本机的流水和县中心的没有分叉。", "不用处理。")
    if not reason.strip():
        raise StationError("请写明为什么会有两份。", "例如：U 盘上的旧数据在另一台电脑上打开过。")
    code = station.info.code
    with changing(station) as change:
        tail = list(journal.lines_from(change.connection, code, found.epoch, found.seq - 1))
        put_apart(change.connection, code, found.epoch, found.seq, change.append.now.isoformat(timespec="seconds"))
        epoch = open_epoch(change.append, code, f"与县中心分叉：{reason.strip()}", (found.epoch, found.seq - 1), len(tail))
        change.append.say_again(tail)
        write_setting(change.connection, FORKED, "")
    station.epoch = epoch
    return Changes(people=True, rules=True, packages=True)


def put_apart(connection: sa.Connection, code: str, epoch: str, seq: int, at: str) -> None:
    """Takes the lines of an epoch from `seq` (inclusive) on out of the journal and keeps them unchanged."""
    j = lines_table.c
    tail = sa.and_(j.station == code, j.epoch == epoch, j.seq >= seq)
    columns = ("station", "epoch", "seq", "line", "hash", "private")
    connection.execute(
        sa.insert(set_apart).from_select([*columns, "at"], sa.select(*(j[name] for name in columns), sa.literal(at)).where(tail))
    )
    o = journal_on.c
    connection.execute(sa.delete(journal_on).where(o.station == code, o.epoch == epoch, o.seq >= seq))
    connection.execute(sa.delete(lines_table).where(tail))
