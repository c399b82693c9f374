"""Why a case has a conditional stage (设计文件审核, 中间检查) or has it not: the standard that speaks of it, and the facts it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from models.business import FACTS, StageCondition, Standard
from models.case import Case
from models.case_facts import BY_CODE, answers_of, facts_of_case
from models.rule_flow import facts_of_class
from models.rules import RuleBook


@dataclass(frozen=True)
class StageNeed:
    """One conditional stage of a case's business type: whether it is needed now, and why, as a clause."""

    stage: str
    name: str
    needed: bool
    why: str


def stage_needs(case: Case, book: RuleBook) -> tuple[StageNeed, ...]:
    """Every conditional stage that its business type knows, in the order of the flow; requests come with what they request."""
    return tuple(_needs(case, book))


def _needs(case: Case, book: RuleBook) -> Iterator[StageNeed]:
    known = facts_of_class(case.class_, facts_of_case(case))
    for step in book.types[case.business_type].conditional:
        if step.needed_with:
            continue
        standard, conditions = book.asking(step.stage, case.class_)
        if standard is None:
            yield StageNeed(step.stage, step.name, False, "本所用的标准对这类客户没有这个要求")
            continue
        met = [fact for one in conditions for fact in one.when if fact in known]
        why = "、".join(FACTS[fact] for fact in dict.fromkeys(met)) if met else _absent(case, conditions)
        yield StageNeed(step.stage, step.name, bool(met), f"{why}；依据：{_told(standard, conditions)}")


def _absent(case: Case, conditions: tuple[StageCondition, ...]) -> str:
    asked = tuple(dict.fromkeys(fact for one in conditions for fact in one.when))
    if not asked:
        return "已取消"
    answered = answers_of(case)
    unclear = [FACTS[fact] for fact in asked if fact in BY_CODE and fact not in answered]
    said = [FACTS[fact] for fact in asked if FACTS[fact] not in unclear]
    parts = (f"不是{'、'.join(said)}" if said else "", f"还没有问清是不是{'、'.join(unclear)}" if unclear else "")
    return "，".join(part for part in parts if part)


def _told(standard: Standard, conditions: tuple[StageCondition, ...]) -> str:
    """The standard, or the words of our reading where that is what the conditions rest on."""
    own = next((one.source for one in conditions if "非规定" in one.source), "")
    return own or standard.short_name or standard.name
