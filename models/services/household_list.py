"""The list of a batch's households: from the application form, added later, corrected, left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from models import events
from models.case import Case
from models.casework.households import Household
from models.events.household import HouseholdLine
from models.forms.batch_application import MOST_HOUSEHOLDS, BatchApplication, HouseholdList
from models.forms.entry import fill
from models.forms.fields import Form
from models.problems import Problem, ProblemsFound, StationError
from models.services.changes import Changes
from models.services.station import Change, Station, changing


def list_those_of(change: Change, case_id: str, form: Form, on: date) -> None:
    """Brings the batch's households in step with the list on its application form: new ones join it, known ones stay as they are."""
    if isinstance(form, BatchApplication) and form.households:
        case = change.case(case_id)
        known = {one.place for one in case.households.values()}
        rows = [{name: getattr(row, name) for name in row.__dataclass_fields__} for row in form.households]
        new = [row for row in rows if _place(row) not in known]
        if new:
            _list(change, case_id, case, new, on)


def add_households(station: Station, case_id: str, rows: Sequence[Mapping[str, object]], today: date) -> Changes:
    """Adds households from rows as typed (columns of ListedHousehold); everything wrong is told at once, named `households.2.room`."""
    with changing(station) as change:
        case = open_case(change, case_id)
        typed = _read(rows, today)
        problems = tuple(_row_problems(case, typed))
        if problems:
            raise ProblemsFound(problems)
        _list(change, case_id, case, typed, today)
    return Changes(frozenset({case_id}), packages=True)


def _read(rows: Sequence[Mapping[str, object]], today: date) -> list[dict[str, object]]:
    form = fill(HouseholdList, {"households": list(rows)}, today=today)
    return [{name: getattr(row, name) for name in row.__dataclass_fields__} for row in form.households]


def _row_problems(case: Case, rows: Sequence[Mapping[str, object]]) -> Iterator[Problem]:
    known = {one.place for one in case.households.values()}
    for at, row in enumerate(rows):
        if _place(row) in known:
            yield Problem(f"households.{at}.room", f"第{at + 1}行", f"{_place(row)} 已在清单里")
    if len(known) + len(rows) > MOST_HOUSEHOLDS:
        yield Problem("households", "住户", f"一个批量工单最多 {MOST_HOUSEHOLDS} 户，请分成两个工单")


def _place(row: Mapping[str, object]) -> str:
    return f"{row.get('unit') or ''} {row.get('room') or ''}".strip()


def _list(change: Change, case_id: str, case: Case, rows: Sequence[Mapping[str, object]], on: date) -> None:
    lines, persons = [], {}
    for number, row in enumerate(rows, len(case.households) + 1):
        line = _line(f"{number:03d}", row)
        lines.append(line)
        persons[line.household] = _person(row)
    change.add(events.HouseholdsListed(rows=tuple(lines), on=on), case_id, private={"people": persons})


def _line(household_id: str, row: Mapping[str, object]) -> HouseholdLine:
    unit, room, capacity, meter = (str(row.get(name) or "").strip() for name in ("unit", "room", "capacity", "meter"))
    return HouseholdLine(household=household_id, unit=unit, room=room, capacity=capacity, meter=meter)


def _person(row: Mapping[str, object]) -> dict[str, object]:
    return {name: str(row.get(name) or "").strip() for name in ("name", "document_no", "phone")}


def correct_household(station: Station, case_id: str, household_id: str, row: Mapping[str, object], reason: str, today: date) -> Changes:
    """Writes one household's line anew (as in `add_households`; problems are named by the column alone), for a reason."""
    with changing(station) as change:
        case = open_case(change, case_id)
        household_of(case, household_id)
        problems = [] if reason.strip() else [Problem("reason", "更正理由", "请写明为什么更正")]
        typed = _corrected(row, today, problems)
        if _place(typed) in {one.place for one in case.households.values() if one.id != household_id}:
            problems.append(Problem("room", "室号", f"{_place(typed)} 已在清单里"))
        if problems:
            raise ProblemsFound(tuple(problems))
        change.add(
            events.HouseholdCorrected(line=_line(household_id, typed), on=today), case_id, private=_person(typed), reason=reason.strip()
        )
    return Changes(frozenset({case_id}), packages=True)


def _corrected(row: Mapping[str, object], today: date, problems: list[Problem]) -> Mapping[str, object]:
    try:
        return _read([row], today)[0]
    except ProblemsFound as found:
        problems += [Problem(one.field.rpartition(".")[2], one.label.rpartition("行")[2], one.message) for one in found.problems]
        return row


def drop_household(station: Station, case_id: str, household_id: str, on: date, reason: str, today: date) -> Changes:
    """Leaves a household out of the batch for good, for a reason; one that is served already stays."""
    with changing(station) as change:
        one = household_of(open_case(change, case_id), household_id)
        if one.on:
            raise StationError(f"{one.place} 已于 {one.on} 办完，不能改为不再办理。", "登记错了请用更正。")
        problems = [] if reason.strip() else [Problem("reason", "原因", "请写明为什么不再办理")]
        if on > today:
            problems.append(Problem("on", "日期", f"{on} 在今天之后，请核对"))
        if problems:
            raise ProblemsFound(tuple(problems))
        change.add(events.HouseholdDropped(household=household_id, on=on), case_id, reason=reason.strip())
    return Changes(frozenset({case_id}), packages=True)


def open_case(change: Change, case_id: str) -> Case:
    """A batch whose list may still be changed; StationError where the case is none, or has ended."""
    case = change.case(case_id)
    if not change.kind(case).households:
        raise StationError("这个工单不是批量业务，没有住户清单。", "")
    if case.outcome:
        raise StationError("这个工单已经办结，住户清单不能再改。", "")
    return case


def household_of(case: Case, household_id: str) -> Household:
    """One household of a case; StationError where there is none."""
    found = case.households.get(household_id)
    if found is None:
        raise StationError("找不到这一户。", "请刷新住户清单。")
    return found
