"""Prints what 20,000 countdowns cost against a plain loop over days, in the same process: `python -m tests.bench.bench_clock`."""

from datetime import date, timedelta
from random import Random
from time import perf_counter

from models.clock import Pause, countdown
from models.rules import RuleBook, shipped_texts
from models.workdays import WorkCalendar, published_calendar_text

CASES = 20_000


def seconds(work, times=3):
    """The median of a few runs."""
    found = []
    for _ in range(times):
        begin = perf_counter()
        work()
        found.append(perf_counter() - begin)
    return sorted(found)[times // 2]


def main():
    text = published_calendar_text()
    calendar = WorkCalendar.from_text(text)
    limit = RuleBook.from_texts(shipped_texts()).limit("henan-2020", "whole", "lv_nonres_small")
    random = Random(1)
    first = date(2025, 1, 1).toordinal()
    starts = [date.fromordinal(first + random.randrange(690)) for _ in range(CASES)]
    paused = [(start, [Pause(start + timedelta(days=3), start + timedelta(days=9), "customer")]) for start in starts]
    today = date(2026, 11, 23)

    def plain(start):
        day, n = start, 0
        while n < limit.days:
            day += timedelta(days=1)
            n += calendar.is_working(day)
        return day

    calendar.longest()
    loop = seconds(lambda: [plain(start) for start in starts])
    table = seconds(lambda: [countdown(limit, start, calendar, today=today) for start in starts])
    pauses = seconds(lambda: [countdown(limit, start, calendar, gaps, today=today) for start, gaps in paused])
    load = seconds(lambda: WorkCalendar.from_text(text))
    rules = seconds(lambda: RuleBook.from_texts(shipped_texts()))
    print(f"plain loop {loop / CASES * 1e6:.1f} us a case; countdown {table / CASES * 1e6:.1f} us ({loop / table:.1f} times faster); "
          f"with a pause {pauses / CASES * 1e6:.1f} us; calendar from text {load * 1e3:.1f} ms; rule book from files {rules * 1e3:.1f} ms")


if __name__ == "__main__":
    main()
