"""Reads rule texts strictly and cross-checks them: a rule book either holds together or names the file and place that is wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import get_args

import msgspec

import resources
from models.approval_rules import ApprovalMatrix, Approvals, ApprovalsFile, approvals_findings, chosen_findings
from models.archive_rules import ArchivesFile, Catalogue, archives_findings
from models.business import OUR_READING, BusinessType, FlowStep, InternalTarget, Profile, StageCondition, Standard, TimeLimit, ToldFlow
from models.business_file import BusinessFile, whole_types
from models.fee_rules import COUNTY_FEES, NO_FEES, FeeRules, fees_findings
from models.material_rules import MaterialList
from models.outcome_rules import WITHOUT_RULES, Outcome, OutcomesFile, outcomes_findings
from models.print_rules import PapersFile, papers_findings
from models.rule_checks import (
    ORDER,
    materials_findings,
    profile_findings,
    series_findings,
    standard_findings,
)
from models.rule_flow import facts_of_class, flow_of_case, holds, told_stages
from models.rule_texts import RuleError, RuleText, Subject, decode, raise_first
from models.type_checks import business_findings
from models.type_limits import own_standard

__all__ = ["BusinessFile", "MaterialsFile", "RuleBook", "RuleError", "RuleText", "Subject"]
_DECISIONS: tuple[Subject, ...] = ("outcomes", "approvals", "archives")


class MaterialsFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file of all lists of papers."""

    effective: date
    source: str
    cite: str
    lists: tuple[MaterialList, ...]


class RuleBook:
    """The rules one case is judged by: business types, standards, papers and the station's profile, cross-checked."""

    def __init__(
        self, types: Mapping[str, BusinessType], standards: Mapping[str, Standard], materials: Mapping[str, MaterialList], profile: Profile,
        fees: FeeRules = NO_FEES,
    ) -> None:
        self.types = types
        self.standards = standards
        self.materials = materials
        self.profile = profile
        self.fees = fees
        self.outcomes: Mapping[str, Outcome] = {outcome.code: outcome for outcome in WITHOUT_RULES}
        self.matrices: tuple[ApprovalMatrix, ...] = ()
        self.approvals: Approvals | None = None
        self.catalogues: tuple[Catalogue, ...] = ()
        self._targets = {(target.class_, target.stage): target for target in profile.internal_targets}
        self._limits: dict[tuple[str, str, frozenset[str]], tuple[TimeLimit, ...]] = {}
        self._governing: dict[tuple[str, str | None, frozenset[str]], tuple[TimeLimit, ...]] = {}
        self._kinds: dict[tuple[str, str, frozenset[str]], BusinessType] = {}

    @classmethod
    def from_texts(cls, texts: Iterable[RuleText]) -> RuleBook:
        """Builds the book from one business text, one materials text, one profile, its standards and, where adopted, the fees.

        Raises RuleError.
        """
        shelf: dict[str, list[RuleText]] = {subject: [] for subject in get_args(Subject)}
        for text in texts:
            if text.subject not in shelf:
                raise RuleError(text.name, "开头", f"不认识的类别 {text.subject}")
            shelf[text.subject].append(text)
        for subject in ("business", "materials", "profile"):
            if len(shelf[subject]) != 1:
                raise RuleError(subject, "开头", f"应当正好有一份，实际有 {len(shelf[subject])} 份")
        standards = read_standards(shelf["standard"])
        materials_text, business_text, profile_text = shelf["materials"][0], shelf["business"][0], shelf["profile"][0]
        lists = decode(materials_text, MaterialsFile).lists
        raise_first(materials_text.name, materials_findings(lists))
        materials = {entry.code: entry for entry in lists}
        business = decode(business_text, BusinessFile)
        raise_first(business_text.name, business_findings(business, materials))
        types = whole_types(business)
        standards.update({own.code: own for kind in types if (own := own_standard(kind, business.effective))})
        profile = decode(profile_text, Profile)
        raise_first(profile_text.name, profile_findings(profile, standards, materials))
        book = cls({kind.code: kind for kind in types}, standards, materials, profile, _read_fees(shelf["fees"]))
        for text in shelf["outcomes"][-1:]:
            book.outcomes = {outcome.code: outcome for outcome in read_outcomes(text)}
        for text in shelf["approvals"][-1:]:
            book.matrices = read_approvals(text)
            raise_first(profile_text.name, chosen_findings(profile.approvals, profile.approval_slots, book.matrices))
            chosen = (matrix for matrix in book.matrices if matrix.code == profile.approvals)
            book.approvals = next((Approvals(matrix, profile.approval_slots) for matrix in chosen), None)
        for text in shelf["archives"][-1:]:
            book.catalogues = read_catalogues(text)
        return book

    def materials_for(self, kind: BusinessType, class_: str) -> MaterialList:
        """Returns the papers asked of a class for a business type: its own list, or those that the profile names in its place, joined."""
        code = kind.materials_for(class_)
        lists = [self.materials[one] for one in self.profile.material_lists.get(code, (code,))]
        groups = {group.code: group for entry in reversed(lists) for group in reversed(entry.groups)}
        ordered = tuple(reversed(groups.values()))
        return lists[0] if len(lists) == 1 else msgspec.structs.replace(lists[0], groups=ordered)

    def catalogue(self, business_type: str, class_: str) -> Catalogue | None:
        """Returns the catalogue (档案目录) by which a case is filed; None at a station that adopted its rules before there were any."""
        return next((found for found in self.catalogues if found.fits(business_type, class_)), None)

    def governing_codes(self, class_: str) -> tuple[str, ...]:
        """Returns the standards that govern a class, in order of precedence."""
        return self.profile.governing.get(class_, ())

    def limit(self, standard: str, code: str, class_: str) -> TimeLimit | None:
        """Returns the limit of a standard for a class, None where the standard has none."""
        found = self.standards.get(standard)
        return next((limit for limit in found.limits if limit.code == code and class_ in limit.classes), None) if found else None

    def limits(self, standard: str, class_: str, facts: Iterable[str] = ()) -> tuple[TimeLimit, ...]:
        """Returns the company's limits of a standard for a class whose conditions the facts of the case meet."""
        key = (standard, class_, facts_of_class(class_, facts))
        if key not in self._limits:
            self._limits[key] = tuple(
                limit for limit in self.standards[standard].limits
                if class_ in limit.classes and limit.obliged == "company" and holds(limit.when, key[2])
            )
        return self._limits[key]

    def governing(self, class_: str, stage: str | None = None, facts: Iterable[str] = ()) -> tuple[TimeLimit, ...]:
        """Returns the limits for a class (which cover a stage, if one is named), the profile's governing standards first.

        Those with the standard of the first one govern; an empty result means 无规定时限.
        """
        key = (class_, stage, frozenset(facts))
        if key not in self._governing:
            order = self.profile.governing.get(class_, ())
            found = (limit for code in order for limit in self.limits(code, class_, key[2]))
            self._governing[key] = tuple(limit for limit in found if stage is None or covers(limit, stage))
        return self._governing[key]

    def asking(self, stage: str, class_: str) -> tuple[Standard | None, tuple[StageCondition, ...]]:
        """Returns what is said of a conditional stage for a class, by the first standard that says it: one that governs, else one measured.

        None and nothing where no standard of the profile speaks of it.
        """
        for standard in self._named(class_):
            found = tuple(condition for condition in standard.stage_conditions if condition.speaks_of(stage, class_))
            if found:
                return standard, found
        return None, ()

    def needs(self, stage: str, class_: str, facts: Iterable[str] = ()) -> bool:
        """Tells whether a case has a conditional stage: one of the conditions that are said of it must hold; none said = it has not."""
        known = facts_of_class(class_, facts)
        return any(bool(one.when) and holds(one.when, known) for one in self.asking(stage, class_)[1])

    def flow(self, kind: BusinessType, class_: str, facts: Iterable[str] = ()) -> tuple[FlowStep, ...]:
        """Returns the steps of a business type for one case, its conditional stages put in where the standards ask for them."""
        known = tuple(facts)
        return flow_of_case(kind, lambda stage: self.needs(stage, class_, known))

    def kind_of(self, code: str, class_: str, facts: frozenset[str] = frozenset()) -> BusinessType:
        """Returns a business type as a case of a class with these facts has it: conditional stages are in its flow or out; KeyError."""
        key = (code, class_, facts)
        if key not in self._kinds:
            kind = self.types[code]
            self._kinds[key] = msgspec.structs.replace(kind, flow=self.flow(kind, class_, facts), conditional=())
        return self._kinds[key]

    def _named(self, class_: str) -> Iterator[Standard]:
        """The standards the profile names for a class, those that govern first."""
        order = self.profile.governing.get(class_, ())
        yield from (self.standards[code] for code in (*order, *(code for code in self.profile.measured if code not in order)))

    def conditions(self, class_: str) -> tuple[tuple[str, frozenset[str]], ...]:
        """Returns each conditional stage of the class's businesses with the facts that ask for it."""
        kinds = [kind for kind in self.types.values() if class_ in kind.classes]
        stages = dict.fromkeys(step.stage for kind in kinds for step in kind.conditional)
        said = {stage: self.asking(stage, class_)[1] for stage in stages}
        return tuple((stage, frozenset(fact for one in found for fact in one.when)) for stage, found in said.items() if found)

    def limits_asking(self, class_: str, facts: frozenset[str]) -> tuple[TimeLimit, ...]:
        """Returns the limits of the named standards for a class that depend on one of some facts."""
        limits = (limit for standard in self._named(class_) for limit in standard.limits)
        return tuple(limit for limit in limits if class_ in limit.classes and facts.intersection(limit.when))

    def facts_asked(self, class_: str) -> frozenset[str]:
        """Returns every fact on which a stage, a limit or the told flow of a class depends."""
        found = {fact for _, when in self.conditions(class_) for fact in when}
        for standard in self._named(class_):
            found.update(fact for limit in standard.limits if class_ in limit.classes for fact in limit.when)
        for code in self.profile.governing.get(class_, ()):
            found.update(fact for told in self.standards[code].told if class_ in told.classes for fact in told.when)
        return frozenset(found)

    def told(self, class_: str, facts: Iterable[str] = ()) -> ToldFlow | None:
        """Returns the short list of stages that a customer is told: the first of the governing standards that has one."""
        known = facts_of_class(class_, facts)
        lists = (told for code in self.profile.governing.get(class_, ()) for told in self.standards[code].told)
        return next((told for told in lists if class_ in told.classes and holds(told.when, known)), None)

    def told_stages(self, kind: BusinessType, class_: str, facts: Iterable[str] = ()) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Returns the told stages with the inner ones each stands for; empty where no standard tells any of this business."""
        known = tuple(facts)
        told = self.told(class_, known) if kind.timed else None
        return told_stages(self.flow(kind, class_, known), told) if told else ()

    def switched_on(self, code: str, class_: str) -> bool:
        """Tells whether a switch of the profile (pre_accept 预受理, one_day_connect 一日通) is on for a class."""
        return any(switch.code == code and switch.on and class_ in switch.classes for switch in self.profile.switches)

    def same_day_target(self, class_: str) -> TimeLimit | None:
        """Returns the internal target of 一日通, connected on the day of acceptance, where the profile turns it on; our reading."""
        if not self.switched_on("one_day_connect", class_):
            return None
        return TimeLimit(
            code="one_day_connect", name="内控目标：一日通", classes=(class_,), kind="internal_target", days=0, unit="same_day",
            start="accept", stop="energize", source=OUR_READING, cite="", standard="target",
        )

    def target(self, class_: str, stage: str) -> InternalTarget | None:
        """Returns the station's own aim (内控目标) for a stage, None where there is none."""
        return self._targets.get((class_, stage))


def covers(limit: TimeLimit, stage: str) -> bool:
    """Tells whether a stage falls under a limit: after its start marks, up to its stop mark, in the order of the full flow."""
    spans = limit.spans or ((limit.start, limit.stop),)
    return stage not in limit.also_after and any(ORDER[begin] < ORDER[stage] <= ORDER[stop] for begin, stop in spans)


def target_limit(target: InternalTarget, step: FlowStep) -> TimeLimit:
    """Returns an internal target as a limit, so that the clock can count it; it begins when the last stage before it is done."""
    return TimeLimit(
        code="target", name=f"内控目标：{step.name}", classes=(target.class_,), kind="internal_target", days=target.days,
        start=step.after[0], also_after=step.after[1:], stop=step.stage, source=target.source, cite="", standard="target",
    )


def read_standards(texts: Iterable[RuleText]) -> dict[str, Standard]:
    """Reads and checks standards, each limit knowing its own; raises RuleError on the first fault."""
    standards: dict[str, Standard] = {}
    for text in texts:
        standard = decode(text, Standard)
        if standard.code in standards:
            raise RuleError(text.name, "code", f"代码 {standard.code} 与文件名不符或重复")
        raise_first(text.name, standard_findings(standard, text.code))
        limits = tuple(msgspec.structs.replace(limit, standard=standard.code) for limit in standard.limits)
        standards[standard.code] = msgspec.structs.replace(standard, limits=limits)
    for code, finding in series_findings(standards.values()):
        raise RuleError(f"standard/{code}", finding.place, finding.what, finding.remedy)
    return standards


def _read_fees(texts: list[RuleText]) -> FeeRules:
    """The fees: a county's own text stands in place of the shipped one; a station that has adopted none may charge nothing."""
    found = {text.code: text for text in texts}
    if len(found) < len(texts):
        raise RuleError("fees", "开头", f"每一份应当正好有一次，实际有 {len(texts)} 份")
    chosen = found.get(COUNTY_FEES) or next(iter(found.values()), None)
    return read_fees(chosen) if chosen else NO_FEES


def read_fees(text: RuleText) -> FeeRules:
    """Reads and checks the file of fees; raises RuleError on the first fault."""
    rules = decode(text, FeeRules)
    raise_first(text.name, fees_findings(rules))
    return rules


def read_approvals(text: RuleText) -> tuple[ApprovalMatrix, ...]:
    """Reads and checks the matrices of who approves a plan; raises RuleError on the first fault."""
    matrices = decode(text, ApprovalsFile).matrices
    raise_first(text.name, approvals_findings(matrices))
    return matrices


def read_catalogues(text: RuleText) -> tuple[Catalogue, ...]:
    """Reads and checks the catalogues of customers' files; raises RuleError on the first fault."""
    catalogues = decode(text, ArchivesFile).catalogues
    raise_first(text.name, archives_findings(catalogues))
    return catalogues


def read_outcomes(text: RuleText) -> tuple[Outcome, ...]:
    """Reads and checks the ways in which a case ends; raises RuleError on the first fault."""
    outcomes = decode(text, OutcomesFile).outcomes
    raise_first(text.name, outcomes_findings(outcomes))
    return outcomes


def shipped_profiles(folder: Path | None = None) -> tuple[str, ...]:
    """Returns the codes of the profiles that come with the program."""
    return tuple(sorted(file.stem for file in ((folder or resources.path("rules")) / "profiles").glob("*.toml")))


def shipped_standards(folder: Path | None = None) -> tuple[RuleText, ...]:
    """Returns every standard that comes with the program, those that are only to be read included."""
    files = sorted(((folder or resources.path("rules")) / "standards").glob("*.toml"))
    return tuple(RuleText("standard", file.stem, file.read_text(encoding="utf-8")) for file in files)


def shipped_matrices() -> tuple[ApprovalMatrix, ...]:
    """Returns every matrix that comes with the program, those that are only to be read included."""
    return read_approvals(RuleText("approvals", "approvals", (resources.path("rules") / "approvals.toml").read_text(encoding="utf-8")))


@cache
def shipped_papers() -> PapersFile:
    """Returns the ways of delivery and the sets of papers; they belong to the program, not to a case, as no date rests on them."""
    file = msgspec.convert(tomllib.loads((resources.path("rules") / "papers.toml").read_text(encoding="utf-8")), PapersFile)
    raise_first("papers", papers_findings(file))
    return file


def shipped_texts(profile: str = "henan-rural", folder: Path | None = None) -> tuple[RuleText, ...]:
    """Returns what a station adopts: business types, papers, fees, one profile and the standards it names; raises RuleError without it.

    A profile file without pause reasons or audit settings of its own gets those of profiles/shared, so that what is adopted is whole.
    """
    folder = folder or resources.path("rules")
    chosen = folder / "profiles" / f"{profile}.toml"
    if not chosen.is_file():
        raise RuleError(f"profile/{profile}", "开头", "没有这个配置", f"可用：{'、'.join(shipped_profiles(folder))}。")
    text = RuleText("profile", profile, whole_profile(chosen))
    files = (folder / "standards" / f"{code}.toml" for code in sorted(named_standards(text.text)))
    return (
        RuleText("business", "business", (folder / "business.toml").read_text(encoding="utf-8")),
        RuleText("materials", "materials", (folder / "materials.toml").read_text(encoding="utf-8")),
        *(RuleText("standard", file.stem, file.read_text(encoding="utf-8")) for file in files if file.is_file()),
        RuleText("fees", "fees", (folder / "fees.toml").read_text(encoding="utf-8")),
        *(RuleText(subject, subject, (folder / f"{subject}.toml").read_text(encoding="utf-8")) for subject in _DECISIONS),
        text,
    )


_SHARED = (("[[pause_reasons]]", "reasons.toml"), ("[audit]", "audit.toml"), ("[plan]", "plan.toml"),
           ("[reminders]", "reminders.toml"), ("[archive]", "archive.toml"))


def whole_profile(file: Path) -> str:
    """Returns a profile's text, with the shared reasons, audit settings, plan rules and reminders where it has none of its own."""
    text = file.read_text(encoding="utf-8")
    for mark, name in _SHARED:
        shared = file.parent / "shared" / name
        if mark not in text and shared.is_file():
            text = f"{text.rstrip()}\n\n{shared.read_text(encoding='utf-8')}"
    return text


def named_standards(profile: str) -> frozenset[str]:
    """The standards that the text of a profile names, before it is checked; none where it cannot be read."""
    try:
        found = tomllib.loads(profile)
        plan = [str(found.get("plan", {}).get(name) or "") for name in ("validity", "objection")]
        named = (*found.get("measured", ()), *(code for codes in found.get("governing", {}).values() for code in codes))
        return frozenset((*named, *(code for code in plan if code)))
    except (tomllib.TOMLDecodeError, AttributeError, TypeError):
        return frozenset()
