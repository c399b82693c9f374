"""`./run demo`: a demo station without a window (password demo)."""

from __future__ import annotations

import argparse
from pathlib import Path

from ui.commandline.demo_folder import demo_centre, mark_demo
from ui.commandline.exits import Exit
from ui.commandline.speaking import Clock, add_json_option, answer

WRITES = True


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `demo` and its options."""
    parser = subparsers.add_parser("demo", help="生成演示供电所")
    parser.add_argument("--cases", type=_number, default=None, metavar="件数", help="工单件数（缺省约 60 件在办；更多的作为台账接转）")
    parser.add_argument("--centre", type=Path, metavar="CARD.json", help="县中心的名片；没有就在旁边建一个演示县中心")
    add_json_option(parser)
    parser.set_defaults(run=run)


def _number(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 200_000:
        raise argparse.ArgumentTypeError(f"件数请填 1 到 200000 的整数，不能是 {text}")
    return int(text)


def run(args: argparse.Namespace, now: Clock) -> int:
    """Makes the demo station in --station; StationError where a station is already there."""
    from models.services.demo import LIVING, PASSWORD, make_demo
    from models.services.enrolment import read_card
    from reports.render import render

    card = read_card(args.centre) if args.centre else demo_centre(args.station, now)
    cases = LIVING if args.cases is None else args.cases
    make_demo(args.station, now, render, cases, card)
    mark_demo(args.station, now)
    answer(args, {"station": "3501", "folder": str(args.station), "cases": cases, "centre": card.name},
           [f"演示供电所在 {args.station}，{cases} 件工单，口令 {PASSWORD}。"])  # fmt: skip
    return Exit.OK
