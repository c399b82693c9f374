"""`./run answer`: takes in what the centre sent, from a file, a folder or a server; --preview only tells what it would do."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.commandline.exits import CommandError, Exit
from ui.commandline.places import PLACE, add_server_options, server_of
from ui.commandline.speaking import Clock, add_station_options, answer, opened, remembered

if TYPE_CHECKING:
    from models.services.incoming import Incoming
    from models.services.station import Station

WRITES = True


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `answer` and its options."""
    parser = subparsers.add_parser("answer", help="导入县中心的回执包")
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE.YKP", help="县中心给的回执包")
    parser.add_argument("--from", dest="source", default="", metavar="来处", help=f"取回全部新的包：{PLACE}")
    parser.add_argument("--preview", action="store_true", help="只说接收了会怎样，什么都不改")
    add_server_options(parser)
    add_station_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, now: Clock) -> int:
    """Checks what came, tells it, and takes it in unless only a preview was asked for. Raises StationError for what does not fit."""
    if (args.file is None) == (not args.source):
        raise CommandError("请给出一个文件，或用 --from 说明从哪里取，两者给一个。", "", Exit.USAGE)
    station = opened(args, now)
    try:
        value, told = _from_place(station, args) if args.source else _from_file(station, args)
        remembered(station)
    finally:
        station.close()
    answer(args, value, told)
    return Exit.OK


def _from_file(station: Station, args: argparse.Namespace) -> tuple[dict[str, Any], tuple[str, ...]]:
    from models.services.incoming import look_into, take_in
    from models.services.outbox import case_states

    found = look_into(station, args.file)
    if not args.preview:
        take_in(station, found)
    value = {"ack": _number(found), "summary": list(found.summary), "taken": not args.preview, "cases": case_states(station)}
    return value, found.summary


def _from_place(station: Station, args: argparse.Namespace) -> tuple[dict[str, Any], tuple[str, ...]]:
    from models.services.fetching import fetch, next_offer, settle
    from models.services.incoming import take_in
    from models.services.outbox import case_states

    folder = Path(args.source)
    local = folder.is_dir()
    files = tuple(sorted(folder.glob("*.[Yy][Kk][Pp]"))) if local else fetch(station, server_of(station, args, args.source))
    taken: list[Path] = []
    packages: list[dict[str, object]] = []
    told: list[str] = []
    found = next_offer(station, files)
    while offer := found.offer:
        packages.append({"name": offer.name, "ack": _number(offer.found), "summary": list(offer.found.summary)})
        told += [f"{offer.name}：", *offer.found.summary]
        if args.preview:
            break
        take_in(station, offer.found)
        taken.append(offer.file)
        found = next_offer(station, tuple(file for file in files if file not in taken))
    if not local and not args.preview:
        settle(station, (*taken, *found.over))
    refused = () if local else found.refused  # in a folder lie our own packages as well
    told += [f"没有接收 {one.name}：{one.why}" for one in refused]
    value = {
        "packages": packages,
        "refused": [{"name": one.name, "why": one.why} for one in refused],
        "taken": len(taken),
        "cases": case_states(station),
    }
    return value, tuple(told or ["没有新的回执。"])


def _number(found: Incoming) -> int:
    return found.ack.ack_no if found.ack else 0
