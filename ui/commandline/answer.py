"""`./run answer`: takes in what the centre sent, from a file, a folder or a server; --preview only tells what it would do."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.problems import StationError
from ui.commandline.exits import CommandError, Exit
from ui.commandline.places import PLACE, add_server_options, server_of
from ui.commandline.speaking import Clock, add_station_options, answer, opened, remembered

if TYPE_CHECKING:
    from models.services.exchange.incoming import Incoming
    from models.services.station import Station

WRITES = True


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `answer` and its options."""
    parser = subparsers.add_parser("answer", help="导入县中心的回执包")
    parser.add_argument("file", type=Path, nargs="*", metavar="FILE.YKP", help="县中心给的回执包；重建包的几份可以一起给")
    parser.add_argument("--from", dest="source", default="", metavar="来处", help=f"取回全部新的包：{PLACE}")
    parser.add_argument("--drop-rebuild", action="store_true", help="不重建了：去掉已收下的几份重建包，别的都不动")
    parser.add_argument("--preview", action="store_true", help="只说接收了会怎样，什么都不改")
    add_server_options(parser)
    add_station_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, now: Clock) -> int:
    """Checks what came, tells it, and takes it in unless only a preview was asked for. Raises StationError for what does not fit."""
    if [bool(args.file), bool(args.source), args.drop_rebuild].count(True) != 1:
        raise CommandError("请给出文件，或用 --from 说明从哪里取，两者给一个（不重建了，只用 --drop-rebuild）。", "", Exit.USAGE)
    station = opened(args, now)
    try:
        value, told = _asked(station, args)
        remembered(station)
    finally:
        station.close()
    answer(args, value, told)
    return Exit.OK


def _asked(station: Station, args: argparse.Namespace) -> tuple[dict[str, Any], tuple[str, ...]]:
    if args.drop_rebuild:
        return _dropped(station, args)
    return _from_file(station, args) if len(args.file) == 1 else _from_place(station, args)


def _dropped(station: Station, args: argparse.Namespace) -> tuple[dict[str, Any], tuple[str, ...]]:
    from models.services.exchange.rebuild_parts import drop_parts, kept_parts

    found = kept_parts(station)
    if found is None:
        return {"dropped": 0}, ("本机没有收着没重建完的重建包。",)
    if args.preview:
        return {"dropped": 0}, (f"本机收着重建包 {len(found.parts)} 份，{found.lacks}。",)
    dropped = drop_parts(station)
    return {"dropped": dropped}, (f"已去掉收下的 {dropped} 份重建包，别的都没有动；可以照常登记。要重建的，从第 1 份起再导入。",)


def _from_file(station: Station, args: argparse.Namespace) -> tuple[dict[str, Any], tuple[str, ...]]:
    from models.services.exchange.incoming import look_into, take_in
    from models.services.exchange.outbox import case_states

    found = look_into(station, args.file[0])
    if not args.preview:
        take_in(station, found)
    value = {"ack": _number(found), "summary": list(found.summary), "missing": list(found.missing), "taken": not args.preview}
    return {**value, "cases": case_states(station)}, found.summary


def _from_place(station: Station, args: argparse.Namespace) -> tuple[dict[str, Any], tuple[str, ...]]:
    from models.services.exchange.fetching import fetch, next_offer, settle
    from models.services.exchange.incoming import take_in
    from models.services.exchange.outbox import case_states

    folder = Path(args.source)
    local = bool(args.file) or folder.is_dir()
    named = tuple(args.file) or tuple(sorted(folder.glob("*.[Yy][Kk][Pp]")))
    files = named if local else fetch(station, server_of(station, args, args.source))
    taken: list[Path] = []
    packages: list[dict[str, object]] = []
    told: list[str] = []
    found = next_offer(station, files)
    while offer := found.offer:
        said = {"ack": _number(offer.found), "summary": list(offer.found.summary), "missing": list(offer.found.missing)}
        packages.append({"name": offer.name, **said})
        told += [f"{offer.name}：", *offer.found.summary]
        if args.preview:
            break
        take_in(station, offer.found)
        taken += offer.files
        found = next_offer(station, tuple(file for file in files if file not in taken))
    if not local and not args.preview:
        settle(station, (*taken, *found.over))
    refused = [one for one in found.refused if args.file or one.rebuild or not local]  # in a folder lie our own packages as well
    if args.file and not packages and refused:
        raise StationError("；".join(f"{one.name}：{one.why}" for one in refused))
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
