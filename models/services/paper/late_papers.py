"""超时督办单 and 超时说明: the papers of what is overdue and of what was said to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from models.case import Case
from models.casework.supervision import Lateness, Supervision
from models.events.lateness import OverrunDeclared
from models.papers import PaperContext
from models.problems import StationError
from models.rules import RuleBook

TITLES: dict[str, str] = {"SUPERVISION": "超时督办单", "OVERRUN-NOTICE": "超时说明"}


def codes_of(case: Case) -> list[str]:
    """Which of these papers make sense for a case as it stands."""
    lateness = case.lateness or Lateness()
    return [*(["SUPERVISION"] if lateness.supervisions else []), *(["OVERRUN-NOTICE"] if lateness.overruns else [])]


def filled(case: Case, book: RuleBook, names: Mapping[str, str], context: PaperContext) -> PaperContext:
    """What one of these papers says; the latest supervision or declaration. Raises StationError where there is none."""
    lateness = case.lateness or Lateness()
    causes = {cause.code: cause.name for cause in book.profile.cause_codes}
    supervised = next(reversed(lateness.supervisions.values()), None)
    declared = next(reversed(lateness.overruns.values()), None)
    if context.code == "SUPERVISION" and supervised:
        return replace(context, lines=_supervision(supervised, _name(book, supervised.limit), causes))
    if context.code == "OVERRUN-NOTICE" and declared:
        chief = names.get(declared.approved_by, "")
        return replace(context, lines=_overrun(declared, _name(book, declared.limit), causes, chief), clauses=_told(declared, causes))
    raise StationError(f"现在不能出《{TITLES[context.code]}》：还没有登记。", "请先在“事项”的“到期与督办”里登记。")


def _name(book: RuleBook, key: str) -> str:
    """A limit in words; its key where the rules name it no more."""
    code, _, limit = key.partition("/")
    standard = book.standards.get(code)
    found = next((one for one in standard.limits if one.code == limit), None) if standard else None
    return f"{standard.name} {found.name}（{found.told}）" if standard and found else key


def _day(value: date | None) -> str:
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


def _supervision(one: Supervision, limit: str, causes: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return (
        ("所超时限", limit), ("到期日", _day(one.due)), ("超时原因", causes.get(one.cause, one.cause)),
        ("被督办人", f"{one.post} {one.name}".strip()), ("告知", f"{_day(one.told_on)} {one.how}"), ("防范措施", one.measure),
        ("答复", f"{_day(one.answered_on)} {one.answer}" if one.answered_on else ""),
    )


def _overrun(one: OverrunDeclared, limit: str, causes: Mapping[str, str], chief: str) -> tuple[tuple[str, str], ...]:
    return (
        ("原定时限", limit), ("原定日期", _day(one.due)), ("预计办完", _day(one.new_day)), ("原因", causes.get(one.cause, one.cause)),
        ("采取措施", one.measure), ("所长批准", f"{chief} {_day(one.approved_on)}".strip()),
    )


def _told(one: OverrunDeclared, causes: Mapping[str, str]) -> tuple[str, ...]:
    return (
        f"您申请的用电业务，按规定应在{_day(one.due)}前办到。因{causes.get(one.cause, one.cause)}，预计不能按时办完，现向您说明：",
        f"我所将抓紧办理，预计{_day(one.new_day)}办完。本说明不改变规定的时限；给您带来不便，请您谅解。",
    )
