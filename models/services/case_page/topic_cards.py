"""The cards of a case page below its forms and papers: one for each topic that has something to show or to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from models.case_facts import answers_of, questions_for
from models.casework.topic import CaseView
from models.problems import StationError
from models.services.case_page.archive_card import archive_card
from models.services.case_page.clock_cards import corrected_card, delays_card
from models.services.case_page.contact_card import contact_card
from models.services.case_page.decision_cards import approvals_card, coordination_card, responsible_card
from models.services.case_page.ending_card import ending_card
from models.services.case_page.fee_card import fee_card
from models.services.case_page.handling_cards import after_card, green_card, terms_card
from models.services.case_page.household_cards import household_card
from models.services.case_page.plan_card import plan_card
from models.services.case_page.stage_card import stages_card
from models.services.case_page.supervision_card import supervision_card
from models.services.case_page.topic_card import CardAct, CardRow, TopicCard
from models.services.case_page.transfer_card import transfer_card
from models.services.paper.lost_papers import lost_card
from models.services.pre_acceptance import pre_acceptance_card
from models.services.promises import promises_card
from models.services.renumbering import same_number_card
from models.services.spot_checks import spot_card

__all__ = ["CARDS", "CardAct", "CardMaker", "CardRow", "TopicCard", "cards_of"]

CardMaker = Callable[[CaseView, Mapping[str, str], date], TopicCard | None]
"""Makes a topic's card from the case, the names of the station's people by identifier, and today; None = nothing to show."""


def _facts_card(view: CaseView, _names: Mapping[str, str], _today: date) -> TopicCard | None:
    """客户情况: what stages and limits of this case depend on; none where they depend on nothing."""
    if not view.kind.timed:
        return None
    known = answers_of(view.case)
    act = () if view.case.outcome else (CardAct("state", "登记客户情况"),)
    rows = tuple(
        CardRow(question.text, question.told(known.get(question.code)), "" if question.code in known else "near")
        for question in questions_for(view.book, view.case.class_)
    )
    return TopicCard("facts", "客户情况", rows, act) if rows else None


CARDS: tuple[CardMaker, ...] = (
    same_number_card,
    pre_acceptance_card,
    transfer_card,
    _facts_card,
    promises_card,
    ending_card,
    approvals_card,
    coordination_card,
    responsible_card,
    fee_card,
    delays_card,
    corrected_card,
    plan_card,
    household_card,
    supervision_card,
    contact_card,
    terms_card,
    after_card,
    green_card,
    lost_card,
    spot_card,
    archive_card,
    stages_card,
)


def cards_of(view: CaseView, names: Mapping[str, str], today: date) -> Iterator[TopicCard]:
    """The cards that have something to show: those with something overdue first, else in their fixed order."""
    made = (_made(make, view, names, today) for make in CARDS)
    yield from sorted((card for card in made if card), key=lambda card: all(row.level != "overdue" for row in card.rows))


def _made(make: CardMaker, view: CaseView, names: Mapping[str, str], today: date) -> TopicCard | None:
    """A card; of what a stranger's program wrote and this one cannot read, a line that says so."""
    try:
        return make(view, names, today)
    except StationError:
        raise
    except Exception:  # one card must not keep the case from being opened
        words = "有一项内容与本程序写的不同，本版本读不懂，这里没有列出。"
        return TopicCard("facts", "读不懂的内容", (CardRow("这个工单", words, "near"),), ())
