"""Putting a mistake right: always a new fact with a reason; the history keeps both values."""

from __future__ import annotations

from datetime import date

from models import events
from models.business import BusinessType, FlowStep
from models.case import Case
from models.casework.corrected import papers_with, papers_with_day
from models.casework.recording import recorded_alone
from models.flow import stage_name
from models.forms import form_by_code
from models.forms.entry import as_typed, draft_of, fill
from models.forms.fields import Form, spec_of, specs
from models.problems import Problem, ProblemsFound, StationError
from models.services.approval_of_chief import chief_named, chief_problem
from models.services.changes import Changes
from models.services.folding.refold import Folder
from models.services.paper.reissue import mark_outdated
from models.services.stages import Approved, correct_day, stored_form
from models.services.station import Station, changing, looking


def correctable(station: Station, case_id: str) -> tuple[tuple[str, str, str], ...]:
    """The application's values that can be corrected: name in code, label, present value as typed."""
    with looking(station) as connection:
        case = Folder(connection).case(case_id)
    form = stored_form(case, case.form)
    if form is None:
        return ()
    return _corrigible(form)


def _corrigible(form: Form) -> tuple[tuple[str, str, str], ...]:
    values = draft_of(form)
    return tuple(
        (spec.name, spec.label, str(values[spec.name]))
        for spec in specs(type(form))
        if spec.kind != "table" and spec.name not in ("application_no", form.done_on)
    )


def correct_value(station: Station, case_id: str, field: str, new: str, reason: str, today: date) -> Changes:
    """Corrects one value of the application; checked like at registration. Raises ProblemsFound or StationError."""
    _need_reason(reason)
    with changing(station) as change:
        case = change.case(case_id)
        form = stored_form(case, case.form)
        if form is None:
            raise StationError("这个工单没有登记表可更正。", "接转的台账数据请在表单里补填。")
        form_type = form_by_code(case.form)
        if field not in {name for name, _, _ in _corrigible(form)}:
            raise StationError("这一项不能在这里更正。", "请在表单里更正，或更正环节的日期。")
        try:
            corrected = fill(form_type, {**draft_of(form), field: new}, today=today)
        except ProblemsFound as found:
            own = tuple(p for p in found.problems if p.field == field)
            raise ProblemsFound(own or found.problems) from found
        spec = spec_of(form_type, field)
        old_text, new_text = str(as_typed(getattr(form, field))), str(as_typed(getattr(corrected, field)))
        if old_text == new_text:
            raise StationError("新值和原值一样，没有更正。", "")
        hidden: dict[str, object] | None = {"old": old_text, "new": new_text} if spec.private else None
        change.add(
            events.CaseCorrected(field=field, label=spec.label, old="" if hidden else old_text, new="" if hidden else new_text),
            case_id,
            private=hidden,
            reason=reason.strip(),
        )
        outdated = mark_outdated(change, case, spec.label, papers_with(case, field, old_text), today)
    return Changes(frozenset({case_id}), packages=True, outdated=outdated)


def correct_stage_day(
    station: Station, case_id: str, stage: str, new: date, reason: str, today: date, *, chief: str = "", evidence: str = ""
) -> Changes:
    """Corrects the day a stage ended (`accept` for the acceptance); its neighbours in the flow bound it.

    The acceptance on a later day asks for the chief (identifier, or a typed name) and evidence: it makes a limit look wider. What is
    returned names the papers that now say another day.
    """
    _need_reason(reason)
    with changing(station) as change:
        case = change.case(case_id)
        kind = change.kind(case)
        old = case.marks.get(stage)
        if old is None:
            raise StationError(f"“{stage_name(kind, stage)}”还没有办，没有日期可更正。", "")
        if new > today:
            raise StationError(f"日期 {new} 在今天之后。", "请填今天或以前的日期。")
        between_neighbours(case, kind, stage, new)
        if new == old:
            return Changes(frozenset({case_id}))
        later = stage == "accept" and new > old
        if later:
            _need_chief(station, chief, evidence)
        named, typed = chief_named(station, chief if later else "")
        step = kind.step(stage)
        papers = papers_with_day(case, stage, old, (step.form or "") if step else "")
        correct_day(change, case_id, stage, old, new, reason.strip(), Approved(named, typed, evidence.strip() if later else ""))
        outdated = mark_outdated(change, case, f"{stage_name(kind, stage)}日期", papers, today)
    return Changes(frozenset({case_id}), packages=True, outdated=outdated)


def _need_chief(station: Station, chief: str, evidence: str) -> None:
    problems = list(chief_problem(station, chief))
    if not evidence.strip():
        problems.append(Problem("evidence", "依据", "受理日期改晚要有依据，请写明（如 11-17 客户补交资料的签收单）。"))
    if problems:
        raise ProblemsFound(tuple(problems))


def between_neighbours(case: Case, kind: BusinessType, stage: str, new: date) -> None:
    """Raises StationError where a day does not fit between what the stage waits for and what waits for it."""
    marks, step = case.marks, kind.step(stage)
    for before in step.after if step else ():
        if before in marks and new < marks[before]:
            raise StationError(f"{new} 早于“{stage_name(kind, before)}”的日期 {marks[before]}。", "请先更正前面的环节，或核对日期。")
    _nodes_fit(case, kind, stage, new)
    for later in kind.flow:
        if stage in later.after and later.stage in marks and new > marks[later.stage]:
            raise StationError(f"{new} 晚于“{later.name}”的日期 {marks[later.stage]}。", "请先更正后面的环节，或核对日期。")
    if case.passed_up_on and stage == "accept" and new > case.passed_up_on:
        raise StationError(f"{new} 晚于上报县中心的日期 {case.passed_up_on}。", "请核对日期。")


def _nodes_fit(case: Case, kind: BusinessType, stage: str, new: date) -> None:
    """A stage is never before what was recorded by itself inside it, and a node stays inside its stage."""
    step = kind.step(stage)
    for node, day in recorded_alone(case, step).items() if step else ():
        if new < day:
            raise StationError(f"{new} 早于已登记的“{stage_name(kind, node)}”的日期 {day}。", "请先更正那个日期，或核对日期。")
    within = next((one for one in kind.flow if stage in (*one.marks, *(inner.stage for inner in one.inner))), None)
    if within:
        _inside(case, within, stage, new)


def _inside(case: Case, within: FlowStep, node: str, new: date) -> None:
    """A node inside a stage: not before what the stage waits for, nor after the stage or the node that follows it."""
    marks, order = case.marks, [inner.stage for inner in within.inner]
    follows = (*order[order.index(node) + 1 :], within.stage) if node in order else (within.stage,)
    first = max(marks[before] for before in (*within.after, *order[: order.index(node) if node in order else 0]) if before in marks)
    last = min((marks[after] for after in follows if after in marks), default=date.max)
    if not first <= new <= last:
        until = f"和“{within.name}”的日期 {last}" if last < date.max else ""
        raise StationError(f"{new} 应在前面环节的日期 {first}{until} 之间。", "请先更正那个环节，或核对日期。")


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise StationError("请写明理由。", "理由会和原值、新值一起留在历史里。")
