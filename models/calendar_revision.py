"""Revisions of the work calendar: years taken in over what is adopted, what they contradict, and from which day on anything differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec

from models.workdays import CalendarError, CalendarText, CertainYear, DayMark, Overlay, PublishedYear, WorkCalendar, published_year

_CORRECT = "请对照国务院办公厅的通知核对文件。"
_WORDS: dict[DayMark, str] = {"工": "上班", "班": "上班", "休": "休息", "假": "放假"}


@dataclass(frozen=True)
class YearTaken:
    """One year that a revision brings: its paper and edition, the paper it replaces ("" where the year was provisional).

    `off` and `work` count the days listed; `contradicts` says day by day where a year already published is now another.
    """

    year: int
    paper: str
    edition: int
    replaces: str
    off: int
    work: int
    contradicts: tuple[str, ...]


class AlreadyInUse(CalendarError):  # noqa: N818  # says what was found
    """A year's file that brings nothing newer; `older` = a later edition is in use here, else the very same one."""

    def __init__(self, message: str, hint: str, older: bool) -> None:
        super().__init__(message, hint)
        self.older = older


class OtherContent(CalendarError):  # noqa: N818  # says what was found
    """A year's file of the edition that is in use here, with other days: which of the two holds is for a person to find out."""

    def __init__(self, year: int, edition: int) -> None:
        super().__init__(
            f"这个文件和已采用的 {year} 年放假安排都是第 {edition} 版，内容却不同。",
            f"如果是国务院后来调整的，请在文件里写 edition = {edition + 1}；否则请核对文件。",
        )
        self.year, self.edition = year, edition


def take_year(adopted: CalendarText, overlay: Overlay) -> CalendarText:
    """Returns the adopted calendar with one year's file over it; raises CalendarError, saying why, where it may not be taken in."""
    year, last = overlay.year, adopted.last_published.year
    if not adopted.first.year <= year <= last + 1:
        missing = f"本所的日历到 {last} 年，先要有 {last + 1} 年的安排" if year > last else f"本所的日历从 {adopted.first.year} 年开始"
        raise CalendarError(f"不能采用 {year} 年的放假安排：{missing}。", "请检查文件里的 year，或先导入缺的那一年。")
    fresh = published_year(overlay)
    known = next((one for one in adopted.published if one.year == year and one.edition), None)
    if known:
        _check_edition(known, fresh)
    lacking = [f"{day.isoformat()} {name}" for one in adopted.certain if one.year == year for day, name in one.days.items()
               if day not in fresh.off]
    if lacking:
        raise CalendarError(f"{year} 年的安排不全：法定节假日 {'、'.join(lacking)} 没有列为放假。", _CORRECT)
    return _with(adopted, [fresh], adopted.certain)


def _check_edition(known: PublishedYear, fresh: PublishedYear) -> None:
    year = known.year
    if fresh.edition < known.edition:
        message = f"这个文件是 {year} 年放假安排的第 {fresh.edition} 版，本所已采用第 {known.edition} 版。"
        raise AlreadyInUse(message, "旧的版本不再采用，不用导入。", older=True)
    if fresh.edition > known.edition:
        return
    if fresh == known:
        raise AlreadyInUse(f"{year} 年的放假安排（第 {known.edition} 版）已经采用，没有变化。", "不用再导入。", older=False)
    raise OtherContent(year, known.edition)


def take_all(adopted: CalendarText, offered: CalendarText) -> CalendarText | None:
    """Returns the adopted calendar with what another one has newer (whole years only), None where it brings nothing new.

    A year's file wins over tables, the higher edition over the lower; years that both have alike stay as they are.
    """
    known = _by_year(adopted)
    later = revision_number(offered.revision) >= revision_number(adopted.revision)
    newer = [
        one for year, papers in _by_year(offered).items() for one in papers
        if year not in known or one.edition > known[year][0].edition
        or (later and not known[year][0].edition and papers != known[year])
    ]
    return _with(adopted, newer, (*adopted.certain, *offered.certain)) if newer else None


def _by_year(text: CalendarText) -> dict[int, tuple[PublishedYear, ...]]:
    """The papers of each year, two where a later paper of the tables changed some of its days; a file replaces them all."""
    years: dict[int, tuple[PublishedYear, ...]] = {}
    for one in text.published:
        years[one.year] = (*years.get(one.year, ()), one)
    return years


def _with(adopted: CalendarText, fresh: Iterable[PublishedYear], certain: Iterable[CertainYear]) -> CalendarText:
    newer = list(fresh)
    replaced = {year.year for year in newer}
    years = sorted([year for year in adopted.published if year.year not in replaced] + newer, key=lambda year: year.year)
    last = years[-1].year
    by_law = {year.year: year for year in certain if year.year > last}
    return msgspec.structs.replace(
        adopted,
        revision=_next(adopted, last, sum(max(0, year.edition - 1) for year in years)),
        last_published=date(last, 12, 31), last=date(max([last, *by_law]), 12, 31),
        published=tuple(years), certain=tuple(by_law[year] for year in sorted(by_law)),
    )


def _next(adopted: CalendarText, last: int, later_editions: int) -> str:
    """The number of the revision after the adopted one: by the last year, then counted on."""
    year, number = revision_number(adopted.revision)
    return f"{last}-{number + 1}" if last == year else f"{last}-{1 + later_editions}"


def revision_number(revision: str) -> tuple[int, int]:
    """A revision as a pair that sorts in the order of the revisions: 2026-2 before 2027-1."""
    year, _, number = revision.partition("-")
    return int(year), int(number)


def years_taken(old: WorkCalendar, new: WorkCalendar) -> tuple[YearTaken, ...]:
    """What a new revision brings, year by year, against the one before."""
    known = _by_year(old.text)
    return tuple(
        YearTaken(
            year, "；".join(one.paper for one in papers), papers[0].edition, "；".join(one.paper for one in known.get(year, ())),
            sum(len(one.off) for one in papers), sum(len(one.work) for one in papers),
            tuple(_contradictions(old, new, year)) if year in known else (),
        )
        for year, papers in _by_year(new.text).items() if papers != known.get(year)
    )


def _contradictions(old: WorkCalendar, new: WorkCalendar, year: int) -> Iterator[str]:
    day = date(year - 1, 12, 1)  # New Year's days may begin in December
    while day.year <= year:
        before, after = _WORDS[old.mark(day)], _WORDS[new.mark(day)]
        if (before == "上班") != (after == "上班"):
            yield f"{day.isoformat()}（周{'一二三四五六日'[day.weekday()]}）原为{before}，改为{after}"
        day += timedelta(days=1)


def first_difference(old: WorkCalendar, new: WorkCalendar) -> date | None:
    """The first day of which the two say anything else, be it only how certain it is; None where no date can come out otherwise."""
    days = [min(odd) for one, other in ((old, new), (old.longest(), new.longest())) if (odd := set(one.table) ^ set(other.table))]
    if old.last_published != new.last_published:
        days.append(min(old.last_published, new.last_published).toordinal() + 1)
    return date.fromordinal(min(days)) if days else None
