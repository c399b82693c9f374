"""Kills the saving of a registration, and the export, at every write, flush and rename; and lets each of them fail for want of space.

By hand, all points: `.venv/bin/python -m tests.journeys.kill_points [--jobs 2]`. The points are enumerated by strace: for each system call
below, the N-th of it is answered by SIGKILL, ENOSPC or EIO, for every N up to the number an undisturbed run makes.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from models.problems import StationError
from models.services.case_page.detail import case_detail
from models.services.cases import list_cases
from models.services.centre.intake import take
from models.services.checking import check, rebuild
from models.services.exchange.outbox import export
from models.services.files import content, files
from models.services.paper.papers import pdf_of
from models.services.station import Station
from tests.stations import MONDAY, Clock, centre_of, copied, mill, new_home, station_of

ROOT = Path(__file__).parents[2]
WRITING = ("pwrite64", "write", "fsync", "fdatasync", "rename", "unlink", "ftruncate", "mkdir")
FAULTS = {"kill": "signal=SIGKILL", "full": "error=ENOSPC", "broken": "error=EIO"}
ACTS = ("save", "export")
_ONE_AT_A_TIME = Lock()  # two passwords at once in one process are too many for OpenSSL's threads


class StraceError(RuntimeError):
    """strace is not here, or may not trace; the message says which."""


@dataclass(frozen=True)
class Point:
    """One place to break: the N-th call (from 1) of one kind in one act, and how."""

    act: str
    call: str
    nth: int
    fault: str

    def __str__(self) -> str:
        return f"{self.act} {self.call} {self.nth} {self.fault}"


def traced(home: Path, act: str, strace: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Runs the child under strace on the station in `home`."""
    if shutil.which("strace") is None:
        raise StraceError("没有 strace：请安装软件包 strace（./run tests 会自己装）。")
    words = ["strace", "-f", "-qq", *strace, sys.executable, "-B", "-m", "tests.journeys.kill_child", act, str(home)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if "PTRACE" in done.stderr or "Operation not permitted" in done.stderr.partition("\n")[0]:
        raise StraceError(f"这里不许 strace 跟踪进程：{done.stderr[:200]}")
    return done


def counted(home: Path, act: str) -> Counter[str]:
    """How often an undisturbed run makes each call."""
    done = traced(home, act, ["-e", f"trace={','.join(WRITING)}", "-o", str(home / "trace")])
    if done.returncode:
        raise RuntimeError(done.stderr + done.stdout)
    calls = re.findall(r"^\d+ +(\w+)\(", (home / "trace").read_text(encoding="utf-8", errors="replace"), re.MULTILINE)
    return Counter(call for call in calls if call in WRITING)


def points(base: Path, work: Path) -> list[Point]:
    """Every point of every act."""
    found = []
    for act in ACTS:
        calls = counted(copied(base, work / f"count-{act}"), act)
        found += [Point(act, call, nth, fault) for call in WRITING for nth in range(1, calls[call] + 1) for fault in FAULTS]
    return found


def made_ready(folder: Path) -> Path:
    """A home with one case in its station and an empty folder `stick` beside it."""
    home = new_home(folder)
    (home / "stick").mkdir()
    station = station_of(home, Clock(MONDAY))
    mill(station)
    station.close()
    return home


def broken(base: Path, work: Path, point: Point) -> list[str]:
    """Breaks there; returns every promise that was not kept."""
    home = copied(base, work)
    inject = f"inject={point.call}:{FAULTS[point.fault]}:when={point.nth}"
    done = traced(home, point.act, ["-o", "/dev/null", "-e", f"trace={point.call}", "-e", inject])
    with _ONE_AT_A_TIME:
        faults = [f"{point}: {fault}" for fault in _judged(home, done)]
    if "Traceback" in done.stderr:
        faults.append(f"{point}: not told in words: {done.stderr.strip().splitlines()[-1]}")
    shutil.rmtree(home)
    return faults


def _judged(home: Path, done: subprocess.CompletedProcess[str]) -> Iterator[str]:
    said = [line.split(" ") for line in done.stdout.splitlines()]
    try:
        station = station_of(home, Clock(MONDAY))
    except StationError as error:
        yield f"does not open: {error}"
        return
    try:
        yield from _kept(station, said)
        yield from _packages(home, [words for words in said if words[0] == "package"])
        yield from _goes_on(station, home)
    except StationError as error:
        yield f"cannot go on: {error}"
    finally:
        station.close()


def _kept(station: Station, said: list[list[str]]) -> Iterator[str]:
    """The chain is whole, and what was acknowledged is there."""
    yield from check(station).faults
    cases = {row.case_id for row in list_cases(station, MONDAY, "all").rows}
    for words in said:
        if words[0] == "case" and words[1] not in cases:
            yield f"acknowledged case {words[2]} is lost"
        if words[0] == "paper":
            pdf_of(station, words[1])
        if words[0] == "file" and not files(station, words[1]):
            yield "the acknowledged photo is lost"
    if ["draft", "d1"] in said and len(cases) == 1 and not station.drafts.values("d1"):
        yield "neither the case nor its draft is there"
    for case in cases:
        case_detail(station, case, MONDAY)
        for file in files(station, case):
            content(station, file.sha256)  # a fact never stands without its bytes


def _goes_on(station: Station, home: Path) -> Iterator[str]:
    mill(station)
    written, _ = export(station, home / "stick")
    if not check(station).whole or not rebuild(station.database).equal:
        yield "not whole after going on"
    if not _taken(home, written.file):
        yield "the next package is not taken"


def _packages(home: Path, acknowledged: list[list[str]]) -> Iterator[str]:
    """A file with a package's name on the stick is whole; what was acknowledged is there."""
    there = {path.name for path in (home / "stick").glob("*.YKP")}
    for _, name, _sha256 in acknowledged:
        if name not in there:
            yield f"acknowledged package {name} is lost"
    for name in there:
        if not _taken(home, home / "stick" / name):
            yield f"half a package: {name}"


def _taken(home: Path, path: Path) -> bool:
    centre = centre_of(home, Clock(MONDAY))
    try:
        take(centre, path)
    except StationError:
        return False
    finally:
        centre.close()
    return True


def run_all(base: Path, work: Path, chosen: Sequence[Point], jobs: int) -> list[str]:
    """Breaks at each of the points; returns every broken promise."""
    with ThreadPoolExecutor(jobs) as pool:
        found = pool.map(lambda numbered: broken(base, work / f"at-{numbered[0]}", numbered[1]), enumerate(chosen))
        return [fault for faults in found for fault in faults]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="e.g. `save pwrite64`")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yekuo-kill-") as folder:
        base, work = made_ready(Path(folder) / "base"), Path(folder) / "work"
        chosen = [point for point in points(base, work) if str(point).startswith(args.only)]
        print(Counter((point.act, point.call, point.fault) for point in chosen), flush=True)
        faults = run_all(base, work, chosen, args.jobs)
    print(*faults, sep="\n")
    print(f"{len(chosen)} points, {len(faults)} broken promises")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
