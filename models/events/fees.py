"""Facts about what a customer is charged for a case, and how it was paid, put off, waived and settled; amounts in fen."""

from __future__ import annotations

from datetime import date

import msgspec


class FeeCharged(msgspec.Struct, frozen=True, kw_only=True):
    """A fee is due: `fen` = quantity × unit price where there is one; `basis` the document with its number, `revision` of the fee rules."""

    charge: str
    kind: str
    name: str
    fen: int
    on: date
    basis: str
    due: str
    revision: str
    quantity: str = ""
    unit: str = ""
    unit_fen: int = 0


class FeeCancelled(msgspec.Struct, frozen=True, kw_only=True):
    """A charge was entered wrongly and is taken back; nothing had been paid. The reason stands in the envelope."""

    charge: str
    on: date


class FeePaid(msgspec.Struct, frozen=True, kw_only=True):
    """Money came in for a charge, on a numbered receipt."""

    charge: str
    fen: int
    on: date
    receipt_no: str


class FeeWaived(msgspec.Struct, frozen=True, kw_only=True):
    """The rest of a charge is not asked for, on the ground of a document; who decided stands in the private part as `approver`."""

    charge: str
    on: date
    basis: str


class Instalment(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a repayment plan: an amount and the day it is due (inclusive)."""

    on: date
    fen: int


class FeeDeferralAsked(msgspec.Struct, frozen=True, kw_only=True):
    """The customer asks to pay later (缓交) by a plan; the person responsible is one of the station. The reason stands in the envelope."""

    charge: str
    on: date
    plan: tuple[Instalment, ...]
    responsible: str


class FeeDeferralApproved(msgspec.Struct, frozen=True, kw_only=True):
    """One of the approvals of a deferral, as signed on a sheet; the approver's name stands in the private part."""

    charge: str
    on: date
    post: str
    sheet: str


class OldBillsChecked(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the customer owes for electricity used before, as looked up on a day; `evidence` says where."""

    on: date
    settled: bool
    evidence: str


class FeesSettled(msgspec.Struct, frozen=True, kw_only=True):
    """The charges were settled with the customer by what was really spent; `fen` is that amount."""

    on: date
    fen: int
    evidence: str
