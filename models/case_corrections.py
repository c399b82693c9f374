"""What was put right in a case and stays in view: the acceptance moved later, the receipt's day, papers that say something else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class AcceptanceMoved:
    """受理日期 was put on a later day: by whose word (identifier, or a typed name), on what evidence, entered by whom and when."""

    old: date
    new: date
    chief: str
    evidence: str
    reason: str
    actor: str
    at: datetime


@dataclass(frozen=True)
class OutdatedPaper:
    """An issued paper on which a value stands that was corrected since; `settled` is reissued, explained or empty while it is open."""

    paper_no: str
    label: str
    since: date
    settled: str = ""
    words: str = ""


@dataclass
class Corrections:
    """`receipts` holds the day of acceptance that each 受理回执 was printed with, by its number, in the order of printing.

    `numbers` are those that the case bore before, the oldest first.
    """

    accepted_later: list[AcceptanceMoved] = field(default_factory=list)
    receipts: dict[str, date] = field(default_factory=dict)
    outdated: dict[str, OutdatedPaper] = field(default_factory=dict)
    reopened: list[tuple[str, date]] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
