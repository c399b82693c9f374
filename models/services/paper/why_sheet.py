"""时限计算书: the explanation of a due date as a paper, fit to be shown to whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from models.papers import PaperContext, PaperDay, PaperLimit
from models.services.case_page.detail import case_detail
from models.services.case_page.explanation import explain
from models.services.paper.paper_head import headed
from models.services.station import Station, looking
from models.store import journal


def why_sheet(station: Station, case_id: str, render: Callable[[PaperContext], bytes], today: date, key: str = "") -> bytes:
    """The PDF for one limit of a case (`key` as for `explain`); no fact, no number. Raises StationError where nothing runs."""
    told = explain(station, case_id, today, key)
    detail = case_detail(station, case_id, today)
    source = told.basis[0].removeprefix("依据：")
    limit = PaperLimit(
        told.title, told.limit_told, told.due, told.provisional, source, earliest=told.earliest, latest=told.latest, due_at=told.due_at
    )
    lines = [("业务", f"{detail.business}　{detail.capacity}"), ("用电地址", dict(detail.facts).get("用电地址", ""))]
    if told.promised and told.promised != told.due:
        lines.append(("告知客户的日期", f"{told.promised}（没有跟着暂停顺延，原因见下面各次“停”）"))
    lines += [("说明", line) for line in told.basis[1:]]
    lines += [("计算日期", f"{today.year}年{today.month}月{today.day}日"), ("数据位置", _place(station))]
    context = replace(
        headed(station, "WHY", "时限计算书", today),
        case_no=detail.row.number,
        customer=detail.customer,
        limits=(limit,),
        lines=tuple(lines),
        days=tuple(PaperDay(day.date, day.mark, day.n, day.paper) for day in told.days),
    )
    return render(context)


def _place(station: Station) -> str:
    """Where in the journal the station stood when it was computed: whoever holds the journal finds the same facts there."""
    with looking(station) as connection:
        last = journal.head(connection, station.info.code, station.epoch)
    return f"流水 {station.epoch} 第 {last.seq} 条，链值 {last.hash.hex()[:16]}" if last else "流水还是空的"
