"""住户 on the case page: how many households of a batch are done, which are due, and the way to the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from models.casework import households as topic
from models.casework.topic import CaseView
from models.services.case_page.topic_card import CardAct, CardRow, TopicCard


def household_card(view: CaseView, _names: Mapping[str, str], today: date) -> TopicCard | None:
    """The card of a batch; None for every other case."""
    if not view.kind.households:
        return None
    known = view.case.households.values()
    acts = (CardAct("list", "住户清单…"),) if known else ()
    if not view.case.outcome:
        acts = (*acts, CardAct("add", "添加住户…"))
    doing = "换表并核对" if topic.replaces_meters(view) else "开通并核对户表"
    note = f"还没有住户清单。逐户{doing}以后，批量工单才能归档。"
    return TopicCard("households", "住户", tuple(_rows(view, today)), acts, note)


def _rows(view: CaseView, today: date) -> Iterator[CardRow]:
    known = view.case.households.values()
    if not known:
        return
    done = sum(one.settled for one in known)
    left = len(known) - done
    yield CardRow("全部", f"共 {len(known)} 户，办完 {done} 户" + (f"，还有 {left} 户" if left else ""), "" if left else "calm")
    states = Counter(topic.state_of(view, one) for one in known)
    yield CardRow("状态", "；".join(f"{state} {count} 户" for state, count in states.items()))
    days = [day for one in known if one.on is None and (day := topic.due_of(view, one, today))]
    if days:
        first = min(days)
        late = sum(day < today for day in days)
        told = f"最早 {first}，当天 {days.count(first)} 户" + (f"；已逾期 {late} 户" if late else "")
        yield CardRow("单户到期", told, "overdue" if late else "due" if first == today else "near")
