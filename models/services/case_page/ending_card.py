"""办结 on the case page: what was decided, why, on what evidence, and when a case that waits is looked at again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from models.casework.topic import CaseView
from models.outcome_rules import ASSESSED, OUTCOMES
from models.services.case_page.topic_card import CardAct, CardRow, TopicCard
from models.services.paper.decision_papers import TITLES


def ending_card(view: CaseView, names: Mapping[str, str], today: date) -> TopicCard | None:
    """The card of a case whose end is decided, or that others were merged into; None for all others."""
    rows = (*_rows(view, names, today), *(CardRow("并入本工单", number) for number in view.case.decided.merged_in))
    rows = (*rows, *(CardRow(f"复核 {on}", found) for on, found in view.case.decided.reviews))
    return TopicCard("ending", "办结", rows, _acts(view)) if rows else None


def _acts(view: CaseView) -> tuple[CardAct, ...]:
    if view.case.decision:
        return (CardAct("end", "撤回决定…"),)
    if view.case.outcome == "not_suppliable":
        return (CardAct("reopen", "恢复办理…"), CardAct("review", "复核：仍不具备…"))
    return ()


def _rows(view: CaseView, names: Mapping[str, str], today: date) -> Iterator[CardRow]:
    case = view.case
    found = case.decision or case.ending
    if found is None or found.outcome == "archived":
        return
    rule = view.book.outcomes.get(found.outcome)
    waits = "，答复书送达客户后办结" if case.decision else ""
    yield CardRow("结果", f"{OUTCOMES[found.outcome]} {found.on}{waits}", "due" if case.decision else "")
    yield CardRow("原因", found.reason_name)
    yield CardRow("凭据", found.evidence)
    yield CardRow("决定人", f"{names.get(found.decided_by) or case.decided.ended_by}{f'（{found.post}）' if found.post else ''}")
    if found.into_number:
        yield CardRow("并入", found.into_number)
    if found.handed_to:
        yield CardRow("移交", found.handed_to)
    if found.district:
        late = found.review_on is not None and found.review_on <= today and case.outcome == "not_suppliable"
        yield CardRow("台区", f"{found.district}，{found.review_on} 复核", "due" if late else "")
    if rule and rule.paper and not case.decision:
        given = case.paper_of(rule.paper)
        title = TITLES.get(rule.paper, rule.paper)
        how = given.paper_no if given else "还没有打印：按“打印”选它，交客户签收"
        yield CardRow("单据", f"《{title}》{how}", "" if given else "due")
    if rule:
        yield CardRow("考核", f"{ASSESSED[rule.assessed]}（{rule.source}）")
