"""How a case ends: decided, answered in writing, ended, or waiting behind a transformer district until it can be supplied."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from msgspec import structs

from models.casework.topic import CaseView, Reminder, Topic
from models.contact import UNREACHED
from models.outcome_rules import OUTCOMES

if TYPE_CHECKING:
    from models import events
    from models.case import Case
    from models.events import Fact
    from models.events.case import OutcomeFields

def days_tried(case: Case, evidence: str) -> int:
    """On how many different days the customer was tried in vain: those recorded, and those a text names (11-03, 11月3日, 2026-11-03)."""
    found = re.findall(r"(?:\d{4}\s*[-年./]\s*)?(?<!\d)(\d{1,2})\s*[-月./]\s*(\d{1,2})(?!\d)", evidence)
    named = {(int(month), int(day)) for month, day in found if 1 <= int(month) <= 12 and 1 <= int(day) <= 31}
    recorded = {(one.at.month, one.at.day) for one in case.contacts.values() if one.title == UNREACHED}
    return len(named | recorded)


def outcome_words(event: OutcomeFields, fact: Fact) -> str:
    """How and why a case ends, in one line; who decided stands there where it was nobody of the station's list."""
    name = "办结归档" if event.outcome == "archived" else OUTCOMES.get(event.outcome, event.outcome)
    said = [event.reason_name]
    said += [f"并入 {event.into_number}"] if event.into_number else []
    said += [f"移交 {event.handed_to}"] if event.handed_to else []
    said += [f"台区 {event.district}，{event.review_on} 复核"] if event.district else []
    said += [f"凭据：{event.evidence}"] if event.evidence else []
    decider = str((fact.private or {}).get("decider", ""))
    said += [f"决定人：{decider or event.post}"] if decider or event.post else []
    told = "；".join(part for part in said if part)
    return f"{name}（{told}）" if told else name


def _decided(case: Case, event: events.OutcomeDecided, fact: Fact) -> None:
    case.decision, case.decided.papers_before = event, len(case.papers)
    case.decided.ended_by = str((fact.private or {}).get("decider", ""))


def _dropped(case: Case, _event: events.OutcomeDropped, _fact: Fact) -> None:
    case.decision = None


def _merged_in(case: Case, event: events.CaseMergedIn, _fact: Fact) -> None:
    case.decided.merged_in.append(event.number)


def _reviewed(case: Case, event: events.SupplyReviewed, _fact: Fact) -> None:
    case.decided.reviews.append((event.on, event.found))
    if case.ending:
        case.ending = _with_review(case.ending, event.review_on)


def _with_review(ending: OutcomeFields, review_on: date) -> OutcomeFields:
    from msgspec.structs import replace as changed

    return changed(ending, review_on=review_on)


def _reopened(case: Case, event: events.CaseReopened, _fact: Fact) -> None:
    """The stages begin anew: what was done before stays with its results, the clock counts from the day of reopening."""
    case.decided.reviews.append((event.on, event.found))
    case.earlier += [done for stage, done in case.stages.items() if stage != "accept"]
    case.earlier_forms |= {code: filled for code, filled in case.forms.items() if code != case.form}
    case.stages = {stage: structs.replace(done, on=event.on) for stage, done in case.stages.items() if stage == "accept"}
    case.forms = {code: filled for code, filled in case.forms.items() if code == case.form}
    case.outcome, case.ended_on, case.ending, case.accepted_on = "", None, None, event.on


def _gate(view: CaseView, _stage: str) -> str | None:
    decision = view.case.decision
    if decision is None:
        return None
    return f"已经决定“{OUTCOMES[decision.outcome]}”，请先把答复书送达客户；要继续办理，先在“办结”里撤回这个决定。"


def _reminders(view: CaseView) -> Iterator[Reminder]:
    ending = view.case.ending
    if view.case.outcome == "not_suppliable" and ending and ending.review_on:
        yield Reminder("review", f"复核供电条件：台区 {ending.district}", ending.review_on, ending.review_on)


TOPIC = Topic(
    "ending",
    cast(
        dict[str, Callable[["Case", Any, "Fact"], None]],
        {
            "OutcomeDecided": _decided,
            "OutcomeDropped": _dropped,
            "CaseMergedIn": _merged_in,
            "SupplyReviewed": _reviewed,
            "CaseReopened": _reopened,
        },
    ),
    cast(
        dict[str, Callable[[Any, "Fact"], str]],
        {
            "OutcomeDecided": lambda e, f: f"决定 {outcome_words(e, f)} {e.on}；答复书送达客户后办结",
            "OutcomeDropped": lambda e, f: f"撤回办结决定 {e.on}",
            "CaseMergedIn": lambda e, f: f"工单 {e.number} 并入本工单 {e.on}",
            "SupplyReviewed": lambda e, f: f"复核 {e.on}：仍不具备供电条件（{e.found}），下次 {e.review_on} 复核",
            "CaseReopened": lambda e, f: f"恢复办理 {e.on}：{e.found}；时限从这天重新起算",
        },
    ),
    gate=_gate,
    reminders=_reminders,
)
