"""What the rule files say, as typed values: stages, business types, time limits, papers and a station's profile."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from models.archive_settings import ArchiveSettings
from models.electrical.choices import ElectricalChoices
from models.plan_rules import PlanRules
from models.reminder_rules import ReminderRules
from models.stage_codes import EVENTS as EVENTS
from models.stage_codes import MARK_ORDER as MARK_ORDER
from models.stage_codes import MARKS as MARKS
from models.stage_codes import RESPONSIBLE, InnerStep, ResponsibleUnit
from models.stage_codes import STAGES as STAGES
from models.type_rules import AfterSequence, Period, Precondition, TypeGroup

OUR_DEFAULT = "默认值（非规定）"
OUR_READING = "我们的理解（非规定）"

CLASSES: dict[str, str] = {
    "residential": "居民",
    "lv_nonres_small": "低压小微企业",
    "lv_nonres": "低压非居民",
    "hv_single": "高压单电源",
    "hv_dual": "高压双电源",
    "check_meter": "考核表",
}
NOTICE_CODES = (
    "RECEIPT", "NOTICE-LV-SMALL", "NOTICE-LV-RES", "NOTICE-LV", "NOTICE-HV",
    "MISSING", "COMMITMENT", "REPORT-UP", "HANDOVER", "WHY", "FEE-NOTICE", "REFUSAL", "TERMINATION",
    "APPROVAL-SHEET", "COORDINATION", "AUDIT-RESULTS", "PAUSE-NOTICE", "PLAN-EXTENSION", "SUPERVISION", "OVERRUN-NOTICE", "AFTER-STEPS",
    "SERVICE-CONTRACT", "HOUSEHOLDS", "STAGE", "TODAY-SHEET", "PRE-ACCEPT",
    "SERVICE-CONTRACT", "HOUSEHOLDS", "STAGE", "TODAY-SHEET",
    "ARCHIVE-COVER", "ARCHIVE-INDEX", "ARCHIVE-NOTE", "LOANS", "KEY-SHEET",
)  # fmt: skip
SIDES: dict[str, str] = {"company": "供电企业", "customer": "客户", "government": "政府部门", "grid_works": "电网配套工程"}

UNITS: dict[str, str] = {
    "working_day": "个工作日",
    "calendar_day": "个自然日",
    "month": "个月",
    "hour": "小时",
    "same_day": "当日",
    "day_of_month": "日（每月）",
}
KINDS: dict[str, str] = {"stage": "单个环节", "company_sum": "供电企业各环节合计", "whole": "全过程", "internal_target": "内控目标"}
FACTS: dict[str, str] = {  # what a conditional stage, limit or told flow may depend on
    "important": "重要客户",
    "special_load": "特殊负荷客户",
    "new_residential_area": "新建住宅小区",
    "hv_all": "全部高压客户",
    "lv_power": "全部低压非居民客户",
    "hv_35kv_plus": "35千伏及以上客户",
    "hv_10kv": "10千伏客户",
    "hv_35kv": "35千伏客户",
    "hv_110kv": "110千伏客户",
    "no_external_line": "无电力外线工程",
    "external_line": "有电力外线工程",
    "company_invests": "供电企业投资至客户规划红线",
    "customer_invests": "客户投资红线外工程",
    "dedicated_line": "10千伏及以上专线",
    "dedicated_transformer": "专用变压器容量50千伏安及以上",
    "urban": "城镇客户",
    "sporadic": "零散居民",
    "estate": "非零散居民（成批、小区统一报装）",
}
GRADES: dict[str, str] = {"A": "发布单位原文", "B": "公司文件的转载或行业报道", "C": "来历不明，只供查阅"}

Fact = Literal[
    "important", "special_load", "new_residential_area", "hv_all", "lv_power", "hv_35kv_plus", "hv_10kv", "hv_35kv", "hv_110kv",
    "no_external_line", "external_line", "company_invests", "customer_invests", "dedicated_line", "dedicated_transformer", "urban",
    "sporadic", "estate",
]
Unit = Literal["working_day", "calendar_day", "month", "hour", "same_day", "day_of_month"]
Side = Literal["company", "customer", "government", "grid_works"]


class TimeLimit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One limit of a standard for one or more classes: `days` is how many of `unit` (same day: 0, day of the month: its number).

    `stage` and `whole` run from the day of mark `start` (and of every mark in `also_after`, the latest counts; that day is day 0)
    to the day of mark `stop`, inclusive. `company_sum` adds up the `spans`, pairs (start mark, stop mark), and leaves out what
    lies between them. Pauses of the sides in `stops_for` stop it: a file names them where its source names exclusions, else customer and
    government is our reading (`stops_source` says which). `when` are the facts of which one at least must hold, none = always.
    `obliged` is whose limit it is; only the company's are measured, the others are told.
    `standard` is filled in by the loader, never by the file.
    """

    code: str
    name: str
    classes: tuple[str, ...]
    kind: Literal["stage", "company_sum", "whole", "internal_target"]
    days: int
    start: str
    stop: str
    source: str
    cite: str
    unit: Unit = "working_day"
    also_after: tuple[str, ...] = ()
    spans: tuple[tuple[str, str], ...] = ()
    stops_for: tuple[Side, ...] = ("customer", "government")
    stops_source: str = OUR_READING
    when: tuple[Fact, ...] = ()
    obliged: Literal["company", "customer", "government"] = "company"
    note: str = ""
    standard: str = ""

    @property
    def told(self) -> str:
        """The number with its unit as people say it: 15 个工作日、当日、每月5日."""
        if self.unit == "same_day":
            return "当日"
        return f"每月{self.days}日" if self.unit == "day_of_month" else f"{self.days} {UNITS[self.unit]}"


class StageCondition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """On which facts of the case a standard asks for conditional stages: one of `when` must hold; empty = never asked.

    It speaks of some `classes` only, none named = of all.
    """

    stages: tuple[str, ...]
    when: tuple[Fact, ...]
    source: str
    cite: str
    classes: tuple[str, ...] = ()

    def speaks_of(self, stage: str, class_: str) -> bool:
        """Tells whether it says anything of a stage for customers of a class."""
        return stage in self.stages and (not self.classes or class_ in self.classes)


class ToldStage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One stage as the customer is told it; it ends when the inner stage `until` is done."""

    name: str
    until: str


class ToldFlow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The short list of stages that customers of some classes are told; `when` as in a TimeLimit."""

    classes: tuple[str, ...]
    stages: tuple[ToldStage, ...]
    source: str
    cite: str
    when: tuple[Fact, ...] = ()
    note: str = ""


class Standard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A published set of time limits: who issued it, from which day it is in force, and where it is written.

    `until` is its last day, None = not known to have ended. Standards of one `series` follow each other without overlap or gap. `grade`
    says how good the source is (GRADES); a set that is not `selectable` can be read and never governs or measures a case.
    """

    code: str
    name: str
    issuer: str
    effective: date
    source: str
    cite: str
    limits: tuple[TimeLimit, ...]
    short_name: str = ""
    effective_note: str = ""
    until: date | None = None
    series: str = ""
    grade: Literal["A", "B", "C"] = "B"
    selectable: bool = True
    note: str = ""
    stage_conditions: tuple[StageCondition, ...] = ()
    told: tuple[ToldFlow, ...] = ()


class FlowStep(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One stage of a business type: what must be done before it, its form, who does it, and what makes it done.

    `completes_on` is the day in the form ("form"), the day the customer got the paper ("delivered") or signed it ("signed").
    `action` is the text of the button, `place` says where a clerk puts a missing thing right, `marks` are stages whose day this
    step's form records besides its own. `inner` are the nodes inside the stage, recorded with it; `unit` is who answers for it,
    empty = the owner, or the customer where it is his side's.
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
    unit: ResponsibleUnit = ""
    inner: tuple[InnerStep, ...] = ()

    @property
    def responsible(self) -> str:
        """The unit that answers for the stage, in words."""
        return RESPONSIBLE[self.unit or ("customer" if self.side == "customer" else self.owner)]


class ConditionalStep(FlowStep, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stage that only some cases have: put in after those of `after` that the case has, and before the stages in `before`.

    Whether a case has it says the standard's StageCondition for it, or for `needed_with` (a request comes with what is requested).
    """

    before: tuple[str, ...]
    needed_with: str = ""


class BusinessType(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of application: its classes, who handles it, its flow (a partial order), forms and papers.

    `group` is where the registration offers it, `known_as` further words and codes it is found by. `application_kind` is what the form
    says of it (新装, 增容, 临时用电). A type that is not `timed` has no limits of the connection standards. A file may name the type whose
    flow it shares (`flow_like`), shared questions (`asks`) and shared steps after the end (`after`): reading it puts these in.
    `limits` are its own, beside the standards.
    `households`: the case holds a list of households that are connected (批量新装) or whose meters are exchanged (批量换表) one by one.
    `further_forms`: by class, the forms that belong to no stage; the file says them once for all types.
    """

    code: str
    name: str
    short_name: str
    classes: tuple[str, ...]
    handled_by: Literal["station", "centre"]
    application_form: str
    materials: str
    source: str
    cite: str
    flow: tuple[FlowStep, ...] = ()
    flow_like: str = ""
    group: TypeGroup = "connection"
    known_as: tuple[str, ...] = ()
    application_kind: str = ""
    timed: bool = True
    limits: tuple[TimeLimit, ...] = ()
    note: str = ""
    materials_of_class: dict[str, str] = {}
    papers_of_class: dict[str, tuple[str, ...]] = {}
    asks: tuple[str, ...] = ()
    preconditions: tuple[Precondition, ...] = ()
    periods: tuple[Period, ...] = ()
    after: tuple[str, ...] = ()
    sequences: tuple[AfterSequence, ...] = ()
    papers_at_acceptance: tuple[str, ...] = ()
    archive_list: tuple[str, ...] = ()
    after_steps: tuple[str, ...] = ()
    conditional: tuple[ConditionalStep, ...] = ()
    households: Literal["", "connect", "replace"] = ""
    further_forms: dict[str, tuple[str, ...]] = {}

    def step(self, stage: str) -> FlowStep | None:
        """Returns the step of a stage, or None where this business has no such stage."""
        return next((step for step in self.flow if step.stage == stage), None)

    def papers_for(self, class_: str) -> tuple[str, ...]:
        """Returns the papers that a customer of a class is given at acceptance."""
        return (*self.papers_at_acceptance, *self.papers_of_class.get(class_, ()))

    def further_for(self, class_: str) -> tuple[str, ...]:
        """Returns the forms that belong to no stage and may be filled at any time for a customer of a class."""
        return tuple(form for form in self.further_forms.get(class_, ()) if form not in {step.form for step in self.flow})

    def materials_for(self, class_: str) -> str:
        """Returns the list of papers that a customer of a class brings."""
        return self.materials_of_class.get(class_, self.materials)


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


class CompanySupply(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something the company must supply to some classes: waiting for it is the company's own time, never a reason to stop a clock.

    `words` are those that give it away where they stand in the evidence of a pause.
    """

    code: str
    name: str
    classes: tuple[str, ...]
    words: tuple[str, ...]
    source: str
    cite: str


class ProfileSwitch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A way of working that a county may turn on for some classes; what it obliges is not established, so it is our reading.

    `pre_accept` 预受理: a numbered record and a printed list of missing papers before acceptance, no clock. `one_day_connect` 一日通: an
    internal target of the same day from acceptance to connection.
    """

    code: Literal["pre_accept", "one_day_connect"]
    on: bool
    classes: tuple[str, ...]
    source: str = OUR_READING


class ShortestTime(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From mark `begin` to mark `end` a case of these classes takes at least `days` working days; less is asked about as 超短时限."""

    classes: tuple[str, ...]
    begin: str
    end: str
    days: int
    source: str = OUR_DEFAULT


class AuditSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the self-audit (稽查自查) asks about: no regulation gives these numbers, so they are the station's own settings.

    A stage entered more than `entry_days` calendar days after it happened is 补录 (None = not asked); one of `no_designation_papers`
    (they carry the sentence 三不指定) must have been handed over by the time the plan is answered.
    """

    shortest: tuple[ShortestTime, ...] = ()
    entry_days: int | None = None
    no_designation_papers: tuple[str, ...] = ()
    source: str = OUR_DEFAULT
    cite: str = ""


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a station uses: per class the standards in order of precedence, those also measured, and its own settings.

    `near_share`: near (黄) is a case when at most this share of its limit is left; `urgent_days`: due (橙) when at most so many days of
    it are. `contract_governs`: days promised to the customer come before the standards. `pass_up_days`: working days within which a
    high-voltage case goes up to the centre (0 = the same day). `promise_moves`: a signed pause moves the date told to the customer always
    ("agreed"), or only where the standard names what is left out ("named").
    `material_lists`: the lists of papers asked here in the place of another, by its code, joined in their order.
    `village_proof`: from which level on a village's word proves property. `approvals` is the matrix by which plans are
    approved (empty = none), `approval_slots` who it is where its source leaves that blank, our default. `electrical`: which of the
    disputed numbers behind electrical proposals the station goes by.
    """

    code: str
    name: str
    effective: date
    governing: dict[str, tuple[str, ...]]
    measured: tuple[str, ...]
    source: str
    cite: str = ""
    day0_counts: bool = False
    contract_governs: bool = False
    near_share: float = 0.5
    urgent_days: int = 1
    pass_up_days: int = 0
    missing_papers: Literal["deferred", "not_accepted"] = "deferred"
    village_proof: Literal["village", "township"] = "village"
    internal_targets: tuple[InternalTarget, ...] = ()
    pause_reasons: tuple[PauseReason, ...] = ()
    cause_codes: tuple[CauseCode, ...] = ()
    company_supplies: tuple[CompanySupply, ...] = ()
    promise_moves: Literal["agreed", "named"] = "named"
    switches: tuple[ProfileSwitch, ...] = ()
    audit: AuditSettings = AuditSettings()
    plan: PlanRules = PlanRules()
    electrical: ElectricalChoices = ElectricalChoices()
    reminders: ReminderRules = ReminderRules()
    material_lists: dict[str, tuple[str, ...]] = {}
    archive: ArchiveSettings = ArchiveSettings()
    approvals: str = ""
    approval_slots: dict[str, str] = {}
    note: str = ""
