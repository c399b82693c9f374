"""A person at the centre decides whose word holds: noted as a fact, and what is picked is written into the case by further facts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from models import events
from models.case import Case
from models.conflicts import Meeting, is_day, meetings
from models.events import ApplicationRegistered, CaseCorrected, Fact, FormFilled
from models.forms import form_by_code, spec_of
from models.problems import Problem, ProblemsFound, StationError
from models.services.centre.conflicts import Conflict
from models.services.centre.desk import open_desk
from models.services.centre.store import Centre
from models.services.settled_days import filled_anew, set_days, why
from models.services.station import Change, changing
from models.store import journal

Holds = Literal["station", "centre", "both"]


def settle_conflict(centre: Centre, conflict: Conflict, holds: Holds, by: str, reason: str) -> tuple[str, ...]:
    """Notes who decided whose word holds, and why, as a fact of the case that its station hears of; both words stay.

    Where one side's word is picked, values of forms and days that stand otherwise are set to it by further facts in the same transaction,
    limits computed anew; what was set is returned, as a person reads it.
    Raises ProblemsFound without a name or a reason, StationError where somebody has decided already, or a day picked does not fit.
    """
    asked = (("by", "谁决定的", by), ("reason", "原因", reason))
    problems = [Problem(field, label, "请填写。") for field, label, value in asked if not value.strip()]
    if problems:
        raise ProblemsFound(tuple(problems))
    event = events.ConflictSettled(ours=conflict.key[0], theirs=conflict.key[1], holds=holds, by=by.strip())
    desk = open_desk(centre, conflict.station)
    try:
        with changing(desk) as change:
            change.decides = True
            met = _still_open(change, conflict)
            case = change.case(conflict.case_id)
            change.add(event, case.id, reason=reason.strip())
            if holds == "both":
                return ()
            picked = met.station if holds == "station" else met.centre
            labels = set_days(change, case, met, picked, by.strip(), reason.strip())
            for correction, private, told in _corrections(change.case(case.id), met, picked):
                change.add(correction, case.id, private=private, reason=why(by, reason))
                labels += told
    finally:
        desk.close()
    return tuple(dict.fromkeys(labels))


def _still_open(change: Change, conflict: Conflict) -> Meeting:
    facts = journal.facts_of(change.connection, f"case:{conflict.case_id}")
    met = next((one for one in meetings(facts) if one.key == conflict.key), None)
    if met is None or met.settled:
        raise StationError("这一处已经有人决定过。", "请刷新后再看。")
    return met


def can_be_set(field: str) -> bool:
    """Whether a picked value of a field is written into the case: fields of forms are, but its number, and days on which limits hang."""
    return is_day(field) or _is_of_form(field)


def _is_of_form(field: str) -> bool:
    code, _, name = field.partition(".")
    try:
        spec_of(form_by_code(code), name)
    except (StationError, StopIteration, KeyError):
        return False
    return name != "application_no"


_Correction = tuple[msgspec.Struct, dict[str, object] | None, list[str]]


def _corrections(case: Case, met: Meeting, picked: Fact) -> Iterator[_Correction]:
    """The facts that make the picked side's values those of the case, for each form one (for the application one a field)."""
    wanted: dict[str, dict[str, object]] = {}
    for pair in met.pairs:
        form, _, name = pair.field.partition(".")
        said = _said_by(picked)
        if _is_of_form(pair.field) and form in case.forms and name in said and case.forms[form].values.get(name) != said[name]:
            wanted.setdefault(form, {})[name] = said[name]
    for form, values in wanted.items():
        yield from _corrected(case, values) if form == case.form else [_filled(case, form, values)]


def _said_by(fact: Fact) -> dict[str, Any]:
    match fact.event:
        case ApplicationRegistered() | FormFilled() as event:
            return {**event.values, **(fact.private or {})}
        case CaseCorrected() as event:
            return {event.field: str((fact.private or {}).get("new", event.new))}
    return {}


def _corrected(case: Case, values: dict[str, object]) -> Iterator[_Correction]:
    """Values of the application, each with the old one beside it; a table is left to whoever entered it."""
    for name, value in values.items():
        spec = spec_of(form_by_code(case.form), name)
        if not isinstance(value, list):
            old, new = str(case.values.get(name, "")), str(value)
            hidden: dict[str, object] | None = {"old": old, "new": new} if spec.private else None
            event = CaseCorrected(field=name, label=spec.label, old="" if hidden else old, new="" if hidden else new)
            yield event, hidden, [spec.label]


def _filled(case: Case, code: str, values: dict[str, object]) -> _Correction:
    """The form filled anew as it stands, with the picked values in it."""
    event, private = filled_anew(case.forms[code], values)
    return event, private, [spec_of(form_by_code(code), name).label for name in values]
