"""Who approves a supply plan (审批权限): matrices of cited rows, each from what a case is to a chain of roles; checked strictly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import msgspec

from models.business import OUR_DEFAULT, OUR_READING
from models.rule_checks import CITE, Finding

ROLES: dict[str, str] = {
    "station": "供电所",
    "yekuo_clerk": "业扩员",
    "station_chief": "所长",
    "customer_manager": "客户经理",
    "customer_rep": "客户代表",
    "project_manager": "项目经理",
    "county_center": "县客户服务中心",
    "marketing": "营销部",
    "planning": "发展策划部",
    "maintenance": "运维检修部",
    "dispatch": "调控中心",
    "metering": "计量部",
    "plan_department": "计划部",
    "business_department": "营业用电部",
    "power_section_chief": "用电科长",
    "bureau_staff": "供电局相关人员",
    "billing": "营业及电费部",
    "large_customers": "市场及大客户服务部",
    "suburban_service": "城郊客户服务部",
    "production": "生技科",
    "planning_meeting": "供电方案会审会议",
    "province_center": "省公司供电服务中心",
    "province_grid": "省级电网主管部门",
}
STATION_POSTS: dict[str, tuple[str, ...]] = {
    "station": ("业扩员", "所长", "客户经理", "客户代表"),
    "yekuo_clerk": ("业扩员",),
    "station_chief": ("所长",),
    "customer_manager": ("客户经理",),
    "customer_rep": ("客户代表",),
    "project_manager": ("项目经理",),
}
"""Which posts of a station fill a role; a role that is not here sits outside the station and decides on paper."""
FLAGS: dict[str, str] = {
    "dedicated_line": "专线",
    "shared_line": "非专线",
    "dual_source": "双电源",
    "important": "重要客户",
    "urban": "城镇",
    "suburban": "城郊、农村",
    "lv_metered": "低压计量",
    "hv_metered": "高压计量",
    "temporary": "临时用电",
}
Flag = Literal[
    "dedicated_line", "shared_line", "dual_source", "important", "urban", "suburban", "lv_metered", "hv_metered", "temporary"
]
OURS = (OUR_DEFAULT, OUR_READING)


class ApprovalStep(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One role in a chain. Where the source leaves blank who it is, `role` is empty and `slot` names the blank for the profile to fill."""

    role: str = ""
    slot: str = ""
    duty: str = "审批"
    source: str = ""


class ApprovalRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row: cases from `voltage_from` kV to below `voltage_below`, of `capacity_from` kVA (LV: kW) to below `capacity_below`.

    Of `when` all must hold. `within` says that it lies within the station's authority; else the station only passes it up. `alone`:
    one person of the station may draft and approve in one act.
    """

    name: str
    chain: tuple[ApprovalStep, ...]
    within: bool
    source: str
    cite: str
    voltage_from: float = 0
    voltage_below: float | None = None
    capacity_from: float = 0
    capacity_below: float | None = None
    when: tuple[Flag, ...] = ()
    alone: bool = False
    alone_source: str = ""
    note: str = ""

    def fits(self, asked: ApprovalCase) -> bool:
        """Tells whether a case falls under this row; what is not known of the case does not hold."""
        return (
            self.voltage_from <= asked.kilovolts < (self.voltage_below or float("inf"))
            and self.capacity_from <= asked.capacity < (self.capacity_below or float("inf"))
            and asked.flags.issuperset(self.when)
        )

    def covers(self, other: ApprovalRow) -> bool:
        """Tells whether every case of another row falls under this one."""
        top, other_top = self.voltage_below or float("inf"), other.voltage_below or float("inf")
        most, other_most = self.capacity_below or float("inf"), other.capacity_below or float("inf")
        return (
            self.voltage_from <= other.voltage_from
            and other_top <= top
            and self.capacity_from <= other.capacity_from
            and other_most <= most
            and set(self.when) <= set(other.when)
        )


class ApprovalMatrix(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One company's matrix; the first row that fits a case counts. One that is not `selectable` can only be read."""

    code: str
    name: str
    rows: tuple[ApprovalRow, ...]
    source: str
    selectable: bool = True
    note: str = ""


class ApprovalsFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file of all matrices."""

    effective: date
    source: str
    matrices: tuple[ApprovalMatrix, ...]


@dataclass(frozen=True)
class ApprovalCase:
    """What a matrix asks of a case: voltage in kV, capacity in kVA (LV: kW), and the flags that hold."""

    kilovolts: float
    capacity: float
    flags: frozenset[str]


@dataclass(frozen=True)
class ChainStep:
    """One role of a case's chain: who, what they do, the station's posts that may (none = outside the station), whose word it is."""

    role: str
    name: str
    duty: str
    posts: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Chain:
    """Who must approve the plan of a case, in order, by which row."""

    row: ApprovalRow
    steps: tuple[ChainStep, ...]


class Approvals:
    """The matrix that a profile chose, with the profile's word on whom the source leaves blank."""

    def __init__(self, matrix: ApprovalMatrix, slots: Mapping[str, str]) -> None:
        self.matrix = matrix
        self.slots = slots

    def chain(self, asked: ApprovalCase) -> Chain | None:
        """Returns the chain of a case, None where no row speaks of it."""
        row = next((row for row in self.matrix.rows if row.fits(asked)), None)
        return Chain(row, tuple(self._step(step, row) for step in row.chain)) if row else None

    def _step(self, step: ApprovalStep, row: ApprovalRow) -> ChainStep:
        role, source = (step.role, step.source or row.source) if step.role else (self.slots[step.slot], OUR_DEFAULT)
        return ChainStep(role, ROLES[role], step.duty, STATION_POSTS.get(role, ()), source)


def kilovolts(voltage: str) -> float:
    """Returns a voltage written like 220 V, 380 V, 10 kV in kV; 0 where it is not written so."""
    found = re.match(r"\s*(\d+(?:\.\d+)?)\s*(k?)V", voltage, flags=re.IGNORECASE)
    return (float(found[1]) if found[2] else float(found[1]) / 1000) if found else 0


def approvals_findings(matrices: tuple[ApprovalMatrix, ...]) -> Iterator[Finding]:
    """Everything wrong inside the matrices."""
    seen: set[str] = set()
    for at, matrix in enumerate(matrices):
        path, place = f"matrices[{at}]", f"matrices[{at}]（{matrix.code}）"
        if matrix.code in seen:
            yield Finding(f"{path}.code", place, f"{matrix.code} 重复", "同一个代码只能写一次，请改名。")
        seen.add(matrix.code)
        if not matrix.source:
            yield Finding(f"{path}.source", place, "要写明依据 source", CITE)
        for number, row in enumerate(matrix.rows):
            yield from _row(f"{path}.rows[{number}]", f"{place}的第 {number + 1} 行（{row.name}）", row)
            before = next((earlier for earlier in matrix.rows[:number] if earlier.covers(row)), None)
            if before:
                what = f"永远轮不到：前面的“{before.name}”已包括这些情形"
                yield Finding(f"{path}.rows[{number}]", f"{place}的第 {number + 1} 行", what, "请把较窄的一行写在前面，或改条件。")


def _row(path: str, place: str, row: ApprovalRow) -> Iterator[Finding]:
    for wrong, key, what, remedy in _shape(row):
        if wrong:
            yield Finding(f"{path}.{key}", place, what, remedy)
    for at, step in enumerate(row.chain):
        if step.role and step.role not in ROLES:
            yield Finding(f"{path}.chain", place, f"不认识的角色 {step.role}", f"可用：{'、'.join(ROLES)}。")
        if bool(step.role) == bool(step.slot):
            yield Finding(f"{path}.chain", place, f"第 {at + 1} 步要么写 role，要么写 slot", "原文没有写明由谁的写 slot，由配置说明。")
        if step.source and step.source not in OURS:
            yield Finding(f"{path}.chain", place, "单独标注的 source 只能是我们自己的", f"请写 {'或'.join(OURS)}，有出处的写在行上。")


def _shape(row: ApprovalRow) -> Iterator[tuple[bool, str, str, str]]:
    yield not row.source or not row.cite, "source", "每一行都要写明依据 source 和出处 cite", CITE
    yield not row.chain and not row.note, "chain", "没有审批角色的行要在 note 里说明原因", "请补上 chain 或 note。"
    swapped = row.voltage_below is not None and row.voltage_from >= row.voltage_below
    yield swapped, "voltage_below", "voltage_from 不小于 voltage_below", "请对调，含下限、不含上限。"
    turned = row.capacity_below is not None and row.capacity_from >= row.capacity_below
    yield turned, "capacity_below", "capacity_from 不小于 capacity_below", "请对调，含下限、不含上限。"
    inside = all(step.role in STATION_POSTS for step in row.chain if step.role)
    yield row.within and not inside, "within", "供电所权限以内的行不能有所外的角色", "请改 within 或 chain。"
    yield row.alone and (len(row.chain) != 1 or not row.within), "alone", "一人可办的只能是供电所权限以内的一步", "请改 alone。"
    yield row.alone and row.alone_source not in OURS, "alone_source", "一人可办没有查到规定", f'请写 alone_source = "{OUR_READING}"。'


def chosen_findings(code: str, slots: Mapping[str, str], matrices: Iterable[ApprovalMatrix]) -> Iterator[Finding]:
    """Everything wrong with a profile's choice of a matrix; `slots` from the blank's name to the role."""
    matrix = next((matrix for matrix in matrices if matrix.code == code), None)
    if code and (matrix is None or not matrix.selectable):
        told = "没有这个审批权限表" if matrix is None else "只供查阅，不能选用"
        yield Finding("approvals", "approvals", f"{code} {told}", f"可用：{'、'.join(m.code for m in matrices if m.selectable)}。")
    blanks = [step.slot for row in matrix.rows for step in row.chain if step.slot] if matrix else []
    absent = [slot for slot in dict.fromkeys(blanks) if slot not in slots]
    if absent:
        what = f"{code} 的原文没有写明 {'、'.join(absent)} 由谁审批"
        yield Finding("approvals", "approvals", what, f"请在 [approval_slots] 里写明角色；显示为{OUR_DEFAULT}。")
    for slot, role in slots.items():
        if role not in ROLES:
            yield Finding(f"approval_slots.{slot}", f"approval_slots.{slot}", f"不认识的角色 {role}", f"可用：{'、'.join(ROLES)}。")
