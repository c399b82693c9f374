"""`./run export`: everything the centre has not acknowledged, as one package in a folder."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from models.problems import cause_of
from ui.commandline.exits import CommandError, Exit
from ui.commandline.speaking import Clock, add_station_options, answer, opened

if TYPE_CHECKING:
    from models.papers import PaperContext
    from models.services.outbox import Exported

WRITES = True


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `export` and its options."""
    parser = subparsers.add_parser("export", help="导出上报数据包")
    parser.add_argument("--to", type=Path, required=True, metavar="文件夹", help="写到哪个文件夹（如 U 盘）")
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
    from models.services.outbox import export, handover

    station = opened(args, now)
    try:
        if not args.to.is_dir():
            raise CommandError(f"找不到文件夹“{args.to}”。", "请插好 U 盘，或另选一个文件夹。", Exit.NOINPUT)
        done, _ = export(station, args.to)
        if args.slip:
            _write_slip(args.slip, done, lambda render: handover(station, done.number, render, now().date()))
    finally:
        station.close()
    value = {
        "file": str(done.file),
        "number": done.number,
        "lines": done.lines,
        "sha256": done.sha256,
        "counts": dict(done.counts),
        "state": done.text,
    }
    told = "，".join(f"{name} {count} 件" for name, count in done.counts)
    answer(args, value, [f"{done.text}：{done.file}", f"第 {done.number} 号包，流水 {done.lines} 条（{told}）。县中心给了回执才算收到。"])
    return Exit.OK
