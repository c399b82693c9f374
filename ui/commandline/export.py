"""`./run export`: everything the centre has not acknowledged, as one package in a folder."""

from __future__ import annotations

import argparse
from pathlib import Path

from ui.commandline.exits import Exit
from ui.commandline.speaking import Clock, add_station_options, answer, opened

WRITES = True


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `export` and its options."""
    parser = subparsers.add_parser("export", help="导出上报数据包")
    parser.add_argument("--to", type=Path, required=True, metavar="文件夹", help="写到哪个文件夹（如 U 盘）")
    parser.add_argument("--slip", type=Path, metavar="FILE.pdf", help="同时把交接单存为 PDF")
    add_station_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, now: Clock) -> int:
    """Writes and reads back the package; success is said only then. Raises StationError."""
    from models.services.outbox import export, handover

    station = opened(args, now)
    try:
        done, _ = export(station, args.to)
        if args.slip:
            from reports.render import render

            args.slip.write_bytes(handover(station, done.number, render, now().date()))
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
