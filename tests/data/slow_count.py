"""A slow clock of its own: it walks day by day through the days typed from the State Council's papers and knows no table."""

from datetime import date, timedelta

from tests.data.state_council_days import OFF, WORKED

DAY = timedelta(days=1)


def _typed(year, text):
    return date.fromisoformat(f"{year}-{text}")


OFF_DAYS = {_typed(year, first) + n * DAY for year, spans in OFF.items() for first, last in spans
            for n in range((_typed(year, last) - _typed(year, first)).days + 1)}
WORK_DAYS = {_typed(year, text) for year, days in WORKED.items() for text in days}
OFF_DAYS |= {_typed(2027, text) for text in (  # 2027 is not published: the thirteen days of the law
    "01-01", "02-05", "02-06", "02-07", "02-08", "04-05", "05-01", "05-02", "06-09", "09-15", "10-01", "10-02", "10-03")}


def worked(day):
    return day in WORK_DAYS or (day.weekday() < 5 and day not in OFF_DAYS)


def every(_):
    return True


def due(start, days, stopped, day0_counts, counts=worked):
    """The day on which so many days are counted."""
    day = start if day0_counts else start + DAY
    while True:
        if counts(day) and not stopped(day):
            days -= 1
            if days == 0:
                return day
        day += DAY


def used(start, until, stopped, day0_counts, counts=worked):
    """The days counted up to `until`."""
    day = start if day0_counts else start + DAY
    n = 0
    while day <= until:
        n += counts(day) and not stopped(day)
        day += DAY
    return n


def rolled(day, stopped):
    """The last day of a period in calendar days: the next day that is worked and not paused."""
    while not worked(day) or stopped(day):
        day += DAY
    return day
