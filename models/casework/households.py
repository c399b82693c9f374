"""住户: the households of a batch, each with its own state, papers, contract, limit and 户表核对; the batch closes when all are settled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from models.case_facts import answers_of
from models.casework.topic import CaseView, Finding, Reminder, Topic
from models.measure import CaseLimit, governing, measure, working_days_before

if TYPE_CHECKING:
    from models.case import Case
    from models.events import Fact
    from models.events import household as events

CHECK_RULE = "低压批量用电登记表告知事项：通电后请核对户表供电关系"
SINGLE_TYPE = "lv_res_new"  # a household applies singly: the papers of this type are asked of it
NAMED = 3                   # households named in a sentence


@dataclass(frozen=True)
class Household:
    """One household as the facts tell it; `checked` is None until 户表核对, capacities in kW, readings in kWh."""

    id: str
    unit: str
    room: str
    capacity: str = ""
    name: str = ""
    document_no: str = ""
    phone: str = ""
    applied_on: date | None = None
    papers: tuple[str, ...] = ()
    contract_no: str = ""
    contract_on: date | None = None
    energized_on: date | None = None
    meter: str = ""
    reading: str = ""
    old_meter: str = ""
    old_reading: str = ""
    replaced_on: date | None = None
    checked: bool | None = None
    checked_by: str = ""
    checked_on: date | None = None
    found: str = ""
    dropped_on: date | None = None
    dropped_for: str = ""

    @property
    def place(self) -> str:
        """Where it is, as it is called in lists: 3幢2单元 1102."""
        return f"{self.unit} {self.room}".strip()

    @property
    def on(self) -> date | None:
        """The day the household was served: switched on, or its meter exchanged."""
        return self.energized_on or self.replaced_on

    @property
    def settled(self) -> bool:
        """Nothing is left to do: served and found to match its meter, or left out of the batch."""
        return self.dropped_on is not None or (self.on is not None and self.checked is True)


def replaces_meters(view: CaseView) -> bool:
    """Whether the batch exchanges meters (批量换表) instead of connecting households."""
    return view.kind.households == "replace"


def state_of(view: CaseView, one: Household) -> str:
    """The word for where a household stands: 未开通, 已开通 and what is between."""
    if one.dropped_on:
        return "不再办理"
    if replaces_meters(view):
        return "未换表" if one.replaced_on is None else _checked_word("已换表", one)
    if one.energized_on:
        return _checked_word("已开通", one)
    if one.contract_on:
        return "未开通，已签合同"
    return "未开通，已申请" if one.applied_on else "未开通"


def _checked_word(word: str, one: Household) -> str:
    return f"{word}，待核对" if one.checked is None else word if one.checked else f"{word}，户表不符"


def limits_of(view: CaseView, one: Household, today: date | None = None) -> tuple[CaseLimit, ...]:
    """The limits to connection that run for one household from its own application day; 非零散居民 have those of low-voltage customers."""
    alone = _alone(view, one)
    if alone is None:
        return ()
    measured = measure(alone, view.kind, view.book, view.calendar, today)
    return tuple(found for found in measured.limits if found.limit.stop == "energize")


def due_of(view: CaseView, one: Household, today: date | None = None) -> date | None:
    """The day (inclusive) until which a household that applied is to be switched on; None where nothing runs."""
    alone = _alone(view, one)
    if alone is None:
        return None
    found = governing(alone, limits_of(view, one, today), view.book)
    return found.count.due if found else None


def _alone(view: CaseView, one: Household) -> Case | None:
    """The household as a case of its own, with its own acceptance, contract and connection; None while it has not applied."""
    from models.case import Case
    from models.case_parts import StageDone

    case, entered = view.case, view.case.registered_at
    if one.applied_on is None or one.dropped_on or replaces_meters(view) or entered is None:
        return None
    days = {"accept": one.applied_on, "contract": one.contract_on, "energize": one.energized_on}
    stages = {stage: StageDone(stage, day, (), (), "station", entered, "") for stage, day in days.items() if day}
    answers = {**case.answers, **({"estate": True} if answers_of(case).get("estate") else {})}
    return Case(
        f"{case.id}/{one.id}", station=case.station, class_="residential", answers=answers, accepted_on=one.applied_on, stages=stages,
        pins=case.pins, outcome="household",
    )  # fmt: skip


def _listed(case: Case, event: events.HouseholdsListed, fact: Fact) -> None:
    people: Any = (fact.private or {}).get("people") or {}
    for line in event.rows:
        person = _person(people.get(line.household))
        case.households[line.household] = Household(
            line.household, line.unit, line.room, line.capacity, person["name"], person["document_no"], person["phone"],
            old_meter=line.meter,
        )  # fmt: skip


def _person(given: Any) -> dict[str, str]:
    known = given if isinstance(given, dict) else {}
    return {name: str(known.get(name) or "") for name in ("name", "document_no", "phone")}


def _corrected(case: Case, event: events.HouseholdCorrected, fact: Fact) -> None:
    line = event.line
    _change(
        case, line.household, unit=line.unit, room=line.room, capacity=line.capacity, old_meter=line.meter, **_person(fact.private)
    )


def _change(case: Case, household: str, **values: Any) -> None:
    known = case.households.get(household)
    if known:
        case.households[household] = replace(known, **values)


def _applied(case: Case, event: events.HouseholdApplied, _fact: Fact) -> None:
    _change(case, event.household, applied_on=event.on, papers=event.papers)


def _signed(case: Case, event: events.HouseholdSigned, _fact: Fact) -> None:
    _change(case, event.household, contract_no=event.contract_no, contract_on=event.on)


def _energized(case: Case, event: events.HouseholdEnergized, _fact: Fact) -> None:
    _change(case, event.household, meter=event.meter, reading=event.reading, energized_on=event.on)


def _replaced(case: Case, event: events.HouseholdMeterReplaced, _fact: Fact) -> None:
    _change(
        case, event.household, old_meter=event.old_meter, old_reading=event.old_reading, meter=event.new_meter, reading=event.new_reading,
        replaced_on=event.on,
    )  # fmt: skip


def _checked(case: Case, event: events.HouseholdChecked, _fact: Fact) -> None:
    _change(case, event.household, checked=event.matches, checked_by=event.by, checked_on=event.on, found=event.found)


def _dropped(case: Case, event: events.HouseholdDropped, fact: Fact) -> None:
    _change(case, event.household, dropped_on=event.on, dropped_for=fact.envelope.reason)


def gate(view: CaseView, stage: str) -> str | None:
    """A batch is archived when every household is settled; one without a list has nothing that could be settled."""
    if stage != "archive" or not view.kind.households:
        return None
    if not view.case.households:
        return "这个批量工单还没有住户清单，不能归档：请在“事项”里添加住户。"
    left = [one for one in view.case.households.values() if not one.settled]
    if not left:
        return None
    named = "、".join(one.place for one in left[:NAMED]) + ("等" if len(left) > NAMED else "")
    doing = "换表并核对" if replaces_meters(view) else "开通并核对户表"
    return f"还有 {len(left)} 户没有{doing}（{named}），不能归档：请在“事项”的住户清单里办完，不再办理的写明原因。"


def reminders(view: CaseView) -> Iterator[Reminder]:
    """Households that applied and are due, one reminder a day they are due on."""
    due: dict[date, int] = {}
    for one in view.case.households.values():
        day = due_of(view, one) if one.energized_on is None else None
        if day:
            due[day] = due.get(day, 0) + 1
    for day, count in due.items():
        since = working_days_before(view.calendar, day, view.book.profile.reminders.household)
        yield Reminder(f"household:{day}", f"{count} 户单户开通到期", since, day)


def findings(view: CaseView) -> Iterator[Finding]:
    """Households switched on late, and those whose meter was never held against them or does not match."""
    for one in view.case.households.values():
        if one.dropped_on or one.on is None:
            continue
        if one.checked is not True:
            facts = f"{one.place} {one.on} 通电，" + ("还没有核对户表" if one.checked is None else f"核对结果不符：{one.found}")
            remedy = "到现场核对表号与住户，改正后再登记一次核对。"
            yield Finding("household_unchecked", "户表没有核对或不符", facts, CHECK_RULE, remedy, one.id)
        for late in limits_of(view, one):
            if late.done_on and late.count.due and late.done_on > late.count.due:
                facts = f"{one.place} {one.applied_on} 申请，{late.done_on} 通电，到期 {late.count.due}"
                rule = f"{late.standard.name} {late.limit.name}"
                yield Finding("household_late", "单户开通超时限", facts, rule, "写明原因和防范措施。", f"{one.id}/{late.key}")


TOPIC = Topic(
    "households",
    apply={
        "HouseholdsListed": _listed, "HouseholdCorrected": _corrected, "HouseholdApplied": _applied, "HouseholdSigned": _signed,
        "HouseholdEnergized": _energized, "HouseholdMeterReplaced": _replaced, "HouseholdChecked": _checked, "HouseholdDropped": _dropped,
    },
    told={
        "HouseholdsListed": lambda e, f: f"住户清单 {len(e.rows)} 户",
        "HouseholdCorrected": lambda e, f: f"更正住户 {e.line.unit} {e.line.room}",
        "HouseholdApplied": lambda e, f: f"住户 {e.household} 申请单户开通 {e.on}",
        "HouseholdSigned": lambda e, f: f"住户 {e.household} 签订供用电合同 {e.on}",
        "HouseholdEnergized": lambda e, f: f"住户 {e.household} 开通 {e.on}",
        "HouseholdMeterReplaced": lambda e, f: f"住户 {e.household} 换表 {e.on}",
        "HouseholdChecked": lambda e, f: f"住户 {e.household} 户表核对{'相符' if e.matches else '不符'} {e.on}",
        "HouseholdDropped": lambda e, f: f"住户 {e.household} 不再办理 {e.on}",
    },
    gate=gate,
    reminders=reminders,
    findings=findings,
)  # fmt: skip
