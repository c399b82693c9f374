"""Changing the password: the keys stay the same, only their wrapping is made anew."""

from __future__ import annotations

from models.problems import Problem, ProblemsFound, StationError, cause_of
from models.services.station import Station
from models.store.keys import open_keys, write_keys

LEAST = 4


def change_password(station: Station, old: str, new: str, again: str) -> None:
    """Wraps the station's keys by a new password; raises ProblemsFound for a wrong old one, a short one, or two that differ.

    keys.json is replaced as one whole file: after a crash the old or the new password opens it. Backups made before keep the old one.
    """
    problems = []
    if len(new) < LEAST:
        problems.append(Problem("new", "新密码", f"至少 {LEAST} 个字符；忘记密码无法找回数据，请记牢。"))
    if again != new:
        problems.append(Problem("again", "新密码再输一遍", "两次输入的新密码不一样，请重输。"))
    try:
        open_keys(station.folder, old)
    except StationError as error:
        problems.insert(0, Problem("old", "现在的密码", str(error)))
    if problems:
        raise ProblemsFound(tuple(problems))
    info = station.info
    try:
        write_keys(station.folder, station.keys, new, info.code, info.name, info.county)
    except OSError as error:
        raise StationError(f"新密码没有存上（{cause_of(error)}），原密码仍有效。", "请检查磁盘空间和文件夹权限。") from error
