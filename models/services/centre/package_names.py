"""What the name of a package file says of it: a hint for what to do with a file that cannot be read, never believed of one that can."""

from __future__ import annotations

import re
from pathlib import PurePath

from models.sync.refusal import PackageRefused

_KIND = re.compile(r"-([A-Z])(-\d+)?\Z")
"""How the name of a package ends: with the letter of its kind, and a number where that name was taken."""
_STATION = re.compile(r"\AYK1-([A-Z0-9]{1,20})-")
OTHERS = ("cannot_open", "not_for_me", "unknown_signer", "needs_upgrade", "unknown_suite", "too_old")
"""Refusals of a file that may be whole: somebody else's, or of another version."""


def kind_named(file: str) -> str:
    """The letter of the kind in a file's name; empty where it has none."""
    found = _KIND.search(PurePath(file).stem.upper())
    return found.group(1) if found else ""


def of_an_answer(error: PackageRefused, file: str) -> PackageRefused:
    """The refusal at the centre of a damaged file that is called like an answer, with what to do about one; any other as it is."""
    if kind_named(file) != "A" or error.code in OTHERS:
        return error
    named = _STATION.match(PurePath(file).name.upper())
    whom = f"供电所 {named.group(1)} " if named else "供电所"
    error.hint = (
        f"按文件名，这是县中心写给{whom}的回执，它在这个盘上坏了，那里也导入不了。还没有交去的，再写一份回执；"
        "是供电所在县中心恢复以后交回来的，请它再导出一次，会重新带上。别的文件照常接收。"
    )
    return error
