"""Any case of any business type, taken from the counter to the archive (or up to the centre) through the services alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from models.business import BusinessType
from models.checklist import questions
from models.problems import StationError
from models.services.archive import PlaceEntry, check_file, place_paper
from models.services.case_page.detail import case_detail
from models.services.household_list import correct_household
from models.services.households import Progress, household, households_page, record
from models.services.paper.papers import deliver, issue
from models.services.passing import pass_up
from models.services.recording import Recorded, record_stage, recordable
from models.services.registration import Intake, register
from models.services.stages import save_form
from models.services.station import Change, Station, changing
from models.supply_periods import first_end, last_day
from tests.data.form_drafts import DRAFTS
from tests.stations import sheet

__all__ = ["StationError", "papers_of", "taken_to_the_end", "types_with_a_class"]
SERVED = Progress(
    contract_no="JM-1", meter="4130001000000123456789", reading="0", old_meter="4130001000000123456780", old_reading="9", checked=True,
    checked_by="赵建军",
)  # fmt: skip


def intake_of(station: Station, kind: BusinessType, class_: str, day: date, at: int) -> Intake:
    """Everything the type asks, all of it met: papers of every group, preconditions, days that its periods allow."""
    book = station.shelf.book()
    listed = book.materials[kind.materials_for(class_)]
    since, until = days_of(kind, day)
    values = {
        **DRAFTS[kind.application_form], "accepted_on": day.isoformat(), "phone": f"139{at:08d}", "address": f"士庄村 {at} 号",
        **({"account_no": f"41{at:08d}"} if kind.group != "connection" or kind.application_kind == "增容" else {}),
        **({"capacity_before": "30"} if kind.application_kind == "增容" else {}),
        **({"business_type": kind.application_kind} if kind.application_kind else {}),
        **_asked_by(kind, since, until),
    }  # fmt: skip
    return Intake(
        kind.code, class_, "柜台", values, {code: code in ("rural", "agent") for code in questions(listed)},
        frozenset(one.code for group in listed.groups for one in group.members), duplicate_reason="测试",
        preconditions={one.code: True for one in kind.preconditions}, period_from=since, period_until=until,
    )  # fmt: skip


def days_of(kind: BusinessType, day: date) -> tuple[date, date]:
    """Days that every period of the type allows."""
    since = date.fromordinal(day.toordinal() + 10)
    until = since
    for period in kind.periods:
        if period.least:
            until = max(until, first_end(since, period.least, period.unit))
        elif period.most and period.per == "each":
            until = max(until, last_day(since, period.most, period.unit))
    return since, max(until, date.fromordinal(since.toordinal() + 20))


def _asked_by(kind: BusinessType, since: date, until: date) -> dict[str, object]:
    """What 变更用电申请表 and 更名过户申请表 ask of each change."""
    if kind.application_form != "CHANGE-APP":
        return {}
    grows = kind.application_kind in ("减容恢复", "暂停恢复")
    return {
        "wanted_from": since.isoformat(), "wanted_until": until.isoformat(), "capacity_before": "315" if grows else "630",
        "capacity_after": "630" if grows else "315", "usage_class": "商业", "usage_class_after": "非工业", "new_address": "士庄村村部",
        "other_accounts": "4101234568", "adjusted_months": "2026-10", "voltage": "10kV" if kind.classes[0].startswith("hv") else "380V",
        "capacity_unit": "kVA" if kind.classes[0].startswith("hv") else "kW",
    }  # fmt: skip


def taken_to_the_end(station: Station, kind: BusinessType, class_: str, day: date, at: int, *, alone: bool = False) -> str:
    """Registers a case and does every stage of its flow, `alone`: all that can be by itself before; gives back its identity."""
    done, _ = register(station, intake_of(station, kind, class_, day, at), day)
    if not done.accepted:
        raise AssertionError((kind.code, class_, done.missing))
    if kind.handled_by == "centre":
        pass_up(station, done.case_id, day, day)
        return done.case_id
    for step in _flow(station, done.case_id):
        if step.stage == "archive":
            before_filing(station, kind, done.case_id, day)
        if alone or not step.form:
            record_all_of(station, done.case_id, step.stage, day)
        if not step.form:
            continue
        save_form(station, done.case_id, str(step.form), form_of(str(step.form), day), day)
        if step.completes_on == "delivered":
            paper, _ = issue(station, done.case_id, str(step.form), sheet, day)
            deliver(station, done.case_id, paper.paper_no, day, "当面", day)
    return done.case_id


def before_filing(station: Station, kind: BusinessType, case_id: str, day: date) -> None:
    """Households are settled; what no form gives lies in the file on paper: where a design is reviewed, who was commissioned."""
    if kind.households:
        settle_households(station, kind, case_id, day)
    lacking = [line.code for line in check_file(station, case_id).missing]
    if lacking:
        assert lacking == ["commission"]
        place_paper(station, case_id, "commission", PlaceEntry("2", original=False, cabinet="", box="17"), day)


def record_all_of(station: Station, case_id: str, stage: str, day: date) -> None:
    """Records by itself all that can be of a stage, one after the other."""
    while found := next((node for node in recordable(station, case_id)[0] if node.within == stage), None):
        who = Recorded(day, name="客户") if found.unit == "customer" else Recorded(day, station.actor, unit=found.unit)
        record_stage(station, case_id, found.stage, who, day)


def _flow(station: Station, case_id: str):
    with changing(station) as change:
        return _kind(change, case_id).flow[1:]


def _kind(change: Change, case_id: str) -> BusinessType:
    return change.kind(change.case(case_id))


def form_of(code: str, day: date) -> dict[str, object]:
    """A complete filling on one day."""
    days = {
        "surveyed_on", "replied_on", "requested_on", "inspected_on", "signed_on", "term_from", "installed_on", "energized_on", "worked_on",
        "archived_on", "asked_on",
    }  # fmt: skip
    free = {"fees": []} if "fees" in DRAFTS[code] else {}  # nothing is charged, so nothing has to be in force
    return {**DRAFTS[code], **{name: day.isoformat() for name in DRAFTS[code] if name in days}, **free}


def settle_households(station: Station, kind: BusinessType, case_id: str, day: date) -> None:
    """Every household applies, signs, is switched on and checked; in a batch of meters its meter is exchanged and checked."""
    for at, row in enumerate(households_page(station, case_id, day).rows):
        if not row.name:
            known = {"unit": row.unit, "room": row.room, "capacity": "8", "name": "李二"}
            correct_household(station, case_id, row.id, known, "补户名", day)
        groups = household(station, case_id, row.id)[1].groups
        papers = frozenset(material.code for group in groups for material in group.accepted)
        new = replace(SERVED, papers=papers, served_on=day, checked_on=day, meter=f"41300010000001234567{at + 10}")
        record(station, case_id, [row.id], new if kind.households == "replace" else replace(new, applied_on=day, contract_on=day,
               old_meter="", old_reading=""), day)  # fmt: skip


def types_with_a_class(station: Station, turn: int) -> Iterator[tuple[BusinessType, str]]:
    """Every type with one of its classes, another one at each turn."""
    for kind in station.shelf.book().types.values():
        yield kind, kind.classes[turn % len(kind.classes)]


def papers_of(station: Station, case_id: str, today: date) -> list[str]:
    """The codes of everything that can be printed of a case."""
    return [code for code, _ in case_detail(station, case_id, today).printable]
