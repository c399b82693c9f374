"""Puts a finished package on a stick or into a folder so that a half-written one can never be taken for a whole one."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from models.problems import StationError

WRITTEN = "已写入并校验"  # all that may be said: only an acknowledgement says that it arrived
_BLOCK = 1 << 20
_SPARE = 64 << 10  # room the folder's own records may need
_NAME = re.compile(r"(?=.{5,64}\Z)[A-Z0-9-]+\.YKP")
_BINARY = getattr(os, "O_BINARY", 0)

_REMOVED = (
    "写入过程中介质被拔出，或文件夹已不存在。",
    "请重新插好 U 盘，再导出一次；数据都在本机，没有丢失。",
)
_FULL = ("磁盘空间不足。", "请清理 U 盘或换一个空间足够的 U 盘，再导出一次。")
_READ_ONLY = ("文件夹是只读的，不能写入。", "请检查 U 盘的写保护开关，或换一个文件夹。")
_DENIED = ("没有权限写入这个文件夹。", "请换一个文件夹，或请管理员放开写入权限。")
_OTHER = ("写入介质失败。", "请换一个 U 盘或文件夹，再导出一次；数据都在本机，没有丢失。")
_MISMATCH = ("写入后读回的内容与原文件不一致，这个介质可能已损坏。", "请换一个 U 盘，再导出一次；数据都在本机，没有丢失。")

_SENTENCES = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EROFS: _READ_ONLY,
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    **{code: _REMOVED for code in (errno.ENOENT, errno.ENOTDIR, errno.EIO, errno.ESTALE, errno.ENODEV, errno.ENXIO, errno.ENOTCONN)},
}
_WINDOWS = {112: errno.ENOSPC, 39: errno.ENOSPC, 19: errno.EROFS, **dict.fromkeys((21, 31, 55, 1117, 1167), errno.EIO)}


@dataclass(frozen=True)
class Delivered:
    """A package as it lies in the folder, read back; `size` in bytes, `sha256` in hex."""

    path: Path
    sha256: str
    size: int


def is_package_name(name: str) -> bool:
    """Whether a file may be called so wherever it goes: capitals, digits, hyphens, at most 64 characters."""
    return _NAME.fullmatch(name) is not None


def deliver(
    data: bytes, folder: Path, name: str, verify: Callable[[bytes], None], progress: Callable[[int, int], None] | None = None
) -> Delivered:
    """Writes `data` into `folder` under `name`, reads it back from there, lets `verify` judge the bytes, then names it.

    A file of that name with other content is never overwritten: the new one gets -2, -3 …; with the same content it is
    verified and reported. `verify` raises to refuse. `progress(done, total)` in bytes, twice over the size (write and read);
    it may raise to break off. Raises StationError; then no success is claimed, and what was begun is removed if it can be.
    """
    if not is_package_name(name):
        raise ValueError(f"not a package's file name: {name!r}")
    digest = hashlib.sha256(data).hexdigest()
    told = progress or _silent
    try:
        target, there = _free_name(folder, name, digest)
        if there:
            _sync_folder(folder)
            _read_back(target, data, digest, told, verify)
        else:
            _check_room(folder, len(data))
            _write_named(data, target, digest, verify, told)
    except OSError as error:
        raise _explained(error, folder) from error
    return Delivered(target, digest, len(data))


def _silent(_done: int, _total: int) -> None:
    """Tells nobody."""


def _free_name(folder: Path, name: str, digest: str) -> tuple[Path, bool]:
    if not folder.is_dir():
        raise StationError(f"找不到文件夹“{folder}”。", "请插好 U 盘，或重新选择文件夹。") from FileNotFoundError(errno.ENOENT, "")
    stem = name.removesuffix(".YKP")
    for number in range(1, 100):
        suffix = f"-{number}" if number > 1 else ""
        path = folder / f"{stem[: 60 - len(suffix)]}{suffix}.YKP"
        if not path.exists():
            return path, False
        if _holds(path, digest):
            return path, True
    raise StationError(f"文件夹里名为“{stem}”的文件太多。", "请换一个文件夹，再导出一次。")


def _holds(path: Path, digest: str) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == digest


def has_room(folder: Path, size: int) -> bool:
    """Whether a file of that many bytes fits beside what lies there; false where nobody can tell."""
    try:
        return shutil.disk_usage(folder).free >= size + _SPARE
    except OSError:
        return False


def _check_room(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < size + _SPARE:
        sentence, hint = _FULL
        told = StationError(f"{sentence}需要 {_in_words(size + _SPARE)}，可用 {_in_words(free)}。", hint)
        raise told from OSError(errno.ENOSPC, "no space")


def _in_words(size: int) -> str:
    return f"{size / (1 << 20):.1f} MB" if size >= 1 << 20 else f"{-(-size // 1024)} KB"


def _write_named(data: bytes, target: Path, digest: str, verify: Callable[[bytes], None], told: Callable[[int, int], None]) -> None:
    part = target.with_name(f"YK-{os.urandom(8).hex().upper()}.PART")
    try:
        _write(part, data, told)
        _read_back(part, data, digest, told, verify)
        _rename(part, target)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    try:
        _sync_folder(target.parent)
        _read_back(target, data, digest, told)
    except BaseException:
        with contextlib.suppress(OSError):
            target.unlink(missing_ok=True)
        raise


def _write(path: Path, data: bytes, told: Callable[[int, int], None]) -> None:
    rest = memoryview(data)
    with _opened(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL) as handle:
        while rest:
            rest = rest[os.write(handle, rest[:_BLOCK]) :]
            told(len(data) - len(rest), 2 * len(data))
        os.fsync(handle)
        _forget_cached(handle)


@contextlib.contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    """Opens a file and closes it; an error on closing counts, unless another one is on its way already."""
    handle = os.open(path, flags | _BINARY, 0o666)
    try:
        yield handle
    except BaseException:
        with contextlib.suppress(OSError):
            os.close(handle)
        raise
    os.close(handle)


def _forget_cached(handle: int) -> None:
    """Asks the system to read the file from the medium next time, where it can be asked."""
    if hasattr(os, "posix_fadvise"):
        with contextlib.suppress(OSError):
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)


def _read_back(
    path: Path, data: bytes, digest: str, told: Callable[[int, int], None], verify: Callable[[bytes], None] | None = None
) -> None:
    """Reads the file to its end; what has the hash of `data` is `data`, so `verify` is given these bytes and no second copy of them."""
    hashed, size, done = hashlib.sha256(), len(data), 0
    with _opened(path, os.O_RDONLY) as handle:
        while block := os.read(handle, _BLOCK):
            hashed.update(block)
            done += len(block)
            told(size + min(done, size), 2 * size)
    if hashed.hexdigest() != digest:
        raise StationError(*_MISMATCH)
    if verify is not None:
        verify(data)


def _rename(part: Path, target: Path) -> None:
    if target.exists():
        raise StationError(f"“{target.name}”刚刚被别的程序写入。", "请再导出一次。")
    part.rename(target)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    with _opened(folder, os.O_RDONLY) as handle:
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network folders cannot be flushed
                raise


def _explained(error: OSError, folder: Path) -> StationError:
    code = _WINDOWS.get(getattr(error, "winerror", None) or 0, error.errno or 0)
    sentence, hint = _SENTENCES.get(code, _OTHER)
    return StationError(f"写入“{folder}”：{sentence}", hint)
