"""Every number in every shipped rule file stands in the document named beside it; what no document was seen to say is no rule."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.approval_rules import OURS

RULES = Path(__file__).parents[2] / "resources" / "rules"
FILES = sorted(RULES.rglob("*.toml"))
CHINESE = {1: ("一",), 2: ("二", "两"), 3: ("三",), 5: ("五",), 6: ("六",), 10: ("十",), 12: ("一年",), 15: ("十五",), 24: ("两年",)}
SAID_OTHERWISE = {  # number by its key: how the words beside it say it
    ("approvals", 2): ("实业公司经理及主管经理",),  # two people named, not counted
    ("least", 1): ("",),  # of a group of papers at least one is what a group means
    ("voltage_below", 35): ("10千伏",),  # nominal voltages are 10 and 35 kV, nothing lies between
    ("voltage_from", 10): ("高压",),
    ("voltage_below", 1): ("低压", "0.4千伏"),
    ("voltage_below", 10): ("低压",),
    ("voltage_below", 0.3): ("220伏",),
    ("voltage_from", 0.3): ("0.4千伏",),
}
Table = dict[str, object]


def tables(table: Table, path: str = "", above: tuple[Table, ...] = ()) -> Iterator[tuple[str, tuple[Table, ...]]]:
    """Every table of a file with those around it, the innermost first."""
    yield path or "（文件）", (table, *above)
    for key, value in table.items():
        for at, inner in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(inner, dict):
                yield from tables(inner, f"{path}.{key}[{at}]".lstrip("."), (table, *above))


def numbers(table: Table) -> Iterator[tuple[str, float]]:
    """The numbers of a table itself, also those in a plain list."""
    for key, value in table.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, int | float) and not isinstance(one, bool):
                yield key, one


def unsourced(table: Table) -> list[str]:
    """The numbers of a file that rest on nothing, by their place.

    The rule: a number (days, months, money, capacity, a count) rests on the `source` of its table or of the nearest table around it; a
    number `x_…` on `x_source` where its table has one. The source at the head of a file counts only where it is 默认值（非规定） or
    我们的理解（非规定）: a document named once for a whole file says nothing of one number in it. Where the source is a document, the words
    beside it (`cite`, `name`, `note`) must hold the number, in figures or Chinese, or say that it is ours.
    """
    found = []
    for path, (own, *around) in tables(table):
        for key, number in numbers(own):
            source, words, at_head = _basis(key, own, around)
            if not source or (source not in OURS and (at_head or not said(key, number, words))):
                found.append(f"{path}.{key} = {number}")
    return found


def _basis(key: str, own: Table, around: list[Table]) -> tuple[str, str, bool]:
    """The source of a number, the words beside it, and whether that source is only the file's."""
    prefix = key.split("_")[0]
    if own.get(f"{prefix}_source"):
        return str(own[f"{prefix}_source"]), str(own.get(f"{prefix}_cite", "")), False
    holder = next((one for one in (own, *around) if one.get("source")), {})
    held = [own] if holder is own else [own, holder]
    words = " ".join(str(one.get(name, "")) for one in held for name in ("cite", "name", "note"))
    return str(holder.get("source", "")), words, bool(around) and holder is around[-1]


def said(key: str, number: float, words: str) -> bool:
    """Whether the words hold the number, or own up that it is ours."""
    figures = str(number).removesuffix(".0")
    spelt = (*CHINESE.get(int(number), ()), *SAID_OTHERWISE.get((key, number), ()), *OURS)
    return bool(re.search(rf"(?<![\d.]){re.escape(figures)}(?![\d.]*\d)", words)) or any(one in words for one in spelt)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(RULES)))
def test_every_number_stands_in_the_document_named_beside_it(file):
    assert not unsourced(tomllib.loads(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("text", [
    'limit = 5',
    'source = "《某办法》"\n[[limits]]\ndays = 5',
    'source = "默认值（非规定）"\n[[limits]]\nsource = "《某办法》"\ncite = "不超过15个工作日"\ndays = 5',
    '[[types]]\nsource = "《某办法》"\ncite = "不超过五天"\n[[types.periods]]\nmost = 6',
    'source = "《某办法》"\n[fees]\nprices = [1, 2]',
])
def test_a_number_without_its_document_is_found(text):
    assert unsourced(tomllib.loads(text))


@pytest.mark.parametrize("text", [
    'source = "默认值（非规定）"\n[[targets]]\ndays = 5',
    '[[limits]]\nsource = "《某办法》"\ncite = "不超过5个工作日"\ndays = 5',
    '[[periods]]\nsource = "《某办法》"\ncite = "不得少于十五天"\nleast = 15',
    '[[outcomes]]\nsource = "《某办法》"\ncite = "书面答复"\nnote = "复核间隔为默认值（非规定）"\nreview_months = 3',
])
def test_a_number_that_is_said_or_ours_passes(text):
    assert not unsourced(tomllib.loads(text))
