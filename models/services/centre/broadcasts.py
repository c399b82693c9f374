"""县中心下发 at the centre: what is to go to the stations, checked and written to their channels, and what became of each at every one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa

from models import events
from models.broadcasts import Broadcast, fold_broadcasts
from models.events import Fact
from models.events.broadcast import BroadcastKind
from models.events.envelope import uuid7
from models.problems import Problem, ProblemsFound
from models.services.centre.broadcast_checks import body_problems
from models.services.centre.channel import answered, open_channel
from models.services.centre.store import Centre
from models.services.folding.refold import Folder
from models.services.rule_sets import completed
from models.store import journal
from models.store.session import cause, explain, reading


@dataclass(frozen=True)
class ToSend:
    """What the centre wants to send; `body` is the text or the file's content, `due` inclusive, None = no answer wanted."""

    kind: BroadcastKind
    title: str
    body: str
    file: str = ""
    due: date | None = None
    cases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sent:
    """A broadcast as the centre follows it: per station what became of it; `received` are those that said since that they hold it."""

    id: str
    kind: str
    title: str
    sent_on: date
    due: date | None
    stations: tuple[tuple[str, Broadcast], ...]
    received: frozenset[str] = frozenset()

    @property
    def open(self) -> tuple[str, ...]:
        """Stations that have not settled it."""
        return tuple(code for code, one in self.stations if not one.how)


def send(centre: Centre, stations: tuple[str, ...], what: ToSend, today: date) -> str:
    """Writes a broadcast to the channels of stations and returns its identity; it travels with their next packages.

    Raises ProblemsFound for what cannot be sent, all at once: a calendar or rule file is read as a station would read it.
    """
    problems = tuple(_problems(centre, stations, what, today))
    if problems:
        raise ProblemsFound(problems)
    if what.kind == "rules":
        what = replace(what, body=completed(what.body, what.file))
    name = uuid7(centre.now())
    _say(
        centre,
        stations,
        events.BroadcastSent(
            broadcast=name, kind=what.kind, title=what.title.strip(), body=what.body, file=what.file, due=what.due, cases=what.cases
        ),
    )
    return name


def _say(centre: Centre, stations: tuple[str, ...], event: events.BroadcastSent) -> None:
    """To all of them or, where one may not be spoken to, to none: sent again, nobody has it twice."""
    try:
        with centre.database.writer.begin() as connection:
            for code in dict.fromkeys(stations):
                append = open_channel(connection, centre, code)
                append.add(event, (f"station:{code}",))
                Folder(connection).refold(append.touched)
    except sa.exc.DBAPIError as error:
        raise explain(error, centre.database.path) from cause(error)


def _problems(centre: Centre, stations: tuple[str, ...], what: ToSend, today: date) -> list[Problem]:
    found = []
    if not stations:
        found.append(Problem("stations", "供电所", "请至少选一个供电所。"))
    if not what.title.strip():
        found.append(Problem("title", "标题", "请填写标题。"))
    if what.due is not None and what.due < today:
        found.append(Problem("due", "答复期限", f"{what.due} 已经过去，请改为今天或以后的日期。"))
    return [*found, *body_problems(centre, stations, what.kind, what.body, what.file)]


def sent_broadcasts(centre: Centre) -> tuple[Sent, ...]:
    """Every broadcast with what its stations made of it, the newest first."""
    found: dict[str, list[tuple[str, Broadcast]]] = {}
    received: dict[str, set[str]] = {}
    with reading(centre.database) as connection:
        for record in journal.records(connection, "station:"):
            code, facts = record.partition(":")[2], journal.facts_of(connection, record)
            for one in fold_broadcasts(facts):
                found.setdefault(one.id, []).append((code, one))
            for name in _held(connection, facts):
                received.setdefault(name, set()).add(code)
    told = (
        Sent(name, first.kind, first.title, first.sent_on, first.due, tuple(ones), frozenset(received.get(name, ())))
        for name, ones in found.items()
        for _, first in ones[:1]
    )
    return tuple(sorted(told, key=lambda sent: (sent.sent_on, sent.id), reverse=True))


def _held(connection: sa.Connection, facts: Iterable[Fact]) -> Iterator[str]:
    """Broadcasts among a station's facts up to which it said, in a package that came back, to hold its channel."""
    for fact in facts:
        line = fact.envelope
        if isinstance(fact.event, events.BroadcastSent) and answered(connection, line.station, line.epoch) >= line.seq:
            yield fact.event.broadcast
