"""契约式服务: days promised to the customer per stage, proposed from what governs, never later than the rules allow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.casework.topic import CaseView, Finding, StageNames, Topic
from models.contract_dates import promised_steps
from models.measure import CaseLimit, measure
from models.rules import covers

if TYPE_CHECKING:
    from models.case import Case
    from models.events import Fact
    from models.events.promises import ContractDatesPromised

PAPER = "SERVICE-CONTRACT"


@dataclass(frozen=True)
class Promise:
    """One stage of the contract: the day promised (None = not yet), what is proposed, and the last day the rules allow with its name."""

    stage: str
    name: str
    promised: date | None
    proposed: date | None
    latest: date | None
    rule: str
    done_on: date | None


def _promised(case: Case, event: ContractDatesPromised, _fact: Fact) -> None:
    kept = {stage: on for stage, on in case.promised.items() if stage in case.marks}
    case.promised, case.promised_on = {**event.dates, **kept}, event.on


def _told(event: ContractDatesPromised, _fact: Fact, named: StageNames) -> str:
    return "与客户约定：" + "，".join(f"{named(stage)} {on}" for stage, on in event.dates.items())


def promises(view: CaseView) -> tuple[Promise, ...]:
    """Every stage for which a day can be promised, in the order of the flow; none before the acceptance."""
    return tuple(_promises(view)) if view.case.accepted_on else ()


def _promises(view: CaseView) -> Iterator[Promise]:
    case = view.case
    limits = _of_the_rules(view)
    day = case.accepted_on
    for step in promised_steps(view.kind.flow):
        binding = min((found for found in limits if covers(found.limit, step.stage)), key=lambda f: f.count.due or date.max, default=None)
        latest = binding.count.due if binding else None
        target = view.book.target(case.class_, step.stage)
        planned = view.calendar.add(day, target.days) if target and day else None
        proposed = min((one for one in (planned, latest) if one), default=None)
        if proposed and day:
            proposed = day = max(day, proposed)
        rule = f"{binding.standard.short_name or binding.standard.name} {binding.limit.name} {binding.limit.told}" if binding else ""
        done = case.marks.get(step.stage)
        yield Promise(step.stage, step.name, case.promised.get(step.stage), proposed, latest, rule, done)


def _of_the_rules(view: CaseView) -> list[CaseLimit]:
    """The open limits of the first governing standard that has any with a due day."""
    found = measure(view.case, view.kind, view.book, view.calendar).limits
    for code in view.book.governing_codes(view.case.class_):
        opened = [one for one in found if one.standard.code == code and one.done_on is None and one.count.due]
        if opened:
            return opened
    return []


def _findings(view: CaseView) -> Iterator[Finding]:
    case = view.case
    paper = case.paper_of(PAPER)
    if case.promised and (paper is None or paper.signed_on is None):
        yield Finding(
            "contract_unsigned", "契约书没有客户签字", f"{case.promised_on} 约定了 {len(case.promised)} 个环节的日期",
            "契约式服务：约定的日期由客户签字确认（我们的理解，非规定）", "打印《服务承诺契约书》交客户签字，登记签回。",
        )


TOPIC = Topic("promises", apply={"ContractDatesPromised": _promised}, told_of_stage={"ContractDatesPromised": _told}, findings=_findings)
