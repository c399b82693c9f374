"""`./run archive`: what a case's file holds and lacks, the merged file as a PDF, the register of loans."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ui.commandline.exits import CommandError, Exit
from ui.commandline.speaking import Clock, add_station_options, answer, opened

if TYPE_CHECKING:
    from models.services.station import Station

PASSWORD = "YEKUO_FILE_PASSWORD"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `archive` and its acts."""
    parser = subparsers.add_parser("archive", help="档案：核对目录、合成电子档案、借阅登记")
    acts = parser.add_subparsers(dest="act", required=True, metavar="check|file|loans")
    checking = acts.add_parser("check", help="按档案目录核对一件工单")
    filing = acts.add_parser("file", help="合成一份带书签的 PDF")
    lending = acts.add_parser("loans", help="借阅登记簿")
    for act in (checking, filing):
        act.add_argument("case", metavar="工单号", help="如 3501-20261123-003-7")
    filing.add_argument("--to", type=Path, required=True, metavar="FILE.pdf", help="存到哪里；里面有客户的个人信息")
    filing.add_argument("--lock", action="store_true", help=f"用变量 {PASSWORD} 里的密码加密（AES-256）")
    filing.set_defaults(writes=True)
    lending.add_argument("--out", action="store_true", help="只列没有归还的")
    lending.add_argument("--to", type=Path, metavar="FILE.pdf", help="登记簿存为 PDF")
    for act in (checking, filing, lending):
        add_station_options(act)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, now: Clock) -> int:
    """Opens the station and does the act; a file that lacks something gives code 65 on `check`. Raises StationError."""
    station = opened(args, now)
    try:
        return {"check": _check, "file": _file, "loans": _loans}[args.act](args, station, now().date())
    finally:
        station.close()


def _case_id(station: Station, number: str, today: date) -> str:
    from models.services.cases import list_cases

    found = [row for row in list_cases(station, today, "all", number, limit=5).rows if row.number == number]
    if not found:
        raise CommandError(f"没有工单 {number}。", "请核对工单号。", Exit.NOINPUT)
    if len(found) > 1:
        raise CommandError(f"有 {len(found)} 件工单都是 {number} 这个号。", "请在窗口里办，看清是哪一件。", Exit.DATA)
    return found[0].case_id


def _check(args: argparse.Namespace, station: Station, today: date) -> int:
    from models.casework.archive import KINDS
    from models.services.archive import check_file

    found = check_file(station, _case_id(station, args.case, today))
    lines = [{"code": o.code, "name": o.name, "section": o.section, "state": o.kind, "text": o.text} for o in found.lines]
    value = {"catalogue": found.catalogue, "source": found.source, "number": found.number, "whole": not found.missing, "lines": lines}
    words = {str(kind): name for kind, name in KINDS.items()}
    told = [f"{words[o.kind]}　{o.name}：{o.text}" for o in found.lines]
    answer(args, value, [f"{found.catalogue}（{found.source}）　档案号 {found.number or '未编'}", *told])
    return Exit.DATA if found.missing else Exit.OK


def _file(args: argparse.Namespace, station: Station, today: date) -> int:
    import os

    from models.services.case_file import save_case_file
    from reports.case_file import bind

    password = os.environ.get(PASSWORD, "") if args.lock else ""
    if args.lock and not password:
        raise CommandError(f"变量 {PASSWORD} 里没有密码。", "请先设置这个变量，或去掉 --lock。", Exit.NOPERM)
    if not args.to.parent.is_dir():
        raise CommandError(f"找不到文件夹“{args.to.parent}”。", "请换一个文件夹。", Exit.CANTCREAT)
    saved, _ = save_case_file(station, _case_id(station, args.case, today), args.to, bind, today, password)
    value = {"file": str(saved.path), "pages": saved.pages, "sha256": saved.sha256, "locked": saved.locked}
    kept = "已加密码" if saved.locked else "没有加密码，里面有客户的个人信息，请妥善保管"
    answer(args, value, [f"已存 {saved.path}，{saved.pages} 页，{kept}。"])
    return Exit.OK


def _loans(args: argparse.Namespace, station: Station, today: date) -> int:
    from models.services.loans import loan_register, loans

    rows = loans(station, today, only_out=args.out)
    if args.to:
        from models.problems import cause_of
        from reports.render import render

        try:
            args.to.write_bytes(render(loan_register(station, rows, today)))
        except OSError as error:
            raise CommandError(f"文件 {args.to} 写不了（{cause_of(error)}）。", "请换一个文件夹。", Exit.CANTCREAT) from error
    value = [
        {
            "file": row.file_no, "case": row.case_no, "since": row.since.isoformat(), "until": row.until.isoformat(),
            "purpose": row.purpose,
            "returned": row.returned_on.isoformat() if row.returned_on else None, "late": row.late,
        }
        for row in rows
    ]  # fmt: skip
    told = [
        f"{row.file_no or '（未编号）'} {row.case_no} {row.borrower} {row.since} 借出，{row.until} 前归还"
        + (f"，{row.returned_on} 已还" if row.returned_on else f"，已过期 {row.late} 天" if row.late else "，未还")
        for row in rows
    ]
    answer(args, value, told or ["没有借阅登记。"])
    return Exit.OK
