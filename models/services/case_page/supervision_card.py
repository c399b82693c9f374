"""到期与督办: the card of a case with its warnings, what was declared before the day, and the supervision of what is overdue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from models.casework.supervision import LEVEL_NAMES, Lateness, Supervision, cause_names, late_elsewhere, late_limits
from models.casework.topic import CaseView
from models.measure import CaseLimit, measure
from models.services.case_page.topic_card import CardAct, CardRow, TopicCard


def supervision_card(view: CaseView, names: Mapping[str, str], today: date) -> TopicCard | None:
    """None where nothing is near, late, declared or told of yet."""
    lateness = view.case.lateness or Lateness()
    governing = measure(view.case, view.kind, view.book, view.calendar, today).governing if not view.case.outcome else None
    rows = tuple([*_late(view, lateness, today), *_elsewhere(view, today), *_declared(view, lateness, names), *_warned(view, lateness)])
    may = governing is not None and governing.count.due is not None and governing.count.due >= today and view.case.status == "running"
    acts = (CardAct("declare", "报预计超时…"),) if may else ()
    if not rows and not acts:
        return None
    note = "" if rows else "没有超时。预计到期日前办不完的，到期之前报预计超时：时限不变，但要写明原因、措施，所长批准，书面告诉客户。"
    return TopicCard("supervision", "到期与督办", rows, acts, note)


def _late(view: CaseView, lateness: Lateness, today: date) -> Iterator[CardRow]:
    causes = cause_names(view)
    for found in late_limits(view, today):
        known = lateness.supervisions.get(found.key)
        if known is None:
            yield CardRow("超时限", f"{_limit(found)}，还没有登记原因和督办", "overdue", (CardAct("supervise", "登记督办…", found.key),))
            continue
        acts = [CardAct("print", "打印督办单", "SUPERVISION"), CardAct("correct", "更正…", found.key)]
        if known.answered_on is None:
            acts.insert(0, CardAct("answer", "登记答复…", found.key))
        yield CardRow("超时督办", _supervised(found, known, causes), "" if known.answered_on else "near", tuple(acts))


def _elsewhere(view: CaseView, today: date) -> Iterator[CardRow]:
    """What is over by standards that do not govern: told, with why nothing has to be done about it."""
    for found in late_elsewhere(view, today):
        yield CardRow("其他标准", f"{_limit(found)}，按这个标准已超期；它不是本所为准的标准，只列出、计入统计，不督办", "near")


def _limit(found: CaseLimit) -> str:
    done = f"，{found.done_on} 办完" if found.done_on else ""
    return f"{found.standard.short_name or found.standard.name} {found.limit.name}，到期日 {found.count.due}{done}"


def _supervised(found: CaseLimit, known: Supervision, causes: Mapping[str, str]) -> str:
    told = f"{_limit(found)}。原因：{causes.get(known.cause, known.cause)}。{known.told_on} {known.how}告知{known.post} {known.name}。"
    answer = f"{known.answered_on} 答复：{known.answer or '（已按规定删除）'}" if known.answered_on else "还没有答复"
    return f"{told}防范措施：{known.measure}。{answer}"


def _declared(view: CaseView, lateness: Lateness, names: Mapping[str, str]) -> Iterator[CardRow]:
    causes = cause_names(view)
    for one in lateness.overruns.values():
        text = (
            f"到期日 {one.due}（不变），预计 {one.new_day} 办完。原因：{causes.get(one.cause, one.cause)}。措施：{one.measure}。"
            f"{names.get(one.approved_by, '所长')} {one.approved_on} 批准"
        )
        yield CardRow("预计超时", text, "near", (CardAct("print", "打印说明", "OVERRUN-NOTICE"),))


def _warned(view: CaseView, lateness: Lateness) -> Iterator[CardRow]:
    if lateness.warnings:
        told = (f"{w.on} {LEVEL_NAMES.get(w.level, w.level)}（到期日 {w.due}）" for w in lateness.warnings[-6:])
        yield CardRow("到期预警", "；".join(told))
