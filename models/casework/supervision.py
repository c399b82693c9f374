"""到期提醒和超时督办: warnings of a case, what was declared before its day, and the supervision that an overdue limit must get."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from models.business import CauseCode
from models.case_facts import class_of_limits
from models.casework.topic import CaseView, Finding, Reminder, Topic
from models.clock import met
from models.contract_dates import STANDARD as CONTRACT
from models.events import Fact
from models.events import lateness as events
from models.measure import CaseLimit

if TYPE_CHECKING:
    from models.case import Case

LEVEL_NAMES: dict[str, str] = {"yellow": "黄色", "orange": "橙色", "red": "红色"}
_ASSESSED = "业务到期提醒、超时督办：未提醒或未督办每件扣 1 分（安徽省电力公司业扩报装管理考核细则）"


@dataclass(frozen=True)
class Supervision:
    """One supervision: whom (name "" where deleted by rule, post), when, why it was late, what is done, and the answer if it came."""

    limit: str
    due: date
    cause: str
    name: str
    post: str
    told_on: date
    how: str
    measure: str
    answered_on: date | None = None
    answer: str = ""


@dataclass
class Lateness:
    """Everything the journal says of warnings, declared overruns and supervisions of one case; the last two by limit."""

    warnings: list[events.WarningRaised] = field(default_factory=list)
    overruns: dict[str, events.OverrunDeclared] = field(default_factory=dict)
    supervisions: dict[str, Supervision] = field(default_factory=dict)


def lateness_of(case: Case) -> Lateness:
    """The case's own, empty where nothing was said yet."""
    if case.lateness is None:
        case.lateness = Lateness()
    return case.lateness


def _warned(case: Case, event: events.WarningRaised, _fact: Fact) -> None:
    lateness_of(case).warnings.append(event)


def _declared(case: Case, event: events.OverrunDeclared, _fact: Fact) -> None:
    lateness_of(case).overruns[event.limit] = event


def _supervised(case: Case, event: events.SupervisionRecorded, fact: Fact) -> None:
    name = str((fact.private or {}).get("told", ""))
    known = lateness_of(case).supervisions.get(event.limit)  # a correction keeps the answer that came
    lateness_of(case).supervisions[event.limit] = Supervision(
        event.limit, event.due, event.cause, name, event.post, event.told_on, event.how, event.measure,
        known.answered_on if known else None, known.answer if known else "",
    )


def _answered(case: Case, event: events.SupervisionAnswered, fact: Fact) -> None:
    known = lateness_of(case).supervisions.get(event.limit)
    if known:
        answer = str((fact.private or {}).get("answer", ""))
        lateness_of(case).supervisions[event.limit] = replace(known, answered_on=event.on, answer=answer)


def governing_limits(view: CaseView, today: date | None) -> list[CaseLimit]:
    """The limits that can be overdue: those of the standard that governs this class, the contract's first where the profile says so."""
    found = view.measured(today).limits
    order = view.book.governing_codes(class_of_limits(view.case))
    codes = (CONTRACT.code, *order) if view.book.profile.contract_governs else order
    first = next((code for code in codes if any(one.standard.code == code for one in found)), "")
    return [one for one in found if one.standard.code == first]


def ended_late(view: CaseView, found: CaseLimit) -> bool:
    """Whether a limit ended after its day, by the result in its fact; one carried over from a ledger is not ours to answer for."""
    done = view.case.stages.get(found.limit.stop)
    if done is None or done.source == "ledger":
        return False
    results = [result for result in done.results if (result.standard, result.limit) == (found.standard.code, found.limit.code)]
    return any(not result.met for result in results) if results else found.done_on is not None and not met(found.count, found.done_on)


def late_limits(view: CaseView, today: date) -> list[CaseLimit]:
    """The governing limits that are overdue on a day, or ended late: these are supervised."""
    return [found for found in governing_limits(view, today) if _late(view, found, today)]


def late_elsewhere(view: CaseView, today: date) -> list[CaseLimit]:
    """What is overdue or ended late by the standards that only measure: shown and counted, never supervised."""
    governing = {found.key for found in governing_limits(view, today)}
    measured = view.measured(today).limits
    return [found for found in measured if found.key not in governing and _late(view, found, today)]


def _late(view: CaseView, found: CaseLimit, today: date) -> bool:
    if view.case.outcome == "void":
        return False
    if found.done_on:
        return ended_late(view, found)
    return not view.case.outcome and found.count.due is not None and found.count.due < today


def cause_names(view: CaseView) -> dict[str, str]:
    """The causes of delay this case's profile knows, by code."""
    causes: tuple[CauseCode, ...] = view.book.profile.cause_codes
    return {cause.code: cause.name for cause in causes}


def reminders(view: CaseView) -> Iterator[Reminder]:
    """督办 from the day after the due day until it is recorded, its answer after that, and the written notice of a declared overrun."""
    if view.case.outcome == "void":
        return
    lateness = view.case.lateness or Lateness()
    running = view.case.status == "running"
    for found in governing_limits(view, None):
        begun = _late_from(view, found, running)
        known = lateness.supervisions.get(found.key)
        if begun and known is None:
            yield Reminder(f"supervise-{found.key}", f"{found.limit.name}已超时限，登记原因和督办", begun, begun)
        elif begun and known and known.answered_on is None:
            yield Reminder(f"supervise-answer-{found.key}", f"{found.limit.name}超时督办还没有答复", known.told_on, known.told_on)
    for declared in lateness.overruns.values():
        if not _told_in_writing(view.case, declared.on) and not view.case.outcome:
            yield Reminder(f"overrun-{declared.limit}", "预计超时说明还没有送达客户", declared.on, declared.due)


def _late_from(view: CaseView, found: CaseLimit, running: bool) -> date | None:
    """The first day on which a limit is late, as far as that can be said without today."""
    if found.done_on:
        return found.done_on if ended_late(view, found) else None
    return found.count.due + timedelta(days=1) if running and found.count.due else None


def _told_in_writing(case: Case, since: date) -> bool:
    return any(p.code == "OVERRUN-NOTICE" and not p.voided_on and p.on >= since and (p.delivered_on or p.signed_on)
               for p in case.papers.values())


def findings(view: CaseView) -> Iterator[Finding]:
    """Overdue limits without cause and supervision, and supervisions nobody answered."""
    if view.case.outcome == "void":
        return
    lateness = view.case.lateness or Lateness()
    red = {warning.limit: warning for warning in lateness.warnings if warning.level == "red"}
    for found in governing_limits(view, None):
        late = ended_late(view, found) if found.done_on else found.key in red
        known = lateness.supervisions.get(found.key)
        if late and known is None:
            facts = f"{found.limit.name}{f' {found.done_on} 办完' if found.done_on else ''}，超过到期日 {_due(found, red)}"
            yield Finding("no-supervision", "超时限没有督办记录", facts, _ASSESSED, "在“事项”的“到期与督办”里登记原因和督办。", found.key)
        elif known and known.answered_on is None:
            facts = f"{found.limit.name}：{known.told_on} 告知{known.post}，没有登记答复"
            yield Finding("no-answer", "督办没有答复", facts, _ASSESSED, "问到答复后登记；问不到的写明情况。", found.key)


def _due(found: CaseLimit, red: dict[str, events.WarningRaised]) -> str:
    due = found.count.due or (red[found.key].due if found.key in red else None)
    return due.isoformat() if due else ""


def _told_warning(event: events.WarningRaised, _fact: Fact) -> str:
    return f"{LEVEL_NAMES.get(event.level, event.level)}预警：到期日 {event.due}"


def _told_supervision(event: events.SupervisionRecorded, fact: Fact) -> str:
    name = str((fact.private or {}).get("told", ""))
    return f"超时督办（到期日 {event.due}）：{event.told_on} {event.how}告知 {event.post} {name}；防范措施：{event.measure}"


TOPIC = Topic(
    "supervision",
    apply={"WarningRaised": _warned, "OverrunDeclared": _declared, "SupervisionRecorded": _supervised, "SupervisionAnswered": _answered},
    told={
        "WarningRaised": _told_warning,
        "OverrunDeclared": lambda e, f: f"报预计超时：到期日 {e.due}，预计 {e.new_day} 办完；措施：{e.measure}",
        "SupervisionRecorded": _told_supervision,
        "SupervisionAnswered": lambda e, f: f"督办答复 {e.on}：{(f.private or {}).get('answer', '（已按规定删除）')}",
    },
    reminders=reminders,
    findings=findings,
)
