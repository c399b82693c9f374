"""`./run export`: everything the centre has not acknowledged, as one package in a folder or on a server."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from models.problems import cause_of
from ui.commandline.exits import CommandError, Exit
from ui.commandline.places import PLACE, add_server_options, target_of
from ui.commandline.speaking import Clock, add_station_options, answer, opened

if TYPE_CHECKING:
    from models.papers import PaperContext
    from models.services.outbox import Exported

WRITES = True


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `export` and its options."""
    parser = subparsers.add_parser("export", help="导出上报数据包")
    parser.add_argument("--to", required=True, metavar="去处", help=f"写到哪里：{PLACE}")
    parser.add_argument("--two", action="store_true", help="文件夹里写两份：A、B 各一份")
    add_server_options(parser)
    parser.add_argument("--slip", type=Path, metavar="FILE.pdf", help="同时把交接单存为 PDF")
    add_station_options(parser)
    parser.set_defaults(run=run)


def _write_slip(path: Path, done: Exported, draw: Callable[[Callable[[PaperContext], bytes]], bytes]) -> None:
    from reports.render import render

    try:
        path.write_bytes(draw(render))
    except OSError as error:
        said = f"数据包已写好（{done.file}），但交接单 {path} 写不了（{cause_of(error)}）。"
        raise CommandError(said, "请换一个地方存交接单，或在窗口里补打。", Exit.CANTCREAT) from error


def run(args: argparse.Namespace, now: Clock) -> int:
    """Writes and reads back the package; success is said only then. Raises StationError."""
    from models.services.outbox import handover
    from models.services.sending import send

    station = opened(args, now)
    try:
        sent, _ = send(station, target_of(station, args, args.to, args.two))
        done = sent.exported
        if args.slip:
            _write_slip(args.slip, done, lambda render: handover(station, done.number, render, now().date()))
    finally:
        station.close()
    value = {
        "file": str(done.file),
        "place": done.place,
        "number": done.number,
        "lines": done.lines,
        "sha256": done.sha256,
        "counts": dict(done.counts),
        "state": done.text,
        "remarks": list(sent.remarks),
    }
    told = "，".join(f"{name} {count} 件" for name, count in done.counts)
    told_first = [f"{done.text}：{done.file}（{done.place}）", *sent.remarks]
    answer(args, value, [*told_first, f"第 {done.number} 号包，流水 {done.lines} 条（{told}）。县中心给了回执才算收到。"])
    return Exit.OK
