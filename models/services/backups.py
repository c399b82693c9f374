"""备份: everything a station is, in a folder elsewhere, opened and proved before it is called a backup."""

from __future__ import annotations

import contextlib
import errno
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa

from models.problems import StationError, cause_of
from models.services.station import Station, looking
from models.store import journal
from models.store.backup import copy_database, copy_file, prove_copy
from models.store.local import read_setting, write_setting
from models.store.session import cause, explain
from models.store.views import attachment

KEPT = 7
_SPARE = 16 << 20
_KEY = "last_backup"
Progress = Callable[[int, int], None]


class BackupNote(msgspec.Struct, frozen=True):
    """One backup that was proved: when, where, how many lines and attachments (`copied` of them new), bytes of the database."""

    at: datetime
    folder: str
    database: str
    lines: int
    attachments: int
    copied: int
    size: int


@dataclass(frozen=True)
class _Place:
    """Where a backup of one station lies inside the folder that the clerk chose."""

    folder: Path

    @property
    def attachments(self) -> Path:
        return self.folder / "attachments"

    def attachment(self, name: str) -> Path:
        return self.attachments / name[:2] / name


def backup_folder(station: Station, chosen: Path) -> Path:
    """The folder of this station's backups inside the chosen one."""
    name = f"YK-BACKUP-{station.info.code}"
    return chosen if chosen.name == name else chosen / name


def last_backup(station: Station) -> BackupNote | None:
    """The last backup that was proved, None where there was none."""
    with looking(station) as connection:
        text = read_setting(connection, _KEY)
    try:
        return msgspec.json.decode(text, type=BackupNote) if text else None
    except msgspec.DecodeError:
        return None


def back_up(station: Station, chosen: Path, progress: Progress | None = None) -> BackupNote:
    """Copies database, wrapped keys and missing attachments into `chosen`, opens the copy and proves chain and files.

    The newest `KEPT` databases stay; attachments lie beside them once. Drafts are not part of it. `progress(done, total)` counts files and
    may raise to break off. Raises StationError, then no backup is noted and an unproved database is removed.
    """
    if not chosen.is_dir():
        raise StationError(f"找不到文件夹“{chosen}”。", "请插好 U 盘，或重新选择文件夹。")
    place = _Place(backup_folder(station, chosen))
    if _inside(place.folder, station.folder):
        raise StationError("备份不能放在数据自己的文件夹里：硬盘坏了会一起丢。", "请选 U 盘、移动硬盘或另一块硬盘。")
    name = f"station-{station.now():%Y%m%d-%H%M%S}.db"
    try:
        note = _copy(station, place, name, progress or _silent)
    except OSError as error:
        raise StationError(f"备份到“{place.folder}”没有做成：{_reason(error)}。", "数据都在本机，没有丢失；处理好再备份一次。") from error
    _remember(station, note)
    _drop_old(place.folder, name)
    return note


def _silent(_done: int, _total: int) -> None:
    """Tells nobody."""


def _reason(error: OSError) -> str:
    known = {
        errno.ENOSPC: "空间不足，请清理 U 盘或换一个",
        errno.EROFS: "只读，请检查 U 盘的写保护开关",
        errno.EACCES: "没有权限写入，请换一个文件夹",
        errno.EPERM: "没有权限写入，请换一个文件夹",
        **dict.fromkeys((errno.ENOENT, errno.EIO, errno.ENODEV, errno.ENXIO), "U 盘被拔出，或文件夹已不存在"),
    }
    return known.get(error.errno or 0, cause_of(error))


def _inside(folder: Path, outer: Path) -> bool:
    return outer.resolve() in (folder.resolve(), *folder.resolve().parents)


def _copy(station: Station, place: _Place, name: str, told: Progress) -> BackupNote:
    source = station.folder / "station.db"
    sealed = _files(station)
    missing = [file for file in sealed if not _there(place, station, file)]
    place.folder.mkdir(exist_ok=True)
    place.attachments.mkdir(exist_ok=True)
    _check_room(place.folder, source.stat().st_size + sum(_source(station, file).stat().st_size for file in missing))
    total = len(missing) + 3
    for done, file in enumerate(missing):
        told(done, total)
        copy_file(_source(station, file), place.attachment(file))
    for kept in ("keys.json", "STATION.json"):
        if (station.folder / kept).is_file():
            copy_file(station.folder / kept, place.folder / kept)
    told(len(missing) + 1, total)
    target = place.folder / name
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    try:
        if not place.folder.is_dir():
            raise FileNotFoundError(errno.ENOENT, "gone", str(place.folder))
        copy_database(source, station.keys.derived("database"), part)
        told(len(missing) + 2, total)
        lines, files = _prove(station, place, part)
        part.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    told(total, total)
    return BackupNote(station.now(), str(place.folder), name, lines, len(files), len(missing), target.stat().st_size)


def _files(station: Station) -> list[str]:
    with looking(station) as connection:
        return [str(name) for (name,) in connection.execute(sa.select(attachment.c.file).order_by(attachment.c.file))]


def _source(station: Station, name: str) -> Path:
    path = station.folder / "attachments" / name[:2] / name
    if not path.is_file():
        raise StationError(f"附件文件 {name[:12]}… 在本机找不到，备份不会完整。", "请运行 ./run check 查看，并联系县公司。")
    return path


def _there(place: _Place, station: Station, name: str) -> bool:
    path = place.attachment(name)
    return path.is_file() and path.stat().st_size == _source(station, name).stat().st_size


def _check_room(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < size + _SPARE:
        needed = (size + _SPARE) >> 20
        raise StationError(f"空间不足：需要 {needed} MB，可用 {free >> 20} MB。", "请清理 U 盘或换一个空间足够的，再备份一次。")


def _prove(station: Station, place: _Place, path: Path) -> tuple[int, tuple[str, ...]]:
    lines, files, heads = prove_copy(path, station.keys.derived("database"))
    with looking(station) as connection:
        for code, epoch, seq, hashed in heads:
            own = next(journal.lines_from(connection, code, epoch, seq - 1, seq), None)
            if own is None or own.hash != hashed:
                raise StationError("备份出来的流水与本机的不一致。", "请再备份一次；仍不行请运行 ./run check。")
    lost = [name for name in files if not _there(place, station, name)]
    if lost:
        raise StationError(f"备份里缺 {len(lost)} 个附件（如 {lost[0][:12]}…）。", "请再备份一次。")
    return lines, files


def _remember(station: Station, note: BackupNote) -> None:
    try:
        with station.database.writer.begin() as connection:
            write_setting(connection, _KEY, msgspec.json.encode(note).decode())
    except sa.exc.DBAPIError as error:
        raise explain(error, station.database.path) from cause(error)


def _drop_old(folder: Path, newest: str) -> None:
    """Keeps the newest; the one just made stays even where the clock was set back."""
    older = sorted(file for file in folder.glob("station-*.db") if file.name != newest)
    for old in older[: -(KEPT - 1)]:
        with contextlib.suppress(OSError):
            old.unlink()
