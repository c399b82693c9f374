"""The agents who came for a customer before: found by that customer's document, phone or account number, never beyond it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from models.case import Case
from models.problems import StationError
from models.services.folding.refold import Folder, facts_of_application
from models.services.folding.search_keys import key_values
from models.services.station import Station, looking
from models.store.views import case_key, case_view

_SAME_CUSTOMER = ("document", "phone", "account_no")
_CASES = 12
_AGENT = ("agent", "agent_id", "agent_phone")


@dataclass(frozen=True)
class Agent:
    """Somebody who acted for a customer: the newest facts known, by the keys of models.forms.fields.FACTS."""

    facts: Mapping[str, str]

    @property
    def name(self) -> str:
        """The name."""
        return self.facts["agent"]


class KnownAgents:
    """The agents of one customer after the other, each customer's cases read once."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._keys: dict[str, str] = {}
        self._found: tuple[Agent, ...] = ()

    def of(self, facts: Mapping[str, str]) -> tuple[Agent, ...]:
        """The agents of the customer with these facts (document_no, phone, account_no), each name once, the latest first."""
        keys = {kind: value for kind, value in key_values(dict(facts)).items() if kind in _SAME_CUSTOMER}
        if keys != self._keys:
            self._keys, self._found = keys, self._read(keys) if keys else ()
        return self._found

    def _read(self, keys: Mapping[str, str]) -> tuple[Agent, ...]:
        same = sa.or_(*(sa.and_(case_key.c.kind == kind, case_key.c.value == value) for kind, value in keys.items()))
        query = sa.select(case_view.c.id).join(case_key, case_key.c.case_id == case_view.c.id).where(same)
        with looking(self._station) as connection:
            ids = connection.scalars(query.group_by(case_view.c.id).order_by(case_view.c.received_on.desc()).limit(_CASES)).all()
            folder = Folder(connection)
            found = [agent for case_id in ids for agent in _agent(folder.case(case_id))]
        return tuple({agent.name: agent for agent in reversed(found)}[name] for name in dict.fromkeys(agent.name for agent in found))


def _agent(case: Case) -> Iterator[Agent]:
    """The agent of a case; none of one entered by mistake or deleted by rule, or of a form not known here."""
    if case.erased or case.outcome == "void":
        return
    try:
        facts = facts_of_application(case)
    except StationError:
        return
    if facts.get("agent"):
        yield Agent({key: facts.get(key, "") for key in _AGENT})
