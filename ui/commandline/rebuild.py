"""`./run rebuild`: folds the journal anew into every view and says whether anything differed."""

from __future__ import annotations

import argparse

from ui.commandline.exits import Exit
from ui.commandline.speaking import Clock, add_station_options, answer, opened

WRITES = True


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `rebuild` and its options."""
    parser = subparsers.add_parser("rebuild", help="按流水重建各种列表")
    add_station_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, now: Clock) -> int:
    """Rebuilds in one transaction; the views are right afterwards either way."""
    from models.services.checking import rebuild

    station = opened(args, now)
    try:
        report = rebuild(station.database)
    finally:
        station.close()
    value = {"records": report.records, "rows": report.rows, "equal": report.equal, "differences": list(report.differences[:100])}
    told = "与重建前完全一致。" if report.equal else f"重建前有 {len(report.differences)} 行不同，现已改正。"
    answer(args, value, [f"已按流水重建：{report.records} 个对象，{report.rows} 行，{told}", *report.differences[:20]])
    return Exit.OK
