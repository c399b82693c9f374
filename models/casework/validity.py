"""How long a plan holds, what the customer may still say to it, and when somebody must be reminded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from models.business import TimeLimit
from models.case_plan import Extension, Objection
from models.casework.topic import CaseView, Finding, Reminder, Topic
from models.clock import before, countdown
from models.time_units import months_later

if TYPE_CHECKING:
    from models import events
    from models.case import Case
    from models.case_parts import IssuedPaper
    from models.events import Fact

REPLY = "plan_reply"
ANSWERED_WITHOUT_PLAN = ("refused", "not_suppliable")
"""Outcomes told in writing, whose delivery stands for the reply to the plan: there is no plan."""
HOW = {"kept": "客户同意原方案", "new_reply": "重新书面答复"}


@dataclass(frozen=True)
class Validity:
    """A plan holds from the customer's signature up to `until` (inclusive); `ask_by` is the last day to ask for longer, in time."""

    signed_on: date
    until: date
    ask_by: date
    extended: bool
    limit: TimeLimit


@dataclass(frozen=True)
class CustomerWait:
    """等客户: from the delivery of the reply until he signs or objects; `until` is the last day of the objection month, if one is known.

    Nothing establishes that a limit stops meanwhile, so it stops none: it is shown beside both dates.
    """

    since: date
    ended_on: date | None
    until: date | None
    limit: TimeLimit | None


def plan_paper(view: CaseView) -> IssuedPaper | None:
    """The written reply that holds: the latest that is not void."""
    step = view.kind.step(REPLY)
    return view.case.paper_of(step.form) if step and step.form else None


def signed_on(view: CaseView) -> date | None:
    """The day of the customer's signature on the reply, ours or one from elsewhere, the later of the two."""
    paper, elsewhere = plan_paper(view), view.case.plan.signed_elsewhere
    days = [day for day in (paper.signed_on if paper else None, elsewhere[0] if elsewhere else None) if day]
    return max(days, default=None)


def validity(view: CaseView) -> Validity | None:
    """How long the plan holds; None before the signature, or where the station's rules name no validity for this class."""
    rules, start = view.book.profile.plan, signed_on(view)
    limit = view.book.limit(rules.validity, "plan_validity", view.case.class_)
    if start is None or limit is None:
        return None
    until = countdown(limit, start, view.calendar).due or months_later(start, limit.days)
    granted = [one.until for one in view.case.plan.extensions if one.until and one.until > until and one.asked_on >= start]
    last = max(granted, default=until)
    return Validity(start, last, before(last, rules.notice_days, rules.notice_unit, view.calendar), bool(granted), limit)


def used_on(view: CaseView) -> date | None:
    """The day on which the plan had served: the customer reported his works done, or the case ended."""
    found = validity(view)
    done = view.case.marks.get(found.limit.stop) if found else None
    return done or view.case.marks.get("energize") or view.case.ended_on


def lapsed(view: CaseView, day: date) -> bool:
    """Tells whether the plan no longer holds on a day: its last day is over and it had not served by then (方案逾期失效)."""
    found, used = validity(view), used_on(view)
    return found is not None and day > found.until and (used is None or used > found.until)


def customer_wait(view: CaseView) -> CustomerWait | None:
    """The time in which the customer thinks the reply over; None before the reply, and where what was replied is no plan."""
    case, paper = view.case, plan_paper(view)
    if case.outcome in ANSWERED_WITHOUT_PLAN or view.kind.group == "enquiry":
        return None
    since = paper.delivered_on if paper and paper.delivered_on else case.marks.get(REPLY)
    if since is None:
        return None
    limit = view.book.limit(view.book.profile.plan.objection, "objection", case.class_)
    until = countdown(limit, since, view.calendar).due if limit else None
    ends = [day for day in (signed_on(view), *(one.on for one in case.plan.objections)) if day and day >= since]
    return CustomerWait(since, min(ends, default=case.ended_on), until, limit)


def wait_words(wait: CustomerWait) -> str:
    """The customer's time as a sentence, with what it does to the two dates."""
    ended = f"至 {wait.ended_on}" if wait.ended_on else "起，还没有签收"
    month = f"，异议期到 {wait.until}（{wait.limit.cite}）" if wait.until and wait.limit else ""
    return f"等客户对方案的意见：{wait.since} {ended}{month}。没有查到这段时间可以扣除的规定，两个日期都没有扣。"


def _signed(case: Case, event: events.PlanSignatureNoted, _fact: Fact) -> None:
    case.plan.signed_elsewhere = (event.on, event.evidence)


def _objected(case: Case, event: events.ObjectionRaised, fact: Fact) -> None:
    case.plan.objections.append(Objection(event.on, str((fact.private or {}).get("words", ""))))


def _settled(case: Case, event: events.ObjectionSettled, fact: Fact) -> None:
    found = str((fact.private or {}).get("words", ""))
    case.plan.objections = [
        one if one.settled_on else replace(one, settled_on=event.on, how=event.how, found=found) for one in case.plan.objections
    ]


def _asked(case: Case, event: events.ExtensionAsked, _fact: Fact) -> None:
    case.plan.extensions.append(Extension(event.on, event.evidence))


def _answered(case: Case, event: events.ExtensionAnswered, _fact: Fact) -> None:
    case.plan.extensions = [
        one if one.answered_on else replace(one, answered_on=event.on, until=event.until) for one in case.plan.extensions
    ]


def _reminders(view: CaseView) -> Iterator[Reminder]:
    case = view.case
    if case.outcome:
        return
    yield from _validity_reminders(view)
    if case.plan.request:
        asked = case.plan.request.asked_on
        yield Reminder("extension", f"客户 {asked} 申请延长方案有效期，还没有答复", asked, asked)
    if case.plan.objection:
        on = case.plan.objection.on
        yield Reminder("objection", f"客户 {on} 对方案提出异议，要协商并登记结果", on, on)
    again = needs_new_reply(view)
    if again:
        yield Reminder("new-reply", f"{again} 与客户协商后，要重新书面答复供电方案", again, again)


def needs_new_reply(view: CaseView) -> date | None:
    """The day of the talk after which a new written reply is still owed."""
    last = view.case.plan.objections[-1] if view.case.plan.objections else None
    if last is None or last.how != "new_reply" or last.settled_on is None:
        return None
    paper = plan_paper(view)
    return None if paper and paper.delivered_on and paper.delivered_on >= last.settled_on else last.settled_on


def _validity_reminders(view: CaseView) -> Iterator[Reminder]:
    found = validity(view)
    if found is None or used_on(view):
        return
    for days in view.book.profile.plan.remind_before:
        text = f"供电方案 {found.until} 到期，不到 {days} 天；客户要延期，请在 {found.ask_by} 前提出"
        yield Reminder(f"plan-validity@{days}", text, found.until - timedelta(days=days), found.until)
    over = found.until + timedelta(days=1)
    yield Reminder("plan-validity@0", f"供电方案 {found.until} 已到期失效：按“方案逾期失效”办结，或重新答复", over, found.until)


def _findings(view: CaseView) -> Iterator[Finding]:
    found = validity(view)
    if found is None:
        return
    later = [stage for stage, done in view.case.stages.items() if done.on > found.until and stage not in ("archive",)]
    if lapsed(view, found.until + timedelta(days=1)) and later:
        yield Finding(
            "plan-lapsed",
            "方案失效后继续办理",
            f"供电方案 {found.until} 到期，没有延期；之后还办了 {len(later)} 个环节",
            f"{found.limit.cite}（{found.limit.source}）",
            "补登记延期的答复，或说明为什么没有重新答复方案。",
            str(found.until),
        )


def _told_objection(_event: events.ObjectionRaised, fact: Fact) -> str:
    words = "（已按规定删除）" if fact.private is None else str(fact.private.get("words", ""))
    return f"客户对方案提出异议：{words}"


def _told_answer(event: events.ExtensionAnswered, _fact: Fact) -> str:
    return f"方案有效期延长到 {event.until}" if event.until else "不同意延长方案有效期"


TOPIC = Topic(
    "plan",
    apply={
        "PlanSignatureNoted": _signed,
        "ObjectionRaised": _objected,
        "ObjectionSettled": _settled,
        "ExtensionAsked": _asked,
        "ExtensionAnswered": _answered,
    },
    told={
        "PlanSignatureNoted": lambda event, _fact: f"客户 {event.on} 签收供电方案（{event.evidence}）",
        "ObjectionRaised": _told_objection,
        "ObjectionSettled": lambda event, _fact: f"方案异议协商 {event.on}：{HOW[event.how]}",
        "ExtensionAsked": lambda event, _fact: f"客户 {event.on} 申请延长方案有效期（{event.evidence}）",
        "ExtensionAnswered": _told_answer,
    },
    reminders=_reminders,
    findings=_findings,
)
