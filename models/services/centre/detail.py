"""One case as the centre reads it: what both sides said of it, in their common order and in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

import sqlalchemy as sa

from models.business import BusinessType
from models.case import Case, fold
from models.case_facts import kind_of_case
from models.events import Fact
from models.events.envelope import channel_of
from models.flow import stage_name
from models.history import tell
from models.problems import StationError
from models.services.centre.store import Centre
from models.services.folding.refold import Folder
from models.store import journal
from models.store.session import reading
from models.store.views import attachment, file_view, person_view


@dataclass(frozen=True)
class CountyFact:
    """One fact: who said it, on which side, where it stands in that side's journal."""

    at: datetime
    side: str
    who: str
    text: str
    reason: str
    place: str


@dataclass(frozen=True)
class CountyDetail:
    """Everything the centre shows of one case; `missing` are papers and files that were named and have not come (first digits)."""

    facts: tuple[CountyFact, ...]
    missing: tuple[str, ...]


def county_detail(centre: Centre, case_id: str) -> CountyDetail:
    """The facts of a case, the newest first; raises StationError where none are here."""
    with reading(centre.database) as connection:
        facts = journal.facts_of(connection, f"case:{case_id}")
        if not facts:
            raise StationError("找不到这个工单。", "请刷新后再看。")
        names = {str(person): str(name) for person, name in connection.execute(sa.select(person_view.c.person, person_view.c.name))}
        case = fold(f"case:{case_id}", facts)
        kind = _kind(connection, case)
        named = partial(stage_name, kind) if kind else None
        told = [_told(fact, names, tell(fact, named) if named else tell(fact)) for fact in reversed(facts)]
        here = sa.exists().where(attachment.c.sha256 == file_view.c.sha256)
        lacking = connection.scalars(sa.select(file_view.c.sha256).where(file_view.c.case_id == case_id, ~here))
        return CountyDetail(tuple(told), tuple(sorted(str(name)[:12] for name in lacking)))


def _kind(connection: sa.Connection, case: Case) -> BusinessType | None:
    """The business type by whose words its stages are named; None where it is not known here."""
    try:
        return None if case.needs_upgrade else kind_of_case(case, Folder(connection).shelf(case.station).book(case.pins))
    except (StationError, LookupError):
        return None


def side_of(fact: Fact) -> str:
    """Which side said a fact, in words."""
    return "县中心" if fact.envelope.station.startswith(channel_of("")) else "供电所"


def _told(fact: Fact, names: dict[str, str], text: str) -> CountyFact:
    told = fact.envelope
    who = names.get(told.actor, "县中心" if told.actor == "centre" else "—")
    return CountyFact(fact.at, side_of(fact), who, text, told.reason, f"{told.station} {told.epoch.partition('.')[0]}-{told.seq}")
