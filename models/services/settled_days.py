"""A day on which both sides differ, once a person has picked one: the stage or the pause is set to it, and the limits computed anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from models import events
from models.case import Case
from models.case_parts import FilledForm
from models.casework.corrected import papers_with_day
from models.conflicts import Meeting, Pair, fields_of
from models.events import Fact
from models.flow import stage_name
from models.forms import form_by_code, private_names
from models.problems import StationError
from models.services.centre.conflicts import PAUSE_END
from models.services.corrections import between_neighbours
from models.services.paper.reissue import mark_outdated
from models.services.stages import Approved, correct_day, refresh_results
from models.services.station import Change


def why(by: str, reason: str) -> str:
    """The reason of every fact that follows from a decision."""
    return f"两边登记不同，{by.strip()}决定：{reason.strip()}"


def set_days(change: Change, case: Case, met: Meeting, picked: Fact, by: str, reason: str) -> list[str]:
    """Sets the days that a meeting is about to those of the picked word, and returns what they are called.

    The form of a stage follows its stage; papers that now say another day are marked. An acceptance put on a later day is noted as
    allowed by whoever decided. Raises StationError where a day does not fit between its neighbours.
    """
    told: list[str] = []
    for pair, stage, day in _days_of(case, met, picked):
        if stage and case.marks[stage] != day:
            told.append(_set_stage(change, case.id, stage, day, by, reason))
        elif not stage and case.pauses[_pause_of(pair)].until != day:
            change.add(events.ClockResumed(pause=_pause_of(pair), until=day), case.id, reason=why(by, reason))
            refresh_results(change, case.id, why(by, reason))
            told.append(PAUSE_END)
        if stage:
            _let_forms_follow(change, case.id, stage, pair, day, why(by, reason))
    return told


def _days_of(case: Case, met: Meeting, picked: Fact) -> Iterator[tuple[Pair, str, date]]:
    """The days of stages and pauses that a meeting is about: the stage is empty for a pause."""
    said = fields_of(picked, case.form)
    for pair in met.pairs:
        stage = _stage_of(case, pair.field)
        if stage in case.marks:
            yield pair, stage, date.fromisoformat(said[pair.field])
        elif pair.field.startswith("pause.") and _pause_of(pair) in case.pauses:
            yield pair, "", date.fromisoformat(said[pair.field])


def _stage_of(case: Case, field: str) -> str:
    """The stage whose day a field is: by itself, or as the day its form was done; empty for any other field."""
    where, _, name = field.partition(".")
    if where == "stage":
        return name
    filled = case.forms.get(where)
    return filled.stage if filled and name == form_by_code(where).done_on else ""


def _pause_of(pair: Pair) -> str:
    return pair.field.partition(".")[2]


def _set_stage(change: Change, case_id: str, stage: str, day: date, by: str, reason: str) -> str:
    case = change.case(case_id)
    kind, old = change.kind(case), case.marks[stage]
    if stage not in case.stages and stage != "accept":
        raise StationError(f"“{stage_name(kind, stage)}”的日期不能在这里定。", "请选“两边都对”记下决定，由登记的一方更正。")
    between_neighbours(case, kind, stage, day)
    step, label = kind.step(stage), f"{stage_name(kind, stage)}日期"
    papers = papers_with_day(case, stage, old, (step.form or "") if step else "")
    later = stage == "accept" and day > old
    correct_day(change, case_id, stage, old, day, why(by, reason), Approved(typed={"chief": by}, evidence=reason) if later else None)
    mark_outdated(change, case, label, papers, change.append.now.date())
    return label


def _let_forms_follow(change: Change, case_id: str, stage: str, pair: Pair, day: date, reason: str) -> None:
    """A form of the stage on which the other of both days stands is filled anew with the day picked, so that its sheet says the same."""
    for filled in change.case(case_id).forms.values():
        form = form_by_code(filled.code)
        if filled.stage == stage and filled.values.get(form.done_on) in {pair.station, pair.centre} - {day.isoformat()}:
            event, private = filled_anew(filled, {form.done_on: day.isoformat()})
            change.add(event, case_id, private=private, reason=reason)


def filled_anew(filled: FilledForm, values: Mapping[str, object]) -> tuple[events.FormFilled, dict[str, object] | None]:
    """The fact that fills a form as it stands, with other values in it, and its personal part."""
    personal = private_names(form_by_code(filled.code))
    merged = {**filled.values, **values}
    open_ones = {name: value for name, value in merged.items() if name not in personal}
    event = events.FormFilled(form=filled.code, stage=filled.stage, version=filled.version, values=open_ones)
    return event, {name: value for name, value in merged.items() if name in personal} or None
