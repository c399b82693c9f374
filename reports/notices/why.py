"""时限计算书: why a due date is that day, one box a day, so that nobody has to believe the computer."""

from __future__ import annotations

from datetime import timedelta

from models.papers import PaperContext, PaperDay
from reports.grid import Block, Cell, Gap, Grid, Strip
from reports.notices.letter import Notice, clause, facts, heading, limit_text, signatures, together
from reports.paragraph import Run, bold, mixed, plain

MARKS = {
    "工": "工作日", "班": "周末调休上班（计入）", "休": "周末", "假": "法定节假日或调休放假", "停": "中止，不计",
    "·": "起算日或区间外，不计",
}  # fmt: skip
WEEK = ("一", "二", "三", "四", "五", "六", "日")


def body(context: PaperContext, size: float) -> tuple[Block, ...]:
    """The case, the result, the calendar of days, and the State Council papers it rests on."""
    size = max(size, 10.0)
    results = (clause(size, f"{limit.name}：", *limit_text(limit), f"　依据：{limit.source}") for limit in context.limits)
    return (
        Grid((
            facts(size, ("受理编号", context.case_no), ("户名", context.customer)),
            *(facts(size, pair) for pair in context.lines),
        )),
        heading("结果", size),
        *results,
        heading("逐日计算", size),
        _calendar(context.days, size),
        Gap(4),
        plain("　".join(f"{mark}：{text}" for mark, text in MARKS.items()), size - 1, align="left"),
        *_sources(context.days, size),
        Gap(6),
        clause(size, "本书由登记的事实、受理时采用的规定和国务院办公厅公布的放假安排逐日算出，任何人按同样的规则可以重算核对。"),
        Gap(3),
        together(Grid((signatures(size, f"计算人签名：{context.clerk}", f"{context.station_name}（盖章）："),))),
    )  # fmt: skip


def _calendar(days: tuple[PaperDay, ...], size: float) -> Grid:
    head = Strip(tuple(Cell(plain(f"周{name}", size, align="center"), shaded=True) for name in WEEK), keep=True)
    if not days:
        return Grid((head,))
    by_day = {day.date: day for day in days}
    monday = days[0].date - timedelta(days=days[0].date.weekday())
    weeks = (days[-1].date - monday).days // 7 + 1
    dates = [[monday + timedelta(days=7 * week + at) for at in range(7)] for week in range(weeks)]
    return Grid((head, *(Strip(tuple(_box(by_day.get(each), size) for each in week), heads=(head,)) for week in dates)))


def _box(day: PaperDay | None, size: float) -> Cell:
    if day is None:
        return Cell(plain("", size))
    counted: tuple[str | Run, ...] = (bold(f"第{day.n}日"),) if day.n is not None else ("",)
    text = mixed(f"{day.date.month}月{day.date.day}日 {day.mark}\n", *counted, size=size - 0.5, align="center", leading=size * 1.35)
    return Cell(text, shaded=day.n is None, inset=(2, 3))


def _sources(days: tuple[PaperDay, ...], size: float) -> tuple[Block, ...]:
    named = dict.fromkeys(day.paper for day in days if day.paper)
    return (heading("放假安排依据", size), *(clause(size, text) for text in named if text)) if named else ()


NOTICE = Notice("WHY", "时限计算书", "single", body, numbered=False)
