"""供电方案 on the case page: how long it holds, what the customer said to it, what is asked for and answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from models.casework.topic import CaseView
from models.casework.validity import HOW, REPLY, Validity, customer_wait, lapsed, needs_new_reply, used_on, validity, wait_words
from models.services.case_page.topic_card import CardAct, CardRow, TopicCard


def plan_card(view: CaseView, _names: Mapping[str, str], today: date) -> TopicCard | None:
    """The card of a case whose plan was answered; None before, and where the business has no plan."""
    if view.kind.step(REPLY) is None:
        return None
    wait, found, plan = customer_wait(view), validity(view), view.case.plan
    if wait is None and found is None and view.case.status != "passed_up":
        return None
    rows = [CardRow("等客户", wait_words(wait))] if wait else []
    rows += [_holds(view, found, today)] if found else []
    rows += list(_talks(view))
    for one in plan.extensions:
        answer = "等答复" if one.answered_on is None else f"延到 {one.until}" if one.until else "不同意"
        late = "，晚于最迟提出日" if found and not found.extended and one.asked_on > found.ask_by else ""
        rows.append(CardRow("延期", f"{one.asked_on} 申请（{one.evidence}{late}）：{answer}", "due" if one.answered_on is None else ""))
    acts = () if view.case.outcome else tuple(_acts(view, found))
    return TopicCard("plan", "供电方案", tuple(rows), acts, "方案答复后在这里跟踪有效期。")


def _holds(view: CaseView, found: Validity, today: date) -> CardRow:
    rules = view.book.profile.plan
    if lapsed(view, today):
        return CardRow("有效期", f"{found.until} 已到期失效（客户 {found.signed_on} 签收）", "overdue")
    left = (found.until - today).days
    told = f"到 {found.until} 止（客户 {found.signed_on} 签收，{found.limit.told}{'，已延期' if found.extended else ''}）"
    if used_on(view):
        return CardRow("有效期", f"{told}；{_served(view, found)}")
    told += f"；还有 {left} 天。要延期请客户在 {found.ask_by} 前提出（{rules.notice_source}：{rules.notice_cite}）"
    near = max(rules.remind_before, default=0)
    return CardRow("有效期", told, "near" if left <= near else "")


def _served(view: CaseView, found: Validity) -> str:
    if found.limit.stop in view.case.marks:
        return "已竣工报验"
    return "已送电" if "energize" in view.case.marks else "工单已办结"


def _talks(view: CaseView) -> Iterator[CardRow]:
    wait = customer_wait(view)
    for one in view.case.plan.objections:
        words = one.words or "（已按规定删除）"
        late = f"（晚于异议期 {wait.until}）" if wait and wait.until and one.on > wait.until else ""
        after = f"；{one.settled_on} 协商：{HOW[one.how]}，{one.found}" if one.settled_on else "；还没有协商"
        yield CardRow("异议", f"{one.on}{late} {words}{after}", "" if one.settled_on else "due")
    again = needs_new_reply(view)
    if again:
        yield CardRow("重新答复", f"{again} 协商后要重新书面答复：改方案表，再打印、送达、签收", "due")


def _acts(view: CaseView, found: Validity | None) -> Iterator[CardAct]:
    plan = view.case.plan
    if found is None:
        yield CardAct("signed", "方案已在别处签收…")
    if plan.objection:
        yield CardAct("settle", "登记协商结果…")
    elif customer_wait(view):
        yield CardAct("object", "客户提出异议…")
    if plan.request:
        yield CardAct("answer", "答复延期…")
    elif found:
        yield CardAct("extend", "客户申请延期…")
