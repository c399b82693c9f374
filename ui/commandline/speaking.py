"""How commands answer: one JSON value, or lines for people; and how they open what they work on."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

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
    """Opens the station named by --station with the password given; raises StationError."""
    from models.services.station import open_station

    folder: Path = args.station
    return open_station(folder, read_password(args), now)
