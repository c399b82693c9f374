"""The cards of the case page about how a case is handled: 办理条件, 绿色通道 and 后续事项."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from models.casework.after_steps import ENDS_LATER, open_steps, sequences_of
from models.casework.supply_terms import last_day_of
from models.casework.topic import CaseView
from models.services.case_page.topic_card import CardAct, CardRow, TopicCard
from models.type_rules import AfterSequence


def terms_card(view: CaseView, _names: Mapping[str, str], today: date) -> TopicCard | None:
    """办理条件: what was asked at the counter, and how long the change lasts; none where nothing was."""
    rows = [*_asked(view), *_span(view, today)]
    acts = (CardAct("extend", "延长期限…"), CardAct("end", "登记期限结束…")) if last_day_of(view) else ()
    return TopicCard("handling", "办理条件", tuple(rows), acts) if rows else None


def _asked(view: CaseView) -> Iterator[CardRow]:
    known = view.case.terms.preconditions
    for one in view.kind.preconditions:
        if one.code in known:
            yield CardRow(one.met if known[one.code] else f"没有核实：{one.met}", one.source, "calm" if known[one.code] else "near")


def _span(view: CaseView, today: date) -> Iterator[CardRow]:
    terms, last = view.case.terms, last_day_of(view)
    if view.case.period_ended:
        yield CardRow("期限", f"{terms.since or '—'} 起，{view.case.period_ended} 结束", "calm")
    elif last:
        days, ahead = (last - today).days, view.book.profile.reminders.period_end
        level = "overdue" if days < 0 else "near" if days <= ahead else "calm"
        told = f"已过期 {-days} 天" if days < 0 else f"还有 {days} 天"
        allowed = f"；批准人 {terms.approved_by}" if terms.approved_by else ""
        reminded = f"提前 {ahead} 天提醒：{view.book.profile.reminders.source}"
        yield CardRow("期限", f"{terms.since or '—'} 至 {last}，{told}{allowed}（{reminded}）", level)


def green_card(view: CaseView, _names: Mapping[str, str], _today: date) -> TopicCard | None:
    """绿色通道: since when, why and by whose word, or the way to open it."""
    case = view.case
    if case.green:
        approver = case.green.approver or "（已按规定删除）"
        post = f"（{case.green.post}）" if case.green.post else ""
        row = CardRow("已列入", f"{case.green.since} 起；理由：{case.green.reason}；批准人：{approver}{post}", "near")
        return TopicCard("handling", "绿色通道", (row,), () if case.outcome else (CardAct("close_green", "撤销绿色通道…"),))
    if case.outcome or case.accepted_on is None:
        return None
    note = "没有列入。列入要有理由和批准人，列入后在同级里排在最前。"
    return TopicCard("handling", "绿色通道", (), (CardAct("open_green", "列入绿色通道…"),), note)


def after_card(view: CaseView, names: Mapping[str, str], _today: date) -> TopicCard | None:
    """后续事项: each sequence with its steps, who did them and when."""
    sequences = sequences_of(view)
    if not sequences:
        return None
    rows = tuple(row for sequence in sequences for row in _steps(view, sequence, names))
    note = "营销系统里要手工做的事，做一步勾一步；归档不等它。"
    return TopicCard("handling", "后续事项", rows, (CardAct("print_after", "打印后续事项清单…"),), note)


def _steps(view: CaseView, sequence: AfterSequence, names: Mapping[str, str]) -> Iterator[CardRow]:
    case, left = view.case, open_steps(view.case, sequence)
    skipped = case.after_skipped.get(sequence.code)
    if skipped is not None:
        yield CardRow(sequence.name, f"不适用：{skipped}", "calm")
        return
    acts = (CardAct("tick", "登记已做…", sequence.code), CardAct("skip", "不适用…", sequence.code)) if left else ()
    total = len(sequence.steps)
    told = f"{sequence.when}：{total - len(left)}/{total} 步已做"
    due = case.outcome == "archived" and sequence.code != ENDS_LATER  # before that day there is nothing to do
    yield CardRow(sequence.name, told, "calm" if not left else "near" if due else "", acts)
    for number, text in enumerate(sequence.steps, 1):
        done = case.after_done.get((sequence.code, number))
        words = f"✓ {done.on} {names.get(done.by, '')}".strip() if done else "未做"
        back = (CardAct("back", "改为未做…", f"{sequence.code}:{number}"),) if done else ()
        yield CardRow(f"　{number} {text}", words, "calm" if done else "", back)
