"""20,000 random ledgers: stopped, resumed, corrected, withdrawn, begun on another day, reopened; each day looked up in a plain set."""

from datetime import date
from random import Random

import msgspec
import pytest

from models.business import TimeLimit
from models.clock import Pause, countdown, explain
from models.workdays import WorkCalendar, published_calendar_text
from tests.data import slow_count as slow
from tests.data.slow_count import DAY

LIMIT = TimeLimit(code="t", name="t", classes=("residential",), kind="stage", days=1, start="accept", stop="energize", source="s", cite="c")
CALENDAR = WorkCalendar.from_text(published_calendar_text())
FIRST, LAST = date(2004, 1, 1).toordinal(), date(2026, 3, 31).toordinal()
SIDES = ("customer", "government", "company", "grid_works")


class Ledger:
    """What a clerk writes down about one stage, one line after another; the latest word on each matter holds."""

    def __init__(self, random):
        self.random = random
        self.start = date.fromordinal(random.randint(FIRST, LAST))
        self.days = random.randint(1, 30)
        self.pauses = {}
        self.done = None
        for number in range(random.randint(1, 8)):
            acts = (self.stop, self.stop, self.resume, self.correct_pause, self.withdraw, self.correct_start, self.end, self.reopen)
            random.choice(acts)(number)
        self.today = self.start + random.randint(0, 90) * DAY

    def day(self, low=-3, high=50):
        return self.start + self.random.randint(low, high) * DAY

    def stop(self, number):
        self.pauses[number] = [self.day(), None, self.random.choice(SIDES), self.random.random() < 0.5]

    def resume(self, _):
        opened = [pause for pause in self.pauses.values() if pause[1] is None]
        if opened:
            opened[-1][1] = opened[-1][0] + self.random.randint(-1, 20) * DAY

    def correct_pause(self, _):
        if self.pauses:
            pause = self.random.choice(list(self.pauses.values()))
            pause[0] = self.day()
            if pause[1] is not None:
                pause[1] = pause[0] + self.random.randint(0, 20) * DAY

    def withdraw(self, _):
        if self.pauses:
            del self.pauses[self.random.choice(list(self.pauses))]

    def correct_start(self, _):
        self.start += self.random.randint(-5, 5) * DAY

    def end(self, _):
        self.done = self.day(0, 60)

    def reopen(self, _):
        self.done = None


def paused_days(ledger, until):
    """Every single day on which the clock stands, in a set."""
    stands = set()
    for begin, end, side, _ in ledger.pauses.values():
        day = begin
        while side in ("customer", "government") and day <= (end or until):
            stands.add(day)
            day += DAY
    return stands


@pytest.mark.parametrize("seed", range(10))
def test_two_thousand_ledgers_equal_the_slow_count(seed):
    random = Random(seed)
    for _ in range(2000):
        ledger = Ledger(random)
        unit = random.choice(("working_day", "working_day", "calendar_day"))
        day0_counts = random.random() < 0.5
        limit = msgspec.structs.replace(LIMIT, days=ledger.days, unit=unit)
        until = min(ledger.today, ledger.done) if ledger.done else ledger.today
        pauses = [Pause(*pause) for pause in ledger.pauses.values()]
        asked = {"day0_counts": day0_counts, "today": ledger.today, "stopped_on": ledger.done}
        count = countdown(limit, ledger.start, CALENDAR, pauses, **asked)
        stands = paused_days(ledger, until).__contains__
        counts = slow.worked if unit == "working_day" else slow.every
        due = slow.due(ledger.start, ledger.days, stands, day0_counts, counts)
        if unit == "calendar_day":
            due = slow.rolled(due, stands)
        assert count.due == due
        assert (count.rest < 0) is (until > due and (slow.used(due, until, stands, False, counts) > 0))
        if until <= due and unit == "working_day":
            assert count.used == slow.used(ledger.start, until, stands, day0_counts)
        strip = explain(limit, ledger.start, CALENDAR, pauses, **asked)
        assert (strip[-1].date, [day.n for day in strip if day.n]) == (due, list(range(1, ledger.days + 1)))
