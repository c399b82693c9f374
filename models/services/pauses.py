"""Stopping a clock and letting it go on: only for an allowed cause, with evidence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from models import events
from models.business import PauseReason
from models.case import Case
from models.events.envelope import uuid7
from models.problems import Problem, ProblemsFound, StationError
from models.services.changes import Changes
from models.services.refold import Folder
from models.services.stages import refresh_results
from models.services.station import Station, changing, looking


def pause_reasons(station: Station, case_id: str) -> tuple[PauseReason, ...]:
    """The causes this case's profile allows a pause for."""
    with looking(station) as connection:
        case = Folder(connection).case(case_id)
    return station.shelf.book(case.pins).profile.pause_reasons


def pause(station: Station, case_id: str, since: date, cause: str, evidence: str, signed_on: date | None, today: date) -> Changes:
    """Stops the clock from `since` on (that day is not counted). `signed_on` moves also what the customer was promised.

    Raises ProblemsFound for a missing evidence, a day in the future or before the acceptance; StationError for a case that cannot pause.
    """
    with changing(station) as change:
        case = change.case(case_id)
        if case.accepted_on is None or case.outcome:
            raise StationError("只有已受理、未办结的工单才能暂停计时。", "未受理的工单本来就不计时。")
        if case.open_pause:
            raise StationError(f"这个工单从 {case.open_pause.since} 起已经暂停。", "请先“恢复计时”。")
        allowed = change.book(case).profile.pause_reasons
        reason = next((r for r in allowed if r.code == cause), None)
        problems = tuple(_pause_problems(case, since, reason, evidence, signed_on, today))
        if problems or reason is None:
            raise ProblemsFound(problems)
        change.add(
            events.ClockPaused(
                pause=uuid7(station.now()), since=since, side=reason.side, cause=reason.code, evidence=evidence.strip(), signed_on=signed_on
            ),
            case_id,
        )
        refresh_results(change, case_id, "补登暂停计时")
    return Changes(frozenset({case_id}), packages=True)


def _pause_problems(
    case: Case, since: date, reason: PauseReason | None, evidence: str, signed_on: date | None, today: date
) -> Iterator[Problem]:
    if reason is None:
        yield Problem("cause", "暂停原因", "请从允许的原因里选；雨天、客户外出等只记原因，不停计时。")
    if not evidence.strip():
        yield Problem("evidence", "凭据", "请写明凭据（如客户签字的暂缓申请、日期），没有凭据不能暂停。")
    if since > today:
        yield Problem("since", "暂停自", f"{since} 在今天之后，请到那天再暂停。")
    if case.accepted_on and since < case.accepted_on:
        yield Problem("since", "暂停自", f"{since} 早于受理日期 {case.accepted_on}。")
    if signed_on and signed_on > today:
        yield Problem("signed_on", "客户签字日期", f"{signed_on} 在今天之后，请核对。")
    if any(p.since <= since <= (p.until or since) for p in case.pauses.values()):
        yield Problem("since", "暂停自", f"{since} 已在另一段暂停之内，请核对。")


def resume(station: Station, case_id: str, until: date, today: date) -> Changes:
    """Ends the open pause; `until` is its last day, counting goes on the day after. `until` = the day before `since` undoes it."""
    with changing(station) as change:
        case = change.case(case_id)
        paused = case.open_pause
        if paused is None:
            raise StationError("这个工单没有在暂停。", "不用恢复。")
        if until > today:
            raise StationError(f"暂停止 {until} 在今天之后。", "请填今天或以前的日期；明天起恢复就填今天。")
        if until < paused.since - timedelta(days=1):
            raise StationError(f"暂停止 {until} 早于暂停开始的 {paused.since}。", "请核对日期。")
        change.add(events.ClockResumed(pause=paused.id, until=until), case_id)
        refresh_results(change, case_id, "登记恢复计时")
    return Changes(frozenset({case_id}), packages=True)
