"""Lists of cases: levels computed in the query from dates that do not depend on today, one page of rows at a time.

Plain SQL throughout: 今日 is read before SQLAlchemy is imported, and one definition of level and order serves every list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol

import msgspec

from models.countdown import counted
from models.services.list_rows import CasePage, CaseRow, Counts
from models.services.station import Station, glancing
from models.store.look import Look, Row
from models.store.versions import NO_DAY

if TYPE_CHECKING:
    from models.workdays import WorkCalendar


class HasCalendar(Protocol):
    """Whose days are counted: an open station, or at the centre the rules of one."""

    @property
    def calendar(self) -> WorkCalendar:
        """The calendar in force."""


REJECTED = "rejected_cases"
"""The setting with the cases of which the centre's last answer could not use a line: `{case: [epoch, last line then, [reasons]]}`."""
WEEKDAYS = "一二三四五六日"
LEVELS = ("overdue", "due", "near", "waiting", "calm")
SHOWN = (
    "id, number, customer, summary, village, status, stage_name, action, action_name, accepted_on, due, due_name, "
    "pre_number, due_unit, due_time, due_from, near_from, provisional, target, target_provisional, overrun, rest, "
    "taken_over, turn, epoch, last_seq, note"
)
_STATUS_TEXT = {
    "not_accepted": "未受理",
    "running": "在办",
    "waiting": "暂停计时",
    "passed_up": "县中心办理中",
    "archived": "已归档",
    "refused": "不予受理",
    "not_suppliable": "暂不具备，待复核",
    "withdrawn": "客户撤销",
    "plan_lapsed": "方案逾期失效",
    "lost_contact": "失联终止",
    "merged": "重复并入",
    "void": "录错作废",
    "handed_over": "移交",
}


def day_text(day: date, today: date) -> str:
    """A day as lists show it: 今天, 明天, 11-25 周三, with the year where it is another one."""
    near = {0: "今天", 1: "明天"}.get((day - today).days)
    if near:
        return near
    return f"{day:%m-%d} 周{WEEKDAYS[day.weekday()]}" if day.year == today.year else f"{day:%Y-%m-%d}"


LEVEL = f"""
    CASE WHEN status IN ('waiting', 'not_accepted') THEN 'waiting'
         WHEN status = 'passed_up' THEN 'passed_up'
         WHEN status = 'not_suppliable' THEN 'deferred'
         WHEN status <> 'running' THEN 'ended'
         WHEN coalesce(due, '{NO_DAY}') < :today THEN 'overdue'
         WHEN coalesce(due_from, '{NO_DAY}') <= :today OR coalesce(target, '{NO_DAY}') <= :today THEN 'due'
         WHEN coalesce(near_from, '{NO_DAY}') <= :today THEN 'near'
         ELSE 'calm' END"""
"""The level of a row of `case_view` on a day `:today`, over the stored thresholds."""
STATUSES = {**dict.fromkeys(LEVELS, "('running')"), "waiting": "('waiting', 'not_accepted')"}
"""In which states a case can be at a level: an index finds these first."""
_COUNTS = f"""
    SELECT {LEVEL} AS level, count(*) FROM case_view
    WHERE status IN ('running', 'waiting', 'not_accepted', 'passed_up') GROUP BY level"""
URGENT = {
    level: f"""
    SELECT id FROM case_view WHERE status IN {STATUSES[level]} AND {LEVEL} = :level
    {"AND due < :today ORDER BY turn, due" if level == "overdue" else "ORDER BY turn, act_by"}, number LIMIT :most"""
    for level in LEVELS
}
"""The cases at a level, the soonest first; an index holds them in this order."""
GREEN = """
    SELECT id FROM case_view WHERE status IN ('running', 'waiting', 'not_accepted') AND turn = 0 ORDER BY act_by, number LIMIT :most"""
"""The open cases of the green channel, the soonest first: they go before all others."""


def counts(look: Look, today: date) -> Counts:
    """How many open cases stand at each level."""
    found = dict(look.tuples(_COUNTS, {"today": today.isoformat()}))
    return Counts(*(found.get(name, 0) for name in ("overdue", "due", "near", "waiting", "calm", "passed_up")))


def urgent_rows(station: Station, look: Look, today: date, limit: int, numbers: Counts) -> tuple[CaseRow, ...]:
    """The most urgent open cases of the station: those of the green channel, then the worst first.

    Levels of which there are none by `numbers` are not looked for.
    """
    ids = green = [name for (name,) in look.tuples(GREEN, {"most": limit})]
    for level in LEVELS:
        most = min(getattr(numbers, level), limit - len(ids) + len(green))
        if most and len(ids) < limit:  # as many are looked for as there are, so that the index is left at the last of them
            values = {"today": today.isoformat(), "level": level, "most": most}
            ids = [*ids, *(name for (name,) in look.tuples(URGENT[level], values) if name not in green)][:limit]
    return _rows_of(station, look, ids, today)


def _rows_of(station: Station, look: Look, ids: list[str], today: date) -> tuple[CaseRow, ...]:
    found = view_rows(look, ids, today)
    sync = sync_marks(look, station)
    return tuple(case_row(station, found[name], today, sync) for name in ids if name in found)


def view_rows(look: Look, ids: list[str], today: date) -> dict[str, Row]:
    """The rows of these cases with their `level` on a day, by id."""
    named = {f"id{place}": name for place, name in enumerate(ids)}
    query = f"SELECT {SHOWN}, {LEVEL} AS level FROM case_view WHERE id IN ({', '.join(f':{name}' for name in named)})"
    return {row["id"]: row for row in look.rows(query, {**named, "today": today.isoformat()})} if ids else {}


@dataclass(frozen=True)
class SyncMarks:
    """Up to which line of each epoch the centre has answered, up to which lines were exported, and the cases that came back."""

    answered: Mapping[str, int]
    exported: Mapping[str, int]
    rejected: Mapping[str, tuple[str, int, tuple[str, ...]]] = field(default_factory=dict)

    def text(self, epoch: str, seq: int) -> str:
        """未导出, 已导出未回执 or 已回执."""
        if seq <= self.answered.get(epoch, 0):
            return "已回执"
        return "已导出未回执" if seq <= self.exported.get(epoch, 0) else "未导出"

    def of_case(self, case_id: str, epoch: str, seq: int) -> str:
        """The same of a case by its newest line; 被退回 as long as nothing was added since the centre could not use one of its lines."""
        return "被退回" if self.why_rejected(case_id, epoch, seq) else self.text(epoch, seq)

    def why_rejected(self, case_id: str, epoch: str, seq: int) -> tuple[str, ...]:
        """The centre's reasons, empty where the case did not come back or went on since."""
        at, last, reasons = self.rejected.get(case_id, ("", 0, ()))
        return reasons if (at, last) == (epoch, seq) else ()


NOTHING_EXPORTED = SyncMarks({}, {})
"""For a reader who does not export."""


def sync_marks(look: Look, station: Station) -> SyncMarks:
    """Reads the marks of this station."""
    answered = dict(look.tuples("SELECT epoch, seq FROM acknowledged WHERE station = :station", {"station": station.info.code}))
    exported: dict[str, int] = {}
    for (runs,) in look.tuples("SELECT runs FROM outbox ORDER BY number DESC LIMIT 20"):
        for epoch, _first, last in msgspec.json.decode(runs):
            exported[epoch] = max(last, exported.get(epoch, 0))
    rejected = msgspec.json.decode(look.setting(REJECTED, "{}"), type=dict[str, tuple[str, int, tuple[str, ...]]])
    return SyncMarks(answered, exported, rejected)


def case_row(station: HasCalendar, row: Row, today: date, sync: SyncMarks) -> CaseRow:
    """A row of the view with what depends on today."""
    due, target = _day(row["due"]), _day(row["target"])
    internal = bool(target and (due is None or target < due)) and row["level"] != "overdue"
    shown = target if internal else due
    return CaseRow(
        case_id=row["id"],
        number=row["number"],
        level=row["level"],
        level_text=level_text(station, row, today),
        customer=row["customer"],
        summary=row["summary"],
        village=row["village"],
        stage=_stage_text(row),
        due=shown,
        due_text=_due_text(row, shown, internal, today) + _overrun_text(row),
        provisional=bool(row["target_provisional"] if internal else row["provisional"]),
        internal=internal,
        action=row["action"],
        action_name=row["action_name"],
        accepted_on=_day(row["accepted_on"]),
        status_text="预受理" if row["pre_number"] else _STATUS_TEXT[row["status"]],
        sync_text=sync.of_case(row["id"], row["epoch"], row["last_seq"]),
        taken_over=bool(row["taken_over"]),
        green=row["turn"] == 0,
    )


def _stage_text(row: Row) -> str:
    if row["status"] == "not_accepted":
        return "待正式受理" if row["pre_number"] else "待补资料"
    if row["action"].startswith("pass_up"):
        return "上报县中心"
    return str(row["stage_name"]) or _STATUS_TEXT[row["status"]]


def _due_text(row: Row, shown: date | None, internal: bool, today: date) -> str:
    if row["status"] == "not_accepted":
        return "不计时"
    if row["status"] == "waiting":
        return f"停，还剩 {counted(row['rest'], row['due_unit'])}" if row["rest"] is not None else "停"
    if row["status"] != "running":
        return ""
    if shown is None:
        return "无规定时限" if row["due_name"] is None else "等客户报验"
    return day_text(shown, today) + ("（内控）" if internal else f" {row['due_time']}".rstrip())


def level_text(station: HasCalendar, row: Row, today: date) -> str:
    """The words beside the level's shape; 逾期 only ever for the governing limit."""
    level = row["level"]
    if level == "waiting":
        return "预受理" if row["pre_number"] else "未受理 · 缺件" if row["status"] == "not_accepted" else "等待客户"
    if level in ("passed_up", "deferred", "ended"):
        return _STATUS_TEXT[row["status"]]
    due, target = _day(row["due"]), _day(row["target"])
    if level == "overdue" and due:
        return f"逾期 {_days_left(station, row, due, today, -1)}"
    if level == "due" and target and (due is None or target < due):
        return _target_text(station, target, today)
    if target and (due is None or target < due):
        return f"内控剩 {station.calendar.left(target, today)} 个工作日"
    if due is None:
        return "无规定时限" if row["due_name"] is None else "等客户报验"
    if due <= today + timedelta(days=1):
        return f"{day_text(due, today)}{row['due_time']}到期"
    return f"剩 {_days_left(station, row, due, today)}"


def _days_left(station: HasCalendar, row: Row, due: date, today: date, sign: int = 1) -> str:
    """The days up to a due day in the unit of its limit; those of a limit in hours are days of the calendar."""
    if row["due_unit"] == "working_day":
        return counted(sign * station.calendar.left(due, today))
    return counted(sign * (due - today).days, "calendar_day")


def _overrun_text(row: Row) -> str:
    """Beside the due day, the day until which it was declared to take (预计超时); the due day itself stays."""
    declared = _day(row["overrun"]) if row["status"] == "running" else None
    return f" 预计{declared:%m-%d}" if declared else ""


def _target_text(station: HasCalendar, target: date, today: date) -> str:
    if target < today:
        return f"内控已过 {-station.calendar.left(target, today)} 个工作日"
    return f"内控{day_text(target, today)}" if target <= today + timedelta(days=1) else "内控下个工作日"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


FILTERS = {
    "open": "('running', 'waiting', 'not_accepted', 'passed_up')",
    "not_accepted": "('not_accepted')",
    "passed_up": "('passed_up')",
    "deferred": "('not_suppliable')",
    "ended": "('archived', 'refused', 'withdrawn', 'plan_lapsed', 'lost_contact', 'merged', 'void', 'handed_over')",
}


def list_cases(station: Station, today: date, status: str = "open", text: str = "", after: str = "", limit: int = 100) -> CasePage:
    """One page of cases, the newest first; `status` is a filter or a level, `text` looks through numbers, names, initials, phones …"""
    where, values = _conditions(status, text, today)
    with glancing(station) as look:
        found = _page(look, where, values, after, limit)
        rows = _rows_of(station, look, [name for name, _, _ in found], today)
        total = len(found)
        if after or len(found) == limit:  # a first page that is not full has told it already
            total = int(look.tuples(f"SELECT count(*) FROM case_view WHERE {where}", values)[0][0])
    more = "|".join((found[-1][1], found[-1][2], found[-1][0])) if len(found) == limit else ""
    return CasePage(rows, more, total)


def _page(look: Look, where: str, values: Mapping[str, object], after: str, limit: int) -> list[tuple[str, str, str]]:
    """Id, day and number of the newest cases after a place in the list."""
    if after:
        day, number, case_id = after.split("|")
        rest = "received_on < :day OR number < :number OR number = :number AND id < :case"  # two cases may bear one number
        where = f"{where} AND received_on <= :day AND ({rest})"
        values = {**values, "day": day, "number": number, "case": case_id}
    index = "case_search" if "word0" in values else "case_by_day"  # in the order of the list; one of states would have to be sorted
    order = "ORDER BY received_on DESC, number DESC, id DESC LIMIT :most"
    query = f"SELECT id, received_on, number FROM case_view INDEXED BY {index} WHERE {where} {order}"
    return look.tuples(query, {**values, "most": limit})


def _conditions(status: str, text: str, today: date) -> tuple[str, dict[str, object]]:
    """What follows WHERE, with its values; what the clerk typed is only ever a value."""
    parts, values = ["1"], dict[str, object]()
    if status in LEVELS:
        parts.append(f"status IN {STATUSES[status]} AND {LEVEL} = :level")
        values |= {"level": status, "today": today.isoformat()}
    elif status == "other_overdue":
        parts.append("status = 'running' AND other_due < :today")
        values["today"] = today.isoformat()
    elif status == "pre_accepted":
        parts.append("status = 'not_accepted' AND pre_number <> ''")
    elif status in FILTERS:
        parts.append(f"status IN {FILTERS[status]}")
    for place, word in enumerate(text.lower().split()):
        parts.append(f"instr(search, :word{place}) > 0")
        values[f"word{place}"] = word
    return " AND ".join(parts), values


def search(station: Station, text: str, today: date, limit: int = 20) -> tuple[CaseRow, ...]:
    """The quick search over all cases: the newest matches first; nothing for an empty text."""
    if not text.strip():
        return ()
    where, values = _conditions("all", text, today)
    with glancing(station) as look:
        found = _page(look, where, values, "", limit)
        return _rows_of(station, look, [name for name, _, _ in found], today)
