"""What becomes of each household of a batch, from its own application to 户表核对."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import msgspec

from models import events
from models.case import Case
from models.casework import households as topic
from models.casework.households import Household
from models.casework.topic import CaseView
from models.checklist import Checklist
from models.customer import mask_name
from models.problems import Problem, ProblemsFound, StationError
from models.rules import RuleBook
from models.services.changes import Changes
from models.services.folding.refold import Folder
from models.services.household_checks import problems_of
from models.services.household_list import household_of, open_case
from models.services.registration import held_against
from models.services.station import Station, changing, looking, people


@dataclass(frozen=True)
class Progress:
    """What is known of a household after an act; empty = not yet. Days inclusive, readings in kWh, `papers` material codes."""

    applied_on: date | None = None
    papers: frozenset[str] = frozenset()
    contract_no: str = ""
    contract_on: date | None = None
    meter: str = ""
    reading: str = ""
    old_meter: str = ""
    old_reading: str = ""
    served_on: date | None = None
    checked: bool | None = None
    checked_by: str = ""
    checked_on: date | None = None
    found: str = ""


@dataclass(frozen=True)
class HouseholdRow:
    """One household in the list: the name masked, its state in words, the day it is due on, `level` as a case's level."""

    id: str
    unit: str
    room: str
    name: str
    capacity: str
    state: str
    applied_on: date | None
    due: date | None
    contract_on: date | None
    served_on: date | None
    meter: str
    checked: str
    level: str
    settled: bool


@dataclass(frozen=True)
class HouseholdsPage:
    """The list of a case's households, the papers a single household brings, and the people who may check."""

    number: str
    replaces: bool
    ended: bool
    rows: tuple[HouseholdRow, ...]
    people: tuple[tuple[str, str], ...]

    @property
    def settled(self) -> int:
        """How many are done."""
        return sum(row.settled for row in self.rows)


def households_page(station: Station, case_id: str, today: date) -> HouseholdsPage:
    """Everything the list shows; StationError where the case holds no households."""
    with looking(station) as connection:
        case = Folder(connection).case(case_id)
    view = _view(station, case)
    rows = tuple(_row(view, one, today) for one in case.households.values())
    posted = tuple((person.id, person.name) for person in people(station) if person.until is None)
    return HouseholdsPage(case.number, topic.replaces_meters(view), bool(case.outcome), rows, posted)


def _view(station: Station, case: Case) -> CaseView:
    book = station.shelf.book(case.pins)
    kind = book.types.get(case.business_type)
    if kind is None or not kind.households:
        raise StationError("这个工单不是批量业务，没有住户清单。", "")
    return CaseView(case, kind, book, station.calendar)


def _row(view: CaseView, one: Household, today: date) -> HouseholdRow:
    due = topic.due_of(view, one, today)
    late = due is not None and due < today
    level = "calm" if one.settled else "overdue" if late else "due" if due == today else "near" if due or one.on else ""
    checked = "" if one.checked is None else "相符" if one.checked else "不符"
    name = mask_name(one.name) if one.name else ""
    return HouseholdRow(
        one.id, one.unit, one.room, name, one.capacity, topic.state_of(view, one), one.applied_on, due, one.contract_on, one.on, one.meter,
        checked, level, one.settled,
    )  # fmt: skip


def household(station: Station, case_id: str, household_id: str) -> tuple[Household, Checklist]:
    """One household in full, and the papers it brings as they stand; StationError where there is none."""
    with looking(station) as connection:
        case = Folder(connection).case(case_id)
    view = _view(station, case)
    one = household_of(case, household_id)
    return one, papers_of(view.book, case, frozenset(one.papers))


def papers_of(book: RuleBook, case: Case, received: frozenset[str]) -> Checklist:
    """The papers asked of a household that applies singly, held against those it has brought."""
    answers = {**case.answers, "agent": False}
    return held_against(book, topic.SINGLE_TYPE, answers, received)


def progress_of(one: Household) -> Progress:
    """What is known of a household, to open its dialog with."""
    return Progress(
        one.applied_on, frozenset(one.papers), one.contract_no, one.contract_on, one.meter, one.reading, one.old_meter, one.old_reading,
        one.on, one.checked, one.checked_by, one.checked_on, one.found,
    )  # fmt: skip


def record(
    station: Station, case_id: str, household_ids: Sequence[str], progress: Progress, today: date, *, reason: str = "",
    only_new: bool = False,
) -> Changes:
    """Enters how far households have got; what was known and stands otherwise now is a correction and needs a reason.

    `only_new`: fields left empty keep what each household has (one act for several households). All problems are told at once.
    """
    with changing(station) as change:
        case = open_case(change, case_id)
        if case.accepted_on is None:
            raise StationError("这个批量工单还没有受理。", "请先受理，再登记各户。")
        view = change.view(case)
        problems: list[Problem] = []
        facts: list[msgspec.Struct] = []
        for one in [household_of(case, household_id) for household_id in household_ids]:
            wanted = _kept(progress_of(one), progress) if only_new else progress
            after = _after(view, one, wanted)
            asked = papers_of(view.book, case, frozenset(after.papers))
            found = list(problems_of(view, one, after, asked, today, reason))
            problems += [replace(p, label=f"{one.place} {p.label}") for p in found] if len(household_ids) > 1 else found
            facts += _facts(one, after)
        if problems:
            raise ProblemsFound(tuple(problems))
        for fact in facts:
            change.add(fact, case_id, reason=reason.strip())
    return Changes(frozenset({case_id}), packages=True)


def _kept(known: Progress, given: Progress) -> Progress:
    """What is given, and what was known where nothing is."""
    new = {name: value for name in Progress.__dataclass_fields__ if (value := getattr(given, name)) not in (None, "", frozenset())}
    return replace(known, **new)


def _after(view: CaseView, one: Household, given: Progress) -> Household:
    exchanged = topic.replaces_meters(view)
    return replace(
        one, applied_on=given.applied_on, papers=tuple(sorted(given.papers)), contract_no=given.contract_no.strip(),
        contract_on=given.contract_on, meter=given.meter.strip(), reading=given.reading.strip(), old_meter=given.old_meter.strip(),
        old_reading=given.old_reading.strip(), checked=given.checked, checked_by=given.checked_by, checked_on=given.checked_on,
        found=given.found.strip(),
        replaced_on=given.served_on if exchanged else None, energized_on=None if exchanged else given.served_on,
    )  # fmt: skip


def _facts(old: Household, new: Household) -> Iterator[msgspec.Struct]:
    if new.applied_on and (old.applied_on, old.papers) != (new.applied_on, new.papers):
        yield events.HouseholdApplied(household=old.id, on=new.applied_on, papers=new.papers)
    if new.contract_on and (old.contract_on, old.contract_no) != (new.contract_on, new.contract_no):
        yield events.HouseholdSigned(household=old.id, contract_no=new.contract_no, on=new.contract_on)
    if new.energized_on and (old.energized_on, old.meter, old.reading) != (new.energized_on, new.meter, new.reading):
        yield events.HouseholdEnergized(household=old.id, meter=new.meter, reading=new.reading, on=new.energized_on)
    exchanged = (new.replaced_on, new.old_meter, new.old_reading, new.meter, new.reading)
    if new.replaced_on and (old.replaced_on, old.old_meter, old.old_reading, old.meter, old.reading) != exchanged:
        yield events.HouseholdMeterReplaced(
            household=old.id, old_meter=new.old_meter, old_reading=new.old_reading, new_meter=new.meter, new_reading=new.reading,
            on=new.replaced_on,
        )  # fmt: skip
    looked = (new.checked, new.checked_by, new.checked_on, new.found)
    if new.checked is not None and new.checked_on and (old.checked, old.checked_by, old.checked_on, old.found) != looked:
        yield events.HouseholdChecked(household=old.id, matches=new.checked, by=new.checked_by, on=new.checked_on, found=new.found)
