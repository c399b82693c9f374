"""事项: the cards of a case's topics, each line with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import cast

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from models.services.case_page.topic_cards import CardAct, TopicCard
from ui.by_name import DIALOGS
from ui.case.acts import CaseActs
from ui.case.lists import Line, Lines
from ui.case.pieces import button, px, row, words
from ui.window import Desk

_BESIDE = 2  # links; more would leave the words no room
TopicAct = Callable[[Desk, str, str], None]
"""Opens what an act needs: called with the desk, the case and the act's key."""


def topics_list(acts: CaseActs) -> QWidget:
    """事项: one card for each topic that has something, then one list of those that have nothing yet and what can be begun."""
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(px(8))
    for card in acts.detail.cards:
        if card.rows:
            links = (_link(acts, card.topic, act, card.title) for act in card.acts)
            layout.addLayout(row(words(card.title, "section"), *links))
            layout.addWidget(_card(acts, card))
    layout.addWidget(_still_empty(acts))
    return holder


def _card(acts: CaseActs, card: TopicCard) -> QWidget:
    lines: list[Line] = [
        (
            (words(line.label, "muted", wrap=True), words(line.text, level=line.level, wrap=True)),
            [_link(acts, card.topic, act, line.label) for act in line.acts],
        )
        for line in card.rows
    ]
    return Lines((), (2, 8), lines, "", beside=_BESIDE)


def _still_empty(acts: CaseActs) -> QWidget:
    bare = [card for card in acts.detail.cards if not card.rows]
    lines: list[Line] = [
        (
            (words(card.title, "section"), words(card.note, "muted", wrap=True)),
            [_link(acts, card.topic, act, card.title) for act in card.acts],
        )
        for card in bare
    ]
    if not lines and acts.detail.cards:
        return QWidget()
    return Lines((), (2, 8), lines, "这个工单没有其他事项。", beside=_BESIDE)


def _link(acts: CaseActs, topic: str, act: CardAct, about: str) -> QPushButton:
    link = button(act.label, partial(open_act, acts.desk, acts.case_id, topic, act), "link")
    link.setAccessibleName(f"{act.label} {about}")
    return link


def open_act(desk: Desk, case_id: str, topic: str, act: CardAct) -> None:
    """Opens the dialog of an act."""
    table = cast(dict[str, TopicAct], import_module(DIALOGS[topic]).ACTS)
    table[act.code](desk, case_id, act.key)
