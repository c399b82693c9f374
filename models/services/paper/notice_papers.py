"""告知书 from data, and the written receipt of each stage: what the rules and the case say, ready to be printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from models.business import FACTS, TimeLimit
from models.case import Case
from models.case_facts import facts_of_case, stages_told
from models.case_parts import StageDone
from models.casework.topic import CaseView
from models.contract_dates import CODE as CONTRACT
from models.flow import ready_steps, stage_name
from models.measure import CaseLimit, Measured, measure
from models.papers import PaperContext, PaperItem, PaperLimit, PaperText
from models.problems import StationError
from models.rules import RuleBook, shipped_papers

TITLES: dict[str, str] = {
    "NOTICE-LV-RES": "用电业务办理告知书（居民）",
    "NOTICE-LV": "用电业务办理告知书（低压非居民）",
    "NOTICE-HV": "用电业务办理告知书（10千伏及以上）",
}
SMALL = "NOTICE-LV-SMALL"
SMALL_STANDARD = "henan-2020"
"""The published notice whose words NOTICE-LV-SMALL gives; under another standard it is written from that one's data."""
STAGE = "STAGE-"
_NO_RECEIPT = ("accept", "archive")
"""The acceptance has its own receipt, and the archive is the station's own affair."""


def from_data(code: str, view: CaseView) -> bool:
    """Whether a 告知书 is written from the rules of the case instead of the words of a published one."""
    return code in TITLES or (code == SMALL and SMALL_STANDARD not in view.book.governing_codes(view.case.class_))


def stage_papers(case: Case, kind_names: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """The receipts of the finished stages: (code, title), in the order in which the stages stand in the flow."""
    if case.accepted_on is None:
        return ()
    return tuple((f"{STAGE}{stage}", f"环节办理回执（{name}）") for stage, name in kind_names.items() if _has(case, stage))


def _has(case: Case, stage: str) -> bool:
    return stage in case.stages and stage not in _NO_RECEIPT


def notice(view: CaseView, context: PaperContext, items: tuple[PaperItem, ...], fee_words: str) -> PaperContext:
    """What the 告知书 of a class says under the rules of this case; `items` are the papers to bring."""
    case, book = view.case, view.book
    governing = book.governing_codes(case.class_)
    texts = tuple(
        PaperText(text.heading, text.lines, text.source)
        for text in shipped_papers().texts
        if text.paper == context.code and (not text.standard or text.standard in governing)
    )
    rows = tuple((_limit_name(limit), f"不超过 {limit.told}" if limit.unit != "same_day" else "当日", limit.source)
                 for limit in _limits(book, case))  # fmt: skip
    return replace(
        context,
        title=TITLES.get(context.code, context.title),
        materials=items,
        table=(("办理环节", "时限", "依据"), *rows) if rows else (),
        clauses=tuple(_steps(case, book)),
        texts=texts,
        fee_words=fee_words,
    )


def _limits(book: RuleBook, case: Case) -> Iterator[TimeLimit]:
    """The limits of the class, each stretch once: the standard that governs speaks first."""
    seen: set[tuple[str, str]] = set()
    for limit in book.governing(case.class_, None, facts_of_case(case)):
        stretch = (limit.start, limit.stop)
        if stretch in seen or limit.kind == "internal_target":
            continue
        seen.add(stretch)
        yield limit


def _limit_name(limit: TimeLimit) -> str:
    """The limit with the remark that says for whom it is; how our own computing reads it is no matter of the customer's."""
    own = limit.kind == "company_sum" or "默认值" in limit.note or "我们的理解" in limit.note
    return f"{limit.name}（{limit.note}）" if limit.note and not own else limit.name


def _steps(case: Case, book: RuleBook) -> Iterator[str]:
    """The stages as the customer is told them; all cases where it is not known yet which of them is his."""
    told = stages_told(case, book)
    if told:
        yield f"共 {len(told)} 个服务环节：{' → '.join(name for name, _ in told)}。"
        return
    for code in book.governing_codes(case.class_):
        flows = [flow for flow in book.standards[code].told if case.class_ in flow.classes]
        for flow in flows:
            when = f"{'、'.join(FACTS[fact] for fact in flow.when)}的，" if flow.when else ""
            yield f"{when}服务环节不超过 {len(flow.stages)} 个：{' → '.join(stage.name for stage in flow.stages)}。"
        if flows:
            return


def stage_receipt(view: CaseView, context: PaperContext) -> PaperContext:
    """What was done in a stage and what comes next; StationError where the stage is not done."""
    case, kind = view.case, view.kind
    code = context.code.removeprefix(STAGE)
    done = case.stages.get(code) if _has(case, code) else None
    name = stage_name(kind, code)
    if done is None:
        raise StationError(f"“{name}”还没有办完，不能出办理回执。", "办完以后再打印。")
    following = [] if case.outcome else ready_steps(case, kind)
    names = [step.name for step in following if step.stage != "archive"]
    measured = measure(case, kind, view.book, view.calendar, context.issued_on)
    limits = limits_told(measured) if names else ()
    return replace(
        context,
        title=f"环节办理回执（{name}）",
        lines=(("已办环节", f"{name}，{done.on.year}年{done.on.month}月{done.on.day}日办完"), *_results(view, done)),
        next_stage="、".join(names),
        limits=limits,
    )


def _results(view: CaseView, done: StageDone) -> Iterator[tuple[str, str]]:
    units = {"working_day": "个工作日", "calendar_day": "天", "hour": "小时"}
    told = []
    for result in done.results:
        standard = view.book.standards.get(result.standard)
        limit = view.book.limit(result.standard, result.limit, view.case.class_)
        if standard is None or limit is None:
            continue
        state = "按时" if result.met else "超时"
        told.append(f"{standard.short_name or standard.name} {limit.name} {limit.told}：用了 {result.used} {units[result.unit]}，{state}")
    if told:
        yield "时限情况", "；".join(told)


def limits_told(measured: Measured) -> tuple[PaperLimit, ...]:
    """The governing limit first, then the others that are open, as told to the customer; what is promised has its own paper."""
    opened = [m for m in measured.limits if m.done_on is None and m.standard.code != CONTRACT]
    return tuple(_told(m) for m in sorted(opened, key=lambda m: (m is not measured.governing, m.key)))


def _told(found: CaseLimit) -> PaperLimit:
    count = found.count
    return PaperLimit(
        found.limit.name, found.limit.told, count.promised, count.provisional, found.standard.name,
        earliest=count.earliest, latest=count.latest, due_at=count.due_at,
    )  # fmt: skip
