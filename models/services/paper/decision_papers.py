"""The papers of decisions on a case: 会签单, 配合单, the written answer to who cannot be supplied, the notice that a case is closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from models.case import Case
from models.casework.approvals import DECISIONS, WAYS, chain_of, plan_of, state_of
from models.casework.topic import CaseView
from models.casework.validity import validity
from models.decisions import Decision
from models.events.case import OutcomeFields
from models.outcome_rules import OUTCOMES
from models.papers import PaperContext
from models.problems import StationError

TITLES: dict[str, str] = {
    "REFUSAL": "不予受理（暂缓供电）答复书",
    "TERMINATION": "业务终止告知书",
    "APPROVAL-SHEET": "供电方案会签单",
    "COORDINATION": "配合单",
}
_CLOSING = ("withdrawn", "plan_lapsed", "lost_contact", "handed_over")
"""What the notice tells of under rules that do not yet name a paper for every end."""


def base_of(code: str) -> str:
    """The kind of a paper by its code: a slip's carries its number, COORDINATION-2."""
    return "COORDINATION" if code.startswith("COORDINATION-") else code


def papers_of(view: CaseView) -> tuple[tuple[str, str], ...]:
    """Which of these papers make sense for a case as it stands: (code, title); a 会签单 only where somebody must approve the plan."""
    case = view.case
    codes = ["REFUSAL"] if case.decision is not None or case.outcome in ("refused", "not_suppliable") else []
    rule = view.book.outcomes.get(case.outcome)
    codes += ["TERMINATION"] if case.outcome in _CLOSING or (rule and rule.paper == "TERMINATION") else []
    codes += ["APPROVAL-SHEET"] if state_of(view) else []
    slips = ((f"COORDINATION-{slip.number}", f"配合单 {slip.number}（{slip.unit}）") for slip in case.decided.slips.values())
    return (*((code, TITLES[code]) for code in codes), *slips)


def filled(view: CaseView, context: PaperContext, names: Mapping[str, str]) -> PaperContext:
    """What one of these papers says of a case; raises StationError where there is nothing to be told."""
    case, base = view.case, base_of(context.code)
    if context.code not in dict(papers_of(view)):
        nothing, hint = _nothing(view, base)
        raise StationError(f"现在不能出《{TITLES[base]}》：{nothing}。", hint)
    context = replace(context, title=TITLES[base])
    if base == "APPROVAL-SHEET":
        return _approval_sheet(view, context, names)
    if base == "COORDINATION":
        return _slip(case, context)
    return closing_letter(view, context)


def _nothing(view: CaseView, base: str) -> tuple[str, str]:
    """Why a paper cannot be made yet, and what to do."""
    if base == "APPROVAL-SHEET" and chain_of(view) is None:
        return "这个工单没有审批规定，不用会签单", "可以直接打印答复单。"
    known = {"APPROVAL-SHEET": "还没有填供电方案", "COORDINATION": "没有这张配合单"}
    return known.get(base, "还没有相应的办结决定"), "请先在“事项”或“办结”里登记。"


def _approval_sheet(view: CaseView, context: PaperContext, names: Mapping[str, str]) -> PaperContext:
    chain, state, filled = chain_of(view), state_of(view), plan_of(view.case)
    if chain is None or state is None or filled is None:  # `papers_of` offers it only where all are there
        raise StationError("这个工单现在不用会签单。", "可以直接打印答复单。")
    plan = filled.values
    lines = [("方案版本", f"第 {state.times} 版，{plan.get('replied_by', '')} {plan.get('replied_on', '')} 拟定")]
    lines += [("供电容量", context.capacity)]
    lines += [(name, str(plan[key])) for key, name in _PLAN if plan.get(key)]
    rows = tuple((step.name, step.duty, *_signed(word, names)) for step, word in state.given)
    return replace(
        context, lines=tuple(lines), table=(("审批单位、岗位", "事项", "意见", "签名", "日期"), *rows),
        clauses=(f"依据：{chain.row.source}，{chain.row.cite}。",),
    )  # fmt: skip


_PLAN = (
    ("voltage", "供电电压"), ("ownership_boundary", "产权分界点"), ("metering_mode", "计量方式"),
    ("note", "备注"),
)  # fmt: skip


def _signed(word: Decision | None, names: Mapping[str, str]) -> tuple[str, str, str]:
    if word is None:
        return "□同意　□退回：", "", "　　年　月　日"
    way = f"（{WAYS[word.way]}{f' {word.sheet_no}' if word.sheet_no else ''}）"
    opinion = f"{DECISIONS[word.decision]}{f'：{word.opinion}' if word.opinion else ''}{way}"
    return opinion, names.get(word.person) or word.name, f"{word.on}"


def _slip(case: Case, context: PaperContext) -> PaperContext:
    slip = case.decided.slips[int(context.code.partition("-")[2])]
    answered = f"{_day(slip.answered_on)}：{slip.answer}" if slip.answered_on else ""
    lines = (("配合单位", slip.unit), ("配合事项", slip.what), ("开单日期", _day(slip.on)), ("办理期限", f"{_day(slip.by)}（含当日）"))
    return replace(context, lines=lines, clauses=(f"{slip.unit}：", answered))


def _day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


def closing_letter(view: CaseView, context: PaperContext) -> PaperContext:
    """REFUSAL or TERMINATION of a case whose end is decided."""
    found = view.case.decision or view.case.ending
    if found is None:
        return context
    told = _refusal(found) if context.code == "REFUSAL" else _termination(view, found)
    reason = found.reason_name if found.reason_code != "other" else "见经办人说明"
    lines: tuple[tuple[str, str], ...] = (("办理结果", OUTCOMES[found.outcome]), ("原因", reason), ("决定日期", _day(found.on)))
    lines += (("受限台区", found.district),) if found.district else ()
    return replace(context, lines=lines, clauses=told)


def _refusal(found: OutcomeFields) -> tuple[str, ...]:
    if found.outcome == "not_suppliable":
        review = ""
        if found.review_on:
            review = f"我所将于{_day(found.review_on)}前复核，具备供电条件后主动通知您并恢复办理，不用重新提交已交的资料。"
        return ("您提出的用电申请已经勘查，因下列原因暂不具备供电条件，现书面答复如下：", review)
    return ("您提出的用电申请，因下列原因不予受理，现书面答复如下：", "原因消除后，您可以随时重新申请；已交的资料凭受理回执领回。")


def _termination(view: CaseView, found: OutcomeFields) -> tuple[str, ...]:
    holds = validity(view)
    since = f"供电方案有效期已于{_day(holds.until)}届满，" if holds else "供电方案有效期已届满，"
    first = {
        "withdrawn": "按您的要求，本次用电业务已经撤销。",
        "plan_lapsed": f"{since}方案失效，本次业务终止。",
        "lost_contact": "我所多次按您留下的联系方式联系未果，业务无法继续办理，现予终止。",
        "merged": f"本次用电业务与工单 {found.into_number} 是同一申请，已并入该工单办理，受理编号以该工单为准，不用重新提交资料。",
        "void": "本工单登记有误，已经作废；已给您的受理回执同时作废，不影响您另外的用电申请。",
        "handed_over": f"本次用电业务已移交{found.handed_to}办理，请与该单位联系。",
    }.get(found.outcome, "本次用电业务已经终止。")
    goes_on = found.outcome in ("merged", "handed_over")
    return (first,) if goes_on else (first, "以后需要用电时，请重新申请，我所将及时办理。")
