"""What a use case changed, so that each page can ask itself whether it shows any of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Changes:
    """The cases touched, and whether people, rules, packages, drafts or contacts changed; `outdated` names papers that now differ."""

    cases: frozenset[str] = frozenset()
    people: bool = False
    rules: bool = False
    packages: bool = False
    drafts: bool = False
    contacts: bool = False
    outdated: tuple[str, ...] = ()

    @classmethod
    def of(cls, records: Iterable[str]) -> Changes:
        """Reads the names of touched records."""
        names = list(records)
        station = any(name.startswith("station:") for name in names)
        return cls(frozenset(n.partition(":")[2] for n in names if n.startswith("case:")), people=station, rules=station)
