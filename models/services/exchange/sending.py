"""One export as the clerk starts it: the stick is greeted first, what was left on it is verified, then the package is written and noted."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from models.problems import StationError
from models.services.changes import Changes
from models.services.exchange.key_elsewhere import WHAT_TO_DO, key_elsewhere
from models.services.exchange.outbox import Exported, export
from models.services.exchange.resend_requests import ask_centre
from models.services.exchange.targets import COPIES, FolderTarget, Progress, Target
from models.services.station import Station, glancing, noting
from models.store.local import write_setting
from models.sync.medium import is_other_medium, probe, read_mark, still_whole, write_mark

Kind = Literal["delta", "full", "resend-request"]
_KEY = "sticks"
_MOST_FILES, _MOST_STICKS = 20, 50


class Left(msgspec.Struct, frozen=True):
    """A package that was left on a stick: its path from the folder, and its hash in hex."""

    path: str
    sha256: str


class Stick(msgspec.Struct, frozen=True):
    """A stick that was probed: when, how many bytes, and what was left on it, the newest last."""

    seen: datetime
    probed: int
    left: tuple[Left, ...] = ()


@dataclass(frozen=True)
class Sent:
    """A package that was written, and what is to be said of the medium besides."""

    exported: Exported
    remarks: tuple[str, ...]


def send(
    station: Station, target: Target, progress: Progress | None = None, *, kind: Kind = "delta"
) -> tuple[Sent, Changes]:
    """Exports to a folder or server, or writes a request there. A new stick is probed first; on a known one what was left is verified.

    Raises StationError where the probe or the export fails; then nothing is noted.
    """
    remarks: tuple[str, ...] = ()
    stick: Stick | None = None
    if isinstance(target, FolderTarget) and is_other_medium(target.folder, station.folder):
        stick, remarks = greet(station, target.folder, progress)
    exported, changes = _asked(station, target) if kind == "resend-request" else export(station, target, progress, kind=kind)
    remarks += exported.remarks
    if found := key_elsewhere(station):
        remarks += (f"{found.words}{WHAT_TO_DO}",)
    if stick and isinstance(target, FolderTarget):
        with suppress(StationError):  # the package is written and noted; forgetting the stick must not hide that
            _remember(station, stick, target.folder, exported)
    if isinstance(target, FolderTarget) and target.two:
        second = (target.folder / COPIES[1] / exported.file.name).exists()
        remarks += ("已写两份：文件夹 A 和 B 各一份。" if second else "空间不够写两份，只写了文件夹 A 里的一份。",)
    return Sent(exported, remarks), changes


def _asked(station: Station, target: Target) -> tuple[Exported, Changes]:
    asked, changes = ask_centre(station, target)
    return Exported(asked.path, asked.number, 0, asked.sha256, (), place=target.place, files=(asked.path,)), changes


def greet(station: Station, folder: Path, progress: Progress | None = None) -> tuple[Stick, tuple[str, ...]]:
    """What is known of a stick, after a probe where it is new, and what is to be said of what was left on it; raises StationError."""
    known = _sticks(station).get(read_mark(folder))
    if known:
        return known, tuple(_damaged(folder, known))
    probed = probe(folder, progress)
    return Stick(station.now(), probed), (f"这个 U 盘第一次用，试写并读回了 {probed >> 20} MB，正常。",) if probed else ()


def _damaged(folder: Path, stick: Stick) -> list[str]:
    bad = [left.path for left in stick.left if still_whole(folder / left.path, left.sha256) is False]
    return [f"以前留在这个 U 盘上的 {path} 已损坏，请不要再用这个 U 盘。" for path in bad]


def _remember(station: Station, stick: Stick, folder: Path, exported: Exported) -> None:
    known = _sticks(station)
    mark = read_mark(folder)
    if mark not in known:
        mark = write_mark(folder)
    paths = [exported.file, *(folder / letter / exported.file.name for letter in COPIES)]
    new = {path.relative_to(folder).as_posix(): exported.sha256 for path in paths if path.is_file()}
    left = [one for one in stick.left if one.path not in new] + [Left(path, sha256) for path, sha256 in new.items()]
    _keep(station, {**known, mark: Stick(stick.seen, stick.probed, tuple(left[-_MOST_FILES:]))})


def _sticks(station: Station) -> dict[str, Stick]:
    with glancing(station) as look:
        return msgspec.json.decode(look.setting(_KEY, "{}"), type=dict[str, Stick])


def _keep(station: Station, sticks: dict[str, Stick]) -> None:
    newest = dict(sorted(sticks.items(), key=lambda item: item[1].seen)[-_MOST_STICKS:])
    with noting(station) as connection:
        write_setting(connection, _KEY, msgspec.json.encode(newest).decode())
