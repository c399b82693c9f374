"""What can be asked of a stick before and after a package is trusted to it: a mark to know it again, a probe, and what lies on it."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from models.problems import StationError, cause_of

PROBED = 32 << 20
"""Bytes that the probe writes and reads back, less where the stick has less room; it finds a fake capacity only within these."""
MARK_FILE = "YK-ID.TXT"
_BLOCK = 1 << 20
_SPARE = 1 << 20
_MARK = re.compile(r"YK-[0-9A-F]{32}")
_FAKE = (
    "这个 U 盘写进去的内容读不回来，可能是假容量或已损坏。",
    "请换一个 U 盘；数据都在本机，没有丢失。",
)
_PULLED = ("试写的时候 U 盘被拔出了，或文件夹已不存在。", "请重新插好 U 盘，再导出一次；数据都在本机，没有丢失。")


def is_other_medium(folder: Path, home: Path) -> bool:
    """Whether a folder lies on another medium than the station's own; false where nobody can tell."""
    try:
        return folder.stat().st_dev != home.stat().st_dev
    except OSError:
        return False


def read_mark(folder: Path) -> str:
    """The mark by which this program knows a stick again, empty where there is none. It is a hint: what lies there is verified anyway."""
    try:
        with (folder / MARK_FILE).open("rb") as file:
            found = _MARK.search(file.read(1024).decode("ascii", "replace"))
    except OSError:
        return ""
    return found[0] if found else ""


def write_mark(folder: Path) -> str:
    """Puts a new mark on a stick; raises StationError."""
    mark = f"YK-{os.urandom(16).hex().upper()}"
    try:
        (folder / MARK_FILE).write_bytes(f"{mark}\r\n业扩助手用它认出这个 U 盘，里面没有客户资料。删掉也可以。\r\n".encode())
    except OSError as error:
        raise StationError(f"“{folder}”写不进去（{cause_of(error)}）。", "请检查 U 盘的写保护，或换一个 U 盘。") from error
    return mark


def probe(folder: Path, progress: Callable[[int, int], None] | None = None, size: int = PROBED) -> int:
    """Writes up to `size` bytes that nobody can guess, flushes, reads them back from the medium and removes them.

    Returns how many bytes were tried, 0 where there is hardly room. Raises StationError where they do not come back; `progress` may raise.
    """
    try:
        device = folder.stat().st_dev
        size = min(size, shutil.disk_usage(folder).free - _SPARE) // _BLOCK * _BLOCK
    except OSError as error:
        raise StationError(f"“{folder}”读不出来（{cause_of(error)}）。", "请插好 U 盘，或重新选择文件夹。") from error
    if size <= 0:
        return 0
    path, seed = folder / f"YK-{os.urandom(8).hex().upper()}.PART", os.urandom(32)
    told = progress or (lambda _done, _total: None)
    try:
        _write(path, seed, size, told)
        if not _reads_back(path, seed, size, told):
            raise StationError(*_FAKE)
    except OSError as error:
        if not _still_there(folder, device):
            raise StationError(*_PULLED) from error
        if error.errno in (errno.EIO, errno.ENXIO, errno.ENOSPC):
            raise StationError(*_FAKE) from error
        raise StationError(f"“{folder}”试写失败（{cause_of(error)}）。", "请检查 U 盘的写保护，或换一个 U 盘。") from error
    finally:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
    return size


def _still_there(folder: Path, device: int) -> bool:
    try:
        return folder.stat().st_dev == device
    except OSError:
        return False


def still_whole(path: Path, sha256: str) -> bool | None:
    """Whether a file left on a stick is still what was written; None where it is not there (any more)."""
    found = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                found.update(block)
    except FileNotFoundError:
        return None
    except OSError:
        return False
    return found.hexdigest() == sha256


def _block(seed: bytes, number: int) -> bytes:
    return hashlib.shake_128(seed + number.to_bytes(8, "big")).digest(_BLOCK)


def _write(path: Path, seed: bytes, size: int, told: Callable[[int, int], None]) -> None:
    with path.open("xb") as file:
        for number in range(size // _BLOCK):
            file.write(_block(seed, number))
            told((number + 1) * _BLOCK, 2 * size)
        file.flush()
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):
            with contextlib.suppress(OSError):
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _reads_back(path: Path, seed: bytes, size: int, told: Callable[[int, int], None]) -> bool:
    with path.open("rb") as file:
        for number in range(size // _BLOCK):
            if file.read(_BLOCK) != _block(seed, number):
                return False
            told(size + (number + 1) * _BLOCK, 2 * size)
    return True
