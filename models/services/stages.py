"""Working a case through its stages: a form is filled, checked, stored, and ends its stage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from msgspec import structs

from models import events
from models.business import STAGES, BusinessType, FlowStep
from models.case import Case
from models.case_parts import StageDone
from models.casework import held_up, todos_of
from models.casework.recording import recorded_alone
from models.electrical.proposals import Proposal, proposals_for
from models.electrical.rules import shipped_electrical
from models.events.case import Source
from models.flow import does, inner_ends, order_problem, ready_steps
from models.forms import form_by_code
from models.forms.entry import draft_of, facts_of, fill, prefilled
from models.forms.fields import Form, facts_given, spec_of, specs
from models.forms.stored import from_json
from models.measure import results_at
from models.problems import Problem, ProblemsFound, StationError
from models.services.approvals import decide_with_plan
from models.services.archive import archive_rows, number_with_form
from models.services.changes import Changes
from models.services.fee_forms import fee_lines, refuse_fees
from models.services.folding.refold import Folder, facts_of_application
from models.services.household_list import list_those_of
from models.services.proposals import marks
from models.services.registration import drop_draft, papers_of, private_values, public_values
from models.services.station import Change, Station, changing, looking, name_of, people


@dataclass(frozen=True)
class SavedForm:
    """What saving a form brought about: the stage and its day where it ended, odd-looking values, what comes next."""

    stage: str
    stage_name: str
    done_on: date | None
    completed: bool
    remarks: tuple[Problem, ...]
    next_label: str


def stored_form(case: Case, code: str) -> Form | None:
    """The latest filling of a form as a typed form; None while it is not filled."""
    filled = case.forms.get(code)
    return from_json(form_by_code(code), filled.version, filled.values, erased=case.erased) if filled else None


def case_facts(station: Station, case: Case, today: date) -> dict[str, object]:
    """Everything known of a case by the keys forms prefill from, so that nothing is typed twice."""
    forms = [form for form in (stored_form(case, code) for code in case.forms) if form]
    carried = {key: value for key, value in facts_of_application(case).items() if value} if case.source == "ledger" else {}
    return {
        **carried,
        "capacity": case.capacity,
        "voltage": case.voltage,
        **facts_of(forms),  # what the survey found stands over what was asked for
        "application_no": case.number,
        "station": station.info.name,
        "today": today,
        "person": station.signs or name_of(station, station.actor),
        "contract_kind": _contract_kind(station.shelf.book(case.pins).types.get(case.business_type), case.class_),
        **({"accepted_on": case.accepted_on} if case.accepted_on else {}),
        **({"reported_on": case.marks["completion_report"]} if "completion_report" in case.marks else {}),
    }


def _contract_kind(kind: BusinessType | None, class_: str) -> str:
    """The kind of contract, where the business or the one contract that its class has makes it certain; else empty."""
    kinds = spec_of(form_by_code("CONTRACT"), "contract_kind").choices
    if kind is None or kind.application_kind == "临时用电":
        return "临时供用电合同" if kind else ""
    texts = {form_by_code(code).title for code in kind.further_for(class_)} & set(kinds)
    return texts.pop() if len(texts) == 1 else ""


def form_values(station: Station, case_id: str, form_code: str, today: date) -> dict[str, object]:
    """The values a panel opens with: what was filled before, else what is already known."""
    with looking(station) as connection:
        case = Folder(connection).case(case_id)
    form = stored_form(case, form_code)
    if form is not None:
        return draft_of(form)
    values = prefilled(form_by_code(form_code), case_facts(station, case, today))
    if case.money.charges and any(spec.name == "fees" for spec in specs(form_by_code(form_code))):
        values = {**values, "fees": fee_lines(case)}
    if form_code == "ARCHIVE":
        values = {**values, "papers": archive_rows(station, case)}
    return values


def form_proposer(station: Station, case_id: str, form_code: str, today: date) -> Callable[[Mapping[str, object]], tuple[Proposal, ...]]:
    """What answers with the electrical proposals for a form's typed values, again and again while they are typed."""
    with looking(station) as connection:
        case = Folder(connection).case(case_id)
    facts, choices = case_facts(station, case, today), station.shelf.book(case.pins).profile.electrical
    return lambda values: proposals_for(form_code, values, facts, shipped_electrical(), choices)


def step_for_form(kind: BusinessType, form_code: str) -> FlowStep | None:
    """The step of a flow that a form belongs to."""
    return next((step for step in kind.flow if step.form == form_code), None)


def save_form(
    station: Station, case_id: str, form_code: str, values: Mapping[str, object], today: date, reason: str = "", draft_id: str = "",
    why: Mapping[str, str] | None = None,
) -> tuple[SavedForm, Changes]:
    """Stores a complete form and ends its stage where the form alone does; filled again, it is a correction and needs a reason.

    `why` says, by field, why a proposal was not followed; that it was not is kept with or without a reason.

    Raises ProblemsFound with every problem, StationError with the place to go first when the order or a paper is not right.
    """
    with changing(station) as change:
        case = change.case(case_id)
        kind = change.kind(case)
        step = step_for_form(kind, form_code)
        again = form_code in case.forms
        if again and not reason.strip():
            raise StationError(f"《{form_by_code(form_code).title}》已经填过。", "要改请写明更正理由，原来的内容会保留在历史里。")
        if step is None:
            _check_further(case, kind, form_code)
        elif not again:
            _check_order(change, case, step)
        form = fill(form_by_code(form_code), values, today=today)
        done_on: date | None = getattr(form, form.done_on) if form.done_on else None
        if step and done_on:
            _check_days(case, kind, step, done_on, form.done_on, type(form))
        refuse_fees(change.book().fees, case.class_, form, done_on or today)
        told = marks(form_code, draft_of(form), case_facts(station, case, today), change.book(case), why or {})
        _add_filling(change, case_id, step, form, told, reason)
        list_those_of(change, case_id, form, today)
        decide_with_plan(change, case_id, form_code, done_on or today)
        if step is None:
            _end_by_report(change, case_id, form, done_on)
        completed = _end_stage(change, case_id, step, form, done_on, reason) if step else False
        saved = _saved(change, case_id, kind, step, form, done_on, completed)
    drop_draft(station, draft_id)
    return saved, Changes(frozenset({case_id}), drafts=bool(draft_id), packages=True)


def _add_filling(
    change: Change, case_id: str, step: FlowStep | None, form: Form, told: tuple[events.ProposalOverridden, ...], reason: str
) -> None:
    filled = events.FormFilled(
        form=form.code, version=form.version, stage=step.stage if step else "", values=public_values(form), overridden=told
    )
    change.add(filled, case_id, private=private_values(form), reason=reason.strip())


def _saved(
    change: Change, case_id: str, kind: BusinessType, step: FlowStep | None, form: Form, done_on: date | None, completed: bool
) -> SavedForm:
    todo = next(iter(todos_of(change.view(change.case(case_id)))), None)
    return SavedForm(
        step.stage if step else "",
        step.name if step else form.title,
        done_on if completed else None,
        completed,
        tuple(form.remarks()),
        todo.label if todo else "已办结",
    )


def _check_further(case: Case, kind: BusinessType, form_code: str) -> None:
    """A form that belongs to no stage: one of those the type has, while the case goes on or after it was archived (回访)."""
    if form_code not in (*kind.further_for(case.class_), kind.application_form):
        raise StationError(f"{kind.name}不需要这张表。", "请在“现在要做”里看本环节需要什么。")
    if case.outcome not in ("", "archived"):
        raise StationError("这个工单已经结束，不再填表。", "已填的表单都还在，可以查看和打印。")


def _check_order(change: Change, case: Case, step: FlowStep) -> None:
    problem = order_problem(case, change.kind(case), step.stage, change.station.side)
    if problem:
        raise StationError(problem, "请到“现在要做”先办前面的环节；这里已填的内容保存在草稿里。")
    held = held_up(change.view(case), step.stage)
    if held:
        raise StationError(held, "办好以后再办这一步；这里已填的内容保存在草稿里。")
    if case.owed_until == step.stage:
        missing = papers_of(change, case).missing
        if missing:
            names = "、".join(group.name for group in missing)
            raise StationError(f"还欠资料：{names}，不能办“{step.name}”。", "请先在“资料”里登记收到的资料；这里已填的内容保存在草稿里。")


def _check_days(case: Case, kind: BusinessType, step: FlowStep, day: date, field: str, form_type: type[Form]) -> None:
    label = spec_of(form_type, field).label
    marks = case.marks
    found = [
        Problem(field, label, f"{day} 早于“{before.name}”的日期 {marks[before.stage]}，请核对两个日期。")
        for before in kind.flow
        if before.stage in step.after and before.stage in marks and day < marks[before.stage]
    ]
    found += [
        Problem(field, label, f"{day} 早于已登记的“{STAGES[node]}”的日期 {on}，请核对两个日期。")
        for node, on in recorded_alone(case, step).items() if step.stage not in marks and day < on
    ]
    found += [
        Problem(field, label, f"{day} 晚于已办的“{later.name}”的日期 {marks[later.stage]}，请核对两个日期。")
        for later in kind.flow
        if step.stage in later.after and later.stage in marks and day > marks[later.stage]
    ]
    if found:
        raise ProblemsFound(tuple(found))


def _end_stage(change: Change, case_id: str, step: FlowStep, form: Form, done_on: date | None, reason: str) -> bool:
    if step.completes_on != "form" or done_on is None or not getattr(form, "ends_stage", True):
        return False
    if step.stage == "archive":
        number_with_form(change, case_id, getattr(form, "file_no", None) or "", done_on)
    old = change.case(case_id).marks.get(step.stage)
    if old is not None:
        _day_filled_again(change, case_id, step.stage, old, done_on, reason)
        return True
    if step.stage == "accept":  # a case is accepted by its papers, never by its form alone
        return False
    _end_marks(change, case_id, step, form)
    complete(change, case_id, step.stage, done_on, persons=_doers(change.station, form))
    if step.stage == "archive":
        change.add(events.CaseEnded(outcome="archived", on=done_on), case_id)
    return True


_DOERS = ("surveyor", "second_surveyor", "inspector", "second_inspector", "reviewer", "operator", "second_operator", "archivist")


def _doers(station: Station, form: Form) -> tuple[str, ...]:
    """Who did a stage by its form, as identifiers of the station's people; others stand in the form only."""
    known = {person.name: person.id for person in people(station)}
    names = (getattr(form, field, None) for field in _DOERS)
    return tuple(dict.fromkeys(known[name] for name in names if name in known))


def _end_marks(change: Change, case_id: str, step: FlowStep, form: Form) -> None:
    """What a step's form records besides its own day: 竣工报验 by the report's. What was recorded before must not be contradicted."""
    facts, marks = facts_given(form), change.case(case_id).marks
    reported = facts.get("reported_on")
    for mark in step.marks:
        if not isinstance(reported, date):
            continue
        if mark not in marks:
            complete(change, case_id, mark, reported)
        elif marks[mark] != reported:
            field = next(name for name, key in form.gives.items() if key == "reported_on")
            told = f"{STAGES[mark]}已登记为 {marks[mark]}，这里是 {reported}；请核对，登错了请先“更正环节日期”。"
            raise ProblemsFound((Problem(field, spec_of(type(form), field).label, told),))


def _end_by_report(change: Change, case_id: str, form: Form, done_on: date | None) -> None:
    """A form of no stage that is the report a later stage begins with (竣工报验单) records its day, once that stage can be done."""
    case = change.case(case_id)
    kind = change.kind(case)
    ready = (step for step in ready_steps(case, kind) if does(kind, step, change.station.side))
    if done_on and any(form.stage in step.marks for step in ready) and form.stage not in case.marks:
        complete(change, case_id, form.stage, done_on)


def _day_filled_again(change: Change, case_id: str, stage: str, old: date, day: date, reason: str) -> None:
    if stage == "accept" and day > old:
        raise StationError(f"受理日期不能在表单里从 {old} 改晚到 {day}。", "请用“更正环节日期”：要所长同意并写明依据。")
    if day != old:
        correct_day(change, case_id, stage, old, day, reason.strip() or "补填表单时改正日期")


def complete(
    change: Change, case_id: str, stage: str, on: date, source: Source = "station", known: Case | None = None,
    persons: tuple[str, ...] = (), *, inner: bool = True, unit: str = "", outsider: str = "",
) -> None:
    """Adds the end of a stage with the result of every limit that ends with it; `known` is the case where the caller has it folded.

    `persons` did it (identifiers), the acting clerk where none is named; nodes inside the stage are recorded in one go with it, unless
    `inner` says that there were none (a refusal ends the plan's reply without any plan). `unit` did it, `outsider` is a name on no list.
    """
    case = known or change.case(case_id)
    step = change.kind(case).step(stage)
    late = next(((node, day) for node, day in recorded_alone(case, step).items() if day > on), None) if step else None
    if late:
        raise StationError(f"{on} 早于已登记的“{STAGES[late[0]]}”的日期 {late[1]}。", "请核对两个日期；登错了请用“更正环节日期”。")
    for node, day, who in inner_ends(case, step, on) if inner and step and source == "station" else ():
        change.add(events.StageCompleted(stage=node, on=day, persons=who, along=stage), case_id)
    case.stages[stage] = StageDone(stage, on, (), (), source, change.append.now, change.station.actor)
    results = results_at(case, stage, change.book(case), change.folder.shelf(change.station.info.code).calendar)
    change.add(
        events.StageCompleted(
            stage=stage, on=on, persons=persons or (() if outsider else (change.station.actor,)), results=results, source=source, unit=unit
        ),
        case_id,
        private={"person": outsider} if outsider else None,
        at_src="paper" if source == "ledger" else "clock",
    )


@dataclass(frozen=True)
class Approved:
    """Who allowed an acceptance to be moved later (identifier, or a typed name as private part), and on what evidence."""

    chief: str = ""
    typed: dict[str, object] | None = None
    evidence: str = ""


def correct_day(change: Change, case_id: str, stage: str, old: date, new: date, reason: str, by: Approved | None = None) -> None:
    """Adds the corrected day of a stage, with the results computed anew for it."""
    by = by or Approved()
    case = change.case(case_id)
    if stage in case.stages:
        case.stages[stage] = structs.replace(case.stages[stage], on=new)
    if stage == "accept":
        case.accepted_on = new
    results = results_at(case, stage, change.book(case), change.folder.shelf(change.station.info.code).calendar)
    corrected = events.StageDateCorrected(stage=stage, old=old, new=new, results=results, chief=by.chief, evidence=by.evidence)
    change.add(corrected, case_id, private=by.typed, reason=reason)
    refresh_results(change, case_id, reason)


def refresh_results(change: Change, case_id: str, reason: str) -> None:
    """Says anew how the limits of finished stages came out where a corrected day or a late-entered pause changes them.

    Each is computed with the calendar of its first result: only what was corrected changes it, never a newer calendar.
    """
    case = change.case(case_id)
    shelf = change.folder.shelf(change.station.info.code)
    for stage, done in case.stages.items():
        if not done.results:
            continue
        fresh = results_at(case, stage, change.book(case), shelf.calendar_of(done.results[0].calendar))
        if fresh != done.results:
            change.add(events.StageDateCorrected(stage=stage, old=done.on, new=done.on, results=fresh), case_id, reason=reason)
