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
    from models.services.exchange.outbox import Exported
    from models.services.exchange.sending import Sent
    from models.services.station import Station

WRITES = True


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `export` and its options."""
    parser = subparsers.add_parser("export", help="导出上报数据包")
    parser.add_argument("--to", required=True, metavar="去处", help=f"写到哪里：{PLACE}")
    parser.add_argument("--two", action="store_true", help="文件夹里写两份：A、B 各一份")
    parser.add_argument(
        "--kind",
        choices=("delta", "full", "resend-request"),
        default="delta",
        help="delta 未回执的（缺省）；full 全部重报；resend-request 请县中心重发回执和下发的内容",
    )
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


def _write(station: Station, args: argparse.Namespace) -> Sent:
    from models.services.exchange.sending import send

    target = target_of(station, args, args.to, args.two)
    return send(station, target, kind=args.kind)[0]


def run(args: argparse.Namespace, now: Clock) -> int:
    """Writes and reads back the package; success is said only then. Raises StationError."""
    from models.services.exchange.outbox import handover

    station = opened(args, now)
    try:
        sent = _write(station, args)
        done = sent.exported
        if args.slip:
            _write_slip(args.slip, done, lambda render: handover(station, done.number, render, now().date()))
    finally:
        station.close()
    value = {
        "file": str(done.file),
        "files": [str(path) for path in done.files],
        "place": done.place,
        "number": done.number,
        "lines": done.lines,
        "sha256": done.sha256,
        "counts": dict(done.counts),
        "state": done.text,
        "remarks": list(sent.remarks),
    }
    told = "，".join(f"{name} {count} 件" for name, count in done.counts) or "没有工单"
    parts = [f"太大，分成 {len(done.files)} 卷，要全部交到：", *map(str, done.files[1:])] if len(done.files) > 1 else []
    counted = f"第 {done.number} 号包，流水 {done.lines} 条（{told}）。县中心给了回执才算收到。"
    answer(args, value, [f"{done.text}：{done.file}（{done.place}）", *parts, *sent.remarks, counted])
    return Exit.OK
