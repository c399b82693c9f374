"""工单号重复, 预受理编号重复: two cases bear one number, after a copy was used twice; until one has another, or it is explained."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import structs

from models.casework.explanations import explanation_of
from models.casework.pre_acceptance import waits
from models.casework.topic import CaseView, Finding, Reminder, SameNumber, Topic

if TYPE_CHECKING:
    from models.case import Case
    from models.events import Fact
    from models.events.correction import CaseRenumbered

CODE = "same-number"
PRE_CODE = "same-pre-number"
"""Of the finding and of the reminder, of a case and of a pre-acceptance that waits."""
_TAIL, _ON_FORMS = 8, "application_no"


def finding_of(case: Case, others: tuple[SameNumber, ...]) -> Finding:
    """What an audit says of a case whose number others bear; its facts hold as long as these are the same cases."""
    return Finding(
        CODE,
        "工单号重复",
        f"有 {len(others) + 1} 件工单都是这个号（内部编号尾数 {_tails(case, others)}）",
        "一个工单号只给一件工单，客户凭它查询、缴费、投诉（默认值（非规定））",
        f"另一件：{named(others)}。在工单的“事项 → 工单号重复”给其中一件换新号，重出它的单据；不能换的，两件都写明说明。",
        case.number,
    )


def pre_finding_of(case: Case, others: tuple[SameNumber, ...]) -> Finding:
    """The same of a case that waits under a number of a pre-acceptance under which others wait."""
    return Finding(
        PRE_CODE,
        "预受理编号重复",
        f"有 {len(others) + 1} 件预受理都是这个编号（内部编号尾数 {_tails(case, others)}）",
        "一个预受理编号只给一件，客户凭回执单上的编号来补资料（默认值（非规定））",
        f"另一件：{named(others)}。在工单的“事项 → 预受理编号重复”给其中一件换新号，重出它的预受理回执单；不能换的，两件都写明说明。",
        case.pre.number if case.pre else "",
    )


def _tails(case: Case, others: tuple[SameNumber, ...]) -> str:
    return "、".join(sorted(one.case_id[-_TAIL:] for one in (*others, SameNumber(case.id, "", ""))))


def named(others: tuple[SameNumber, ...]) -> str:
    """The other cases as a person tells them apart, customers masked."""
    return "、".join(f"{one.customer}（{one.on}）" for one in others)


def reminder_of(case: Case, others: tuple[SameNumber, ...]) -> Reminder | None:
    """What the desk reminds of from the day the case was taken down on; None where no other bears its number, or it was explained."""
    if not others or case.registered_at is None or explanation_of(case, finding_of(case, others)):
        return None
    day = case.registered_at.date()
    return Reminder(CODE, f"工单号 {case.number} 和另一件工单重复：给其中一件换号，或写明说明", day, day)


def pre_reminder_of(case: Case, others: tuple[SameNumber, ...]) -> Reminder | None:
    """The same of a pre-acceptance that waits."""
    pre = waits(case)
    if not others or pre is None or explanation_of(case, pre_finding_of(case, others)):
        return None
    return Reminder(PRE_CODE, f"预受理编号 {pre.number} 和另一件重复：给其中一件换号，或写明说明", pre.on, pre.on)


def _renumbered(case: Case, event: CaseRenumbered, _fact: Fact) -> None:
    """The forms bear the new number as well: what is printed from now on never contradicts the case."""
    case.corrected.numbers.append(event.old)
    case.number = event.new
    for code, filled in list(case.forms.items()):
        if filled.values.get(_ON_FORMS) == event.old:
            case.forms[code] = structs.replace(filled, values={**filled.values, _ON_FORMS: event.new})
    if case.values.get(_ON_FORMS) == event.old:
        case.values = case.forms[case.form].values if case.form in case.forms else {**case.values, _ON_FORMS: event.new}


def _findings(view: CaseView) -> Iterator[Finding]:
    if view.others:
        yield finding_of(view.case, view.others)
    if view.pre_others:
        yield pre_finding_of(view.case, view.pre_others)


TOPIC = Topic(
    "same_number",
    apply={"CaseRenumbered": _renumbered},
    told={"CaseRenumbered": lambda event, _fact: f"工单号重复，{event.old} 改为 {event.new}；客户手里的旧号仍查得到这件工单"},
    findings=_findings,
)
