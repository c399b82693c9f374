"""What the enumerations of `kill_exchange` and `kill_rebuild` share: an act is broken at a point, what lies there then is judged."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from tests.journeys.kill_points import FAULTS, WRITING, Point, counted, traced
from tests.stations import copied

_ONE_AT_A_TIME = Lock()  # judging opens stores in this process


@dataclass(frozen=True)
class Trial:
    """Some acts, the homes they begin in, and how a home is judged after one was broken.

    `judged` is told the home, the point and the words that the act had said by then, and yields every promise that was not kept.
    """

    acts: tuple[str, ...]
    made_ready: Callable[[Path], dict[str, Path]]
    judged: Callable[[Path, Point, list[list[str]]], Iterator[str]]

    def points(self, bases: dict[str, Path], work: Path, faults: Sequence[str]) -> list[Point]:
        """Every point of every act."""
        found = []
        for act in self.acts:
            calls = counted(copied(bases[act], work / f"count-{act}"), act)
            found += [Point(act, call, nth, fault) for call in WRITING for nth in range(1, calls[call] + 1) for fault in faults]
        return found

    def run_all(self, bases: dict[str, Path], work: Path, chosen: Sequence[Point], jobs: int) -> Iterator[list[str]]:
        """Breaks at each of the points; gives the broken promises of each, in their order."""
        with ThreadPoolExecutor(jobs) as pool:
            yield from pool.map(lambda one: self._broken(bases[one[1].act], work / f"at-{one[0]}", one[1]), enumerate(chosen))

    def _broken(self, base: Path, work: Path, point: Point) -> list[str]:
        home = copied(base, work)
        inject = f"inject={point.call}:{FAULTS[point.fault]}:when={point.nth}"
        done = traced(home, point.act, ["-o", "/dev/null", "-e", f"trace={point.call}", "-e", inject])
        said = [line.split(" ") for line in done.stdout.splitlines()]
        with _ONE_AT_A_TIME:
            faults = [f"{point}: {fault}" for fault in self.judged(home, point, said)]
        if "Traceback" in done.stderr:
            faults.append(f"{point}: not told in words: {done.stderr.strip().splitlines()[-1]}")
        shutil.rmtree(home)
        return faults

    def run_by_hand(self) -> int:
        """Breaks at all points, or at those the command line asks for; 1 where a promise was not kept."""
        parser = argparse.ArgumentParser()
        parser.add_argument("--jobs", type=int, default=2)
        parser.add_argument("--faults", nargs="+", choices=tuple(FAULTS), default=tuple(FAULTS))
        parser.add_argument("--only", default="", help=f"e.g. `{self.acts[-1]} pwrite64`")
        parser.add_argument("--every", type=int, default=1, help="only each N-th point")
        args = parser.parse_args()
        with tempfile.TemporaryDirectory(prefix="yekuo-kill-") as folder:
            bases, work = self.made_ready(Path(folder) / "base"), Path(folder) / "work"
            chosen = [point for point in self.points(bases, work, args.faults) if str(point).startswith(args.only)][:: args.every]
            print(Counter((point.act, point.call, point.fault) for point in chosen), flush=True)
            found = 0
            for done, faults in enumerate(self.run_all(bases, work, chosen, args.jobs), 1):
                found += len(faults)
                print(*faults, sep="\n", end="\n" if faults else "")
                if done % 50 == 0 or done == len(chosen):
                    print(f"{done} of {len(chosen)} points, {found} broken promises", flush=True)
        return 1 if found else 0
