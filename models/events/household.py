"""Facts about the single households of a batch (批量新装、批量换表); names, numbers of documents and phones stand in the private part."""

from __future__ import annotations

from datetime import date

import msgspec


class HouseholdLine(msgspec.Struct, frozen=True, kw_only=True):
    """Where one household is and how much it asks for (kW); `meter` is the meter it has before a replacement."""

    household: str
    unit: str
    room: str
    capacity: str = ""
    meter: str = ""


class HouseholdsListed(msgspec.Struct, frozen=True, kw_only=True):
    """Households join the batch; the private part holds `people`: household → name, document_no, phone."""

    rows: tuple[HouseholdLine, ...]
    on: date


class HouseholdCorrected(msgspec.Struct, frozen=True, kw_only=True):
    """One household was written down wrongly: the whole line anew, the person in the private part; the reason in the envelope."""

    line: HouseholdLine
    on: date


class HouseholdApplied(msgspec.Struct, frozen=True, kw_only=True):
    """A household applied singly on a day, day 0 of its own limit; `papers` are material codes it has brought so far."""

    household: str
    on: date
    papers: tuple[str, ...] = ()


class HouseholdSigned(msgspec.Struct, frozen=True, kw_only=True):
    """A household signed its supply contract."""

    household: str
    contract_no: str
    on: date


class HouseholdEnergized(msgspec.Struct, frozen=True, kw_only=True):
    """A household was switched on: 已开通; the meter that serves it and its reading in kWh."""

    household: str
    meter: str
    reading: str
    on: date


class HouseholdMeterReplaced(msgspec.Struct, frozen=True, kw_only=True):
    """A household's meter was exchanged; both readings in kWh."""

    household: str
    old_meter: str
    old_reading: str
    new_meter: str
    new_reading: str
    on: date


class HouseholdChecked(msgspec.Struct, frozen=True, kw_only=True):
    """户表核对: somebody of the station looked whether meter and household match; `found` says what did not."""

    household: str
    matches: bool
    by: str
    on: date
    found: str = ""


class HouseholdDropped(msgspec.Struct, frozen=True, kw_only=True):
    """A household will not be switched on within this batch; the reason stands in the envelope."""

    household: str
    on: date
