"""Where station and centre spoke about one record without knowing of each other: 并行更新 (different fields) or 冲突 (the same field)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from models.casework.conflicts import HOLDS
from models.events import (
    ApplicationRegistered,
    CaseCorrected,
    ClockResumed,
    ConflictSettled,
    Fact,
    FormFilled,
    SpotChecksDrawn,
    StageCompleted,
    StageDateCorrected,
    WarningRaised,
)
from models.events.order import knew

_NO_WORD = (ConflictSettled, SpotChecksDrawn, WarningRaised)
"""Of these nothing has to agree: what the desk notes by itself as days pass, a draw, and decisions on meetings."""
KINDS = {"parallel": "并行更新", "conflict": "冲突"}


@dataclass(frozen=True)
class Pair:
    """One field of which both sides speak, with both values as text."""

    field: str
    station: str
    centre: str


@dataclass(frozen=True)
class Meeting:
    """Two facts whose writers did not know of each other. `pairs` are the fields they say differently (empty for 并行更新).

    `settled` tells who decided and for whom, empty while nobody has.
    """

    kind: Literal["parallel", "conflict"]
    station: Fact
    centre: Fact
    pairs: tuple[Pair, ...]
    settled: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """The identities of the two facts."""
        return self.station.envelope.op_id, self.centre.envelope.op_id


def is_day(field: str) -> bool:
    """Whether a field is a day on which limits hang: of a stage, or the last one of a pause."""
    return field.startswith(("stage.", "pause."))


def meetings(facts: Sequence[Fact]) -> tuple[Meeting, ...]:
    """Every such meeting of a record's facts: each conflict by itself; for a fact of the centre without one, its first parallel."""
    form = next((fact.event.form for fact in facts if isinstance(fact.event, ApplicationRegistered)), "")
    settled = {(e.ours, e.theirs): f"{e.by}：{HOLDS[e.holds]}" for fact in facts if isinstance(e := fact.event, ConflictSettled)}
    telling = [fact for fact in facts if fact.event is not None and not isinstance(fact.event, _NO_WORD)]
    ours, theirs = [fact for fact in telling if not _of_centre(fact)], [fact for fact in telling if _of_centre(fact)]
    return tuple(found for fact in theirs for found in _met(fact, ours, form, settled))


def _met(fact: Fact, ours: list[Fact], form: str, settled: dict[tuple[str, str], str]) -> Iterator[Meeting]:
    apart = [other for other in ours if not knew(fact, other) and not knew(other, fact)]
    conflicts = [(other, pairs) for other in apart if (pairs := _differing(fields_of(other, form), fields_of(fact, form)))]
    for other, pairs in conflicts:
        said = settled.get((other.envelope.op_id, fact.envelope.op_id), "")
        yield Meeting("conflict", other, fact, pairs, said)
    if apart and not conflicts:
        yield Meeting("parallel", apart[0], fact, (), settled.get((apart[0].envelope.op_id, fact.envelope.op_id), ""))


def _differing(ours: dict[str, str], theirs: dict[str, str]) -> tuple[Pair, ...]:
    return tuple(Pair(name, ours[name], theirs[name]) for name in ours if name in theirs and ours[name] != theirs[name])


def fields_of(fact: Fact, form: str = "") -> dict[str, str]:
    """What a fact says, field by field, under names that mean the same in every kind of fact; `form` is the application's code.

    Fields of other kinds are named by kind and first value, which by convention says which pause, paper or charge is meant.
    """
    match fact.event:
        case ApplicationRegistered() as event:
            return _of_form(event.form, event.values, fact)
        case FormFilled() as event:
            return _of_form(event.form, event.values, fact)
        case CaseCorrected() as event:
            return {f"{form}.{event.field}": str((fact.private or {}).get("new", event.new))}
        case StageCompleted() as event:
            return {f"stage.{event.stage}": event.on.isoformat()}
        case StageDateCorrected() as event:
            return {f"stage.{event.stage}": event.new.isoformat()}
        case ClockResumed() as event:
            return {f"pause.{event.pause}": event.until.isoformat()}
    return _of_any(fact)


def _of_form(form: str, values: Any, fact: Fact) -> dict[str, str]:
    return {f"{form}.{name}": _text(value) for name, value in {**values, **(fact.private or {})}.items()}


def _of_any(fact: Fact) -> dict[str, str]:
    told = msgspec.to_builtins(fact.event)
    names = list(told)
    which = _text(told[names[0]]) if names else ""
    return {f"{fact.envelope.kind}.{which}.{name}": _text(told[name]) for name in names[1:]}


def _text(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _of_centre(fact: Fact) -> bool:
    return fact.envelope.station.startswith("C")
