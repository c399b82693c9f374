"""Reads a package file that somebody brought, whatever lies under that name: a folder, a device without end, a stick being pulled out."""

from __future__ import annotations

import errno
import stat
from pathlib import Path

from models.problems import StationError, cause_of
from models.sync.package import LARGEST

_AGAIN = "请检查路径，或重新插好 U 盘再试；没有接收。"
_FOLDER = "这是一个文件夹。请选其中扩展名为 YKP 的文件；要接收整个文件夹，用 centre watch --folder。"


def read_package_file(path: Path) -> bytes:
    """Returns the bytes of a package file, at most LARGEST of them; raises StationError, caused by the system's error if any.

    A file that grows meanwhile is not read: it is still being copied. Where the memory does not suffice, MemoryError is raised.
    """
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise StationError(f"{path} 不是数据包文件。", _FOLDER) from IsADirectoryError(errno.EISDIR, "")
        if not stat.S_ISREG(found.st_mode):
            raise StationError(f"{path} 不是普通文件，不能作为数据包接收。", "请选供电所或县中心给的、扩展名为 YKP 的文件。")
        with path.open("rb") as file:
            data = file.read(found.st_size + 1) if found.st_size <= LARGEST else b""  # room for what is there, not for the largest
    except OSError as error:
        raise StationError(f"文件 {path} 读不出来（{cause_of(error)}）。", _AGAIN) from error
    if found.st_size > LARGEST:
        raise StationError(f"{path.name} 超过数据包允许的大小。", "这不是业扩助手写出的包，请核对文件。")
    if len(data) > found.st_size:
        raise StationError(f"{path.name} 还在写，没有接收。", "请等它复制完，再接收一次。") from BlockingIOError(errno.EAGAIN, "")
    return data
