"""县中心下发 at a station: what the centre sent, and what the station does with it: read, answer, adopt."""

from __future__ import annotations

from datetime import date

from models import events
from models.broadcasts import HOW_WORDS, Broadcast, fold_broadcasts
from models.calendar_revision import AlreadyInUse
from models.day_runs import runs, span
from models.problems import Problem, ProblemsFound, StationError
from models.services import calendars
from models.services.changes import Changes
from models.services.station import Station, changing, looking
from models.store import journal
from models.sync.key_change import read_change
from models.sync.refusal import PackageRefused
from models.workdays import CalendarError


def broadcasts(station: Station) -> tuple[Broadcast, ...]:
    """What the centre sent to this station: open ones first, those with the nearest day before the others, then the newest."""
    with looking(station) as connection:
        found = fold_broadcasts(journal.facts_of(connection, f"station:{station.info.code}"))
    newest = sorted(found, key=lambda one: (one.sent_on, one.id), reverse=True)
    return tuple(sorted(newest, key=lambda one: (bool(one.how), date.max if one.how else one.due or date.max)))


def broadcast_of(station: Station, name: str) -> Broadcast:
    """One broadcast; raises StationError where there is none."""
    found = next((one for one in broadcasts(station) if one.id == name), None)
    if found is None:
        raise StationError("找不到这份下发。", "请刷新后再看。")
    return found


def body_told(one: Broadcast) -> str:
    """What a broadcast brings, in words where its body is for the program."""
    if one.brings_wordings:
        from models.services.wordings import told_of

        return told_of(one)
    if one.kind == "calendar":
        return _year_told(one)
    if one.kind != "keys":
        return one.body
    try:
        change = read_change(one.body)
    except PackageRefused:
        return one.body
    signing = "不变" if change.previous == change.fingerprint else f"从 {change.previous} 换成 {change.fingerprint}"
    keys = "、".join(change.recipients)
    return f"县中心第 {change.serial} 套密钥，自 {change.since} 起。\n签名密钥{signing}。\n收件公钥（日常、备用）：{keys}。"


def _year_told(one: Broadcast) -> str:
    """A year's holidays as a notice says them; a text that cannot be read stands as it came, adopting it says what is wrong."""
    try:
        year = calendars.read_text(one.file, one.body)
    except StationError:
        return one.body
    told = [f"{year.year} 年放假安排", f"依据：{year.paper}"]
    for name in (*year.off, *(name for name in year.work if name not in year.off)):
        off = [f"{span(days)}放假，共 {len(days)} 天" for days in runs(year.off.get(name, ()))]
        work = [f"{span(days)}上班" for days in runs(year.work.get(name, ()))]
        told.append(f"{name}：{'；'.join((*off, *work))}。")
    return "\n".join(told)


def settle(station: Station, name: str, today: date, text: str = "") -> Changes:
    """Notes that a broadcast was read, or answers one that wants an answer; the answer travels with the next package."""
    one = broadcast_of(station, name)
    if one.wants == "answer" and not text.strip():
        raise ProblemsFound((Problem("text", "答复", "这份下发要求答复，请填写采取了什么措施。"),))
    return _settled(station, name, "answered" if text.strip() else "read", today, text.strip())


def decline(station: Station, name: str, today: date, text: str) -> Changes:
    """Notes that what a broadcast brought is not adopted here, with the reason."""
    broadcast_of(station, name)
    if not text.strip():
        raise ProblemsFound((Problem("text", "原因", "请填写为什么不采用。"),))
    return _settled(station, name, "declined", today, text.strip())


def calendar_in(station: Station, name: str) -> calendars.Revision:
    """The calendar revision that a broadcast brings, to preview and adopt as one from a file; raises StationError where it brings none."""
    one = broadcast_of(station, name)
    if one.kind != "calendar":
        raise StationError("这份下发不是节假日安排。", "")
    return calendars.from_text(station, one.file, one.body)


def calendar_to_adopt(station: Station, name: str, today: date) -> calendars.Revision | tuple[str, Changes]:
    """As `calendar_in`; one that is in use here already, or that a later edition has overtaken, is settled so, and the words tell it.

    Raises StationError, with the way to decline it, for one that does not fit what is in use.
    """
    try:
        return calendar_in(station, name)
    except AlreadyInUse as error:
        how = "declined" if error.older else "adopted"
        return f"{error.message}已记下，下次导出时带给县中心。", _settled(station, name, how, today, error.message)
    except CalendarError as error:
        hint = f"{error.hint}确实不能采用的，再打开这份下发，选“不采用”、写明原因，县中心会看到。"
        raise StationError(error.message, hint) from error


def adopted(station: Station, name: str, today: date, text: str = "") -> Changes:
    """Notes that what a broadcast brought is in use here now."""
    broadcast_of(station, name)
    return _settled(station, name, "adopted", today, text)


def _settled(station: Station, name: str, how: str, today: date, text: str) -> Changes:
    record = f"station:{station.info.code}"
    with changing(station) as change:
        one = next(found for found in fold_broadcasts(journal.facts_of(change.connection, record)) if found.id == name)
        if (one.how, one.text) == (how, text) or one.how == how == "adopted":
            return Changes()
        if one.how and (one.how, how) != ("declined", "adopted"):
            told = f"这份下发 {one.settled_on} 已经记为“{HOW_WORDS[one.how]}”{f'：{one.text}' if one.text else ''}。"
            raise StationError(told, "没有改动。要补充说明，请打电话告诉县中心。")
        event = events.BroadcastSettled(broadcast=name, how=how, on=today, text=text)  # type: ignore[arg-type]  # one of its words
        change.append.add(event, (record,))
        change.append.touched.clear()  # no view shows it: what was sent is folded where it is asked for
    return Changes(packages=True)
