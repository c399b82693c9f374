"""Who works at the station, and since when."""

from __future__ import annotations

from datetime import date

from models import events
from models.events.envelope import uuid7
from models.outcome_rules import POSTS
from models.problems import StationError
from models.services.changes import Changes
from models.services.station import Person, Station, changing, people

__all__ = ["CHIEF", "POSTS", "add_person", "chiefs", "end_person"]


CHIEF = "所长"


def chiefs(station: Station) -> tuple[Person, ...]:
    """Who is in the post of 所长 and may approve what only the chief may."""
    return tuple(person for person in people(station) if person.post == CHIEF and person.until is None)


def add_person(station: Station, name: str, post: str, since: date) -> tuple[str, Changes]:
    """Enters a person in a post from a day on (inclusive); returns the identifier that facts will name."""
    if not name.strip() or post not in POSTS:
        raise StationError("请填写姓名并选择岗位。", f"岗位有：{'、'.join(POSTS)}。")
    person = uuid7(station.now())
    with changing(station) as change:
        change.append.add(
            events.PersonJoined(person=person, post=post, since=since), (f"station:{station.info.code}",), private={"name": name.strip()}
        )
    return person, Changes(people=True, packages=True)


def end_person(station: Station, person: str, until: date) -> Changes:
    """Notes a person's last day (inclusive); the name stays with what was done."""
    found = next((p for p in people(station) if p.id == person), None)
    if found is None or found.until:
        raise StationError("找不到这个在岗人员。", "请刷新人员列表。")
    if until < found.since:
        raise StationError(f"离岗日期 {until} 早于到岗日期 {found.since}。", "请核对日期。")
    if person == station.actor:
        raise StationError("不能给当前登录的业扩员办离岗。", "请先在右上角换成接任的人。")
    with changing(station) as change:
        change.append.add(events.PersonLeft(person=person, until=until), (f"station:{station.info.code}",))
    return Changes(people=True, packages=True)
