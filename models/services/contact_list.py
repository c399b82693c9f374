"""来访登记 as a list: by kind, day, words and what still waits, paged and masked; and what must be answered soon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from models.services.station import Station, glancing

KIND_FILTERS: tuple[tuple[str, str], ...] = (
    ("", "全部"), ("visit", "来访"), ("call", "来电"), ("enquiry", "咨询"), ("outgoing", "联系客户"), ("unreached", "联系未成"),
    ("complaint", "投诉"),
)  # fmt: skip
PAGE = 100


@dataclass(frozen=True)
class ContactRow:
    """One line of the list, masked. `level` colours what waits: overdue, due, near or empty; people by name."""

    id: str
    at: datetime
    title: str
    who: str
    phone: str
    words: str
    case_id: str
    case_number: str
    person: str
    state: str
    level: str


@dataclass(frozen=True)
class ContactPage:
    """One page of the list, the newest first; `after` is given to the next call, empty at the end."""

    rows: tuple[ContactRow, ...]
    after: str
    total: int


@dataclass(frozen=True)
class ContactFilter:
    """What is looked for: a kind of KIND_FILTERS, a day, only what waits for an answer, words."""

    kind: str = ""
    day: date | None = None
    waiting: bool = False
    text: str = ""


def list_contacts(station: Station, today: date, wanted: ContactFilter, after: str = "", limit: int = PAGE) -> ContactPage:
    """One page of contacts of this station, the newest first."""
    where, values = _conditions(wanted)
    values["station"] = station.info.code
    with glancing(station) as look:
        total = int(look.tuples(f"SELECT count(*) FROM contact_view AS v WHERE {where}", values)[0][0])
        place = ""
        if after:
            at, _, name = after.partition("|")
            place, values = " AND (v.at < :before OR (v.at = :before AND v.id < :name))", {**values, "before": at, "name": name}
        found = look.rows(
            f"""SELECT v.*, coalesce(c.number, '') AS case_number, coalesce(p.name, '') AS person
                FROM contact_view AS v LEFT JOIN case_view AS c ON c.id = v.case_id
                LEFT JOIN person_view AS p ON p.person = CASE v.first_asked WHEN '' THEN v.actor ELSE v.first_asked END
                WHERE {where}{place} ORDER BY v.at DESC, v.id DESC LIMIT :most""",
            {**values, "most": limit},
        )
    more = f"{found[-1]['at']}|{found[-1]['id']}" if len(found) == limit else ""
    return ContactPage(tuple(_row(row, today) for row in found), more, total)


def _conditions(wanted: ContactFilter) -> tuple[str, dict[str, object]]:
    """What follows WHERE, with its values; what the clerk typed is only ever a value."""
    parts, values = ["v.station = :station"], dict[str, object]()
    if wanted.kind == "unreached":
        parts.append("v.title = '联系未成'")
    elif wanted.kind:
        parts.append("v.kind = :kind")
        values["kind"] = wanted.kind
    if wanted.day:
        parts.append("v.at >= :day AND v.at < :next")
        values |= {"day": wanted.day.isoformat(), "next": f"{wanted.day.isoformat()}U"}  # after every time of that day
    if wanted.waiting:
        parts.append("v.waits")
    for place, word in enumerate(wanted.text.lower().split()):
        parts.append(f"instr(v.search, :word{place}) > 0")
        values[f"word{place}"] = word
    return " AND ".join(parts), values


def _row(row: Mapping[str, object], today: date) -> ContactRow:
    state, level = _state(row, today)
    return ContactRow(
        str(row["id"]),
        datetime.fromisoformat(str(row["at"])),
        str(row["title"]),
        str(row["who"]),
        str(row["phone"]),
        str(row["words"]),
        str(row["case_id"]),
        str(row["case_number"]),
        str(row["person"]),
        state,
        level,
    )


def _state(row: Mapping[str, object], today: date) -> tuple[str, str]:
    due = date.fromisoformat(str(row["due"])) if row["due"] else None
    if not row["waits"]:
        if row["became_case"]:
            return "已转为申请", "calm"
        return (f"{row['answered_on']} 已答复", "calm") if row["answered_on"] else ("", "")
    if due is None:
        return "待答复", "near"
    if due < today:
        return f"已过期限 {due}", "overdue"
    return (f"今天要答复（{due}）", "due") if due == today else (f"{due} 前答复", "near")


@dataclass(frozen=True)
class AnswersDue:
    """What waits for an answer today: complaints past their day, complaints due by `soon`, and open questions."""

    overdue: int
    soon: int
    questions: int


def answers_due(station: Station, today: date, soon: date) -> AnswersDue:
    """Counts what waits; `soon` is the last day (inclusive) that is near enough to be told."""
    query = """
        SELECT coalesce(sum(due < :today), 0), coalesce(sum(due >= :today AND due <= :soon), 0), coalesce(sum(due IS NULL), 0)
        FROM contact_view WHERE waits AND station = :station
    """
    with glancing(station) as look:
        return AnswersDue(*look.tuples(query, {"today": today.isoformat(), "soon": soon.isoformat(), "station": station.info.code})[0])
