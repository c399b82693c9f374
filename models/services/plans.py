"""What becomes of an answered plan: signed elsewhere, objected to and talked over, extended; and whether it has lapsed."""

from __future__ import annotations

from datetime import date
from typing import Literal

from models import events
from models.case import Case
from models.case_facts import kind_of_case
from models.casework.topic import CaseView
from models.casework.validity import lapsed, plan_paper, validity
from models.problems import Problem, ProblemsFound, StationError
from models.services.changes import Changes
from models.services.folding.refold import Folder
from models.services.station import Change, Station, changing, looking


def plan_lapsed(station: Station, case_id: str, day: date) -> bool:
    """Tells whether the plan no longer holds on a day (方案逾期失效); False before the customer signed for it."""
    with looking(station) as connection:
        case = Folder(connection).case(case_id)
    book = station.shelf.book(case.pins)
    return lapsed(CaseView(case, kind_of_case(case, book), book, station.calendar), day)


def note_plan_signed(station: Station, case_id: str, on: date, evidence: str, today: date) -> Changes:
    """The customer signed a reply that this station did not print (the centre's reply of a high-voltage plan)."""
    with changing(station) as change:
        case = _open_case(change, case_id)
        _check(on, today, _reply_day(change, case), evidence, "签收日期")
        change.add(events.PlanSignatureNoted(on=on, evidence=evidence.strip()), case_id)
    return Changes(frozenset({case_id}), packages=True)


def raise_objection(station: Station, case_id: str, on: date, words: str, today: date) -> Changes:
    """The customer does not agree with the plan; his words are personal data."""
    with changing(station) as change:
        case = _open_case(change, case_id)
        if case.plan.objection:
            raise StationError(f"客户 {case.plan.objection.on} 的异议还没有登记协商结果。", "请先登记协商结果。")
        reply = _reply_day(change, case)
        if reply is None:
            raise StationError("还没有答复供电方案，没有方案可提异议。", "请先办“供电方案答复”。")
        _check(on, today, reply, words, "提出日期", "words", "客户的意见")
        change.add(events.ObjectionRaised(on=on), case_id, private={"words": words.strip()})
    return Changes(frozenset({case_id}), packages=True)


def settle_objection(station: Station, case_id: str, on: date, how: Literal["kept", "new_reply"], words: str, today: date) -> Changes:
    """The talk ended: the plan is kept, or the old reply is void and a new written one is owed."""
    with changing(station) as change:
        case = _open_case(change, case_id)
        raised = case.plan.objection
        if raised is None:
            raise StationError("没有等协商的异议。", "")
        _check(on, today, raised.on, words, "协商日期", "words", "协商结果")
        paper = plan_paper(change.view(case))
        if how == "new_reply" and paper:
            change.add(events.PaperVoided(paper_no=paper.paper_no, on=today), case_id, reason="客户异议，协商后重新答复")
        change.add(events.ObjectionSettled(on=on, how=how), case_id, private={"words": words.strip()})
    return Changes(frozenset({case_id}), packages=True)


def ask_extension(station: Station, case_id: str, on: date, evidence: str, today: date) -> Changes:
    """The customer asks that the plan hold longer; a late request is kept too, the card says that it is late."""
    with changing(station) as change:
        case = _open_case(change, case_id)
        found = validity(change.view(case))
        if found is None:
            raise StationError("客户还没有签收供电方案，没有有效期可延。", "先登记答复单签回；县中心答复的，先登记“方案已签收”。")
        if case.plan.request:
            raise StationError(f"客户 {case.plan.request.asked_on} 的延期申请还没有答复。", "请先登记答复。")
        _check(on, today, found.signed_on, evidence, "申请日期")
        if on > found.until:
            raise StationError(f"供电方案 {found.until} 已经到期失效，不能再延期。", "请按“方案逾期失效”办结，或请客户重新申请。")
        change.add(events.ExtensionAsked(on=on, evidence=evidence.strip()), case_id)
    return Changes(frozenset({case_id}), packages=True)


def answer_extension(station: Station, case_id: str, on: date, until: date | None, reason: str, today: date) -> Changes:
    """The plan holds until a new last day; without one the request is refused, for which a reason is written."""
    with changing(station) as change:
        case = _open_case(change, case_id)
        asked, found = case.plan.request, validity(change.view(case))
        if asked is None or found is None:
            raise StationError("没有等答复的延期申请。", "请先登记客户的申请。")
        problems = [*_day_problems(on, today, asked.asked_on, "答复日期")]
        if until is None and not reason.strip():
            problems.append(Problem("reason", "理由", "不同意延期，请写明理由。"))
        if until is not None and until <= found.until:
            problems.append(Problem("until", "延期到", f"应当晚于现在的到期日 {found.until}。"))
        if problems:
            raise ProblemsFound(tuple(problems))
        change.add(events.ExtensionAnswered(on=on, until=until), case_id, reason=reason.strip())
    return Changes(frozenset({case_id}), packages=True)


def _open_case(change: Change, case_id: str) -> Case:
    case = change.case(case_id)
    if case.accepted_on is None or case.outcome:
        raise StationError("只有已受理、未办结的工单才有方案要跟踪。", "")
    return case


def _reply_day(change: Change, case: Case) -> date | None:
    paper = plan_paper(change.view(case))
    return case.marks.get("plan_reply") or (paper.delivered_on if paper else None)


def _day_problems(on: date, today: date, since: date | None, label: str) -> list[Problem]:
    if on > today:
        return [Problem("on", label, f"{on} 在今天之后，请填今天或以前的日期。")]
    return [Problem("on", label, f"{on} 早于 {since}，请核对日期。")] if since and on < since else []


def _check(on: date, today: date, since: date | None, words: str, label: str, field: str = "evidence", name: str = "凭据") -> None:
    problems = _day_problems(on, today, since, label)
    if not words.strip():
        problems.append(Problem(field, name, f"请写明{name}。"))
    if problems:
        raise ProblemsFound(tuple(problems))
