"""What is wrong with a broadcast before it is sent, as the stations will find it, and whether anybody works on the day for its answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import sqlalchemy as sa

from models.broadcasts import KIND_WORDS, fold_broadcasts
from models.calendar_revision import AlreadyInUse, OtherContent, revision_number, take_year
from models.events.broadcast import BroadcastKind
from models.problems import Problem, StationError
from models.services import calendars
from models.services.centre.store import Centre
from models.services.folding.refold import Folder
from models.store import journal
from models.store.session import reading
from models.workdays import CalendarError, CalendarText, Overlay, WorkCalendar, decode_calendar, published_calendar_text


def body_problems(centre: Centre, stations: Sequence[str], kind: BroadcastKind, body: str, file: str) -> list[Problem]:
    """Every fault of what is to be sent; a year's holidays is held against what each station has or was sent, as far as that is here."""
    if not body.strip():
        return [Problem("body", "内容", f"请填写{KIND_WORDS[kind]}的内容，或选文件。")]
    if kind == "calendar":
        return list(_calendar_problems(centre, stations, body, file))
    if kind == "rules":
        from models.services.rule_sets import faults_of

        return [Problem("body", "规则文件", told) for told in faults_of(body, file)[:5]]
    if kind == "template":
        from models.services.wordings import faults_of as wording_faults

        return [Problem("body", "文字模板", told) for told in wording_faults(body, file)]
    return []


def _calendar_problems(centre: Centre, stations: Sequence[str], body: str, file: str) -> Iterator[Problem]:
    try:
        year = calendars.read_text(file, body)
    except StationError as error:
        yield Problem("body", "节假日安排", error.message)
        return
    told: dict[str, list[str]] = {}
    with reading(centre.database) as connection:
        for code in dict.fromkeys(stations):
            if why := _why_not(connection, code, year):
                told.setdefault(why, []).append(code)
    for why, codes in told.items():
        yield Problem("body", "节假日安排", f"供电所 {'、'.join(codes)} 采用不了：{why}")


def _why_not(connection: sa.Connection, station: str, year: Overlay) -> str:
    """Why a station that adopts all it was sent could not adopt a further year; empty where it can, or nothing of it is here."""
    text = _calendar_of(connection, station)
    if text is None:
        return ""
    for one in fold_broadcasts(journal.facts_of(connection, f"station:{station}")):
        if one.kind == "calendar" and one.how != "declined":
            try:
                text = take_year(text, calendars.read_text(one.file, one.body))
            except StationError:  # in use already, overtaken, or never to be adopted
                continue
    try:
        take_year(text, year)
    except AlreadyInUse as error:  # the very same once more harms nobody
        return f"{error.message.replace('本所已采用', '它已采用（或已发给它）')}请下发新的一版。" if error.older else ""
    except OtherContent as error:
        return f"{error.year} 年的第 {error.edition} 版它已采用，或已发给它，内容和这份不同。{error.hint}"
    except CalendarError as error:
        return f"{error.message.replace('本所', '该所')}{error.hint}"
    return ""


def _calendar_of(connection: sa.Connection, station: str) -> CalendarText | None:
    shelf = Folder(connection).shelf(station)
    return shelf.calendar.text if any(subject == "calendar" for subject, _, _ in shelf.names) else None


def next_working_day(centre: Centre, stations: Sequence[str], day: date) -> date | None:
    """The working day after a day on which nobody works, by the newest calendar that one of the stations has; None for a working day.

    None as well for a day beyond the calendar. Where nothing of the stations is here, the calendar that came with the program tells.
    """
    with reading(centre.database) as connection:
        known = [text for code in stations if (text := _calendar_of(connection, code))]
    newest = max(known, key=lambda text: revision_number(text.revision), default=None)
    calendar = WorkCalendar(newest or decode_calendar(published_calendar_text()))
    try:
        return None if calendar.is_working(day) else calendar.add(day, 1)
    except CalendarError:
        return None
