"""Working days: the State Council's published years and, beyond them, the weekday rule less the holidays fixed by law."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

import resources
from models.day_runs import runs
from models.problems import StationError

DayMark = Literal["工", "休", "假", "班"]
LAW = "全国年节及纪念日放假办法"
_T = TypeVar("_T")
_NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}  # chinese_calendar's short names


class CalendarError(StationError):
    """A calendar text that cannot be read, or a day outside the calendar's years."""


class PublishedYear(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What one paper of the State Council lists for a year, by day and holiday; New Year's days in December stand with the new year.

    `edition` counts the files (overlays) that said it, 0 = chinese_calendar's own tables.
    """

    year: int
    paper: str
    off: dict[date, str]
    work: dict[date, str]
    edition: int = 0


class CertainYear(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The holidays of one year that the law fixes, by day."""

    year: int
    days: dict[date, str]


class CalendarText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The text of one calendar revision as a station adopts it."""

    revision: str
    first: date
    last_published: date
    last: date
    published: tuple[PublishedYear, ...]
    certain: tuple[CertainYear, ...]
    law: str = LAW


class WorkCalendar:
    """Answers which days are worked, from one sorted table; days are `datetime.date`, ranges as each method says.

    Raises CalendarError for a day before `first` or after `last`.
    """

    def __init__(self, text: CalendarText, widened: Iterable[date] = ()) -> None:
        self.revision = text.revision
        self.first = text.first
        self.last_published = text.last_published
        self.last = text.last
        self._text = text
        self._off: dict[int, str] = {}
        self._work: dict[int, str] = {}
        self._fill_papers(text)
        self._off.update((day.toordinal(), text.law) for day in widened)
        first, last = text.first.toordinal(), text.last.toordinal()
        days = [o for o in range(first, last + 1) if o % 7 not in (6, 0)]  # ordinal 1 is a Monday: 6 Saturday, 0 Sunday
        table = set(days)
        table.difference_update(self._off)
        table.update(self._work)
        self.table: list[int] = sorted(table)

    def _fill_papers(self, text: CalendarText) -> None:
        for year in text.published:
            self._off.update((day.toordinal(), year.paper) for day in year.off)
            self._work.update((day.toordinal(), year.paper) for day in year.work)
        limit = text.last_published
        for certain in text.certain:
            self._off.update((day.toordinal(), text.law) for day in certain.days if day > limit)

    @classmethod
    def from_text(cls, text: str) -> WorkCalendar:
        """Builds the calendar from the JSON text that a station adopted; raises CalendarError on any other text."""
        return cls(decode_calendar(text))

    @property
    def text(self) -> CalendarText:
        """What the calendar was built from."""
        return self._text

    def _ordinal(self, day: date) -> int:
        if not self.first <= day <= self.last:
            years = f"{self.first.year}—{self.last.year} 年"
            raise CalendarError(f"{day.isoformat()} 不在工作日历的范围内（{years}）。", "请检查年份是否写错。")
        return day.toordinal()

    @property
    def size(self) -> int:
        """How many working days the calendar holds."""
        return len(self.table)

    def index_after(self, day: date) -> int:
        """Returns the index in `table` of the first working day after `day`."""
        return bisect_right(self.table, self._ordinal(day))

    def index_from(self, day: date) -> int:
        """Returns the index in `table` of the first working day on or after `day`."""
        return bisect_left(self.table, self._ordinal(day))

    def day_at(self, index: int) -> date:
        """Returns the working day at an index of `table`; raises CalendarError before the first year and beyond the last."""
        if not 0 <= index < len(self.table):
            raise CalendarError(f"期限超出工作日历的范围（{self.first.year}—{self.last.year} 年）。", "请检查年份是否写错。")
        return date.fromordinal(self.table[index])

    def is_working(self, day: date) -> bool:
        """Tells whether a day is worked; in an unpublished year by the weekday rule less the certain holidays."""
        ordinal = self._ordinal(day)
        at = bisect_left(self.table, ordinal)
        return at < len(self.table) and self.table[at] == ordinal

    def mark(self, day: date) -> DayMark:
        """Returns 工 worked weekday, 休 weekend, 假 holiday by paper or law, 班 weekend day worked by paper."""
        ordinal = self._ordinal(day)
        if ordinal in self._work:
            return "班"
        if ordinal in self._off:
            return "假"
        return "休" if ordinal % 7 in (6, 0) else "工"

    def paper(self, day: date) -> str | None:
        """Returns the paper behind 假 or 班, the law for a certain holiday of an unpublished year, None for other days."""
        ordinal = self._ordinal(day)
        return self._work.get(ordinal) or self._off.get(ordinal)

    def is_published(self, day: date) -> bool:
        """Tells whether the State Council's paper for the year of this day is in the calendar."""
        return self.first <= day <= self.last_published

    def add(self, start: date, days: int) -> date:
        """Returns the `days`-th working day after `start`, which is itself not counted; 0 returns `start`."""
        if days < 0:
            raise ValueError("days must not be negative")
        return self.day_at(self.index_after(start) + days - 1) if days else start

    def working_days(self, after: date, upto: date) -> int:
        """Counts the working days d with after < d <= upto; 0 where upto is not later."""
        return max(0, self.index_after(upto) - self.index_after(after))

    def left(self, due: date, today: date) -> int:
        """Returns 剩 N: the working days after today up to the due day; negative = overdue, the working days after it up to today."""
        return self.working_days(today, due) if today <= due else -self.working_days(due, today)

    def longest(self) -> WorkCalendar:
        """Returns the calendar in which each holiday of an unpublished year takes its longest block of the last five published years.

        Published years stay as they are. The result is kept: asking again costs nothing.
        """
        return self._longest

    @cached_property
    def _longest(self) -> WorkCalendar:
        return WorkCalendar(self._text, _widened(self._text))


def decode_calendar(text: str) -> CalendarText:
    """Reads the JSON text of a calendar; raises CalendarError on any other text."""
    try:
        return msgspec.json.decode(text, type=CalendarText)
    except msgspec.MsgspecError as error:
        raise CalendarError(f"工作日历读不出来：{error}", "请重新采用随程序提供的日历。") from error


def _longest_blocks(text: CalendarText) -> dict[str, int]:
    """Returns, per holiday, the length in days of its longest block in the last five published years.

    A block that holds two holidays counts for the one with more statutory days in it (中秋 inside 国庆 counts for 国庆).
    """
    years = [year for year in text.published if year.year > text.last_published.year - 5]
    names = {day: name for year in years for day, name in year.off.items()}
    longest: dict[str, int] = {}
    for run in runs(names):
        inside = [names[day] for day in run]
        name = max(inside, key=inside.count)
        longest[name] = max(longest.get(name, 0), len(run))
    return longest


def _widened(text: CalendarText) -> set[date]:
    """Returns the days by which the holidays of unpublished years grow: where they cost the most weekdays, the later of equals."""
    blocks = _longest_blocks(text)
    wide: set[date] = set()
    for year in text.certain:
        for name in sorted(set(year.days.values())):
            own = [day for day, holiday in year.days.items() if holiday == name and day > text.last_published]
            if own:
                wide.update(_place(min(own), max(own), blocks.get(name, 0), text.last_published))
    return wide


def _place(first: date, last: date, length: int, published: date) -> list[date]:
    """Returns the block of `length` days around first..last that costs the most weekdays after `published`."""
    best: list[date] = []
    cost = -1
    for shift in range(max(0, length - (last - first).days - 1), -1, -1):
        begin = first - timedelta(days=shift)
        block = [begin + timedelta(days=n) for n in range(max(length, (last - first).days + 1))]
        block = [day for day in block if day > published]
        weekdays = sum(day.weekday() < 5 for day in block)
        if weekdays >= cost:
            best, cost = block, weekdays
    return best


class Overlay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of resources/calendar for one published year: what chinese_calendar does not know yet.

    `edition` is raised when the State Council changes the year afterwards; it raises the revision of the calendar.
    """

    year: int
    paper: str
    source: str
    off: dict[str, list[date]]
    work: dict[str, list[date]] = {}
    edition: int = 1


class _Paper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The name of the paper behind one year of chinese_calendar's tables; with `days`, behind these days only."""

    year: int
    paper: str
    days: tuple[date, ...] = ()


class _Papers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    edition: int
    papers: tuple[_Paper, ...]


class _Statutory(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    law: str
    source: str
    cite: str
    years: dict[str, dict[str, list[date]]]


def published_calendar_text(folder: Path | None = None) -> str:
    """Returns the newest calendar as JSON text: chinese_calendar's tables with the overlay files of `folder` (resources/calendar).

    A file named by its year (2027.toml) adds that year or replaces what chinese_calendar says of it. This text is what a station
    adopts; afterwards it reads its own copy. Raises CalendarError naming the file that is wrong.
    """
    folder = folder or resources.path("calendar")
    papers = _load(folder / "papers.toml", _Papers)
    statutory = _load(folder / "statutory.toml", _Statutory)
    overlays = [_overlay(file) for file in sorted(folder.glob("[0-9][0-9][0-9][0-9].toml"))]
    known = _known_years(papers.papers)
    replaced = {overlay.year for overlay in overlays}
    years = [year for year in known if year.year not in replaced] + [published_year(overlay) for overlay in overlays]
    tables = {year.year for year in known}  # the first file of a year that the tables know is a second edition of it
    certain = [CertainYear(int(year), _by_day(days)) for year, days in sorted(statutory.years.items())]
    first, last = min(year.year for year in years), max(year.year for year in years)
    if {year.year for year in years} != set(range(first, last + 1)):
        raise CalendarError(f"工作日历缺年份：{first} 至 {last} 年之间有的年份没有放假安排。", "请补上缺的年份文件。")
    text = CalendarText(
        revision=f"{last}-{papers.edition + sum(overlay.edition - (overlay.year not in tables) for overlay in overlays)}",
        first=date(first, 1, 1), last_published=date(last, 12, 31),
        last=date(max(certain[-1].year, last), 12, 31),
        published=tuple(sorted(years, key=lambda year: year.year)),
        certain=tuple(year for year in certain if year.year > last), law=statutory.law,
    )
    return msgspec.json.encode(text).decode()


def _known_years(papers: tuple[_Paper, ...]) -> list[PublishedYear]:
    """The years of chinese_calendar, each day under the paper that names it."""
    import chinese_calendar

    names = {holiday.value: _NAMES.get(holiday.chinese, holiday.chinese) for holiday in chinese_calendar.Holiday}
    of_year = {paper.year: paper.paper for paper in papers if not paper.days}
    of_day = {day: paper.paper for paper in papers for day in paper.days}
    off: dict[tuple[int, str], dict[date, str]] = {}
    work: dict[tuple[int, str], dict[date, str]] = {}
    for table, target in ((chinese_calendar.holidays, off), (chinese_calendar.workdays, work)):
        for day, name in table.items():
            year = _paper_year(day, names[name])
            if year in of_year:
                target.setdefault((year, of_day.get(day, of_year[year])), {})[day] = names[name]
    return [PublishedYear(year, paper, off.get((year, paper), {}), work.get((year, paper), {})) for year, paper in sorted({*off, *work})]


def _paper_year(day: date, name: str) -> int:
    """New Year's days in December stand in the paper of the year that begins."""
    return day.year + 1 if day.month == 12 and name == "元旦" else day.year


def overlay_faults(overlay: Overlay, stem: str) -> list[tuple[date | None, str]]:
    """Returns what a typed year can be wrong in, with the day (None: the year): another year's day, a make-up weekday, two verdicts."""
    off = [day for days in overlay.off.values() for day in days]
    work = [day for days in overlay.work.values() for day in days]
    faults: list[tuple[date | None, str]] = []
    if stem != str(overlay.year):
        faults.append((None, f"year = {overlay.year} 与文件名不符"))
    for day in sorted({*off, *work}):
        if day.year != overlay.year and (day.year, day.month) != (overlay.year - 1, 12):
            faults.append((day, f"{day.isoformat()} 不在 {overlay.year} 年"))
        if day in work and day.weekday() < 5:
            faults.append((day, f"上班日 {day.isoformat()} 是星期{'一二三四五'[day.weekday()]}，本来就上班"))
        if day in work and day in off:
            faults.append((day, f"{day.isoformat()} 又放假又上班"))
        elif (*off, *work).count(day) > 1:
            faults.append((day, f"{day.isoformat()} 写了两次"))
    return faults


def _overlay(file: Path) -> Overlay:
    overlay = _load(file, Overlay)
    for _, what in overlay_faults(overlay, file.stem):
        raise CalendarError(f"日历文件 {file.name} 不对：{what}。", "请对照国务院办公厅的通知改正。")
    return overlay


def published_year(overlay: Overlay) -> PublishedYear:
    """The year as a calendar's text holds it."""
    return PublishedYear(overlay.year, overlay.paper, _by_day(overlay.off), _by_day(overlay.work), overlay.edition)


def _by_day(days: dict[str, list[date]]) -> dict[date, str]:
    return {day: name for name, listed in days.items() for day in listed}


def _load(file: Path, kind: type[_T]) -> _T:
    """Reads one TOML file strictly; raises CalendarError naming the file."""
    import tomllib

    try:
        return msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), kind)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, OSError) as error:
        raise CalendarError(f"日历文件 {file.name} 读不出来：{error}", "请检查这个文件。") from error
