"""N lines from 30 stations into a centre's store, package by package: time, peak memory, and whether it slows down as it fills.

Usage: python -m tests.bench.bench_intake [N=100000] [--store sqlite|postgresql|both] [--per-package 3334]. Packages are made first by a
process of its own; the intake runs in another, whose peak memory (all it ever held) is what is told.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import psycopg

from models.events.envelope import epoch_name
from models.services.centre.intake import take
from models.services.centre.store import Centre, init_centre, open_centre
from models.services.centre.trusted_stations import trust_station
from models.services.enrolment import CentreCard, StationCard, read_card
from models.store.versions import VIEWS_VERSION
from models.sync.manifest import START, Counts, Run, Statement
from models.sync.package import build
from models.sync.signing import SigningKey, fingerprint
from tests import postgres
from tests.bench.made_up import Journal, Templates, templates
from tests.stations import MONDAY, Clock, new_home, station_of

STATIONS = 30
LINE_EVERY = timedelta(seconds=30)
NO_STATE = "0" * 64
"""Of no state at all: the centre compares as it does with every package, and finds a difference."""
NAME = "郏县客户服务中心"


def codes() -> list[str]:
    return [f"35{number:02d}" for number in range(1, STATIONS + 1)]


def key_of(code: str) -> SigningKey:
    return SigningKey.from_bytes(code.encode().ljust(32, b"\0"))


def make_packages(folder: Path, count: int, per_package: int) -> None:
    """Writes the packages of all stations for the centre whose card lies in `folder`, in the order of their coming."""
    card, made = read_card(folder / "keys" / "CARD.json"), _templates(folder)
    own = {code: Journal(made, code, epoch_name(1, (now := Clock(MONDAY))()), now(), step=LINE_EVERY) for code in codes()}
    rounds = max(1, round(count / STATIONS / per_package))
    for number in range(1, rounds + 1):
        for place, code in enumerate(codes()):
            package = _package(own[code], card, number, count // STATIONS // rounds)
            (folder / "packages" / f"{number:04d}-{place:02d}.YKP").write_bytes(package)


def _templates(folder: Path) -> Templates:
    clock = Clock()
    (folder / "template").mkdir()
    station = station_of(new_home(folder / "template"), clock)
    made = templates(station, clock)
    station.close()
    return made


def _package(own: Journal, card: CentreCard, number: int, count: int) -> bytes:
    before = own.hash.hex() if own.seq else START
    first = own.seq + 1
    told = list(own.opening()) if first == 1 else []
    told += own.lines(count - len(told), going_on=True)
    run = Run(epoch=own.epoch, seq_from=first, seq_to=own.seq, chain_before=before, chain_after=own.hash.hex())
    statement = Statement(
        pkg_id=f"{number:032x}", kind="delta", sender_kind="station", station=own.station, db_epoch=own.epoch, pkg_no=number,
        prev_pkg_sha256="", runs=(run,), counts=Counts(stages={}), last_ack_seen=None, cal_rev="2026-1", rule_rev="", clock_health="ok",
        created_at=own.now.isoformat(timespec="seconds"), views_version=VIEWS_VERSION, all_lines=own.seq, state_hash=NO_STATE,
    )  # fmt: skip
    private = {line.private: part for line, part in told if line.private and part is not None}
    lines = [line.line for line, _ in told]
    return build(statement, lines, key=key_of(own.station), recipients=list(card.recipients), private=private, read_back=False)


def take_all(url: str, folder: Path) -> tuple[list[tuple[int, float]], int]:
    """Takes every package in; gives back the lines and seconds of each, and the peak memory of this process in KiB."""
    centre = open_centre(url, folder / "keys", "", lambda: datetime(2026, 11, 30, 9, 0))
    _trust_all(centre)
    taken = []
    for file in sorted((folder / "packages").iterdir()):
        start = time.perf_counter()
        done = take(centre, file)
        assert not done.aside
        taken.append((done.new, time.perf_counter() - start))
    centre.close()
    return taken, peak()


def peak() -> int:
    """The most memory this program ever held; `ru_maxrss` alone would count what started it as well."""
    try:
        told = Path("/proc/self/status").read_text()
        return int(told.partition("VmHWM:")[2].split()[0])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _trust_all(centre: Centre) -> None:
    for code in codes():
        verify = key_of(code).verify_key
        trust_station(centre, StationCard(code, f"{code}供电所", "郏县", verify.hex(), "", fingerprint(verify)))


def speed(taken: list[tuple[int, float]], lines: int) -> float:
    """Lines per second over the first packages that hold that many lines."""
    seconds, found = 0.0, 0
    for new, second in taken:
        found, seconds = found + new, seconds + second
        if found >= lines:
            break
    return found / seconds


@contextmanager
def stores(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'centre.db'}"
        return
    with postgres.server(durable=True) as address:
        with psycopg.connect(address.format("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE county")
        yield address.format("county")


def measure(kind: str, count: int, per_package: int) -> None:
    folder = Path(tempfile.mkdtemp(prefix="yekuo-bench-"))
    try:
        with stores(kind, folder) as url:
            init_centre(url, folder / "keys", NAME, "", Clock(MONDAY))
            (folder / "packages").mkdir()
            with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
                pool.submit(make_packages, folder, count, per_package).result()
            with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
                taken, peak = pool.submit(take_all, url, folder).result()
        _tell(kind, taken, peak)
    finally:
        shutil.rmtree(folder)


def _tell(kind: str, taken: list[tuple[int, float]], peak: int) -> None:
    lines, seconds = sum(new for new, _ in taken), sum(second for _, second in taken)
    part = min(100_000, lines // 3)
    first, last = speed(taken, part), speed(taken[::-1], part)
    print(
        f"{kind}: {lines} lines in {len(taken)} packages, {seconds:.0f} s, {lines / seconds:.0f} lines/s, "
        f"peak memory {peak / 1024:.0f} MB; first {part} at {first:.0f}/s, last {part} at {last:.0f}/s ({last / first:.2f})",
        flush=True,
    )


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("count", nargs="?", type=int, default=100_000)
    words.add_argument("--store", choices=("sqlite", "postgresql", "both"), default="both")
    words.add_argument("--per-package", type=int, default=3334)
    asked = words.parse_args()
    for kind in ("sqlite", "postgresql") if asked.store == "both" else (asked.store,):
        measure(kind, asked.count, asked.per_package)


if __name__ == "__main__":
    main()
