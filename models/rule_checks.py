"""What can be wrong in rule files that are well-formed: each check yields every finding, with its place and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from models.business import (
    CLASSES,
    EVENTS,
    MARK_ORDER,
    OUR_READING,
    STAGES,
    Profile,
    Standard,
    TimeLimit,
    ToldFlow,
)
from models.material_rules import MaterialGroup, MaterialList

ORDER = {mark: at for at, mark in enumerate(MARK_ORDER)}
FIX = "请改正这个文件，或重新采用随程序提供的规则。"
CITE = "请补上 source（文件名称）和 cite（条款原文）；找不到出处的数字不能作为规则。"
DATES = "请改 effective 或 until，使前一版的最后一天正好在后一版生效的前一天。"
REACH = "请检查 after：每个环节之前的环节都要在流程里，并且不能互相等待。"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: `path` finds its line (limits[0].days), `place` is what a reader sees, `remedy` what to do."""

    path: str
    place: str
    what: str
    remedy: str = FIX


def known_codes(path: str, place: str, what: str, codes: Iterable[str], known: Iterable[str]) -> Iterator[Finding]:
    """The codes that are not among the known ones, as one finding."""
    unknown = [code for code in codes if code not in known]
    if unknown:
        yield Finding(path, place, f"不认识的{what} {'、'.join(unknown)}", f"可用：{'、'.join(known)}。")


def unique_codes(path: str, place: str, codes: Iterable[str]) -> Iterator[Finding]:
    """Each code that stands there a second time."""
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            yield Finding(path, place, f"{code} 重复", "同一个代码只能写一次，请删去或改名。")
        seen.add(code)


def standard_findings(standard: Standard, code: str) -> Iterator[Finding]:
    """Everything wrong inside one standard whose file is called `code`."""
    if standard.code != code:
        yield Finding("code", "code", f"代码 {standard.code} 与文件名不符或重复", f"请写成文件名 {code}。")
    for wrong, path, what, remedy in (
        (not standard.source or not standard.cite, "source", "标准要写明依据 source 和出处 cite", CITE),
        (standard.grade == "C" and standard.selectable, "grade", "来历不明（C 级）的标准只供查阅", "请写 selectable = false。"),
        (standard.until is not None and standard.until < standard.effective, "until", "until 早于 effective", DATES),
    ):
        if wrong:
            yield Finding(path, path, what, remedy)
    seen: set[tuple[str, str]] = set()
    for at, limit in enumerate(standard.limits):
        yield from limit_findings(f"limits[{at}]", f"limits[{at}]（{limit.code}）", limit, seen)
    for at, condition in enumerate(standard.stage_conditions):
        path = f"stage_conditions[{at}]"
        yield from known_codes(path, path, "环节", condition.stages, STAGES)
        yield from known_codes(path, path, "客户类别", condition.classes, CLASSES)
        yield from _cited(path, path, condition.source, condition.cite)
    for at, told in enumerate(standard.told):
        yield from _told(f"told[{at}]", told)


def _cited(path: str, place: str, source: str, cite: str) -> Iterator[Finding]:
    if not source or not cite:
        yield Finding(f"{path}.{'cite' if source else 'source'}", place, "每个数字都要写明依据 source 和出处 cite", CITE)


def limit_findings(path: str, place: str, limit: TimeLimit, seen: set[tuple[str, str]]) -> Iterator[Finding]:
    """Everything wrong with one limit; `seen` are the codes and classes of those before it."""
    marks = (limit.start, limit.stop, *limit.also_after, *(mark for span in limit.spans for mark in span))
    yield from known_codes(f"{path}.classes", place, "客户类别", limit.classes, CLASSES)
    unknown = list(known_codes(f"{path}.start", place, "环节", marks, (*STAGES, *EVENTS)))
    yield from unknown
    yield from _cited(path, place, limit.source, limit.cite)
    yield from (Finding(f"{path}.{key}", place, what) for wrong, key, what in _shape(limit) if wrong)
    if not unknown:
        for begin, stop in limit.spans or ((limit.start, limit.stop),):
            if ORDER[begin] >= ORDER[stop]:
                yield Finding(f"{path}.stop", place, f"起点 {begin} 不在终点 {stop} 之前")
    for class_ in limit.classes:
        if (limit.code, class_) in seen:
            yield Finding(f"{path}.code", place, f"与前面的时限重叠：{class_} 已有 {limit.code}", "请改 code，或把客户类别从其中一处去掉。")
        seen.add((limit.code, class_))


def _shape(limit: TimeLimit) -> Iterator[tuple[bool, str, str]]:
    yield bool(limit.standard), "standard", "standard 由程序填写，文件里不应有"
    yield limit.kind == "internal_target", "kind", "内控目标写在配置里，不写在标准里"
    yield (limit.kind == "company_sum") != bool(limit.spans), "kind", "合计时限（company_sum）要写 spans，其他时限不写"
    yield limit.kind == "company_sum" and limit.unit != "working_day", "unit", "合计时限只按工作日计"
    if limit.unit == "same_day":
        yield limit.days != 0, "days", "当日（same_day）的 days 写 0"
    elif limit.unit == "day_of_month":
        yield not 1 <= limit.days <= 31, "days", "每月几日（day_of_month）应当在 1 到 31 之间"
        yield bool(limit.stops_for), "unit", "每月几日是固定日子，不停表，stops_for 写成空的"
    else:
        yield limit.days < 1, "days", "天数应当不少于 1"


def _told(path: str, told: ToldFlow) -> Iterator[Finding]:
    yield from known_codes(path, path, "客户类别", told.classes, CLASSES)
    yield from _cited(path, path, told.source, told.cite)
    untils = [stage.until for stage in told.stages]
    unknown = list(known_codes(path, path, "环节", untils, STAGES))
    yield from unknown
    if not unknown and (not untils or [ORDER[until] for until in untils] != sorted({ORDER[until] for until in untils})):
        yield Finding(path, path, "告知客户的环节要按先后写，每个环节止于不同的内部环节")


def series_findings(standards: Iterable[Standard]) -> Iterator[tuple[str, Finding]]:
    """Overlaps and gaps in time between standards of one series, told of the later standard, then of the earlier one."""
    series: dict[str, list[Standard]] = {}
    for standard in standards:
        if standard.series:
            series.setdefault(standard.series, []).append(standard)
    for members in series.values():
        members.sort(key=lambda standard: standard.effective)
        for earlier, later in zip(members, members[1:], strict=False):
            for finding in _meets(earlier, later):
                yield later.code, finding
                how = "重叠" if "重叠" in finding.what else "之间有空档"
                yield earlier.code, Finding("until", "until", f"执行日期与 {later.code}（{later.effective} 起）{how}", DATES)


def _meets(earlier: Standard, later: Standard) -> Iterator[Finding]:
    last = earlier.until or date.max
    if last >= later.effective:
        what = f"与 {earlier.code} 的执行日期重叠（{earlier.effective} 至 {earlier.until or '今后'}）"
        yield Finding("effective", "effective", what, DATES)
    elif last + timedelta(days=1) < later.effective:
        yield Finding("effective", "effective", f"与 {earlier.code} 之间有空档（{earlier.until} 到 {later.effective}）", DATES)


def materials_findings(lists: tuple[MaterialList, ...]) -> Iterator[Finding]:
    """Everything wrong inside the lists of papers."""
    yield from unique_codes("lists", "lists", (entry.code for entry in lists))
    for at, entry in enumerate(lists):
        path, place = f"lists[{at}]", f"lists[{at}]（{entry.code}）"
        yield from known_codes(path, place, "客户类别", entry.classes, CLASSES)
        yield from unique_codes(path, place, (group.code for group in entry.groups))
        yield from unique_codes(path, place, (m.code for group in entry.groups for m in (*group.members, *group.substitutes)))
        for number, group in enumerate(entry.groups):
            yield from _group(f"{path}.groups[{number}]", f"{place}的 {group.code}", group)


def _group(path: str, place: str, group: MaterialGroup) -> Iterator[Finding]:
    if not 1 <= group.least <= len(group.members):
        yield Finding(path, place, f"least 应当在 1 到 {len(group.members)} 之间")
    if not group.source or not group.cite:
        yield Finding(path, place, "每组资料都要写明依据 source 和出处 cite", CITE)
    if group.may_follow_until is not None:
        yield from known_codes(path, place, "环节", (group.may_follow_until,), STAGES)
        if not group.may_follow_source:
            yield Finding(path, place, "容缺要写明依据 may_follow_source", CITE)


def profile_findings(
    profile: Profile, standards: Mapping[str, Standard], materials: Mapping[str, MaterialList] | None = None
) -> Iterator[Finding]:
    """Everything wrong inside a profile, held against the standards and the lists of papers it may name."""
    yield from _lists_findings(profile, materials) if materials is not None else ()
    named = [code for codes in profile.governing.values() for code in codes]
    yield from known_codes("governing", "governing", "客户类别", profile.governing, CLASSES)
    yield from known_codes("governing", "governing", "时限标准", named, standards)
    yield from known_codes("measured", "measured", "时限标准", profile.measured, standards)
    for path, codes in (("governing", named), ("measured", profile.measured)):
        shut = sorted({code for code in codes if code in standards and not standards[code].selectable})
        if shut:
            yield Finding(path, path, f"{'、'.join(shut)} 只供查阅（非规定），不能选用", "请从配置里去掉这个标准。")
    if not 0 <= profile.near_share <= 1:
        yield Finding("near_share", "near_share", "应当在 0 到 1 之间")
    if not 0 <= profile.urgent_days <= 30:
        yield Finding("urgent_days", "urgent_days", "应当在 0 到 30 之间")
    aims = (f"{target.class_}/{target.stage}" for target in profile.internal_targets)
    yield from unique_codes("internal_targets", "internal_targets", aims)
    for target in profile.internal_targets:
        yield from known_codes("internal_targets", "internal_targets", "客户类别", (target.class_,), CLASSES)
        yield from known_codes("internal_targets", "internal_targets", "环节", (target.stage,), STAGES)
    yield from unique_codes("pause_reasons", "pause_reasons", (reason.code for reason in profile.pause_reasons))
    yield from unique_codes("cause_codes", "cause_codes", (cause.code for cause in profile.cause_codes))
    yield from unique_codes("switches", "switches", (switch.code for switch in profile.switches))
    for at, switch in enumerate(profile.switches):
        yield from known_codes(f"switches[{at}]", f"switches[{at}]", "客户类别", switch.classes, CLASSES)
        if switch.source != OUR_READING:
            what = f"{switch.code} 要办到什么没有查到规定"
            yield Finding(f"switches[{at}].source", f"switches[{at}]", what, f'请写 source = "{OUR_READING}"。')
    yield from _audit_findings(profile)
    yield from _plan_findings(profile, standards)
    yield from _number_findings(profile)


def _number_findings(profile: Profile) -> Iterator[Finding]:
    if not profile.archive.sound or not profile.archive.source:
        what = f"档案号写法“{profile.archive.number}”不对，或没有写依据"
        yield Finding("archive.number", "archive", what, "可用 {station}、{year}、{month}，一定要有 {serial}；source 写明依据。")


def _lists_findings(profile: Profile, materials: Mapping[str, MaterialList]) -> Iterator[Finding]:
    for code, lists in profile.material_lists.items():
        yield from known_codes("material_lists", "material_lists", "资料清单", (code, *lists), materials)
        if not lists:
            yield Finding("material_lists", "material_lists", f"{code} 没有写换成哪些清单", "请写清单代码，或删去这一行。")


def _plan_findings(profile: Profile, standards: Mapping[str, Standard]) -> Iterator[Finding]:
    plan = profile.plan
    yield from known_codes("plan", "plan", "时限标准", [code for code in (plan.validity, plan.objection) if code], standards)
    if plan.notice_days and not (plan.notice_source and plan.notice_cite):
        yield Finding("plan", "plan", "延期申请的提前天数没有写出处", "请写 notice_source 和 notice_cite。")


def _audit_findings(profile: Profile) -> Iterator[Finding]:
    for at, least in enumerate(profile.audit.shortest):
        place = f"audit.shortest[{at}]"
        yield from known_codes(place, place, "客户类别", least.classes, CLASSES)
        yield from known_codes(place, place, "环节", (least.begin, least.end), STAGES)
        if least.days < 0:
            yield Finding(f"{place}.days", place, f"{least.days} 个工作日不能是负数")
        if least.begin in ORDER and least.end in ORDER and ORDER[least.begin] >= ORDER[least.end]:
            yield Finding(place, place, f"{least.begin} 应当在 {least.end} 之前")
