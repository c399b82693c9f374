"""投诉: taken in with a number and a day for the answer, answered with a result, counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

import sqlalchemy as sa

from models.business import OUR_DEFAULT
from models.contact import CHANNELS, RESULTS
from models.customer import check_phone
from models.events import contact as events
from models.events.envelope import uuid7
from models.problems import Problem, ProblemsFound, StationError
from models.services.changes import Changes
from models.services.contacts import answer_problems, append, changed, contact_of, private_part
from models.services.station import Change, Station, changing, glancing, people
from models.store.views import contact_view

TYPED = "登记时填写"


@dataclass(frozen=True)
class ComplaintEntry:
    """What the clerk enters of a complaint; `due` None = by the station's default. `case_id` empty where it is about no case."""

    channel: events.ComplaintChannel
    number: str
    received: date
    words: str
    answerer: str
    name: str = ""
    phone: str = ""
    due: date | None = None
    case_id: str = ""


def default_due(station: Station, received: date) -> tuple[date, str]:
    """The day by which a complaint is answered where nobody gave one, and where that day comes from."""
    days = station.shelf.book().profile.reminders.complaint_answer
    return station.calendar.add(received, days), f"{OUR_DEFAULT}：{days} 个工作日"


def receive_complaint(station: Station, entry: ComplaintEntry, today: date) -> tuple[str, Changes]:
    """Takes a complaint in; raises ProblemsFound with everything that is wrong, a number used before included."""
    with changing(station) as change:
        if entry.case_id:
            change.case(entry.case_id)
        problems = tuple(_problems(change, entry, today))
        if problems:
            raise ProblemsFound(problems)
        due, source = (entry.due, TYPED) if entry.due else default_due(station, entry.received)
        now = station.now()
        event = events.ComplaintReceived(
            contact=uuid7(now),
            channel=entry.channel,
            number=entry.number.strip(),
            received=entry.received,
            due=due,
            due_source=source,
            answerer=entry.answerer,
            at=now if entry.received == now.date() else datetime.combine(entry.received, time()),
        )
        append(change, event, event.contact, entry.case_id, private_part(entry.name, entry.phone, entry.words))
    return event.contact, changed(entry.case_id)


def _problems(change: Change, entry: ComplaintEntry, today: date) -> Iterator[Problem]:
    if entry.channel not in CHANNELS:
        yield Problem("channel", "渠道", f"“{entry.channel}”不认识，请重新选择。")
    yield from _number_problems(change, entry)
    if not entry.words.strip():
        yield Problem("words", "内容", "请写一句投诉什么。")
    if entry.received > today:
        yield Problem("received", "收到日期", f"{entry.received} 在今天之后，请核对。")
    if entry.due and entry.due < entry.received:
        yield Problem("due", "答复期限", f"{entry.due} 早于收到日期 {entry.received}，请核对。")
    if entry.answerer not in {person.id for person in people(change.station) if person.until is None}:
        yield Problem("answerer", "谁来答复", "请选一个在岗的人。")
    wrong = check_phone(entry.phone) if entry.phone.strip() else None
    if wrong:
        yield Problem("phone", "电话", f"“{entry.phone}”{wrong}")


def _number_problems(change: Change, entry: ComplaintEntry) -> Iterator[Problem]:
    number = entry.number.strip()
    if not number and entry.channel in ("95598", "12398"):
        yield Problem("number", "编号", "请填写 95598 或 12398 的工单编号。")
    if number and _used(change, number):
        yield Problem("number", "编号", f"编号 {number} 已经登记过，请在来访登记里查找。")


def _used(change: Change, number: str) -> bool:
    change.fold()
    query = sa.select(contact_view.c.id).where(contact_view.c.number == number, contact_view.c.station == change.station.info.code)
    return change.connection.execute(query).first() is not None


def answer_complaint(
    station: Station, contact_id: str, result: events.ComplaintResult, answer: str, on: date, today: date
) -> Changes:
    """Closes a complaint with its result and the answer given."""
    found = contact_of(station, contact_id)
    if found.kind != "complaint":
        raise StationError("这一条不是投诉。", "请用“答复”。")
    problems = list(answer_problems(found, answer, on, today))
    if result not in RESULTS:
        problems.append(Problem("result", "处理结果", "请选择处理结果。"))
    if problems:
        raise ProblemsFound(tuple(problems))
    with changing(station) as change:
        event = events.ComplaintAnswered(contact=contact_id, on=on, result=result)
        append(change, event, contact_id, found.case_id, {"answer": answer.strip()})
    return changed(found.case_id)


@dataclass(frozen=True)
class ComplaintMonth:
    """The complaints of one channel received in a month: how many, answered in time, answered late, still open, found justified."""

    channel: str
    received: int
    in_time: int
    late: int
    open: int
    justified: int


def complaint_figures(station: Station, year: int, month: int) -> tuple[ComplaintMonth, ...]:
    """The complaints of a month by channel; one about a case entered by mistake counts too."""
    query = """
        SELECT channel, count(*), sum(answered_on <= due), sum(answered_on > due), sum(waits), sum(result IN ('justified', 'partly'))
        FROM contact_view WHERE kind = 'complaint' AND station = :station AND at >= :first AND at < :after GROUP BY channel ORDER BY channel
    """
    span = {"first": f"{year:04d}-{month:02d}-01", "after": f"{year:04d}-{month:02d}-32", "station": station.info.code}
    with glancing(station) as look:
        return tuple(ComplaintMonth(CHANNELS[row[0]], *(int(number or 0) for number in row[1:])) for row in look.tuples(query, span))
