"""Taking in what the centre sends back: an acknowledgement is believed only when signed, meant for us, and about our own chain."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec
import sqlalchemy as sa

from models.problems import StationError, cause_of
from models.services.changes import Changes
from models.services.station import Station, looking
from models.store import journal
from models.store.local import WANTED, write_setting
from models.store.session import cause, explain
from models.store.views import acknowledged, trusted
from models.sync.encryption import Identity
from models.sync.manifest import Ack, Acknowledged, decode_ack
from models.sync.package import read


@dataclass(frozen=True)
class AnswerTaken:
    """What an answer said, in sentences for the clerk."""

    ack_no: int
    summary: tuple[str, ...]


def take_answer(station: Station, path: Path) -> tuple[AnswerTaken, Changes]:
    """Reads an acknowledgement package and notes what the centre holds; raises StationError and changes nothing otherwise."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StationError(f"文件 {path} 读不出来（{cause_of(error)}）。", "请检查 U 盘是否插好。") from error
    own = Identity.from_text(station.keys.identity)
    with looking(station) as connection:
        keys = {
            row.fingerprint: bytes.fromhex(row.verify_key)
            for row in connection.execute(sa.select(trusted).where(trusted.c.station == "centre", trusted.c.revoked.is_(False)))
        }
    if not keys:
        raise StationError("还没有县中心的名片，不能验证回执。", "请先导入 CARD.json。")
    content = read(data, [own], keys, me=own.recipient)
    if content.statement.kind != "ack" or content.ack is None:
        raise StationError("这不是回执包。", "请选县中心给的回执文件（名字以 A.YKP 结尾）。")
    ack = decode_ack(content.ack)
    mine = [have for have in ack.have if have.station == station.info.code]
    if not mine:
        raise StationError("这份回执里没有本所的数据。", "请确认拿的是给本所的回执。")
    try:
        with station.database.writer.begin() as connection:
            _check_age(connection, station, ack)
            # an answer is complete: what it does not name, the centre does not hold (any more), and it goes out again
            connection.execute(sa.delete(acknowledged).where(acknowledged.c.station == station.info.code))
            write_setting(connection, WANTED, msgspec.json.encode(ack.wanted_attachments).decode())
            for have in mine:
                _note(connection, station, ack, have)
    except sa.exc.DBAPIError as error:
        raise explain(error, station.database.path) from cause(error)
    return AnswerTaken(ack.ack_no, tuple(_sentences(ack, mine))), Changes(packages=True)


def _check_age(connection: sa.Connection, station: Station, ack: Ack) -> None:
    query = sa.select(sa.func.max(acknowledged.c.ack_no)).where(
        acknowledged.c.station == station.info.code, acknowledged.c.centre_epoch == ack.centre_epoch
    )
    last = connection.execute(query).scalar() or 0
    if ack.ack_no < last:
        raise StationError(f"这是较早的第 {ack.ack_no} 号回执，本机已有第 {last} 号。", "不用再导入，状态没有改变。")


def _note(connection: sa.Connection, station: Station, ack: Ack, have: Acknowledged) -> None:
    if have.seq:
        line = next(journal.lines_from(connection, have.station, have.epoch, have.seq - 1, have.seq), None)
        if line is None:
            raise StationError(
                f"县中心有本所第 {have.seq} 条流水，本机没有：本机可能用旧备份恢复过。", "请联系县公司，不要继续登记；数据没有改动。"
            )
        if line.hash.hex() != have.chain:
            raise StationError(f"第 {have.seq} 条流水与县中心的不一致（分叉）。", "请联系县公司核对两边的数据；本机没有改动。")
    connection.execute(
        sa.insert(acknowledged).values(
            station=have.station,
            epoch=have.epoch,
            seq=have.seq,
            hash=have.chain,
            ack_no=ack.ack_no,
            centre_epoch=ack.centre_epoch,
            at=station.now().isoformat(timespec="seconds"),
        )
    )


def _sentences(ack: Ack, mine: list[Acknowledged]) -> list[str]:
    told = [f"{ack.centre_name} 第 {ack.ack_no} 号回执（{ack.created_at[:16].replace('T', ' ')}）。"]
    told += [f"已收到本所流水到第 {have.seq} 条。" for have in mine]
    told += [f"缺第 {first}–{last} 条，下次导出会自动补上。" for have in mine for first, last in have.gaps]
    told += [f"第 {item.seq} 条没有采用：{item.text}" for item in ack.rejected]
    if ack.wanted_attachments:
        told.append(f"县中心缺 {len(ack.wanted_attachments)} 个附件，下次导出会自动带上。")
    if ack.state_differs:
        told.append("两边的流水相同，展开的结果却不同：这是程序的问题，数据没有丢，请把两边的程序版本报县公司。")
    return told
