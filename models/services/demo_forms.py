"""What the demo's clerk fills in where nothing is known yet: plausible values, one set a form."""

from __future__ import annotations

from datetime import date, timedelta

_METER = {
    "action": "装",
    "model": "DTZ341",
    "phase": "三相",
    "wiring": "三相四线",
    "amperes": "10(60)",
    "asset_no": "4130001000000123456789",
    "reading": "0.00",
}


def application(class_: str) -> dict[str, object]:
    """The choices of an application form for a class."""
    if class_ == "hv_single":
        return {"usage_class": "工业", "voltage": "10 kV"}
    return {"voltage": "220 V"} if class_ == "residential" else {"voltage": "380 V", "agent": "李改枝", "agent_phone": "13903750011"}


def filling(code: str, day: date, capacity: str) -> dict[str, object]:
    """One form's values besides those that are already known of the case."""
    return {**_plans(day.isoformat(), capacity), **_works(day)}[code]


def _plans(typed: str, capacity: str) -> dict[str, dict[str, object]]:
    point = {"group": "1", "price_class": "工商业及其他（单一制）", "meter_accuracy": "1.0", "meter_kind": "10(60)A"}
    return {
        "LV-SURVEY": {
            "approved_usage_class": "一般工商业",
            "access_point": "2 号台区 5 号杆低压线路",
            "metering_point": "院墙外表箱",
            "surveyor": "李改枝",
            "second_surveyor": "马战胜",
            "surveyed_on": typed,
        },
        "LV-PLAN": {
            "usage_class": "一般工商业",
            "ownership_boundary": "表箱出线开关下桩头",
            "replied_by": "赵建军",
            "replied_on": typed,
            "sources": [{"number": "1", "voltage": "380V", "capacity": capacity, "point": "2 号台区变压器"}],
            "fees": [],
            "metering_points": [point],
        },
    }


def _works(day: date) -> dict[str, dict[str, object]]:
    typed = day.isoformat()
    items = [
        {"aspect": "资料", "standard": "齐全有效", "result": "齐全", "verdict": "合格"},
        {"aspect": "安装质量", "standard": "符合施工及验收规范", "result": "符合", "verdict": "合格"},
    ]
    return {
        "COMPLETION": {"requested_on": typed, "inspected_on": typed, "verdict": "合格", "inspector": "李改枝", "items": items},
        "CONTRACT": {
            "contract_no": f"DY{day:%Y%m%d}",
            "contract_kind": "低压供用电合同",
            "signed_on": typed,
            "supplier": "堂街供电所",
            "supplier_signatory": "陈国栋",
            "usage_class": "一般工商业",
            "ownership_boundary": "表箱出线开关下桩头",
            "price_class": "工商业及其他（单一制）",
            "term_from": typed,
            "term_until": (day + timedelta(days=1095)).isoformat(),
        },
        "METER": {"meters": [_METER], "seal_nos": "HN001", "installed_on": typed, "energized_on": typed, "fitter": "马战胜"},
        "ARCHIVE": {"papers": [{"name": "用电登记表"}], "box_no": "2026-03", "archivist": "赵建军", "archived_on": typed},
    }
