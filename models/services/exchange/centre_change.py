"""The centre renewed its keys: what its word says is checked with the key that is known here, told, and adopted with the package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from models import events
from models.events import read_fact
from models.events.broadcast import BroadcastSent
from models.problems import StationError
from models.services.enrolment import CentreCard, trust_centre
from models.services.station import APP, Station
from models.store.journal import Append, Author, StoredLine
from models.store.local import CENTRE_SERIAL, read_setting
from models.store.views import trusted
from models.sync.key_change import KeyChange, proved, read_change
from models.sync.refusal import PackageRefused
from models.sync.signing import SigningKey

CALL = "请打电话和县中心核对指纹，不要导入；本机没有改动。"


@dataclass(frozen=True)
class CentreChange:
    """One change of the centre's keys as its word says it; `card` is None where newer keys are in use here already."""

    broadcast: str
    card: CentreCard | None
    words: str


def announced(connection: sa.Connection, lines: Iterable[StoredLine]) -> tuple[CentreChange, ...]:
    """The changes of keys that lines of the centre bring, each checked with the key before it; raises StationError for a forged one."""
    row = connection.execute(sa.select(trusted).where(trusted.c.station == "centre", trusted.c.revoked.is_(False))).mappings().first()
    if row is None:
        return ()
    known = int(read_setting(connection, CENTRE_SERIAL, "1"))
    card = CentreCard(row["name"], tuple(row["recipient"].split()), row["verify_key"], row["fingerprint"], known)
    found = []
    for sent in _sent(lines):
        change = _next(sent, card)
        if change.serial <= card.serial:
            told = f"县中心第 {change.serial} 套密钥的通知：本机用的已经是第 {card.serial} 套，不用再换。"
            found.append(CentreChange(sent.broadcast, None, told))
            continue
        new = CentreCard(card.name, change.recipients, change.verify_key, change.fingerprint, change.serial)
        found.append(CentreChange(sent.broadcast, new, _words(change, card)))
        card = new
    return tuple(found)


def _sent(lines: Iterable[StoredLine]) -> Iterator[BroadcastSent]:
    for line in lines:
        if b'"keys"' in line.line and isinstance(event := read_fact(line.line, None).event, BroadcastSent) and event.kind == "keys":
            yield event


def _next(sent: BroadcastSent, card: CentreCard) -> KeyChange:
    """What a word says, its signatures checked unless it is of keys that were replaced already."""
    try:
        change = read_change(sent.body)
        if change.serial > card.serial:
            change = proved(sent.body, bytes.fromhex(card.verify_key))
    except PackageRefused as error:
        raise StationError(f"《{sent.title}》不是县中心在用的密钥签的，没有采用。", CALL) from error
    if change.role != "centre" or not change.recipients or (change.serial > card.serial + 1):
        raise StationError(f"《{sent.title}》的内容不对，没有采用。", CALL)
    return change


def _words(change: KeyChange, card: CentreCard) -> str:
    signing = change.fingerprint != change.previous
    parts = [f"签名密钥换成 {change.fingerprint}（原来的 {change.previous}）"] if signing else [f"签名密钥不变（{change.fingerprint}）"]
    if change.recipients != card.recipients:
        parts.append("收件公钥（主、备用）换成新的，导入后本所的包只加密给新的")
    closed = "导入后只认新密钥，旧密钥签的新包不再接收。" if signing else ""
    return f"县中心更换密钥，自 {change.since} 起：{'；'.join(parts)}。这份通知由本机认识的旧密钥签名，已核对。{closed}"


def adopt(connection: sa.Connection, station: Station, changes: Sequence[CentreChange], epoch: str) -> None:
    """Takes the newest of the centre's keys into use and notes in the journal, under `epoch`, that each word was followed."""
    for change in changes:
        if change.card:
            trust_centre(connection, change.card)
    if changes:
        code, now = station.info.code, station.now()
        append = Append(connection, Author(code, epoch, station.actor, station.device, APP), now)
        for change in changes:
            append.add(events.BroadcastSettled(broadcast=change.broadcast, how="adopted", on=now.date()), (f"station:{code}",))


def explained(connection: sa.Connection, station: Station, error: PackageRefused) -> StationError:
    """Why a package that no known key of the centre signed was refused, with the way on."""
    if error.code != "unknown_signer":
        return error
    if SigningKey.from_bytes(station.keys.signing_seed).fingerprint in error.message:
        return StationError("这是本所自己导出的包，不是回执包。", "请选县中心给的文件（名字以 A.YKP 结尾）。")
    closed = connection.scalars(sa.select(trusted.c.fingerprint).where(trusted.c.station == "centre", trusted.c.revoked.is_(True)))
    if any(name in error.message for name in closed):
        return StationError("这个包是县中心用换下的旧密钥签的，不再接收。", "请向县中心要新的回执；本机没有改动。")
    return StationError(
        f"{error.message.replace('供电所', '县中心')}",
        "县中心可能换过密钥：先导出一次交去，它的回执就会带上换钥通知；或向它要新的 CARD.json，电话核对指纹后导入。本机没有改动。",
    )
