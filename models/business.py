"""What the rule files say, as typed values: stages, business types, time limits, papers and a station's profile."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

OUR_DEFAULT = "默认值（非规定）"

STAGES: dict[str, str] = {
    "accept": "业务受理",
    "survey": "现场勘查",
    "plan_reply": "供电方案答复",
    "fee": "业务收费",
    "design_request": "设计文件报审",
    "design_review": "设计文件审核",
    "mid_check_request": "中间检查报请",
    "mid_check": "中间检查",
    "completion_report": "竣工报验",
    "completion_check": "竣工检验",
    "contract": "供用电合同签订",
    "meter_install": "装表",
    "energize": "装表接电",
    "archive": "资料归档",
}
CLASSES: dict[str, str] = {
    "residential": "居民",
    "lv_nonres_small": "低压小微企业",
    "lv_nonres": "低压非居民",
    "hv_single": "高压单电源",
    "hv_dual": "高压双电源",
}
FORM_CODES = ("LV-RES-APP", "LV-APP", "HV-APP", "LV-SURVEY", "LV-PLAN", "COMPLETION", "CONTRACT", "METER", "ARCHIVE")
NOTICE_CODES = ("RECEIPT", "NOTICE-LV-SMALL", "MISSING", "COMMITMENT", "REPORT-UP", "HANDOVER", "WHY")
SIDES: dict[str, str] = {"company": "供电企业", "customer": "客户", "government": "政府部门", "grid_works": "电网配套工程"}
CONDITIONS: dict[str, str | None] = {"always": None, "agent": "agent", "rural_lv": "rural", "important": "important", "tenant": "tenant"}

Side = Literal["company", "customer", "government", "grid_works"]
Condition = Literal["always", "agent", "rural_lv", "important", "tenant"]
PaperForm = Literal["original", "copy", "original_and_copy"]


class TimeLimit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One limit of a standard, in working days, for one or more classes.

    `stage` and `whole` run from the day of mark `start` (and of every mark in `also_after`, the latest counts; that day is day 0)
    to the day of mark `stop`, inclusive. `company_sum` adds up the `spans`, pairs (start mark, stop mark), and leaves out what
    lies between them. Pauses of the sides in `stops_for` stop it. `standard` is filled in by the loader, never by the file.
    """

    code: str
    name: str
    classes: tuple[str, ...]
    kind: Literal["stage", "company_sum", "whole"]
    days: int
    start: str
    stop: str
    source: str
    cite: str
    unit: Literal["working_day"] = "working_day"
    also_after: tuple[str, ...] = ()
    spans: tuple[tuple[str, str], ...] = ()
    stops_for: tuple[Side, ...] = ("customer", "government")
    note: str = ""
    standard: str = ""


class Standard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A published set of time limits: who issued it, from which day it is in force, and where it is written."""

    code: str
    name: str
    issuer: str
    effective: date
    source: str
    cite: str
    limits: tuple[TimeLimit, ...]
    short_name: str = ""
    effective_note: str = ""


class FlowStep(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One stage of a business type: what must be done before it, its form, who does it, and what makes it done.

    `completes_on` is the day in the form ("form"), the day the customer got the paper ("delivered") or signed it ("signed").
    `action` is the text of the button, `place` says where a clerk puts a missing thing right, `marks` are stages whose day this
    step's form records besides its own.
    """

    stage: str
    name: str
    action: str
    after: tuple[str, ...] = ()
    form: str | None = None
    owner: Literal["station", "centre"] = "station"
    completes_on: Literal["form", "delivered", "signed"] = "form"
    papers: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    place: str = ""
    side: Side = "company"


class BusinessType(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of application: its classes, who handles it, its flow (a partial order), forms and papers."""

    code: str
    name: str
    short_name: str
    classes: tuple[str, ...]
    handled_by: Literal["station", "centre"]
    application_form: str
    flow: tuple[FlowStep, ...]
    materials: str
    source: str
    cite: str
    papers_at_acceptance: tuple[str, ...] = ()
    archive_list: tuple[str, ...] = ()
    after_steps: tuple[str, ...] = ()

    def step(self, stage: str) -> FlowStep | None:
        """Returns the step of a stage, or None where this business has no such stage."""
        return next((step for step in self.flow if step.stage == stage), None)


class Material(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One paper a customer may bring, as original or copy; `when` is the condition under which it is accepted."""

    code: str
    name: str
    form: PaperForm
    note: str = ""
    when: Condition = "always"


class MaterialGroup(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Papers of which at least `least` are asked; a substitute counts as a member and is never asked besides.

    `may_follow_until` names the stage before which a deferred paper must be there, None = may not follow.
    """

    code: str
    name: str
    members: tuple[Material, ...]
    source: str
    cite: str
    least: int = 1
    substitutes: tuple[Material, ...] = ()
    may_follow_until: str | None = None
    may_follow_source: str = ""
    when: Condition = "always"
    note: str = ""


class MaterialList(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a customer of some classes brings with an application."""

    code: str
    name: str
    classes: tuple[str, ...]
    groups: tuple[MaterialGroup, ...]


class InternalTarget(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The station's own aim (内控目标) for one stage, in working days; no rule, never called overdue."""

    class_: str = msgspec.field(name="class")
    stage: str
    days: int
    source: str = OUR_DEFAULT


class PauseReason(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A reason for which a clock may be stopped, whose side it is, and the evidence that must be named."""

    code: str
    name: str
    side: Side
    evidence: str
    source: str = OUR_DEFAULT


class CauseCode(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A cause of delay that explains a late case and never stops a clock."""

    code: str
    name: str
    side: Side
    source: str = OUR_DEFAULT


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a station uses: per class the standards in order of precedence, those also measured, and its own settings.

    `near_share`: a case is near its due day when at most this share of the limit is left. `pass_up_days`: working days within which a
    high-voltage case goes up to the centre (0 = the same day).
    """

    code: str
    name: str
    effective: date
    governing: dict[str, tuple[str, ...]]
    measured: tuple[str, ...]
    source: str
    cite: str = ""
    day0_counts: bool = False
    near_share: float = 0.5
    pass_up_days: int = 0
    missing_papers: Literal["deferred", "not_accepted"] = "deferred"
    internal_targets: tuple[InternalTarget, ...] = ()
    pause_reasons: tuple[PauseReason, ...] = ()
    cause_codes: tuple[CauseCode, ...] = ()
