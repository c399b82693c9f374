"""How commands answer: one JSON value, or lines for people; and how they open what they work on."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models.problems import StationError
from ui.commandline.exits import CommandError, Exit
from ui.commandline.password import add_password_option, read_password

if TYPE_CHECKING:
    from models.services.station import Station

Clock = Callable[[], datetime]


def add_json_option(parser: argparse.ArgumentParser) -> None:
    """Gives a command the option --json."""
    parser.add_argument("--json", action="store_true", help="只输出一个 JSON 值")


def add_station_options(parser: argparse.ArgumentParser) -> None:
    """What every command on a station takes besides --station: the password and --json."""
    add_password_option(parser)
    add_json_option(parser)


def answer(args: argparse.Namespace, value: object, lines: Iterable[str]) -> None:
    """Prints the value as JSON where asked, else the lines."""
    if args.json:
        print(json.dumps(value, ensure_ascii=False, indent=1))
    else:
        for line in lines:
            print(line)


def opened(args: argparse.Namespace, now: Clock) -> Station:
    """Opens the station named by --station with the password given; a command that writes only where the station worked last.

    Raises StationError, for a copy or an older state with the code for a station that is not set up.
    """
    from models.services.station import open_station

    folder: Path = args.station
    station = open_station(folder, read_password(args), now)
    if getattr(args, "writes", False):
        try:
            _stay_in_place(station)
        except StationError:
            station.close()
            raise
    return station


def _stay_in_place(station: Station) -> None:
    from models.services.exchange.identity import marks_for, standing

    found = standing(station, marks_for(station.folder))
    if found.finding not in ("same", "unmarked"):
        raise CommandError(
            f"{found.text}没有执行，什么都没有写。",
            "从备份恢复的，先运行 ./run epoch --restored；换了电脑或文件夹、原来的不再用的，先运行 ./run epoch --moved；"
            "原来的还在用，就不要用这一份。",
            Exit.CONFIG,
        )
    remembered(station)


def remembered(station: Station) -> None:
    """Keeps this computer's mark of the station; after a command took a journal in, for the epoch may be another one then."""
    from models.services.exchange.identity import marks_for, remember

    remember(station, marks_for(station.folder))
