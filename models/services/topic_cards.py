"""The cards of a case page below its forms and papers: one for each topic that has something to show or to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from models.case_facts import answers_of, questions_for
from models.casework.topic import CaseView


@dataclass(frozen=True)
class CardAct:
    """One thing that can be done from a card: `code` names the dialog in ui/case, `key` what it is about."""

    code: str
    label: str
    key: str = ""


@dataclass(frozen=True)
class CardRow:
    """One line of a card; `level` colours it like a case's level (overdue, due, near, waiting, calm), empty = plain."""

    label: str
    text: str
    level: str = ""
    acts: tuple[CardAct, ...] = ()


@dataclass(frozen=True)
class TopicCard:
    """One topic as the case page shows it; `topic` names its module of dialogs, `note` says what it is for where there is nothing yet."""

    topic: str
    title: str
    rows: tuple[CardRow, ...]
    acts: tuple[CardAct, ...]
    note: str = ""


CardMaker = Callable[[CaseView, Mapping[str, str], date], TopicCard | None]
"""Makes a topic's card from the case, the names of the station's people by identifier, and today; None = nothing to show."""


def _facts_card(view: CaseView, _names: Mapping[str, str], _today: date) -> TopicCard | None:
    """客户情况: what stages and limits of this case depend on; none where they depend on nothing."""
    known = answers_of(view.case)
    act = () if view.case.outcome else (CardAct("state", "登记客户情况"),)
    rows = tuple(
        CardRow(question.text, question.told(known.get(question.code)), "" if question.code in known else "near")
        for question in questions_for(view.book, view.case.class_)
    )
    return TopicCard("facts", "客户情况", rows, act) if rows else None


CARDS: tuple[CardMaker, ...] = (_facts_card,)


def cards_of(view: CaseView, names: Mapping[str, str], today: date) -> Iterator[TopicCard]:
    """The cards that have something to show, in their fixed order."""
    for make in CARDS:
        card = make(view, names, today)
        if card:
            yield card
