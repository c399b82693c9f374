"""The flow of one case as its facts make it, and the short list of stages the customer is told, from the same data."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from models.business import BusinessType, ConditionalStep, Fact, FlowStep, ToldFlow


def holds(when: Iterable[Fact], facts: Iterable[str]) -> bool:
    """Tells whether one at least of the facts that are asked for is there; nothing asked for always holds."""
    asked = set(when)
    return not asked or not asked.isdisjoint(facts)


def facts_of_class(class_: str, facts: Iterable[str]) -> frozenset[str]:
    """Returns the facts of a case with those its class brings: `hv_all` high voltage, `lv_power` low voltage but for households."""
    brought = "hv_all" if class_.startswith("hv_") else "lv_power" if class_.startswith("lv_nonres") else ""
    return frozenset((*facts, brought)) if brought else frozenset(facts)


def flow_of_case(kind: BusinessType, needed: Callable[[str], bool]) -> tuple[FlowStep, ...]:
    """Returns the steps of a business type with the conditional ones that `needed` (by stage) asks for, as a partial order.

    A step comes and goes with the stage named in `needed_with`, so that a request does with what is requested.
    """
    chosen = [step for step in kind.conditional if needed(step.needed_with or step.stage)]
    there = {step.stage for step in (*kind.flow, *chosen)}
    placed = [msgspec.structs.replace(step, after=tuple(code for code in step.after if code in there)) for step in chosen]
    flow: list[FlowStep] = []
    for step in kind.flow:
        extra = tuple(one.stage for one in placed if step.stage in one.before)
        flow += [one for one in placed if _leads_to(one, step.stage, placed) and one not in flow]
        flow.append(msgspec.structs.replace(step, after=(*step.after, *extra)) if extra else step)
    return tuple(_in_order(flow, placed))


def _leads_to(step: ConditionalStep, stage: str, placed: list[ConditionalStep]) -> bool:
    """Tells whether a conditional step stands before a stage, directly or through other conditional ones."""
    return stage in step.before or any(_leads_to(one, stage, placed) for one in placed if one.stage in step.before)


def _in_order(flow: list[FlowStep], placed: list[ConditionalStep]) -> Iterable[FlowStep]:
    """Sorts steps so that each comes after those before it, otherwise as they stand."""
    waiting: list[FlowStep] = [*flow, *(step for step in placed if step not in flow)]
    done: set[str] = set()
    while waiting:
        step = next(step for step in waiting if done.issuperset(step.after))
        yield step
        done.add(step.stage)
        waiting.remove(step)


def told_stages(flow: tuple[FlowStep, ...], told: ToldFlow) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Returns each stage the customer is told with the inner stages it stands for: those that must be done by its end.

    Inner stages after the last one told (the archive) are the company's own and in none. A told stage is left out where its end is no
    stage of this flow.
    """
    before = {step.stage: step.after for step in flow}
    order = [step.stage for step in flow]
    found: list[tuple[str, tuple[str, ...]]] = []
    taken: set[str] = set()
    for stage in told.stages:
        if stage.until not in before:
            continue
        reached = _ancestors(stage.until, before) - taken
        taken |= reached
        found.append((stage.name, tuple(code for code in order if code in reached)))
    return tuple(found)


def _ancestors(stage: str, before: dict[str, tuple[str, ...]]) -> set[str]:
    """A stage and everything that must be done before it."""
    found = {stage}
    for earlier in before[stage]:
        found |= _ancestors(earlier, before)
    return found
