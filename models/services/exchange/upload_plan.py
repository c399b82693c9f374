"""The station's plan of reporting: kept on this computer, and whether it is time; reading is plain SQL, for 今日 asks it too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec

from models.services.cases import sync_marks
from models.services.changes import Changes
from models.services.reminders import ReminderRow
from models.services.station import Station, glancing, noting
from models.upload_schedule import UploadSchedule, checked, last_due, next_due, overdue_words

_KEY = "upload_schedule"


@dataclass(frozen=True)
class UploadPlan:
    """The plan, its next time (None without a plan), and what is said where one has passed; empty while nothing is owed."""

    schedule: UploadSchedule
    next: datetime | None
    owed: str
    due: datetime | None = None


def upload_plan(station: Station, now: datetime) -> UploadPlan:
    """What the plan says at a time. Owed is an occurrence after which nothing was exported while there is something new to export."""
    with glancing(station) as look:
        schedule = msgspec.json.decode(look.setting(_KEY, "{}"), type=UploadSchedule)
        if not schedule.every:
            return UploadPlan(schedule, None, "")
        written = look.tuples("SELECT max(written_at) FROM outbox")[0][0]
        values = {"station": station.info.code, "epoch": station.epoch}
        last = look.tuples("SELECT max(seq) FROM journal WHERE station = :station AND epoch = :epoch", values)[0][0] or 0
        marks = sync_marks(look, station)
    coming, due = next_due(schedule, now, station.calendar), last_due(schedule, now, station.calendar)
    new = last > max(marks.answered.get(station.epoch, 0), marks.exported.get(station.epoch, 0))
    if due is None or not new or (written and datetime.fromisoformat(written) >= due):
        return UploadPlan(schedule, coming, "")
    return UploadPlan(schedule, coming, overdue_words(schedule, due, now), due)


def upload_reminder(station: Station, now: datetime) -> tuple[ReminderRow, ...]:
    """该上报了, as a reminder that belongs to no case; none while nothing is owed."""
    plan = upload_plan(station, now)
    return (ReminderRow("", "", "", "upload", plan.owed, plan.due.date()),) if plan.due else ()


def keep_plan(station: Station, schedule: UploadSchedule, now: datetime) -> Changes:
    """Keeps a plan from now on; raises ProblemsFound for a day that does not exist."""
    kept = msgspec.structs.replace(checked(schedule), since=now)
    with noting(station) as connection:
        from models.store.local import write_setting

        write_setting(connection, _KEY, msgspec.json.encode(kept).decode())
    return Changes(packages=True)
