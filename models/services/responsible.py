"""责任人: appointing who is responsible for one case; a project manager's appointment ends with the case by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models import events
from models.approval_rules import ROLES, STATION_POSTS
from models.case import Case
from models.events.case_role import Role
from models.problems import Problem, ProblemsFound, StationError
from models.services.changes import Changes
from models.services.station import Person, Station, changing, people

APPOINTED: tuple[Role, ...] = ("customer_manager", "customer_rep", "project_manager")


@dataclass(frozen=True)
class Appointed:
    """What the clerk enters: `person` of the station's list or else `name`; for a project manager who proposed and approved."""

    role: Role
    on: date
    person: str = ""
    name: str = ""
    proposed_by: str = ""
    approved_by: str = ""


def appoint(station: Station, case_id: str, appointed: Appointed, today: date) -> Changes:
    """Appoints somebody for a case from a day on; who had the role before is relieved that day. Raises ProblemsFound."""
    with changing(station) as change:
        case = change.case(case_id)
        if case.outcome:
            raise StationError("这个工单已经办结，责任人随之解除。", "")
        person = next((p for p in people(station) if p.id == appointed.person), None)
        problems = tuple(_problems(case, appointed, person, today))
        if problems:
            raise ProblemsFound(problems)
        change.add(
            events.CaseRoleGiven(
                role=appointed.role, on=appointed.on, person=person.id if person else "",
                proposed_by=appointed.proposed_by.strip(), approved_by=appointed.approved_by.strip(),
            ),
            case_id,
            private=None if person else {"name": appointed.name.strip()},
        )  # fmt: skip
    return Changes(frozenset({case_id}), packages=True)


def _problems(case: Case, appointed: Appointed, person: Person | None, today: date) -> Iterator[Problem]:
    posts = STATION_POSTS[appointed.role]
    registered = case.registered_at.date() if case.registered_at else today
    if person is None and not appointed.name.strip():
        yield Problem("person", "责任人", f"请选{ROLES[appointed.role]}，或写明姓名。")
    elif person and person.post not in posts and appointed.role != "customer_manager":
        yield Problem("person", "责任人", f"{person.name}的岗位是{person.post}，不是{'、'.join(posts)}。")
    if not min(registered, case.accepted_on or registered) <= appointed.on <= today:
        yield Problem("on", "日期", f"应在登记日期 {registered} 和今天之间，请核对。")
    if appointed.role == "project_manager" and not (appointed.proposed_by.strip() and appointed.approved_by.strip()):
        yield Problem("approved_by", "提名和批准", "项目经理由营销部提名、分管副经理批准，请写明提名和批准的人或部门。")


def relieve(station: Station, case_id: str, role: Role, on: date, reason: str, today: date) -> Changes:
    """Ends an appointment before the case ends."""
    with changing(station) as change:
        one = change.case(case_id).decided.in_role(role)
        if one is None:
            raise StationError(f"这个工单现在没有{ROLES[role]}。", "请刷新工单再看。")
        problems = []
        if not one.on <= on <= today:
            problems.append(Problem("on", "日期", f"应在 {one.on} 和今天之间，请核对。"))
        if not reason.strip():
            problems.append(Problem("reason", "理由", "请写明为什么解除。"))
        if problems:
            raise ProblemsFound(tuple(problems))
        change.add(events.CaseRoleEnded(role=role, on=on), case_id, reason=reason.strip())
    return Changes(frozenset({case_id}), packages=True)
