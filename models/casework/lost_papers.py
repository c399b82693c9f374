"""遗失: papers of the file that were lost, how, and what lies in their place; lost ones are replaced soon (公开业扩论文，2013—2015)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from models.casework.topic import CaseView, Finding, Reminder, Topic

if TYPE_CHECKING:
    from models.case import Case
    from models.events import Fact
    from models.events.lost import LostPaperSettled, PaperLost

HOW = {"replaced": "已补办", "found": "已找到"}
RULE = "遗失的资料应尽快补办并写明情况（公开业扩论文，2013—2015：档案管理）"


@dataclass(frozen=True)
class LostPaper:
    """A paper that was lost: since when and why; once it is settled, on which day, how (HOW) and what lies there now."""

    number: int
    name: str
    on: date
    why: str
    settled_on: date | None = None
    how: str = ""
    by: str = ""


def _lost(case: Case, event: PaperLost, fact: Fact) -> None:
    case.lost[event.number] = LostPaper(event.number, event.name, event.on, fact.envelope.reason)


def _settled(case: Case, event: LostPaperSettled, _fact: Fact) -> None:
    known = case.lost.get(event.number)
    if known:
        case.lost[event.number] = replace(known, settled_on=event.on, how=event.how, by=event.by)


def open_losses(case: Case) -> tuple[LostPaper, ...]:
    """The lost papers in whose place nothing lies yet."""
    return tuple(one for one in case.lost.values() if one.settled_on is None)


def _reminders(view: CaseView) -> Iterator[Reminder]:
    for one in open_losses(view.case):
        yield Reminder(f"lost-{one.number}", f"《{one.name}》遗失，要补办", one.on, one.on)


def _findings(view: CaseView) -> Iterator[Finding]:
    for one in open_losses(view.case):
        facts = f"《{one.name}》{one.on} 发现遗失（{one.why}），还没有补办"
        yield Finding("paper-lost", "资料遗失没有补办", facts, RULE, "请客户补交或重新出具，在“事项 → 遗失”里登记补办。", str(one.number))


TOPIC = Topic(
    "lost",
    apply={"PaperLost": _lost, "LostPaperSettled": _settled},
    told={
        "PaperLost": lambda event, fact: f"遗失 {event.on} 《{event.name}》：{fact.envelope.reason}",
        "LostPaperSettled": lambda event, _fact: f"遗失的资料{HOW.get(event.how, event.how)} {event.on}：{event.by}",
    },
    reminders=_reminders,
    findings=_findings,
)
