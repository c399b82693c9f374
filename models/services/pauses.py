"""Stopping a clock and letting it go on: only for an allowed cause, with evidence; what may not stop it is refused and kept as a fact."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NoReturn

from models import events
from models.business import CauseCode, PauseReason
from models.case import Case
from models.casework.delays import must_supply
from models.casework.topic import CaseView
from models.events.envelope import uuid7
from models.problems import Problem, ProblemsFound, StationError
from models.services.changes import Changes
from models.services.folding.refold import Folder
from models.services.stages import refresh_results
from models.services.station import Change, Station, changing, looking

_ONLY_A_CAUSE = "雨雪、客户外出、人手和物资不是暂停的理由，只能作延误原因，时限照走（默认值，非规定）"


def pause_reasons(station: Station, case_id: str) -> tuple[PauseReason, ...]:
    """The causes this case's profile allows a pause for."""
    with looking(station) as connection:
        case = Folder(connection).case(case_id)
    return station.shelf.book(case.pins).profile.pause_reasons


def delay_causes(station: Station, case_id: str) -> tuple[CauseCode, ...]:
    """The causes of delay of this case's profile: they explain, and never stop a clock."""
    with looking(station) as connection:
        case = Folder(connection).case(case_id)
    return station.shelf.book(case.pins).profile.cause_codes


def pause(station: Station, case_id: str, since: date, cause: str, evidence: str, signed_on: date | None, today: date) -> Changes:
    """Stops the clock from `since` on (that day is not counted). `signed_on` is for a paper that the customer signed elsewhere.

    Raises ProblemsFound for a missing evidence, a day in the future or before the acceptance; StationError for a case that cannot pause.
    What no rule lets a clock stop for (a cause of delay, waiting for what the company must supply) is refused and kept as PauseRefused.
    """
    refused: events.PauseRefused | None = None
    with changing(station) as change:
        case = change.case(case_id)
        if case.accepted_on is None or case.outcome:
            raise StationError("只有已受理、未办结的工单才能暂停计时。", "未受理的工单本来就不计时。")
        if case.open_pause:
            raise StationError(f"这个工单从 {case.open_pause.since} 起已经暂停。", "请先“恢复计时”。")
        refused = _refusal(change.view(case), since, cause, evidence.strip())
        if refused:
            change.add(refused, case_id)
        else:
            _stop(change, case, since, cause, evidence, signed_on, today)
    if refused:
        _refuse(refused)
    return Changes(frozenset({case_id}), packages=True)


def _stop(change: Change, case: Case, since: date, cause: str, evidence: str, signed_on: date | None, today: date) -> None:
    allowed = change.book(case).profile.pause_reasons
    reason = next((r for r in allowed if r.code == cause), None)
    problems = tuple(_pause_problems(case, since, reason, evidence, signed_on, today))
    if problems or reason is None:
        raise ProblemsFound(problems)
    pause_id = uuid7(change.station.now())
    change.add(
        events.ClockPaused(
            pause=pause_id, since=since, side=reason.side, cause=reason.code, evidence=evidence.strip(), signed_on=signed_on
        ),
        case.id,
    )
    refresh_results(change, case.id, "补登暂停计时")


def _refusal(view: CaseView, since: date, cause: str, words: str) -> events.PauseRefused | None:
    """The refusal of a pause that no rule allows, None where it is to be looked at further."""
    profile = view.book.profile
    code = next((c for c in profile.cause_codes if c.code == cause), None)
    if code:
        return events.PauseRefused(cause=code.code, cause_name=code.name, side=code.side, since=since, words=words, why=_ONLY_A_CAUSE)
    supply = must_supply(view, words)
    reason = next((r for r in profile.pause_reasons if r.code == cause), None)
    if supply is None or reason is None or reason.side != "customer":
        return None
    why = f"{supply.name}应由供电企业提供，等它的时间是供电企业的时间（{supply.source}：{supply.cite}）"
    return events.PauseRefused(cause=supply.code, cause_name=reason.name, side="company", since=since, words=words, why=why)


def _refuse(refused: events.PauseRefused) -> NoReturn:
    raise StationError(
        f"不能暂停计时：{refused.why}。",
        "时限照走。确有耽误，请用“记延误原因”；这次要求已记入历史，稽查自查会列出。",
    )


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


def note_delay(station: Station, case_id: str, cause: str, on: date, words: str, today: date) -> Changes:
    """记延误原因: a stage takes longer for a known cause from a day on; the clock runs on. Raises ProblemsFound or StationError."""
    with changing(station) as change:
        case = change.case(case_id)
        if case.accepted_on is None or case.outcome:
            raise StationError("只有已受理、未办结的工单才记延误原因。", "")
        view = change.view(case)
        code = next((c for c in view.book.profile.cause_codes if c.code == cause), None)
        problems = []
        if code is None:
            problems.append(Problem("cause", "延误原因", "请从列出的延误原因里选。"))
        if on > today:
            problems.append(Problem("on", "从哪天起", f"{on} 在今天之后，请填今天或以前的日期。"))
        if on < case.accepted_on:
            problems.append(Problem("on", "从哪天起", f"{on} 早于受理日期 {case.accepted_on}。"))
        if problems or code is None:
            raise ProblemsFound(tuple(problems))
        stage = _stage_on(view)
        change.add(
            events.DelayNoted(cause=code.code, cause_name=code.name, side=code.side, stage=stage, on=on, words=words.strip()), case_id
        )
    return Changes(frozenset({case_id}), packages=True)


def _stage_on(view: CaseView) -> str:
    from models.flow import ready_steps

    return next((step.stage for step in ready_steps(view.case, view.kind)), "archive")
