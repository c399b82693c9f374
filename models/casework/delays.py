"""What makes a case late without stopping its clock: causes of delay, and pauses that were asked for and refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from models.business import SIDES, CompanySupply
from models.casework.topic import CaseView, Finding, Reminder, Topic

if TYPE_CHECKING:
    from models.case import Case
    from models.case_parts import CasePause
    from models.events import Fact
    from models.events.clock import DelayNoted, PauseRefused

NOTICE = "PAUSE-NOTICE"
NOTICE_NAME = "暂停计时告知"


@dataclass(frozen=True)
class Delay:
    """A cause of delay from a day on; it explains a late stage and never stops a clock."""

    cause: str
    name: str
    side: str
    stage: str
    on: date
    words: str


@dataclass(frozen=True)
class RefusedPause:
    """A pause that was asked for and may not be: what for, in whose words, by whom and when."""

    name: str
    side: str
    since: date
    words: str
    why: str
    actor: str
    at: datetime


def must_supply(view: CaseView, words: str) -> CompanySupply | None:
    """What the company itself must supply to this class and the evidence of a pause names; None where it names nothing of the kind."""
    found = (supply for supply in view.book.profile.company_supplies if view.case.class_ in supply.classes)
    return next((supply for supply in found if any(word in words for word in supply.words)), None)


def _delayed(case: Case, event: DelayNoted, _fact: Fact) -> None:
    case.delays.append(Delay(event.cause, event.cause_name, event.side, event.stage, event.on, event.words))


def _refused(case: Case, event: PauseRefused, fact: Fact) -> None:
    case.refused_pauses.append(
        RefusedPause(event.cause_name, event.side, event.since, event.words, event.why, fact.envelope.actor, fact.at)
    )


def _told_delay(event: DelayNoted, _fact: Fact) -> str:
    words = f"，{event.words}" if event.words else ""
    return f"延误原因 {event.on} {event.cause_name}（{SIDES.get(event.side, event.side)}原因{words}；时限照走）"


def _told_refusal(event: PauseRefused, _fact: Fact) -> str:
    return f"不准暂停：{event.cause_name}（{event.words or '没有写凭据'}）。{event.why}"


def untold_pauses(case: Case) -> tuple[CasePause, ...]:
    """Pauses for the customer's or the government's sake that the customer has not signed for: the date told to him stays."""
    return tuple(p for p in case.pauses.values() if p.side in ("customer", "government") and case.agreed_on(p) is None)


def _reminders(view: CaseView) -> Iterator[Reminder]:
    if view.case.outcome:
        return
    pause = next((p for p in untold_pauses(view.case) if p.until is None or p.until >= p.since), None)
    if pause:
        text = f"{pause.since} 起的暂停还没有客户签字的《{NOTICE_NAME}》，告知客户的日期不变"
        yield Reminder("pause-notice", text, pause.since, pause.since)


def _findings(view: CaseView) -> Iterator[Finding]:
    for at, refused in enumerate(view.case.refused_pauses, 1):
        yield Finding(
            "pause-refused",
            "要求暂停被拒",
            f"{refused.at:%Y-%m-%d} 以“{refused.name}”为由要求从 {refused.since} 起暂停，写的凭据：{refused.words or '没有写'}",
            refused.why,
            "核对有没有向客户要过应由供电企业提供的东西，或拿天气、客户外出当暂停；时限没有停，照原日期办。",
            str(at),
        )


TOPIC = Topic(
    "delays",
    apply={"DelayNoted": _delayed, "PauseRefused": _refused},
    told={"DelayNoted": _told_delay, "PauseRefused": _told_refusal},
    reminders=_reminders,
    findings=_findings,
)
