"""Duplicate customers across stations: who may be the same, what a person decided about it, and what a decision took back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from models.events import CustomersJoined, CustomersParted, Fact

KEY_WORDS: Mapping[str, str] = {"document": "证件号相同", "phone": "电话相同", "address": "地址相同"}
MOST_ALIKE = 12
"""A value that more cases share than this tells nothing: a firm's phone on every application."""


@dataclass(frozen=True)
class Suggestion:
    """Cases that may be of one customer: their identities, and by which keys (of KEY_WORDS) they meet."""

    cases: tuple[str, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Join:
    """A decision that cases are of one customer; `parted` says when, by whom and why it was taken back, empty while it holds."""

    id: str
    cases: tuple[str, ...]
    by: str
    reason: str
    at: datetime
    parted: str = ""


def fold_joins(facts: Iterable[Fact]) -> tuple[Join, ...]:
    """Every decision in the order taken."""
    found: dict[str, Join] = {}
    for fact in facts:
        match fact.event:
            case CustomersJoined() as joined:
                found[joined.join] = Join(joined.join, joined.cases, joined.by, fact.envelope.reason, fact.at)
            case CustomersParted() as parted if parted.join in found:
                told = f"{fact.at:%Y-%m-%d} {parted.by}：{fact.envelope.reason}"
                found[parted.join] = replace(found[parted.join], parted=told)
    return tuple(found.values())


def suggest(groups: Iterable[tuple[str, tuple[str, ...]]], decided: Iterable[Join]) -> tuple[Suggestion, ...]:
    """Suggestions from (key, cases that share one value of it), the best first; never what was decided already, either way.

    Cases meet by several keys where the same cases share them: document before phone before address.
    """
    known = [frozenset(join.cases) for join in decided]
    found: dict[tuple[str, ...], list[str]] = {}
    for key, cases in groups:
        if 2 <= len(cases) <= MOST_ALIKE and not any(frozenset(cases) <= one for one in known):
            found.setdefault(tuple(sorted(cases)), []).append(key)
    order = list(KEY_WORDS)
    told = (Suggestion(cases, tuple(sorted(set(keys), key=order.index))) for cases, keys in found.items())
    return tuple(sorted(told, key=lambda one: (-len(one.keys), order.index(one.keys[0]), one.cases)))


def words_of(keys: Iterable[str]) -> str:
    """Why cases are thought alike."""
    return "、".join(_names(keys))


def _names(keys: Iterable[str]) -> Iterator[str]:
    return (KEY_WORDS.get(key, key) for key in keys)
