"""Answers that lie on a server: fetched into this computer, then looked into one after the other; their names are hints only."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from models.problems import StationError
from models.services.exchange.incoming import Incoming, OlderAnswer, look_at, rebuild_of
from models.services.exchange.rebuild_parts import PartFile, SetMark
from models.services.exchange.targets import ServerTarget
from models.services.station import Station, glancing, noting
from models.store.local import write_setting
from models.store.whole_file import write_whole

_DONE = "fetched_answers"
_MOST_DONE = 2000
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Offered:
    """A package that can be taken in, or all parts of a rebuild package that are here; nothing has changed yet.

    `name` is what it is called where it came from.
    """

    name: str
    files: tuple[Path, ...]
    found: Incoming


@dataclass(frozen=True)
class Refused:
    """A package that cannot be taken in (yet), and why."""

    name: str
    error: StationError
    file: Path
    rebuild: bool = False

    @property
    def why(self) -> str:
        """In a sentence."""
        return str(self.error)


@dataclass(frozen=True)
class Sorted:
    """The newest package that brings something, those that cannot be taken in, and those that bring nothing (any more)."""

    offer: Offered | None
    refused: tuple[Refused, ...]
    over: tuple[Path, ...]


def fetch(station: Station, target: ServerTarget, progress: Progress | None = None) -> tuple[Path, ...]:
    """Fetches every file of the server's folder that may be an answer and was not dealt with before; raises StationError.

    Files of this station's own packages are left there. What was fetched lies in `incoming/` of the station's folder.
    """
    from models.sync.transport.remote import fetched, listed
    from models.sync.transport.server import connected

    done, own = _done(station), _own_packages(station)
    folder = station.folder / "incoming"
    paths: dict[Path, None] = {}
    with connected(target.server, target.credential) as files:
        new = [one for one in listed(files, target.server.folder) if f"{one.name} {one.stamp}" not in done and one.name not in own]
        total = sum(one.size for one in new)
        before = 0
        for one in new:
            data = fetched(files, target.server.folder, one, _after(progress, before, total))
            before += one.size
            paths[_keep(folder, f"{one.name} {one.stamp}", data)] = None
    return tuple(paths)


def next_offer(station: Station, files: tuple[Path, ...]) -> Sorted:
    """Sorts packages that were fetched or chosen; ask again after each was taken, for one may make way for the next. Nothing changes.

    What is complete comes first, then what is newest; the parts of one rebuild package are offered together. What asks us to send
    again comes last: an answer taken after it would say that the centre has it all.
    """
    sorting = _Sorting(station)
    for file in files:
        sorting.put(file)
    for parts in sorting.sets.values():
        sorting.put_set(parts)
    sorting.offers.sort(key=lambda offer: (not offer.found.missing, not offer.found.asks, offer.found.written), reverse=True)
    return Sorted(sorting.offers[0] if sorting.offers else None, tuple(sorting.refused), tuple(sorting.over))


@dataclass
class _Sorting:
    """The heaps that packages are sorted into."""

    station: Station
    offers: list[Offered] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    over: list[Path] = field(default_factory=list)
    sets: dict[SetMark, list[PartFile]] = field(default_factory=dict)

    def put(self, file: Path) -> None:
        """One file; the part of a rebuild package waits for the others."""
        try:
            found = look_at(self.station, file)
        except OlderAnswer:
            self.over.append(file)
        except StationError as error:
            self.refused.append(Refused(_name_of(file), error, file))
        else:
            if isinstance(found, PartFile):
                self.sets.setdefault(found.mark, []).append(found)
            else:
                self._offer(_name_of(file), (file,), found, brings=_brings(self.station, found))

    def put_set(self, parts: list[PartFile]) -> None:
        """The parts of one rebuild package."""
        paths = tuple(one.path for one in parts)
        name = _name_of(paths[0]) + (f" 等 {len(paths)} 个文件" if len(paths) > 1 else "")
        try:
            found = rebuild_of(self.station, parts)
        except StationError as error:
            self.refused.append(Refused(name, error, paths[0], rebuild=True))
        else:
            self._offer(name, paths, found, brings=found.brings)

    def _offer(self, name: str, files: tuple[Path, ...], found: Incoming, *, brings: bool) -> None:
        if brings:
            self.offers.append(Offered(name, files, found))
        else:
            self.over.extend(files)


def _brings(station: Station, found: Incoming) -> bool:
    """Whether taking it in would change anything."""
    if found.brings or found.ack is None:
        return found.brings
    query = "SELECT 1 FROM acknowledged WHERE station = :station AND centre_epoch = :epoch AND ack_no >= :number"
    values = {"station": station.info.code, "epoch": found.ack.centre_epoch, "number": found.ack.ack_no}
    with glancing(station) as look:
        return not look.tuples(query, values)


def settle(station: Station, files: tuple[Path, ...]) -> None:
    """Notes that these were dealt with, so that they are not fetched again, and removes the copies.

    What could not be taken in is better not settled: it is fetched again and may fit then (after an upgrade, with a new card).
    """
    marks = [mark for file in files for mark in _marks_of(file)]
    kept = [*(mark for mark in _done(station) if mark not in marks), *marks][-_MOST_DONE:]
    with noting(station) as connection:
        write_setting(connection, _DONE, msgspec.json.encode(kept).decode())
    for file in files:
        for path in (file, file.with_suffix(".name")):
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _done(station: Station) -> list[str]:
    with glancing(station) as look:
        return msgspec.json.decode(look.setting(_DONE, "[]"), type=list[str])


def _own_packages(station: Station) -> frozenset[str]:
    with glancing(station) as look:
        return frozenset(name for (name,) in look.tuples("SELECT file FROM outbox"))


def _keep(folder: Path, mark: str, data: bytes) -> Path:
    """The server chooses no name here: a file is named by its content, what it was called stands beside it, once for each equal one."""
    path = folder / f"{hashlib.sha256(data).hexdigest()[:32]}.YKP"
    try:
        folder.mkdir(exist_ok=True)
        write_whole(path, data)
        write_whole(path.with_suffix(".name"), "\n".join(dict.fromkeys([*_marks_of(path), mark])).encode())
    except OSError as error:
        raise StationError("从服务器取回的文件存不下来。", "请检查本机的磁盘空间。") from error
    return path


def _marks_of(file: Path) -> list[str]:
    try:
        return file.with_suffix(".name").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def _name_of(file: Path) -> str:
    return next((mark.rpartition(" ")[0] for mark in _marks_of(file)), file.name)


def _after(progress: Progress | None, before: int, total: int) -> Progress | None:
    if progress is None:
        return None
    return lambda done, _size: progress(min(before + done, total), total)
