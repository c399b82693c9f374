"""方案审批, 配合单 and 责任人 on the case page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from models.approval_rules import ROLES, ChainStep
from models.casework.approvals import DECISIONS, WAYS, ApprovalState, chain_of, plan_of, state_of, void_words
from models.casework.responsible import last_day
from models.casework.topic import CaseView
from models.decisions import Decision, Slip
from models.services.case_page.topic_card import CardAct, CardRow, TopicCard

_NONE = "这个工单还没有配合单。要别的单位配合时在这里开单，写明办什么、几号前办好；对方超时计入对方，不影响告知客户的日期。"


def approvals_card(view: CaseView, names: Mapping[str, str], today: date) -> TopicCard | None:
    """Who must approve the plan, who did, on which version, and by which rule."""
    case = view.case
    if view.book.approvals is None:
        filled = bool(case.decided.approvals) or plan_of(case) is not None
        return TopicCard("approvals", "方案审批", (CardRow("规定", "没有审批规定"),), ()) if filled else None
    chain = chain_of(view)
    if chain is None:
        return None
    state = state_of(view)
    rule = f"{view.book.approvals.matrix.name}：{chain.row.name}（{chain.row.source}，{chain.row.cite}）"
    within = "供电所权限以内" if chain.row.within else "超出供电所权限，只能上报"
    rows = [CardRow(within, f"{rule}{_alone(chain.row.alone_source)}")]
    given = state.given if state else tuple((step, None) for step in chain.steps)
    rows += [_step_row(step, word, state, names) for step, word in given]
    rows += [CardRow(f"第 {word.times} 版（已失效）", f"{ROLES[word.role]} {_word(word, names)}，方案已改") for word in void_words(view)]
    return TopicCard("approvals", "方案审批", tuple(rows), tuple(_approval_acts(view, state)))


def _alone(source: str) -> str:
    return f"；一人可以拟定并审批：{source}" if source else ""


def _approval_acts(view: CaseView, state: ApprovalState | None) -> Iterator[CardAct]:
    if state and state.next_step and not view.case.outcome:
        yield CardAct("decide", "登记审批…")
    if state:
        yield CardAct("sheet", "会签单…")


def _step_row(step: ChainStep, word: Decision | None, state: ApprovalState | None, names: Mapping[str, str]) -> CardRow:
    ours = f"〔{step.source}〕" if "非规定" in step.source else ""
    if word is None:
        waits = "还没有填供电方案" if state is None else f"第 {state.times} 版待审批"
        return CardRow(f"{step.name}{ours}", f"{step.duty}：{waits}", "waiting" if state else "")
    version = f"第 {word.times} 版" if word.times > 1 else ""
    return CardRow(f"{step.name}{ours}", f"{step.duty}：{version}{_word(word, names)}", "calm" if word.decision == "agree" else "overdue")


def _word(word: Decision, names: Mapping[str, str]) -> str:
    who = names.get(word.person) or word.name or "（已按规定删除）"
    sheet = f" {word.sheet_no}" if word.sheet_no else ""
    opinion = f"　意见：{word.opinion}" if word.opinion else ""
    return f"{DECISIONS[word.decision]}　{who} {word.on}（{WAYS[word.way]}{sheet}）{opinion}"


def coordination_card(view: CaseView, names: Mapping[str, str], today: date) -> TopicCard | None:
    """The slips to other units, each with its day and answer."""
    case = view.case
    if case.accepted_on is None:
        return None
    rows = tuple(_slip_row(slip, today, ended=bool(case.outcome)) for slip in case.decided.slips.values())
    acts = () if case.outcome else (CardAct("ask", "开配合单…"),)
    return TopicCard("coordination", "配合单", rows, acts, _NONE) if rows or acts else None


def _slip_row(slip: Slip, today: date, *, ended: bool) -> CardRow:
    acts = (CardAct("print", "打印", str(slip.number)),)
    told = f"{slip.what}；{slip.by} 前"
    if slip.answered_on:
        how = "收回" if slip.taken_back else "配合超时限，" if slip.late(today) else ""
        word = f"{told}；{how}{slip.answered_on} {slip.answer}"
        return CardRow(f"{slip.number} {slip.unit}", word, "overdue" if slip.late(today) else "calm", acts)
    late = slip.late(today)
    state = "没有回复，配合超时限" if late else "等回复"
    level = "overdue" if late else "due" if slip.by == today else "waiting"
    reply = () if ended else (CardAct("answer", "登记回复…", str(slip.number)),)
    return CardRow(f"{slip.number} {slip.unit}", f"{told}；{state}", level, (*reply, *acts))


def responsible_card(view: CaseView, names: Mapping[str, str], today: date) -> TopicCard | None:
    """Who is responsible for the case, since when and until when."""
    case = view.case
    rows = []
    for one in case.decided.appointments:
        until = last_day(case, one)
        ended = f" 至 {until}" + ("（随工单办结解除）" if one.until is None else "") if until else " 起"
        words = ((one.proposed_by, "提名"), (one.approved_by, "批准"))
        said = "，".join(f"{who}{did}" for who, did in words if who)
        who = names.get(one.person) or one.name or "（已按规定删除）"
        acts = () if until else (CardAct("relieve", "解除…", one.role),)
        rows.append(CardRow(ROLES[one.role], f"{who}　{one.on}{ended}{f'（{said}）' if said else ''}", "", acts))
    acts = () if case.outcome else (CardAct("appoint", "确定责任人…"),)
    note = "还没有确定客户经理；要一人跟到底的，在这里确定。"
    return TopicCard("responsible", "责任人", tuple(rows), acts, note) if rows or acts else None
