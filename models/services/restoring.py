"""从备份恢复: a proved backup becomes the station again; what lay in its place is kept aside; a new epoch begins."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from models.problems import StationError, cause_of
from models.services.exchange.epochs import begin_epoch
from models.services.station import Station, open_station
from models.store.backup import copy_file, prove_copy
from models.store.keys import KEYS_FILE, StationKeys, open_keys, read_key_file

_DATABASES = tuple(f"{stem}.db{end}" for stem in ("station", "drafts") for end in ("", "-wal", "-shm"))
_STATION_FILES = (*_DATABASES, KEYS_FILE, "STATION.json")
_SPARE = 16 << 20
_STAMP = "station-%Y%m%d-%H%M%S"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Backup:
    """One backup of a station in a folder: whose, from when, and how large its database is (bytes)."""

    folder: Path
    database: str
    code: str
    name: str
    at: datetime
    size: int


def backups_in(chosen: Path) -> tuple[Backup, ...]:
    """Every backup in a folder, or in the `YK-BACKUP-…` folders inside it, the newest first; raises StationError for an unreadable one."""
    try:
        folders = [chosen, *(path for path in chosen.iterdir() if path.is_dir() and path.name.startswith("YK-BACKUP-"))]
        found = [backup for folder in folders for backup in _backups(folder)]
    except OSError as error:
        raise StationError(f"文件夹“{chosen}”读不出来（{cause_of(error)}）。", "请插好 U 盘，或重新选择文件夹。") from error
    return tuple(sorted(found, key=lambda backup: backup.at, reverse=True))


def _backups(folder: Path) -> list[Backup]:
    file = read_key_file(folder)
    if file is None:
        return []
    found = []
    for path in folder.glob("station-*.db"):
        try:
            at = datetime.strptime(path.stem, _STAMP)
        except ValueError:
            continue
        found.append(Backup(folder, path.name, file.code, file.name, at, path.stat().st_size))
    return found


def restore(
    backup: Backup, target: Path, password: str, marks: Path, now: Callable[[], datetime], progress: Progress | None = None
) -> Station:
    """Puts a backup in place and opens it under a new epoch; what stood in `target` is moved into a folder beside it and kept.

    `progress(done, total)` may raise to break off before anything is put in place. Raises StationError: wrong password, damaged backup,
    missing attachments, no room. Then the target is as it was.
    """
    keys = open_keys(backup.folder, password)
    fresh = target / "restoring"
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        target.mkdir(parents=True, exist_ok=True)
        fresh.mkdir()
        _copy(backup, keys, fresh, progress or _silent)
        _put_in_place(fresh, target, now())
    except OSError as error:
        raise StationError(f"恢复没有做成（{cause_of(error)}），原来的数据没有动。", "请检查磁盘空间和 U 盘，再恢复一次。") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    station = open_station(target, password, now)
    before = station.epoch
    try:
        begin_epoch(station, marks, "restored")
    except StationError:
        if station.epoch == before:
            station.close()
            raise  # else only the mark could not be kept: the station is restored all the same
    return station


def _silent(_done: int, _total: int) -> None:
    """Tells nobody."""


def _copy(backup: Backup, keys: StationKeys, fresh: Path, told: Progress) -> None:
    database = fresh / "station.db"
    _check_room(fresh, backup.size)
    shutil.copyfile(backup.folder / backup.database, database)
    files = _proved(database, keys)
    sources = {name: backup.folder / "attachments" / name[:2] / name for name in files}
    lost = [name for name, source in sources.items() if not source.is_file()]
    if lost:
        raise StationError(
            f"这份备份里缺 {len(lost)} 个附件（如 {lost[0][:12]}…），恢复不会完整。",
            "请把备份文件夹里的 attachments 也拿来，或选另一份备份；原来的数据没有动。",
        )
    _check_room(fresh, sum(source.stat().st_size for source in sources.values()))
    (fresh / "attachments").mkdir()
    for done, (name, source) in enumerate(sources.items()):
        told(done, len(files))
        copy_file(source, fresh / "attachments" / name[:2] / name)
    told(len(files), len(files))
    for name in ("STATION.json", KEYS_FILE):
        if (backup.folder / name).is_file():
            copy_file(backup.folder / name, fresh / name)


def _proved(database: Path, keys: StationKeys) -> tuple[str, ...]:
    """The attachments that a whole copy knows; raises StationError for one that is not whole."""
    try:
        return prove_copy(database, keys.derived("database"))[1]
    except StationError as error:
        raise StationError(
            f"这份备份坏了，不能用来恢复：{error.message}", "请选另一天的备份，或另一个 U 盘上的备份；原来的数据没有动。"
        ) from error


def _check_room(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < size + _SPARE:
        raise StationError(
            f"这台电脑的磁盘空间不足：还需要 {(size + _SPARE) >> 20} MB，可用 {free >> 20} MB。", "请清理磁盘后再恢复；原来的数据没有动。"
        )


def _put_in_place(fresh: Path, target: Path, now: datetime) -> None:
    """Moves what stands there aside, then the restored files in; keys.json last, for only with it there is a station."""
    old = [target / name for name in _STATION_FILES if (target / name).exists()]
    if old:
        aside = target / f"replaced-{now:%Y%m%d-%H%M%S}"
        aside.mkdir()
        for path in old:
            path.rename(aside / path.name)
    for path in sorted((fresh / "attachments").glob("*/*")):
        place = target / "attachments" / path.parent.name
        place.mkdir(parents=True, exist_ok=True)
        if not (place / path.name).exists():
            path.rename(place / path.name)
    for name in ("station.db", "STATION.json", KEYS_FILE):
        if (fresh / name).exists():
            (fresh / name).rename(target / name)
