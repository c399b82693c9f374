"""Where a county centre keeps everything: an encrypted SQLite file or a PostgreSQL server, with its files beside it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa

from models.events.envelope import epoch_name
from models.problems import StationError, cause_of
from models.services.enrolment import CentreCard
from models.services.folding.replay import renew_views
from models.store.attachments import Attachments
from models.store.keys import CENTRE_KEYS_FILE, CentreKeys, open_centre_keys, write_centre_keys
from models.store.local import VIEWS_SETTING, write_setting
from models.store.server import open_server
from models.store.session import Database, cause, explain, open_database
from models.store.upgrades import stored_version, upgrade, write_version
from models.store.versions import SCHEMA_VERSION
from models.store.views import VIEWS_VERSION, create_all
from models.store.whole_file import write_whole
from models.sync.encryption import Identity
from models.sync.signing import SigningKey, fingerprint

_LOG_PAGES = 8192  # 32 MiB: a large package moves into the file with the next ones, the pages that they share once


@dataclass
class Centre:
    """An open centre store; it holds the journals of many stations in the same tables as a station's."""

    database: Database
    keys: CentreKeys
    attachments: Attachments
    packages: Path
    now: Callable[[], datetime]
    folder: Path = Path()
    """Where the keys lie."""

    def close(self) -> None:
        """Closes the store."""
        self.database.close()


@dataclass(frozen=True)
class _Place:
    """A store's address: `file` is None for a server; `beside` is the folder and stem of the files that belong to it."""

    url: str
    file: Path | None
    beside: Path

    @classmethod
    def of(cls, url: str, keys: Path) -> _Place:
        found = sa.make_url(url)
        kind = found.get_backend_name()
        if kind == "sqlite" and found.database:
            file = Path(found.database)
            return cls(url, file, file.with_name(file.stem))
        if kind == "postgresql" and found.database:
            return cls(url, None, keys / found.database)
        raise StationError(f"库地址 {found.render_as_string()} 用不了。", "请用 sqlite:///文件路径，或 postgresql://用户@服务器/库名。")

    def open(self, keys: CentreKeys, *, create: bool = False) -> Database:
        if self.file is not None:
            return open_database(self.file, keys.derived("database"), create=create, log_pages=_LOG_PAGES)
        return open_server(self.url, keys.derived("private"))


def init_centre(url: str, folder: Path, name: str, password: str, now: Callable[[], datetime]) -> CentreCard:
    """Makes the centre's keys, its card and its empty store; raises StationError where either is already there."""
    place = _Place.of(url, folder)
    if (folder / CENTRE_KEYS_FILE).exists() or (place.file is not None and place.file.exists()):
        raise StationError(f"{folder} 里已有县中心密钥，或 {place.file} 已是一个库。", "不会覆盖；请换文件夹，或直接使用已有的。")
    main, recovery = Identity.generate(), Identity.generate()
    keys = CentreKeys(name, os.urandom(32), SigningKey.generate().seed, main.text)
    verify = SigningKey.from_bytes(keys.signing_seed).verify_key
    card = CentreCard(name, (main.recipient, recovery.recipient), verify.hex(), fingerprint(verify))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        place.beside.parent.mkdir(parents=True, exist_ok=True)
        _make_store(place, keys, now())
        write_whole(folder / "RECOVERY.txt", f"县中心备用密钥，请打印封存后删除本文件：\n{recovery.text}\n".encode(), mode=0o600)
        write_whole(folder / "CARD.json", msgspec.json.format(msgspec.json.encode(card), indent=1))
        write_centre_keys(folder, keys, password)
    except OSError as error:
        raise StationError(f"在 {folder} 里写不了文件（{cause_of(error)}）。", "请换一个能写的文件夹。") from error
    return card


def _make_store(place: _Place, keys: CentreKeys, now: datetime) -> None:
    database = place.open(keys, create=True)
    try:
        with database.writer.begin() as connection:
            if place.file is None and stored_version(connection):
                raise StationError("服务器上的这个库里已经有一个县中心。", "不会覆盖；请换一个空库，或用原来的密钥打开它。")
            create_all(connection)
            write_version(connection)
            write_setting(connection, "epoch", epoch_name(1, now))
            write_setting(connection, VIEWS_SETTING, str(VIEWS_VERSION))
    except sa.exc.DBAPIError as error:
        raise explain(error, place.file) from cause(error)
    finally:
        database.close()


def open_centre(url: str, folder: Path, password: str, now: Callable[[], datetime]) -> Centre:
    """Opens the centre's store with its keys; raises StationError for wrong keys, a missing or a newer store."""
    keys = open_centre_keys(folder, password)
    place = _Place.of(url, folder)
    database = place.open(keys)
    try:
        if place.file is None:
            _check_server(database)
        upgrade(database, keys.derived("database"))
        renew_views(database)
    except StationError:
        database.close()
        raise
    beside = place.beside
    attachments = Attachments(beside.with_name(beside.name + "-attachments"), keys.derived("attachments"))
    return Centre(database, keys, attachments, beside.with_name(beside.name + "-packages"), now, folder)


def _check_server(database: Database) -> None:
    with database.reader.begin() as connection:
        version = stored_version(connection)
    if version == 0:
        raise StationError("服务器上的这个库还不是县中心的库。", "请先用 centre init 建立，或核对库地址。")
    if version > SCHEMA_VERSION:
        raise StationError(f"服务器上的库是用更新版本的程序建立的（数据版本 {version}）。", "请安装新版业扩助手再打开；数据没有改动。")
