"""Electrical proposals: against a table worked by hand from the documents, and against a slow reckoning in floating point."""

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.electrical.choices import ElectricalChoices
from models.electrical.load import Equipment, calculated_load, dwellings_load, single_phase_current, three_phase_current
from models.electrical.metering import largest_current, low_voltage_metering, transformer_primary
from models.electrical.proposals import proposals_for
from models.electrical.rules import shipped_electrical
from models.electrical.tariff import power_factor_for, price_class_for, tariff_for, transformer_for, voltage_for

RULES = shipped_electrical()
OURS = ElectricalChoices()


def listed(*rows: tuple[str, int, str]) -> list[Equipment]:
    return [Equipment(name, count, Decimal(power)) for name, count, power in rows]


# Worked by hand from the tables: the upper end of a range, tan φ of the lower power factor.
@pytest.mark.parametrize(
    ("rows", "kilowatts", "kilovoltamperes"),
    [
        ([("磨粉机", 2, "55")], "55", "64.7"),  # not in the tables: 1; 55 ÷ 0.85
        ([("营业照明", 40, "10")], "9", "10"),  # 10 × 0.9; 9 ÷ 0.9
        ([("分体空调", 10, "20"), ("照明灯具", 20, "2")], "18", "22.2"),  # 20×0.8 + 2×1
        ([("分体空调", 11, "20")], "12", "15"),  # 10 to 50 pieces: 0.6
        ([("分体空调", 3, "5")], "5", "6.3"),  # below four the table is silent
        ([("水泵", 6, "60")], "48", "60"),  # more than five: 0.8
        ([("水泵", 5, "50")], "50", "62.5"),  # one to five: the original cannot be read
        ([("厨房设备", 9, "100")], "50", "62.5"),
        ([("厨房设备", 9, "120")], "48", "60"),
        ([("电梯", 1, "15")], "3.3", "6.6"),
        ([("砂浆搅拌机", 1, "10"), ("卷扬机", 1, "20"), ("电焊机", 2, "40")], "24.8", "31.3"),  # (7 + 6 + 18) × 0.8
        ([("电焊机", 2, "40")], "40", "47.1"),  # a welder alone is no building site
    ],
)
def test_a_list_of_equipment_is_reckoned_as_by_hand(rows, kilowatts, kilovoltamperes):
    load = calculated_load(listed(*rows), RULES, OURS)
    assert (f"{load.kilowatts:f}", f"{load.kilovoltamperes:f}") == (kilowatts, kilovoltamperes)


def test_nothing_to_reckon_is_no_load():
    assert calculated_load(listed(("水泵", 1, "0")), RULES, OURS) is None


def test_a_station_may_take_the_other_end_of_a_range():
    rows = listed(("分体空调", 10, "20"))
    ends = [calculated_load(rows, RULES, ElectricalChoices(range_side=side)).kilowatts for side in ("low", "middle", "high")]
    assert ends == [Decimal(12), Decimal(14), Decimal(16)]


names = st.sampled_from(["磨粉机", "水泵", "照明", "空调", "卷扬机", "电焊机", "电梯", "厨房设备", "锅炉"])
pieces = st.tuples(names, st.integers(1, 80), st.integers(1, 99999).map(lambda tenth: f"{tenth / 10}"))


@given(st.lists(pieces, min_size=1, max_size=12))
def test_the_sum_agrees_with_a_slow_reckoning_and_stays_below_what_is_installed(rows):
    load = calculated_load(listed(*rows), RULES, OURS)
    times = 0.8 if any(row[0] == "卷扬机" for row in rows) else 1.0
    active = times * sum(float(line.equipment.kilowatts) * float(line.factor) for line in load.lines)
    reactive = times * sum(float(line.kilowatts) * math.tan(math.acos(float(line.power_factor))) for line in load.lines)
    assert float(load.kilowatts) == pytest.approx(active, abs=0.06)
    assert float(load.kilovoltamperes) == pytest.approx(math.hypot(active, reactive), abs=0.06)
    assert load.kilowatts <= load.installed + Decimal("0.05")
    assert all(0 < line.factor <= 1 and line.basis for line in load.lines)


@given(st.lists(pieces, min_size=1, max_size=8), pieces)
def test_more_power_of_the_same_kind_never_lowers_the_load(rows, more):
    fewer = calculated_load(listed(*rows, (more[0], more[1], "1")), RULES, OURS)
    larger = calculated_load(listed(*rows, (more[0], more[1], "99")), RULES, OURS)
    assert larger.kilowatts >= fewer.kilowatts


@pytest.mark.parametrize(
    ("households", "area", "kilowatts"),
    [(12, 80, "43.2"), (36, 100, "140.4"), (420, 114, "1008"), (72, 150, "360"), (300, 151, "2700")],
)
def test_dwellings_are_reckoned_by_their_number_and_size(households, area, kilowatts):
    assert f"{dwellings_load(households, Decimal(area), RULES, OURS)[0]:f}" == kilowatts


def test_where_the_table_of_dwellings_is_silent_nothing_is_proposed():
    assert [dwellings_load(count, Decimal(90), RULES, OURS) for count in (2, 10, 901)] == [None, None, None]
    assert dwellings_load(12, Decimal(90), RULES, ElectricalChoices(dwelling_table="none")) is None
    assert dwellings_load(12, Decimal(140), RULES, ElectricalChoices(dwelling_table="shandong-2010"))[1] == 8


@given(st.integers(1, 5000))
def test_currents_are_those_of_the_textbook(power):
    assert float(three_phase_current(Decimal(power), Decimal("0.38"))) == pytest.approx(power / (math.sqrt(3) * 0.38))
    assert float(single_phase_current(Decimal(power), Decimal("0.22"))) == pytest.approx(power / 0.22)


@pytest.mark.parametrize(
    ("current", "voltage", "meter", "ratio", "multiplier"),
    [
        ("18", "220 V", "5(20)", "", 1), ("35", "220 V", "10(40)", "", 1), ("60", "380 V", "10(60)", "", 1),
        ("60.1", "380 V", "1.5(6)", "75/5", 15), ("107.2", "380 V", "1.5(6)", "150/5", 30), ("200", "380 V", "1.5(6)", "200/5", 40),
    ],
)  # fmt: skip
def test_a_meter_is_direct_up_to_the_stations_limit_and_then_has_transformers(current, voltage, meter, ratio, multiplier):
    fitted = low_voltage_metering(Decimal(current), voltage, RULES, OURS)
    assert (fitted.amperes, fitted.ratio, fitted.multiplier) == (meter, ratio, multiplier)
    assert fitted.wiring == ("单相二线" if voltage == "220 V" else "三相四线")


def test_fifty_or_sixty_amperes_is_the_stations_choice():
    assert low_voltage_metering(Decimal(55), "380 V", RULES, OURS).ratio == ""
    assert low_voltage_metering(Decimal(55), "380 V", RULES, ElectricalChoices(direct_amperes=50)).ratio == "75/5"


@given(st.integers(1, 1000))
def test_a_transformer_carries_its_current_and_the_next_smaller_does_not(current):
    sizes = RULES.current_transformers.values
    primary = transformer_primary(Decimal(current), RULES.current_transformers)
    assert current <= primary
    assert all(size < current for size in sizes if size < primary)
    assert all(largest_current(meter) > 0 for meter in RULES.direct_meters.values)


@pytest.mark.parametrize(
    ("power", "limit", "voltage"), [("7.4", 40, "220 V"), ("7.5", 40, "380 V"), ("7.4", 30, "380 V"), ("160", 40, "380 V")]
)
def test_the_voltage_follows_the_current_in_one_phase(power, limit, voltage):
    assert voltage_for(Decimal(power), ElectricalChoices(single_phase_amperes=limit))[0] == voltage


def test_above_the_ceiling_of_low_voltage_none_is_proposed():
    assert voltage_for(Decimal("160.1"), OURS) is None


@pytest.mark.parametrize(
    ("usage", "capacity", "tariff", "price"),
    [
        ("普通工业", 314, "单一制", "工商业及其他（单一制）"), ("普通工业", 315, "两部制", "工商业及其他（两部制）"),
        ("居民生活", 630, "单一制", "居民生活"), ("农业排灌", 3200, "单一制", "农业排灌"),
    ],
)  # fmt: skip
def test_two_parts_from_315(usage, capacity, tariff, price):
    assert tariff_for(usage, Decimal(capacity), RULES) == tariff
    assert price_class_for(usage, Decimal(capacity), RULES) == price


@pytest.mark.parametrize(
    ("usage", "capacity", "high", "standard"),
    [
        ("大工业", 161, True, "0.90"), ("大工业", 160, True, "0.85"), ("大工业", 200, False, "0.85"), ("工业", 99, True, None),
        ("非工业", 100, False, "0.85"), ("农业排灌", 3200, True, "0.90"), ("农业排灌", 3199, True, "0.85"), ("农业", 100, True, "0.80"),
        ("商业", 500, True, None), ("居民生活", 500, True, None),
    ],
)  # fmt: skip
def test_the_power_factor_of_1983_and_nothing_where_no_text_speaks(usage, capacity, high, standard):
    found = power_factor_for(usage, Decimal(capacity), RULES, OURS, high_voltage=high)
    assert (found.standard if found else None) == standard


def test_160_with_or_without_itself_is_the_stations_choice():
    assert power_factor_for("工业", Decimal(160), RULES, ElectricalChoices(includes_160=True), high_voltage=True).standard == "0.90"


def test_the_next_transformer_in_use_is_taken():
    found = [transformer_for(Decimal(load), RULES.transformers) for load in ("1", "100.1", "612", "1600", "1601")]
    assert found == [100, 200, 630, 1600, None]


# --- proposals of a form -----------------------------------------------------------------------------------------------------


def proposed(code: str, values: dict[str, object], **facts: object) -> dict[str, str]:
    return {one.field: one.value for one in proposals_for(code, values, facts, RULES, OURS)}


def test_each_proposal_tells_its_reckoning_and_its_source():
    equipment = [{"name": "分体空调", "quantity": "１０", "capacity": "20 kW"}, {"name": "", "quantity": "", "capacity": "空"}]
    (found,) = proposals_for("LV-EQUIPMENT", {"equipment": equipment}, {}, RULES, OURS)
    assert (found.field, found.value, found.place) == ("demand", "16", "demand")
    assert found.reckoning == "20×0.8 = 16 kW，视在 20 kVA（功率因数 0.80）"
    assert "需用系数表" in found.basis
    assert "默认值（非规定）" in found.basis


def test_a_low_voltage_plan_gets_meter_transformers_and_price():
    found = proposed("LV-PLAN", {"capacity": "60", "voltage": "380 V", "usage_class": "普通工业"})
    assert found["metering_points.0.ct_ratio"] == "150/5"  # 60 ÷ (√3×0.38×0.85) = 107.2 A
    assert found["metering_points.0.meter_kind"] == "三相四线 3×220/380 V 1.5(6) A"
    assert found["metering_points.0.price_class"] == "工商业及其他（单一制）"
    assert "metering_points.0.ct_ratio" not in proposed("LV-PLAN", {"capacity": "8", "voltage": "380 V"})


def test_a_survey_goes_by_the_list_of_equipment_where_it_has_none_of_its_own():
    assert proposed("LV-SURVEY", {"approved_capacity": "6"}, demand_load=Decimal(5)) == {
        "approved_capacity": "5", "approved_voltage": "220 V"
    }  # fmt: skip


def test_the_multiplier_is_that_of_the_transformers_and_nothing_where_they_cannot_be_read():
    assert proposed("METER", {"ct_ratio": "200/5", "pt_ratio": "10000/100"})["multiplier"] == "4000"
    assert proposed("METER", {"ct_ratio": "200比5"}) == {}


def test_a_high_voltage_plan_is_reckoned_from_the_demand():
    found = proposed("HV-PLAN-TEXT", {"capacity": "630", "sources": [{"voltage": "10 kV"}]}, demand_load=Decimal(520), usage_class="工业")
    assert (found["load"], found["capacity"], found["tariff"], found["power_factor"]) == ("520", "630", "两部制", "0.90")
    assert (found["metering.0.ct"], found["metering.0.pt"]) == ("40/5，0.5S 级", "10000/100，0.2 级")  # 36.4 A
    low = proposed("HV-PLAN-TEXT", {"capacity": "200", "sources": [{"voltage": "10 kV"}], "metering": [{"mode": "高供低计"}]})
    assert (low["metering.0.ct"], low["metering.0.wiring"]) == ("300/5，0.5S 级", "三相四线")  # 288.7 A
    assert "metering.0.pt" not in low


def test_an_estate_is_reckoned_from_its_dwellings_and_stations():
    values = {"households": "420", "dwelling_area": "48000", "stations": [{"count": "2", "capacity": "630"}, {"capacity": "800"}]}
    assert proposed("HV-PLAN-AREA", values) == {"load": "1008", "total": "2060", "compensation": "618"}


@given(st.sampled_from(["LV-EQUIPMENT", "LV-SURVEY", "LV-PLAN", "METER", "HV-SURVEY", "HV-PLAN-TEXT", "HV-PLAN-AREA"]), st.text(max_size=8))
def test_whatever_is_typed_no_proposal_stumbles(code, typed):
    rows = [{"name": typed, "capacity": typed, "quantity": typed, "voltage": typed, "count": typed, "mode": typed}]
    names = ("capacity", "approved_capacity", "voltage", "households", "dwelling_area", "load", "ct_ratio", "pt_ratio", "usage_class")
    values: dict[str, object] = dict.fromkeys(names, typed)
    for table in ("equipment", "sources", "metering", "stations", "meters"):
        values[table] = rows
    proposals_for(code, values, {"demand_load": typed, "usage_class": typed}, RULES, OURS)
