"""Charging a case, taking money in, putting it off with two approvals, settling; nothing is charged that no rule in force allows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

import sqlalchemy as sa

from models.case import Case
from models.casework.fees import Charge, PaidLater, approved, charging_ended
from models.events import fees as events
from models.events.envelope import uuid7
from models.fee_rules import COUNTY_FEES, FeeKind
from models.forms.entry import parse_day
from models.money import parse_yuan, yuan
from models.problems import Problem, ProblemsFound, StationError
from models.services.changes import Changes
from models.services.folding.refold import Folder
from models.services.station import Change, Station, changing, looking, people
from models.store.views import payment_view


@dataclass(frozen=True)
class ChargeEntry:
    """What the clerk enters of a new charge: `amount` in yuan, or the quantity where the rule names a unit price."""

    kind: str
    on: date
    amount: str = ""
    basis: str = ""


@dataclass(frozen=True)
class Chargeable:
    """What may be charged for a case today, and what may not with the reason."""

    kinds: tuple[FeeKind, ...]
    refused: tuple[tuple[FeeKind, str], ...]


def chargeable(station: Station, case_id: str, today: date) -> Chargeable:
    """The fees of a case's class as they are in force today; no kinds = 本次业务不收费."""
    class_, rules = _case(station, case_id).class_, station.shelf.book().fees
    return Chargeable(rules.kinds(class_, today), rules.refused(class_, today))


def charge_of(station: Station, case_id: str, charge_id: str) -> Charge:
    """One charge as it stands; raises StationError where it is gone."""
    return _charge(_case(station, case_id), charge_id)


def open_total(station: Station, case_id: str) -> tuple[int, int]:
    """What was charged for a case and what is still open, in fen; waived amounts are not charged any more."""
    charges = _case(station, case_id).money.charges.values()
    return sum(charge.paid + charge.open for charge in charges), sum(charge.open for charge in charges)


def _case(station: Station, case_id: str) -> Case:
    with looking(station) as connection:
        return Folder(connection).case(case_id)


def read_plan(text: str, today: date) -> tuple[tuple[date, int], ...]:
    """Reads a repayment plan, instalments apart by ； or a new line: day, blank, yuan; raises ProblemsFound with every fault."""
    rows: list[tuple[date, int]] = []
    problems: list[Problem] = []
    for number, line in enumerate(filter(str.strip, re.split(r"[;；\n]", text)), 1):
        day, _, amount = line.strip().partition(" ")
        try:
            rows.append((parse_day(day, today, ahead=True), parse_yuan(amount)))
        except (ValueError, StationError) as error:
            problems.append(Problem("plan", "还款计划", f"第 {number} 期“{line.strip()}”：{error}"))
    if problems:
        raise ProblemsFound(tuple(problems))
    return tuple(rows)


def charge_fee(station: Station, case_id: str, entry: ChargeEntry, today: date) -> Changes:
    """Enters a fee that is due; raises ProblemsFound with everything that is wrong, the document that forbids the fee included."""
    with changing(station) as change:
        case = _chargeable_case(change, case_id)
        book, problems = change.book(), list(_day_problems(case, "on", "登记日期", entry.on, today))
        kind: FeeKind | None = None
        try:
            kind = book.fees.chargeable(entry.kind, case.class_, entry.on)
        except StationError as error:
            problems.append(Problem("kind", "收费项目", str(error)))
        fen, quantity = _amount(kind, entry, problems)
        if kind and not kind.price and not entry.basis.strip():
            problems.append(Problem("basis", "核定文件", "规定没有写明金额，请写核定金额的文件名称和文号，没有依据不得收费。"))
        if problems or kind is None:
            raise ProblemsFound(tuple(problems))
        basis = "；".join(part for part in (kind.basis, entry.basis.strip()) if part)
        pins = {pin[1]: pin[2] for pin in change.folder.shelf(station.info.code).pins if pin[0] == "fees"}
        revision = pins.get(COUNTY_FEES) or pins.get("fees", "")
        event = events.FeeCharged(
            charge=uuid7(station.now()), kind=kind.code, name=kind.name, fen=fen, on=entry.on, basis=basis, due=kind.due, revision=revision,
            quantity=quantity, unit=kind.unit, unit_fen=kind.price_fen or 0,
        )  # fmt: skip
        change.add(event, case_id)
    return _changed(case_id)


def _amount(kind: FeeKind | None, entry: ChargeEntry, problems: list[Problem]) -> tuple[int, str]:
    """The amount in fen with the quantity as written; adds what is wrong with either."""
    if kind and kind.price_fen is not None:
        try:
            quantity = Decimal(entry.amount.strip())
        except InvalidOperation:
            quantity = Decimal(0)
        if not quantity.is_finite() or not 0 < quantity <= 1_000_000:
            problems.append(Problem("amount", "数量", f"“{entry.amount.strip()}”不是大于 0 的数量，请用数字填写（{kind.unit}）。"))
            return 0, ""
        return int((quantity * kind.price_fen).quantize(Decimal(1), "ROUND_HALF_UP")), f"{quantity.normalize():f}"
    try:
        return parse_yuan(entry.amount), ""
    except StationError as error:
        problems.append(Problem("amount", "金额", str(error)))
        return 0, ""


def pay_fee(station: Station, case_id: str, charge_id: str, amount: str, receipt_no: str, on: date, today: date) -> Changes:
    """Takes money in for a charge, on a receipt whose number was never used at this station; not more than is still open."""
    with changing(station) as change:
        case = change.case(case_id)
        charge = _charge(case, charge_id)
        problems = list(_day_problems(case, "on", "收费日期", on, today))
        number = receipt_no.strip()
        if not number:
            problems.append(Problem("receipt_no", "收据号", "请填写收据（发票）号码。"))
        elif _receipt_used(change, number):
            problems.append(Problem("receipt_no", "收据号", f"收据号 {number} 已经登记过，请核对；一张收据只登记一次。"))
        fen = 0
        try:
            fen = parse_yuan(amount)
            if fen > charge.open:
                problems.append(Problem("amount", "金额", f"{yuan(fen)} 元多于未交的 {yuan(charge.open)} 元，请核对金额。"))
        except StationError as error:
            problems.append(Problem("amount", "金额", str(error)))
        if problems:
            raise ProblemsFound(tuple(problems))
        change.add(events.FeePaid(charge=charge.id, fen=fen, on=on, receipt_no=number), case_id)
    return _changed(case_id)


def _receipt_used(change: Change, number: str) -> bool:
    change.fold()
    mine = sa.and_(payment_view.c.receipt_no == number, payment_view.c.station == change.station.info.code)
    return change.connection.execute(sa.select(payment_view.c.case_id).where(mine)).first() is not None


def waive_fee(station: Station, case_id: str, charge_id: str, basis: str, approver: str, on: date, today: date) -> Changes:
    """Gives up what is still open of a charge, on the ground of a document and by a named decision."""
    with changing(station) as change:
        case = change.case(case_id)
        charge = _charge(case, charge_id)
        problems = list(_day_problems(case, "on", "减免日期", on, today))
        problems += _empty(("basis", "依据", basis, "请写减免的文件或批准单。"), ("approver", "批准人", approver, "请写谁批准的。"))
        if charge.open <= 0:
            raise StationError(f"{charge.name}已经交清或减免，没有可减免的。", "")
        if problems:
            raise ProblemsFound(tuple(problems))
        event = events.FeeWaived(charge=charge.id, on=on, basis=basis.strip())
        change.add(event, case_id, private={"approver": approver.strip()})
    return _changed(case_id)


def cancel_fee(station: Station, case_id: str, charge_id: str, reason: str, today: date) -> Changes:
    """Takes back a charge that was entered wrongly and of which nothing has been paid."""
    if not reason.strip():
        raise ProblemsFound((Problem("reason", "理由", "请写明哪里录错了。"),))
    with changing(station) as change:
        charge = _charge(change.case(case_id), charge_id)
        if charge.payments:
            raise StationError(f"{charge.name}已经收费，不能撤销应收。", "多收了请按规定退还客户，并在线下留存凭据。")
        change.add(events.FeeCancelled(charge=charge.id, on=today), case_id, reason=reason.strip())
    return _changed(case_id)


def ask_deferral(
    station: Station, case_id: str, charge_id: str, plan: Sequence[tuple[date, int]], responsible: str, reason: str, on: date, today: date
) -> Changes:
    """缓交: a plan of repayment (day, fen) that adds up to what is open, with a person of the station responsible and a reason."""
    with changing(station) as change:
        case = change.case(case_id)
        charge = _charge(case, charge_id)
        if charge.open <= 0:
            raise StationError(f"{charge.name}已经交清或减免，不用缓交。", "")
        if charge.deferral:
            raise StationError(f"{charge.name}已经申请过缓交。", "请登记批准；计划变了请撤销应收后重新登记。")
        problems = [*_day_problems(case, "on", "申请日期", on, today), *_empty(("reason", "理由", reason, "请写明为什么缓交。"))]
        if responsible not in {person.id for person in people(station) if person.until is None}:
            problems.append(Problem("responsible", "责任人", "请选一个在岗的责任人。"))
        problems += _plan_problems(plan, charge.open, on)
        if problems:
            raise ProblemsFound(tuple(problems))
        rows = tuple(events.Instalment(on=day, fen=fen) for day, fen in plan)
        change.add(
            events.FeeDeferralAsked(charge=charge.id, on=on, plan=rows, responsible=responsible), case_id, reason=reason.strip()
        )
    return _changed(case_id)


def _plan_problems(plan: Sequence[tuple[date, int]], open_fen: int, on: date) -> Iterator[Problem]:
    if not plan:
        yield Problem("plan", "还款计划", "请写每一期的日期和金额，如 1220 500；0120 500。")
        return
    days = [day for day, _ in plan]
    if days != sorted(set(days)) or days[0] <= on:
        yield Problem("plan", "还款计划", f"各期日期要从早到晚、各不相同，并且在申请日期 {on} 之后。")
    total = sum(fen for _, fen in plan)
    if total != open_fen:
        yield Problem("plan", "还款计划", f"各期合计 {yuan(total)} 元，未交 {yuan(open_fen)} 元，要正好相等。")


def approve_deferral(
    station: Station, case_id: str, charge_id: str, approver: str, post: str, sheet: str, on: date, today: date
) -> Changes:
    """Enters one signed approval of a deferral; the same person cannot approve twice."""
    with changing(station) as change:
        case = change.case(case_id)
        charge = _charge(case, charge_id)
        if charge.deferral is None:
            raise StationError(f"{charge.name}没有申请缓交。", "请先登记缓交申请和还款计划。")
        _refuse_more(change, case, charge)
        problems = [
            *_day_problems(case, "on", "批准日期", on, today),
            *_empty(
                ("approver", "批准人", approver, "请写批准人姓名。"), ("post", "职务", post, "请写批准人职务。"),
                ("sheet", "审批单", sheet, "请写审批单编号或名称，口头同意不算。"),
            ),
            *_approver_problems(charge.deferral, approver, on),
        ]  # fmt: skip
        if problems:
            raise ProblemsFound(tuple(problems))
        event = events.FeeDeferralApproved(charge=charge.id, on=on, post=post.strip(), sheet=sheet.strip())
        change.add(event, case_id, private={"approver": approver.strip()})
    return _changed(case_id)


def _approver_problems(deferral: PaidLater, approver: str, on: date) -> Iterator[Problem]:
    name = "".join(approver.split())
    if name and any("".join(given.name.split()) == name for given in deferral.approvals):
        yield Problem("approver", "批准人", f"{name}已经批准过，缓交要由不同的人批准。")
    if on < deferral.on:
        yield Problem("on", "批准日期", f"{on} 早于申请日期 {deferral.on}，请核对。")


def _refuse_more(change: Change, case: Case, charge: Charge) -> None:
    rule = change.book(case).fees.deferral or change.book().fees.deferral
    if approved(charge, rule.approvals if rule else 1):
        raise StationError(f"{charge.name}的缓交已经批准齐了。", "")


def check_old_bills(station: Station, case_id: str, settled: bool, evidence: str, on: date, today: date) -> Changes:
    """Enters whether the customer still owes for electricity used before."""
    with changing(station) as change:
        case = change.case(case_id)
        problems = list(_day_problems(case, "on", "查询日期", on, today))
        problems += _empty(("evidence", "凭据", evidence, "请写在哪里查的（如营销系统）。"))
        if problems:
            raise ProblemsFound(tuple(problems))
        change.add(events.OldBillsChecked(on=on, settled=settled, evidence=evidence.strip()), case_id)
    return _changed(case_id)


def settle_fees(station: Station, case_id: str, amount: str, evidence: str, on: date, today: date) -> Changes:
    """Settles with the customer by what was really spent; every charge must be paid or waived first."""
    with changing(station) as change:
        case = change.case(case_id)
        if case.money.settled:
            raise StationError(f"这个工单的费用 {case.money.settled.on} 已经结清。", "")
        if not case.money.charges:
            raise StationError("这个工单没有登记过应收，不用结清。", "")
        if case.money.open:
            raise StationError(f"还有 {yuan(case.money.open)} 元没有交。", "请先登记收费或减免，再结清。")
        problems = [*_day_problems(case, "on", "结清日期", on, today), *_empty(("evidence", "凭据", evidence, "请写结算单编号。"))]
        fen = 0
        try:
            fen = parse_yuan(amount) if amount.strip(" 0.") else 0  # everything was waived, nothing was spent
        except StationError as error:
            problems.append(Problem("amount", "实际金额", str(error)))
        if problems:
            raise ProblemsFound(tuple(problems))
        change.add(events.FeesSettled(on=on, fen=fen, evidence=evidence.strip()), case_id)
    return _changed(case_id)


def _chargeable_case(change: Change, case_id: str) -> Case:
    case = change.case(case_id)
    if case.accepted_on is None:
        raise StationError("还没有受理，不能登记收费。", "请先受理。")
    ended, instead = charging_ended(case)
    if ended:
        raise StationError(ended, instead)
    return case


def _charge(case: Case, charge_id: str) -> Charge:
    charge = case.money.charges.get(charge_id)
    if charge is None:
        raise StationError("这一笔应收已经不在了。", "请刷新工单再看。")
    return charge


def _day_problems(case: Case, field: str, label: str, day: date, today: date) -> Iterator[Problem]:
    if day > today:
        yield Problem(field, label, f"{day} 在今天之后，请填今天或以前的日期。")
    if case.accepted_on and day < case.accepted_on:
        yield Problem(field, label, f"{day} 早于受理日期 {case.accepted_on}，请核对。")


def _empty(*asked: tuple[str, str, str, str]) -> Iterator[Problem]:
    yield from (Problem(field, label, told) for field, label, typed, told in asked if not typed.strip())


def _changed(case_id: str) -> Changes:
    return Changes(frozenset({case_id}), packages=True)


