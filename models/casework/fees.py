"""费用: what a case is charged, what is paid, put off or waived, and what energising waits for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from models.business import TimeLimit
from models.case_facts import facts_of_case
from models.casework.topic import CaseView, Finding, Reminder, Topic
from models.clock import countdown
from models.events import Fact
from models.events import fees as events
from models.fee_rules import NEEDS
from models.measure import working_days_before
from models.money import yuan

if TYPE_CHECKING:
    from models.case import Case


@dataclass(frozen=True)
class Payment:
    """Money that came in for a charge."""

    on: date
    fen: int
    receipt_no: str


@dataclass(frozen=True)
class Approval:
    """One approval of a deferral: who (name; empty where deleted by rule), in which post, on which signed sheet."""

    name: str
    post: str
    on: date
    sheet: str


@dataclass(frozen=True)
class PaidLater:
    """缓交: asked on a day, by a plan, with a person responsible; in force once enough different people approved."""

    on: date
    plan: tuple[events.Instalment, ...]
    responsible: str
    approvals: tuple[Approval, ...] = ()


@dataclass(frozen=True)
class Charge:
    """One fee of a case. Amounts in fen; `due` is the stage that waits for it."""

    id: str
    kind: str
    name: str
    fen: int
    on: date
    basis: str
    due: str
    quantity: str = ""
    unit: str = ""
    unit_fen: int = 0
    payments: tuple[Payment, ...] = ()
    waived_on: date | None = None
    waived_for: str = ""
    deferral: PaidLater | None = None

    @property
    def paid(self) -> int:
        """What has come in."""
        return sum(payment.fen for payment in self.payments)

    @property
    def open(self) -> int:
        """What is still to be paid."""
        return 0 if self.waived_on else self.fen - self.paid


@dataclass
class FeeAccount:
    """Everything the journal says of the money of one case."""

    charges: dict[str, Charge] = field(default_factory=dict)
    old_bills: events.OldBillsChecked | None = None
    settled: events.FeesSettled | None = None

    @property
    def open(self) -> int:
        """What is still to be paid of all charges, in fen."""
        return sum(charge.open for charge in self.charges.values())

    def cleared_on(self, since: date, needed: int) -> date | None:
        """The day from which no fee stands in the way: `since` where none is charged, else the last payment, waiver or word to pay later.

        None while a charge is open that fewer than `needed` people put off.
        """
        days = [since]
        for charge in self.charges.values():
            later = approved(charge, needed)
            if charge.open > 0 and not later:
                return None
            days += [payment.on for payment in charge.payments]
            days += [charge.waived_on] if charge.waived_on else []
            days += [one.on for one in charge.deferral.approvals] if later and charge.deferral else []
        return max(days)


def charging_ended(case: Case) -> tuple[str, str]:
    """Why no further fee can be charged and what to do instead; ("", "") while one can."""
    if case.outcome in ("withdrawn", "void"):
        return "这个工单已经撤销或作废，不能再登记收费。", ""
    if case.outcome == "archived":
        return "这个工单已经归档，不能再登记应收。", "确要补收的，先在“…”的“重新办理环节”里重新办理“资料归档”。"
    if case.money.settled:
        return f"费用 {case.money.settled.on} 已经结清，不能再加收。", ""
    return "", ""


def approved(charge: Charge, needed: int) -> bool:
    """Whether the charge may be paid later: enough people, all different, have approved."""
    return charge.deferral is not None and len(charge.deferral.approvals) >= needed


def _charged(case: Case, event: events.FeeCharged, _fact: Fact) -> None:
    case.money.charges[event.charge] = Charge(
        event.charge, event.kind, event.name, event.fen, event.on, event.basis, event.due, event.quantity, event.unit, event.unit_fen
    )


def _cancelled(case: Case, event: events.FeeCancelled, _fact: Fact) -> None:
    case.money.charges.pop(event.charge, None)


def _change(case: Case, charge: str, **values: object) -> None:
    known = case.money.charges.get(charge)
    if known:
        case.money.charges[charge] = replace(known, **values)  # type: ignore[arg-type]


def _paid(case: Case, event: events.FeePaid, _fact: Fact) -> None:
    known = case.money.charges.get(event.charge)
    if known:
        _change(case, event.charge, payments=(*known.payments, Payment(event.on, event.fen, event.receipt_no)))


def _waived(case: Case, event: events.FeeWaived, _fact: Fact) -> None:
    _change(case, event.charge, waived_on=event.on, waived_for=event.basis)


def _asked(case: Case, event: events.FeeDeferralAsked, _fact: Fact) -> None:
    _change(case, event.charge, deferral=PaidLater(event.on, event.plan, event.responsible))


def _approved(case: Case, event: events.FeeDeferralApproved, fact: Fact) -> None:
    known = case.money.charges.get(event.charge)
    if known and known.deferral:
        name = str((fact.private or {}).get("approver", ""))
        given = (*known.deferral.approvals, Approval(name, event.post, event.on, event.sheet))
        _change(case, event.charge, deferral=replace(known.deferral, approvals=given))


def _old_bills(case: Case, event: events.OldBillsChecked, _fact: Fact) -> None:
    case.money.old_bills = event


def _settled(case: Case, event: events.FeesSettled, _fact: Fact) -> None:
    case.money.settled = event


def gate(view: CaseView, stage: str) -> str | None:
    """Energising waits for what the case's rules name; the sentence says where to go."""
    needs = view.book.fees.needs(view.case.class_, stage, facts_of_case(view.case))
    missing = [(need, needs[need].source) for need in needs if (need in _LACKING and _LACKING[need](view))]
    if not missing:
        return None
    told = "；".join(f"{NEEDS[need]}（{source}）" for need, source in missing)
    rest = f"，还欠 {yuan(_owed(view))} 元" if _owed(view) else ""
    return f"还不能送电，要先办：{told}{rest}。请到工单的“事项”里的“费用”登记。"


def _owed(view: CaseView) -> int:
    """What holds the power up: open charges that are not put off with all approvals."""
    needed = view.book.fees.deferral.approvals if view.book.fees.deferral else 1
    return sum(charge.open for charge in view.case.money.charges.values() if not approved(charge, needed))


_LACKING = {
    "fees": lambda view: _owed(view) > 0,
    "contract": lambda view: "contract" not in view.case.marks,
    "old_bills": lambda view: not (view.case.money.old_bills and view.case.money.old_bills.settled),
}


def reminders(view: CaseView) -> Iterator[Reminder]:
    """Instalments of a repayment plan, and the settlement after energising."""
    for charge in view.case.money.charges.values():
        yield from _plan_reminders(view, charge)
    due = settle_by(view)
    if due and view.case.money.settled is None:
        since = working_days_before(view.calendar, due, view.book.profile.reminders.settlement)
        yield Reminder("fees-settle", f"与客户结清费用（送电后 {_days(view)} 天内）", since, due)


def _plan_reminders(view: CaseView, charge: Charge) -> Iterator[Reminder]:
    if charge.deferral is None or charge.open <= 0:
        return
    came = charge.paid
    for at, row in enumerate(charge.deferral.plan, 1):
        if came >= row.fen:
            came -= row.fen
            continue
        since = working_days_before(view.calendar, row.on, view.book.profile.reminders.instalment)
        yield Reminder(f"fee-plan-{charge.id}-{at}", f"{charge.name}缓交第 {at} 期 {yuan(row.fen - came)} 元到期", since, row.on)
        came = 0


def settle_by(view: CaseView) -> date | None:
    """The last day (inclusive) for settling what was charged; None before energising, without charges or without such a rule."""
    rule, energized = view.book.fees.settlement, view.case.marks.get("energize")
    if rule is None or energized is None or not view.case.money.charges:
        return None
    limit = TimeLimit(
        code="settled", name="结清费用", classes=(view.case.class_,), kind="stage", days=rule.days, unit="calendar_day",
        start="energize", stop="settled", stops_for=(), source=rule.source, cite=rule.cite, standard="fees",
    )  # fmt: skip
    return countdown(limit, energized, view.calendar, (), day0_counts=view.book.profile.day0_counts).due


def _days(view: CaseView) -> int:
    return view.book.fees.settlement.days if view.book.fees.settlement else 0


def findings(view: CaseView) -> Iterator[Finding]:
    """Power switched on with money owed and no approved deferral; a receipt dated before its charge."""
    energized = view.case.marks.get("energize")
    gates = view.book.fees.needs(view.case.class_, "energize", facts_of_case(view.case))
    if energized and "fees" in gates and _owed(view):
        yield Finding(
            "fees-owed", "费用没有交清就送电", f"{energized} 送电，还欠 {yuan(_owed(view))} 元，没有两人批准的缓交",
            f"{gates['fees'].source}：{gates['fees'].cite}", "请收取费用，或补办缓交批准、还款计划，并写明情况。",
        )  # fmt: skip
    for charge in view.case.money.charges.values():
        if any(payment.on < charge.on for payment in charge.payments):
            yield Finding(
                "fee-before-charge", "收费早于应收登记", f"{charge.name}：{charge.on} 登记应收，收据日期更早",
                "先告知应收项目和依据，再收费", "请核对两个日期；收据日期属实的，说明当时以什么通知客户。", charge.id,
            )  # fmt: skip


TOPIC = Topic(
    "fees",
    apply={
        "FeeCharged": _charged,
        "FeeCancelled": _cancelled,
        "FeePaid": _paid,
        "FeeWaived": _waived,
        "FeeDeferralAsked": _asked,
        "FeeDeferralApproved": _approved,
        "OldBillsChecked": _old_bills,
        "FeesSettled": _settled,
    },
    told={
        "FeeCharged": lambda e, f: f"登记应收 {e.name} {yuan(e.fen)} 元（{e.basis}）",
        "FeeCancelled": lambda e, f: "撤销一笔应收（录错）",
        "FeePaid": lambda e, f: f"收费 {yuan(e.fen)} 元 {e.on}（收据 {e.receipt_no}）",
        "FeeWaived": lambda e, f: f"减免余额 {e.on}（{e.basis}）",
        "FeeDeferralAsked": lambda e, f: f"申请缓交，分 {len(e.plan)} 期，至 {e.plan[-1].on}",
        "FeeDeferralApproved": lambda e, f: f"缓交批准 {e.on}（{e.post}，审批单 {e.sheet}）",
        "OldBillsChecked": lambda e, f: f"历史电费{'已结清' if e.settled else '有欠费'} {e.on}（{e.evidence}）",
        "FeesSettled": lambda e, f: f"费用结清 {e.on}，实际 {yuan(e.fen)} 元（{e.evidence}）",
    },
    gate=gate,
    reminders=reminders,
    findings=findings,
)
