"""The work calendar as text to read: which years are published, by which papers, and what is only provisional."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby

from models.day_runs import runs, span
from models.services.calendars import AdoptedCalendar
from models.workdays import WorkCalendar
from ui.rules.html import heading, paragraph, table

NEAR_YEARS = 2


def calendar_text(calendar: WorkCalendar, today: date) -> str:
    """The revision, the years near `today` day by day, and the papers of all published years."""
    last = calendar.last_published.year
    years = [year for year in range(today.year, today.year + NEAR_YEARS) if calendar.first.year <= year <= calendar.last.year]
    return "".join((
        heading(2, "工作日历"),
        paragraph(f"日历版本 {calendar.revision}。已公布放假安排的年份：{calendar.first.year}—{last} 年。"),
        paragraph(
            f"{last + 1} 年起国务院还没有公布放假安排：先按周一至周五、减去法律写定的 13 天节假日推算，到期日标“暂定”；"
            "公布以后点“导入放假安排…”采用，暂定的日期会重新算。已经办完的环节不变。"
        ),
        *(_year(calendar, year) for year in years),
        heading(2, "各年放假依据"),
        table((("年份", 12), ("文件", 88)), _papers(calendar)),
    ))


def adopted_text(revisions: tuple[AdoptedCalendar, ...]) -> str:
    """Every revision this station adopted, the newest first: its papers, and the file it came from with the beginning of its digest."""
    rows = [
        (one.number, "；".join(one.papers) or "启用时随程序采用", f"{one.file}{f'（校验码 {one.sha256[:8]}）' if one.sha256 else ''}")
        for one in reversed(revisions)
    ]
    return heading(2, "本所采用过的日历") + table((("版本", 15), ("依据", 50), ("来源", 35)), rows)


def _year(calendar: WorkCalendar, year: int) -> str:
    published = calendar.is_published(date(year, 12, 31))
    marked = [day for day in _days(year) if calendar.mark(day) in ("假", "班")]
    rows: list[tuple[str, str, str]] = []
    for (mark, _paper), run in groupby(marked, key=lambda day: (calendar.mark(day), calendar.paper(day))):
        rows += [("放假" if mark == "假" else "调休上班", span(days), f"{len(days)} 天") for days in runs(run)]
    title = f"{year} 年" + ("" if published else "（未公布，暂定）")
    note = "只列法律写定的节假日；连休和调休要等国务院公布。" if not published else "周末照常休息，调休上班的周末除外。"
    return heading(3, title) + paragraph(note, muted=True) + table((("安排", 20), ("日期", 60), ("天数", 20)), rows)


def _days(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(n) for n in range((date(year + 1, 1, 1) - first).days)]


def _papers(calendar: WorkCalendar) -> list[tuple[str, str]]:
    rows = []
    for year in range(calendar.last_published.year, calendar.first.year - 1, -1):
        papers = dict.fromkeys(paper for day in _days(year) if calendar.mark(day) in ("假", "班") and (paper := calendar.paper(day)))
        rows.append((str(year), "\n".join(papers) or "—"))
    return rows
