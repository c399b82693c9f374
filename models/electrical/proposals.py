"""What the program would fill in: electrical proposals for the fields of a form, each with how it came about and its source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from models.electrical import metering, tariff
from models.electrical.choices import ElectricalChoices
from models.electrical.load import (
    CalculatedLoad,
    Equipment,
    LoadLine,
    apparent_power,
    calculated_load,
    dwellings_load,
    tenths,
    three_phase_current,
)
from models.electrical.rules import ElectricalRules
from models.forms.entry import parse_number

_OURS = "本所参数，默认值（非规定）"


@dataclass(frozen=True)
class Proposal:
    """A value for a field (`table.row.column` for a cell, as typed), the reckoning in one line, and the rule with its source."""

    field: str
    value: str
    reckoning: str
    basis: str

    @property
    def place(self) -> str:
        """The field of the form, without row and column."""
        return self.field.split(".")[0]


@dataclass(frozen=True)
class Overridden:
    """A field in which something else stands than was proposed; `reason` is the clerk's, and may be empty."""

    proposal: Proposal
    chosen: str
    reason: str = ""


@dataclass(frozen=True)
class Entry:
    """What stands in a form (typed), what the case knows (keys of FACTS), and the tables to go by."""

    values: Mapping[str, object]
    facts: Mapping[str, object]
    rules: ElectricalRules
    choices: ElectricalChoices

    def number(self, name: str) -> Decimal | None:
        """A positive number typed in a field; None where there is none."""
        found = parse_number(self.values.get(name, ""), "kW") or parse_number(self.values.get(name, ""), "kVA")
        return found if found and found > 0 else None

    def known(self, key: str) -> Decimal | None:
        """A positive number the case knows."""
        found = parse_number(self.facts.get(key) or "")
        return found if found and found > 0 else None

    def text(self, name: str) -> str:
        """What stands in a field."""
        return str(self.values.get(name) or "")

    def rows(self, name: str) -> list[Mapping[str, object]]:
        """The rows of a table, as typed."""
        rows = self.values.get(name)
        return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, Sequence) and not isinstance(rows, str) else []

    @property
    def assumed(self) -> Decimal:
        """The power factor taken where none is known."""
        return Decimal(str(self.choices.power_factor))


def proposals_for(
    form_code: str, values: Mapping[str, object], facts: Mapping[str, object], rules: ElectricalRules, choices: ElectricalChoices
) -> tuple[Proposal, ...]:
    """Every proposal for a form as it stands, in no order that means anything; none while what they rest on is missing."""
    found = _FORMS.get(form_code)
    return tuple(found[0](Entry(values, facts, rules, choices))) if found else ()


def places_of(form_code: str) -> tuple[str, ...]:
    """The fields of a form for which there may be proposals."""
    return _FORMS[form_code][1] if form_code in _FORMS else ()


def standing(values: Mapping[str, object], field: str) -> str:
    """What stands in a field or cell, as typed; empty where there is no such row."""
    name, *cell = field.split(".")
    value = values.get(name)
    if not cell:
        return str(value or "").strip()
    rows = value if isinstance(value, Sequence) and not isinstance(value, str) else ()
    row = rows[int(cell[0])] if int(cell[0]) < len(rows) else None
    return str(row.get(cell[1]) or "").strip() if isinstance(row, Mapping) else ""


def agrees(typed: str, proposed: str) -> bool:
    """Whether the same stands there: numbers by their value, words letter by letter but for blanks."""
    number = parse_number(typed.removesuffix("kW").removesuffix("kVA"))
    if number is not None:
        return number == parse_number(proposed)
    return typed.replace(" ", "") == proposed.replace(" ", "")


def overridden(
    proposals: Sequence[Proposal], values: Mapping[str, object], reasons: Mapping[str, str] | None = None
) -> tuple[Overridden, ...]:
    """The proposals that the clerk did not follow; an empty field follows none and overrides none. `reasons` go by `place`."""
    found = ((one, standing(values, one.field)) for one in proposals)
    given = reasons or {}
    return tuple(Overridden(one, typed, given.get(one.place, "").strip()) for one, typed in found if typed and not agrees(typed, one.value))


def load_of(entry: Entry) -> CalculatedLoad | None:
    """The calculated load of the form's equipment table; rows without a readable power are left out."""
    found = []
    for row in entry.rows("equipment"):
        power, count = parse_number(row.get("capacity", ""), "kW"), parse_number(row.get("quantity", ""))
        if power and power > 0:
            found.append(Equipment(str(row.get("name") or ""), int(count) if count and count > 0 else 1, power))
    return calculated_load(found, entry.rules, entry.choices)


def told_load(load: CalculatedLoad) -> str:
    """The reckoning in one line: each group's power times its factor, then the sum."""
    terms = [f"{tenths(line.equipment.kilowatts):f}×{line.factor.normalize():f}" for line in load.lines[:6]]
    more = f" + 其余 {len(load.lines) - 6} 项" if len(load.lines) > 6 else ""
    sum_ = " + ".join(terms) + more
    times = f"（{sum_}）×{load.coincidence:f}" if load.coincidence != 1 else sum_
    return f"{times} = {load.kilowatts:f} kW，视在 {load.kilovoltamperes:f} kVA（功率因数 {load.power_factor:f}）"


def _basis_of(load: CalculatedLoad, entry: Entry) -> str:
    def basis(line: LoadLine) -> str:
        return line.basis

    lines = sorted(load.lines, key=basis)
    groups = ((key, dict.fromkeys(line.equipment.name or "未写名称" for line in group)) for key, group in groupby(lines, basis))
    parts = [f"{'、'.join(names)}：{key}" for key, names in groups]
    if load.coincidence != 1:
        parts.append(f"{entry.rules.site.source}：{entry.rules.site.cite}")
    end = {"high": "上限", "middle": "中值", "low": "下限"}[entry.choices.range_side]
    return "；".join(parts) + f"。有范围的取{end}（{_OURS}）"


def _equipment_list(entry: Entry) -> Iterator[Proposal]:
    load = load_of(entry)
    if load:
        yield Proposal("demand", f"{load.kilowatts:f}", told_load(load), _basis_of(load, entry))


def _low_voltage_survey(entry: Entry) -> Iterator[Proposal]:
    load = load_of(entry)
    if load:
        yield Proposal("approved_capacity", f"{load.kilowatts:f}", told_load(load), _basis_of(load, entry))
    elif demand := entry.known("demand_load"):
        yield Proposal("approved_capacity", f"{demand:f}", f"设备清单的需求负荷 {demand:f} kW", "客户主要用电设备清单")
    yield from _voltage(entry, "approved_voltage", entry.number("approved_capacity"))


def _low_voltage_application(entry: Entry) -> Iterator[Proposal]:
    yield from _voltage(entry, "voltage", entry.number("capacity"))


def _voltage(entry: Entry, field: str, capacity: Decimal | None) -> Iterator[Proposal]:
    found = tariff.voltage_for(capacity, entry.choices) if capacity else None
    if found and capacity:
        voltage, current = found
        limit = entry.choices.single_phase_amperes
        side = "不超过" if voltage == "220 V" else "超过"
        yield Proposal(
            field, voltage,
            f"单相电流 {tenths(capacity):f} ÷ (0.22×{entry.assumed:f}) = {tenths(current):f} A，{side} {limit} A",
            f"单相供电的界限没有规定：一本考题为线电流 40 A，另一答案 30 A；本所取 {limit} A（{_OURS}）",
        )  # fmt: skip


def _low_voltage_plan(entry: Entry) -> Iterator[Proposal]:
    capacity, voltage = entry.number("capacity"), entry.text("voltage")
    if capacity:
        yield from _voltage(entry, "voltage", capacity)
        usage, two = entry.text("usage_class"), entry.rules.two_part
        if usage:
            price = tariff.price_class_for(usage, capacity, entry.rules)
            yield Proposal("metering_points.0.price_class", price, f"{usage}，{capacity:f} kW", f"{two.source}：{two.cite}")
    found = _metering(entry, capacity, voltage)
    if found:
        fitted, told, basis = found
        yield Proposal("metering_points.0.meter_kind", fitted.meter, told, basis)
        if fitted.ratio:
            yield Proposal("metering_points.0.ct_ratio", fitted.ratio, told, basis)
            yield Proposal("metering_points.0.ct_accuracy", fitted.accuracy, told, basis)


def _metering(entry: Entry, capacity: Decimal | None, voltage: str) -> tuple[metering.Metering, str, str] | None:
    """The metering of a low-voltage supply, how it was reckoned and by which rule."""
    if not capacity or voltage not in metering.PHASE_VOLTS:
        return None
    power = apparent_power(capacity, entry.assumed)
    current = power / Decimal("0.22") if voltage == "220 V" else three_phase_current(power, Decimal("0.38"))
    fitted = metering.low_voltage_metering(current, voltage, entry.rules, entry.choices)
    if fitted is None:
        return None
    volts = "0.22" if voltage == "220 V" else "√3×0.38"
    told = f"电流 {tenths(capacity):f} ÷ ({volts}×{entry.assumed:f}) = {tenths(current):f} A"
    limit = f"直接接入到 60 A 或 50 A 说法不一，本所取 {entry.choices.direct_amperes} A（{_OURS}）"
    if not fitted.ratio:
        return fitted, f"{told}，直接接入", f"{limit}；{entry.rules.direct_meters.source}：{entry.rules.direct_meters.cite}"
    share = metering.load_share_of(current, fitted.multiplier * entry.rules.current_transformers.secondary)
    chosen = entry.rules.current_transformers
    return (
        fitted, f"{told}，为 {fitted.ratio} 的 {share}%，倍率 {fitted.multiplier.normalize():f}",
        f"{limit}；互感器 {chosen.source}：{chosen.cite}",
    )  # fmt: skip


def _meter_order(entry: Entry) -> Iterator[Proposal]:
    times = Decimal(1)
    ratios = [entry.text(name) for name in ("ct_ratio", "pt_ratio") if entry.text(name)]
    for ratio in ratios:
        first, _, second = ratio.partition("/")
        above, below = parse_number(first), parse_number(second)
        if not above or not below:
            return
        times *= above / below
    if ratios:
        yield Proposal("multiplier", f"{times.normalize():f}", " × ".join(ratios), "倍率 = 电流互感器变比 × 电压互感器变比")
    found = _metering(entry, entry.number("capacity"), entry.text("voltage")) if entry.text("metering_mode") == "低供低计" else None
    if found:
        fitted, told, basis = found
        rows = entry.rows("meters") or [{}]
        at = next((at for at, row in enumerate(rows) if row.get("action", "装") != "拆"), 0)
        for column, value in (("amperes", fitted.amperes), ("phase", fitted.phase), ("wiring", fitted.wiring)):
            yield Proposal(f"meters.{at}.{column}", value, told, basis)
        if fitted.ratio:
            yield Proposal("ct_ratio", fitted.ratio, told, basis)


def _high_voltage_survey(entry: Entry) -> Iterator[Proposal]:
    demand = entry.known("demand_load")
    if demand:
        yield from _transformer(entry, "approved_capacity", demand)


def _transformer(entry: Entry, field: str, load: Decimal) -> Iterator[Proposal]:
    power, sizes = apparent_power(load, entry.assumed), entry.rules.transformers
    size = tariff.transformer_for(power, sizes)
    if size:
        yield Proposal(
            field, f"{size:f}", f"{tenths(load):f} kW ÷ {entry.assumed:f} = {tenths(power):f} kVA，取单台 {size:f} kVA",
            f"{sizes.source}：{sizes.cite}；功率因数 {entry.assumed:f} 为{_OURS}",
        )  # fmt: skip


def _high_voltage_plan(entry: Entry) -> Iterator[Proposal]:
    demand = entry.known("demand_load")
    if demand:
        yield Proposal("load", f"{demand:f}", f"设备清单的需求负荷 {demand:f} kW", "客户主要用电设备清单")
    load, capacity, usage = entry.number("load") or demand, entry.number("capacity"), str(entry.facts.get("usage_class") or "")
    if load:
        yield from _transformer(entry, "capacity", load)
    if capacity and usage:
        two, told = entry.rules.two_part, f"{usage}，{capacity:f} kVA"
        yield Proposal("tariff", tariff.tariff_for(usage, capacity, entry.rules), told, f"{two.source}：{two.cite}")
        factor = tariff.power_factor_for(usage, capacity, entry.rules, entry.choices, high_voltage=True)
        if factor:
            side = f"；本所把 160 kVA {'算在内' if entry.choices.includes_160 else '不算在内'}（{_OURS}）" if factor.disputed else ""
            yield Proposal("power_factor", factor.standard, told, f"{factor.source}：{factor.cite}{side}")
    yield from _high_voltage_metering(entry, capacity)


def _high_voltage_metering(entry: Entry, capacity: Decimal | None) -> Iterator[Proposal]:
    """Wiring, meter and transformers of the first metering point by its mode and the first source's voltage."""
    volts = parse_number(str((entry.rows("sources") or [{}])[0].get("voltage", "")).removesuffix("kV"))
    mode = str((entry.rows("metering") or [{}])[0].get("mode", "高供高计"))
    if not capacity or not volts or mode == "低供低计":
        return
    low = mode == "高供低计"
    current = three_phase_current(capacity, Decimal("0.4") if low else volts)
    chosen, own = entry.rules.current_transformers, entry.rules.ct_meters
    primary = metering.transformer_primary(current, chosen)
    told = f"{capacity:f} kVA ÷ (√3×{'0.4' if low else f'{volts:f}'}) = {tenths(current):f} A"
    wiring, rated = ("三相四线", "3×220/380 V") if low else ("三相三线", "3×100 V")
    yield Proposal("metering.0.wiring", wiring, mode, f"{own.source}：{own.cite}")
    yield Proposal("metering.0.meter", f"{rated} {own.values[0]} A，{chosen.accuracy} 级", told, f"{own.source}：{own.cite}")
    if primary:
        share = metering.load_share_of(current, primary)
        yield Proposal(
            "metering.0.ct", f"{primary:f}/{chosen.secondary}，{chosen.accuracy} 级", f"{told}，为额定一次电流的 {share}%",
            f"{chosen.source}：{chosen.cite}",
        )  # fmt: skip
    if not low:
        yield Proposal("metering.0.pt", f"{volts * 1000:f}/100，0.2 级", mode, "某局供电方案模板：高供高计，电压互感器 0.2 级")


def _area_plan(entry: Entry) -> Iterator[Proposal]:
    households, area = entry.number("households"), entry.number("dwelling_area")
    if households and area:
        each_area = area / households
        found = dwellings_load(int(households), each_area, entry.rules, entry.choices)
        if found:
            load, each, factor = found
            table = next(one for one in entry.rules.dwelling_tables if one.code == entry.choices.dwelling_table)
            rule, each_kw = entry.rules.dwellings, f"{each.normalize():f} kW"
            yield Proposal(
                "load", f"{load:f}",
                f"每户约 {tenths(each_area):f} m²：{each_kw}×{households:f}×{factor.normalize():f} = {load:f} kW，商业、公建另加",
                f"{table.source}：{table.cite}；{rule.source}：{rule.cite}。用哪张表为{_OURS}",
            )  # fmt: skip
    total = sum(((parse_number(row.get("count", "")) or Decimal(1)) * (parse_number(row.get("capacity", ""), "kVA") or Decimal(0))
                 for row in entry.rows("stations")), Decimal(0))  # fmt: skip
    if total:
        yield Proposal("total", f"{total.normalize():f}", "各配电站台数 × 单台容量之和", "居民小区高压供电方案：受电总容量")
        share = entry.rules.area_compensation
        told = f"{total.normalize():f} kVA × {share.share.normalize():f}"
        yield Proposal("compensation", f"{tenths(total * share.share):f}", told, f"{share.source}：{share.cite}")


_FORMS: Mapping[str, tuple[Callable[[Entry], Iterator[Proposal]], tuple[str, ...]]] = {
    "LV-RES-APP": (_low_voltage_application, ("voltage",)),
    "LV-APP": (_low_voltage_application, ("voltage",)),
    "LV-EQUIPMENT": (_equipment_list, ("demand",)),
    "LV-SURVEY": (_low_voltage_survey, ("approved_capacity", "approved_voltage")),
    "LV-PLAN": (_low_voltage_plan, ("voltage", "metering_points")),
    "METER": (_meter_order, ("multiplier", "ct_ratio", "meters")),
    "HV-SURVEY": (_high_voltage_survey, ("approved_capacity",)),
    "HV-PLAN-TEXT": (_high_voltage_plan, ("load", "capacity", "tariff", "power_factor", "metering")),
    "HV-PLAN-AREA": (_area_plan, ("load", "total", "compensation")),
}  # what proposes, and for which fields
