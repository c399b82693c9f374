"""`./run audit`: what an inspector would ask about the station's cases, each with facts, rule and remedy."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from models.problems import cause_of
from ui.commandline.exits import CommandError, Exit
from ui.commandline.speaking import Clock, add_station_options, answer, opened

if TYPE_CHECKING:
    from models.services.self_audit import AuditReport, FindingRow
    from models.services.station import Station

_SCOPES = ("waiting", "open", "year")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `audit` and its options."""
    parser = subparsers.add_parser("audit", help="稽查自查：逐件找出检查时会被问到的问题")
    parser.add_argument("--scope", choices=_SCOPES, default="waiting",
                        help="waiting 还没有回执的工单（缺省），open 在办工单，year 今年登记的工单")
    parser.add_argument("--to", type=Path, metavar="FILE.pdf", help="把结果存为《稽查自查通报》")
    add_station_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, now: Clock) -> int:
    """Lists the findings, those without an explanation first; also runs while the desk is open, for it changes nothing."""
    from models.services.self_audit import SCOPES, self_audit

    station, today = opened(args, now), now().date()
    try:
        report = self_audit(station, args.scope, today)
        if args.to:
            _save(station, report, args, today)
    finally:
        station.close()
    still = len(report.unexplained)
    value = {"scope": args.scope, "cases": report.cases, "unexplained": still, "findings": [_plain(row) for row in report.rows]}
    lines = [f"{SCOPES[args.scope]} {report.cases} 件，发现 {len(report.rows)} 项，其中 {still} 项还没有说明。"]
    for row in report.rows:
        lines += [f"{row.number}  {row.title}：{row.facts}", f"    依据：{row.rule}"]
        lines.append(f"    说明：{row.explained}" if row.explained else f"    怎么办：{row.remedy}")
    answer(args, value, lines)
    return Exit.OK


def _save(station: Station, report: AuditReport, args: argparse.Namespace, today: date) -> None:
    from models.services.paper.audit_paper import audit_paper
    from reports.render import render

    pdf = audit_paper(station, report, args.scope, render, today)
    try:
        args.to.write_bytes(pdf)
    except OSError as error:
        raise CommandError(f"文件 {args.to} 写不了（{cause_of(error)}）。", "请换一个文件夹。", Exit.CANTCREAT) from error


def _plain(row: FindingRow) -> dict[str, object]:
    return {**asdict(row), "explained_on": row.explained_on.isoformat() if row.explained_on else None}
