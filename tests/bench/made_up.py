"""Made-up journals of any length for the benches: cases done once through the services, said again under other names and numbers."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from models.events.envelope import Envelope, uuid7
from models.services.paper.papers import deliver, issue
from models.services.registration import register
from models.services.station import Station
from models.store import journal
from models.store.journal import NO_HASH, StoredLine, chain
from tests.stations import MONDAY, Clock, do_all, filling, house_intake, mill, save_form, sheet

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂枝建国翠花铁柱"


@dataclass(frozen=True)
class Told:
    """One fact of a template with its personal part."""

    envelope: Envelope
    private: dict[str, object] | None


@dataclass(frozen=True)
class Template:
    """The facts of one case, and the strings in them that are this case's own."""

    facts: tuple[Told, ...]
    case_id: str
    number: str


@dataclass(frozen=True)
class Templates:
    """What made-up journals are made of: how a station opens, and cases at several stages, 11 facts each; `station` is whose they were."""

    station: str
    opening: tuple[Told, ...]
    cases: tuple[Template, ...]


def templates(station: Station, clock: Clock) -> Templates:
    """Does cases in a station, as a clerk would, and reads them back: from just registered to filed."""
    made = [_mill(station, clock, upto) for upto in ("ARCHIVE", "LV-SURVEY", "METER", "LV-PLAN")]
    made += [_house(station, clock, done) for done in (True, False)]
    with station.database.reader.connect() as connection:
        code = station.info.code
        opening = [_told(fact) for fact in journal.facts_of(connection, f"station:{code}")]
        cases = [[_told(fact) for fact in journal.facts_of(connection, f"case:{name}")] for name in made]
    bodies = [msgspec.json.decode(facts[0].envelope.body) for facts in cases]
    found = (Template(tuple(facts), name, body["number"]) for facts, name, body in zip(cases, made, bodies, strict=True))
    return Templates(code, tuple(opening), tuple(found))


def _told(fact: object) -> Told:
    return Told(fact.envelope, fact.private)  # type: ignore[attr-defined]


def _mill(station: Station, clock: Clock, upto: str) -> str:
    clock.go(MONDAY)
    case_id = mill(station)
    do_all(station, case_id, MONDAY, upto)
    return case_id


def _house(station: Station, clock: Clock, done: bool) -> str:
    clock.go(MONDAY)
    case_id = register(station, house_intake(station, reason="又一户"), MONDAY)[0].case_id
    if done:
        paper, _ = issue(station, case_id, "RECEIPT", sheet, MONDAY)
        deliver(station, case_id, paper.paper_no, MONDAY, "当面", MONDAY)
        save_form(station, case_id, "LV-SURVEY", filling(station, case_id, "LV-SURVEY", MONDAY), MONDAY)
    return case_id


@dataclass
class Journal:
    """One made-up station's journal: lines come out chained and numbered, their personal parts beside them."""

    templates: Templates
    station: str
    epoch: str
    now: datetime
    seq: int = 0
    hash: bytes = NO_HASH
    serial: int = 0
    step: timedelta = timedelta(0)
    """From one line to the next; the names of cases are made of the time, so that they lie in the indexes in the order of their coming."""
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    _half_done: list[tuple[Template, dict[str, str], int]] = field(default_factory=list)
    _person: str = ""

    def __post_init__(self) -> None:
        self._person = uuid7(self.now)

    def opening(self) -> Iterator[tuple[StoredLine, bytes | None]]:
        """How the station opened, with the rules it adopted."""
        old, new = self.templates.station, self.station
        for told in self.templates.opening:
            yield self._line(told, {f'"{old}"': f'"{new}"', f"station:{old}": f"station:{new}"})

    def lines(self, count: int, *, going_on: bool = False) -> Iterator[tuple[StoredLine, bytes | None]]:
        """That many lines, case after case; `going_on` leaves half of the cases in the middle for the next call to go on with."""
        made, waiting, self._half_done = 0, self._half_done, []
        while made < count:
            template, names, start = waiting.pop() if waiting else self._new_case()
            facts = template.facts
            end = len(facts) // 2 if going_on and not start and self.serial % 2 else len(facts)
            end = min(end, start + count - made)
            for told in facts[start:end]:
                yield self._line(told, names)
            made += end - start
            if end < len(facts):
                self._half_done.append((template, names, end))
        self._half_done += waiting

    def _new_case(self) -> tuple[Template, dict[str, str], int]:
        self.serial += 1
        template = self.templates.cases[self.serial % len(self.templates.cases)]
        of = self.templates.station
        return template, {
            template.case_id: uuid7(self.now),
            template.number: f"{self.station}-20261116-{self.serial:06d}-0",
            f"{of}-2026-0001": f"{self.station}-2026-{self.serial:06d}",
            "王桂枝面粉加工厂": "".join(self.chance.choices(SURNAMES + GIVEN, k=6)) + "加工厂",
            "张𬀩": self.chance.choice(SURNAMES) + "".join(self.chance.choices(GIVEN, k=2)),
            "13937512345": f"139{self.chance.randrange(10**8):08d}",
            "13812345678": f"138{self.chance.randrange(10**8):08d}",
            "11010519491231002X": f"{self.chance.randrange(10**17):017d}X",
            "92410425MA9F0XN92T": f"92410425{self.chance.randrange(10**10):010d}",
            "堂街镇石村3组": f"{self.chance.choice(GIVEN)}家镇{self.chance.choice(GIVEN)}村{self.chance.randrange(900)}号",
            "堂街镇士庄村2组": f"{self.chance.choice(GIVEN)}家镇{self.chance.choice(GIVEN)}庄村{self.chance.randrange(900)}号",
        }, 0

    def _line(self, told: Told, names: dict[str, str]) -> tuple[StoredLine, bytes | None]:
        self.seq += 1
        self.now += self.step
        part, hashed, actor = None, None, told.envelope.actor
        names = {**names, actor: self._person}
        if told.private:
            part = self.chance.randbytes(16) + _renamed(msgspec.json.encode(told.private), names)
            hashed = hashlib.sha256(part).hexdigest()
        on = tuple(_renamed(name.encode(), names).decode() for name in told.envelope.on)
        place = {"op_id": uuid7(self.now), "station": self.station, "epoch": self.epoch, "seq": self.seq, "on": on, "private": hashed}
        place["actor"] = self._person
        body = msgspec.Raw(_renamed(bytes(told.envelope.body), names))
        line = msgspec.json.encode(msgspec.structs.replace(told.envelope, **place, body=body))
        self.hash = chain(self.hash, line)
        return StoredLine(self.station, self.epoch, self.seq, line, self.hash, hashed), part


def _renamed(text: bytes, names: dict[str, str]) -> bytes:
    for old, new in names.items():
        text = text.replace(old.encode(), new.encode())
    return text


def filled(station: Station, made: Templates, count: int) -> int:
    """Puts that many made-up lines into a station's own journal (its views are the caller's affair); returns their bytes."""
    size = 0
    with station.database.writer.begin() as connection:
        last = journal.head(connection, station.info.code, station.epoch)
        assert last is not None
        own = Journal(made, station.info.code, station.epoch, station.now(), last.seq, last.hash)
        lines, parts = [], {}
        for line, part in own.lines(count):
            lines.append(line)
            size += len(line.line)
            if part is not None and line.private:
                parts[line.private] = part
        journal.insert_lines(connection, lines)
        journal.keep_private(connection, parts)
    return size
