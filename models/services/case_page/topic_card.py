"""What a topic's card on the case page is made of: a title, lines, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass


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
