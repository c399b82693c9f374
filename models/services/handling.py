"""绿色通道, 后续事项 and 用电期限: what is entered about how a case is handled, besides its stages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from models import events
from models.case_facts import kind_of_case
from models.casework.after_steps import open_steps, sequences_of
from models.casework.supply_terms import last_day_of
from models.problems import StationError
from models.services.changes import Changes
from models.services.folding.refold import Folder
from models.services.station import Change, Station, changing, looking
from models.supply_periods import last_day
from models.type_rules import AfterSequence


def open_green_channel(station: Station, case_id: str, on: date, reason: str, approver: str, post: str, today: date) -> Changes:
    """列入绿色通道 from a day on, for a reason and by somebody's word; raises StationError where one of them is missing."""
    _need(reason, "请写明列入绿色通道的理由。", "理由会留在历史里，稽查要看。")
    _need(approver, "请写明谁批准列入绿色通道。", "没有批准人的不能列入。")
    with changing(station) as change:
        case = change.case(case_id)
        if case.outcome:
            raise StationError("这个工单已经结束，不用列入绿色通道。", "")
        if case.green:
            raise StationError(f"这个工单 {case.green.since} 已经列入绿色通道。", "")
        _not_future(on, today)
        event = events.GreenChannelOpened(on=on, post=post.strip())
        change.add(event, case_id, private={"approver": approver.strip()}, reason=reason.strip())
    return Changes(frozenset({case_id}), packages=True)


def close_green_channel(station: Station, case_id: str, on: date, reason: str, today: date) -> Changes:
    """撤销绿色通道 for a reason."""
    _need(reason, "请写明撤销绿色通道的理由。", "")
    with changing(station) as change:
        green = change.case(case_id).green
        if green is None:
            raise StationError("这个工单没有列入绿色通道。", "")
        _not_future(on, today)
        if on < green.since:
            raise StationError(f"撤销日期 {on} 早于列入日期 {green.since}。", "请核对日期。")
        change.add(events.GreenChannelClosed(on=on), case_id, reason=reason.strip())
    return Changes(frozenset({case_id}), packages=True)


def do_after_steps(station: Station, case_id: str, sequence: str, steps: Iterable[int], on: date, today: date) -> Changes:
    """Ticks steps of a sequence (counted from 1) off as done on a day; those done already stay as they are."""
    with changing(station) as change:
        found = _sequence(change, case_id, sequence)
        _not_future(on, today)
        wanted = sorted(set(steps))
        unknown = [step for step in wanted if not 1 <= step <= len(found.steps)]
        if unknown or not wanted:
            which = "、".join(map(str, unknown)) or "0"
            raise StationError(f"“{found.name}”没有第 {which} 步。", f"共 {len(found.steps)} 步，请重新勾选。")
        done = change.case(case_id).after_done
        for step in wanted:
            if (sequence, step) not in done:
                change.add(events.AfterStepDone(sequence=sequence, step=step, on=on), case_id)
    return Changes(frozenset({case_id}), packages=True)


def take_back_after_step(station: Station, case_id: str, sequence: str, step: int, reason: str) -> Changes:
    """A step was ticked off wrongly."""
    _need(reason, "请写明改为未做的理由。", "")
    with changing(station) as change:
        if (sequence, step) not in change.case(case_id).after_done:
            raise StationError("这一步还没有登记为已做。", "")
        change.add(events.AfterStepTakenBack(sequence=sequence, step=step), case_id, reason=reason.strip())
    return Changes(frozenset({case_id}), packages=True)


def skip_after_sequence(station: Station, case_id: str, sequence: str, on: date, reason: str, today: date) -> Changes:
    """A sequence does not apply to this case (the bill was not issued yet …), for a reason."""
    _need(reason, "请写明为什么不适用。", "例如：当月电费还没有发行。")
    with changing(station) as change:
        found = _sequence(change, case_id, sequence)
        _not_future(on, today)
        if not open_steps(change.case(case_id), found):
            raise StationError(f"“{found.name}”已经做完或已登记不适用。", "")
        change.add(events.AfterSequenceSkipped(sequence=sequence, on=on), case_id, reason=reason.strip())
    return Changes(frozenset({case_id}), packages=True)


def extend_period(station: Station, case_id: str, until: date, approver: str, reason: str, today: date) -> Changes:
    """期限延长 to a later day, where the rule lets it last longer with somebody's word; else only up to the longest it allows."""
    _need(reason, "请写明延长的理由。", "")
    with changing(station) as change:
        view = change.view(change.case(case_id))
        last, terms = last_day_of(view), view.case.terms
        if last is None or terms.since is None:
            raise StationError("这个工单没有还在走的用电期限。", "")
        if until <= last:
            raise StationError(f"新的截止日期 {until} 不晚于现在的 {last}。", "请核对日期。")
        for period in view.kind.periods:
            most = period.most if period.per == "each" else None
            if most is None or until <= (latest := last_day(terms.since, most, period.unit)):
                continue
            if not period.approved_beyond:
                raise StationError(f"{period.name}最晚到 {latest}，不能延到 {until}（{period.cite}）。", "要继续的请另办手续。")
            _need(approver, f"延到 {latest} 以后要经批准，请写明谁批准的。", period.cite)
        change.add(events.PeriodExtended(until=until, on=today), case_id, private={"approver": approver.strip()}, reason=reason.strip())
    return Changes(frozenset({case_id}), packages=True)


def end_period(
    station: Station, case_id: str, on: date, how: Literal["stopped", "resumed", "new_case"], number: str, today: date
) -> Changes:
    """期限结束: supply stopped and taken down, resumed, or gone over into a case of its own (named by its number)."""
    with changing(station) as change:
        view = change.view(change.case(case_id))
        if last_day_of(view) is None:
            raise StationError("这个工单没有还在走的用电期限。", "")
        _not_future(on, today)
        if view.case.terms.since and on < view.case.terms.since:
            raise StationError(f"结束日期 {on} 早于起始日期 {view.case.terms.since}。", "请核对日期。")
        if how == "new_case":
            _need(number, "请填写正式用电或延期的工单号。", "改为正式用电按新装另办。")
        change.add(events.PeriodEnded(on=on, how=how, number=number.strip()), case_id)
    return Changes(frozenset({case_id}), packages=True)


def left_of(station: Station, case_id: str, code: str) -> tuple[AfterSequence, list[int]]:
    """A sequence of a case with the steps that are still to do; raises StationError where the case has none of that code."""
    with looking(station) as connection:
        folder = Folder(connection)
        case = folder.case(case_id)
        kind = kind_of_case(case, folder.shelf(case.station).book(case.pins))
    sequence = next((one for one in kind.sequences if one.code == code), None)
    if sequence is None:
        raise StationError("这个工单没有这项后续事项。", "请刷新工单再看。")
    return sequence, open_steps(case, sequence)


def _sequence(change: Change, case_id: str, code: str) -> AfterSequence:
    found = next((one for one in sequences_of(change.view(change.case(case_id))) if one.code == code), None)
    if found is None:
        raise StationError("这个工单没有这项后续事项。", "请在“事项”页里看有哪些。")
    return found


def _need(text: str, message: str, hint: str) -> None:
    if not text.strip():
        raise StationError(message, hint)


def _not_future(on: date, today: date) -> None:
    if on > today:
        raise StationError(f"日期 {on} 在今天之后。", "请填今天或以前的日期。")
