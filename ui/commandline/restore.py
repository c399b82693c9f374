"""`./run restore`: the backups in a folder, and one of them put in place as the station."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from models.services.label import station_label
from ui.commandline.exits import CommandError, Exit
from ui.commandline.password import read_password
from ui.commandline.speaking import Clock, add_station_options, answer

if TYPE_CHECKING:
    from models.services.restoring import Backup

WRITES = True


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `restore` and its options."""
    parser = subparsers.add_parser("restore", help="从备份恢复供电所")
    parser.add_argument("--from", dest="source", type=Path, required=True, metavar="文件夹", help="备份所在的文件夹（U 盘或 YK-BACKUP-…）")
    parser.add_argument("--backup", default="", metavar="名称", help="用哪一份，如 station-20261122-180000.db；缺省用最新的")
    parser.add_argument("--list", action="store_true", help="只列出有哪些备份，不恢复，不要口令")
    parser.add_argument("--replace", action="store_true", help="这里已有供电所时，把它移到旁边的文件夹再恢复")
    add_station_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, now: Clock) -> int:
    """Lists or restores; what stands in --station is replaced only where that was said. Raises StationError."""
    from models.services.restoring import backups_in

    if not args.source.is_dir():
        raise CommandError(f"找不到文件夹“{args.source}”。", "请插好 U 盘，或另选一个文件夹。", Exit.NOINPUT)
    found = backups_in(args.source)
    if args.list:
        answer(args, [_value(one) for one in found], [_line(one) for one in found] or ["这里没有备份。"])
        return Exit.OK
    return _restore(args, _chosen(found, args.backup, args.source), now)


def _restore(args: argparse.Namespace, backup: Backup, now: Clock) -> int:
    from models.services.exchange.epoch_words import begun
    from models.services.exchange.identity import marks_for
    from models.services.restoring import restore

    standing_here = station_label(args.station)
    if standing_here and not args.replace:
        raise CommandError(
            f"{args.station} 里已有{standing_here.name}（{standing_here.code}）的数据，没有恢复。",
            "确实要用备份代替它，请加 --replace：现有的会移到旁边的 replaced-… 文件夹，不删除。",
            Exit.CANTCREAT,
        )
    print(f"正在恢复 {_line(backup)}", file=sys.stderr)
    station = restore(backup, args.station, read_password(args), marks_for(args.station), now)
    try:
        told = begun(station.epoch, "restored")
        answer(
            args, {"station": backup.code, "backup": _value(backup), "epoch": station.epoch, "told": list(told)},
            [f"已恢复 {_line(backup)}，数据在 {args.station}。", *told],
        )  # fmt: skip
    finally:
        station.close()
    return Exit.OK


def _chosen(found: tuple[Backup, ...], name: str, source: Path) -> Backup:
    if not found:
        raise CommandError(f"“{source}”里没有备份。", "备份在名为 YK-BACKUP-所号 的文件夹里，请指明它，或它所在的文件夹。", Exit.NOINPUT)
    chosen = [one for one in found if not name or one.database == name]
    if not chosen:
        raise CommandError(f"没有叫 {name} 的备份。", "有哪些备份：加 --list。", Exit.NOINPUT)
    if not name and len({one.code for one in found}) > 1:
        raise CommandError("这里有几个供电所的备份。", "请用 --from 指明其中一个 YK-BACKUP-所号 文件夹。", Exit.USAGE)
    return chosen[0]


def _value(one: Backup) -> dict[str, object]:
    return {
        "name": one.database, "folder": str(one.folder), "station": one.code, "of": one.name,
        "at": one.at.isoformat(timespec="seconds"), "bytes": one.size,
    }  # fmt: skip


def _line(one: Backup) -> str:
    return f"{one.name}（{one.code}）{one.at:%Y-%m-%d %H:%M} 的备份 {one.database}，{max(1, one.size >> 20)} MB"
