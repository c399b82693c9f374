"""`./run enrol`: a new, empty station without a window."""

from __future__ import annotations

import argparse
from pathlib import Path

from ui.commandline.exits import Exit
from ui.commandline.password import read_password
from ui.commandline.speaking import Clock, add_station_options, answer

WRITES = True


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `enrol` and its options."""
    parser = subparsers.add_parser("enrol", help="登记一个新的供电所")
    parser.add_argument("--name", required=True, metavar="名称", help="供电所名称，如 堂街供电所")
    parser.add_argument("--code", required=True, metavar="所号", help="4 位供电所编号，如 3501")
    parser.add_argument("--county", required=True, metavar="县", help="所属县")
    parser.add_argument("--clerk", required=True, metavar="姓名", help="业扩员姓名")
    parser.add_argument("--phone", default="", metavar="电话", help="对外联系电话，印在回执上")
    parser.add_argument("--centre", type=Path, metavar="CARD.json", help="县中心的名片")
    parser.add_argument(
        "--profile", default="henan-rural", metavar="配置", help="时限标准的配置（缺省 henan-rural）；有哪些见 ./run rules profiles"
    )
    add_station_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, now: Clock) -> int:
    """Makes the station; its card STATION.json lies in the folder afterwards. Raises StationError."""
    from models.services.enrolment import Enrolment, enrol, read_card

    form = Enrolment(args.name, args.code, args.county, args.clerk, read_password(args), args.phone, args.profile)
    card = read_card(args.centre) if args.centre else None
    station = enrol(args.station, form, now, card)
    station.close()
    named = args.station / "STATION.json"
    answer(
        args,
        {"station": args.code, "name": args.name, "folder": str(args.station), "card": str(named), "centre": card.name if card else ""},
        [f"已登记 {args.name}（{args.code}），数据在 {args.station}。", f"请把 {named} 交给县中心登记。"],
    )
    return Exit.OK
