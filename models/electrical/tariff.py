"""Which voltage, price class and power-factor standard follow from a capacity and a class of use."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from models.electrical.choices import ElectricalChoices
from models.electrical.load import single_phase_current
from models.electrical.rules import ElectricalRules, Kind, PowerFactorRule, Sizes

LOW_VOLTAGE = Decimal(160)  # kW; the ceiling of low voltage, 发改能源规〔2020〕1479号 and later papers

_UNTOUCHED = {"居民生活": "居民生活", "农业生产": "农业生产", "农业排灌": "农业排灌"}
_KINDS: dict[str, Kind] = {
    "大工业": "industry", "普通工业": "industry", "工业": "industry", "非工业": "non_industry", "农业排灌": "irrigation",
    "农业生产": "agriculture", "农业": "agriculture",
}  # fmt: skip
_NO_TWO_PART = ("居民生活", "农业生产", "农业排灌", "农业")


def voltage_for(kilowatts: Decimal, choices: ElectricalChoices) -> tuple[Literal["220 V", "380 V"], Decimal] | None:
    """The low voltage for a capacity in kW and the current it would draw in one phase; None above the ceiling of low voltage."""
    if kilowatts > LOW_VOLTAGE:
        return None
    current = single_phase_current(kilowatts / Decimal(str(choices.power_factor)), Decimal("0.22"))
    return ("220 V" if current <= choices.single_phase_amperes else "380 V"), current


def tariff_for(usage: str, capacity: Decimal, rules: ElectricalRules) -> Literal["单一制", "两部制"]:
    """The tariff system by the receiving capacity in kVA; dwellings and agriculture have no two-part tariff."""
    return "两部制" if usage not in _NO_TWO_PART and capacity >= rules.two_part.capacity_from else "单一制"


def price_class_for(usage: str, capacity: Decimal, rules: ElectricalRules) -> str:
    """The price class of a class of use; capacity in kVA (low voltage: kW)."""
    return _UNTOUCHED.get(usage) or f"工商业及其他（{tariff_for(usage, capacity, rules)}）"


def power_factor_for(
    usage: str, capacity: Decimal, rules: ElectricalRules, choices: ElectricalChoices, *, high_voltage: bool
) -> PowerFactorRule | None:
    """The first rule that holds for the class of use and the capacity in kVA (kW); None where none does or the class is in no text."""
    kind = _KINDS.get(usage)
    return next((one for one in rules.power_factors if one.kind == kind and _holds(one, capacity, choices, high_voltage)), None)


def transformer_for(kilovoltamperes: Decimal, transformers: Sizes) -> Decimal | None:
    """The smallest transformer in use that carries the load; None above the largest."""
    return next((size for size in transformers.values if kilovoltamperes <= size), None)


def _holds(one: PowerFactorRule, capacity: Decimal, choices: ElectricalChoices, high_voltage: bool) -> bool:
    if one.high_voltage and not high_voltage:
        return False
    if one.capacity_over:
        return capacity > one.capacity_over or (one.disputed and choices.includes_160 and capacity == one.capacity_over)
    return capacity >= one.capacity_from
