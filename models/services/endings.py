"""Ending a case: an outcome with its reason, evidence and who decided; and a case that waits, looked at again or taken up again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from models import events
from models.case import Case
from models.case_facts import kind_of_case
from models.casework.ending import days_tried
from models.casework.topic import CaseView
from models.casework.validity import validity
from models.outcome_rules import OUTCOMES, Outcome
from models.problems import Problem, ProblemsFound, StationError
from models.services.changes import Changes
from models.services.folding.refold import Folder
from models.services.stages import complete
from models.services.station import Change, Person, Station, changing, looking, people
from models.store.views import case_view
from models.time_units import months_later


@dataclass(frozen=True)
class Ending:
    """What the clerk says of an end: outcome and reason by code, evidence, who decided.

    `decided_by` is a person of the station's list, or else `decider` names who it was and in which post. `into` is the number of the
    case it is merged into; `district` and `review_on` (inclusive) belong to one that waits; `handed_to` to one that is handed over.
    """

    outcome: str
    on: date
    reason: str
    evidence: str
    decided_by: str = ""
    decider: str = ""
    note: str = ""
    into: str = ""
    district: str = ""
    review_on: date | None = None
    handed_to: str = ""


@dataclass(frozen=True)
class EndingChoices:
    """What can be chosen for a case now: outcomes by the rules in force, who is in post, the plan's last day, a first review day.

    `decided` is the outcome that was decided and waits for its answer to be delivered.
    """

    outcomes: tuple[Outcome, ...]
    people: tuple[Person, ...]
    valid_until: date | None
    reviews: dict[str, date]
    decided: str


def ending_choices(station: Station, case_id: str, today: date) -> EndingChoices:
    """The ways in which this case can end now."""
    with looking(station) as connection:
        case = Folder(connection).case(case_id)
    book = station.shelf.book(case.pins)
    holds = validity(CaseView(case, kind_of_case(case, book), book, station.calendar))
    state = "accepted" if case.accepted_on else "not_accepted"
    offered = tuple(o for o in station.shelf.book().outcomes.values() if o.decided_by and state in o.before)
    return EndingChoices(
        offered,
        tuple(person for person in people(station) if person.until is None or person.until >= today),
        holds.until if holds else None,
        {o.code: months_later(today, o.review_months) for o in offered if o.review_months},
        OUTCOMES[case.decision.outcome] if case.decision else "",
    )


def end_case(station: Station, case_id: str, ending: Ending, today: date) -> Changes:
    """Ends a case, or notes the decision where the customer must first have the written answer.

    Raises ProblemsFound with everything that is missing: reason code, evidence, who decided, what the outcome asks besides.
    """
    with changing(station) as change:
        case = change.case(case_id)
        if case.outcome:
            raise StationError("这个工单已经结束。", "要改登记的内容请用“更正”。")
        outcome = change.book().outcomes.get(ending.outcome)
        if outcome is None or not outcome.decided_by:
            raise StationError("本所采用的规则里没有这种办结。", "请从列出的办结里选。")
        into = _other_case(change, case, ending) if "into" in outcome.asks else ("", "")
        person = next((p for p in people(station) if p.id == ending.decided_by), None)
        problems = tuple(_problems(change.view(case), outcome, ending, person, into, today))
        if problems:
            raise ProblemsFound(problems)
        _write(change, case, outcome, ending, person, into)
        touched = {case_id, into[0]} - {""}
    return Changes(frozenset(touched), packages=True)


def _problems(
    view: CaseView, outcome: Outcome, ending: Ending, person: Person | None, into: tuple[str, str], today: date
) -> Iterator[Problem]:
    case = view.case
    state = "accepted" if case.accepted_on else "not_accepted"
    if state not in outcome.before:
        how = "还没有受理" if state == "not_accepted" else "已经受理"
        yield Problem("outcome", "办结", f"工单{how}，不能按“{outcome.name}”办结。")
    if outcome.reason(ending.reason) is None:
        yield Problem("reason", "原因", f"请从“{outcome.name}”的原因里选一个。")
    elif ending.reason == "other" and not ending.note.strip():
        yield Problem("note", "说明", "原因选了“其他”，请写清是什么原因。")
    if not ending.evidence.strip():
        yield Problem("evidence", "凭据", f"没有凭据不能办结。请写明：{outcome.evidence}。")
    yield from _day_problems(case, outcome, ending, today)
    yield from _decider_problems(outcome, ending, person)
    yield from _asked_problems(view, outcome, ending, into)


def _day_problems(case: Case, outcome: Outcome, ending: Ending, today: date) -> Iterator[Problem]:
    begun = max(case.marks.values(), default=date.min)
    if ending.on > today:
        yield Problem("on", "日期", f"{ending.on} 在今天之后，请填今天或以前的日期。")
    elif outcome.code != "void" and ending.on < begun:
        yield Problem("on", "日期", f"{ending.on} 早于这个工单已办的最后一步（{begun}），请核对日期。")


def _decider_problems(outcome: Outcome, ending: Ending, person: Person | None) -> Iterator[Problem]:
    posts = "、".join(outcome.decided_by)
    if person is None and not ending.decider.strip():
        yield Problem("decided_by", "决定人", f"请选由谁决定（{posts}）；名单里没有的，写明姓名和职务。")
    elif person and person.post not in outcome.decided_by:
        yield Problem("decided_by", "决定人", f"“{outcome.name}”由{posts}决定，{person.name}是{person.post}。")
    elif person and not person.since <= ending.on <= (person.until or ending.on):
        yield Problem("decided_by", "决定人", f"{person.name} {ending.on} 不在岗，请核对。")


def _asked_problems(view: CaseView, outcome: Outcome, ending: Ending, into: tuple[str, str]) -> Iterator[Problem]:
    if "into" in outcome.asks and not into[0]:
        yield Problem("into", "并入的工单", into[1])
    if "district" in outcome.asks:
        if not ending.district.strip():
            yield Problem("district", "台区", "请写明受限的台区，复核时按台区查找。")
        if ending.review_on is None or ending.review_on <= ending.on:
            yield Problem("review_on", "复核日期", "请填办结日期以后的一天，到那天提醒复核。")
    if "handed_to" in outcome.asks and not ending.handed_to.strip():
        yield Problem("handed_to", "移交给", "请写明接收的单位。")
    if "contacts" in outcome.asks:
        yield from _contact_problems(view.case, outcome, ending)
    if "validity" in outcome.asks:
        yield from _validity_problems(view, ending)


def _contact_problems(case: Case, outcome: Outcome, ending: Ending) -> Iterator[Problem]:
    days = days_tried(case, ending.evidence)
    if ending.evidence.strip() and days < outcome.contacts:
        found = f"登记和凭据里写明的联系有 {days} 天，至少要 {outcome.contacts} 天（{outcome.source}）"
        yield Problem("evidence", "凭据", f"{found}。请逐次写明日期和结果，如“11-03 10:20 电话无人接”。")


def _validity_problems(view: CaseView, ending: Ending) -> Iterator[Problem]:
    holds = validity(view)
    if holds is None:
        yield Problem("outcome", "办结", "客户还没有签收供电方案答复单，没有有效期可以逾期。")
    elif ending.on <= holds.until:
        yield Problem("on", "日期", f"供电方案到 {holds.until} 才届满，那天以后才失效。")


def _other_case(change: Change, case: Case, ending: Ending) -> tuple[str, str]:
    """The case that a number names and that number as it is kept; or "" and why it cannot be that one."""
    number = ending.into.strip()
    if not number:
        return "", "请写并入的那个工单的编号。"
    query = sa.select(case_view.c.id, case_view.c.number, case_view.c.status).where(
        sa.or_(case_view.c.number == number, sa.func.replace(case_view.c.number, "-", "") == number.replace("-", ""))
    )
    change.fold()
    rows = change.connection.execute(query).all()
    others = [row for row in rows if row.id != case.id]
    if not rows:
        return "", f"没有编号为 {number} 的工单，请核对。"
    if not others:
        return "", "这就是本工单的编号，请写另一个工单的。"
    if len(others) > 1:
        return "", f"有 {len(others)} 件工单都是这个号，请先在其中一件的“事项”里换新号。"
    found = others[0]
    if found.status in ("void", "merged"):
        return "", f"工单 {found.number} 已经{OUTCOMES[found.status]}，不能并入。"
    return str(found.id), str(found.number)


def _write(change: Change, case: Case, outcome: Outcome, ending: Ending, person: Person | None, into: tuple[str, str]) -> None:
    reason = outcome.reason(ending.reason)
    kind = events.OutcomeDecided if outcome.ends_on == "delivered" else events.CaseEnded
    change.add(
        kind(
            outcome=outcome.code, on=ending.on, reason_code=ending.reason, reason_name=reason.name if reason else "",
            evidence=ending.evidence.strip(), decided_by=person.id if person else "", post=person.post if person else "",
            into=into[0], into_number=into[1], district=ending.district.strip(),
            review_on=ending.review_on if "district" in outcome.asks else None, handed_to=ending.handed_to.strip(),
        ),
        case.id,
        private=None if person else {"decider": ending.decider.strip()},
        reason=ending.note.strip(),
    )  # fmt: skip
    if into[0]:
        change.add(events.CaseMergedIn(case=case.id, number=case.number, on=ending.on), into[0])


def drop_decision(station: Station, case_id: str, reason: str, today: date) -> Changes:
    """Takes a decided outcome back before its answer was delivered; the case goes on as it was."""
    if not reason.strip():
        raise ProblemsFound((Problem("reason", "理由", "请写明为什么撤回。"),))
    with changing(station) as change:
        if change.case(case_id).decision is None:
            raise StationError("这个工单没有待送达的办结决定。", "请刷新工单再看。")
        change.add(events.OutcomeDropped(on=today), case_id, reason=reason.strip())
    return Changes(frozenset({case_id}), packages=True)


def answered(change: Change, case: Case, on: date) -> None:
    """The customer got the written answer: it stops the limit of the plan's reply on that day without any plan, and the case ends."""
    decision = case.decision
    if decision is None:
        return
    if case.accepted_on and "plan_reply" not in case.marks:
        complete(change, case.id, "plan_reply", on, inner=False)
    given = {name: getattr(decision, name) for name in decision.__struct_fields__ if name != "on"}
    private: dict[str, object] | None = {"decider": case.decided.ended_by} if case.decided.ended_by else None
    change.add(events.CaseEnded(**given, on=on), case.id, private=private)


def review(station: Station, case_id: str, on: date, found: str, review_on: date | None, today: date) -> Changes:
    """复核: still cannot be supplied; names what was found and the day of the next review (inclusive)."""
    with changing(station) as change:
        case = change.case(case_id)
        problems = [*_review_problems(case, on, found, today)]
        if review_on is None or review_on <= on:
            problems.append(Problem("review_on", "下次复核", "请填复核日期以后的一天。"))
        if problems or review_on is None:
            raise ProblemsFound(tuple(problems))
        change.add(events.SupplyReviewed(on=on, found=found.strip(), review_on=review_on), case_id)
    return Changes(frozenset({case_id}), packages=True)


def reopen(station: Station, case_id: str, on: date, found: str, today: date) -> Changes:
    """恢复办理: the case can be supplied now; its stages begin anew and its clock has this day as day 0 (our reading)."""
    with changing(station) as change:
        problems = tuple(_review_problems(change.case(case_id), on, found, today))
        if problems:
            raise ProblemsFound(problems)
        change.add(events.CaseReopened(on=on, found=found.strip()), case_id)
    return Changes(frozenset({case_id}), packages=True)


def _review_problems(case: Case, on: date, found: str, today: date) -> Iterator[Problem]:
    if case.outcome != "not_suppliable" or case.ending is None:
        raise StationError("这个工单没有在等待复核。", "请刷新工单再看。")
    if on > today:
        yield Problem("on", "日期", f"{on} 在今天之后，请填今天或以前的日期。")
    if on < case.ending.on:
        yield Problem("on", "日期", f"{on} 早于答复客户的日期 {case.ending.on}，请核对。")
    if not found.strip():
        yield Problem("found", "复核情况", "请写明看了什么、结果怎样。")
