"""The parts a case is made of: a finished stage, a filled form, a pause, an issued paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from models.clock import Pause
from models.events.case import LimitResult


class StageDone(msgspec.Struct, frozen=True):
    """A finished stage: the day (inclusive), who did it, how its limits ended, and when that was entered.

    `unit` and `outsider` (a name that is on no list of the station) are known of what was recorded by itself.
    """

    stage: str
    on: date
    persons: tuple[str, ...]
    results: tuple[LimitResult, ...]
    source: str
    entered: datetime
    actor: str
    along: str = ""
    unit: str = ""
    outsider: str = ""


class FilledForm(msgspec.Struct, frozen=True):
    """The latest filling of one form; `times` counts the fillings, all of them stay in the journal."""

    code: str
    version: int
    values: dict[str, object]
    entered: datetime
    actor: str
    times: int
    stage: str = "accept"


@dataclass(frozen=True)
class CasePause:
    """One stretch in which the clock may stop; `until` is the last paused day, None while it lasts."""

    id: str
    since: date
    until: date | None
    side: str
    cause: str
    evidence: str
    signed_on: date | None

    def as_pause(self, signed_on: date | None) -> Pause:
        """The same stretch as the clock reads it; `signed_on` is the day the customer agreed to it, on whatever paper."""
        return Pause(self.since, self.until, self.side, signed_on is not None, self.cause)


class IssuedPaper(msgspec.Struct, frozen=True):
    """A printed paper and how far it got: 已出具, 已送达, 已签回 or 作废."""

    paper_no: str
    code: str
    title: str
    on: date
    sha256: str
    copies: int
    delivered_on: date | None = None
    how: str = ""
    signed_on: date | None = None
    voided_on: date | None = None
    reprints: int = 0
    printed_here: bool = False  # by the station, where the county centre issued it
    about: str = ""
    times: int = 0
    number: str = ""
    witnesses: tuple[str, ...] = ()
    told: str = ""
    relation: str = ""
    void_reason: str = ""

    @property
    def of_centre(self) -> bool:
        """Whether the county centre issued it: its numbers run by themselves, behind a C."""
        return self.paper_no.rpartition("-")[2].startswith("C")

    @property
    def to_print(self) -> bool:
        """Whether the station's first print of it, the customer's copy, is still to come."""
        return self.of_centre and not self.printed_here

    @property
    def way(self) -> str:
        """How the customer got it, with what was noted of it: 邮寄，邮件号 …; empty before."""
        return delivery_words(self.how, self.number, self.witnesses, self.told)

    @property
    def state(self) -> str:
        """The word the clerk reads."""
        if self.voided_on:
            return "作废"
        if self.signed_on:
            return "已签回"
        return "已送达" if self.delivered_on else "已出具"


def delivery_words(how: str, number: str, witnesses: tuple[str, ...], told: str) -> str:
    """A way of delivery with its number, its witnesses and who was told."""
    parts = (how, f"单号 {number}" if number else "", f"见证人 {'、'.join(witnesses)}" if witnesses else "", f"通知 {told}" if told else "")
    return "，".join(part for part in parts if part)
