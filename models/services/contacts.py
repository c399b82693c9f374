"""来访登记: one line for each visit, call, enquiry and attempt; open questions are answered; an enquiry becomes an application."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import uuid4

import msgspec

from models.case import Case
from models.contact import UNREACHED, Contact, evidence_line, fold_contact
from models.customer import check_phone, normalise_phone
from models.events import contact as events
from models.events.envelope import uuid7
from models.problems import Problem, ProblemsFound, StationError
from models.services.changes import Changes
from models.services.exchange.rebuild_parts import check_may_work
from models.services.station import Change, Station, changing, looking, name_of

LineKind = Literal["visit", "call", "enquiry", "reached", "unreached"]
LINE_KINDS: tuple[tuple[LineKind, str], ...] = (
    ("visit", "来访"), ("call", "来电"), ("enquiry", "咨询"), ("reached", "联系客户"), ("unreached", UNREACHED),
)  # fmt: skip
_STORED: dict[LineKind, events.ContactKind] = {
    "visit": "visit", "call": "call", "enquiry": "enquiry", "reached": "outgoing", "unreached": "outgoing",
}  # fmt: skip
_REGISTER = "register"


@dataclass(frozen=True)
class ContactEntry:
    """What the clerk enters in one line; `case_id` empty = the station's own record. `asks` = a question is left open."""

    kind: LineKind
    at: datetime
    name: str = ""
    phone: str = ""
    words: str = ""
    case_id: str = ""
    asks: bool = False
    address: str = ""


def split_who(text: str) -> tuple[str, str]:
    """Takes who and phone apart as typed in one field: 王桂枝 139 3751 2345 → (王桂枝, 13937512345)."""
    words = re.sub(r"(?<!\d)(\d{7,})", r" \1 ", text.replace("，", " ").replace(",", " ")).split()
    figures = [word for word in words if word.replace("-", "").isdigit()]
    return " ".join(word for word in words if word not in figures), normalise_phone("".join(figures))


def note_contact(station: Station, entry: ContactEntry) -> tuple[str, Changes]:
    """Keeps a contact on its own record, and on its case's; raises ProblemsFound with everything that is wrong."""
    with changing(station) as change:
        problems = tuple(_problems(entry, station.now()))
        if problems:
            raise ProblemsFound(problems)
        if entry.case_id:
            change.case(entry.case_id)
        out = entry.kind in ("reached", "unreached")
        event = events.ContactNoted(
            contact=uuid7(station.now()),
            kind=_STORED[entry.kind],
            direction="out" if out else "in",
            outcome="unreached" if entry.kind == "unreached" else "reached",
            at=entry.at,
            asks=entry.asks and not out,
            first_asked="" if out else station.actor,
        )
        append(change, event, event.contact, entry.case_id, private_part(entry.name, entry.phone, entry.words, entry.address))
    return event.contact, changed(entry.case_id)


def _problems(entry: ContactEntry, now: datetime) -> Iterator[Problem]:
    if entry.kind not in dict(LINE_KINDS):
        yield Problem("kind", "类别", f"“{entry.kind}”不认识，请重新选择。")
    if not entry.case_id and not entry.name.strip() and not entry.phone.strip():
        yield Problem("who", "谁", "请写姓名或电话；不知道姓名可以写“过路群众”之类。")
    if not entry.words.strip() and entry.kind != "unreached":
        yield Problem("words", "内容", "请写一句说了什么。")
    wrong = check_phone(entry.phone) if entry.phone.strip() else None
    if wrong:
        yield Problem("who", "电话", f"“{entry.phone}”{wrong}")
    if entry.at > now:
        yield Problem("at", "时间", f"{entry.at:%Y-%m-%d %H:%M} 在现在之后，请核对。")


def private_part(name: str, phone: str, words: str, address: str = "") -> dict[str, object]:
    """What is somebody's personal data in a contact, empty things left out."""
    given = {"name": name.strip(), "phone": normalise_phone(phone), "words": words.strip(), "address": address.strip()}
    return {key: value for key, value in given.items() if value}


def append(change: Change, event: msgspec.Struct, contact: str, case_id: str, private: dict[str, object]) -> None:
    """Appends a fact about a contact to its own record, and to its case's where it has one."""
    records = (f"contact:{contact}", *((f"case:{case_id}",) if case_id else ()))
    check_may_work(change.station, change.connection)
    change.append.add(event, records, private=private)


def changed(case_id: str) -> Changes:
    """What saving something about a contact touches."""
    return Changes(frozenset({case_id} if case_id else ()), packages=True, contacts=True)


def contact_of(station: Station, contact_id: str) -> Contact:
    """One contact in full; raises StationError where there is none."""
    from models.store import journal

    with looking(station) as connection:
        found = fold_contact(journal.facts_of(connection, f"contact:{contact_id}"))
    if found is None:
        raise StationError("找不到这条登记。", "请刷新来访登记再看。")
    return found


def answer_contact(station: Station, contact_id: str, answer: str, on: date, today: date) -> Changes:
    """Closes an open question with what was answered."""
    found = contact_of(station, contact_id)
    if found.kind == "complaint":
        raise StationError("投诉要登记处理结果。", "请用“答复投诉”。")
    problems = tuple(answer_problems(found, answer, on, today))
    if problems:
        raise ProblemsFound(problems)
    with changing(station) as change:
        event = events.ContactAnswered(contact=contact_id, on=on)
        append(change, event, contact_id, found.case_id, {"answer": answer.strip()})
    return changed(found.case_id)


def answer_problems(found: Contact, answer: str, on: date, today: date) -> Iterator[Problem]:
    """What is wrong with an answer; raises StationError where nothing is open."""
    if not found.waits:
        raise StationError("这一条没有待答复的问题。", "已答复的不用再登记；客户又来问，请另记一条。")
    if not answer.strip():
        yield Problem("answer", "答复", "请写一句怎么答复的。")
    if on > today:
        yield Problem("on", "答复日期", f"{on} 在今天之后，请填今天或以前的日期。")
    if on < found.at.date():
        yield Problem("on", "答复日期", f"{on} 早于登记的 {found.at:%Y-%m-%d}，请核对。")


def unreached_evidence(station: Station, case_id: str) -> str:
    """The latest failed attempts of a case as a line of evidence; empty where none is recorded."""
    return evidence_line(_case(station, case_id).contacts.values())


def _case(station: Station, case_id: str) -> Case:
    from models.services.folding.refold import Folder

    with looking(station) as connection:
        return Folder(connection).case(case_id)


@dataclass(frozen=True)
class Reminding:
    """What 提醒客户 opens with: whom to call, and the words prepared."""

    case_id: str
    number: str
    name: str
    phone: str
    words: str


def reminding(station: Station, case_id: str) -> Reminding:
    """Whom to remind of a case and of what: missing papers until when, a signature, a pause that waits for the customer."""
    from models.flow import stage_name
    from models.services.folding.refold import facts_of_application
    from models.services.registration import held_against

    case = _case(station, case_id)
    book = station.shelf.book(case.pins)
    kind, given = book.types[case.business_type], facts_of_application(case)
    missing = held_against(book, case.business_type, case.answers, frozenset(case.received)).missing
    parts = []
    if missing:
        until = f"，“{stage_name(kind, case.owed_until)}”前补齐" if case.owed_until else "，补齐才能受理"
        parts.append(f"请带来{'、'.join(group.name for group in missing)}{until}")
    waiting = [paper.title for paper in case.papers.values() if not paper.signed_on and not paper.voided_on and paper.delivered_on]
    parts += [f"《{title}》签字后请交回" for title in dict.fromkeys(waiting)]
    if case.open_pause and case.open_pause.side == "customer":
        parts.append(f"{case.open_pause.since} 起等客户，好了请告诉我们")
    if case.money.open:
        from models.money import yuan

        parts.append(f"还有费用 {yuan(case.money.open)} 元没有交")
    phone = given.get("agent_phone") or given.get("phone", "")
    name = given.get("agent") or given.get("customer_name", "")
    return Reminding(case_id, case.number, name, phone, f"提醒：{'；'.join(parts) or '请与我们联系'}")


def draft_application(station: Station, contact_id: str) -> str:
    """Begins a registration with what a contact says (who, where, channel, when it was asked, whom first); gives the draft's id."""
    found = contact_of(station, contact_id)
    if found.case_id:
        raise StationError("这一条已经有工单。", "请打开那个工单。")
    draft = uuid4().hex
    kept = {
        "@contact": contact_id,
        "@channel": "电话" if found.kind == "call" else "柜台",
        "@asked_at": f"{found.at:%Y-%m-%d %H:%M}",
        "@got_at": f"{found.at:%Y-%m-%d %H:%M}",
        "@first_contact": name_of(station, found.first_asked or found.actor),
        "applicant": found.name,
        "phone": found.phone,
        "address": found.address,
    }
    station.drafts.begin(draft, _REGISTER, "", station.now())
    for field, value in kept.items():
        station.drafts.put(draft, field, value, station.now())
    station.drafts.entitle(draft, f"{found.name or '（未填户名）'} · 来访登记转来")
    return draft

