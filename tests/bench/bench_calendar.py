"""What a calendar revision costs: 100,000 dates alone, and the service on a station of open cases: `python -m tests.bench.bench_calendar`.

`--cases N` makes a station of N open cases first (some 20 ms each); `--station DIR` takes a copy of a real one (password demo) instead.
The dates are held against a table of numpy, which is not among what is locked: `uv pip install --target /tmp/numpy numpy`, then
`PYTHONPATH=/tmp/numpy .venv/bin/python -m tests.bench.bench_calendar`. Without it the rest is measured and the ratio left out.
"""

import argparse
import shutil
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from time import perf_counter

from models.clock import Pause, countdown
from models.rules import RuleBook, shipped_texts
from models.services.calendars import adopt, from_file, preview
from models.services.station import Station, batch, open_station
from models.workdays import WorkCalendar, published_calendar_text
from tests import stations

STAGES = 100_000
DAY = date(2026, 11, 16)
REVISED = (Path(__file__).parent.parent / "data" / "calendar_2026_revised.toml")


def best(work, times=3):
    """The least of a few runs, in seconds."""
    found = []
    for _ in range(times):
        begin = perf_counter()
        work()
        found.append(perf_counter() - begin)
    return min(found)


def against_numpy(calendar, stages):
    """Seconds that numpy takes for the same due days from ready arrays: one lookup a stage; None without numpy. Checks that they agree."""
    try:
        import numpy
    except ImportError:
        print("numpy is not there, so there is no ratio to it: see the head of this file for how to install it beside the project.")
        return None
    first, last = calendar.first.toordinal(), calendar.last.toordinal()
    after = numpy.array([calendar.index_after(date.fromordinal(day)) for day in range(first, last + 1)])
    table = numpy.array(calendar.table)
    starts = numpy.array([start.toordinal() - first for start, _ in stages])
    days = numpy.array([count for _, count in stages])
    if [calendar.add(start, count).toordinal() for start, count in stages] != table[after[starts] + days - 1].tolist():
        raise AssertionError("numpy and the calendar disagree")
    return best(lambda: table[after[starts] + days - 1], 9)


def dates():
    """100,000 open stages: the day alone, the day from a numpy table, and the whole countdown with its range and pauses."""
    calendar = WorkCalendar.from_text(published_calendar_text())
    calendar.longest()
    limit = RuleBook.from_texts(shipped_texts()).limit("henan-2020", "whole", "lv_nonres_small")
    random = Random(1)
    stages = [(date(2025, 1, 1) + timedelta(days=random.randrange(690)), random.randrange(1, 61)) for _ in range(STAGES)]
    paused = [(start, [Pause(start + timedelta(days=3), start + timedelta(days=9), "customer")]) for start, _ in stages[: STAGES // 10]]
    plain = best(lambda: [calendar.add(start, days) for start, days in stages])
    fast = against_numpy(calendar, stages)
    full = best(lambda: [countdown(limit, start, calendar) for start, _ in stages], 1)
    gaps = best(lambda: [countdown(limit, start, calendar, pauses, today=DAY) for start, pauses in paused], 1) * 10
    ratio = f" ({plain / fast:.0f} x numpy, {fast * 1000:.1f} ms)" if fast else ""
    print(f"{STAGES} due days: {plain:.2f} s{ratio}; whole countdowns {full:.1f} s, "
          f"each with a pause {gaps:.1f} s")


def _made(folder: Path, cases: int) -> Station:
    home = stations.new_home(folder)
    clock = stations.Clock(DAY)
    station = stations.station_of(home, clock)
    begin = perf_counter()
    with batch(station):
        for n in range(cases):
            day = DAY - timedelta(days=n % 20)
            stations.mill(station, day, applicant=f"磨坊{n}", address=f"河南省平顶山市郏县堂街镇石村{n}组", phone=f"139{n:08d}")
    print(f"{cases} open cases made in {perf_counter() - begin:.0f} s")
    return station


def service(station: Station, today: date):
    """Preview and adoption of a changed 2026 on a station, in seconds and cases a second."""
    steps: list[int] = []
    revision = from_file(station, REVISED)
    begin = perf_counter()
    seen = preview(station, revision, today, lambda done, total: steps.append(total))
    looked = perf_counter() - begin
    begin = perf_counter()
    done, _ = adopt(station, revision, today)
    taken = perf_counter() - begin
    cases = max(steps, default=0)
    print(f"{cases} cases folded, {len(done.shifts)} moved; preview {looked:.2f} s ({cases / looked:.0f} cases/s), "
          f"adoption with a fact a case {taken:.2f} s ({cases / taken:.0f} cases/s); {seen.summary}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--station", type=Path)
    args = parser.parse_args()
    dates()
    with tempfile.TemporaryDirectory() as made:
        if args.station:
            shutil.copytree(args.station, Path(made) / "s")
            station = open_station(Path(made) / "s", "demo", lambda: datetime.now() + timedelta(days=1))
        else:
            station = _made(Path(made), args.cases)
        service(station, station.now().date())
        station.close()


if __name__ == "__main__":
    main()
