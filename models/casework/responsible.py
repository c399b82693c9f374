"""责任人: who is customer manager, customer representative or project manager of one case, and until when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from models.approval_rules import ROLES
from models.casework.topic import Topic
from models.decisions import Appointment

if TYPE_CHECKING:
    from models import events
    from models.case import Case
    from models.events import Fact


def last_day(case: Case, one: Appointment) -> date | None:
    """The last day of an appointment: as it was ended, else the day the case ended; None while it lasts."""
    return one.until or case.ended_on


def _given(case: Case, event: events.CaseRoleGiven, fact: Fact) -> None:
    _end(case, event.role, event.on)
    name = str((fact.private or {}).get("name", ""))
    case.decided.appointments.append(Appointment(event.role, event.on, event.person, name, event.proposed_by, event.approved_by))


def _ended(case: Case, event: events.CaseRoleEnded, _fact: Fact) -> None:
    _end(case, event.role, event.on)


def _end(case: Case, role: str, until: date) -> None:
    case.decided.appointments = [
        replace(one, until=until) if one.role == role and one.until is None else one for one in case.decided.appointments
    ]


def _told(event: events.CaseRoleGiven, fact: Fact) -> str:
    name = str((fact.private or {}).get("name", ""))
    words = [f"{event.proposed_by}提名" if event.proposed_by else "", f"{event.approved_by}批准" if event.approved_by else ""]
    said = "，".join(word for word in words if word)
    return f"确定{ROLES[event.role]}{f' {name}' if name else ''} 自 {event.on}{f'（{said}）' if said else ''}"


TOPIC = Topic(
    "responsible",
    cast(dict[str, Callable[["Case", Any, "Fact"], None]], {"CaseRoleGiven": _given, "CaseRoleEnded": _ended}),
    cast(
        dict[str, Callable[[Any, "Fact"], str]],
        {"CaseRoleGiven": _told, "CaseRoleEnded": lambda e, f: f"解除{ROLES[e.role]} {e.on}"},
    ),
)
