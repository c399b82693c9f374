"""Lists of cases: levels computed in the query from dates that do not depend on today, one page of rows at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec
import sqlalchemy as sa

from models.clock import left
from models.services.rows import CasePage, CaseRow, Counts
from models.services.station import Station, looking
from models.store.views import acknowledged, case_view, outbox

WEEKDAYS = "一二三四五六日"
LEVELS = ("overdue", "due", "near", "waiting", "calm")
_FAR = "9999"
_STATUS_TEXT = {
    "not_accepted": "未受理",
    "running": "在办",
    "waiting": "暂停计时",
    "passed_up": "县中心办理中",
    "archived": "已归档",
    "withdrawn": "客户撤销",
    "void": "录错作废",
}


def day_text(day: date, today: date) -> str:
    """A day as lists show it: 今天, 明天, 11-25 周三, with the year where it is another one."""
    near = {0: "今天", 1: "明天"}.get((day - today).days)
    if near:
        return near
    return f"{day:%m-%d} 周{WEEKDAYS[day.weekday()]}" if day.year == today.year else f"{day:%Y-%m-%d}"


def level_column(today: date) -> sa.Case[str]:
    """The level of a row on a day, as SQL over the stored thresholds."""
    c, now = case_view.c, today.isoformat()
    return sa.case(
        (c.status.in_(("waiting", "not_accepted")), "waiting"),
        (c.status == "passed_up", "passed_up"),
        (c.status != "running", "ended"),
        (sa.func.coalesce(c.due, _FAR) < now, "overdue"),
        (sa.or_(sa.func.coalesce(c.due_from, _FAR) <= now, sa.func.coalesce(c.target, _FAR) <= now), "due"),
        (sa.func.coalesce(c.near_from, _FAR) <= now, "near"),
        else_="calm",
    )


def counts(connection: sa.Connection, today: date) -> Counts:
    """How many open cases stand at each level."""
    level = level_column(today).label("level")
    query = (
        sa.select(level, sa.func.count()).where(case_view.c.status.in_(("running", "waiting", "not_accepted", "passed_up"))).group_by(level)
    )
    found = {str(name): int(number) for name, number in connection.execute(query)}
    return Counts(*(found.get(name, 0) for name in ("overdue", "due", "near", "waiting", "calm", "passed_up")))


def urgent_rows(station: Station, connection: sa.Connection, today: date, limit: int) -> tuple[CaseRow, ...]:
    """The most urgent open cases of the station, the worst first."""
    c = case_view.c
    level = level_column(today)
    rank = sa.case({name: place for place, name in enumerate(LEVELS)}, value=level, else_=9)
    soonest = sa.case((level == "overdue", c.due), else_=sa.func.coalesce(c.act_by, _FAR))
    query = (
        sa.select(c.id)
        .where(c.status.in_(("running", "waiting", "not_accepted")))
        .order_by(rank, soonest, c.number)
        .limit(limit)
    )
    ids = [str(found) for (found,) in connection.execute(query)]
    return _rows_of(station, connection, ids, today)


def _rows_of(station: Station, connection: sa.Connection, ids: list[str], today: date) -> tuple[CaseRow, ...]:
    if not ids:
        return ()
    found = {
        row["id"]: row
        for row in connection.execute(sa.select(case_view, level_column(today).label("level")).where(case_view.c.id.in_(ids))).mappings()
    }
    sync = sync_marks(connection, station)
    return tuple(case_row(station, found[name], today, sync) for name in ids if name in found)


@dataclass(frozen=True)
class SyncMarks:
    """Up to which line of each epoch the centre has answered, and up to which lines were exported."""

    answered: Mapping[str, int]
    exported: Mapping[str, int]

    def text(self, epoch: str, seq: int) -> str:
        """未导出, 已导出未回执 or 已回执."""
        if seq <= self.answered.get(epoch, 0):
            return "已回执"
        return "已导出未回执" if seq <= self.exported.get(epoch, 0) else "未导出"


def sync_marks(connection: sa.Connection, station: Station) -> SyncMarks:
    """Reads the marks of this station."""
    answered = {
        epoch: seq
        for epoch, seq in connection.execute(
            sa.select(acknowledged.c.epoch, acknowledged.c.seq).where(acknowledged.c.station == station.info.code)
        )
    }
    exported: dict[str, int] = {}
    for (runs,) in connection.execute(sa.select(outbox.c.runs).order_by(outbox.c.number.desc()).limit(20)):
        for epoch, _first, last in msgspec.json.decode(runs):
            exported[epoch] = max(last, exported.get(epoch, 0))
    return SyncMarks(answered, exported)


def case_row(station: Station, row: sa.RowMapping, today: date, sync: SyncMarks) -> CaseRow:
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
        due_text=_due_text(row, shown, internal, today),
        provisional=bool(row["target_provisional"] if internal else row["provisional"]),
        internal=internal,
        action=row["action"],
        action_name=row["action_name"],
        accepted_on=_day(row["accepted_on"]),
        status_text=_STATUS_TEXT[row["status"]],
        sync_text=sync.text(row["epoch"], row["last_seq"]),
        taken_over=row["taken_over"],
    )


def _stage_text(row: sa.RowMapping) -> str:
    if row["status"] == "not_accepted":
        return "待补资料"
    if row["action"].startswith("pass_up"):
        return "上报县中心"
    return str(row["stage_name"]) or _STATUS_TEXT[row["status"]]


def _due_text(row: sa.RowMapping, shown: date | None, internal: bool, today: date) -> str:
    if row["status"] == "not_accepted":
        return "不计时"
    if row["status"] == "waiting":
        return f"停，还剩 {row['rest']} 个工作日" if row["rest"] is not None else "停"
    if row["status"] != "running":
        return ""
    if shown is None:
        return "无规定时限" if row["due_name"] is None else "等客户报验"
    return day_text(shown, today) + ("（内控）" if internal else "")


def level_text(station: Station, row: sa.RowMapping, today: date) -> str:
    """The words beside the level's shape; 逾期 only ever for the governing limit."""
    level = row["level"]
    if level == "waiting":
        return "未受理 · 缺件" if row["status"] == "not_accepted" else "等待客户"
    if level in ("passed_up", "ended"):
        return _STATUS_TEXT[row["status"]]
    due, target = _day(row["due"]), _day(row["target"])
    if level == "overdue" and due:
        return f"逾期 {-left(station.calendar, due, today)} 个工作日"
    if level == "due" and target and (due is None or target < due):
        return _target_text(station, target, today)
    if target and (due is None or target < due):
        return f"内控剩 {left(station.calendar, target, today)} 个工作日"
    if due is None:
        return "无规定时限" if row["due_name"] is None else "等客户报验"
    if due <= today + timedelta(days=1):
        return f"{day_text(due, today)}到期"
    return f"剩 {left(station.calendar, due, today)} 个工作日"


def _target_text(station: Station, target: date, today: date) -> str:
    if target < today:
        return f"内控已过 {-left(station.calendar, target, today)} 个工作日"
    return f"内控{day_text(target, today)}" if target <= today + timedelta(days=1) else "内控下个工作日"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


_FILTERS = {
    "open": ("running", "waiting", "not_accepted", "passed_up"),
    "not_accepted": ("not_accepted",),
    "passed_up": ("passed_up",),
    "ended": ("archived", "withdrawn", "void"),
    "all": (),
}


def list_cases(station: Station, today: date, status: str = "open", text: str = "", after: str = "", limit: int = 100) -> CasePage:
    """One page of cases, the newest first; `status` is a filter or a level, `text` looks through numbers, names, initials, phones …"""
    conditions = _conditions(status, text, today)
    with looking(station) as connection:
        found = _page(connection, conditions, after, limit)
        rows = _rows_of(station, connection, [row.id for row in found], today)
        total = len(found)
        if after or len(found) == limit:  # a first page that is not full has told it already
            total = int(connection.execute(sa.select(sa.func.count()).select_from(case_view).where(*conditions)).scalar_one())
    more = f"{found[-1].received_on}|{found[-1].number}" if len(found) == limit else ""
    return CasePage(rows, more, total)


def _page(connection: sa.Connection, conditions: list[sa.ColumnElement[bool]], after: str, limit: int) -> Sequence[sa.Row[str, str, str]]:
    c = case_view.c
    if after:
        day, _, number = after.partition("|")
        conditions = [*conditions, c.received_on <= day, sa.or_(c.received_on < day, c.number < number)]
    query = sa.select(c.id, c.received_on, c.number).where(*conditions).order_by(c.received_on.desc(), c.number.desc()).limit(limit)
    return connection.execute(query).all()


def _conditions(status: str, text: str, today: date) -> list[sa.ColumnElement[bool]]:
    c = case_view.c
    conditions: list[sa.ColumnElement[bool]] = []
    if status in LEVELS:
        conditions = [level_column(today) == status, c.status.in_(("running", "waiting", "not_accepted"))]
    elif _FILTERS.get(status):
        conditions = [c.status.in_(_FILTERS[status])]
    for word in text.lower().split():
        conditions.append(c.search.contains(word, autoescape=True))
    return conditions


def search(station: Station, text: str, today: date, limit: int = 20) -> tuple[CaseRow, ...]:
    """The quick search over all cases: the newest matches first; nothing for an empty text."""
    if not text.strip():
        return ()
    with looking(station) as connection:
        found = _page(connection, _conditions("all", text, today), "", limit)
        return _rows_of(station, connection, [row.id for row in found], today)
