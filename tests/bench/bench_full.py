"""A full export of a station with N lines, and a fresh centre taking it in: time, number of parts, and the peak memory of each side.

Usage: python -m tests.bench.bench_full [N=300000]. The station is made first by a process of its own; each side runs in another, whose
peak memory (all it ever held) is what is told.
"""

from __future__ import annotations

import argparse
import multiprocessing
import shutil
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path

from models.problems import StationError
from models.services.centre.arrivals import list_arrivals
from models.services.centre.intake import take
from models.services.exchange.outbox import export
from models.services.folding.replay import replay
from tests.bench.bench_intake import peak
from tests.bench.made_up import filled, templates
from tests.stations import Clock, centre_of, new_home, station_of

_AT_ONCE = 20_000


def make(folder: Path, count: int) -> None:
    """A station with that many lines more than the cases they are made of, and its centre, which holds none of them."""
    home, clock = new_home(folder), Clock()
    (home / "out").mkdir()
    station = station_of(home, clock)
    made = templates(station, clock)
    for start in range(0, count, _AT_ONCE):
        filled(station, made, min(_AT_ONCE, count - start))
    replay(station.database)
    station.close()


def later() -> Clock:
    clock = Clock()
    clock.go(clock.at.date().replace(month=12))
    return clock


def send(folder: Path) -> tuple[int, float, int]:
    """Exports everything; gives back the lines, the seconds and the peak memory in KiB."""
    station = station_of(folder, later())
    start = time.perf_counter()
    lines = export(station, folder / "out", kind="full")[0].lines
    seconds = time.perf_counter() - start
    station.close()
    return lines, seconds, peak()


def receive(folder: Path) -> tuple[int, float, int]:
    """Takes every part in, as `send` tells it."""
    centre = centre_of(folder, later())
    start, lines = time.perf_counter(), 0
    for file in sorted((folder / "out").glob("*.YKP")):
        with suppress(StationError):
            lines += take(centre, file).new
    seconds = time.perf_counter() - start
    assert {arrival.state for arrival in list_arrivals(centre)} == {"applied"}
    centre.close()
    return lines, seconds, peak()


def apart(act: Callable[..., object], *words: object) -> object:
    """Does it in a process of its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(act, *words).result()


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("count", nargs="?", type=int, default=300_000)
    folder = Path(tempfile.mkdtemp(prefix="yekuo-bench-"))
    try:
        apart(make, folder, words.parse_args().count)
        for side in (send, receive):
            lines, seconds, most = apart(side, folder)  # type: ignore[misc]  # as both sides give back
            files = [file.stat().st_size for file in (folder / "out").glob("*.YKP")]
            told = f"{lines} lines in {len(files)} parts of at most {max(files) >> 10} KiB, {seconds:.0f} s, peak {most >> 10} MiB"
            print(f"{side.__name__}: {told}", flush=True)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
