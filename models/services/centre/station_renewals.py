"""The centre takes a station's new signing key on the word of its old one, and closes the old one, with the line that says so."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import sqlalchemy as sa

from models.events import SigningKeyRenewed, read_fact
from models.problems import StationError
from models.services.centre.store import Centre
from models.store.journal import StoredLine
from models.store.local import read_setting, write_setting
from models.store.views import trusted
from models.sync.key_change import KeyChange, proved
from models.sync.refusal import PackageRefused


class Stopped(msgspec.Struct, frozen=True):
    """When, by whom and why a key was stopped; `successor` is the fingerprint of the key that it vouched for itself, if that is why."""

    at: str
    by: str
    reason: str
    successor: str = ""


def follow_renewals(connection: sa.Connection, centre: Centre, station: str, lines: Iterable[StoredLine]) -> None:
    """Takes into use every key that these SigningKeyRenewed name, each vouched for by the one in use then; what nobody vouches for is not.

    A word about a key that is known here, in use or stopped, changes nothing: an old one that comes again cannot bring it back.
    """
    for line in lines:
        if line.station == station and isinstance(event := read_fact(line.line, None).event, SigningKeyRenewed):
            _follow(connection, centre, station, event)


def _follow(connection: sa.Connection, centre: Centre, station: str, event: SigningKeyRenewed) -> None:
    t = trusted.c
    row = connection.execute(sa.select(trusted).where(t.station == station, t.revoked.is_(False))).mappings().first()
    if row is None:
        return
    change = _vouched(event.announcement, bytes.fromhex(row["verify_key"]), station)
    if change is None or connection.execute(sa.select(t.station).where(t.fingerprint == change.fingerprint)).first():
        return
    connection.execute(sa.update(trusted).where(t.fingerprint == row["fingerprint"]).values(revoked=True))
    new = {**row, "fingerprint": change.fingerprint, "verify_key": change.verify_key}
    connection.execute(sa.insert(trusted).values(new))
    reason = f"供电所自 {change.since} 起换用 {change.fingerprint}，换钥声明由本密钥签名"
    told = Stopped(centre.now().isoformat(timespec="seconds"), row["name"], reason, change.fingerprint)
    note_stopped(connection, row["fingerprint"], told)


def _vouched(text: str, old: bytes, station: str) -> KeyChange | None:
    try:
        change = proved(text, old)
    except PackageRefused:
        return None
    return change if (change.role, change.station) == ("station", station) else None


def note_stopped(connection: sa.Connection, name: str, told: Stopped) -> None:
    """Keeps when, by whom and why a key was stopped."""
    write_setting(connection, f"revoked:{name}", msgspec.json.encode(told).decode())


def why_stopped(connection: sa.Connection, name: str) -> str:
    """When, by whom and why a key was stopped, in words; empty while it is in use."""
    told = stopped(connection, name)
    return f"{told.at[:16].replace('T', ' ')} {told.by}：{told.reason}" if told else ""


def not_let_in(connection: sa.Connection, station: str, first: str = "请先登记它的 STATION.json。") -> StationError:
    """Why nothing is said to a station: it was never let in (`first` to be done then), or its key was stopped."""
    names = connection.scalars(sa.select(trusted.c.fingerprint).where(trusted.c.station == station, trusted.c.revoked.is_(True))).all()
    known = [told for name in names if (told := stopped(connection, name)) and not told.successor]
    if not known:
        return StationError(f"没有登记供电所 {station}。", first)
    last = max(known, key=lambda told: told.at)
    return StationError(
        f"供电所 {station} 的密钥已停用（{last.at[:16].replace('T', ' ')} {last.by}：{last.reason}）。",
        "请它换新密钥，核对指纹登记以后再办；已收的数据都保留。",
    )


def stopped(connection: sa.Connection, name: str) -> Stopped | None:
    """When, by whom and why a key was stopped; None while it is in use."""
    text = read_setting(connection, f"revoked:{name}")
    return msgspec.json.decode(text, type=Stopped) if text else None
