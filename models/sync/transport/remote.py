"""Packages in a server's folder: put there so that half a one can never be taken for a whole one, listed, and fetched."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from stat import S_ISREG
from typing import TYPE_CHECKING, Any

from models.problems import StationError
from models.sync.delivery import is_package_name

if TYPE_CHECKING:
    from fsspec.implementations.sftp import SFTPFileSystem

LARGEST = 600 << 20
"""Bytes beyond which a file in the server's folder is not fetched."""
_BLOCK = 256 << 10
_STRIDE = 16 * _BLOCK
_MISMATCH = ("从服务器读回的内容与原文件不一致。", "请再传一次；数据都在本机，没有丢失。")
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Placed:
    """A package as it lies on the server, read back; `size` in bytes, `sha256` in hex, `resumed` bytes that lay there already."""

    name: str
    sha256: str
    size: int
    resumed: int = 0


@dataclass(frozen=True)
class Listed:
    """A file in the server's folder: its name is a hint only; `stamp` changes when the file does."""

    name: str
    size: int
    stamp: str


def place(
    files: SFTPFileSystem, folder: str, data: bytes, name: str, verify: Callable[[bytes], None], progress: Told | None = None
) -> Placed:
    """Uploads `data` under `name`: to a .PART first, read back, judged by `verify`, then renamed; only then it is a package.

    The .PART is named by the content, so what an interrupted upload left is gone on with. A file of that name with other content is
    never overwritten (the new one gets -2, -3 …); with the same content it is verified and reported. `progress(done, total)` in bytes,
    twice over the size; it may raise to break off. Raises OSError or StationError; then nothing that was begun bears the package's name.
    """
    if not is_package_name(name):
        raise ValueError(f"not a package's file name: {name!r}")
    digest, told = hashlib.sha256(data).hexdigest(), progress or (lambda _done, _total: None)
    target, there = _free_name(files, folder, name, digest)
    resumed = 0
    if there:
        _read_back(files, _join(folder, target), len(data), digest, told, verify)
    else:
        part, resumed = _begun(files, folder, data, digest)
        _write_rest(files, part, data, resumed, told)
        try:
            _read_back(files, part, len(data), digest, told, verify)
        except StationError:
            with suppress(OSError):
                files.ftp.remove(part)
            raise
        _rename(files, part, _join(folder, target), len(data), digest)
        if _size_of(files, _join(folder, target)) != len(data):
            raise StationError(*_MISMATCH)
    return Placed(target, digest, len(data), resumed)


def listed(files: SFTPFileSystem, folder: str) -> tuple[Listed, ...]:
    """The files in the folder that may be packages, by name; links and what is too large are left out."""
    found = []
    for raw, size, changed in _entries(files, folder):
        name = raw.decode("utf-8", "replace")
        if name.upper().endswith(".YKP") and name.isprintable() and "\ufffd" not in name and 0 < size <= LARGEST:
            found.append(Listed(name, size, f"{size}:{changed}"))
    return tuple(sorted(found, key=lambda one: one.name))


def fetched(files: SFTPFileSystem, folder: str, one: Listed, progress: Told | None = None) -> bytes:
    """The bytes of a listed file; raises StationError where it grew beyond what may be fetched."""
    return b"".join(_blocks(files, _join(folder, one.name), progress or (lambda _done, _total: None), one.size))


def try_writing(files: SFTPFileSystem, folder: str) -> None:
    """Writes, reads back and removes a small file, to know that uploads will work; raises OSError or StationError."""
    path, data = _join(folder, f"YK-{os.urandom(8).hex().upper()}.PART"), os.urandom(1024)
    with files.open(path, "wxb") as file:
        file.write(data)
    try:
        if b"".join(_blocks(files, path, lambda _done, _total: None, len(data))) != data:
            raise StationError(*_MISMATCH)
    finally:
        files.ftp.remove(path)


def _join(folder: str, name: str) -> str:
    return f"{folder.rstrip('/')}/{name}" if folder != "/" else f"/{name}"


def _entries(files: SFTPFileSystem, folder: str) -> Iterator[tuple[bytes, int, int]]:
    """Name, size and time of every plain file. paramiko's own listing fails as a whole on one name that is not UTF-8, e.g. in GBK."""
    from paramiko.sftp import CMD_CLOSE, CMD_OPENDIR, CMD_READDIR
    from paramiko.sftp_attr import SFTPAttributes

    request = files.ftp._request  # noqa: SLF001  # no public way to a name's bytes
    handle = request(CMD_OPENDIR, folder.encode())[1].get_binary()
    while True:
        try:
            answer = request(CMD_READDIR, handle)[1]
        except EOFError:
            break
        for _ in range(answer.get_int()):
            name, _long = answer.get_binary(), answer.get_binary()
            facts = SFTPAttributes._from_msg(answer)  # noqa: SLF001  # no public way to a name's bytes
            if S_ISREG(facts.st_mode or 0):
                yield name, int(facts.st_size or 0), int(facts.st_mtime or 0)
    request(CMD_CLOSE, handle)  # a connection that was cut ends the loop too, and fails here


def _size_of(files: SFTPFileSystem, path: str) -> int | None:
    """The size of a file, None where there is none; fsspec's `exists` would say no for a broken connection as well."""
    try:
        return int(files.info(path)["size"])
    except FileNotFoundError:
        return None


def _free_name(files: SFTPFileSystem, folder: str, name: str, digest: str) -> tuple[str, bool]:
    files.info(folder)  # a folder that is not there must not look like a free name
    stem = name.removesuffix(".YKP")
    for number in range(1, 100):
        suffix = f"-{number}" if number > 1 else ""
        tried = f"{stem[: 60 - len(suffix)]}{suffix}.YKP"
        size = _size_of(files, _join(folder, tried))
        if size is None:
            return tried, False
        if size <= LARGEST and _digest(files, _join(folder, tried), size) == digest:
            return tried, True
    raise StationError(f"服务器的文件夹里名为“{stem}”的文件太多。", "请让县公司清理，再传一次。")


def _digest(files: SFTPFileSystem, path: str, size: int) -> str:
    found = hashlib.sha256()
    for block in _blocks(files, path, lambda _done, _total: None, size):
        found.update(block)
    return found.hexdigest()


def _begun(files: SFTPFileSystem, folder: str, data: bytes, digest: str) -> tuple[str, int]:
    """The .PART to write and how much of it is right already; what is not a beginning of `data` is left alone."""
    part = _join(folder, f"YK-{digest[:16].upper()}.PART")
    size = _size_of(files, part)
    if size is None:
        return part, 0
    if size <= len(data) and _digest(files, part, size) == hashlib.sha256(data[:size]).hexdigest():
        return part, size
    return _join(folder, f"YK-{os.urandom(8).hex().upper()}.PART"), 0


def _write_rest(files: SFTPFileSystem, part: str, data: bytes, done: int, told: Told) -> None:
    """Every block goes to its own place, so that what an earlier, cut connection still writes is the same bytes in the same place."""
    if not done:
        _create(files, part)
    for first in range(done, len(data), _STRIDE):
        _write_stride(files, part, data, first, told)


def _create(files: SFTPFileSystem, part: str) -> None:
    try:
        with files.open(part, "wxb"):
            pass
    except OSError:
        if _size_of(files, part) is None:
            raise
        # made meanwhile by what a cut connection had still sent: the name is of this content, so the bytes are the same


def _write_stride(files: SFTPFileSystem, part: str, data: bytes, first: int, told: Told) -> None:
    """Sends without waiting for each answer, then asks how long the file is: paramiko keeps no failure of what it did not wait for."""
    end = min(first + _STRIDE, len(data))
    with files.open(part, "r+b") as file:
        file.seek(first)
        file.set_pipelined(True)
        for at in range(first, end, _BLOCK):
            file.write(data[at : min(at + _BLOCK, end)])
            told(min(at + _BLOCK, end), 2 * len(data))
    if (_size_of(files, part) or 0) < end:
        with files.open(part, "r+b") as file:
            file.seek(first)
            file.write(data[first:end])  # once more, waiting: raises what the server said


def _read_back(files: SFTPFileSystem, path: str, size: int, digest: str, told: Told, verify: Callable[[bytes], None]) -> None:
    data = b"".join(_blocks(files, path, lambda done, _total: told(size + min(done, size), 2 * size), size))
    if hashlib.sha256(data).hexdigest() != digest:
        raise StationError(*_MISMATCH)
    verify(data)


def _blocks(files: SFTPFileSystem, path: str, told: Told, size: int) -> Iterator[bytes]:
    done = 0
    with files.open(path, "rb") as file:
        if size:
            file.prefetch(size)
        while block := _read(file):
            done += len(block)
            if done > LARGEST:
                raise StationError("服务器上的文件太大。", "请让县公司核对这个文件夹里的文件。")
            yield block
            told(done, size)


def _read(file: Any) -> bytes:
    return bytes(file.read(_BLOCK))


def _rename(files: SFTPFileSystem, part: str, target: str, size: int, digest: str) -> None:
    """By SFTP's own rename, which refuses an existing name; fsspec's `mv` would replace it."""
    try:
        files.ftp.rename(part, target)
    except OSError as error:
        found = _size_of(files, target)
        if found is None:
            raise
        if found != size or _digest(files, target, size) != digest:
            raise StationError(f"“{target.rpartition('/')[2]}”刚刚被别的程序写入。", "请再传一次。") from error
        with suppress(OSError):  # the same package, named meanwhile by what a cut connection had still sent
            files.ftp.remove(part)
