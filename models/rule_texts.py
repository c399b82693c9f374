"""A rule file as text, read strictly into its shape; what does not fit is told with the file and the place in it."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

import msgspec

from models.problems import StationError
from models.rule_checks import FIX, Finding

Subject = Literal["business", "standard", "materials", "profile", "fees", "outcomes", "approvals", "archives"]
_T = TypeVar("_T")


class RuleError(StationError):
    """A rule text that contradicts itself or another; the message names the file and the place in it."""

    def __init__(self, name: str, place: str, what: str, remedy: str = FIX) -> None:
        super().__init__(f"规则文件 {name} 的 {place} 有误：{what}", remedy)
        self.name = name
        self.place = place


@dataclass(frozen=True)
class RuleText:
    """One rule file as text: what a station adopts."""

    subject: Subject
    code: str
    text: str

    @property
    def name(self) -> str:
        """How messages name it: subject/code."""
        return f"{self.subject}/{self.code}"

    @property
    def revision(self) -> str:
        """The version of the text by its content: the first 12 hex digits of its SHA-256."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]


def decode(text: RuleText, kind: type[_T]) -> _T:
    """Returns the text as the kind it is; raises RuleError at the first thing that does not fit."""
    try:
        return msgspec.convert(tomllib.loads(text.text), kind)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(text.name, "格式", str(error)) from error
    except msgspec.ValidationError as error:
        what, place = told_shape(str(error))
        raise RuleError(text.name, place or "开头", what) from error


def told_shape(message: str) -> tuple[str, str]:
    """Returns msgspec's finding in the reader's words, and its place as a path ("" = the top of the file)."""
    what, _, place = message.partition(" - at ")
    for pattern, words in _SHAPES:
        what = re.sub(pattern, words, what)
    return what, place.strip("`").removeprefix("$").removeprefix(".")


_SHAPES = (
    (r"Object contains unknown field `(.*)`", r"不认识的键 \1"),
    (r"Object missing required field `(.*)`", r"缺少 \1"),
    (r"Expected `(.*)`, got `(.*)`", r"应当是 \1，写成了 \2"),
    (r"Invalid RFC3339 encoded date", "日期要写成 2026-01-01 的样子，不加引号"),
    (r"Invalid enum value '(.*)'", r"不允许的值 \1"),
)


def raise_first(name: str, findings: Iterable[Finding]) -> None:
    """Raises the first finding, if there is one."""
    for finding in findings:
        raise RuleError(name, finding.place, finding.what, finding.remedy)
