"""The codes of stages and events in the order of the full flow, the nodes inside a stage, and the units that answer for them."""

from __future__ import annotations

from typing import Literal

import msgspec

STAGES: dict[str, str] = {
    "accept": "业务受理",
    "dispatch": "勘查派工",
    "survey": "现场勘查",
    "plan_draft": "拟定供电方案",
    "plan_approve": "供电方案审批",
    "plan_reply": "供电方案答复",
    "fee": "业务收费",
    "design_request": "设计文件报审",
    "design_review": "设计文件审核",
    "mid_check_request": "中间检查报请",
    "mid_check": "中间检查",
    "completion_report": "竣工报验",
    "completion_check": "竣工检验",
    "contract": "供用电合同签订",
    "execute": "变更执行",
    "meter_install": "装表",
    "energize": "装表接电",
    "archive": "资料归档",
}
EVENTS: dict[str, str] = {  # begin or end a limit and are no stages of a flow
    "month_begin": "每月1日",
    "request": "客户提出申请",
    "handover": "移交计划部门",
    "plan_fixed": "供电方案确定并会签",
    "plan_signed": "客户签收供电方案",
    "objection": "客户对方案提出异议",
    "line_approval_request": "外线工程报政府部门审批",
    "line_approval": "政府部门审批办结",
    "settled": "费用结清",
    "callback": "客户回访",
    "callback_plan": "下达回访计划",
    "callback_result": "反馈回访信息",
    "line_loads": "通报线路最大负荷",
}
MARK_ORDER = (
    "month_begin", "line_loads", "request", "accept", "handover", "dispatch", "survey", "plan_draft", "plan_approve", "plan_fixed",
    "plan_reply", "plan_signed", "objection", "line_approval_request", "line_approval", "fee", "design_request", "design_review",
    "mid_check_request", "mid_check", "completion_report", "completion_check", "contract", "execute", "meter_install", "energize",
    "settled", "callback_plan", "callback_result", "callback", "archive",
)
MARKS = {mark: STAGES.get(mark) or EVENTS[mark] for mark in MARK_ORDER}

RESPONSIBLE: dict[str, str] = {
    "station": "供电所",
    "centre": "县客户服务中心",
    "marketing": "营销部",
    "metering": "计量部",
    "development": "发展策划部",
    "operation": "运维检修部",
    "control": "调控中心",
    "customer": "客户",
    "by_authority": "按审批权限",
}
ResponsibleUnit = Literal[
    "", "station", "centre", "marketing", "metering", "development", "operation", "control", "customer", "by_authority",
]


class InnerStep(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A node of the company's own inside a stage: it is recorded in one go with the stage unless it was recorded before."""

    stage: str
    unit: ResponsibleUnit
    source: str
    cite: str
