"""Everything that is wrong with a county's file of 常用语, each with its place and what to do."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace

from models.rule_checks import Finding
from models.wordings import HOLE, KINDS, PLACEHOLDERS, NoPlaceError, Place, Wording, WordingsFile, place_of

LONGEST_NAME = 20
MOST_AT_PLACE = 20
MOST = 300
_PERSONAL = ("户名", "名称", "姓名", "地址", "电话", "证件", "身份证", "经办人", "联系人", "法人", "账号")
_SOURCE = "请写明谁定的、哪份文件，如 source = \"郏县公司业扩文字规范（2026）\"。"
_WHERE = f"请写 form 和 field（哪张表的哪一栏），或者写 kind（{'、'.join(KINDS.values())}）。"


def wordings_findings(file: WordingsFile) -> Iterator[Finding]:
    """Every fault of a file whose shape is right."""
    if not file.source.strip():
        yield Finding("source", "source", "出处是空的", _SOURCE)
    if len(file.wordings) > MOST:
        yield Finding("wordings", "wordings", f"共有 {len(file.wordings)} 条", f"一份文件最多 {MOST} 条，请删去少用的。")
    first: dict[tuple[str, str], int] = {}
    crowd: Counter[str] = Counter()
    for at, wording in enumerate(file.wordings):
        where = f"wordings[{at}]"
        named = f"第 {at + 1} 条“{wording.name.strip()}”" if wording.name.strip() else f"第 {at + 1} 条"
        place = yield from _placed(wording, where, named)
        yield from (Finding(f"{where}.{key}", named, what, remedy) for key, what, remedy in _words(wording, place))
        if place is None:
            continue
        before = first.setdefault((place.key, wording.name.strip()), at)
        if before != at:
            yield Finding(f"{where}.name", named, f"和第 {before + 1} 条用在同一处，名称也一样", "请改名，或删去一条。")
        crowd[place.key] += 1
        if crowd[place.key] == MOST_AT_PLACE + 1:
            yield Finding(where, named, f"“{place.told}”超过 {MOST_AT_PLACE} 条", "多了不好挑，请删去少用的。")


def _placed(wording: Wording, where: str, named: str) -> Generator[Finding, None, Place | None]:
    """What is wrong with where it is used; returns the place, None where there is none."""
    if bool(wording.kind) == bool(wording.form or wording.field):
        what = "kind 和 form、field 只能写一样" if wording.kind else "没有写用在哪里"
        yield Finding(where, named, what, _WHERE)
    elif not wording.kind and not (wording.form and wording.field):
        yield Finding(where, named, f"只写了 {'form' if wording.form else 'field'}", _WHERE)
    else:
        try:
            return place_of(wording)
        except NoPlaceError as error:
            yield Finding(f"{where}.{error.key}", named, error.what, error.remedy)
    return None


def _words(wording: Wording, place: Place | None) -> Iterator[tuple[str, str, str]]:
    """What is wrong with the name and the text: (key, what, remedy)."""
    name, text = wording.name.strip(), wording.words
    if not name:
        yield "name", "名称是空的", "请写一个短名称，菜单里靠它挑。"
    elif len(name) > LONGEST_NAME:
        yield "name", f"名称有 {len(name)} 个字", f"最多 {LONGEST_NAME} 个字。"
    if not text:
        yield "text", "文字是空的", "请写上文字，或删去这一条。"
    if any(unicodedata.category(one) == "Cc" and one != "\n" for one in name + text):
        yield "text", "含有看不见的控制字符", "请删去后重新输入。"
    if place is not None:
        if len(text) > place.most:
            yield "text", f"文字有 {len(text)} 个字，“{place.told}”最多 {place.most} 个", "请写短一些，或分成两条。"
        if "\n" in text and not place.lines:
            yield "text", f"“{place.told}”只有一行，文字里不能换行", "请写成一行。"
    yield from _holes(text)


def _holes(text: str) -> Iterator[tuple[str, str, str]]:
    strange = [hole for hole in dict.fromkeys(HOLE.findall(text)) if hole not in PLACEHOLDERS]
    personal = [hole for hole in strange if any(part in hole for part in _PERSONAL)]
    if personal:
        yield "text", f"“{_told(personal)}”是个人信息，常用语里不能用", "户名、地址、电话表上另有栏，请删去。"
    if other := [hole for hole in strange if hole not in personal]:
        yield "text", f"不认识“{_told(other)}”", f"可以由程序填的有：{_told(PLACEHOLDERS)}。"
    if set("{}") & set(HOLE.sub("", text)):
        yield "text", "花括号没有成对", "花括号只用来写由程序填的内容，如 {受理编号}。"


def _told(holes: Iterable[str]) -> str:
    return "、".join(f"{{{hole}}}" for hole in holes)


def shape_told(finding: Finding) -> Finding:
    """What is wrong with the shape, as the writer of such a file counts and needs it."""
    place = re.sub(r"wordings\[(\d+)\]", lambda found: f"第 {int(found[1]) + 1} 条", finding.place)
    return replace(finding, place=place, remedy=_SOURCE if finding.what == "缺少 source" else finding.remedy)
