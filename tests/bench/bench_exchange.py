"""Export and take-in of one package of N lines through the services, beside the floor, git's bundles and PouchDB.

Usage: python -m tests.bench.bench_exchange [N=10000] [--rounds 5] [--pouch DIR], where DIR had `npm install pouchdb-node`.
Every round runs all of them, one after the other, in fresh folders; ratios are medians of the rounds' own. The floor is run twice:
with lines of some 600 bytes, and with lines as long as ours.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
from functools import partial
from pathlib import Path

from models.services.centre.answers import acknowledge
from models.services.centre.intake import take
from models.services.exchange.answers import take_answer
from models.services.exchange.outbox import export
from models.services.exchange.state_digest import state_digest
from models.services.folding.replay import replay
from models.store import journal
from tests.bench import peers
from tests.bench.made_up import filled, templates
from tests.stations import Clock, centre_of, copied, new_home, station_of


def prepared(folder: Path, count: int) -> tuple[Path, list[bytes]]:
    """A station with that many unanswered lines and its centre, closed; what came before was exchanged and acknowledged."""
    home, clock = new_home(folder), Clock()
    station, centre = station_of(home, clock), centre_of(home, clock)
    (home / "out").mkdir()
    made = templates(station, clock)
    take(centre, export(station, home / "out")[0].file)
    take_answer(station, acknowledge(centre, "3501", home / "out")[0].path)
    with station.database.reader.connect() as connection:
        before = journal.epochs(connection)[0][2]
    filled(station, made, count)
    replay(station.database)
    with station.database.reader.connect() as connection:
        lines = [one.line for one in journal.lines_from(connection, "3501", station.epoch, before)]
    station.close()
    centre.close()
    return home, lines


def exchange(home: Path, count: int) -> tuple[float, float, int]:
    """Seconds of the export, of the take-in, and the bytes of the packages; both sides then show the same."""
    clock = Clock()
    clock.go(clock.at.date().replace(month=12))
    station, centre = station_of(home, clock), centre_of(home, clock)
    start = time.perf_counter()
    written = export(station, home / "out")[0].files
    between = time.perf_counter()
    taken = [take(centre, file) for file in written]
    end = time.perf_counter()
    assert (sum(part.new for part in taken), sum(part.aside for part in taken)) == (count, 0)
    with station.database.reader.connect() as here, centre.database.reader.connect() as there:
        assert state_digest(here, "3501") == state_digest(there, "3501")
    station.close()
    centre.close()
    return between - start, end - between, sum(file.stat().st_size for file in written)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("count", nargs="?", type=int, default=10_000)
    words.add_argument("--rounds", type=int, default=5)
    words.add_argument("--pouch", type=Path)
    asked = words.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="yekuo-bench-"))
    try:
        _measure(asked.count, asked.rounds, folder, _usable(asked.pouch))
    finally:
        shutil.rmtree(folder)


def _usable(modules: Path | None) -> Path | None:
    """Where PouchDB is installed; says what is missing otherwise."""
    if not shutil.which("node"):
        print("PouchDB is left out: there is no `node` on this machine.")
    elif modules is None or not (modules / "node_modules" / "pouchdb-node").is_dir():
        print("PouchDB is left out: run `npm install pouchdb-node` in an empty folder DIR and say `--pouch DIR`.")
    else:
        return modules.resolve()
    return None


def _measure(count: int, rounds: int, folder: Path, modules: Path | None) -> None:
    (folder / "home").mkdir()
    home, lines = prepared(folder / "home", count)
    length = sum(map(len, lines)) / count
    texts, longer = peers.random_lines(count), peers.random_lines(count, length)
    lengths = " and ".join(f"{sum(len(text.encode()) for text in some) / count:.0f}" for some in (texts, longer))
    told = f"{count} lines of {length:.0f} bytes (the floor's: {lengths})"
    seconds: dict[str, list[float]] = {}
    for number in range(rounds):
        place = folder / f"round{number}"
        place.mkdir()
        copy = copied(home, place / "home")
        os.sync()  # before each, so that none waits for what the one before it left to be written
        out, back, size = exchange(copy, count)
        found = {"export": out, "take in": back, "both": out + back}
        (place / "longer").mkdir()
        others = {"floor": partial(peers.floor, texts, place), "floor, long": partial(peers.floor, longer, place / "longer"),
                  "git bundle": partial(peers.git_bundle, lines, place)}  # fmt: skip
        if modules:
            others["PouchDB"] = partial(peers.pouch, lines, place, modules)
        for name, measured in others.items():
            os.sync()
            found[name] = measured()
        for name, value in found.items():
            seconds.setdefault(name, []).append(value)
        shutil.rmtree(place)
    print(f"{told}, package {size / 1e6:.2f} MB, {rounds} rounds")
    for name, values in seconds.items():
        best, middle = min(values), statistics.median(values)
        print(f"{name:11} min {best:6.2f} s {count / best:7.0f} lines/s   median {middle:6.2f} s {count / middle:7.0f} lines/s")
    for name in ("floor", "floor, long", "git bundle", "PouchDB"):
        if name in seconds:
            ratios = [peer / ours for peer, ours in zip(seconds[name], seconds["both"], strict=True)]
            print(f"speed of both against {name}: median {statistics.median(ratios):.2f}, best {max(ratios):.2f}")


if __name__ == "__main__":
    main()
