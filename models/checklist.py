"""Which papers an application still lacks: a list of groups held against what the customer brought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.business import CONDITIONS, Condition, Material, MaterialGroup, MaterialList

FORM_NAMES = {"original": "原件", "copy": "复印件", "original_and_copy": "原件及复印件"}


@dataclass(frozen=True)
class GroupState:
    """One group as asked of this customer: `accepted` are all papers that would do, `received` those that were brought."""

    group: MaterialGroup
    accepted: tuple[Material, ...]
    received: tuple[Material, ...]

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
        return tuple(f"{item.name}（{FORM_NAMES[item.form]}）" for item in self.accepted)


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
    materials: MaterialList, answers: Mapping[str, bool], received: frozenset[str], *, deferred: bool = True,
) -> Checklist:
    """Holds the list against `received` (material codes); `answers`: agent, rural, important, tenant (absent = no).

    `deferred` is the profile's `missing_papers == "deferred"`. A code that the list does not ask for is ignored.
    """
    groups = tuple(_state(group, answers, received) for group in materials.groups if _holds(group.when, answers))
    return Checklist(groups, deferred)


def questions(materials: MaterialList) -> tuple[str, ...]:
    """Returns the answers on which this list depends, in the order agent, rural, important, tenant."""
    asked = {condition for group in materials.groups for condition in (group.when, *(item.when for item in _all(group)))}
    return tuple(answer for condition, answer in CONDITIONS.items() if answer and condition in asked)


def _all(group: MaterialGroup) -> tuple[Material, ...]:
    return (*group.members, *group.substitutes)


def _holds(condition: Condition, answers: Mapping[str, bool]) -> bool:
    answer = CONDITIONS[condition]
    return answer is None or answers.get(answer, False)


def _state(group: MaterialGroup, answers: Mapping[str, bool], received: frozenset[str]) -> GroupState:
    accepted = tuple(item for item in _all(group) if _holds(item.when, answers))
    return GroupState(group, accepted, tuple(item for item in accepted if item.code in received))
