"""住户开通核对表: every household of a batch on one sheet, to take along and to hold meters against households."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from models.case import Case
from models.casework import households as topic
from models.casework.households import Household
from models.casework.topic import CaseView
from models.papers import PaperContext

SHEET = "HOUSEHOLDS"
TITLES: dict[str, str] = {SHEET: "住户开通核对表"}
HEADS = ("序号", "幢、单元", "室号", "户名", "电能表编号", "示数", "日期", "户表核对", "核对人", "住户签名")


def codes_of(case: Case) -> list[str]:
    """The sheet, where the case has households."""
    return [SHEET] if case.households else []


def filled(view: CaseView, names: Mapping[str, str], context: PaperContext) -> PaperContext:
    """The households as they stand; what is not known yet is left to be written on the spot."""
    known = tuple(view.case.households.values())
    done = sum(one.settled for one in known)
    doing = "换表" if topic.replaces_meters(view) else "开通"
    lines = (("住户", f"共 {len(known)} 户，办完 {done} 户"), ("办理事项", f"逐户{doing}，核对电能表与住户是否一致"))
    return replace(context, lines=lines, table=(HEADS, *(_row(number, one, names) for number, one in enumerate(known, 1))))


def _row(number: int, one: Household, names: Mapping[str, str]) -> tuple[str, ...]:
    served = f"{one.on.month}月{one.on.day}日" if one.on else "不再办理" if one.dropped_on else ""
    open_check = "" if one.dropped_on else "☐相符 ☐不符"
    checked = open_check if one.checked is None else "相符" if one.checked else "不符"
    by = names.get(one.checked_by, "") if one.checked_by else ""
    return (str(number), one.unit, one.room, one.name, one.meter, one.reading, served, checked, by, "")
