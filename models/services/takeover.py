"""接转: carrying a case over from a hand-kept ledger to the stage the ledger shows; nothing is invented, what is doubtful is listed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa

from models import events
from models.business import STAGES, BusinessType
from models.customer import check_credit_code, check_id_number, check_phone, normalise_document, normalise_phone
from models.events.case import Source
from models.events.envelope import uuid7
from models.forms import form_by_code
from models.forms.fields import private_names
from models.problems import Problem, StationError
from models.services.changes import Changes
from models.services.registration import next_number
from models.services.stages import complete
from models.services.station import Change, Station, changing
from models.store.views import case_view

STAGE_ORDER = ("survey", "plan_reply", "completion_check", "contract", "energize")


@dataclass(frozen=True)
class LedgerRow:
    """One row of the ledger as read: empty text and absent dates where the ledger has nothing. `capacity` in kW (LV) or kVA (HV)."""

    row: int
    original_no: str
    business_type: str
    class_: str
    customer: str
    document_no: str
    phone: str
    address: str
    capacity: str
    voltage: str
    clerk: str
    accepted_on: date
    stages: Mapping[str, date] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class TakenOver:
    """The case made of one row, and everything about the row that was doubtful and therefore left out."""

    case_id: str
    number: str
    doubts: tuple[Problem, ...]


def take_over(station: Station, row: LedgerRow, today: date) -> tuple[TakenOver, Changes]:
    """Carries one row over as 接转 facts with actual and entry date; raises StationError for a row that cannot be a case at all.

    A value that fails its check is left out and listed; of dates out of order the first that breaks the order and all after it are.
    """
    if row.accepted_on > today:
        raise StationError(f"第 {row.row} 行：受理日期 {row.accepted_on} 在今天之后。", "请核对台账后再接转。")
    if not row.customer.strip():
        raise StationError(f"第 {row.row} 行：没有户名。", "请核对台账后再接转。")
    kind = station.shelf.book().types.get(row.business_type)
    if kind is None or row.class_ not in kind.classes:
        raise StationError(f"第 {row.row} 行：业务类型或客户类别本程序还不办。", "这一行请留在台账里。")
    doubts: list[Problem] = []
    with changing(station) as change:
        _refuse_twice(change, row)
        case_id, number = uuid7(station.now()), next_number(change, today)
        event, private = _application(row, kind, number, today, doubts)
        change.add(event, case_id, private=private, at_src="paper")
        pins = change.folder.shelf(station.info.code).pins_on(row.accepted_on)
        change.add(events.CaseAccepted(on=row.accepted_on, pins=pins, source="ledger"), case_id, at_src="paper")
        source: Source = "centre" if kind.handled_by == "centre" else "ledger"
        case = change.case(case_id)
        for stage, on in _in_order(row, today, doubts):
            complete(change, case_id, stage, on, source, case)
        change.fold()
    return TakenOver(case_id, number, tuple(doubts)), Changes(frozenset({case_id}), packages=True)


def _refuse_twice(change: Change, row: LedgerRow) -> None:
    if not row.original_no:
        return
    query = sa.select(case_view.c.number).where(case_view.c.original_no == row.original_no)
    known = change.connection.execute(query).scalar()
    if known:
        raise StationError(f"第 {row.row} 行：原编号 {row.original_no} 已经接转为 {known}。", "不再重复接转。")


def _application(
    row: LedgerRow, kind: BusinessType, number: str, today: date, doubts: list[Problem]
) -> tuple[events.ApplicationRegistered, dict[str, object]]:
    form = form_by_code(kind.application_form)
    names = {key: name for name, key in form.gives.items()}
    document = _checked_document(row, today, doubts)
    capacity = _checked_capacity(row, doubts)
    known = {
        "customer_name": row.customer.strip(),
        "document_no": document,
        "phone": _checked_phone(row, doubts),
        "address": row.address.strip(),
        "capacity": capacity,
        "voltage": row.voltage,
        "accepted_on": row.accepted_on.isoformat(),
        "accepted_by": row.clerk,
        "application_no": number,
        "document_kind": _kind_of(document),
    }
    values: dict[str, object] = {names[key]: value for key, value in known.items() if value and key in names}
    hidden = private_names(form)
    event = events.ApplicationRegistered(
        number=number,
        business_type=row.business_type,
        class_=row.class_,
        channel="柜台",
        capacity=capacity,
        voltage=row.voltage,
        form=form.code,
        form_version=form.version,
        values={name: value for name, value in values.items() if name not in hidden},
        source="ledger",
        original_no=row.original_no,
    )
    private = {name: value for name, value in values.items() if name in hidden}
    return event, {**private, "ledger_note": row.note} if row.note else private


def _kind_of(document: str) -> str:
    if not document:
        return ""
    return "居民身份证" if document[:17].isdigit() and check_credit_code(document) else "营业执照"


def _checked_document(row: LedgerRow, today: date, doubts: list[Problem]) -> str:
    number = normalise_document(row.document_no)
    if not number:
        return ""
    wrong_id, wrong_code = check_id_number(number, today), check_credit_code(number)
    if wrong_id and wrong_code:
        looks_like_code = number[:2] in ("91", "92", "93", "52") and not number.isdigit()
        doubts.append(Problem("document_no", "证件号码", f"“{row.document_no}” {wrong_code if looks_like_code else wrong_id}；没有采用"))
        return ""
    return number


def _checked_capacity(row: LedgerRow, doubts: list[Problem]) -> str:
    text = row.capacity.strip()
    if text and not (re.fullmatch(r"\d{1,6}(\.\d{1,3})?", text) and float(text) > 0):
        doubts.append(Problem("capacity", "申请容量", f"“{row.capacity}”不是大于 0 的数字；没有采用"))
        return ""
    return text


def _checked_phone(row: LedgerRow, doubts: list[Problem]) -> str:
    number = normalise_phone(row.phone)
    wrong = check_phone(number) if number else None
    if wrong:
        doubts.append(Problem("phone", "联系电话", f"“{row.phone}” {wrong}；没有采用"))
        return ""
    return number


def _in_order(row: LedgerRow, today: date, doubts: list[Problem]) -> Iterator[tuple[str, date]]:
    """The stages up to the first date that breaks the order; a hole is kept as a hole (the stage is then still to do)."""
    last_name, last = "受理", row.accepted_on
    broken = False
    for stage in STAGE_ORDER:
        on = row.stages.get(stage)
        if on is None:
            continue
        name = STAGES[stage]
        if broken or on < last or on > today:
            why = f"在 {today} 之后" if on > today else f"早于“{last_name}”的 {last}" if on < last else "前面的日期有误"
            doubts.append(Problem(stage, name, f"{on} {why}；这个日期没有采用，请核对后再补登"))
            broken = True
            continue
        last_name, last = name, on
        yield stage, on
