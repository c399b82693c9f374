"""The encrypted file itself: opening a connection to it, and what its errors mean in words; knows no SQLAlchemy."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from models.problems import StationError
from models.store.versions import SCHEMA_VERSION

DatabaseError = dbapi2.DatabaseError

_CAUSES = {
    "SQLITE_FULL": ("磁盘已满，这一步没有保存。", "请清理磁盘空间后再保存一次，已填的内容还在草稿里。"),
    "SQLITE_READONLY": ("数据文件夹是只读的，这一步没有保存。", "请检查文件夹权限或磁盘写保护。"),
    "SQLITE_BUSY": ("数据库正被另一个程序占用。", "请关闭另一个业扩助手窗口，稍等再试。"),
    "SQLITE_NOTADB": ("数据库打不开：文件已损坏，或密钥不是这一份。", "请不要删除文件，用最近的备份恢复，或请县公司协助。"),
    "SQLITE_CORRUPT": ("数据库文件已损坏。", "请不要继续登记，用最近的备份恢复，或请县公司协助。"),
    "SQLITE_IOERR": ("读写磁盘出错（磁盘可能已满或损坏），这一步没有保存。", "请检查磁盘空间和硬盘，再保存一次。"),
    "SQLITE_CANTOPEN": ("数据库文件打不开。", "请检查文件夹是否存在、是否有权限。"),
}
_SYSTEM = {
    "SQLITE_FULL": OSError(errno.ENOSPC, "no space"),
    "SQLITE_READONLY": OSError(errno.EROFS, "read-only"),
    "SQLITE_BUSY": BlockingIOError(errno.EAGAIN, "busy"),
    "SQLITE_IOERR": OSError(errno.EIO, "input/output"),
    "SQLITE_CANTOPEN": PermissionError(errno.EACCES, "cannot open"),
}

LOG_PAGES = 1000


def check_file(path: Path) -> None:
    """Raises StationError where the file is missing or empty: opening it would make a new one."""
    if not path.is_file():
        raise StationError(f"找不到数据库文件 {path}。", "请检查文件夹是否被移动，或从备份恢复。") from FileNotFoundError(errno.ENOENT, "")
    if path.stat().st_size == 0:
        raise StationError(*_CAUSES["SQLITE_NOTADB"])


def check_version(version: int, path: Path) -> None:
    """Raises StationError for a `user_version` that this program must not touch."""
    if version == 0:
        raise StationError(f"数据库 {path.name} 没有建完，或不是业扩助手的数据库。", "请不要删除文件，用最近的备份恢复，或请县公司协助。")
    if version > SCHEMA_VERSION:
        raise StationError(
            f"数据库 {path.name} 是用更新版本的程序建立的（数据版本 {version}，本程序只认识到 {SCHEMA_VERSION}）。",
            "请安装新版业扩助手再打开；数据没有改动。",
        )


def connect(path: Path, key: bytes, *, read_only: bool, log_pages: int = LOG_PAGES) -> Any:
    """One connection (raw 32-byte key, WAL, FULL) that any thread may use, one at a time; transactions are begun by hand.

    What is committed lies in the write-ahead log, and moves into the file itself once that has `log_pages` pages of 4 KiB.
    """
    raw = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False, timeout=15)
    raw.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    if not read_only:
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute(f"PRAGMA wal_autocheckpoint={log_pages}")
    raw.execute("PRAGMA synchronous=FULL")
    raw.execute("PRAGMA foreign_keys=OFF")
    raw.execute(f"PRAGMA cache_size={-32768 if read_only else -16384}")  # KiB; a page found here is not decrypted again
    if read_only:
        raw.execute("PRAGMA query_only=ON")
    return raw


def explain(error: Exception, path: Path | None = None) -> StationError:
    """Turns a database error into a sentence with what to do; where the cause is unknown it says so with the name.

    Takes the driver's errors, and SQLAlchemy's that carry one as `orig`.
    """
    name = _name(error)
    if name.startswith("SQLITE_CANTOPEN") and path and path.exists() and not os.access(path.parent, os.W_OK):
        name = "SQLITE_READONLY"  # what it says of a write-ahead log that it may not create
    for prefix, (message, hint) in _CAUSES.items():
        if name.startswith(prefix):
            return StationError(f"{message}（{path.name}）" if path else message, hint)
    name = name or type(_driver_error(error)).__name__
    return StationError(f"数据库出错（{name}），这一步没有保存。", "请再试一次；仍不行请运行 ./run check 并联系县公司。")


def cause(error: Exception) -> BaseException:
    """What to raise `explain(error)` from: the system's error behind it where there is one (a command's exit code follows it)."""
    name = _name(error)
    for prefix, behind in _SYSTEM.items():
        if name.startswith(prefix):
            told = type(behind)(*behind.args)
            told.__cause__ = error
            return told
    return error


def _driver_error(error: Exception) -> BaseException:
    return getattr(error, "orig", None) or error


def _name(error: Exception) -> str:
    found = _driver_error(error)
    name = str(getattr(found, "sqlite_errorname", "") or "")
    return "SQLITE_NOTADB" if not name and "not a database" in str(found) else name
