"""The stations a centre lets in: enrolled by their card with the fingerprint compared, stopped with a reason, listed with their key."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
import sqlalchemy as sa

from models.problems import Problem, ProblemsFound, StationError
from models.services.centre.arrivals import list_arrivals
from models.services.centre.station_renewals import Stopped, note_stopped, stopped, why_stopped
from models.services.centre.store import Centre
from models.services.centre.trusted_stations import read_station_card, trust_station
from models.services.enrolment import StationCard, compare_fingerprint
from models.store.session import cause, explain, reading
from models.store.views import arrival, trusted
from models.sync.refusal import PackageRefused
from models.sync.signing import fingerprint


@dataclass(frozen=True)
class Registered:
    """A station's key as the centre holds it; `stopped` says when, by whom and why it was revoked, empty while it is in use.

    `renewed` says that it was replaced by a word it signed itself; `waiting` are the packages signed by it, as far as it is in use, that
    wait for others.
    """

    station: str
    name: str
    fingerprint: str
    revoked: bool
    stopped: str
    renewed: bool = False
    waiting: int = 0


def registered(centre: Centre) -> tuple[Registered, ...]:
    """Every key that was ever let in, by station; those in use first."""
    with reading(centre.database) as connection:
        rows = connection.execute(sa.select(trusted).order_by(trusted.c.station, trusted.c.revoked)).mappings().all()
        a = arrival.c
        counted = connection.execute(sa.select(a.station, sa.func.count()).where(a.state == "held").group_by(a.station))
        waiting = {str(code): int(number) for code, number in counted}
        return tuple(_registered(connection, row, 0 if row["revoked"] else waiting.get(row["station"], 0)) for row in rows)


def _registered(connection: sa.Connection, row: sa.RowMapping, waiting: int) -> Registered:
    name, told = row["fingerprint"], stopped(connection, row["fingerprint"])
    why = why_stopped(connection, name)
    return Registered(row["station"], row["name"], name, row["revoked"], why, bool(told and told.successor), waiting)


def card_from(text: str) -> StationCard:
    """A station's card from what was chosen, scanned or pasted: the path of a STATION.json, or its content.

    Raises StationError where it is neither, or the fingerprint in it is not its key's.
    """
    if not is_scanned(text):
        return read_station_card(Path(text.strip()))
    try:
        card = msgspec.json.decode(text, type=StationCard)
        if fingerprint(bytes.fromhex(card.verify_key)) != card.fingerprint:
            raise ValueError("fingerprint")
    except (msgspec.DecodeError, ValueError) as error:
        raise StationError("扫到的内容不是供电所名片，或指纹与密钥不符。", "请重新扫描，或选供电所给的 STATION.json。") from error
    return card


def is_scanned(text: str) -> bool:
    """Whether this is the content of a card, as the code on the sheet gives it, and not a path or a fingerprint."""
    return text.strip().startswith("{")


def enrol_station(centre: Centre, card: StationCard, told: str) -> str:
    """Lets a station in after its fingerprint, read out, typed or scanned from its printed sheet, was compared; says what was done.

    The code on that sheet holds the whole card: what counts of it is the fingerprint of its key. Raises ProblemsFound where it is
    another one, StationError where another key of this station is in use.
    """
    compare_fingerprint(card.fingerprint, card_from(told).fingerprint if is_scanned(told) else told)
    return trust_station(centre, card)


def explained(centre: Centre, error: PackageRefused) -> PackageRefused:
    """The same refusal; where the stranger's key is one that was stopped here, it says whose, when, by whom and why."""
    if error.code != "unknown_signer":
        return error
    known = next((one for one in registered(centre) if one.revoked and one.fingerprint in error.detail), None)
    if known is None:
        return error
    code = "renewed_signer" if known.renewed else "stopped_signer"
    return PackageRefused(code, f"{known.name} {known.station}，{known.stopped or '已换新密钥'}")


def revoke(centre: Centre, name: str, by: str, reason: str) -> str:
    """Stops a key: nothing signed with it is taken any more, packages that wait for others among it; what it brought stays. Says so.

    Raises ProblemsFound without a name or a reason, StationError where no such key is in use.
    """
    asked = (("by", "谁决定的", by), ("reason", "原因", reason))
    problems = [Problem(field, label, "请填写。") for field, label, value in asked if not value.strip()]
    if problems:
        raise ProblemsFound(tuple(problems))
    t = trusted.c
    try:
        with centre.database.writer.begin() as connection:
            row = connection.execute(sa.select(trusted).where(t.fingerprint == name, t.revoked.is_(False))).mappings().first()
            if row is None:
                raise StationError("没有这把在用的密钥。", "请刷新供电所名单再看。")
            connection.execute(sa.update(trusted).where(t.fingerprint == name).values(revoked=True))
            at = centre.now().isoformat(timespec="seconds")
            note_stopped(connection, name, Stopped(at, by.strip(), reason.strip()))
    except sa.exc.DBAPIError as error:
        raise explain(error, centre.database.path) from cause(error)
    told = f"已停用 {row['name']}（{row['station']}）的密钥 {name}。以前收到的数据都保留；换新密钥要重新登记它的名片。"
    refused = _no_longer_awaited(centre, row["station"])
    return told + (f"缺号等着的 {refused} 个包不再接收：里面的登记请供电所用新密钥重新导出。" if refused else "")


def _no_longer_awaited(centre: Centre, station: str) -> int:
    """How many packages that waited for others are refused, now that their key is stopped."""
    from models.services.centre.intake import retry_held

    before = list_arrivals(centre, ("held",), station)
    if before:
        with suppress(StationError):  # the disk fails under one: it is tried again at the next start
            retry_held(centre, station)
    return len(before) - len(list_arrivals(centre, ("held",), station))


def fingerprint_of(centre: Centre, station: str) -> str:
    """The fingerprint of the key a station uses; raises StationError where it has none in use."""
    found = next((one for one in registered(centre) if one.station == station and not one.revoked), None)
    if found is None:
        raise StationError(f"没有登记供电所 {station}，或已经停用。", "请用 centre board 查看所号。")
    return found.fingerprint
