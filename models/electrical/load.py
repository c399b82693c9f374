"""Calculated load, apparent power and current: what a list of equipment, or so many dwellings, will draw together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from models.electrical.choices import ElectricalChoices
from models.electrical.rules import Band, ElectricalRules, HouseholdBand, LoadKind, chosen

_ONE = Decimal(1)
_TENTH = Decimal("0.1")
NO_TABLE = "表中没有，按 1 计（默认值，非规定）"


@dataclass(frozen=True)
class Equipment:
    """One line of an equipment list: `kilowatts` is the total of all `count` pieces."""

    name: str
    count: int
    kilowatts: Decimal


@dataclass(frozen=True)
class LoadLine:
    """One line reckoned: its demand factor, the load left, and the table it came from."""

    equipment: Equipment
    factor: Decimal
    kilowatts: Decimal
    power_factor: Decimal
    kind: LoadKind | None
    basis: str


@dataclass(frozen=True)
class CalculatedLoad:
    """The whole: active power in kW, apparent power in kVA, the power factor between them, and how it came about line by line."""

    kilowatts: Decimal
    kilovoltamperes: Decimal
    power_factor: Decimal
    lines: tuple[LoadLine, ...]
    coincidence: Decimal
    installed: Decimal


def calculated_load(equipment: Sequence[Equipment], rules: ElectricalRules, choices: ElectricalChoices) -> CalculatedLoad | None:
    """P = K · ΣP, with each line's demand factor; None where nothing has any power. Both powers are rounded to a tenth."""
    listed = [one for one in equipment if one.kilowatts > 0]
    if not listed:
        return None
    site = any(kind.site_only and _named(kind, one) for one in listed for kind in rules.loads)
    motors = sum(one.count for one in listed)
    lines = tuple(_line(one, rules, choices, site, motors) for one in listed)
    coincidence = rules.site.coincidence if site else _ONE
    active = sum((line.kilowatts for line in lines), Decimal(0)) * coincidence
    reactive = sum((line.kilowatts * _tangent(line.power_factor) for line in lines), Decimal(0)) * coincidence
    apparent = (active * active + reactive * reactive).sqrt()
    installed = sum((one.kilowatts for one in listed), Decimal(0))
    return CalculatedLoad(
        tenths(active), tenths(apparent), (active / apparent).quantize(Decimal("0.01"), ROUND_HALF_UP), lines, coincidence, installed
    )


def dwellings_load(
    households: int, area: Decimal, rules: ElectricalRules, choices: ElectricalChoices
) -> tuple[Decimal, Decimal, Decimal] | None:
    """(kW altogether, kW a household, demand factor) of so many households with `area` square metres each.

    None where the tables leave a gap: between two bands, above the last, or a table that the station's profile names but nobody has.
    """
    table = next((one for one in rules.dwelling_tables if one.code == choices.dwelling_table), None)
    band = next((one for one in rules.dwellings.bands if _has(one, households)), None)
    if table is None or band is None:
        return None
    size = next(one for one in table.sizes if one.area_to is None or area <= one.area_to)
    each, factor = chosen(size.kilowatts, choices), chosen(band.factor, choices)
    return tenths(each * factor * households), each, factor


def apparent_power(kilowatts: Decimal, power_factor: Decimal) -> Decimal:
    """S = P / cosφ, in kVA."""
    return kilowatts / power_factor


def three_phase_current(kilovoltamperes: Decimal, kilovolts: Decimal) -> Decimal:
    """I = S / (√3 · U), in A, for a line voltage in kV."""
    return kilovoltamperes / (Decimal(3).sqrt() * kilovolts)


def single_phase_current(kilovoltamperes: Decimal, kilovolts: Decimal) -> Decimal:
    """I = S / U, in A."""
    return kilovoltamperes / kilovolts


def tenths(value: Decimal) -> Decimal:
    """Rounded to one decimal, half up; plain digits."""
    rounded = value.quantize(_TENTH, ROUND_HALF_UP)
    return rounded.quantize(_ONE) if rounded == rounded.to_integral_value() else rounded


def _has(band: HouseholdBand, households: int) -> bool:
    return band.households[0] <= households <= band.households[1]


def _line(one: Equipment, rules: ElectricalRules, choices: ElectricalChoices, site: bool, motors: int) -> LoadLine:
    kinds = sorted((kind for kind in rules.loads if site or not kind.site), key=lambda kind: not kind.site)
    kind = next((kind for kind in kinds if _named(kind, one)), None)
    band = next((band for band in kind.bands if _fits(band, one)), None) if kind else None
    assumed = Decimal(str(choices.power_factor))
    if kind is None or band is None:
        few = rules.few_motors
        basis = f"{few.source}：{few.cite}" if motors <= few.count_to else NO_TABLE
        power_factor = _power_factor(kind, choices) if kind else assumed
        return LoadLine(one, _ONE, one.kilowatts, power_factor, kind, basis)
    factor = chosen(band.factor, choices)
    return LoadLine(one, factor, one.kilowatts * factor, _power_factor(kind, choices), kind, f"{kind.source}：{kind.cite}")


def _power_factor(kind: LoadKind, choices: ElectricalChoices) -> Decimal:
    """Of a range the lower end with the higher demand: both lead to the larger supply."""
    if kind.power_factor is None:
        return Decimal(str(choices.power_factor))
    low, high = kind.power_factor
    return {"high": low, "middle": (low + high) / 2, "low": high}[choices.range_side]


def _named(kind: LoadKind, one: Equipment) -> bool:
    return any(word in one.name for word in kind.words)


def _fits(band: Band, one: Equipment) -> bool:
    most = band.count_to is None or one.count <= band.count_to
    least = one.count >= band.count_from and (not band.count_over or one.count > band.count_over)
    return most and least and (band.power_to is None or one.kilowatts <= band.power_to)


def _tangent(cosine: Decimal) -> Decimal:
    return (1 / (cosine * cosine) - 1).sqrt()
