"""The demo station belongs to a day: it is made anew when its day has passed, and never in place of a real station."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models.problems import StationError

if TYPE_CHECKING:
    from models.services.enrolment import CentreCard

DAY_FILE = "demo-day"
_NOT_OURS = (".lock", "reports")


def demo_centre(folder: Path, now: Callable[[], datetime]) -> CentreCard:
    """Makes a demo county centre beside the station (folder `demo-centre` in it, no password) and returns its card."""
    from models.services.centre.store import init_centre

    home = folder / "demo-centre"
    return init_centre(f"sqlite:///{home / 'centre.db'}", home, "郏县客户服务中心（演示）", "", now)


def fresh_demo(folder: Path, now: Callable[[], datetime], cases: int | None = None) -> None:
    """Make the demo station in `folder` unless it was made for this very day; StationError where the folder holds something else."""
    from models.services.demo import LIVING, make_demo
    from reports.render import render

    today = now().date().isoformat()
    made_for = folder / DAY_FILE
    if made_for.is_file() and made_for.read_text(encoding="ascii") == today:
        return
    folder.mkdir(parents=True, exist_ok=True)
    entries = [entry for entry in folder.iterdir() if entry.name not in _NOT_OURS]
    if entries and not made_for.is_file():
        raise StationError(f"文件夹 {folder} 里已有不是演示的数据，不会覆盖。", "演示请另选一个空文件夹。")
    for entry in sorted(entries, key=lambda entry: entry.name == DAY_FILE):  # the mark goes last: broken off, it still says demo
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    made_for.write_text("", encoding="ascii")
    sys.stderr.write("正在生成演示供电所，请稍等……\n")
    make_demo(folder, now, render, LIVING if cases is None else cases, demo_centre(folder, now))
    mark_demo(folder, now)


def mark_demo(folder: Path, now: Callable[[], datetime]) -> None:
    """Notes that `folder` holds a demo station of this day, so that the window with --demo opens it and may later make it anew."""
    (folder / DAY_FILE).write_text(now().date().isoformat(), encoding="ascii")
