"""`./run check`: chain, database and files of a station, verified from end to end."""

from __future__ import annotations

import argparse

from ui.commandline.exits import Exit
from ui.commandline.speaking import Clock, add_station_options, answer, opened


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `check` and its options."""
    parser = subparsers.add_parser("check", help="核对流水、数据库和文件是否完整")
    add_station_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, now: Clock) -> int:
    """Exit code 65 where anything is not whole; every fault is named."""
    from models.services.checking import check

    station = opened(args, now)
    try:
        report = check(station)
    finally:
        station.close()
    value = {
        "whole": report.whole,
        "lines": report.lines,
        "attachments": report.attachments,
        "private": report.private_parts,
        "faults": list(report.faults),
    }
    good = f"完整：流水 {report.lines} 条，附件 {report.attachments} 个，个人信息 {report.private_parts} 份，校验链一致。"
    answer(args, value, [good] if report.whole else ["不完整：", *report.faults, "请不要继续登记，联系县公司或从备份恢复。"])
    return Exit.OK if report.whole else Exit.DATA
