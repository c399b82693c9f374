"""Recording what has no form of its own: a stage, a node inside one or the customer's report, with its day, its person and unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models import events
from models.case_facts import kind_of_case
from models.casework import held_up
from models.casework.recording import Node, open_nodes
from models.casework.topic import CaseView
from models.flow import stage_name
from models.problems import Problem, ProblemsFound, StationError
from models.services.changes import Changes
from models.services.folding.refold import Folder
from models.services.stages import complete
from models.services.station import Change, Person, Station, changing, looking, people
from models.stage_codes import RESPONSIBLE

UNITS = {code: name for code, name in RESPONSIBLE.items() if code != "by_authority"}


@dataclass(frozen=True)
class Recorded:
    """What the clerk enters: the day, `person` of the station's list or else `name`, and the unit (a code of UNITS)."""

    on: date
    person: str = ""
    name: str = ""
    unit: str = "station"


def recordable(station: Station, case_id: str) -> tuple[tuple[Node, ...], tuple[Person, ...]]:
    """What can be recorded by itself now, in the order of the flow, and who is in post."""
    with looking(station) as connection:
        case = Folder(connection).case(case_id)
    book = station.shelf.book(case.pins)
    view = CaseView(case, kind_of_case(case, book), book, station.calendar, station.side)
    return open_nodes(view), tuple(person for person in people(station) if person.until is None)


def record_stage(station: Station, case_id: str, stage: str, done: Recorded, today: date) -> Changes:
    """Records a stage or node that can be recorded now; the results of the limits that end with it are computed.

    Raises ProblemsFound for a wrong day, person or unit, StationError where the stage is not to be recorded (yet).
    """
    with changing(station) as change:
        case = change.case(case_id)
        view = change.view(case)
        node = next((one for one in open_nodes(view) if one.stage == stage), None)
        if node is None:
            name = stage_name(view.kind, stage)
            raise StationError(f"“{name}”现在不能单独登记。", "已登记、前面的环节还没有办，或要填表、审批的，请按“现在要做”办。")
        held = held_up(view, stage) if node.within == stage else None
        if held:
            raise StationError(held, "办好以后再登记这一步。")
        person = next((one for one in people(station) if one.id == done.person), None)
        problems = tuple(_problems(node, done, person, today))
        if problems:
            raise ProblemsFound(problems)
        _add(change, case_id, node, done, person)
    return Changes(frozenset({case_id}), packages=True)


def _problems(node: Node, done: Recorded, person: Person | None, today: date) -> Iterator[Problem]:
    if not node.since <= done.on <= today:
        yield Problem("on", "日期", f"应在前面环节的日期 {node.since} 和今天之间，请核对。")
    if person is None and not done.name.strip():
        yield Problem("name" if not done.person else "person", "谁办的", "请从人员里选，或写明姓名。")
    if done.unit not in UNITS:
        yield Problem("unit", "单位", f"请选：{'、'.join(UNITS.values())}。")


def _add(change: Change, case_id: str, node: Node, done: Recorded, person: Person | None) -> None:
    outsider = "" if person else done.name.strip()
    complete(change, case_id, node.stage, done.on, persons=(person.id,) if person else (), unit=done.unit, outsider=outsider)
    if node.stage == "archive":
        change.add(events.CaseEnded(outcome="archived", on=done.on), case_id)
