"""为什么是这一天: the days behind a due date, one by one, and in sentences what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from models.business import BusinessType
from models.case import Case
from models.casework.corrected import receipt_day, receipt_words
from models.casework.topic import CaseView
from models.casework.validity import customer_wait, wait_words
from models.clock import explain as explain_days
from models.measure import Measured, clock_marks, measure, promise_moves
from models.problems import StationError
from models.rules import RuleBook
from models.services.case_page.detail import known_kind, pause_row
from models.services.case_page.rows import Explanation
from models.services.folding.refold import Folder
from models.services.station import Station, looking


def explain(station: Station, case_id: str, today: date, key: str = "") -> Explanation:
    """The strip of days behind a due date: of a limit (`LimitRow.key`), of our own `target`, or of what the headline shows."""
    with looking(station) as connection:
        case = Folder(connection).case(case_id)
    book = station.shelf.book(case.pins)
    kind = known_kind(case, book)
    measured = measure(case, kind, book, station.calendar, today)
    if key == "target" or (not key and not case.outcome and measured.governing is None and measured.target):
        return _explain_target(station, case, kind, measured, book, today)
    found = measured.governing if not key else next((m for m in measured.limits if m.key == key), None)
    if found is None or (case.outcome and not key):
        raise StationError("这个工单现在没有时限要解释。", "未受理不计时；没有规定的环节没有时限。")
    days = explain_days(
        found.limit,
        found.start,
        station.calendar,
        case.clock_pauses,
        day0_counts=book.profile.day0_counts,
        today=today,
        marks=clock_marks(case, book, minutes=found.limit.unit == "hour"),
        stopped_on=found.done_on,
    )
    count = found.count
    told = Explanation(
        f"{found.standard.name} · {found.limit.name}（{found.limit.told}）",
        count.due,
        count.promised,
        count.provisional,
        count.earliest,
        count.latest,
        days,
        (f"依据：{found.limit.source}　{found.limit.cite}",),
        found.limit.told,
        count.unit,
        count.due_at,
    )
    return replace(told, basis=(*told.basis, *_basis(station, case, book, told, moves=promise_moves(found.limit, book))))


def _explain_target(station: Station, case: Case, kind: BusinessType, measured: Measured, book: RuleBook, today: date) -> Explanation:
    target = measured.target
    if target is None or target.limit.code == "pass_up":
        raise StationError("这个工单现在没有内控目标要解释。", "")
    days = explain_days(target.limit, target.start, station.calendar, case.clock_pauses, day0_counts=book.profile.day0_counts, today=today)
    told = Explanation(
        f"内控目标 · {target.limit.name.removeprefix('内控目标：')}（{target.limit.told}）",
        target.due,
        None,
        target.provisional,
        None,
        None,
        days,
        ("内控目标是本所自己定的提醒，默认值（非规定），不算逾期，不进考核。",),
        target.limit.told,
    )
    return replace(told, basis=(*told.basis, *_basis(station, case, book, told, moves=False)))


def _basis(station: Station, case: Case, book: RuleBook, told: Explanation, *, moves: bool) -> Iterator[str]:
    counted = "受理当日计入（按本所设置；民法典第二百零一条是当日不计入，第二百零四条允许另有约定）。"
    yield counted if book.profile.day0_counts else "起算当日不计入，从下一个工作日数起（民法典第二百零一条）。"
    papers = dict.fromkeys(day.paper for day in told.days if day.paper)
    if papers:
        yield f"节假日和调休：{'；'.join(str(paper) for paper in papers)}。工作日历 {station.calendar.revision}。"
    wait = customer_wait(CaseView(case, known_kind(case, book), book, station.calendar))
    if wait:
        yield wait_words(wait)
    if receipt_day(case):
        yield f"{receipt_words(case)}。"
    if case.open_pause and told.due:
        yield "现在暂停中：这个日期按明天恢复计时推算，实际随恢复的那天往后移。"
    if told.provisional:
        span = f"，可能在 {told.earliest} 至 {told.latest} 之间" if told.latest and told.latest != told.earliest else ""
        yield f"暂定：{told.due and told.due.year} 年放假安排还没有公布，只按法定节假日推算{span}；以后公布的放假安排可能使它变动。"
    for pause in case.pauses.values():
        name = pause_row(pause, case, book)
        until = f"至 {pause.until}" if pause.until else "起，还没有恢复"
        signed = f"客户 {name.signed_on} 签字同意" if name.signed_on else "客户没有签字"
        why = "标准没有写明不计这段时间，" if name.signed_on else ""
        told_date = "" if moves and name.signed_on else f"，{why}告诉客户的日期不变，只有考核用的日期顺延"
        yield f"停：{pause.since} {until}，{name.side}原因（{name.cause}），凭据：{pause.evidence}。{signed}{told_date}。"
