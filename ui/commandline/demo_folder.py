"""The demo station belongs to a day: it is made anew when its day has passed, and never in place of a real station."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from models.problems import StationError

DAY_FILE = "demo-day"
_NOT_OURS = (".lock", "reports")


def fresh_demo(folder: Path, now: Callable[[], datetime], cases: int = 60) -> None:
    """Make the demo station in `folder` unless it was made for this very day; StationError where the folder holds something else."""
    from models.services.demo import make_demo

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
    make_demo(folder, now, cases=cases)
    made_for.write_text(today, encoding="ascii")
