"""Taking a year's holidays in at a running station: read, shown beforehand with what it moves, adopted in one transaction."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from models import events
from models.calendar_revision import YearTaken, take_all, take_year, years_taken
from models.problems import StationError, cause_of
from models.rule_files import Fault, read_overlay
from models.services.changes import Changes
from models.services.folding.reclock import Progress, Shift, reclock, shifts
from models.services.station import Station, changing, looking
from models.store import journal
from models.workdays import CalendarText, Overlay, WorkCalendar, decode_calendar, published_calendar_text

MOST_BYTES = 1_000_000
WITH_PROGRAM = "随程序提供"
_ASK = "请向县公司要放假安排文件（一年一个，如 2027.toml），或自己按国务院办公厅的通知写好。"
_STARTS = {b"PK\x03\x04": "Word、Excel 或压缩文件", b"%PDF": "PDF 文件", b"\xd0\xcf\x11\xe0": "旧版 Word、Excel 文件"}


class CalendarFaults(StationError):  # noqa: N818  # named for what it says
    """A calendar file with faults: each with its line, what stands there and what to do."""

    def __init__(self, name: str, faults: tuple[Fault, ...]) -> None:
        lines = "\n".join(f"第 {fault.line} 行 {fault.place}：{fault.what}。{fault.remedy}" for fault in faults)
        super().__init__(f"文件 {name} 有 {len(faults)} 处错误，没有采用：\n{lines}", "")
        self.faults = faults


@dataclass(frozen=True)
class Revision:
    """A calendar ready to be adopted over the one named by `base`: where it came from, its digest, and what it brings year by year."""

    number: str
    base: str
    file: str
    sha256: str
    text: str
    years: tuple[YearTaken, ...]

    @property
    def papers(self) -> tuple[str, ...]:
        """The State Council's papers that come with it."""
        return tuple(dict.fromkeys(year.paper for year in self.years))


@dataclass(frozen=True)
class Preview:
    """What adopting a revision would do to the open cases; `shifts` in the order of the new day."""

    revision: Revision
    shifts: tuple[Shift, ...]

    @property
    def later(self) -> int:
        """Cases whose day moves to a later one."""
        return sum(bool(s.old and s.new and s.new > s.old) for s in self.shifts)

    @property
    def earlier(self) -> int:
        """Cases whose day moves to an earlier one."""
        return sum(bool(s.old and s.new and s.new < s.old) for s in self.shifts)

    @property
    def settled(self) -> int:
        """Cases whose day stays and is provisional no longer."""
        return sum(s.old == s.new and s.was_provisional and not s.provisional for s in self.shifts)

    @property
    def summary(self) -> str:
        """All of it in one sentence: 17 件变化：9 件推后，8 件提前。"""
        return told(self.later, self.earlier, self.settled, len(self.shifts))


def told(later: int, earlier: int, settled: int, all_: int) -> str:
    """How many open cases change and how, as a sentence."""
    if not all_:
        return "在办工单的到期日都不变。"
    rest = all_ - later - earlier - settled
    parts = ((later, "推后"), (earlier, "提前"), (settled, "日期不变、由暂定变为确定"), (rest, "其他变化"))
    return f"{all_} 件变化：{'，'.join(f'{number} 件{words}' for number, words in parts if number)}。"


def read_file(file: Path) -> Overlay:
    """Reads a year's calendar file; raises CalendarFaults with every fault, StationError where it is no such file at all."""
    return _overlay(file.name, _bytes(file))


def read_text(name: str, text: str) -> Overlay:
    """Reads a year's calendar that came as a text, called `name`; raises as `read_file`."""
    return _overlay(*_sent(name, text))


def _bytes(file: Path) -> bytes:
    try:
        if file.is_dir():
            raise StationError(f"{file.name} 是一个文件夹。", _ASK)
        _check_size(file.name, file.stat().st_size)
        return file.read_bytes()
    except OSError as error:
        raise StationError(f"文件 {file.name} 读不出来（{cause_of(error)}）。", "请检查路径和 U 盘。") from error


def _sent(name: str, text: str) -> tuple[str, bytes]:
    """The name and the content of the file that a text was."""
    name, data = Path(name).name or "calendar.toml", text.encode()
    _check_size(name, len(data))
    return name, data


def _check_size(name: str, size: int) -> None:
    if size > MOST_BYTES:
        raise StationError(f"文件 {name} 太大（{size:,} 字节），不会是放假安排：那只有几千字节。", _ASK)


def _overlay(name: str, data: bytes) -> Overlay:
    overlay, faults = read_overlay(name, _decoded(name, data))
    if overlay is None:
        raise CalendarFaults(name, faults)
    return overlay


def _decoded(name: str, data: bytes) -> str:
    """The text in UTF-8 or, as older editors store Chinese, GB18030."""
    if not data.strip():
        raise StationError(f"文件 {name} 是空的。", _ASK)
    found = next((words for start, words in _STARTS.items() if data.startswith(start)), "")
    if found or b"\0" in data:
        raise StationError(f"文件 {name} 不是文本文件{f'，像是{found}' if found else ''}。", _ASK)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding).replace("\r\n", "\n")
        except UnicodeDecodeError:
            continue
    raise StationError(f"文件 {name} 里有认不出的字符，不是 UTF-8 也不是国标码文本。", "请用记事本打开，另存为 UTF-8 编码后再导入。")


def from_file(station: Station, file: Path) -> Revision:
    """A year's file as the revision it would make here; raises StationError with place and remedy, also for one older than the adopted."""
    return _taken(station, file.name, _bytes(file))


def from_text(station: Station, name: str, text: str) -> Revision:
    """A year that came as a text, called `name`, as the revision it would make here; raises as `from_file`."""
    return _taken(station, *_sent(name, text))


def _taken(station: Station, name: str, data: bytes) -> Revision:
    new = take_year(station.calendar.text, _overlay(name, data))
    return _revision(station, new, name, hashlib.sha256(data).hexdigest())


def from_program(station: Station, folder: Path | None = None) -> Revision | None:
    """What the calendar that came with the program has newer than the adopted one; None where it brings nothing new."""
    new = take_all(station.calendar.text, decode_calendar(published_calendar_text(folder)))
    if new is None:
        return None
    return _revision(station, new, WITH_PROGRAM, hashlib.sha256(_text(new).encode()).hexdigest())


def offer_words(revision: Revision) -> str:
    """What the program says of a newer calendar that came with it."""
    return f"程序自带 {'、'.join(str(year.year) for year in revision.years)} 年放假安排，可采用。"


def _text(text: CalendarText) -> str:
    return msgspec.json.encode(text).decode()


def _revision(station: Station, new: CalendarText, file: str, sha256: str) -> Revision:
    years = years_taken(station.calendar, WorkCalendar(new))
    return Revision(new.revision, station.calendar.revision, file, sha256, _text(new), years)


def preview(station: Station, revision: Revision, today: date, progress: Progress | None = None) -> Preview:
    """What the revision would change; nothing is stored. `progress(done, total)` may raise to break off."""
    new = WorkCalendar.from_text(revision.text)
    with looking(station) as connection:
        found = list(shifts(connection, station.info.code, station.shelf, new, today, progress))
    return Preview(revision, tuple(sorted(found, key=lambda s: (s.new or s.old or date.max, s.number))))


def adopt(station: Station, revision: Revision, today: date, progress: Progress | None = None) -> tuple[Preview, Changes]:
    """Stores the revision's text as a fact and recomputes open cases once, each move a fact of its case; returns what moved.

    All in one transaction: breaking off (`progress` raises) changes nothing. Results of finished stages stay. Raises StationError where
    another revision was adopted since it was read.
    """
    moved: list[Shift] = []
    with changing(station) as change:
        change.fold()
        code = station.info.code
        before = change.folder.shelf(code)
        if before.calendar.revision != revision.base:
            raise StationError(f"工作日历刚才已换成 {before.calendar.revision}。", "请重新选文件，看过预览再采用。")
        change.append.add(
            events.RulesAdopted(
                subject="calendar", code="cn", revision=revision.number, text=revision.text, papers=revision.papers, file=revision.file,
                sha256=revision.sha256,
            ),
            (f"station:{code}",),
        )
        change.folder.fold_station(code)

        def note(shifted: list[Shift]) -> list[tuple[str, int]]:
            moved.extend(shifted)
            return [(station.epoch, seq) for seq in change.append.add_all(_fact(revision, shift) for shift in shifted)]

        reclock(change.connection, code, change.folder.shelf(code), before.calendar, note, progress, today)
        change.append.touched.clear()  # what the facts changed is written above, and only that
    station.forget_rules()
    done = Preview(revision, tuple(sorted(moved, key=lambda s: (s.new or s.old or date.max, s.number))))
    return done, Changes(frozenset(shift.case_id for shift in moved), rules=True, packages=True)


def _fact(revision: Revision, shift: Shift) -> tuple[events.DueMoved, tuple[str, ...]]:
    """What a case's history says of its move, and whose record it is."""
    event = events.DueMoved(
        calendar=revision.number, limit=shift.limit, old=shift.old, new=shift.new, was_provisional=shift.was_provisional,
        provisional=shift.provisional,
    )
    return event, (f"case:{shift.case_id}",)


@dataclass(frozen=True)
class AdoptedCalendar:
    """One calendar a station adopted: its number, the papers it brought, the file it came from and that file's digest."""

    number: str
    papers: tuple[str, ...]
    file: str
    sha256: str


def adopted(station: Station) -> tuple[AdoptedCalendar, ...]:
    """Every calendar revision this station adopted, in order."""
    with looking(station) as connection:
        facts = journal.facts_of(connection, f"station:{station.info.code}")
    rules = [fact.event for fact in facts if isinstance(fact.event, events.RulesAdopted)]
    return tuple(
        AdoptedCalendar(event.revision, event.papers, event.file or WITH_PROGRAM, event.sha256)
        for event in rules if event.subject == "calendar"
    )
