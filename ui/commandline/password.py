"""The station's password for a command: from a file or the environment, never as an argument that others could read."""

import argparse
import os
from pathlib import Path

from models.problems import StationError

VARIABLE = "YEKUO_PASSWORD"


def add_password_option(parser: argparse.ArgumentParser) -> None:
    """Give a command the option --password-file."""
    parser.add_argument(
        "--password-file", type=Path, metavar="文件", help=f"口令在这个文件的第一行；也可用环境变量 {VARIABLE} 给出"
    )


def read_password(args: argparse.Namespace) -> str:
    """The password from --password-file (its first line), else from YEKUO_PASSWORD; StationError when there is none."""
    file: Path | None = getattr(args, "password_file", None)
    if file is None:
        password = os.environ.get(VARIABLE, "")
        if not password:
            raise StationError("没有给出口令。", f"请用 --password-file 指明口令文件，或设置环境变量 {VARIABLE}。") from PermissionError()
        return password
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise StationError(f"读不到口令文件 {file}。", "请检查路径和权限。") from error
    except UnicodeDecodeError as error:
        raise StationError(f"口令文件 {file} 不是 UTF-8 文本。", "请另存为 UTF-8 后再试。") from error
    if not lines or not lines[0]:
        raise StationError(f"口令文件 {file} 的第一行是空的。", "请把口令写在第一行。") from PermissionError()
    return lines[0]
