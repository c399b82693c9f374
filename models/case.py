"""A case as its facts tell it: `fold` reads the lines of one record in order and returns what is true now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from msgspec import structs

from models import events
from models.case_corrections import Corrections
from models.case_parts import CasePause, FilledForm, IssuedPaper, StageDone
from models.case_plan import PlanHistory
from models.clock import Pause
from models.decisions import Decisions
from models.events import Fact
from models.events.case import OutcomeFields
from models.events.envelope import station_of
from models.handover import Handover
from models.problems import StationError
from models.type_rules import Terms

if TYPE_CHECKING:
    from models.casework.after_steps import StepDone
    from models.casework.archive import FileRecord
    from models.casework.delays import Delay, RefusedPause
    from models.casework.explanations import Explained
    from models.casework.fees import FeeAccount
    from models.casework.files import AttachedFile
    from models.casework.green_channel import GreenChannel
    from models.casework.households import Household
    from models.casework.lost_papers import LostPaper
    from models.casework.pre_acceptance import PreAcceptance
    from models.casework.spot_checks import SpotCheck
    from models.casework.supervision import Lateness
    from models.contact import Contact
    from models.forms import Form


def _no_money() -> FeeAccount:
    from models.casework.fees import FeeAccount

    return FeeAccount()


@dataclass
class Case:
    """Everything the journal says of one case. `values` is the application form, persons' data included where not deleted."""

    id: str
    station: str = ""
    number: str = ""
    business_type: str = ""
    class_: str = ""
    channel: str = ""
    capacity: str = ""
    voltage: str = ""
    form: str = ""
    form_version: int = 1
    values: dict[str, object] = field(default_factory=dict)
    answers: dict[str, bool] = field(default_factory=dict)
    stated: dict[str, bool] = field(default_factory=dict)
    promised: dict[str, date] = field(default_factory=dict)
    promised_on: date | None = None
    source: str = "station"
    original_no: str = ""
    ledger_note: str = ""
    outside_no: str = ""
    first_contact: str = ""
    asked_at: datetime | None = None
    got_at: datetime | None = None
    registered_at: datetime | None = None
    registrar: str = ""
    received: dict[str, date] = field(default_factory=dict)
    expired: dict[str, date] = field(default_factory=dict)
    valid_until: dict[str, date] = field(default_factory=dict)
    lost: dict[int, LostPaper] = field(default_factory=dict)
    spot_checks: dict[str, SpotCheck] = field(default_factory=dict)
    terms: Terms = field(default_factory=Terms)
    period_ended: date | None = None
    green: GreenChannel | None = None
    after_done: dict[tuple[str, int], StepDone] = field(default_factory=dict)
    after_skipped: dict[str, str] = field(default_factory=dict)
    pre: PreAcceptance | None = None
    accepted_on: date | None = None
    pins: tuple[tuple[str, str, str], ...] = ()
    owed: tuple[str, ...] = ()
    owed_until: str = ""
    stages: dict[str, StageDone] = field(default_factory=dict)
    forms: dict[str, FilledForm] = field(default_factory=dict)
    pauses: dict[str, CasePause] = field(default_factory=dict)
    papers: dict[str, IssuedPaper] = field(default_factory=dict)
    money: FeeAccount = field(default_factory=_no_money)
    contacts: dict[str, Contact] = field(default_factory=dict)
    from_contact: str = ""
    households: dict[str, Household] = field(default_factory=dict)
    delays: list[Delay] = field(default_factory=list)
    refused_pauses: list[RefusedPause] = field(default_factory=list)
    lateness: Lateness | None = None
    filed: FileRecord | None = None
    corrected: Corrections = field(default_factory=Corrections)
    plan: PlanHistory = field(default_factory=PlanHistory)
    passed_up_on: date | None = None
    handover: Handover = field(default_factory=Handover)
    outcome: str = ""
    ended_on: date | None = None
    ending: OutcomeFields | None = None
    decision: OutcomeFields | None = None
    decided: Decisions = field(default_factory=Decisions)
    earlier: list[StageDone] = field(default_factory=list)
    earlier_forms: dict[str, FilledForm] = field(default_factory=dict)
    files: dict[int, AttachedFile] = field(default_factory=dict)
    explained: dict[tuple[str, str], Explained] = field(default_factory=dict)
    erased: bool = False
    needs_upgrade: bool = False
    epoch: str = ""
    last_seq: int = 0

    @property
    def marks(self) -> dict[str, date]:
        """The day of every stage that is behind the case, the acceptance as `accept`, the settlement of fees as `settled`."""
        days = {stage: done.on for stage, done in self.stages.items()}
        if self.accepted_on:
            days["accept"] = self.accepted_on
        if self.money.settled:
            days["settled"] = self.money.settled.on
        return days

    @property
    def open_pause(self) -> CasePause | None:
        """The pause that still lasts, if any."""
        return next((p for p in self.pauses.values() if p.until is None), None)

    @property
    def clock_pauses(self) -> tuple[Pause, ...]:
        """All pauses as the clock reads them, in order."""
        return tuple(p.as_pause(self.agreed_on(p)) for p in sorted(self.pauses.values(), key=lambda p: p.since))

    def agreed_on(self, pause: CasePause) -> date | None:
        """The day the customer signed for a pause: a paper signed elsewhere, or our 暂停计时告知 come back; None = not signed."""
        notices = (p.signed_on for p in self.papers.values() if p.about == pause.id and p.signed_on and not p.voided_on)
        return pause.signed_on or min(notices, default=None)

    @property
    def status(self) -> str:
        """One of not_accepted, running, waiting, passed_up, or how it ended: archived, withdrawn, void, not_suppliable …"""
        if self.outcome:
            return self.outcome
        if self.accepted_on is None:
            return "not_accepted"
        if self.at_centre:
            return "passed_up"
        pause = self.open_pause
        return "waiting" if pause and pause.side in ("customer", "government") else "running"

    @property
    def at_centre(self) -> bool:
        """Whether the county centre has the case: passed up and not returned, or so by the ledger it was taken over from."""
        if self.handover.moves:
            return self.handover.owner == "centre"
        return any(done.source == "centre" for done in self.stages.values())

    def paper_of(self, code: str) -> IssuedPaper | None:
        """The latest paper of a code that is not void."""
        return next((p for p in reversed(self.papers.values()) if p.code == code and not p.voided_on), None)


def fold(record: str, facts: Iterable[Fact], *, strict: bool = False) -> Case:
    """Replays the facts of `case:<id>` in order; what this program cannot read marks the case 需升级 and changes nothing else.

    `strict` is for what is being saved now: a fact that makes no sense raises then.
    """
    case, known = Case(record.partition(":")[2]), _appliers()
    for fact in facts:
        said, event = fact.envelope, fact.event
        case.station = station_of(said.station)
        if said.station == case.station:  # the centre's words are no lines that this station sends
            case.epoch, case.last_seq = said.epoch, said.seq
        if fact.private is None:
            case.erased = True
        appliers = known.get(said.kind, ())
        case.needs_upgrade |= not appliers or event is None
        try:
            for apply in appliers if event is not None else ():
                apply(case, event, fact)
        except StationError:  # a form that this program does not know yet
            case.needs_upgrade = True
        except Exception:  # whatever a stranger's fact makes of this program must not hold up the rest
            if strict:
                raise
            case.needs_upgrade = True
    return case


_AS_REGISTERED = (
    "number", "business_type", "class_", "channel", "capacity", "voltage", "form", "form_version", "source", "original_no", "outside_no",
    "first_contact", "asked_at", "got_at",
)  # fmt: skip


def _registered(case: Case, event: events.ApplicationRegistered, fact: Fact) -> None:
    for name in _AS_REGISTERED:
        setattr(case, name, getattr(event, name))
    case.answers, case.from_contact = dict(event.answers), event.contact
    case.terms = Terms(dict(event.preconditions), event.period_from, event.period_until, event.approved_by)
    case.values = {**event.values, **(fact.private or {})}
    case.ledger_note = str(case.values.pop("ledger_note", ""))
    case.registered_at, case.registrar = fact.at, fact.envelope.actor
    if event.source != "ledger":  # a ledger never held the whole form: it is still to be filled, from what is known
        case.forms[event.form] = FilledForm(event.form, event.form_version, case.values, fact.at, fact.envelope.actor, 1)


def _papers_received(case: Case, event: events.PapersReceived, _fact: Fact) -> None:
    """A paper past its day is kept as such; brought again in time it counts from then on."""
    for item in event.items:
        case.expired.pop(item, None)
        if event.valid_until.get(item, event.on) < event.on:
            case.expired[item] = event.valid_until[item]
        else:
            if item in case.valid_until and case.valid_until.pop(item) < event.on:
                case.received.pop(item, None)  # a renewed one stands in the place of one that has run out since
            case.received.setdefault(item, event.on)
            case.valid_until.update({item: event.valid_until[item]} if item in event.valid_until else {})


def _accepted(case: Case, event: events.CaseAccepted, fact: Fact) -> None:
    case.accepted_on, case.pins, case.owed, case.owed_until = event.on, event.pins, event.owed, event.owed_until
    case.stages["accept"] = StageDone("accept", event.on, (fact.envelope.actor,), event.results, event.source, fact.at, fact.envelope.actor)
    filled = case.forms.get(case.form)
    if filled:
        _move_day(case, filled, event.on)


def _form(code: str) -> type[Form]:
    """A form by its code; the forms are imported when a case is first folded, not when a list is shown."""
    from models.forms import form_by_code

    return form_by_code(code)


def _form_filled(case: Case, event: events.FormFilled, fact: Fact) -> None:
    old = case.forms.get(event.form) or case.earlier_forms.get(event.form)
    values = {**event.values, **(fact.private or {})}
    times = old.times + 1 if old else 1
    case.forms[event.form] = FilledForm(event.form, event.version, values, fact.at, fact.envelope.actor, times, event.stage)
    if event.form == case.form:
        case.values, case.form_version = values, event.version
        for name, key in _form(event.form).gives.items():
            if key in ("capacity", "voltage") and values.get(name):
                setattr(case, key, str(values[name]))


def _stage_completed(case: Case, event: events.StageCompleted, fact: Fact) -> None:
    case.stages[event.stage] = StageDone(
        event.stage, event.on, event.persons, event.results, event.source, fact.at, fact.envelope.actor, event.along, event.unit,
        str((fact.private or {}).get("person", "")),
    )  # fmt: skip


def _stage_corrected(case: Case, event: events.StageDateCorrected, _fact: Fact) -> None:
    done = case.stages.get(event.stage)
    if done:
        case.stages[event.stage] = structs.replace(done, on=event.new, results=event.results or done.results)
    for inner, within in list(case.stages.items()):
        if within.along == event.stage and (within.on == event.old or within.on > event.new):  # recorded with it, never after it
            case.stages[inner] = structs.replace(within, on=event.new)
    if event.stage == "accept":
        case.accepted_on = event.new
    if event.stage == "archive" and case.outcome == "archived":
        case.ended_on = event.new
    for filled in list(case.forms.values()):
        if filled.stage == event.stage and filled.values.get(_form(filled.code).done_on) == event.old.isoformat():
            _move_day(case, filled, event.new)


def _move_day(case: Case, filled: FilledForm, day: date) -> None:
    """The form's own day follows its stage, so that the printed sheet never contradicts the case."""
    name = _form(filled.code).done_on
    if not name or name not in filled.values:
        return
    values = {**filled.values, name: day.isoformat()}
    case.forms[filled.code] = structs.replace(filled, values=values)
    if filled.code == case.form:
        case.values = values


def _corrected(case: Case, event: events.CaseCorrected, fact: Fact) -> None:
    new = str((fact.private or {}).get("new", event.new))
    case.values = {name: value for name, value in case.values.items() if name != event.field}
    if new:
        case.values[event.field] = _as_stored(case.form, event.field, new)
    if event.field in ("capacity", "voltage"):
        setattr(case, event.field, new)
    filled = case.forms.get(case.form)
    if filled:
        case.forms[case.form] = structs.replace(filled, values=case.values)


def _as_stored(form: str, name: str, typed: str) -> object:
    """A corrected value as the form keeps it: facts hold it as it is read by people."""
    from models.forms import specs

    kind = next((spec.kind for spec in specs(_form(form)) if spec.name == name), "text")
    if kind == "yes_no":
        return typed in ("是", "True")
    return int(typed) if kind == "integer" else typed


def _paused(case: Case, event: events.ClockPaused, _fact: Fact) -> None:
    case.pauses[event.pause] = CasePause(event.pause, event.since, event.until, event.side, event.cause, event.evidence, event.signed_on)


def _resumed(case: Case, event: events.ClockResumed, _fact: Fact) -> None:
    pause = case.pauses.get(event.pause)
    if pause:
        case.pauses[event.pause] = replace(pause, until=event.until)


def _passed_up(case: Case, event: events.CasePassedUp, _fact: Fact) -> None:
    case.passed_up_on = case.passed_up_on or event.on


def _ended(case: Case, event: events.CaseEnded, fact: Fact) -> None:
    case.outcome, case.ended_on, case.ending, case.decision = event.outcome, event.on, event, None
    case.decided.ended_by = str((fact.private or {}).get("decider", ""))


def _issued(case: Case, event: events.PaperIssued, _fact: Fact) -> None:
    times = case.forms[event.code].times if event.code in case.forms else 0
    case.papers[event.paper_no] = IssuedPaper(
        event.paper_no, event.code, event.title, event.on, event.sha256, event.copies, about=event.about, times=times
    )


def _paper_step(case: Case, event: Any, fact: Fact) -> None:
    paper = case.papers.get(event.paper_no)
    if paper is None:
        return
    if isinstance(event, events.PaperDelivered):
        noted = fact.private or {}
        seen = tuple(str(name) for name in cast(list[object], noted.get("witnesses", [])))
        told = str(noted.get("told", ""))
        paper = structs.replace(paper, delivered_on=event.on, how=event.how, number=event.number, witnesses=seen, told=told)
    elif isinstance(event, events.PaperSigned):
        paper = structs.replace(paper, signed_on=event.on, relation=event.relation)
    elif isinstance(event, events.PaperVoided):
        paper = structs.replace(paper, voided_on=event.on, void_reason=fact.envelope.reason)
    else:
        paper = structs.replace(paper, printed_here=True) if event.first else structs.replace(paper, reprints=paper.reprints + 1)
    case.papers[paper.paper_no] = paper


_APPLY = cast(
    dict[str, Callable[[Case, Any, Fact], None]],
    {
        "ApplicationRegistered": _registered,
        "PapersReceived": _papers_received,
        "CaseAccepted": _accepted,
        "FormFilled": _form_filled,
        "StageCompleted": _stage_completed,
        "StageDateCorrected": _stage_corrected,
        "CaseCorrected": _corrected,
        "ClockPaused": _paused,
        "ClockResumed": _resumed,
        "CasePassedUp": _passed_up,
        "CaseEnded": _ended,
        "PaperIssued": _issued,
        "PaperReprinted": _paper_step,
        "PaperDelivered": _paper_step,
        "PaperSigned": _paper_step,
        "PaperVoided": _paper_step,
    },
)


@cache
def _appliers() -> dict[str, tuple[Callable[[Case, Any, Fact], None], ...]]:
    """How each kind of fact is folded: first the stages and the clock here, then in every topic that listens to it."""
    from models.casework import TOPICS

    found: dict[str, tuple[Callable[[Case, Any, Fact], None], ...]] = {}
    for part in (_APPLY, *(topic.apply for topic in TOPICS)):
        for kind, apply in part.items():
            found[kind] = (*found.get(kind, ()), apply)
    return found
