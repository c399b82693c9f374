"""Duplicate customers across stations: who may be the same, what a person decided about it, and what a decision took back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from models.events import CustomersJoined, CustomersParted, Fact

KEY_WORDS: Mapping[str, str] = {"document": "证件号相同", "phone": "电话相同", "address": "地址相同"}
MOST_ALIKE = 12
"""A value that more cases share than this tells nothing: a firm's phone on every application."""


@dataclass(frozen=True)
class Shared:
    """Cases that share one value of a key (of KEY_WORDS); `mark` stands for key and value."""

    key: str
    mark: str
    cases: tuple[str, ...]


@dataclass(frozen=True)
class Suggestion:
    """Cases that may be of one customer: their identities, and by which keys (of KEY_WORDS) they meet."""

    cases: tuple[str, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Join:
    """A decision that cases are of one customer; `parted` says when, by whom and why it was taken back, empty while it holds.

    `marks` are what the cases shared when it was taken, None where that was not kept. `never`: they were said to differ from the start.
    """

    id: str
    cases: tuple[str, ...]
    by: str
    reason: str
    at: datetime
    parted: str = ""
    marks: frozenset[str] | None = None
    never: bool = False


def fold_joins(facts: Iterable[Fact]) -> tuple[Join, ...]:
    """Every decision in the order taken."""
    found: dict[str, Join] = {}
    for fact in facts:
        match fact.event:
            case CustomersJoined() as joined:
                marks = None if joined.marks is None else frozenset(joined.marks)
                found[joined.join] = Join(joined.join, joined.cases, joined.by, fact.envelope.reason, fact.at, marks=marks)
            case CustomersParted() as parted if parted.join in found:
                told = f"{fact.at:%Y-%m-%d} {parted.by}：{fact.envelope.reason}"
                found[parted.join] = replace(found[parted.join], parted=told, never=parted.never)
    return tuple(found.values())


def suggest(groups: Iterable[Shared], stations: Mapping[str, str], decided: Sequence[Join]) -> tuple[Suggestion, ...]:
    """Suggestions over cases of two stations at least (`stations` by case), the best first; only what is news.

    Cases joined, be it by way of others, are one customer; cases said to be of different ones, or parted, are not suggested again for what
    they shared then. What they share since, or share with another case, is news. They meet by several keys where the same cases do.
    """
    same = _one_customer(join.cases for join in decided if not join.parted)
    found: dict[tuple[str, ...], list[str]] = {}
    for group in groups:
        if not 2 <= len(group.cases) <= MOST_ALIKE:
            continue
        apart = [frozenset(join.cases) for join in decided if join.parted and (join.marks is None or group.mark in join.marks)]
        for cases in _not_apart(frozenset(group.cases), apart):
            if len({same.get(case, case) for case in cases}) > 1 and len({stations.get(case, "") for case in cases}) > 1:
                found.setdefault(tuple(sorted(cases)), []).append(group.key)
    order = list(KEY_WORDS)
    told = (Suggestion(cases, tuple(sorted(set(keys), key=order.index))) for cases, keys in found.items())
    return tuple(sorted(told, key=lambda one: (-len(one.keys), order.index(one.keys[0]), one.cases)))


def _one_customer(joined: Iterable[tuple[str, ...]]) -> dict[str, str]:
    """Of every joined case, one that stands for its customer."""
    stands: dict[str, str] = {}
    for cases in joined:
        met = {stands.get(case, case) for case in cases}
        first = min(met)
        stands.update({case: first for case in (*cases, *(case for case, other in stands.items() if other in met))})
    return stands


def _not_apart(cases: frozenset[str], apart: Sequence[frozenset[str]]) -> set[frozenset[str]]:
    """The largest sets of these cases of which no two were said to be of different customers."""
    met = next((met for one in apart if len(met := cases & one) > 1), None)
    if met is None:
        return {cases}
    found = set[frozenset[str]]().union(*(_not_apart(cases - met | {case}, apart) for case in met))
    return {one for one in found if not any(one < other for other in found)}


def words_of(keys: Iterable[str]) -> str:
    """Why cases are thought alike."""
    return "、".join(_names(keys))


def _names(keys: Iterable[str]) -> Iterator[str]:
    return (KEY_WORDS.get(key, key) for key in keys)
