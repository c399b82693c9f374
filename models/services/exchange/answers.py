"""Taking in what the centre sends back, in one step."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from models.services.changes import Changes
from models.services.exchange.incoming import look_into, take_in
from models.services.station import Station


@dataclass(frozen=True)
class AnswerTaken:
    """What an answer said, in sentences for the clerk."""

    ack_no: int
    summary: tuple[str, ...]


def take_answer(station: Station, path: Path) -> tuple[AnswerTaken, Changes]:
    """Reads a package of the centre and takes it in; raises StationError and changes nothing otherwise."""
    found = look_into(station, path)
    changes = take_in(station, found)
    return AnswerTaken(found.ack.ack_no if found.ack else 0, found.summary), changes
