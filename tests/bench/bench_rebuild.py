"""A rebuild package of a station with N lines and FILES files of SIZE random bytes: the centre writing it, a new computer taking it in.

Usage: python -m tests.bench.bench_rebuild [N=100000] [FILES=100] [SIZE=2000000]. What is there is made and taken in at the centre by
processes of their own; each side runs in another, whose peak memory (all it ever held) is what is told.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from pathlib import Path

from models.services.centre.rebuilding import rebuild_station
from models.services.exchange.answers import take_answer
from models.services.exchange.fetching import next_offer
from models.services.exchange.incoming import take_in
from models.services.station import looking, open_station
from models.store import journal
from tests.bench import bench_attachments, bench_full
from tests.bench.bench_full import apart, later
from tests.bench.bench_intake import peak
from tests.lost_computer import new_computer
from tests.stations import PASSWORD, centre_of


def make(folder: Path, count: int, files: int, size: int) -> None:
    """The station with all of it, and the centre, which has taken nothing yet."""
    bench_full.make(folder, count)
    if files:
        bench_attachments.filled(folder, files, size)


def registered(folder: Path) -> None:
    """The new computer."""
    centre = centre_of(folder, later())
    new_computer(folder, centre, folder / "new", later()).close()
    centre.close()
    (folder / "set").mkdir()


def send(folder: Path) -> tuple[str, float, int]:
    """The centre writes it; gives back what, the seconds and the peak memory in KiB."""
    centre = centre_of(folder, later())
    start = time.perf_counter()
    done = rebuild_station(centre, "3501", folder / "set")
    seconds = time.perf_counter() - start
    centre.close()
    return f"{len(done.parts)} parts of {done.lines} lines and {done.attachments} files", seconds, peak()


def receive(folder: Path) -> tuple[str, float, int]:
    """The new computer takes all parts together, as `send` tells it."""
    station = open_station(folder / "new", PASSWORD, later())
    start = time.perf_counter()
    offer = next_offer(station, tuple(sorted((folder / "set").glob("*.YKP")))).offer
    assert offer is not None
    take_in(station, offer.found)
    seconds = time.perf_counter() - start
    with looking(station) as connection:
        lines = sum(last for _, _, last in journal.epochs(connection, "3501"))
    station.close()
    return f"{lines} lines here now", seconds, peak()


def one_by_one(folder: Path) -> tuple[str, float, int]:
    """The new computer takes one part after the other, the last one first."""
    station = open_station(folder / "new", PASSWORD, later())
    start = time.perf_counter()
    files = sorted((folder / "set").glob("*.YKP"), reverse=True)
    for file in files:
        take_answer(station, file)
    seconds = time.perf_counter() - start
    station.close()
    return f"{len(files)} parts one by one", seconds, peak()


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("count", nargs="?", type=int, default=100_000)
    words.add_argument("files", nargs="?", type=int, default=100)
    words.add_argument("size", nargs="?", type=int, default=2_000_000)
    words.add_argument("--one-by-one", action="store_true")
    args = words.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="yekuo-bench-"))
    try:
        apart(make, folder, args.count, args.files, args.size)
        apart(bench_full.send, folder)
        apart(bench_full.receive, folder)
        apart(registered, folder)
        for side in (send, one_by_one if args.one_by_one else receive):
            what, seconds, most = apart(side, folder)
            print(f"{side.__name__}: {what}, {seconds:.1f} s, peak {most >> 10} MiB", flush=True)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
