"""What carrying attachments holds in memory: an export of N files of SIZE random bytes, and a centre taking it in, each a process.

Usage: python -m tests.bench.bench_attachments [N=150] [SIZE=2000000] [--kind delta|full]. The peak is all that a side ever held.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from pathlib import Path

from models.attached_content import Incoming
from models.casework.files import WHOLE_CASE
from models.services.centre.intake import take
from models.services.exchange.outbox import export
from models.services.files import MOST_FILES, attach
from tests.bench.bench_full import apart
from tests.bench.bench_intake import peak
from tests.stations import MONDAY, Clock, centre_of, mill, new_home, station_of


def monday() -> Clock:
    return Clock(MONDAY)


def make(folder: Path, count: int, size: int) -> None:
    """A station whose cases have so many files, and its centre."""
    home = new_home(folder)
    (home / "out").mkdir()
    filled(home, count, size)


def filled(home: Path, count: int, size: int) -> None:
    """Attaches the files to cases of a station."""
    station = station_of(home, monday())
    for number in range(count):
        if number % (MOST_FILES // 2) == 0:
            case = mill(station, phone=f"139{number:08d}")
        attach(station, case, [Incoming(f"{number}.pdf", os.urandom(size), "application/pdf")], WHOLE_CASE, MONDAY)
    station.close()


def send(folder: Path, kind: str) -> tuple[int, float, int]:
    """Exports it; gives back the files carried, the seconds and the peak memory in KiB."""
    station = station_of(folder, monday())
    start = time.perf_counter()
    done = export(station, folder / "out", kind=kind)[0]  # type: ignore[arg-type]  # one of the words
    seconds = time.perf_counter() - start
    station.close()
    return len(done.files), seconds, peak()


def receive(folder: Path, _kind: str) -> tuple[int, float, int]:
    """Takes every part in; gives back the attachments that came, as `send` tells it."""
    centre = centre_of(folder, monday())
    start = time.perf_counter()
    came = sum(take(centre, file).attachments for file in sorted((folder / "out").glob("*.YKP")))
    seconds = time.perf_counter() - start
    centre.close()
    return came, seconds, peak()


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("count", nargs="?", type=int, default=150)
    words.add_argument("size", nargs="?", type=int, default=2_000_000)
    words.add_argument("--kind", default="full", choices=("delta", "full"))
    args = words.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="yekuo-bench-"))
    try:
        apart(make, folder, args.count, args.size)
        for side, what in ((send, "parts"), (receive, "attachments")):
            many, seconds, most = apart(side, folder, args.kind)  # type: ignore[misc]  # as both sides give back
            print(f"{side.__name__}: {many} {what}, {seconds:.1f} s, peak {most >> 10} MiB", flush=True)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
