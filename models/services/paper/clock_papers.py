"""Papers that tell the customer about a clock: 暂停计时告知 says what stops, on what evidence, and which date holds then."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from datetime import date

from models.business import SIDES
from models.case import Case
from models.case_parts import CasePause
from models.casework.delays import NOTICE, NOTICE_NAME, untold_pauses
from models.casework.topic import CaseView
from models.casework.validity import validity
from models.measure import CaseLimit, limit_on_case, measure, promise_moves
from models.papers import PaperContext
from models.problems import StationError

EXTENSION = "PLAN-EXTENSION"
CLOCK_PAPERS: dict[str, str] = {NOTICE: f"{NOTICE_NAME}书", EXTENSION: "供电方案延期通知书"}


def clock_papers_of(case: Case) -> list[str]:
    """The codes of the papers about its clock that a case may need."""
    codes = [NOTICE] if told_pause(case) else []
    return [*codes, EXTENSION] if any(one.answered_on for one in case.plan.extensions) else codes


def told_pause(case: Case) -> CasePause | None:
    """The pause that a notice printed now is about: the latest that the customer has not signed for, else the latest of all."""
    own = [p for p in case.pauses.values() if p.side in ("customer", "government")]
    return max(untold_pauses(case) or own, key=lambda p: p.since, default=None)


def subject_of(case: Case, code: str) -> str:
    """What a paper issued now is about, by its identity; empty for a paper about the case itself."""
    pause = told_pause(case) if code == NOTICE else None
    return pause.id if pause else ""


def clock_paper(view: CaseView, context: PaperContext) -> PaperContext:
    """The context of a paper about the clock; raises StationError where there is nothing to tell."""
    if context.code == EXTENSION:
        return replace(context, lines=tuple(_extension_lines(view)))
    pause = told_pause(view.case)
    if pause is None:
        raise StationError("这个工单没有客户原因或政府原因的暂停，不用《暂停计时告知书》。", "要暂停计时，请先在“…”里登记。")
    limits = (without_signature(view, pause, context.issued_on), with_signature(view, pause, context.issued_on))
    if limits[0] is None or limits[1] is None:
        raise StationError("这个工单现在没有在计的时限，不用《暂停计时告知书》。", "")
    return replace(context, lines=tuple(_pause_lines(view, pause, limits[0], limits[1])))


def without_signature(view: CaseView, pause: CasePause, today: date) -> CaseLimit | None:
    """The limit that governs, as it stands while the customer has not signed for a pause."""
    case = copy(view.case)
    case.pauses = {**case.pauses, pause.id: replace(pause, signed_on=None)}
    case.papers = {no: paper for no, paper in case.papers.items() if paper.about != pause.id}
    return _governing(replace(view, case=case), today)


def with_signature(view: CaseView, pause: CasePause, today: date) -> CaseLimit | None:
    """The limit that governs, as it will stand once the customer has signed for a pause."""
    case = copy(view.case)
    case.pauses = {**case.pauses, pause.id: replace(pause, signed_on=case.agreed_on(pause) or today)}
    return _governing(replace(view, case=case), today)


def _governing(view: CaseView, today: date) -> CaseLimit | None:
    """Of the limits still open the one that governs; once all have ended, none."""
    found = measure(view.case, view.kind, view.book, view.calendar, today).governing
    return found and limit_on_case(view.case, found.standard, found.limit, view.book, view.calendar, today)


def _pause_lines(view: CaseView, pause: CasePause, before: CaseLimit, after: CaseLimit) -> Iterator[tuple[str, str]]:
    reason = next((r.name for r in view.book.profile.pause_reasons if r.code == pause.cause), pause.cause)
    yield "暂停原因", f"{SIDES[pause.side]}原因：{reason}"
    yield "凭据", pause.evidence
    span = f"至{_day(pause.until)}止（首尾两天都不计）" if pause.until else "（当天不计），至原因消除为止"
    yield "暂停时间", f"{_day(pause.since)}起{span}"
    yield "办理时限", f"{after.limit.name} {after.limit.told}（{after.standard.short_name or after.standard.name}）"
    yield "原日期", _day(before.count.promised)
    if not promise_moves(after.limit, view.book):
        yield "新日期", f"{_day(before.count.promised)}（不变：标准没有写明不计这段时间，暂停只记入考核）"
    elif before.count.promised == after.count.promised and pause.until is not None:
        yield "新日期", f"{_day(after.count.promised)}（不变）"
    elif pause.until is not None:
        yield "新日期", _day(after.count.promised)
    else:
        yield "新日期", f"恢复计时后接着计算：暂停几个工作日，日期就顺延几个工作日；恢复时还有 {max(0, after.count.rest)} 个工作日"
    resumed = f"已于{_day(pause.until)}的次日恢复计时" if pause.until else "原因消除、您告知我所后，从次日起恢复计时，我所即时登记"
    yield "恢复计时", resumed


def _extension_lines(view: CaseView) -> Iterator[tuple[str, str]]:
    """What was asked for, by when, and what was answered; the last answer where there are several."""
    answered = [one for one in view.case.plan.extensions if one.answered_on]
    if not answered:
        raise StationError("还没有答复过延期申请，不用《供电方案延期通知书》。", "客户来申请延期的，请先在“事项”里登记。")
    one = answered[-1]
    case = copy(view.case)
    case.plan = replace(case.plan, extensions=[other for other in answered if other is not one])
    before = validity(replace(view, case=case))
    yield "申请日期", _day(one.asked_on)
    if before:
        yield "方案签收", _day(before.signed_on)
        yield "原到期日", _day(before.until)
    yield "答复", f"同意延期，有效期延至 {_day(one.until)}" if one.until else "不同意延期，原有效期不变"
    if before:
        yield "依据", f"{before.limit.source}：{before.limit.cite}"


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else "未定"
