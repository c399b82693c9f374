"""费用 on the case page: every charge and how it stands, what energising still waits for, and the way to each act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from models.case_facts import facts_of_case
from models.casework.fees import Charge, approved, charging_ended, settle_by
from models.casework.topic import CaseView
from models.money import yuan
from models.services.case_page.topic_card import CardAct, CardRow, TopicCard
from models.services.paper.paper_contexts import charge_state


def fee_card(view: CaseView, names: Mapping[str, str], today: date) -> TopicCard | None:
    """The card of an accepted case; none for one entered by mistake, or ended without anything having been charged."""
    case = view.case
    if case.accepted_on is None or (case.outcome in ("void", "withdrawn") and not case.money.charges):
        return None
    acts: list[CardAct] = []
    if not charging_ended(case)[0]:
        acts.append(CardAct("charge", "登记应收…"))
    if case.money.charges:
        acts.append(CardAct("notice", "打印缴费通知单…"))
        if case.money.settled is None:
            acts.append(CardAct("settle", "费用结清…"))
    rows = tuple(_rows(view, names, today))
    if not rows and not acts:
        return None
    note = "没有登记应收。登记过应收的费用，交清或缓交批准以后才能送电；没有规定的项目不能收。"
    return TopicCard("fees", "费用", rows, tuple(acts), note)


def _rows(view: CaseView, names: Mapping[str, str], today: date) -> Iterator[CardRow]:
    money = view.case.money
    for charge in money.charges.values():
        level = "due" if charge.open > 0 else "calm"
        yield CardRow(charge.name, f"{yuan(charge.fen)} 元，{charge_state(charge)}　依据：{charge.basis}", level, _acts(charge, view))
        if charge.deferral and charge.open > 0:
            yield _deferral_row(charge, view, names, today)
    yield from _old_bills(view)
    if money.settled:
        yield CardRow("结清", f"{money.settled.on} 结清，实际 {yuan(money.settled.fen)} 元（{money.settled.evidence}）", "calm")
    elif due := settle_by(view):
        yield CardRow("结清", f"送电后要在 {due} 以前结清", "overdue" if due < today else "near")


def _acts(charge: Charge, view: CaseView) -> tuple[CardAct, ...]:
    if charge.open <= 0:
        return ()
    pay, waive = CardAct("pay", "登记收费", charge.id), CardAct("waive", "减免", charge.id)
    defer = () if charge.deferral else (CardAct("defer", "缓交", charge.id),)
    cancel = () if charge.payments else (CardAct("cancel", "撤销", charge.id),)
    return (pay, *defer, waive, *cancel)


def _deferral_row(charge: Charge, view: CaseView, names: Mapping[str, str], today: date) -> CardRow:
    later = charge.deferral
    assert later is not None
    needed = view.book.fees.deferral.approvals if view.book.fees.deferral else 1
    plan = "、".join(f"{row.on} {yuan(row.fen)} 元" for row in later.plan)
    given = "、".join(f"{one.name or '（已按规定删除）'}（{one.post}）" for one in later.approvals) or "还没有"
    told = f"计划 {plan}；责任人 {names.get(later.responsible, '—')}；批准 {given}"
    if not approved(charge, needed):
        acts = (CardAct("approve", "登记批准", charge.id),)
        return CardRow("缓交", f"{told}，共要 {needed} 人批准", "due", acts)
    late = any(row.on < today for row in later.plan) and charge.paid < sum(row.fen for row in later.plan if row.on < today)
    return CardRow("缓交", f"{told}。已批准", "overdue" if late else "waiting")


def _old_bills(view: CaseView) -> Iterator[CardRow]:
    found = view.case.money.old_bills
    asked = "old_bills" in view.book.fees.needs(view.case.class_, "energize", facts_of_case(view.case))
    if not asked and found is None:
        return
    again = CardAct("bills", "查历史电费" if found is None else "重查")
    if found is None:
        yield CardRow("历史电费", "还没有查；规定要结清才能送电", "due", (again,))
    else:
        told = f"{found.on} {'已结清' if found.settled else '有欠费'}（{found.evidence}）"
        yield CardRow("历史电费", told, "calm" if found.settled else "due", () if found.settled else (again,))
