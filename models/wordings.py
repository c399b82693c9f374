"""常用语: a county's own words for the free text of forms and dialogs, as one file; where they are used, and how a case fills them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import msgspec

from models.form_codes import FORM_CODES
from models.forms import FieldSpec, Form, form_by_code, label_of, specs
from models.problems import Problem

LONGEST_LINE, LONGEST_TEXT = 200, 500
KINDS: Mapping[str, str] = {
    "correction": "更正理由",
    "ending": "办结的说明",
    "ending_evidence": "办结的凭据",
    "pause": "暂停计时的凭据",
    "delay": "延误的具体情况",
    "measure": "超时的防范措施",
    "archive_missing": "归档缺件的理由",
    "supplement": "退回补正的内容",
    "approval": "方案审批意见",
    "answer": "答复客户的话",
}
"""Kinds of free text beside the forms: what dialogs ask; code → words. Either may stand in a file."""
PLACEHOLDERS: Mapping[str, str] = {
    "受理编号": "工单的受理编号",
    "户号": "客户的户号",
    "受理日期": "如 2026年11月23日",
    "业务类型": "如 非居民低压新装",
    "容量": "带单位，如 60 kW",
    "供电电压": "如 380 V",
    "缺少的资料": "还没有交来的资料，用顿号隔开",
    "施工单位": "表上填过的施工单位",
    "设计单位": "表上填过的设计单位",
    "供电所": "本所名称",
    "供电所电话": "本所电话",
    "业扩员": "正在办的人",
    "今天": "写这段话的那天",
}
"""What a text may leave to the case, written {受理编号}. Nothing personal: these texts stand in the open part of the journal."""
HOLE = re.compile(r"\{([^{}]*)\}")
GAP = re.compile(f"〔(?:{'|'.join(PLACEHOLDERS)})〕")
"""What a case does not know stays so in a text, for the clerk to fill: 〔户号〕. Numbers of documents, 〔2026〕12号, are none."""
_NAMES = ("人", "人员", "经理", "组长", "组员", "签名", "号", "邮编", "电话", "热线")
_KINDS_OF_FIELDS = {"date": "日期", "decimal": "数字", "integer": "数字", "choice": "选项", "yes_no": "是否", "drawing": "示意图"}


class Wording(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One text under a short name, for a field of a form (both as code or as printed) or for a kind of text."""

    name: str
    text: str
    form: str = ""
    field: str = ""
    kind: str = ""

    @property
    def words(self) -> str:
        """The text without the empty lines around it."""
        return self.text.strip()


class WordingsFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All wordings of a county; a later file takes the place of the whole."""

    source: str
    wordings: tuple[Wording, ...]


@dataclass(frozen=True)
class Place:
    """Where texts may be offered: `key` is form.field, form.table.column or a kind; `lines` whether a text may have several lines."""

    key: str
    told: str
    lines: bool = False

    @property
    def label(self) -> str:
        """How the field is called on its form: 备注, or 缺陷.整改要求 for a column."""
        return self.told.partition("》")[2]

    @property
    def most(self) -> int:
        """The longest text, in characters."""
        return LONGEST_TEXT if self.lines else LONGEST_LINE


class NoPlaceError(LookupError):
    """A wording is for no place that there is: the key at fault, a sentence, and what may stand there."""

    def __init__(self, key: Literal["form", "field", "kind"], what: str, remedy: str) -> None:
        super().__init__(what)
        self.key, self.what, self.remedy = key, what, remedy


@lru_cache(maxsize=8)
def read(text: str) -> WordingsFile:
    """A file that was checked before (models.wording_checks)."""
    return msgspec.convert(tomllib.loads(text), WordingsFile)


def place_of(wording: Wording) -> Place:
    """Where a wording is used; raises NoPlaceError."""
    if wording.kind:
        code = next((code for code, told in KINDS.items() if wording.kind in (code, told)), "")
        if not code:
            raise NoPlaceError("kind", f"没有“{wording.kind}”这一类文字", f"可以写：{'、'.join(KINDS.values())}。")
        return Place(code, KINDS[code], lines=True)
    return _field_of(form_named(wording.form), wording.field)


def form_named(name: str) -> type[Form]:
    """The form with this code or title; raises NoPlaceError."""
    code = name if name in FORM_CODES else next((code for code in FORM_CODES if form_by_code(code).title == name), "")
    if not code:
        raise NoPlaceError("form", f"没有“{name}”这张表", "请写表的名称或代码，如 低压供电方案答复单 或 LV-PLAN。")
    return form_by_code(code)


def _field_of(form: type[Form], name: str) -> Place:
    wanted = name.replace("/", ".")
    found = [(place, spec) for place, spec in _fields(form) if wanted in (place.key.partition(".")[2], place.label)]
    open_ones = "、".join(place.label for place in places_of(form))
    if not found:
        raise NoPlaceError("field", f"《{form.title}》没有“{name}”这一栏", f"这张表可以用常用语的栏：{open_ones}。")
    if len(found) > 1:
        codes = "、".join(place.key.partition(".")[2] for place, _ in found)
        raise NoPlaceError("field", f"《{form.title}》有几栏都叫“{name}”", f"请写代码：{codes}。")
    place, spec = found[0]
    if why := _why_not(spec):
        raise NoPlaceError("field", f"《{form.title}》的“{place.label}”{why}，不用常用语", f"这张表可以用常用语的栏：{open_ones}。")
    return place


def places_of(form: type[Form]) -> tuple[Place, ...]:
    """Every field and column of a form that takes free text."""
    return tuple(place for place, spec in _fields(form) if not _why_not(spec))


def _fields(form: type[Form]) -> Iterator[tuple[Place, FieldSpec]]:
    for spec in specs(form):
        yield Place(f"{form.code}.{spec.name}", f"《{form.title}》{spec.label}", spec.kind == "long"), spec
        for column in spec.columns:
            yield Place(f"{form.code}.{spec.name}.{column.name}", f"《{form.title}》{spec.label}.{column.label}"), column


def _why_not(spec: FieldSpec) -> str:
    """Why a field takes no wordings; empty where it does."""
    if spec.kind == "table":
        return f"是一张表格，要写到列，如 {spec.label}.{spec.columns[-1].label}"
    if spec.kind not in ("text", "long"):
        return f"是{_KINDS_OF_FIELDS[spec.kind]}栏"
    if spec.private:
        return "填的是个人信息"
    return "填的是姓名、名称或号码" if spec.check or spec.boxes or spec.suggest or spec.label.endswith(_NAMES) else ""


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with what the case knows; what it does not know stays as 〔受理日期〕 for the clerk."""
    return HOLE.sub(lambda hole: values.get(hole[1]) or f"〔{hole[1]}〕", text)


def gaps_left(form: type[Form], values: Mapping[str, object]) -> Iterator[Problem]:
    """Where in a form's typed values a gap 〔户号〕 still stands; it does not block."""
    for name, value in values.items():
        rows = value if isinstance(value, list) else []
        texts = [(name, value), *((f"{name}.{at}.{column}", text) for at, row in enumerate(rows) for column, text in row.items())]
        for field, text in texts:
            if isinstance(text, str) and (gaps := GAP.findall(text)):
                yield Problem(field, label_of(form, field), f"{'、'.join(dict.fromkeys(gaps))}还没有填")


@dataclass(frozen=True)
class WordingChange:
    """What becomes of one wording: new has no `before`, one that goes away no `after`."""

    place: str
    name: str
    before: str
    after: str


def changes(before: Sequence[Wording], after: Sequence[Wording]) -> tuple[WordingChange, ...]:
    """What a new file would change, in its order, then what goes away; what stays the same is left out."""
    old, new = _by_place(before), _by_place(after)
    found = [WordingChange(key[0], key[1], old.get(key, ""), text) for key, text in new.items() if old.get(key) != text]
    return (*found, *(WordingChange(key[0], key[1], text, "") for key, text in old.items() if key not in new))


def _by_place(wordings: Sequence[Wording]) -> dict[tuple[str, str], str]:
    return {(told(one), one.name): one.words for one in wordings}


def told(wording: Wording) -> str:
    """Where a wording is used, in words; as its file says it where this program has no such place any more."""
    try:
        return place_of(wording).told
    except NoPlaceError:
        return "".join(part for part in (f"《{wording.form}》" if wording.form else "", wording.field, wording.kind) if part)
