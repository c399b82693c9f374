"""稽查自查: what an inspector would ask about a case, each finding with its facts, the rule it does not fit, and what to do."""

from __future__ import annotations

from collections.abc import Iterator

from models.case_parts import CasePause
from models.casework import findings
from models.casework.topic import CaseView, Finding
from models.casework.validity import ANSWERED_WITHOUT_PLAN, REPLY
from models.flow import stage_name
from models.measure import promise_moves

TITLES = {
    "too_short": "超短时限",
    "missing_stage": "流程缺失",
    "wrong_order": "流程倒置",
    "broken_off": "异常终止",
    "entered_late": "补录（事后登记）",
    "pause_evidence": "暂停凭据不足",
    "no_designation": "三不指定没有凭据",
    "not_told": "缺件没有书面告知",
    "no_receipt": "没有受理回执",
    "clock_corrected": "电脑时间改正过",
    "late_month": "超时没有督办",
}
_NO_DESIGNATION = "不得指定或变相指定设计、施工和设备材料供应单位（安徽省电力公司业扩报装管理实施细则，2.3）"
_SAME_DAY = "各环节当日登记，不在系统外流转（业扩稽查主题：体外循环）"


def audit(view: CaseView) -> tuple[Finding, ...]:
    """Everything found in one case, in a fixed order; an empty tuple where an inspector would have nothing to ask."""
    case = view.case
    if case.outcome == "void":
        return tuple(_broken_off(view))
    checks = (_too_short, _missing_stages, _wrong_order, _broken_off, _entered_late, _pauses, _no_designation, _told_in_writing)
    return (*(finding for check in checks for finding in check(view)), *findings(view))


def audit_title(code: str) -> str:
    """What a finding is called on the page and on paper."""
    return TITLES[code]


def _found(code: str, facts: str, rule: str, remedy: str, key: str = "") -> Finding:
    return Finding(code, TITLES[code], facts, rule, remedy, key)


def _too_short(view: CaseView) -> Iterator[Finding]:
    case, calendar, marks = view.case, view.calendar, view.case.marks
    for least in view.book.profile.audit.shortest:
        begin, end = marks.get(least.begin), marks.get(least.end)
        if not view.kind.timed or case.class_ not in least.classes or begin is None or end is None or end < begin:
            continue
        used = calendar.working_days(begin, end)
        if used < least.days:
            names = f"“{stage_name(view.kind, least.begin)}”{begin} 到“{stage_name(view.kind, least.end)}”{end}"
            yield _found(
                "too_short",
                f"{names}只用了 {used} 个工作日",
                f"少于 {least.days} 个工作日的要说明（{least.source}）",
                "核对两个日期；日期属实的写明怎么办得这么快。",
                f"{least.begin}-{least.end}",
            )


def _refused(view: CaseView) -> bool:
    """Whether what stands for the plan's reply was a refusal in writing."""
    return view.case.outcome in ANSWERED_WITHOUT_PLAN


def _missing_stages(view: CaseView) -> Iterator[Finding]:
    case, marks = view.case, view.case.marks
    if view.kind.handled_by == "centre":
        return
    done = [step for step in view.kind.flow if step.stage in marks and not (step.stage == REPLY and _refused(view))]
    asked = {before for step in done for before in step.after}
    if case.outcome == "archived":
        asked |= {step.stage for step in view.kind.flow}
    for step in view.kind.flow:
        if step.stage in asked and step.stage not in marks:
            later = next((after.name for after in done if step.stage in after.after), "资料归档")
            yield _found(
                "missing_stage",
                f"已办“{later}”，没有办“{step.name}”",
                f"{view.kind.name}的流程：{step.name}在前（{view.kind.source}）",
                "有原始资料的，按实际日期补录并写明理由；没有的，写明为什么缺。",
                step.stage,
            )


def _wrong_order(view: CaseView) -> Iterator[Finding]:
    marks = view.case.marks
    for step in view.kind.flow:
        for before in step.after:
            if before in marks and step.stage in marks and marks[step.stage] < marks[before]:
                yield _found(
                    "wrong_order",
                    f"“{step.name}”{marks[step.stage]} 早于“{stage_name(view.kind, before)}”{marks[before]}",
                    f"{view.kind.name}的流程：先“{stage_name(view.kind, before)}”，后“{step.name}”（{view.kind.source}）",
                    "核对两张原始单据的日期，填错的用“更正日期”改正。",
                    f"{before}-{step.stage}",
                )


def _broken_off(view: CaseView) -> Iterator[Finding]:
    case = view.case
    if case.accepted_on is None or case.outcome in ("", "archived") or (case.ending and case.ending.evidence.strip()):
        return
    last = max(case.stages.values(), key=lambda done: done.on, default=None)
    reached = f"，已办到“{stage_name(view.kind, last.stage)}”" if last else ""
    yield _found(
        "broken_off",
        f"受理 {case.accepted_on}{reached}，{case.ended_on} 终止，没有写凭据",
        "受理后终止的工单要有客户签字的申请或其他凭据（业扩稽查主题：异常终止）",
        "把客户签字的撤销申请归入档案；没有的，写明联系经过。",
    )


def _entered_late(view: CaseView) -> Iterator[Finding]:
    allowed = view.book.profile.audit.entry_days
    if allowed is None:
        return
    for done in view.case.stages.values():
        late = (done.entered.date() - done.on).days
        if done.source == "station" and late > allowed and not done.along:  # what was recorded along is told with its stage
            yield _found(
                "entered_late",
                f"“{stage_name(view.kind, done.stage)}”{done.on} 办理，{done.entered:%Y-%m-%d} 才登记（晚 {late} 天）",
                f"{_SAME_DAY}；晚于 {allowed} 天的要说明（{view.book.profile.audit.source}）",
                "写明为什么没有当日登记，注明原始单据在哪里。",
                done.stage,
            )


def _pauses(view: CaseView) -> Iterator[Finding]:
    for pause in view.case.pauses.values():
        if pause.until and pause.until < pause.since:  # taken back the same day: it stopped nothing
            continue
        lacks = "，".join(_lacks(view, pause))
        if lacks:
            until = f"至 {pause.until}" if pause.until else "起"
            yield _found(
                "pause_evidence",
                f"{pause.since} {until}暂停计时，{lacks}",
                "没有凭据的暂停会当作虚假暂停（业扩稽查主题）；告知客户的日期要顺延，须有《暂停计时告知书》",
                "请客户补签，或者写明凭据在哪里；没有凭据的暂停要更正。没有打印《暂停计时告知书》的补打一份，交客户签收。",
                pause.id,
            )


def _lacks(view: CaseView, pause: CasePause) -> Iterator[str]:
    case = view.case
    agreed = case.agreed_on(pause)
    if not pause.evidence.strip():
        yield "没有写凭据"
    if pause.side == "customer" and agreed is None:
        yield "没有客户签字"
    noticed = any(paper.about == pause.id and not paper.voided_on for paper in case.papers.values())
    moved = any(promise_moves(found.limit, view.book) for found in view.measured().limits)
    if agreed and moved and pause.side in ("customer", "government") and not noticed:
        yield "告知客户的日期已经顺延，没有打印《暂停计时告知书》"


def _no_designation(view: CaseView) -> Iterator[Finding]:
    case, asked = view.case, view.book.profile.audit.no_designation_papers
    if not asked or case.source != "station" or view.kind.handled_by == "centre" or REPLY not in case.marks:
        return
    if _refused(view) or not view.kind.timed:  # a refusal and the answer to an enquiry offer no works to anybody
        return
    if not any(paper.code in asked and paper.delivered_on and not paper.voided_on for paper in case.papers.values()):
        yield _found(
            "no_designation",
            "供电方案已经答复，没有一张写明“三不指定”的单据送达客户",
            f"{_NO_DESIGNATION}；有书面告知才说得清（默认值（非规定））",
            "补送办理告知书或供电方案答复单，登记送达日期。",
        )


def _told_in_writing(view: CaseView) -> Iterator[Finding]:
    case = view.case
    if case.source != "station" or case.outcome not in ("", "archived"):
        return
    told = case.paper_of("MISSING") or (case.paper_of("PRE-ACCEPT") if case.pre else None)
    if case.accepted_on is None and told is None:
        yield _found("not_told", "资料不齐没有受理，也没有出具缺件通知书", "缺件要一次性书面告知客户", "打印缺件通知书交客户，登记送达。")
    if case.accepted_on and "RECEIPT" in view.kind.papers_at_acceptance and case.paper_of("RECEIPT") is None:
        rule = "受理等环节要告知客户下一环节的时限，并给书面回执（安徽省电力公司业扩报装管理实施细则，2.5）"
        yield _found("no_receipt", f"{case.accepted_on} 受理，没有出具受理回执", rule, "打印受理回执交客户。")
