"""What may stand on the command line, the clock it asks for, and the folder a station lies in."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import NoReturn

from ui.commandline.commands import COMMANDS, load
from ui.commandline.exits import Exit

_PROGRAM = "yekuo" if getattr(sys, "frozen", False) else "./run"


def parse_arguments(words: Sequence[str]) -> tuple[argparse.Namespace, ModuleType | None]:
    """The arguments and the module of the command that was named (None: the window); ends the program with 64 on bad usage."""
    general = _general()
    common, rest = general.parse_known_args(words)
    parser = _Parser(prog=_PROGRAM, description="业扩助手：供电所业扩报装工作台", parents=[general, _window()], allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", metavar="命令", title="命令", parser_class=_Parser)
    named = next((word for word in rest if word in COMMANDS), None)
    chosen = None
    for name, told in COMMANDS.items():
        if name == named:
            chosen = load(name)
            chosen.add_parser(commands)
        else:
            commands.add_parser(name, help=told)
    args = parser.parse_args(rest)
    args.station = common.station or default_folder("yekuo-demo" if common.demo else "yekuo")
    args.today, args.demo = common.today, common.demo
    args.writes = getattr(args, "writes", getattr(chosen, "WRITES", False))
    if args.centre_store and not args.command:
        args.station = args.centre_keys or parser.error("--centre 要和 --keys（县中心密钥文件夹）一起用")
    return args, chosen if args.command else None


def default_folder(name: str) -> Path:
    """The folder for this user's data where the platform wants it."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / name
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / name
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / name


def clock(today: date | None, system: Callable[[], datetime]) -> Callable[[], datetime]:
    """The clock everything asks: the system's, or the system's time of day on a fixed day."""
    if today is None:
        return system
    return lambda: datetime.combine(today, system().time())


def parse_date(text: str) -> date:
    """A day as 2026-11-23 or 20261123, for arguments (argparse says the rest)."""
    found = re.fullmatch(r"(\d{4})-?(\d{2})-?(\d{2})", text)
    if not found:
        raise argparse.ArgumentTypeError(f"日期请写成 2026-11-23，不能是 {text}")
    try:
        return date(*map(int, found.groups()))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"没有 {text} 这一天") from error


class _Parser(argparse.ArgumentParser):
    """Ends with the exit code for wrong usage where argparse would say 2."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(Exit.USAGE, f"命令写得不对：{message}\n")


def _general() -> argparse.ArgumentParser:
    general = _Parser(prog=_PROGRAM, add_help=False, allow_abbrev=False)
    general.add_argument("--station", type=Path, metavar="文件夹", help="供电所数据所在的文件夹（缺省：本机用户的数据文件夹）")
    general.add_argument("--today", type=parse_date, metavar="日期", help="把今天当作这一天，例如 2026-11-23（演示和脚本用）")
    general.add_argument("--demo", action="store_true", help="打开演示供电所（数据随当天日期生成，口令 demo）")
    return general


def _window() -> argparse.ArgumentParser:
    """What only the window takes; commands have options of the same names for themselves."""
    window = _Parser(prog=_PROGRAM, add_help=False, allow_abbrev=False)
    window.add_argument("--centre", dest="centre_store", metavar="库地址", help="打开县中心的窗口，如 sqlite:///centre.db")
    window.add_argument("--keys", dest="centre_keys", type=Path, metavar="文件夹", help="县中心密钥所在的文件夹（和 --centre 一起用）")
    return window
