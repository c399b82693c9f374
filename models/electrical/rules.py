"""The electrical aids' tables and thresholds as they stand in resources/rules/electrical.toml."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Literal

import msgspec

import resources
from models.electrical.choices import ElectricalChoices

Range = tuple[Decimal, Decimal]
Kind = Literal["industry", "non_industry", "irrigation", "agriculture"]


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every part of the file says of itself."""


class Sourced(_Part, frozen=True, kw_only=True):
    """A rule with the document it was found in and that document's words."""

    source: str
    cite: str


class Band(_Part, frozen=True, kw_only=True):
    """One line of a demand table; counts are pieces, `power_to` kW; `count_over` excludes its number, the others include theirs."""

    factor: Range
    count_from: int = 0
    count_over: int = 0
    count_to: int | None = None
    power_to: Decimal | None = None


class LoadKind(Sourced, frozen=True, kw_only=True):
    """One kind of load: by which words of a name it is known, its demand factor by number or power, its power factor."""

    code: str
    name: str
    words: tuple[str, ...]
    bands: tuple[Band, ...]
    power_factor: Range | None = None
    site: bool = False
    site_only: bool = False


class Coincidence(Sourced, frozen=True, kw_only=True):
    """By how much the groups of a building site are reduced together."""

    coincidence: Decimal


class FewMotors(Sourced, frozen=True, kw_only=True):
    """Up to how many motors nothing is taken off."""

    count_to: int


class HouseholdBand(_Part, frozen=True, kw_only=True):
    """The demand factor of so many households, both ends inclusive."""

    households: tuple[int, int]
    factor: Range


class Dwellings(Sourced, frozen=True, kw_only=True):
    """Demand factors of dwellings by their number."""

    bands: tuple[HouseholdBand, ...]


class DwellingSize(_Part, frozen=True, kw_only=True):
    """The capacity of a household up to an area in square metres, inclusive."""

    kilowatts: Range
    area_to: int | None = None


class DwellingTable(Sourced, frozen=True, kw_only=True):
    """Capacities a household by its area; provinces differ."""

    code: str
    name: str
    sizes: tuple[DwellingSize, ...]


class Sizes(Sourced, frozen=True, kw_only=True):
    """Sizes in use, rising."""

    values: tuple[Decimal, ...]


class CurrentTransformers(Sizes, frozen=True, kw_only=True):
    """Rated primary currents in A, the secondary, and between which shares of the primary the working current is to lie."""

    secondary: int
    load_share: Range
    accuracy: str


class Meters(Sourced, frozen=True, kw_only=True):
    """Meters as they are written, basic and largest current in A."""

    values: tuple[str, ...]


class TwoPart(Sourced, frozen=True, kw_only=True):
    """From which capacity in kVA (inclusive) the two-part tariff holds."""

    capacity_from: int


class PowerFactorRule(Sourced, frozen=True, kw_only=True):
    """Which power factor is asked of whom; capacities in kVA (kW). `capacity_over` excludes its number, unless disputed and included."""

    standard: Literal["0.90", "0.85", "0.80"]
    kind: Kind
    capacity_from: int = 0
    capacity_over: int = 0
    high_voltage: bool = False
    disputed: bool = False


class Share(Sourced, frozen=True, kw_only=True):
    """A share of the transformers' capacity."""

    share: Decimal


class ElectricalRules(Sourced, frozen=True, kw_only=True):
    """The whole file."""

    effective: date
    loads: tuple[LoadKind, ...]
    few_motors: FewMotors
    site: Coincidence
    dwellings: Dwellings
    dwelling_tables: tuple[DwellingTable, ...]
    transformers: Sizes
    current_transformers: CurrentTransformers
    direct_meters: Meters
    ct_meters: Meters
    two_part: TwoPart
    power_factors: tuple[PowerFactorRule, ...]
    area_compensation: Share


@cache
def shipped_electrical() -> ElectricalRules:
    """The tables that come with the program."""
    return msgspec.toml.decode(resources.path("rules", "electrical.toml").read_bytes(), type=ElectricalRules)


def chosen(values: Range, choices: ElectricalChoices) -> Decimal:
    """The end of a range that the station goes by."""
    low, high = values
    return {"low": low, "middle": (low + high) / 2, "high": high}[choices.range_side]
