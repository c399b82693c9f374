"""One program at a time writes to a station's folder: an operating-system lock that a crash releases by itself."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType

from models.problems import StationError, cause_of

LOCK_FILE = ".lock"

if sys.platform == "win32":
    import msvcrt

    _LOCKED_BYTE = 4096  # beyond the text, which others must still be able to read

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError(error.errno, "locked") from error
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class StationLock:
    """The right to write to one station's folder, held until `release` or the end of the process."""

    def __init__(self, folder: Path, descriptor: int) -> None:
        self.folder = folder
        self._descriptor: int | None = descriptor

    @classmethod
    def acquire(cls, folder: Path) -> StationLock:
        """Take the lock, making the folder if there is none; StationError (caused by BlockingIOError) when another program has it."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise _not_writable(folder, error) from error
        try:
            _lock(descriptor)
            os.ftruncate(descriptor, 0)
            os.write(descriptor, f"{os.getpid()}\n".encode())
        except BlockingIOError as error:
            os.close(descriptor)
            raise StationError(
                f"这个供电所（{folder}）正由另一个业扩助手使用{_holder(folder)}。", "请到已打开的窗口里操作，或先把它关闭再试。"
            ) from error
        except OSError as error:
            os.close(descriptor)
            raise _not_writable(folder, error) from error
        return cls(folder, descriptor)

    def release(self) -> None:
        """Give the lock back; twice does no harm."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> StationLock:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.release()


def _holder(folder: Path) -> str:
    try:
        number = (folder / LOCK_FILE).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
    return f"（进程 {number}）" if number.isdigit() else ""


def _not_writable(folder: Path, error: OSError) -> StationError:
    return StationError(f"不能在文件夹 {folder} 里写入：{_reason(error)}。", "请换一个文件夹，或请管理员检查权限和磁盘。")


def _reason(error: OSError) -> str:
    reasons = {1: "没有权限", 13: "没有权限", 17: "同名的是一个文件", 20: "上级不是文件夹", 28: "磁盘已满", 30: "只读"}
    return reasons.get(error.errno or 0, cause_of(error))
