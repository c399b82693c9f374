"""What a business type asks beforehand, how long it may last, and what is left to do in the marketing system when it is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import msgspec

GROUPS: dict[str, str] = {"connection": "新装增容", "change": "变更用电", "bill": "电费电量", "enquiry": "咨询"}
PERIOD_UNITS: dict[str, str] = {"calendar_day": "天", "month": "个月"}

TypeGroup = Literal["connection", "change", "bill", "enquiry"]
PeriodUnit = Literal["calendar_day", "month"]


class Precondition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that must be so before an application is taken: asked as `question`, `met` says it is so, `remedy` what to do if not.

    `when` is the condition under which it is asked at all. One that does not block is asked and recorded, and refuses nothing. `fills`
    names the field of the application form that says the same (是) once it is ticked.
    """

    code: str
    question: str
    met: str
    remedy: str
    source: str
    cite: str
    when: str = "always"
    blocks: bool = True
    fills: str = ""


class Period(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long a change may last, both ends inclusive: `least`/`most` of `unit` each time, or together in a calendar year (`per`).

    `times` is how often it may be applied for in a calendar year. `end_needed`: the last day must be named. `approved_beyond`: longer only
    with a named approval. `resume_days`: calendar days before the resumption by which the customer applies for it.
    """

    code: str
    name: str
    source: str
    cite: str
    per: Literal["each", "year"] = "each"
    unit: PeriodUnit = "calendar_day"
    least: int | None = None
    most: int | None = None
    times: int | None = None
    end_needed: bool = False
    approved_beyond: bool = False
    resume_days: int | None = None

    @property
    def told(self) -> str:
        """Its numbers in words, each only where it has one: 不少于 15 天，不超过 6 个月（全年合计），一年不超过 2 次."""
        unit, whole = PERIOD_UNITS[self.unit], "（全年合计）" if self.per == "year" else ""
        said = (
            self.least is not None and f"不少于 {self.least} {unit}{whole}",
            self.most is not None and f"不超过 {self.most} {unit}{whole}{'，经批准可以更长' if self.approved_beyond else ''}",
            self.times is not None and f"一年不超过 {self.times} 次",
            self.end_needed and "要写明截止日期",
            self.resume_days is not None and f"恢复提前 {self.resume_days} 天申请",
        )
        return "，".join(words for words in said if words)


class AfterSequence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Steps left to do by hand in the marketing system once the case is done, in their order; `when` says in words in which cases."""

    code: str
    name: str
    steps: tuple[str, ...]
    source: str
    cite: str
    when: str = ""
    note: str = ""


@dataclass(frozen=True)
class Terms:
    """What an application was taken on: the questions asked, by code, and from when to when (both inclusive) a change is to last."""

    preconditions: Mapping[str, bool] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    approved_by: str = ""


def asked_of(preconditions: Iterable[Precondition], conditions: Iterable[str]) -> tuple[Precondition, ...]:
    """Returns those preconditions that are asked where these conditions hold."""
    known = {"always", *conditions}
    return tuple(one for one in preconditions if one.when in known)
