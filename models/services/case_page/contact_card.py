"""联系记录 on the case page: the latest contacts, complaints that wait, and the way to note one or to remind the customer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from models.casework.topic import CaseView
from models.contact import RESULTS, UNREACHED, Contact
from models.services.case_page.topic_card import CardAct, CardRow, TopicCard

_SHOWN = 12


def contact_card(view: CaseView, names: Mapping[str, str], today: date) -> TopicCard | None:
    """The card of every case: its contacts, the newest first; a case that has ended shows only what there is."""
    known = sorted(view.case.contacts.values(), key=lambda one: one.at)[::-1]  # of one minute, the last entered first
    if view.case.outcome in ("void",) and not known:
        return None
    acts = [CardAct("note", "记一条联系…"), CardAct("complain", "登记投诉…")]
    if not view.case.outcome:
        acts.insert(0, CardAct("remind", "提醒客户…"))
    rows = tuple(row for one in known[:_SHOWN] for row in _rows(one, names, today))
    note = "还没有联系记录。打电话、上门、客户来问都记一条（Ctrl+Shift+L）；联系未成的记录以后可作暂停或失联的凭据。"
    return TopicCard("contacts", "联系记录", rows, tuple(acts), note)


def _rows(one: Contact, names: Mapping[str, str], today: date) -> Iterator[CardRow]:
    said = one.words or ("（已按规定删除）" if one.erased else "")
    who = "　".join(part for part in (one.title, one.name, one.phone) if part)
    text = f"{who}{f'：{said}' if said else ''}（{names.get(one.actor, '—')}登记）"
    level = "waiting" if one.title == UNREACHED else ""
    yield CardRow(one.moment, text, level, _acts(one))
    if one.due and one.waits:
        told = f"编号 {one.number or '—'}，{one.due} 前由 {names.get(one.first_asked, '—')} 答复（期限来源：{one.due_source}）"
        yield CardRow("　答复期限", told, "overdue" if one.due < today else "due" if one.due == today else "near")
    elif one.answered_on and one.answer:
        result = f"（{RESULTS.get(one.result, one.result)}）" if one.result else ""
        yield CardRow("　答复", f"{one.answered_on}{result}：{one.answer}", "calm")


def _acts(one: Contact) -> tuple[CardAct, ...]:
    return (CardAct("answer", "登记答复", one.id),) if one.waits else ()
