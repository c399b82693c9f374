"""The county centre: its keys, its store, the stations it trusts, and the acknowledgements it writes."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa

from models.events.envelope import epoch_name, uuid7
from models.problems import StationError, cause_of
from models.services.enrolment import CentreCard, StationCard
from models.services.replay import renew_views
from models.store import journal
from models.store.attachments import Attachments
from models.store.keys import CentreKeys, open_centre_keys, write_centre_keys
from models.store.local import VIEWS_SETTING, read_setting, write_setting
from models.store.session import SCHEMA_VERSION, Database, cause, explain, open_database, reading
from models.store.views import VIEWS_VERSION, case_view, create_all, inbox, trusted
from models.store.whole_file import write_whole
from models.sync.delivery import Delivered, deliver
from models.sync.encryption import Identity
from models.sync.manifest import Ack, Acknowledged, Statement
from models.sync.package import build, file_name, read
from models.sync.signing import SigningKey, fingerprint


@dataclass
class Centre:
    """An open centre store; it holds the journals of many stations in the same tables as a station's."""

    database: Database
    keys: CentreKeys
    attachments: Attachments
    packages: Path
    now: Callable[[], datetime]

    def close(self) -> None:
        """Closes the store."""
        self.database.close()


@dataclass(frozen=True)
class CentreCase:
    """A case as the centre lists it; personal data masked, `due` as the station's own rules and calendar give it."""

    station: str
    number: str
    customer: str
    summary: str
    status: str
    stage: str
    received_on: str
    due: str | None
    provisional: bool


def store_path(url: str) -> Path:
    """The file behind `sqlite:///path`; other stores raise StationError until the centre's own release."""
    found = sa.make_url(url)
    if found.get_backend_name() != "sqlite" or not found.database:
        raise StationError(f"库地址 {url} 暂不支持。", "本版本请用 sqlite:///文件路径。")
    return Path(found.database)


def init_centre(url: str, folder: Path, name: str, password: str, now: Callable[[], datetime]) -> CentreCard:
    """Makes the centre's keys, its card and its empty store; raises StationError where either is already there."""
    path = store_path(url)
    if (folder / "centre-keys.json").exists() or path.exists():
        raise StationError(f"{folder} 里已有县中心密钥，或 {path} 已是一个库。", "不会覆盖；请换文件夹，或直接使用已有的。")
    main, recovery = Identity.generate(), Identity.generate()
    keys = CentreKeys(name, os.urandom(32), SigningKey.generate().seed, main.text)
    verify = SigningKey.from_bytes(keys.signing_seed).verify_key
    card = CentreCard(name, (main.recipient, recovery.recipient), verify.hex(), fingerprint(verify))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        _make_store(path, keys, now())
        write_whole(folder / "RECOVERY.txt", f"县中心备用密钥，请打印封存后删除本文件：\n{recovery.text}\n".encode(), mode=0o600)
        write_whole(folder / "CARD.json", msgspec.json.format(msgspec.json.encode(card), indent=1))
        write_centre_keys(folder, keys, password)
    except OSError as error:
        raise StationError(f"在 {folder} 里写不了文件（{cause_of(error)}）。", "请换一个能写的文件夹。") from error
    return card


def _make_store(path: Path, keys: CentreKeys, now: datetime) -> None:
    database = open_database(path, keys.derived("database"), create=True)
    try:
        with database.writer.begin() as connection:
            create_all(connection)
            connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
            write_setting(connection, "epoch", epoch_name(1, now))
            write_setting(connection, VIEWS_SETTING, str(VIEWS_VERSION))
    except sa.exc.DBAPIError as error:
        raise explain(error, path) from cause(error)
    finally:
        database.close()


def open_centre(url: str, folder: Path, password: str, now: Callable[[], datetime]) -> Centre:
    """Opens the centre's store with its keys; raises StationError for wrong keys, a missing or a newer store."""
    keys = open_centre_keys(folder, password)
    path = store_path(url)
    database = open_database(path, keys.derived("database"))
    try:
        renew_views(database)
    except StationError:
        database.close()
        raise
    beside = path.with_name(path.stem + "-attachments")
    return Centre(database, keys, Attachments(beside, keys.derived("attachments")), path.with_name(path.stem + "-packages"), now)


def read_station_card(path: Path) -> StationCard:
    """Reads a STATION.json; raises StationError on a missing or altered one."""
    try:
        card = msgspec.json.decode(path.read_bytes(), type=StationCard)
        if fingerprint(bytes.fromhex(card.verify_key)) != card.fingerprint:
            raise ValueError("fingerprint")
    except (OSError, msgspec.DecodeError, ValueError) as error:
        raise StationError(f"供电所名片 {path} 读不出来，或指纹与密钥不符。", "请供电所重新给一份 STATION.json。") from error
    return card


def trust_station(centre: Centre, card: StationCard) -> str:
    """Lets packages of a station in; says what was done. A second, different key for the same station is refused."""
    try:
        with centre.database.writer.begin() as connection:
            known = connection.execute(sa.select(trusted).where(trusted.c.station == card.station)).mappings().all()
            if any(row["fingerprint"] == card.fingerprint for row in known):
                return f"{card.name}（{card.station}）早已登记，指纹 {card.fingerprint}。"
            if any(not row["revoked"] for row in known):
                raise StationError(f"供电所 {card.station} 已登记另一把密钥。", "请先和供电所核对指纹；换钥要先停用旧钥。")
            connection.execute(
                sa.insert(trusted).values(
                    fingerprint=card.fingerprint,
                    station=card.station,
                    name=card.name,
                    verify_key=card.verify_key,
                    recipient=card.recipient,
                    revoked=False,
                )
            )
    except sa.exc.DBAPIError as error:
        raise explain(error, centre.database.path) from cause(error)
    return f"已登记 {card.name}（{card.station}），指纹 {card.fingerprint}，请与供电所电话核对。"


def list_centre_cases(centre: Centre, station: str = "") -> tuple[CentreCase, ...]:
    """All cases of all stations, or of one, the newest first."""
    query = sa.select(case_view).order_by(case_view.c.station, case_view.c.received_on.desc(), case_view.c.number.desc())
    if station:
        query = query.where(case_view.c.station == station)
    with reading(centre.database) as connection:
        return tuple(
            CentreCase(
                row["station"],
                row["number"],
                row["customer"],
                row["summary"],
                row["status"],
                row["stage_name"],
                row["received_on"],
                row["due"],
                row["provisional"],
            )
            for row in connection.execute(query).mappings()
        )


def stations_with_data(centre: Centre) -> tuple[str, ...]:
    """Codes of the stations whose journals lie here."""
    with reading(centre.database) as connection:
        return tuple(dict.fromkeys(code for code, _epoch, _last in journal.epochs(connection)))


def acknowledge(centre: Centre, station: str, folder: Path) -> tuple[Delivered, Ack]:
    """Writes an acknowledgement package for one station into a folder: what the centre holds, to the line, signed."""
    try:
        with centre.database.writer.begin() as connection:
            row = (
                connection.execute(sa.select(trusted).where(trusted.c.station == station, trusted.c.revoked.is_(False))).mappings().first()
            )
            if row is None:
                raise StationError(f"没有登记供电所 {station}。", "请先用 centre trust 登记它的 STATION.json。")
            number = int(read_setting(connection, f"ack:{station}", "0")) + 1
            write_setting(connection, f"ack:{station}", str(number))
            ack, statement = _ack(connection, centre, station, number)
            delivered = _write_ack(centre, ack, statement, str(row["recipient"]), folder)
    except sa.exc.DBAPIError as error:
        raise explain(error, centre.database.path) from cause(error)
    return delivered, ack


def _ack(connection: sa.Connection, centre: Centre, station: str, number: int) -> tuple[Ack, Statement]:
    have = []
    for code, epoch, _last in journal.epochs(connection, station):
        line = journal.head(connection, code, epoch)
        if line:
            have.append(Acknowledged(station=code, epoch=epoch, seq=line.seq, chain=line.hash.hex()))
    if not have:
        raise StationError(f"供电所 {station} 还没有交来任何数据，没有可回执的。", "请先接收它的数据包。")
    packages = connection.execute(sa.select(inbox.c.sha256).where(inbox.c.station == station, inbox.c.state == "taken"))
    epoch, at = read_setting(connection, "epoch"), centre.now().isoformat(timespec="seconds")
    ack = Ack(
        centre_epoch=epoch,
        centre_name=centre.keys.name,
        ack_no=number,
        created_at=at,
        have=tuple(have),
        packages=tuple(sha for (sha,) in packages),
        views_version=VIEWS_VERSION,
    )
    statement = Statement(
        pkg_id=uuid7(centre.now()),
        kind="ack",
        sender_kind="centre",
        station=station,
        db_epoch=epoch,
        pkg_no=number,
        created_at=at,
        views_version=VIEWS_VERSION,
    )
    return ack, statement


def _write_ack(centre: Centre, ack: Ack, statement: Statement, recipient: str, folder: Path) -> Delivered:
    key, own = SigningKey.from_bytes(centre.keys.signing_seed), Identity.from_text(centre.keys.identity)
    data = build(statement, key=key, recipients=[recipient, own.recipient], ack=msgspec.json.encode(ack))

    def verify(written: bytes) -> None:
        read(written, [own], {key.fingerprint: key.verify_key}, me=own.recipient)

    return deliver(data, folder, file_name(statement.station, 1, statement.pkg_no, "ack"), verify)
