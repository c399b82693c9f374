"""Taking rules into use at a running station: another profile, or what a newer program brings, from a day on, with a preview."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from models import events
from models.business import CLASSES, OUR_DEFAULT, OUR_READING, Profile
from models.problems import StationError
from models.rules import RuleBook, RuleText, shipped_profiles, shipped_texts
from models.services.changes import Changes
from models.services.station import Station, changing, looking
from models.store import journal

_SUBJECTS = {"business": "业务类型", "materials": "资料清单", "standard": "时限标准", "profile": "配置", "fees": "收费项目",
             "archives": "档案目录", "outcomes": "工单怎样办结", "approvals": "方案审批权限"}
_MISSING = {"deferred": "签承诺书先受理，时限照走", "not_accepted": "补齐之日受理，此前不计时"}


@dataclass(frozen=True)
class ProfileOffer:
    """A profile that comes with the program: its name and what it is about in one line."""

    code: str
    name: str
    line: str


@dataclass(frozen=True)
class Adoption:
    """What would be adopted from `since` on (inclusive): the texts, those in force it was held against, and what changes.

    `changes` are (what, before, after) in words, only where they differ; `texts` is empty where nothing would change.
    """

    profile: str
    name: str
    since: date
    texts: tuple[RuleText, ...]
    base: tuple[tuple[str, str, str], ...]
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class AdoptedProfile:
    """One adoption of a profile: from which day (None = from the beginning), entered when, why."""

    name: str
    since: date | None
    entered: date
    reason: str


@cache
def profile_offers() -> tuple[ProfileOffer, ...]:
    """Every profile that comes with the program."""
    profiles = [RuleBook.from_texts(shipped_texts(code)).profile for code in shipped_profiles()]
    return tuple(ProfileOffer(p.code, p.name, f"{p.cite}。{p.note}".rstrip("。") + "。") for p in profiles)


def plan_adoption(
    station: Station, profile: str, since: date, today: date, *, day0_counts: bool = False, switches: frozenset[str] = frozenset()
) -> Adoption:
    """What adopting a shipped profile, or the shipped version of the present one, would change; StationError for a day in the past.

    With `day0_counts` the profile is taken with the acceptance day as the first day of its limits, stricter than 民法典第二百零一条.
    `switches` are the ways of working (SWITCHES) that are turned on, all others are off.
    """
    if since < today:
        raise StationError(f"启用日期 {since} 早于今天。", "已受理的工单不变，新规则只能从今天或以后启用。")
    shelf = station.shelf
    base = shelf.pins_on(since)
    texts = tuple(_as_set(text, day0_counts, switches) for text in shipped_texts(profile))
    new = tuple(text for text in texts if (text.subject, text.code, text.revision) not in base)
    before, after = shelf.book(base), RuleBook.from_texts(texts)
    return Adoption(profile, after.profile.name, since, new, base, tuple(differences(before, after, new)))


def offered(station: Station, today: date) -> Adoption | None:
    """What this program brings that is newer than what the station has adopted of its profile; None where nothing is."""
    code = station.shelf.book().profile.code
    if code not in shipped_profiles():
        return None
    present = station.shelf.book().profile
    plan = plan_adoption(station, code, today, today, day0_counts=present.day0_counts, switches=switched_on(present))
    return plan if plan.texts else None


def switched_on(profile: Profile) -> frozenset[str]:
    """The ways of working that a profile has turned on."""
    return frozenset(switch.code for switch in profile.switches if switch.on)


def _as_set(text: RuleText, day0_counts: bool, switches: frozenset[str]) -> RuleText:
    """The profile with the station's own settings; other texts as they are."""
    if text.subject != "profile":
        return text
    words = text.text.replace("day0_counts = false", "day0_counts = true") if day0_counts else text.text
    for code in switches:
        words = re.sub(rf'(code = "{re.escape(code)}"[^\n]*\non = )false', r"\1true", words)
    return replace(text, text=words) if words != text.text else text


def adopt_rules(station: Station, plan: Adoption, reason: str, today: date) -> Changes:
    """Adopts what was planned, as facts: cases accepted from that day on stand under it, those accepted before keep theirs.

    Raises StationError without a reason, where nothing would change, or where the rules have changed since the preview.
    """
    if not reason.strip():
        raise StationError("请写明改用的理由或文件依据。", "如：按县公司〔2026〕12号文。")
    if not plan.texts:
        raise StationError(f"从 {plan.since} 起本来就执行“{plan.name}”，没有可采用的。", "")
    with changing(station) as change:
        if change.folder.shelf(station.info.code).pins_on(plan.since) != plan.base or plan.since < today:
            raise StationError("采用的规则刚才已经改变。", "请重新看一遍改动，再采用。")
        for text in plan.texts:
            event = events.RulesAdopted(subject=text.subject, code=text.code, revision=text.revision, text=text.text, since=plan.since)
            change.append.add(event, (f"station:{station.info.code}",), reason=reason.strip())
    station.forget_rules()
    return Changes(rules=True, packages=True)


def adopted_profiles(station: Station) -> tuple[AdoptedProfile, ...]:
    """Every adoption of a profile, in the order of entry."""
    with looking(station) as connection:
        facts = journal.facts_of(connection, f"station:{station.info.code}")
    shelf = station.shelf
    return tuple(
        AdoptedProfile(shelf.profile_name(event.code, event.revision), event.since, fact.at.date(), fact.envelope.reason)
        for fact in facts
        if isinstance(event := fact.event, events.RulesAdopted) and event.subject == "profile"
    )


def differences(before: RuleBook, after: RuleBook, new: tuple[RuleText, ...]) -> Iterator[tuple[str, str, str]]:
    """What changes from one book to another that brings new texts, as (what, before, after) in words."""
    old, now = before.profile, after.profile
    pairs = [("配置", old.name, now.name), *zip(_SETTINGS, _settings(old), _settings(now), strict=True)]
    for class_, name in CLASSES.items():
        pairs.append((f"{name}时限", limits_told(before, class_), limits_told(after, class_)))
        pairs.append((f"{name}告知的环节", stages_told(before, class_), stages_told(after, class_)))
    yield from ((what, one, other) for what, one, other in pairs if one != other)
    held = frozenset(_held(before))
    for text in new:
        known = "已采用较早的版本" if (text.subject, text.code) in held else "没有"
        named = f"“{after.standards[text.code].name}”" if text.subject == "standard" else ""
        yield f"{_SUBJECTS[text.subject]}{named}", known, "采用这个版本"


def _held(book: RuleBook) -> Iterator[tuple[str, str]]:
    yield from (("business", "business"), ("materials", "materials"), ("profile", book.profile.code))
    yield from (("standard", code) for code in book.standards)


SWITCHES = {"pre_accept": "预受理", "one_day_connect": "一日通"}
"""Ways of working that a station may turn on; what they oblige is not established."""
_SETTINGS = (*SWITCHES.values(), "受理当日", "临近提醒", "缺少可后补的资料", "高压上报")


def _settings(profile: Profile) -> tuple[str, ...]:
    return (
        *(f"{'启用' if code in switched_on(profile) else '不启用'}（{OUR_READING}）" for code in SWITCHES),
        "计入第 1 天" if profile.day0_counts else "不计入，次日起算",
        f"剩余不超过时限的 {profile.near_share:.0%}（{OUR_DEFAULT}）",
        _MISSING[profile.missing_papers],
        f"{profile.pass_up_days} 个工作日内" if profile.pass_up_days else "受理当日",
    )


def limits_told(book: RuleBook, class_: str) -> str:
    """The limits of the first governing standard that has one for a class, all its conditions included."""
    for code in book.profile.governing.get(class_, ()):
        standard = book.standards[code]
        found = [limit for limit in standard.limits if class_ in limit.classes and limit.obliged == "company"]
        if found:
            return f"{standard.short_name or standard.name}：" + "、".join(f"{limit.name} {limit.told}" for limit in found)
    return "无规定时限"


def stages_told(book: RuleBook, class_: str) -> str:
    """The stages a customer of a class is told where nothing else is known of the case."""
    told = book.told(class_)
    return " → ".join(stage.name for stage in told.stages) if told else "—"
