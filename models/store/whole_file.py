"""Writing a small file so that after a crash it is either the old one or the new one, never half."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path


def write_whole(path: Path, data: bytes | Iterable[bytes], mode: int = 0o666) -> None:
    """Writes to a temporary name, flushes to the disk, renames, flushes the folder; raises OSError (or MemoryError), leaving the old file.

    `data` may come in pieces, which are written one behind the other as they come.
    `mode` are the rights (less the process's umask) that the file has from its first byte on.
    """
    part = path.with_name(path.name + ".part")
    try:
        part.unlink(missing_ok=True)  # left by a crash, perhaps with other rights
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode), "wb") as file:
            file.writelines((data,) if isinstance(data, bytes) else data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except (OSError, MemoryError):
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Makes a rename in the folder durable where the system knows how (not on Windows)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
