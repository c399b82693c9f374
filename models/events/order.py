"""One order of the facts that station and centre wrote about one record, the same wherever both sides' lines lie."""

from __future__ import annotations

from collections.abc import Sequence

from models.events import Fact


def in_order(facts: Sequence[Fact]) -> list[Fact]:
    """Facts of one record, each side's in its own order: a fact stands behind everything its writer knew of the other side.

    Where neither knew of the other, the station's stands first. A fact that two computers both said again, after a fork, counts once.
    """
    if len({(fact.envelope.epoch, fact.envelope.station) for fact in facts}) < 2:
        return list(facts)
    if len({fact.envelope.epoch for fact in facts}) > 1:
        first: dict[str, Fact] = {}
        for fact in facts:
            first.setdefault(fact.envelope.op_id, fact)
        facts = list(first.values())
    sides = {fact.envelope.station for fact in facts}
    if len(sides) < 2:
        return list(facts)
    station = min(sides, key=lambda code: (code.startswith("C"), code))
    ours = [fact for fact in facts if fact.envelope.station == station]
    theirs = [fact for fact in facts if fact.envelope.station != station]
    found: list[Fact] = []
    mine = its = 0
    while mine < len(ours) and its < len(theirs):
        if knew(ours[mine], theirs[its]):
            found.append(theirs[its])
            its += 1
        else:
            found.append(ours[mine])
            mine += 1
    return [*found, *ours[mine:], *theirs[its:]]


def knew(fact: Fact, other: Fact) -> bool:
    """Whether the writer of a fact had the other side's before him."""
    return isinstance(fact.envelope.after, str) and had(fact, (other.envelope.epoch, other.envelope.seq))


def had(fact: Fact, place: tuple[str, int]) -> bool:
    """Whether the writer of a fact had the other side's line at (epoch, seq); true of a fact that does not say what he had."""
    after = fact.envelope.after
    if not isinstance(after, str):
        return True
    epoch, _, seq = after.rpartition(":")
    return seq.isdigit() and place <= (epoch, int(seq))
