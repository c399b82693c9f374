"""Stating what a case is: the answers on which its stages and limits depend, until the stage they decide is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models import events
from models.business import BusinessType
from models.case_facts import BY_CODE, answers_of, changed, kind_of_case, questions_for, settled_by
from models.flow import stage_name
from models.problems import Problem, ProblemsFound, StationError
from models.services.changes import Changes
from models.services.folding.refold import Folder
from models.services.station import Station, changing, looking


@dataclass(frozen=True)
class AskedFact:
    """A question about a case: `answer` None = not asked yet; `settled` names the finished stage that it has decided, empty = open."""

    code: str
    text: str
    answer: bool | None
    settled: str = ""


def facts_to_ask(station: Station, business_type: str, class_: str) -> tuple[AskedFact, ...]:
    """The questions for an application that is being registered under the rules in force."""
    book = station.shelf.book()
    kind = book.types.get(business_type)
    return tuple(AskedFact(q.code, q.text, None) for q in questions_for(book, class_)) if kind and kind.timed else ()


def asked_facts(station: Station, case_id: str) -> tuple[AskedFact, ...]:
    """The questions that the rules of a case depend on, with the answers known."""
    with looking(station) as connection:
        case = Folder(connection).case(case_id)
    book = station.shelf.book(case.pins)
    known, kind = answers_of(case), kind_of_case(case, book)
    return tuple(
        AskedFact(q.code, q.text, known.get(q.code), _settled(kind, settled_by(case, book, q))) for q in questions_for(book, case.class_)
    )


def _settled(kind: BusinessType, stage: str) -> str:
    return stage_name(kind, stage) if stage else ""


def state_facts(station: Station, case_id: str, facts: Mapping[str, bool], reason: str = "") -> Changes:
    """Records answers; changing one needs a reason. Raises ProblemsFound where the stage it decides is done, StationError otherwise."""
    with changing(station) as change:
        case = change.case(case_id)
        if case.outcome:
            raise StationError("这个工单已经办结，客户情况不能再改。", "")
        unknown = [code for code in facts if code not in BY_CODE]
        if unknown:
            raise StationError(f"不认识的客户情况 {'、'.join(unknown)}。", f"可用：{'、'.join(BY_CODE)}。")
        new, known = changed(case, facts), answers_of(case)
        if not new:
            raise StationError("和已登记的客户情况一样，没有改动。", "")
        book = change.book(case)
        settled = {code: settled_by(case, book, BY_CODE[code]) for code in new}
        problems = tuple(
            Problem(code, BY_CODE[code].text, f"“{stage_name(change.kind(case), stage)}”已经办完，这一项已起作用，不能再改。")
            for code, stage in settled.items() if stage
        )
        if problems:
            raise ProblemsFound(problems)
        if not reason.strip() and any(code in known for code in new):
            raise StationError("改动已登记的客户情况要写明理由。", "理由会和原来的情况一起留在历史里。")
        change.add(events.CaseFactsStated(facts=new), case_id, reason=reason.strip())
    return Changes(frozenset({case_id}), packages=True)
