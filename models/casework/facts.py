"""客户情况: what a case is besides its form, on which stages and limits depend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.case_facts import BY_CODE, answers_of, questions_for
from models.casework.topic import CaseView, Topic

if TYPE_CHECKING:
    from models.case import Case
    from models.events import Fact
    from models.events.facts import CaseFactsStated


def _stated(case: Case, event: CaseFactsStated, _fact: Fact) -> None:
    case.stated = {**case.stated, **event.facts}


def _told(event: CaseFactsStated, _fact: Fact) -> str:
    return "客户情况：" + "；".join(
        f"{BY_CODE[code].text.rstrip('吗？')}——{BY_CODE[code].told(yes)}" if code in BY_CODE else code for code, yes in event.facts.items()
    )


def unanswered(view: CaseView) -> tuple[str, ...]:
    """The questions that this case's rules depend on and nobody has answered, in their words."""
    known = answers_of(view.case)
    return tuple(question.text for question in questions_for(view.book, view.case.class_) if question.code not in known)


TOPIC = Topic("facts", apply={"CaseFactsStated": _stated}, told={"CaseFactsStated": _told})
