"""常用语 of the county: previewed and adopted as its broadcast brought them, and offered with what a case knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.problems import StationError
from models.services.station import Station, changing, glancing, looking, name_of

if TYPE_CHECKING:
    from models.broadcasts import Broadcast
    from models.events import Fact
    from models.services.changes import Changes
    from models.wordings import WordingChange, WordingsFile

_ADOPTED = """
    SELECT j.line FROM journal_on AS o JOIN journal AS j ON j.station = o.station AND j.epoch = o.epoch AND j.seq = o.seq
    WHERE o.record = :record AND j.kind = 'WordingsAdopted' ORDER BY o.station, o.epoch, o.seq
"""


@dataclass(frozen=True)
class Adopted:
    """The wordings in force: under which title the county sent them, when it did, and since when they are used here (inclusive)."""

    title: str
    sent_on: date
    since: date
    text: str
    file: WordingsFile


@dataclass(frozen=True)
class Plan:
    """What adopting a broadcast's wordings would change; `base` is the text they take the place of, `later` a newer broadcast's title."""

    broadcast: Broadcast
    file: WordingsFile
    changes: tuple[WordingChange, ...]
    same: int
    base: str
    later: str


@dataclass(frozen=True)
class Ready:
    """A wording to choose: its name, and its text filled from the case."""

    name: str
    text: str


def faults_of(body: str, name: str) -> tuple[str, ...]:
    """Everything wrong with a file of wordings, in sentences with its line, each remedy once; empty where it can be adopted."""
    from models.rule_files import read_wordings

    faults = read_wordings(name or "常用语.toml", body)[1]
    first = {fault.remedy: fault for fault in reversed(faults)}
    return tuple(f"第 {one.line} 行 {one.place}：{one.what}。{one.remedy if first[one.remedy] is one else ''}" for one in faults)


def in_force(station: Station) -> Adopted | None:
    """The wordings that this station has adopted last; None where it never did."""
    with glancing(station) as look:
        lines = [bytes(line) for (line,) in look.tuples(_ADOPTED, {"record": f"station:{station.info.code}"})]
    if not lines:
        return None
    from models.events import read_fact

    return _last([read_fact(line, None) for line in lines])


def _last(facts: Iterable[Fact]) -> Adopted | None:
    from models.events import WordingsAdopted
    from models.events.order import in_order
    from models.wordings import read

    found = [fact for fact in in_order(list(facts)) if isinstance(fact.event, WordingsAdopted)]
    if not found:
        return None
    event = found[-1].event
    assert isinstance(event, WordingsAdopted)
    return Adopted(event.title, event.sent_on, found[-1].at.date(), event.text, read(event.text))


def told_of(one: Broadcast) -> str:
    """What a broadcast of wordings brings, to be read; as it came where this program cannot read it."""
    from models.rule_files import read_wordings
    from models.wordings import told

    file, _ = read_wordings(one.file, one.body)
    if file is None:
        return one.body
    return "\n".join((f"出处：{file.source}", *(f"{told(wording)} · {wording.name}：{wording.words}" for wording in file.wordings)))


def wordings_in(station: Station, name: str) -> Plan:
    """What adopting the wordings of a broadcast would change here; raises StationError where it brings none, or faulty ones."""
    from models.broadcasts import fold_broadcasts
    from models.rule_files import read_wordings
    from models.services.exchange.broadcasts import broadcast_of
    from models.store import journal
    from models.wordings import changes

    one = broadcast_of(station, name)
    if not one.brings_wordings:
        raise StationError("这份下发不是常用语。", "")
    file, _ = read_wordings(one.file, one.body)
    if file is None:
        told = "；".join(faults_of(one.body, one.file))
        raise StationError(f"常用语文件有误：{told}", "请县中心改正后重新下发；本机没有改动。")
    now = in_force(station)
    before = now.file.wordings if now else ()
    found = changes(before, file.wordings)
    same = len(file.wordings) - sum(1 for change in found if change.after)
    with looking(station) as connection:
        sent = [other for other in fold_broadcasts(journal.facts_of(connection, f"station:{station.info.code}")) if other.brings_wordings]
    later = [other.title for other in sent[sent.index(one) + 1 :] if other.how != "declined"]
    return Plan(one, file, found, same, now.text if now else "", later[-1] if later else "")


def adopt_wordings(station: Station, plan: Plan, today: date) -> Changes:
    """Adopts what was previewed, in place of all wordings before, and notes it for the centre, in one transaction.

    Raises StationError where others were adopted since the preview.
    """
    from models import events
    from models.services.changes import Changes
    from models.store import journal

    record, one = f"station:{station.info.code}", plan.broadcast
    with changing(station) as change:
        now = _last(journal.facts_of(change.connection, record))
        if (now.text if now else "") != plan.base:
            raise StationError("常用语刚才已经换过。", "请重新看一遍改动，再采用。")
        reason = f"县中心 {one.sent_on} 下发《{one.title}》"
        adopted = events.WordingsAdopted(broadcast=one.id, title=one.title, sent_on=one.sent_on, text=one.body)
        change.append.add(adopted, (record,), reason=reason)
        told = f"常用语 {len(plan.file.wordings)} 条"
        change.append.add(events.BroadcastSettled(broadcast=one.id, how="adopted", on=today, text=told), (record,))
        change.append.touched.clear()  # no view shows it: the wordings in force are folded where they are asked for
    station.forget_rules()
    return Changes(rules=True, packages=True)


def case_wordings(station: Station, case_id: str, today: date) -> dict[str, tuple[Ready, ...]]:
    """The wordings in force by place (form.field, form.table.column or kind), filled from a case; without one ("") from the station alone.

    Those for places that this program does not have are left out; empty where the station has adopted none.
    """
    adopted = in_force(station)
    if adopted is None:
        return {}
    from models.wordings import NoPlaceError, filled, place_of

    values = _values(station, case_id, today)
    found: dict[str, tuple[Ready, ...]] = {}
    for wording in adopted.file.wordings:
        try:
            key = place_of(wording).key
        except NoPlaceError:
            continue
        found[key] = (*found.get(key, ()), Ready(wording.name.strip(), filled(wording.words, values)))
    return found


def _values(station: Station, case_id: str, today: date) -> dict[str, str]:
    """What stands for the placeholders; those that are not known are left out."""
    known = {
        "供电所": station.info.name, "供电所电话": station.info.phone, "今天": _day(today),
        "业扩员": station.signs or name_of(station, station.actor),
    }  # fmt: skip
    return {name: value for name, value in {**known, **(_of_case(station, case_id, today) if case_id else {})}.items() if value}


def _of_case(station: Station, case_id: str, today: date) -> dict[str, str]:
    from models.services.folding.refold import Folder
    from models.services.registration import papers_as_they_stand
    from models.services.stages import case_facts

    with looking(station) as connection:
        case = Folder(connection).case(case_id)
    facts, book = case_facts(station, case, today), station.shelf.book(case.pins)
    unit = "kVA" if case.class_.startswith("hv") else "kW"
    kind = book.types.get(case.business_type)
    missing = papers_as_they_stand(book, case).missing if kind else ()
    return {
        "受理编号": case.number,
        "户号": str(facts.get("account_no") or ""),
        "受理日期": _day(case.accepted_on) if case.accepted_on else "",
        "业务类型": kind.name if kind else "",
        "容量": f"{facts['capacity']} {unit}" if facts.get("capacity") else "",
        "供电电压": str(facts.get("voltage") or ""),
        "缺少的资料": "、".join(group.name for group in missing),
        "施工单位": str(facts.get("building_firm") or ""),
        "设计单位": str(facts.get("design_firm") or ""),
    }


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
