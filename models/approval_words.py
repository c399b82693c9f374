"""The rows of an approval matrix in words: which cases, who decides, and whom the source leaves blank."""

from __future__ import annotations

from collections.abc import Mapping

from models.approval_rules import FLAGS, ROLES, ApprovalRow, ApprovalStep
from models.business import OUR_DEFAULT


def conditions_of(row: ApprovalRow) -> str:
    """Which cases fall under a row: 10千伏及以上、35千伏以下，250千伏安以下，城镇."""
    said = [_span(row.voltage_from, row.voltage_below, "千伏"), _span(row.capacity_from, row.capacity_below, "千伏安（千瓦）")]
    return "，".join(part for part in (*said, *(FLAGS[flag] for flag in row.when)) if part) or "全部"


def _span(least: float, below: float | None, unit: str) -> str:
    words = [f"{least:g}{unit}及以上"] if least else []
    return "、".join([*words, *([f"{below:g}{unit}以下"] if below is not None else [])])


def chain_of_row(row: ApprovalRow, slots: Mapping[str, str]) -> str:
    """Who decides, in order; a blank of the source is said to be one, with the profile's word on it where there is one."""
    return " → ".join(_step(step, slots) for step in row.chain) or "原文没有见到由谁审批"


def _step(step: ApprovalStep, slots: Mapping[str, str]) -> str:
    if step.role:
        return f"{ROLES[step.role]}{step.duty}" + (f"〔{step.source}〕" if step.source else "")
    named = slots.get(step.slot)
    return f"（原文名称空缺）{step.duty}" if named is None else f"{ROLES[named]}{step.duty}〔原文名称空缺，{OUR_DEFAULT}〕"


def authority_of(row: ApprovalRow) -> str:
    """Whether it lies with the station, and whether one person may do it."""
    if not row.within:
        return "超出供电所权限，只能上报"
    return f"供电所权限以内，一人可以拟定并审批〔{row.alone_source}〕" if row.alone else "供电所权限以内"
