"""What is known of a case that rules depend on: which facts hold, what is still to be asked, and what each answer decides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.business import FACTS, BusinessType

if TYPE_CHECKING:
    from models.case import Case
    from models.rules import RuleBook


@dataclass(frozen=True)
class FactQuestion:
    """A question whose answer no form holds: yes is the fact `code`, no is the fact `opposite` (none where it is empty)."""

    code: str
    text: str
    opposite: str = ""

    @property
    def facts(self) -> frozenset[str]:
        """The facts that an answer can give."""
        return frozenset(code for code in (self.code, self.opposite) if code)

    def told(self, yes: bool | None) -> str:
        """The answer in words: what holds, 否, or that it was not asked."""
        if yes is None:
            return "还没有问清"
        return FACTS[self.code] if yes else FACTS.get(self.opposite, "否")


QUESTIONS = (
    FactQuestion("important", "是重要客户吗？"),
    FactQuestion("special_load", "有特殊负荷（谐波、冲击、波动、不对称）吗？"),
    FactQuestion("new_residential_area", "是新建住宅小区吗？"),
    FactQuestion("external_line", "要做电力外线工程吗？", "no_external_line"),
    FactQuestion("company_invests", "由供电企业投资至客户规划红线吗？", "customer_invests"),
    FactQuestion("dedicated_line", "是10千伏及以上专线吗？"),
    FactQuestion("urban", "是城镇客户吗？"),
    FactQuestion("estate", "是非零散居民（成批或小区统一报装）吗？", "sporadic"),
)
BY_CODE = {question.code: question for question in QUESTIONS}
_TRANSFORMER_LEAST = 50  # kVA, FACTS["dedicated_transformer"]; 《业扩报装客户代理制实施办法》：专用变压器容量50千伏安及以上


def answers_of(case: Case) -> dict[str, bool]:
    """Returns what is answered of the questions: stated last, else answered at registration, else told by the form."""
    found: dict[str, bool] = {"estate": False} if case.class_ == "residential" else {}
    if "rural" in case.answers:
        found["urban"] = not case.answers["rural"]
    if case.values.get("important") in (True, "是"):
        found["important"] = True
    found.update({code: yes for code, yes in case.answers.items() if code in BY_CODE and not (code in found and not yes)})
    return {**found, **case.stated}


def facts_of_case(case: Case) -> frozenset[str]:
    """Returns every fact that holds for a case, by the codes of business.FACTS; what is not known is not among them.

    Voltage and capacity come from the application, 零散居民 are residential customers outside batches and new estates, unless stated
    otherwise.
    """
    answers = answers_of(case)
    found = {BY_CODE[code].code if yes else BY_CODE[code].opposite for code, yes in answers.items() if code in BY_CODE}
    if case.class_.startswith("hv_"):
        found |= _high_voltage(case.voltage, case.capacity)
    elif case.business_type.startswith("batch_") or "new_residential_area" in found:
        found.discard("sporadic")
    return frozenset(found - {""})


def _high_voltage(voltage: str, capacity: str) -> set[str]:
    number = re.match(r"\d+", voltage)
    kilovolts = int(number[0]) if number else 0
    found = {code for code, at in (("hv_10kv", 10), ("hv_35kv", 35), ("hv_110kv", 110)) if kilovolts == at}
    if kilovolts >= 35:
        found.add("hv_35kv_plus")
    if re.fullmatch(r"\d+(\.\d+)?", capacity) and float(capacity) >= _TRANSFORMER_LEAST:
        found.add("dedicated_transformer")
    return found


def class_of_limits(case: Case) -> str:
    """Returns whose limits a case has: 非零散居民 have those of low-voltage customers (某县业扩报装管理办法), all others their own."""
    return "lv_nonres" if case.class_ == "residential" and answers_of(case).get("estate") else case.class_


def questions_for(book: RuleBook, class_: str) -> tuple[FactQuestion, ...]:
    """Returns the questions on which stages, limits or the told flow of a class depend under the standards its profile names."""
    asked = book.facts_asked(class_) | ({"estate"} if class_ == "residential" else set())
    return tuple(question for question in QUESTIONS if question.facts & asked)


def kind_of_case(case: Case, book: RuleBook) -> BusinessType:
    """Returns the business type as this case has it, its conditional stages put in; KeyError for a type the book does not know."""
    return book.kind_of(case.business_type, case.class_, facts_of_case(case))


def stages_told(case: Case, book: RuleBook) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Returns the short list of stages the customer is told, each with the inner ones it stands for; empty where none is told."""
    kind = book.types[case.business_type]
    return book.told_stages(kind, case.class_, facts_of_case(case)) if kind.timed else ()


def settled_by(case: Case, book: RuleBook, question: FactQuestion) -> str:
    """Returns the finished stage that an answer has decided already, so that it can no longer be changed; empty = none."""
    kind = book.types[case.business_type]
    conditional = {stage for stage, when in book.conditions(case.class_) if question.facts & when}
    steps = [step for step in kind.conditional if (step.needed_with or step.stage) in conditional]
    decided = [code for step in steps for code in (step.stage, *step.before)]
    decided += [limit.stop for limit in book.limits_asking(case.class_, question.facts)]
    return next((stage for stage in decided if stage in case.marks), "")


def changed(case: Case, facts: Mapping[str, bool]) -> dict[str, bool]:
    """Returns those of the answers that differ from what is known."""
    known = answers_of(case)
    return {code: yes for code, yes in facts.items() if known.get(code) != yes}
