"""县中心请本所重发, said until the lines have gone out again; read without SQLAlchemy, for 今日 asks it too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import msgspec

from models.services.reminders import ReminderRow
from models.services.station import Station, glancing

KEY = "asked_again"
Run = tuple[str, int, int]
"""Lines by their epoch, the first and the last."""


class Upto(msgspec.Struct, frozen=True):
    """What a request leaves acknowledged, by epoch (nothing of one it does not name), and the last answer of the centre before it."""

    lines: dict[str, int]
    centre_epoch: str
    ack_no: int


class Kept(msgspec.Struct, frozen=True):
    """Which requests were taken (their `pkg_id`, the newest last), what the last one wants, and the last package before it was taken.

    `upto` stands until an answer comes that was written after the request: up to which line of each epoch the centre has it.
    """

    known: tuple[str, ...] = ()
    runs: tuple[Run, ...] = ()
    package: int = 0
    on: date | None = None
    upto: Upto | None = None


@dataclass(frozen=True)
class AskedAgain:
    """What the centre waits for since a day: so many lines, and which, in sentences."""

    lines: int
    told: tuple[str, ...]
    since: date


def run_words(run: Run) -> str:
    """What is asked of one epoch, in a sentence."""
    epoch, first, last = run
    return f"县中心请本所重发：时期 {epoch.partition('.')[0]} 从第 {first} 条到第 {last} 条。"


def asked_again(station: Station) -> AskedAgain | None:
    """What the centre asked for and no package has carried since; None where nothing is owed, or an answer says that it has it by now."""
    with glancing(station) as look:
        kept = msgspec.json.decode(look.setting(KEY, "{}"), type=Kept)
        if not kept.runs or kept.on is None:
            return None
        if look.tuples("SELECT 1 FROM outbox WHERE number > :last AND lines > 0 LIMIT 1", {"last": kept.package}):
            return None
        answered = dict(look.tuples("SELECT epoch, seq FROM acknowledged WHERE station = :station", {"station": station.info.code}))
    runs = [run for run in kept.runs if run[2] > answered.get(run[0], 0)]
    return AskedAgain(sum(last - first + 1 for _, first, last in runs), tuple(map(run_words, runs)), kept.on) if runs else None


def asked_reminder(station: Station) -> tuple[ReminderRow, ...]:
    """It as a reminder that belongs to no case; none while nothing is owed."""
    found = asked_again(station)
    return (ReminderRow("", "", "", "asked", f"县中心请本所重发 {found.lines} 条登记，请导出一次", found.since),) if found else ()
