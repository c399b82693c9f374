"""Which papers an application still lacks: a list of groups held against what the customer brought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from models.material_rules import ANSWERS, CONDITIONS, Material, MaterialGroup, MaterialList

FORM_NAMES = {"original": "原件", "copy": "复印件", "original_and_copy": "原件及复印件"}
_NONE: Mapping[str, date] = {}


@dataclass(frozen=True)
class GroupState:
    """One group as asked of this customer: `accepted` are all papers that would do, `received` those that were brought.

    `expired` are those that were brought after the day up to which they are valid: they count as missing.
    """

    group: MaterialGroup
    accepted: tuple[Material, ...]
    received: tuple[Material, ...]
    expired: tuple[tuple[Material, date], ...] = ()

    @property
    def code(self) -> str:
        """The group's code."""
        return self.group.code

    @property
    def name(self) -> str:
        """The group's name as the clerk and the customer read it."""
        return self.group.name

    @property
    def may_follow_until(self) -> str | None:
        """The stage before which the paper must be there when it follows, None = may not follow."""
        return self.group.may_follow_until

    @property
    def satisfied_by(self) -> Material | None:
        """The first accepted paper that was brought, None while none was."""
        return next(iter(self.received), None)

    @property
    def satisfied(self) -> bool:
        """Enough of the accepted papers are there."""
        return len(self.received) >= self.group.least

    @property
    def may_follow(self) -> bool:
        """The group may be handed in later (容缺), before the stage `group.may_follow_until`."""
        return self.may_follow_until is not None

    @property
    def accepted_names(self) -> tuple[str, ...]:
        """Every accepted paper with its form, as a notice tells it: 产权证（复印件）."""
        return tuple(f"{item.name}（{form_words(item)}）" for item in self.accepted)

    @property
    def expiry_told(self) -> str:
        """Why a paper that lies there does not count, empty where none has run out."""
        return "；".join(f"带来的{item.name}有效期到{day.year}年{day.month}月{day.day}日，已经过期" for item, day in self.expired)


def form_words(item: Material) -> str:
    """How a paper is wanted, in words: 复印件，加盖公章."""
    return FORM_NAMES[item.form] + ("，加盖公章" if item.sealed else "")


@dataclass(frozen=True)
class Checklist:
    """The groups asked of one customer, in the order of the list. `deferred` = the profile lets papers follow."""

    groups: tuple[GroupState, ...]
    deferred: bool

    @property
    def missing(self) -> tuple[GroupState, ...]:
        """The groups that are not satisfied, all of them: what the customer is told at once."""
        return tuple(state for state in self.groups if not state.satisfied)

    @property
    def complete(self) -> bool:
        """Nothing is missing."""
        return not self.missing

    @property
    def may_be_accepted_with_promise(self) -> bool:
        """Something is missing, all of it may follow, and the profile says 容缺受理: accept against a signed promise."""
        return self.deferred and not self.complete and all(state.may_follow for state in self.missing)


def evaluate(
    materials: MaterialList,
    answers: Mapping[str, bool],
    received: frozenset[str],
    *,
    deferred: bool = True,
    village_proof: str = "village",
    expired: Mapping[str, date] = _NONE,
) -> Checklist:
    """Holds the list against `received` (material codes); `answers` as in ANSWERS (absent = no).

    `deferred` is the profile's `missing_papers == "deferred"`, `village_proof` its own. `expired`: papers that were brought too late, with
    the day up to which they were valid. A code that the list does not ask for is ignored.
    """
    conditions = conditions_met(answers, village_proof)
    asked = (g for g in materials.groups if g.when in conditions and g.unless not in conditions and g.grade != "C")
    return Checklist(tuple(_state(group, conditions, received, expired) for group in asked), deferred)


def conditions_met(answers: Mapping[str, bool], village_proof: str = "village") -> frozenset[str]:
    """Returns the conditions that hold with these answers; of the two village proofs only the profile's."""
    met = {condition for condition, answer in CONDITIONS.items() if answer is None or answers.get(answer, False)}
    return frozenset(met - ({"rural_village", "rural_township"} - {f"rural_{village_proof}"}))


def questions(materials: MaterialList, further: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Returns the answers on which this list (and the conditions in `further`) depends, in the order of ANSWERS."""
    named = (c for group in materials.groups for c in (group.when, group.unless, *(item.when for item in _all(group))))
    asked = {CONDITIONS[condition] for condition in (*named, *further) if condition}
    return tuple(answer for answer in ANSWERS if answer in asked)


def _all(group: MaterialGroup) -> tuple[Material, ...]:
    return (*group.members, *group.substitutes)


def _state(
    group: MaterialGroup, conditions: frozenset[str], received: frozenset[str], expired: Mapping[str, date]
) -> GroupState:
    accepted = tuple(item for item in _all(group) if item.when in conditions)
    valid = tuple(item for item in accepted if item.code in received and item.code not in expired)
    return GroupState(group, accepted, valid, tuple((item, expired[item.code]) for item in accepted if item.code in expired))
