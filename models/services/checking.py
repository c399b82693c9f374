"""Is everything whole? The chain, the database, the files; and do the views equal the journal?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from models.problems import StationError
from models.services.folding.replay import Progress, replay
from models.services.station import Station, looking
from models.store import journal
from models.store.attachments import Attachments
from models.store.session import Database, reading
from models.store.views import acknowledged, attachment, outbox, private_part, set_apart
from models.store.views import journal as journal_table
from models.store.views import views as view_tables


@dataclass(frozen=True)
class CheckReport:
    """What was looked at, and every fault found; whole when there is none."""

    lines: int
    attachments: int
    private_parts: int
    faults: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Nothing is wrong."""
        return not self.faults


@dataclass(frozen=True)
class RebuildReport:
    """How many records were folded anew, how many rows came out, and the rows that had differed before."""

    records: int
    rows: int
    differences: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """The views were already what the journal says."""
        return not self.differences


def check(station: Station) -> CheckReport:
    """Verifies the chain of every epoch, the database's own integrity, every personal part and every attachment file."""
    with looking(station) as connection:
        faults = [*_database_faults(connection), *_chain_faults(connection)]
        lines = int(connection.execute(sa.select(sa.func.count()).select_from(journal_table)).scalar_one())
        parts, part_faults = _private_faults(connection)
        files, file_faults = _attachment_faults(connection, station.attachments)
    return CheckReport(lines, files, parts, tuple([*faults, *part_faults, *file_faults]))


def _database_faults(connection: sa.Connection) -> list[str]:
    found = [str(line) for (line,) in connection.exec_driver_sql("PRAGMA integrity_check")]
    return [] if found == ["ok"] else [f"数据库：{line}" for line in found[:10]]


def _chain_faults(connection: sa.Connection) -> list[str]:
    faults = []
    for station, epoch, _ in journal.epochs(connection):
        broken = journal.verify_chain(connection, station, epoch)
        if broken:
            faults.append(broken)
        elif journal.lost_index(connection, station, epoch):
            faults.append(f"流水的索引与流水不符（{station}），列表可能不全。")
    return [*faults, *_promised_faults(connection)]


def _promised_faults(connection: sa.Connection) -> Iterator[str]:
    """What was sent out or acknowledged must still be here: a chain that lost its end is whole in itself."""
    for row in connection.execute(sa.select(acknowledged)).mappings():
        line = next(journal.lines_from(connection, row["station"], row["epoch"], row["seq"] - 1, row["seq"]), None)
        if row["seq"] and (line is None or line.hash.hex() != row["hash"]):
            yield f"县中心已回执的第 {row['seq']} 条流水，本机没有或内容不同：数据库可能是旧备份。"
    heads = {epoch: last for _, epoch, last in journal.epochs(connection)}
    apart = sa.select(set_apart.c.epoch, sa.func.max(set_apart.c.seq)).group_by(set_apart.c.epoch)
    heads |= {epoch: max(last, heads.get(epoch, 0)) for epoch, last in connection.execute(apart)}
    for number, runs in connection.execute(sa.select(outbox.c.number, outbox.c.runs).order_by(outbox.c.number)):
        if any(last > heads.get(epoch, 0) for epoch, _first, last in msgspec.json.decode(runs)):
            yield f"第 {number} 号数据包里的流水比本机多：数据库可能是旧备份。"


def _private_faults(connection: sa.Connection) -> tuple[int, list[str]]:
    count, faults = 0, []
    for name, data in connection.execute(sa.select(private_part)):
        count += 1
        if hashlib.sha256(data).hexdigest() != name:
            faults.append(f"个人信息部分 {name[:12]}… 与流水中的校验值不符。")
    query = (
        sa.select(sa.func.count())
        .select_from(journal_table)
        .where(journal_table.c.private.isnot(None), ~sa.exists().where(private_part.c.hash == journal_table.c.private))
    )
    missing = int(connection.execute(query).scalar_one())
    if missing:
        faults.append(f"有 {missing} 条流水的个人信息部分不在库里（没有删除记录）。")
    return count, faults


def _attachment_faults(connection: sa.Connection, attachments: Attachments) -> tuple[int, list[str]]:
    faults, names = [], [sha256 for (sha256,) in connection.execute(sa.select(attachment.c.sha256))]
    for sha256 in names:
        try:
            if hashlib.sha256(attachments.read(connection, sha256)).hexdigest() != sha256:
                faults.append(f"附件 {sha256[:12]}… 内容与登记的校验值不符。")
        except StationError as error:
            faults.append(error.message)
    return len(names), faults


def rebuild(database: Database, progress: Progress | None = None) -> RebuildReport:
    """Folds every record anew from the journal, in one transaction, and compares with what stood there; breaking off changes nothing."""
    before = _rows(database)
    records = replay(database, progress)
    after = _rows(database)
    differences = [
        f"{table}：{'多出' if row in before[table] else '缺少'} {row[:3]}"
        for table in after
        for row in sorted(before[table] ^ after[table], key=repr)
    ]
    return RebuildReport(records, sum(len(rows) for rows in after.values()), tuple(differences))


def _rows(database: Database) -> dict[str, set[tuple[object, ...]]]:
    with reading(database) as connection:
        return {table.name: {tuple(row) for row in connection.execute(sa.select(table))} for table in view_tables.sorted_tables}
