"""被退回: the cases of which the centre could not use a line, with its reasons."""

from __future__ import annotations

from dataclasses import dataclass

from models.services.cases import sync_marks
from models.services.station import Station, glancing


@dataclass(frozen=True)
class SentBack:
    """One case that came back; the customer is masked."""

    case_id: str
    number: str
    customer: str
    reasons: tuple[str, ...]


def sent_back(station: Station) -> tuple[SentBack, ...]:
    """Every case that came back with the centre's last answer and was not worked on since, by number."""
    with glancing(station) as look:
        marks = sync_marks(look, station)
        found = []
        for case_id in marks.rejected:
            rows = look.tuples("SELECT number, customer, epoch, last_seq FROM case_view WHERE id = :id", {"id": case_id})
            for number, customer, epoch, seq in rows:
                reasons = marks.why_rejected(case_id, epoch, seq)
                if reasons:
                    found.append(SentBack(case_id, number, customer, reasons))
    return tuple(sorted(found, key=lambda one: one.number))
