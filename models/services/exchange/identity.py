"""Is this database where it worked last, and as new as it was then? If not, somebody says why, and a new epoch begins.

Two computers that go on from one database would each give out line 901 and case number 007: the centre could take only one of them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from models.services.station import Station, glancing, noting
from models.store.marks import TOKEN_SETTING, Mark, marks_folder, read_mark, write_mark

Finding = Literal["same", "unmarked", "elsewhere", "older"]
Reason = Literal["restored", "moved"]
REASON_WORDS: dict[Reason, str] = {"restored": "从备份恢复", "moved": "换了电脑或文件夹，原来的不再用"}


OWN_MARKS = "marks"
"""A folder inside the station's own, in a demonstration: made anew every day, it must not fill the computer's folder with marks."""


@dataclass(frozen=True)
class Standing:
    """What opening a database found: `same` as when it was last used here, `unmarked` by an older program, in `elsewhere`, or `older`.

    `text` tells the clerk what was noticed; `was` is the folder it last worked in, where that is known.
    """

    finding: Finding
    text: str = ""
    was: str = ""


def marks_for(folder: Path) -> Path:
    """Where the marks of the station in a folder lie: on this computer, apart from it; those of a demonstration inside it."""
    own = folder / OWN_MARKS
    return own if own.is_dir() else marks_folder()


def standing(station: Station, marks: Path) -> Standing:
    """Compares the database with what this computer remembers of it; two small reads."""
    with glancing(station) as look:
        token = look.setting(TOKEN_SETTING)
        if not token:
            return Standing("unmarked")
        mark = read_mark(marks, token)
        if mark is None:
            return Standing("elsewhere", "这份数据以前不在这台电脑上使用。")
        if mark.folder != place_of(station):
            return Standing("elsewhere", f"这份数据以前在 {mark.folder} 使用，现在在 {place_of(station)}。", mark.folder)
        query = "SELECT hash FROM journal WHERE station = :station AND epoch = :epoch AND seq = :seq"
        found = look.tuples(query, {"station": station.info.code, "epoch": mark.epoch, "seq": mark.seq})
    if not found or bytes(found[0][0]).hex() != mark.hash:
        return Standing("older", f"这份数据比上次在这里使用时旧：上次已记到第 {mark.seq} 条流水。", mark.folder)
    return Standing("same")


def remember(station: Station, marks: Path) -> None:
    """Keeps outside the folder how far the journal is now, giving a token if needed; where that fails only the finding out is lost."""
    with glancing(station) as look:
        known = look.setting(TOKEN_SETTING)
    token = known or os.urandom(16).hex()
    try:
        write_mark(marks, mark_of(station, token))
    except OSError:
        return  # an office where this folder cannot be written still works: without a token nobody is asked
    if not known:
        keep_token(station, token)


def keep_token(station: Station, token: str) -> None:
    """Notes inside the database by which mark it is known; "" where no mark could be kept."""
    from models.store.local import write_setting

    with noting(station) as connection:
        write_setting(connection, TOKEN_SETTING, token)


def mark_of(station: Station, token: str) -> Mark:
    """How far the journal is now, under the newest epoch."""
    query = "SELECT seq, hash FROM journal WHERE station = :station AND epoch = :epoch ORDER BY seq DESC LIMIT 1"
    with glancing(station) as look:
        found = look.tuples(query, {"station": station.info.code, "epoch": station.epoch})
    seq, chain = found[0] if found else (0, b"")
    return Mark(token, place_of(station), station.epoch, int(seq), bytes(chain).hex())


def place_of(station: Station) -> str:
    """Where the station lies on this computer, as a mark says it."""
    return str(station.folder.resolve())
