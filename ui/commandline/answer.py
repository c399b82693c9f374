"""`./run answer`: takes the centre's acknowledgement in."""

from __future__ import annotations

import argparse
from pathlib import Path

from ui.commandline.exits import Exit
from ui.commandline.speaking import Clock, add_station_options, answer, opened

WRITES = True


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `answer` and its options."""
    parser = subparsers.add_parser("answer", help="导入县中心的回执包")
    parser.add_argument("file", type=Path, metavar="FILE.YKP", help="县中心给的回执包")
    add_station_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, now: Clock) -> int:
    """Checks the acknowledgement and notes what the centre holds. Raises StationError and changes nothing otherwise."""
    from models.services.answers import take_answer
    from models.services.outbox import case_states

    station = opened(args, now)
    try:
        taken, _ = take_answer(station, args.file)
        states = case_states(station)
    finally:
        station.close()
    answer(args, {"ack": taken.ack_no, "summary": list(taken.summary), "cases": states}, taken.summary)
    return Exit.OK
