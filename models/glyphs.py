"""Which characters the bundled faces can draw, asked before a paper gets a number: a name with a hole in it must not be issued."""

from __future__ import annotations

import mmap
import struct
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any

import resources
from models.forms.fields import FieldSpec, Form, specs
from models.papers import PaperContext
from models.problems import StationError

FILES = ("NotoSansSC-Regular.ttf", "HanaMinB.ttf")      # the bold face has the characters of the regular one
AS_VECTORS = frozenset("☐☑")
SILENT = frozenset("\n\r\t\u3000\u2060 ")
NAMES: Mapping[str, str] = {
    "title": "单据名称", "station_name": "供电所名称", "county": "县", "station_phone": "供电所电话", "clerk": "经办的业扩员",
    "business": "业务类型", "customer": "户名", "document_name": "证件名称", "document_no": "证件号码", "address": "用电地址",
    "phone": "客户电话", "agent": "经办人", "agent_phone": "经办人电话", "capacity": "容量", "voltage": "供电电压",
    "received": "已收资料", "missing": "待补资料", "next_stage": "下一环节", "limits": "办理时限", "fees": "费用", "clauses": "正文",
    "table": "表格", "checklists": "清单",
}  # fmt: skip
# Ideographs that GB 18030-2000 and -2005 kept in the private use area and that have places of their own since 2022.
MOVED = dict(zip(
    (0xE816, 0xE817, 0xE818, 0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE831, 0xE832, 0xE83B, 0xE843, 0xE854, 0xE855, 0xE864),
    (0x20087, 0x20089, 0x200CC, 0x9FB4, 0x9FB5, 0x9FB6, 0x9FB7, 0x215D7, 0x9FB8, 0x2298F, 0x9FB9, 0x9FBA, 0x241FE, 0x9FBB),
    strict=True,
))  # fmt: skip


def undrawable(text: str) -> tuple[str, ...]:
    """The characters of a text that no bundled face can draw, each once, in order of appearance."""
    wanted = dict.fromkeys(text)
    return tuple(char for char in wanted if char not in SILENT and char not in AS_VECTORS and not _drawable(ord(char)))


def require_drawable(context: PaperContext) -> None:
    """Raises one StationError that names every character a paper cannot show, the field it stands in, and what to do."""
    found: dict[tuple[str, str], None] = {}
    for place, text in _texts_of(context):
        found.update(dict.fromkeys((place, char) for char in undrawable(text)))
    if not found:
        return
    told = "\n".join(f"“{place}”中的{_told(char)}，无法印在纸上。" for place, char in found)
    raise StationError(told, _remedy({char for _, char in found}))


def _told(char: str) -> str:
    named = f"字符“{char}”" if _is_seen(char) else "不可见字符"
    return f"{named}（U+{ord(char):04X}）字库中没有"


def _is_seen(char: str) -> bool:
    """Whether a character has ink, also one that Python's own tables do not know yet."""
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp", "Zs")


def _remedy(chars: set[str]) -> str:
    told = [f"U+{ord(char):04X} 是旧编码的自造字，请改录为“{chr(MOVED[ord(char)])}”。" for char in sorted(chars) if ord(char) in MOVED]
    if not all(_is_seen(char) for char in chars):
        told.append("不可见字符多是复制时带入的，请删去重录。")
    if any(_is_seen(char) and ord(char) not in MOVED for char in chars):
        told.append("请核对是否录入有误；确为姓名用字的，请与县中心联系补充字库，不要用别的字代替。")
    return "".join(told)


def _texts_of(context: PaperContext) -> Iterator[tuple[str, str]]:
    """Every text a paper carries with the name of its field as the clerk knows it."""
    form_type = type(context.form) if context.form is not None else context.form_type
    for item in fields(context):
        value = getattr(context, item.name)
        if item.name == "lines":
            yield from ((name, text) for name, told in value for text in (name, told))
        elif item.name not in ("form", "form_type", "prefilled"):
            yield from ((NAMES.get(item.name, "单据内容"), text) for text in _texts(value))
    if form_type is not None:
        yield from _form_texts(form_type, context)


def _form_texts(form_type: type[Form], context: PaperContext) -> Iterator[tuple[str, str]]:
    given: Any = context.prefilled if context.form is None else context.form
    for spec in specs(form_type):
        value = _of(given, spec.name)
        if spec.kind == "table" and isinstance(value, list | tuple):
            yield from _row_texts(spec, value)
        else:
            yield from ((spec.label, text) for text in _texts(value))


def _row_texts(table: FieldSpec, rows: Iterable[object]) -> Iterator[tuple[str, str]]:
    for number, row in enumerate(rows, 1):
        for column in table.columns:
            yield from ((f"{table.label}第{number}行{column.label}", text) for text in _texts(_of(row, column.name)))


def _of(record: Any, name: str) -> object:
    return record.get(name) if isinstance(record, Mapping) else getattr(record, name, None)


def _texts(value: Any) -> Iterator[str]:
    """Every string in a value, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for item in value.values() for text in _texts(item))
    elif isinstance(value, tuple | list):
        yield from (text for item in value for text in _texts(item))
    elif is_dataclass(value) and not isinstance(value, type):
        yield from (text for item in fields(value) for text in _texts(getattr(value, item.name)))


def _drawable(code: int) -> bool:
    starts, ends = _ranges()
    at = bisect_right(starts, code)
    return bool(at) and code <= ends[at - 1]


@lru_cache(maxsize=1)
def _ranges() -> tuple[list[int], list[int]]:
    """First and last characters of every stretch that a face has, sorted, read from the faces' own character maps."""
    joined: list[list[int]] = []
    for start, end in sorted(group for name in FILES for group in _groups(name)):
        if joined and start <= joined[-1][1] + 1:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return [start for start, _ in joined], [end for _, end in joined]


def _groups(name: str) -> list[tuple[int, int]]:
    """The groups of a face's character map of format 12 (OpenType, table cmap)."""
    with resources.path("fonts", name).open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        tables = {data[at : at + 4]: at for at in range(12, 12 + 16 * struct.unpack_from(">H", data, 4)[0], 16)}
        (start,) = struct.unpack_from(">I", data, tables[b"cmap"] + 8)
        for at in range(start + 4, start + 4 + 8 * struct.unpack_from(">H", data, start + 2)[0], 8):
            table = start + struct.unpack_from(">I", data, at + 4)[0]
            if struct.unpack_from(">H", data, table)[0] == 12:
                (count,) = struct.unpack_from(">I", data, table + 12)
                return [struct.unpack_from(">II", data, table + 16 + 12 * group) for group in range(count)]
    raise ValueError(f"{name}: no character map of format 12")
