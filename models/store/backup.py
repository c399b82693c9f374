"""Copies for a backup: the database while it is open, files that are not there yet, and the proof that a copy is whole."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool
from sqlcipher3 import dbapi2

from models.problems import StationError
from models.store import journal
from models.store.session import explain
from models.store.views import attachment
from models.store.whole_file import flush_folder, write_whole


def copy_database(source: Path, key: bytes, target: Path) -> None:
    """Writes a steady, compacted copy encrypted under the same key, durably; clerks may go on saving meanwhile.

    Raises StationError where the disk fails; `target` must not exist.
    """
    try:
        raw = dbapi2.connect(str(source), isolation_level=None, timeout=15)
        try:
            raw.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
            raw.execute("VACUUM INTO ?", (str(target),))
        finally:
            raw.close()
    except dbapi2.DatabaseError as error:
        raise explain(sa.exc.DBAPIError("VACUUM INTO", None, error), target) from error
    with target.open("rb+") as file:
        os.fsync(file.fileno())
    flush_folder(target.parent)


def copy_file(source: Path, target: Path) -> None:
    """Copies one file whole and reads it back; raises OSError, or StationError where the copy differs."""
    data = source.read_bytes()
    target.parent.mkdir(exist_ok=True)  # never its parents: a stick that was pulled out must not be rebuilt on this disk
    write_whole(target, data)
    if target.read_bytes() != data:
        raise StationError(f"{target.name} 读回的内容与原文件不一致，这个介质可能已损坏。", "请换一个 U 盘或硬盘再备份。")


def prove_copy(path: Path, key: bytes) -> tuple[int, tuple[str, ...], tuple[tuple[str, str, int, bytes], ...]]:
    """Opens a copy read-only and looks at all of it; raises StationError where it is not whole.

    Returns the number of lines, the names of attachment files it knows, and the head (station, epoch, seq, hash) of every epoch.
    """
    engine = sa.create_engine("sqlite://", creator=lambda: _open_read_only(path, key), module=dbapi2, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            found = [str(line) for (line,) in connection.exec_driver_sql("PRAGMA integrity_check")]
            faults = [] if found == ["ok"] else found[:3]
            epochs = journal.epochs(connection)
            faults += [fault for station, epoch, _ in epochs if (fault := journal.verify_chain(connection, station, epoch))]
            if faults:
                raise StationError(f"备份出来的数据库不完整：{faults[0]}", "请换一个地方再备份；仍不行请运行 ./run check 检查本机数据。")
            heads = [journal.head(connection, station, epoch) for station, epoch, _ in epochs]
            files = tuple(str(name) for (name,) in connection.execute(sa.select(attachment.c.file).order_by(attachment.c.file)))
    except sa.exc.DBAPIError as error:
        raise explain(error, path) from error
    kept = tuple((line.station, line.epoch, line.seq, line.hash) for line in heads if line)
    return sum(last for _, _, last in epochs), files, kept


def _open_read_only(path: Path, key: bytes) -> Any:
    raw = dbapi2.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None, check_same_thread=False)
    raw.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    return raw
