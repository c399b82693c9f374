"""The rows that contacts leave in the view of 来访登记: masked for the list, in full only for the search."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from models.contact import Contact, fold_contact
from models.events import Fact
from models.name_search import initials
from models.services.folding.case_rows import storable
from models.store import journal
from models.store.sealing import sealer_of
from models.store.views import contact_view


def write_contacts(connection: sa.Connection, records: Sequence[str]) -> None:
    """Writes the view rows of some hundreds of `contact:` records anew."""
    if not records:
        return
    ids = [name.partition(":")[2] for name in records]
    connection.execute(sa.delete(contact_view).where(contact_view.c.id.in_(ids)))
    rows = [row for facts in journal.facts_of_all(connection, records).values() for row in _rows(facts)]
    if sealer_of(connection):  # a server others administer: found by its number alone
        rows = [{**row, "search": str(row["number"]).lower()} for row in rows]
    if rows:
        connection.execute(sa.insert(contact_view), rows)


def _rows(facts: Sequence[Fact]) -> list[dict[str, object]]:
    """The row of one contact; none of one that a stranger's facts make no sense of."""
    try:
        contact = fold_contact(facts)
        return storable({contact_view: [contact_row(contact)]})[contact_view] if contact else []
    except Exception:  # it must not hold up the rest
        return []


def contact_row(contact: Contact) -> dict[str, object]:
    """The row of `contact_view`: nothing in it depends on today."""
    who, phone = contact.masked
    return {
        "id": contact.id,
        "station": contact.station,
        "kind": contact.kind,
        "title": contact.title,
        "at": contact.at.isoformat(timespec="minutes"),
        "who": "已按规定删除" if contact.erased else who,
        "phone": phone,
        "words": contact.masked_words,
        "search": _search_text(contact),
        "waits": contact.waits,
        "case_id": contact.case_id,
        "became_case": contact.became_case,
        "actor": contact.actor,
        "first_asked": contact.first_asked,
        "number": contact.number,
        "channel": contact.channel,
        "due": contact.due.isoformat() if contact.due else None,
        "result": contact.result,
        "answered_on": contact.answered_on.isoformat() if contact.answered_on else None,
        "erased": contact.erased,
    }


def _search_text(contact: Contact) -> str:
    parts = (contact.name, *initials(contact.name), contact.phone, contact.number, contact.words, contact.address)
    return " ".join(dict.fromkeys(part for part in parts if part)).lower()
