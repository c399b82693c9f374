"""`./run epoch`: says why the data lies elsewhere, is older, or went apart from the centre's, and goes on under a new epoch."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ui.commandline.exits import CommandError, Exit
from ui.commandline.password import read_password
from ui.commandline.speaking import Clock, add_station_options, answer

if TYPE_CHECKING:
    from models.services.station import Station

WRITES = True


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `epoch` with its three reasons."""
    parser = subparsers.add_parser("epoch", help="数据换了地方、从备份恢复或与县中心分叉以后，以新时期继续")
    why = parser.add_mutually_exclusive_group(required=True)
    why.add_argument("--restored", action="store_true", help="这份数据是从备份恢复的")
    why.add_argument("--moved", action="store_true", help="换了电脑或文件夹，原来的不再用")
    why.add_argument("--anew", default="", metavar="原因", help="与县中心分叉：把分叉的登记以新时期重新登记，写明为什么会有两份")
    add_station_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, now: Clock) -> int:
    """Begins the epoch; a station that stands where it worked last is not said to have moved. Raises StationError."""
    from models.services.station import open_station

    station = open_station(args.station, read_password(args), now)
    try:
        before = station.epoch
        told = _anew(station, args.anew) if args.anew else _settled(station, moved=args.moved)
        answer(args, {"epoch": station.epoch, "parent": before, "told": list(told)}, told)
    finally:
        station.close()
    return Exit.OK


def _settled(station: Station, *, moved: bool) -> tuple[str, ...]:
    from models.services.exchange.epoch_words import begun
    from models.services.exchange.epochs import begin_epoch
    from models.services.exchange.identity import Reason, marks_for, standing

    marks = marks_for(station.folder)
    if moved and standing(station, marks).finding == "same":
        raise CommandError("这份数据就在它上次使用的地方，没有搬过。", "不用新时期；从备份恢复过的请用 --restored。", Exit.DATA)
    reason: Reason = "moved" if moved else "restored"
    begin_epoch(station, marks, reason)
    return (f"已开始第 {int(station.epoch.partition('.')[0])} 时期。", *begun(station.epoch, reason))


def _anew(station: Station, reason: str) -> tuple[str, ...]:
    from models.services.exchange.epoch_words import anew
    from models.services.exchange.epochs import diverged, write_anew
    from models.services.exchange.identity import marks_for, remember

    found = diverged(station)
    write_anew(station, reason)
    remember(station, marks_for(station.folder))
    return anew(station.epoch, found.lines if found else 0)
