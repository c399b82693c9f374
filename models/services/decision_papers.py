"""The papers of decisions on a case: the written answer to who cannot be supplied, the notice that a case is closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from models.case import Case
from models.casework.ending import plan_valid_until
from models.events.case import OutcomeFields
from models.outcome_rules import OUTCOMES
from models.papers import PaperContext
from models.problems import StationError

TITLES: dict[str, str] = {
    "REFUSAL": "不予受理（暂缓供电）答复书",
    "TERMINATION": "业务终止告知书",
}
_CLOSING = ("withdrawn", "plan_lapsed", "lost_contact", "handed_over")


def codes_of(case: Case) -> list[str]:
    """Which of these papers make sense for a case as it stands."""
    codes = ["REFUSAL"] if case.decision is not None or case.outcome in ("refused", "not_suppliable") else []
    return codes + (["TERMINATION"] if case.outcome in _CLOSING else [])


def filled(case: Case, context: PaperContext) -> PaperContext:
    """What one of these papers says of a case; raises StationError where there is nothing decided to be told."""
    if context.code not in codes_of(case):
        raise StationError(f"现在不能出《{TITLES[context.code]}》：还没有相应的办结决定。", "请先在“办结”里选好结果、原因和决定人。")
    return closing_letter(case, context)


def _day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


def closing_letter(case: Case, context: PaperContext) -> PaperContext:
    """REFUSAL or TERMINATION of a case whose end is decided."""
    found = case.decision or case.ending
    if found is None:
        return context
    told = _refusal(found) if context.code == "REFUSAL" else _termination(case, found)
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


def _termination(case: Case, found: OutcomeFields) -> tuple[str, ...]:
    last = plan_valid_until(case)
    since = f"供电方案有效期已于{_day(last)}届满，没有办理延期，" if last else "供电方案有效期已届满，"
    first = {
        "withdrawn": "按您的要求，本次用电业务已经撤销。",
        "plan_lapsed": f"{since}方案失效，本次业务终止。",
        "lost_contact": "我所多次按您留下的联系方式联系未果，业务无法继续办理，现予终止。",
        "handed_over": f"本次用电业务已移交{found.handed_to}办理，请与该单位联系。",
    }.get(found.outcome, "本次用电业务已经终止。")
    return (first, "以后需要用电时，请重新申请，我所将及时办理。")
