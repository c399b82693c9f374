"""Which meter and which transformers fit a working current."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from models.electrical.choices import ElectricalChoices
from models.electrical.rules import CurrentTransformers, ElectricalRules

PHASE_VOLTS = {"220 V": "220 V", "380 V": "3×220/380 V"}


@dataclass(frozen=True)
class Metering:
    """A meter (basic and largest current in A), its wiring and phase, and the current transformers (`ratio` empty = direct)."""

    amperes: str
    wiring: str
    phase: str
    meter: str
    ratio: str
    accuracy: str
    multiplier: Decimal


def low_voltage_metering(current: Decimal, voltage: str, rules: ElectricalRules, choices: ElectricalChoices) -> Metering | None:
    """The metering of a supply at 220 V or 380 V that works at `current` A; None where nothing in the tables carries it."""
    single = voltage == "220 V"
    wiring, phase = ("单相二线", "单相") if single else ("三相四线", "三相")
    if current <= choices.direct_amperes:
        found = next((meter for meter in rules.direct_meters.values if current <= largest_current(meter)), None)
        if found:
            return Metering(found, wiring, phase, f"{wiring} {PHASE_VOLTS[voltage]} {found} A", "", "", Decimal(1))
    primary = transformer_primary(current, rules.current_transformers)
    if primary is None:
        return None
    ratio, own = f"{primary:f}/{rules.current_transformers.secondary}", rules.ct_meters.values[0]
    times = primary / rules.current_transformers.secondary
    return Metering(own, wiring, phase, f"{wiring} {PHASE_VOLTS[voltage]} {own} A", ratio, rules.current_transformers.accuracy, times)


def transformer_primary(current: Decimal, transformers: CurrentTransformers) -> Decimal | None:
    """The smallest rated primary current that carries `current`; None above the largest.

    The sizes are so close that the working current then mostly lies in the asked share; `load_share_of` says where it lies.
    """
    return next((size for size in transformers.values if current <= size * transformers.load_share[1]), None)


def load_share_of(current: Decimal, primary: Decimal) -> int:
    """The working current as per cent of the rated primary current, rounded."""
    return int((current * 100 / primary).to_integral_value())


def largest_current(meter: str) -> Decimal:
    """The current in brackets of a meter written like 5(60); without brackets the figure itself."""
    found = re.findall(r"\d+(?:\.\d+)?", meter)
    return Decimal(found[-1])
