"""The lines of a catalogue of customers' files (档案目录) in words: when a line is wanted, and what counts as having it."""

from __future__ import annotations

from collections.abc import Callable

from models.archive_rules import CatalogueLine
from models.business import FACTS, STAGES

ALWAYS = "总是要有"
_PLAIN = {
    "application": "登记表", "materials": "客户交来的资料齐全", "index": "本卷封面和卷内目录", "defects": "检查、检验有过不合格的",
}  # fmt: skip
PaperName = Callable[[str], str]
"""The name of a form or paper by its code."""


def wanted_when(line: CatalogueLine, name_of: PaperName) -> str:
    """Of which cases a line is wanted: 总是要有, or any of what is told."""
    told = {"stage": "有“{}”环节的", "form": "填了《{}》的", "fact": "{}的"}
    return "、".join(_told(word, told, name_of) for word in line.when) or ALWAYS


def met_with(line: CatalogueLine, name_of: PaperName) -> str:
    """What counts as having it, any of them."""
    told = {"stage": "“{}”办完所填的表", "form": "《{}》", "paper": "打印的《{}》"}
    return "，或".join(_told(word, told, name_of) for word in line.met_by)


def _told(word: str, told: dict[str, str], name_of: PaperName) -> str:
    kind, _, code = word.partition(":")
    if kind in _PLAIN:
        return _PLAIN[kind]
    name = {"stage": STAGES, "fact": FACTS}.get(kind, {}).get(code) or name_of(code)
    return told[kind].format(name)
