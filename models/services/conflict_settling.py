"""A person at the centre decides whose word holds: noted as a fact, and the value picked is written into the case where a form holds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from models import events
from models.case import Case
from models.conflicts import Meeting, meetings
from models.events import ApplicationRegistered, CaseCorrected, Fact, FormFilled
from models.forms import form_by_code, private_names, spec_of
from models.problems import Problem, ProblemsFound, StationError
from models.services.centre_conflicts import Conflict
from models.services.centre_store import Centre
from models.services.channel import speaking
from models.services.refold import Folder
from models.store import journal

Holds = Literal["station", "centre", "both"]


def settle_conflict(centre: Centre, conflict: Conflict, holds: Holds, by: str, reason: str) -> tuple[str, ...]:
    """Notes who decided whose word holds, and why, as a fact of the case that its station hears of; both words stay.

    Where one side's word is picked, values of forms that stand otherwise are set to it by a further fact in the same transaction; their
    labels are returned. Days of stages and everything else stay as they are: their owner corrects them, for limits hang on them.
    Raises ProblemsFound without a name or a reason, StationError where somebody has decided already.
    """
    asked = (("by", "谁决定的", by), ("reason", "原因", reason))
    problems = [Problem(field, label, "请填写。") for field, label, value in asked if not value.strip()]
    if problems:
        raise ProblemsFound(tuple(problems))
    event = events.ConflictSettled(ours=conflict.key[0], theirs=conflict.key[1], holds=holds, by=by.strip())
    record = f"case:{conflict.case_id}"
    with speaking(centre, conflict.station) as append:
        met = next((one for one in meetings(journal.facts_of(append.connection, record)) if one.key == conflict.key), None)
        if met is None or met.settled:
            raise StationError("这一处已经有人决定过。", "请刷新后再看。")
        case = Folder(append.connection).case(conflict.case_id)
        append.add(event, (record,), reason=reason.strip())
        labels: list[str] = []
        for correction, private, told in _corrections(case, met, holds):
            append.add(correction, (record,), private=private, reason=f"两边登记不同，{by.strip()}决定：{reason.strip()}")
            labels += told
    return tuple(labels)


def can_be_set(field: str) -> bool:
    """Whether a picked value of a field is written into the case: fields of forms are, but the day a form was done and its number."""
    code, _, name = field.partition(".")
    try:
        form = form_by_code(code)
        spec_of(form, name)
    except (StationError, StopIteration, KeyError):
        return False
    return name not in (form.done_on, "application_no")


_Correction = tuple[msgspec.Struct, dict[str, object] | None, list[str]]


def _corrections(case: Case, met: Meeting, holds: Holds) -> Iterator[_Correction]:
    """The facts that make the picked side's values those of the case, for each form one (for the application one a field)."""
    if holds == "both":
        return
    picked = met.station if holds == "station" else met.centre
    wanted: dict[str, dict[str, object]] = {}
    for pair in met.pairs:
        form, _, name = pair.field.partition(".")
        said = _said_by(picked)
        if can_be_set(pair.field) and form in case.forms and name in said and case.forms[form].values.get(name) != said[name]:
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
    known, form = case.forms[code], form_by_code(code)
    merged, personal = {**known.values, **values}, private_names(form)
    event = FormFilled(
        form=code,
        stage=known.stage,
        version=known.version,
        values={name: value for name, value in merged.items() if name not in personal},
    )
    private = {name: value for name, value in merged.items() if name in personal}
    return event, private or None, [spec_of(form, name).label for name in values]
