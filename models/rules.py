"""Reads rule texts strictly and cross-checks them: a rule book either holds together or names the file and place that is wrong."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar

import msgspec

import resources
from models.business import (
    CLASSES,
    FORM_CODES,
    NOTICE_CODES,
    STAGES,
    BusinessType,
    FlowStep,
    InternalTarget,
    MaterialGroup,
    MaterialList,
    Profile,
    Standard,
    TimeLimit,
)
from models.problems import StationError

Subject = Literal["business", "standard", "materials", "profile"]
_T = TypeVar("_T")


class RuleError(StationError):
    """A rule text that contradicts itself or another; the message names the file and the place in it."""

    def __init__(self, name: str, place: str, what: str) -> None:
        super().__init__(f"规则文件 {name} 的 {place} 有误：{what}", "请改正这个文件，或重新采用随程序提供的规则。")
        self.name = name
        self.place = place


@dataclass(frozen=True)
class RuleText:
    """One rule file as text: what a station adopts. `subject` is business, standard, materials or profile."""

    subject: Subject
    code: str
    text: str

    @property
    def name(self) -> str:
        """How messages name it: subject/code."""
        return f"{self.subject}/{self.code}"

    @property
    def revision(self) -> str:
        """The version of the text by its content: the first 12 hex digits of its SHA-256."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]


class _Business(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    effective: date
    source: str
    cite: str
    types: tuple[BusinessType, ...]


class _Materials(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    effective: date
    source: str
    cite: str
    lists: tuple[MaterialList, ...]


def _decode(text: RuleText, kind: type[_T]) -> _T:
    try:
        return msgspec.convert(tomllib.loads(text.text), kind)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(text.name, "格式", str(error)) from error
    except msgspec.ValidationError as error:
        what, _, place = str(error).partition(" - at ")
        raise RuleError(text.name, place.strip("`").removeprefix("$.") or "开头", what) from error


class RuleBook:
    """The rules one case is judged by: business types, standards, papers and the station's profile, cross-checked."""

    def __init__(
        self, types: Mapping[str, BusinessType], standards: Mapping[str, Standard], materials: Mapping[str, MaterialList], profile: Profile,
    ) -> None:
        self.types = types
        self.standards = standards
        self.materials = materials
        self.profile = profile
        self._targets = {(target.class_, target.stage): target for target in profile.internal_targets}
        self._governing: dict[tuple[str, str | None], tuple[TimeLimit, ...]] = {}

    @classmethod
    def from_texts(cls, texts: Iterable[RuleText]) -> RuleBook:
        """Builds the book from one business text, one materials text, one profile and its standards; raises RuleError."""
        shelf: dict[str, list[RuleText]] = {"business": [], "standard": [], "materials": [], "profile": []}
        for text in texts:
            if text.subject not in shelf:
                raise RuleError(text.name, "开头", f"不认识的类别 {text.subject}")
            shelf[text.subject].append(text)
        for subject in ("business", "materials", "profile"):
            if len(shelf[subject]) != 1:
                raise RuleError(subject, "开头", f"应当正好有一份，实际有 {len(shelf[subject])} 份")
        standards = _standards(shelf["standard"])
        materials = _materials(shelf["materials"][0])
        types = _types(shelf["business"][0], materials)
        profile = _decode(shelf["profile"][0], Profile)
        _check_profile(shelf["profile"][0].name, profile, standards)
        return cls(types, standards, materials, profile)

    def limit(self, standard: str, code: str, class_: str) -> TimeLimit | None:
        """Returns the limit of a standard for a class, None where the standard has none."""
        found = self.standards.get(standard)
        return next((limit for limit in found.limits if limit.code == code and class_ in limit.classes), None) if found else None

    def governing(self, class_: str, stage: str | None = None) -> tuple[TimeLimit, ...]:
        """Returns the limits for a class (which cover a stage, if one is named), the profile's governing standards first.

        Those with the standard of the first one govern; an empty result means 无规定时限.
        """
        key = (class_, stage)
        if key not in self._governing:
            order = self.profile.governing.get(class_, ())
            self._governing[key] = tuple(
                limit for code in order for limit in self.standards[code].limits
                if class_ in limit.classes and (stage is None or covers(limit, stage))
            )
        return self._governing[key]

    def target(self, class_: str, stage: str) -> InternalTarget | None:
        """Returns the station's own aim (内控目标) for a stage, None where there is none."""
        return self._targets.get((class_, stage))


_ORDER = {stage: at for at, stage in enumerate(STAGES)}


def covers(limit: TimeLimit, stage: str) -> bool:
    """Tells whether a stage falls under a limit: after its start marks, up to its stop mark, in the order of the full flow."""
    spans = limit.spans or ((limit.start, limit.stop),)
    return stage not in limit.also_after and any(_ORDER[begin] < _ORDER[stage] <= _ORDER[stop] for begin, stop in spans)


def target_limit(target: InternalTarget, step: FlowStep) -> TimeLimit:
    """Returns an internal target as a limit, so that the clock can count it; it begins when the last stage before it is done."""
    return TimeLimit(
        code="target", name=f"内控目标：{step.name}", classes=(target.class_,), kind="stage", days=target.days, start=step.after[0],
        also_after=step.after[1:], stop=step.stage, source=target.source, cite="", standard="target",
    )


def shipped_texts(profile: str = "henan-rural") -> tuple[RuleText, ...]:
    """Returns the texts that come with the program, with one profile; raises RuleError where the profile does not exist."""
    folder = resources.path("rules")
    chosen = folder / "profiles" / f"{profile}.toml"
    if not chosen.is_file():
        raise RuleError(f"profile/{profile}", "开头", "没有这个配置")
    texts = [
        RuleText("business", "business", (folder / "business.toml").read_text(encoding="utf-8")),
        RuleText("materials", "materials", (folder / "materials.toml").read_text(encoding="utf-8")),
    ]
    texts += [RuleText("standard", file.stem, file.read_text(encoding="utf-8")) for file in sorted((folder / "standards").glob("*.toml"))]
    return (*texts, RuleText("profile", profile, chosen.read_text(encoding="utf-8")))


def _known(name: str, place: str, what: str, codes: Iterable[str], known: Iterable[str]) -> None:
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise RuleError(name, place, f"不认识的{what} {'、'.join(unknown)}")


def _unique(name: str, place: str, codes: Iterable[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise RuleError(name, place, f"{code} 重复")
        seen.add(code)


def _standards(texts: list[RuleText]) -> dict[str, Standard]:
    standards: dict[str, Standard] = {}
    for text in texts:
        standard = _decode(text, Standard)
        if standard.code != text.code or standard.code in standards:
            raise RuleError(text.name, "code", f"代码 {standard.code} 与文件名不符或重复")
        seen: set[tuple[str, str]] = set()
        for at, limit in enumerate(standard.limits):
            _check_limit(text.name, f"limits[{at}]（{limit.code}）", limit, seen)
        limits = tuple(msgspec.structs.replace(limit, standard=standard.code) for limit in standard.limits)
        standards[standard.code] = msgspec.structs.replace(standard, limits=limits)
    return standards


def _check_limit(name: str, place: str, limit: TimeLimit, seen: set[tuple[str, str]]) -> None:
    _known(name, place, "客户类别", limit.classes, CLASSES)
    _known(name, place, "环节", (limit.start, limit.stop, *limit.also_after, *(mark for span in limit.spans for mark in span)), STAGES)
    for wrong, what in (
        (bool(limit.standard), "standard 由程序填写，文件里不应有"),
        (limit.days < 1, "天数应当不少于 1"),
        (not limit.source or not limit.cite, "每个数字都要写明依据 source 和出处 cite"),
        ((limit.kind == "company_sum") != bool(limit.spans), "合计时限（company_sum）要写 spans，其他时限不写"),
    ):
        if wrong:
            raise RuleError(name, place, what)
    for begin, stop in limit.spans or ((limit.start, limit.stop),):
        if _ORDER[begin] >= _ORDER[stop]:
            raise RuleError(name, place, f"起点 {begin} 不在终点 {stop} 之前")
    for class_ in limit.classes:
        if (limit.code, class_) in seen:
            raise RuleError(name, place, f"与前面的时限重叠：{class_} 已有 {limit.code}")
        seen.add((limit.code, class_))


def _materials(text: RuleText) -> dict[str, MaterialList]:
    lists = _decode(text, _Materials).lists
    _unique(text.name, "lists", (entry.code for entry in lists))
    for at, entry in enumerate(lists):
        _known(text.name, f"lists[{at}]（{entry.code}）", "客户类别", entry.classes, CLASSES)
        _unique(text.name, f"lists[{at}]（{entry.code}）", (group.code for group in entry.groups))
        _unique(text.name, f"lists[{at}]（{entry.code}）", (m.code for group in entry.groups for m in (*group.members, *group.substitutes)))
        for group in entry.groups:
            _check_group(text.name, f"lists[{at}]（{entry.code}）的 {group.code}", group)
    return {entry.code: entry for entry in lists}


def _check_group(name: str, place: str, group: MaterialGroup) -> None:
    if not 1 <= group.least <= len(group.members):
        raise RuleError(name, place, f"least 应当在 1 到 {len(group.members)} 之间")
    if group.may_follow_until is not None:
        _known(name, place, "环节", (group.may_follow_until,), STAGES)
        if not group.may_follow_source:
            raise RuleError(name, place, "容缺要写明依据 may_follow_source")


def _types(text: RuleText, materials: Mapping[str, MaterialList]) -> dict[str, BusinessType]:
    types = _decode(text, _Business).types
    _unique(text.name, "types", (kind.code for kind in types))
    for at, kind in enumerate(types):
        place = f"types[{at}]（{kind.code}）"
        _known(text.name, place, "客户类别", kind.classes, CLASSES)
        forms = (kind.application_form, *(step.form for step in kind.flow if step.form))
        _known(text.name, place, "表单", forms, FORM_CODES)
        papers = (*kind.papers_at_acceptance, *(paper for step in kind.flow for paper in step.papers))
        _known(text.name, place, "单据", papers, (*NOTICE_CODES, *FORM_CODES))
        _known(text.name, place, "资料清单", (kind.materials,), materials)
        uncovered = [class_ for class_ in kind.classes if class_ not in materials[kind.materials].classes]
        if uncovered:
            raise RuleError(text.name, place, f"资料清单 {kind.materials} 不适用于 {'、'.join(uncovered)}")
        _check_flow(text.name, place, kind.flow)
    return {kind.code: kind for kind in types}


def _check_flow(name: str, place: str, flow: tuple[FlowStep, ...]) -> None:
    """A flow begins with accept, every step is reached once all before it are done, and marks name stages without a step."""
    stages = [step.stage for step in flow]
    _known(name, place, "环节", (code for step in flow for code in (step.stage, *step.after, *step.marks)), STAGES)
    _unique(name, place, (*stages, *(mark for step in flow for mark in step.marks)))
    if not flow or flow[0].stage != "accept" or flow[0].after:
        raise RuleError(name, place, "流程应当从业务受理 accept 开始")
    done = {"accept"}
    waiting = list(flow[1:])
    while waiting:
        ready = [step for step in waiting if step.after and done.issuperset(step.after)]
        if not ready:
            raise RuleError(name, place, f"环节 {'、'.join(step.stage for step in waiting)} 永远走不到")
        done.update(step.stage for step in ready)
        waiting = [step for step in waiting if step.stage not in done]


def _check_profile(name: str, profile: Profile, standards: Mapping[str, Standard]) -> None:
    _known(name, "governing", "客户类别", profile.governing, CLASSES)
    _known(name, "governing", "时限标准", (code for codes in profile.governing.values() for code in codes), standards)
    _known(name, "measured", "时限标准", profile.measured, standards)
    if not 0 <= profile.near_share <= 1:
        raise RuleError(name, "near_share", "应当在 0 到 1 之间")
    _unique(name, "internal_targets", (f"{target.class_}/{target.stage}" for target in profile.internal_targets))
    for target in profile.internal_targets:
        _known(name, "internal_targets", "客户类别", (target.class_,), CLASSES)
        _known(name, "internal_targets", "环节", (target.stage,), STAGES)
    _unique(name, "pause_reasons", (reason.code for reason in profile.pause_reasons))
    _unique(name, "cause_codes", (cause.code for cause in profile.cause_codes))
