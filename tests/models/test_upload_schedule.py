"""When a report is due by the clerk's own plan: weeks, months, days, and working days only where the clerk chose so."""

from datetime import datetime, time

import pytest

from models.problems import ProblemsFound
from models.services.exchange.outbox import export
from models.services.exchange.upload_plan import keep_plan, upload_plan
from models.upload_schedule import UploadSchedule, checked, last_due, next_due, overdue_words
from models.workdays import WorkCalendar, published_calendar_text
from tests.stations import mill

CALENDAR = WorkCalendar.from_text(published_calendar_text())
FRIDAYS = UploadSchedule(every="week", day=5, at=time(16, 0))


@pytest.mark.parametrize(
    ("schedule", "now", "last", "coming"),
    [
        (FRIDAYS, "2026-11-27T15:59", "2026-11-20T16:00", "2026-11-27T16:00"),
        (FRIDAYS, "2026-11-27T16:00", "2026-11-27T16:00", "2026-12-04T16:00"),
        (UploadSchedule(every="day", at=time(8, 0)), "2026-11-23T07:00", "2026-11-22T08:00", "2026-11-23T08:00"),
        (UploadSchedule(every="day", at=time(8, 0), working_days=True), "2026-11-22T12:00", "2026-11-20T08:00", "2026-11-23T08:00"),
        (UploadSchedule(every="month", day=31, at=time(9, 0)), "2026-11-23T12:00", "2026-10-31T09:00", "2026-11-30T09:00"),
        (UploadSchedule(every="month", day=31, working_days=True), "2026-11-23T12:00", "2026-11-02T16:00", "2026-11-30T16:00"),
        (UploadSchedule(every="week", day=4, working_days=True), "2026-10-06T12:00", "2026-09-24T16:00", "2026-10-08T16:00"),
    ],
    ids=["before", "at", "day", "working day", "end of month", "moved", "over the national holiday"],
)
def test_the_last_and_the_next_time(schedule, now, last, coming):
    at = datetime.fromisoformat(now)
    assert last_due(schedule, at, CALENDAR) == datetime.fromisoformat(last)
    assert next_due(schedule, at, CALENDAR) == datetime.fromisoformat(coming)


def test_words():
    assert overdue_words(FRIDAYS, datetime(2026, 11, 20, 16), datetime(2026, 11, 22, 9)) == "该上报了：每周五 16:00，已过 2 天"
    assert overdue_words(FRIDAYS, datetime(2026, 11, 20, 16), datetime(2026, 11, 20, 17)) == "该上报了：每周五 16:00，今天该报"
    assert UploadSchedule(every="month", day=25, working_days=True).text == "每月 25 日 16:00（遇节假日顺延）"
    with pytest.raises(ProblemsFound):
        checked(UploadSchedule(every="week", day=8))


def test_a_report_is_owed_only_after_the_plan_was_made_and_until_something_was_exported(station, tmp_path):
    mill(station)
    made = datetime(2026, 11, 18, 9)
    assert upload_plan(station, made).next is None
    keep_plan(station, FRIDAYS, made)
    assert upload_plan(station, made).owed == ""  # last Friday was before the plan
    assert upload_plan(station, made).next == datetime(2026, 11, 20, 16)
    late = datetime(2026, 11, 22, 9)
    assert upload_plan(station, late).owed == "该上报了：每周五 16:00，已过 2 天"
    export(station, tmp_path)  # at the station's clock, Monday the 23rd
    assert upload_plan(station, datetime(2026, 11, 24, 9)).owed == ""
    assert upload_plan(station, datetime(2026, 11, 28, 9)).owed == ""  # nothing new since
    mill(station, phone="13900000009")
    assert upload_plan(station, datetime(2026, 11, 28, 9)).owed == "该上报了：每周五 16:00，已过 1 天"
