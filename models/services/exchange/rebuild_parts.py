"""The parts of a rebuild package at a station: kept as they come until all of one set are here; until then a new station begins no work.

Nothing of a set is in the journal before all of it is: what is kept are the files alone, so that a crash or a missing part leaves the
station exactly as it was.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from models.problems import StationError, cause_of
from models.services.station import Station, glancing, looking
from models.store.local import REBUILT_SET, read_setting, write_setting
from models.store.views import journal_on, outbox
from models.store.whole_file import write_whole
from models.sync.brought import read_package_file
from models.sync.manifest import Statement
from models.sync.package import PackageContent

_NAME = re.compile(r"(\d{1,6})-(\d{1,16})-([0-9a-f]{32})-(\d{1,4})-(\d{1,4})-([0-9a-f]{64})\.YKP")
_TOGETHER = "请把同一次写出的各份（文件名里的号连着）都导入；次序不论。"


@dataclass(frozen=True, order=True)
class SetMark:
    """Which set a part belongs to, in the order in which the centre wrote them: its epoch's number, the number of the first part."""

    epoch: int
    first: int
    pkg_id: str
    parts: int


@dataclass(frozen=True)
class PartFile:
    """One part that was read and found whole: which it is (counted from 1), the hash by which it is known again, where it lies.

    `written` is when the centre made it, as it says; empty of one that is kept here.
    """

    mark: SetMark
    part: int
    sha256: str
    path: Path
    written: str = ""


@dataclass(frozen=True)
class Gathered:
    """What of one set is here, in order; `new` of them were brought now, `dropped` are of an older set and no longer used."""

    mark: SetMark
    parts: tuple[PartFile, ...]
    new: tuple[PartFile, ...] = ()
    dropped: tuple[PartFile, ...] = ()

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers of the parts that are not here yet."""
        here = {one.part for one in self.parts}
        return tuple(number for number in range(1, self.mark.parts + 1) if number not in here)

    @property
    def lacks(self) -> str:
        """「还缺第 2、3 份，共 3 份」, empty where all are here."""
        return f"还缺第 {numbered(self.missing)} 份，共 {self.mark.parts} 份" if self.missing else ""


def numbered(numbers: Iterable[int]) -> str:
    """Numbers in words: 2、3、7–12."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else "、".join(map(str, run)) for run in runs)


def mark_of(statement: Statement) -> SetMark:
    """Which set a rebuild package belongs to; raises StationError where its numbers cannot be."""
    first = statement.pkg_no - statement.part + 1
    if first < 1:
        raise StationError("这个重建包的包号和份号对不上。", "请向县中心要一次新的重建包；本机没有改动。")
    return SetMark(int(statement.db_epoch.partition(".")[0]), first, statement.pkg_id, statement.parts)


def part_of(content: PackageContent, path: Path) -> PartFile:
    """One part as it was read from a file."""
    return PartFile(mark_of(content.statement), content.statement.part, content.sha256, path, content.statement.created_at)


def gather(station: Station, brought: Sequence[PartFile]) -> Gathered:
    """Puts parts to those that are kept already; raises StationError for parts of several sets, of an older one, or that differ."""
    marks = sorted({one.mark for one in brought})
    if len(marks) > 1:
        named = "；".join(f"{'、'.join(one.path.name for one in brought if one.mark == mark)} 是一次" for mark in marks)
        raise StationError(f"这些不是同一次写出的重建包：{named}。", f"{_TOGETHER}本机没有改动。")
    begun, mark = kept_parts(station), marks[0]
    if begun and begun.mark > mark:
        lacks = begun.lacks or "各份都齐了"
        raise StationError(
            f"这是较早写出的重建包（第 {mark.first} 号起）；本机在收的是后来写出的（第 {begun.mark.first} 号起），{lacks}。",
            f"{_TOGETHER}本机没有改动。",
        )
    same = begun.parts if begun and begun.mark == mark else ()
    here = {one.part: one for one in same}
    new: dict[int, PartFile] = {}
    for one in brought:
        other = here.get(one.part) or new.get(one.part)
        if other is None:
            new[one.part] = one
        elif other.sha256 != one.sha256:
            raise StationError(
                f"第 {one.part} 份有两个，内容不同（{one.path.name}）。", "请向县中心要一次新的重建包；本机没有改动。"
            )
    parts = tuple(one for _, one in sorted({**here, **new}.items()))
    return Gathered(mark, parts, tuple(new.values()), begun.parts if begun and begun.mark != mark else ())


def kept_parts(station: Station) -> Gathered | None:
    """The newest set of which parts are kept here and that was not taken yet; None where there is none."""
    found = _files(station)
    if not found:
        return None
    with glancing(station) as look:
        taken = look.setting(REBUILT_SET)
    found = [one for one in found if one.mark.pkg_id != taken]  # a crash may have left them behind
    newest = max((one.mark for one in found), default=None)
    parts = sorted((one for one in found if one.mark == newest), key=lambda one: one.part)
    return Gathered(newest, tuple(parts)) if newest else None


def _files(station: Station) -> list[PartFile]:
    found = []
    with suppress(OSError):
        for path in _folder(station).iterdir():
            if named := _NAME.fullmatch(path.name):
                epoch, first, pkg_id, parts, part, sha256 = named.groups()
                found.append(PartFile(SetMark(int(epoch), int(first), pkg_id, int(parts)), int(part), sha256, path))
    return found


def keep_parts(station: Station, found: Gathered) -> None:
    """Keeps what was brought, durably, then lets go of an older set; raises OSError, or StationError where a file is not what it was."""
    folder, mark = _folder(station), found.mark
    folder.mkdir(exist_ok=True)
    for one in found.new:
        name = f"{mark.epoch}-{mark.first}-{mark.pkg_id}-{mark.parts}-{one.part}-{one.sha256}.YKP"
        data = read_package_file(one.path)
        check_same(one, data)
        write_whole(folder / name, data)
    _remove(found.dropped)


def check_same(one: PartFile, data: bytes) -> None:
    """Raises StationError where a file is no longer what it was when it was looked into."""
    if hashlib.sha256(data).hexdigest() != one.sha256:
        raise StationError(f"{one.path.name} 在核对以后变了。", "请重新插好 U 盘，再导入一次；本机没有改动。")


def is_kept(station: Station, one: PartFile) -> bool:
    """Whether a part lies in this station's own folder."""
    return one.path.parent == _folder(station)


def let_go(one: PartFile) -> None:
    """Removes a kept part that is damaged, so that it is asked for again."""
    _remove((one,))


def note_taken(connection: sa.Connection, mark: SetMark) -> None:
    """Notes with the lines themselves that the set is in the journal: its files are no longer waited for."""
    write_setting(connection, REBUILT_SET, mark.pkg_id)


def drop_parts(station: Station) -> int:
    """Gives a rebuild up that was begun: the kept parts are removed, nothing else was changed; returns how many they were.

    Raises StationError where the files cannot be removed.
    """
    found = _files(station)
    try:
        for one in found:
            one.path.unlink(missing_ok=True)
    except OSError as error:
        raise StationError(f"收下的几份重建包删不掉（{cause_of(error)}）。", "请关闭别的程序再试；本机没有改动。") from error
    return len(found)


def _remove(parts: Iterable[PartFile]) -> None:
    for one in parts:
        with suppress(OSError):
            one.path.unlink(missing_ok=True)


def forget_taken(station: Station) -> None:
    """Removes the files of what is in the journal now; what cannot be removed is passed over from now on."""
    _remove(_files(station))


def is_untouched(connection: sa.Connection, code: str) -> bool:
    """Whether a station was only just enrolled: no case, no contact, nothing ever exported."""
    o = journal_on.c
    busy = sa.select(o.record).where(o.station == code, o.record != f"station:{code}").limit(1)
    exported = sa.select(outbox.c.number).limit(1)
    return connection.execute(exported).first() is None and connection.execute(busy).first() is None


def check_may_work(station: Station, connection: sa.Connection) -> None:
    """Raises StationError at a new station that has begun to take its journal back: work begun now would stand beside it, not behind it."""
    if not _folder(station).is_dir():
        return
    found = _files(station)
    taken = read_setting(connection, REBUILT_SET) if found else ""
    if any(one.mark.pkg_id != taken for one in found) and is_untouched(connection, station.info.code):
        begun = kept_parts(station)
        raise StationError(
            f"本机正在由县中心的重建包重建，{(begun and begun.lacks) or '还没有做完'}：重建好以前不能登记，也不能导出。",
            "请到“数据上报”导入缺的几份；不重建了，也在那里选。填的内容都还在。",
        )


def waited_for(station: Station) -> Gathered | None:
    """What of a rebuild package is here while `must_wait` is true of this station; None where it may work."""
    return kept_parts(station) if _folder(station).is_dir() and must_wait(station) else None


def must_wait(station: Station) -> bool:
    """Whether this new station has begun to take its journal back and may neither work nor export until it has."""
    with looking(station) as connection:
        try:
            check_may_work(station, connection)
        except StationError:
            return True
    return False


def _folder(station: Station) -> Path:
    return station.folder / "rebuilding"
