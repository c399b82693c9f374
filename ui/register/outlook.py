"""What saving would do, told while the clerk is still typing: which branch, which limit starts, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.business import OUR_DEFAULT, BusinessType, TimeLimit
from models.checklist import Checklist
from models.clock import begun, countdown
from models.problems import StationError
from models.rules import RuleBook
from models.workdays import WorkCalendar
from ui.day_words import full_day


@dataclass(frozen=True)
class Outlook:
    """`level` is the look's level, `title` the branch, `sentence` what it means, `limit` the clock that starts (empty if none)."""

    level: str
    title: str
    sentence: str
    limit: str


def outlook(
    checklist: Checklist, kind: BusinessType, class_: str, on: date | None, book: RuleBook, calendar: WorkCalendar,
    facts: frozenset[str] = frozenset(),
) -> Outlook:
    """The branch an application takes as its papers stand. `on` is the acceptance day, None while it is not known."""
    limit = _clock(kind, class_, on, book, calendar, facts)
    if checklist.complete:
        passes = "打印上报单，当天报县中心。" if kind.handled_by == "centre" else "打印受理回执交客户。"
        return Outlook("calm", "保存后：受理", f"资料齐全。{passes}", limit)
    names = "、".join(state.name for state in checklist.missing)
    if checklist.may_be_accepted_with_promise:
        sentence = f"客户签《承诺书》后先受理，时限照走；{names}以后补。"
        return Outlook("near", "保存后：容缺受理", sentence, limit)
    firm = "、".join(state.name for state in checklist.missing if not (state.may_follow and checklist.deferred))
    sentence = f"缺{firm}，不能后补。登记编号，出《缺件通知书》一次告知，不计时。"
    return Outlook("waiting", "保存后：未受理", sentence, "")


def _clock(
    kind: BusinessType, class_: str, on: date | None, book: RuleBook, calendar: WorkCalendar, facts: frozenset[str]
) -> str:
    """The limit that starts, or that there is none: the standards limit new supply and increase only."""
    if kind.limits:
        return _first(tuple(one for one in kind.limits if class_ in one.classes), f"{kind.short_name}时限", on, book, calendar)
    return first_limit(class_, on, book, calendar, facts) if kind.timed else "这类业务没有规定的办理时限。"


def first_limit(class_: str, on: date | None, book: RuleBook, calendar: WorkCalendar, facts: frozenset[str] = frozenset()) -> str:
    """The governing limit that starts on the acceptance day, with its due day."""
    limits = book.governing(class_, facts=facts) if class_ else ()
    standard = book.standards[limits[0].standard] if limits else None
    return _first(limits, (standard.short_name or standard.name) if standard else "", on if class_ else None, book, calendar)


def _first(limits: tuple[TimeLimit, ...], owner: str, on: date | None, book: RuleBook, calendar: WorkCalendar) -> str:
    if on is None:
        return ""
    limit = next((one for one in limits if begun(one, {"accept": on})), None)
    if limit is None:
        return "无规定时限。"
    standard = book.standards.get(limit.standard)
    name = f"{(standard.short_name or standard.name) if standard else owner} {limit.name}：{limit.told}"
    try:
        count = countdown(limit, on, calendar, day0_counts=book.profile.day0_counts, marks={"accept": on})
    except StationError:
        return name
    note = "（暂定）" if count.provisional else "（默认值）" if limit.source == OUR_DEFAULT else ""
    return f"{name}，{full_day(count.due)} 到期{note}" if count.due else name
