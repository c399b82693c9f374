"""The watched folder: package files that appear are taken in once they have stopped growing, and answered into another folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from models.problems import StationError, cause_of
from models.services.centre.answers import acknowledge
from models.services.centre.arrivals import list_arrivals
from models.services.centre.intake import failed_outside, resume, take
from models.services.centre.many_files import may_be_package, worth_trying
from models.services.centre.store import Centre

_Mark = tuple[int, int]


@dataclass(frozen=True)
class Seen:
    """What a look at the folder did with one file, or with an answer; `refused` where it was not taken."""

    name: str
    station: str
    told: str
    refused: bool = False


@dataclass
class Watch:
    """A folder that is looked at again and again. Files are read where they lie, never moved or changed.

    A file is taken at the second look that finds it with the same size and time; taken or refused, it is left alone until it changes;
    where the disk or the server failed under it, it is tried at every look, and so is an answer. What lay there when the watch began and
    was taken and answered before gets no second answer: only who brings it again does.
    """

    centre: Centre
    inbox: Path
    answers: Path | None
    _sizes: dict[Path, _Mark] = field(default_factory=dict)
    _done: dict[Path, _Mark] = field(default_factory=dict)
    _unanswered: dict[str, None] = field(default_factory=dict)
    _waiting: bool = False
    _lay_there: frozenset[Path] | None = None

    def begin(self) -> StationError | None:
        """Takes up what an earlier run left unfinished; returns what to say where the disk or the server failed under some of it.

        That is then tried again at every look.
        """
        trouble = resume(self.centre).trouble
        self._waiting = trouble is not None
        return trouble

    def look(self, told: Callable[[Seen], None] = lambda _: None) -> tuple[Seen, ...]:
        """One look: takes what is ready and writes answers; raises StationError where the folder itself cannot be read."""
        found: list[Seen] = []
        stations, self._unanswered = self._unanswered, {}
        if self._waiting:
            self.begin()
        for path in self._ready():
            if not worth_trying(self.centre, path):
                self._done[path] = self._sizes[path]
                continue
            seen, owed = self._take(path)
            if owed:
                stations[seen.station] = None
            found.append(seen)
            told(seen)
        for station in stations if self.answers else ():
            seen = self._answer(station)
            found.append(seen)
            told(seen)
        return tuple(found)

    def _ready(self) -> list[Path]:
        try:
            marks = {path: _mark(path) for path in sorted(self.inbox.iterdir()) if may_be_package(path) and _is_plain(path)}
        except OSError as error:
            raise StationError(f"文件夹 {self.inbox} 读不出来（{cause_of(error)}）。", "请检查共享文件夹或 U 盘是否还在。") from error
        if self._lay_there is None:
            self._lay_there = frozenset(marks)
        ready = [path for path, mark in marks.items() if self._sizes.get(path) == mark != self._done.get(path)]
        self._sizes = marks
        return ready

    def _take(self, path: Path) -> tuple[Seen, bool]:
        """What came of a file, and whether its station is to be answered."""
        first = path not in self._done and path in (self._lay_there or ())
        self._done[path] = self._sizes[path]
        try:
            taken = take(self.centre, path)
        except StationError as error:
            if failed_outside(error):  # a full disk, a server that is down: the same file at the next look
                del self._done[path]
            return Seen(path.name, "", str(error), refused=True), False
        owed = not (first and taken.again) or bool(list_arrivals(self.centre, ("applied",), taken.station))
        words = "以前收过，没有改变" if taken.again else f"新增流水 {taken.new} 条，涉及工单 {taken.cases} 件"
        return Seen(path.name, taken.station, f"{taken.station} 第 {taken.number} 号包：{words}。"), owed

    def _answer(self, station: str) -> Seen:
        assert self.answers is not None
        try:
            written, _ = acknowledge(self.centre, station, self.answers)
        except StationError as error:
            if failed_outside(error):  # a stick that is full or was pulled out: the same answer at the next look
                self._unanswered[station] = None
            return Seen("", station, f"{station} 的回执没有写成：{error}", refused=True)
        return Seen(written.path.name, station, f"{station} 的回执已写入并校验：{written.path}")


def _mark(path: Path) -> _Mark:
    told = path.stat()
    return told.st_size, told.st_mtime_ns


def _is_plain(path: Path) -> bool:
    return not path.is_symlink() and path.is_file()
