"""`./run print`: one paper of one case as a PDF file."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from models.problems import cause_of
from ui.commandline.exits import CommandError, Exit
from ui.commandline.speaking import Clock, add_station_options, answer, opened

if TYPE_CHECKING:
    from models.services.station import Station


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `print` and its options."""
    parser = subparsers.add_parser("print", help="把一件工单的单据存为 PDF")
    parser.add_argument("--case", default="", metavar="工单号", help="如 3501-20261123-003-7；KEY-SHEET（本所密钥指纹）不用写")
    parser.add_argument("--paper", required=True, metavar="单据代码", help="如 RECEIPT、NOTICE-LV-SMALL、MISSING、LV-SURVEY")
    parser.add_argument("--to", type=Path, required=True, metavar="FILE.pdf", help="存到哪里")
    parser.add_argument("--blank", action="store_true", help="空白表，供现场填写")
    add_station_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, now: Clock) -> int:
    """Renders a preview without number or fact, so it also runs while the desk is open. Raises StationError."""
    today = now().date()
    station = opened(args, now)
    try:
        pdf = _drawn(station, args, today)
    finally:
        station.close()
    try:
        args.to.write_bytes(pdf)
    except OSError as error:
        raise CommandError(f"文件 {args.to} 写不了（{cause_of(error)}）。", "请换一个文件夹。", Exit.CANTCREAT) from error
    answer(args, {"file": str(args.to), "bytes": len(pdf)}, [f"已存 {args.to}"])
    return Exit.OK


def _drawn(station: Station, args: argparse.Namespace, today: date) -> bytes:
    from models.services.cases import list_cases
    from models.services.exchange.station_card import key_sheet
    from models.services.paper.papers import preview
    from reports.render import render

    if args.paper == "KEY-SHEET":
        return key_sheet(station, render, today)
    found = [row for row in list_cases(station, today, "all", args.case, limit=5).rows if row.number == args.case]
    if not found:
        raise CommandError(f"没有工单 {args.case}。", "请核对工单号。", Exit.NOINPUT)
    if len(found) > 1:
        raise CommandError(f"有 {len(found)} 件工单都是 {args.case} 这个号。", "请在窗口里办，看清是哪一件。", Exit.DATA)
    return preview(station, found[0].case_id, args.paper, render, today, args.blank)
