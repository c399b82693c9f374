"""What only the chief (所长) may allow: named by identifier where one is on the station's list, else by a typed name kept apart."""

from __future__ import annotations

from models.problems import Problem
from models.services.people import chiefs
from models.services.station import Station


def chief_problem(station: Station, chief: str) -> tuple[Problem, ...]:
    """Why nobody in the post of 所长 is named, as the problem of the field `chief`; empty where somebody is."""
    known = {person.id for person in chiefs(station)}
    if not chief.strip():
        return (Problem("chief", "所长", "要所长同意才能办，请选或填写所长。"),)
    return (Problem("chief", "所长", "请从人员里选所长。"),) if known and chief not in known else ()


def chief_named(station: Station, chief: str) -> tuple[str, dict[str, object] | None]:
    """The identifier for the fact, or an empty one with the typed name for its private part."""
    known = {person.id for person in chiefs(station)}
    if not chief.strip():
        return "", None
    return (chief, None) if chief in known else ("", {"chief": chief.strip()})
