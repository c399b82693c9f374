"""What the clock is given and what it answers: pauses, countdowns and the days of an explanation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import msgspec

ExplainMark = Literal["工", "休", "假", "班", "停", "·"]
CountUnit = Literal["working_day", "calendar_day", "hour"]
COUNTED: dict[str, str] = {"working_day": "个工作日", "calendar_day": "个自然日", "hour": "小时"}


def counted(number: int, unit: str = "working_day") -> str:
    """Returns a number of counted days or hours with its unit: 3 个工作日."""
    return f"{number} {COUNTED[unit]}"


@dataclass(frozen=True)
class Pause:
    """The clock is stopped from `start` to `end`, both inclusive and not counted; `end` None = still open.

    A pause that ends before it starts (resumed on the day it began to be needed) stops nothing. `signed` = the customer signed it.
    """

    start: date
    end: date | None
    side: str
    signed: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Day:
    """One day of an explanation: `n` is its number in the count, None where it is not counted; `paper` is the paper behind 假 or 班.

    Marks: 工 worked, 休 weekend, 假 holiday, 班 make-up day, 停 paused, · not counted (day 0, or between the company's stages). Where
    calendar days count, a 休 or 假 has a number too, but for those over which the last day rolls forward (民法典第二百零三条). For hours
    `n` is how many have begun by the end of the day.
    """

    date: date
    mark: ExplainMark
    n: int | None
    paper: str | None


class Countdown(msgspec.Struct, frozen=True):
    """One limit as it stands; dates are inclusive, numbers are working days or, as `unit` says, calendar days (months too) or hours.

    `due` is for assessment, `promised` is what the customer was told (moved only by signed pauses); both None while a sum of the
    company's stages waits for the customer. `used` counts up to today or to the day it stopped, `rest` = days - used and is negative
    when exceeded. `earliest` and `latest` are given only where `provisional`. `due_at` is the minute at which a limit in hours ends.
    """

    start: date
    days: int
    due: date | None
    promised: date | None
    provisional: bool
    earliest: date | None
    latest: date | None
    running: bool
    used: int
    rest: int
    open_pause: bool
    unit: CountUnit = "working_day"
    due_at: datetime | None = None
