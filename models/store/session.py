"""Opening the databases: one engine that writes, one that only reads, both SQLAlchemy Core."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from models.problems import StationError

SCHEMA_VERSION = 1


@dataclass
class Database:
    """The two engines of one store; `path` is None for a server."""

    writer: sa.Engine
    reader: sa.Engine
    path: Path | None

    def close(self) -> None:
        """Gives back every connection."""
        self.writer.dispose()
        self.reader.dispose()


def open_database(path: Path, key: bytes, *, create: bool = False) -> Database:
    """Opens an encrypted SQLite file (SQLCipher, raw 32-byte key, WAL, FULL); raises StationError with what to do."""
    if not create and not path.is_file():
        raise StationError(f"找不到数据库文件 {path}。", "请检查文件夹是否被移动，或从备份恢复。") from FileNotFoundError(errno.ENOENT, "")
    if not create and path.stat().st_size == 0:
        raise StationError(*_CAUSES["SQLITE_NOTADB"])
    database = Database(_engine(path, key, read_only=False), _engine(path, key, read_only=True), path)
    try:
        if not create:
            with reading(database) as connection:  # never the writer: another program may be in the middle of a long change
                _check_version(connection, path)
    except StationError:
        database.close()
        raise
    return database


def _check_version(connection: sa.Connection, path: Path) -> None:
    version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    if version == 0:
        raise StationError(f"数据库 {path.name} 没有建完，或不是业扩助手的数据库。", "请不要删除文件，用最近的备份恢复，或请县公司协助。")
    if version > SCHEMA_VERSION:
        raise StationError(
            f"数据库 {path.name} 是用更新版本的程序建立的（数据版本 {version}，本程序只认识到 {SCHEMA_VERSION}）。",
            "请安装新版业扩助手再打开；数据没有改动。",
        )


def _engine(path: Path, key: bytes, *, read_only: bool) -> sa.Engine:
    def connect() -> Any:
        raw = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False, timeout=15)
        raw.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        if not read_only:
            raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("PRAGMA synchronous=FULL")
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute(f"PRAGMA cache_size={-32768 if read_only else -8192}")  # KiB; a page found here is not decrypted again
        if read_only:
            raw.execute("PRAGMA query_only=ON")
        return raw

    size = 4 if read_only else 1
    engine = sa.create_engine("sqlite://", creator=connect, module=dbapi2, poolclass=QueuePool, pool_size=size, max_overflow=0)

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


_CAUSES = {
    "SQLITE_FULL": ("磁盘已满，这一步没有保存。", "请清理磁盘空间后再保存一次，已填的内容还在草稿里。"),
    "SQLITE_READONLY": ("数据文件夹是只读的，这一步没有保存。", "请检查文件夹权限或磁盘写保护。"),
    "SQLITE_BUSY": ("数据库正被另一个程序占用。", "请关闭另一个业扩助手窗口，稍等再试。"),
    "SQLITE_NOTADB": ("数据库打不开：文件已损坏，或密钥不是这一份。", "请不要删除文件，用最近的备份恢复，或请县公司协助。"),
    "SQLITE_CORRUPT": ("数据库文件已损坏。", "请不要继续登记，用最近的备份恢复，或请县公司协助。"),
    "SQLITE_IOERR": ("读写磁盘出错（磁盘可能已满或损坏），这一步没有保存。", "请检查磁盘空间和硬盘，再保存一次。"),
    "SQLITE_CANTOPEN": ("数据库文件打不开。", "请检查文件夹是否存在、是否有权限。"),
}


def explain(error: sa.exc.DBAPIError, path: Path | None = None) -> StationError:
    """Turns a database error into a sentence with what to do; where the cause is unknown it says so with the name."""
    name = str(getattr(error.orig, "sqlite_errorname", "") or "")
    if not name and isinstance(error.orig, dbapi2.DatabaseError | sqlite3.DatabaseError) and "not a database" in str(error.orig):
        name = "SQLITE_NOTADB"
    for prefix, (message, hint) in _CAUSES.items():
        if name.startswith(prefix):
            return StationError(f"{message}（{path.name}）" if path else message, hint)
    return StationError(
        f"数据库出错（{name or type(error.orig).__name__}），这一步没有保存。", "请再试一次；仍不行请运行 ./run check 并联系县公司。"
    )


_SYSTEM = {
    "SQLITE_FULL": OSError(errno.ENOSPC, "no space"),
    "SQLITE_READONLY": OSError(errno.EROFS, "read-only"),
    "SQLITE_BUSY": BlockingIOError(errno.EAGAIN, "busy"),
    "SQLITE_IOERR": OSError(errno.EIO, "input/output"),
    "SQLITE_CANTOPEN": PermissionError(errno.EACCES, "cannot open"),
}


def cause(error: sa.exc.DBAPIError) -> BaseException:
    """What to raise `explain(error)` from: the system's error behind it where there is one (a command's exit code follows it)."""
    name = str(getattr(error.orig, "sqlite_errorname", "") or "")
    for prefix, behind in _SYSTEM.items():
        if name.startswith(prefix):
            told = type(behind)(*behind.args)
            told.__cause__ = error
            return told
    return error


@contextmanager
def reading(database: Database) -> Iterator[sa.Connection]:
    """A read-only transaction: one steady picture of the store."""
    try:
        with database.reader.begin() as connection:
            yield connection
    except sa.exc.DBAPIError as error:
        raise explain(error, database.path) from cause(error)
