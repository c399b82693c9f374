"""Complete drafts of every form, as a clerk would type them."""

from datetime import date

from models.forms import Form, fill, form_by_code
from models.problems import ProblemsFound

TODAY = date(2026, 11, 23)

APPLICATION = {
    "applicant": "张𬀩面粉厂", "document_kind": "营业执照", "document_no": "91350100m000100y43", "address": "郏县堂街镇士庄村三组",
    "phone": "138 1234 5678", "agent": "李𠅤", "agent_phone": "13900001111", "capacity": "60", "accepted_by": "王晓燕",
    "accepted_on": "今天",
}  # fmt: skip
HEAD = {"account_name": "张𬀩面粉厂", "address": "郏县堂街镇士庄村三组"}
METER = {
    "action": "装", "model": "DTZ341", "phase": "三相", "wiring": "三相四线", "amperes": "1.5(6)", "asset_no": "4130001000000123456789",
    "reading": "0.00",
}  # fmt: skip
DRAFTS: dict[str, dict[str, object]] = {
    "LV-RES-APP": APPLICATION | {"document_kind": "居民身份证", "document_no": "11010519491231002x", "voltage": "220V"},
    "LV-APP": APPLICATION | {"voltage": "380V"},
    "HV-APP": APPLICATION | {"usage_class": "工业", "capacity": "315 kVA"},
    "BATCH-APP": APPLICATION
    | {
        "applicant": "桥东社区二期", "household_count": "2", "unit_capacity": "8", "capacity": "16", "company": "郏县安居置业有限公司",
        "households": [
            {"unit": "3幢2单元", "room": "1102", "name": "王二𬀩", "capacity": "8", "document_no": "11010519491231002x"},
            {"unit": "3幢2单元", "room": "1103", "capacity": "8"},
        ],
    },
    "CHANGE-APP": APPLICATION
    | {
        "account_no": "4101234567", "business_type": "减容", "reason": "停产检修一台变压器", "wanted_from": "1201", "voltage": "10kV",
        "capacity_unit": "kVA", "capacity_before": "630", "capacity_after": "315",
    },
    "RENAME-APP": APPLICATION
    | {
        "account_no": "4101234567", "old_name": "李大山", "business_type": "过户", "reason": "房屋买卖", "usage_class": "一般工商业",
        "closing_reading": "1204.5", "month_reading": "1204.50", "read_on": "今天", "bill_settled": "是",
    },
    "ENQUIRY-APP": APPLICATION | {"project": "食品产业园一期", "capacity": "2500", "question": "现有线路能否供电，需要多久"},
    "ENQUIRY-REPLY": HEAD
    | {
        "verdict": "可供", "capacity": "2500", "voltage": "10 kV", "supply_point": "城南变 10 kV 出线新建专线", "replied_by": "王晓燕",
        "replied_on": "今天",
    },
    "LV-SURVEY": HEAD
    | {
        "approved_usage_class": "一般工商业", "approved_voltage": "380V", "approved_capacity": "60kW",
        "access_point": "士庄 2 号台区 5 号杆", "metering_point": "院墙外表箱",
        "surveyor": "王晓燕", "second_surveyor": "赵建军", "surveyed_on": "昨天",
        "equipment": [{"name": "面粉机", "quantity": "2", "capacity": "55"}, {"name": "", "quantity": "1", "capacity": ""}],
    },
    "LV-PLAN": HEAD
    | {
        "usage_class": "一般工商业", "voltage": "380V", "capacity": "60", "ownership_boundary": "5 号杆下线横担", "replied_by": "王晓燕",
        "replied_on": "1122", "sources": [{"number": "1", "voltage": "380V", "capacity": "60", "point": "士庄 2 号变"}],
        "fees": [{"name": "临时接电费", "unit_price": "12.5", "quantity": "4", "amount": "50", "basis": "发改价格文件"}],
        "metering_points": [{"group": "1", "price_class": "工商业及其他（单一制）", "meter_accuracy": "1.0", "meter_kind": "5(60)A"}],
    },
    "COMPLETION": HEAD
    | {
        "requested_on": "11-20", "inspected_on": "11月23日", "verdict": "合格", "inspector": "王晓燕",
        "items": [{"aspect": "资料", "standard": "齐全", "result": "齐全", "verdict": "合格"}],
    },
    "CONTRACT": HEAD
    | {
        "contract_no": "DY2026-117", "contract_kind": "低压供用电合同", "signed_on": "2026.11.23", "supplier": "堂街供电所",
        "supplier_signatory": "王晓燕", "usage_class": "一般工商业", "capacity": "60", "voltage": "380 V", "ownership_boundary": "5 号杆",
        "price_class": "工商业及其他（单一制）", "term_from": "今天", "term_until": "2029-11-22",
    },
    "WORK-RECORD": HEAD
    | {
        "work": "暂拆", "found": "电费已结清，表计完好", "worker": "王晓燕", "second_worker": "赵建军", "worked_on": "1123",
        "devices": [{"device": "电能表", "action": "拆除", "number": "4130001000000123456789", "reading": "1208.6", "seals": "HN003"}],
    },
    "METER": HEAD
    | {
        "meters": [METER], "ct_ratio": "200/5", "multiplier": "40", "seal_nos": "HN001、HN002", "installed_on": "1123",
        "energized_on": "20261123", "fitter": "赵建军",
    },
    "ARCHIVE": HEAD | {"papers": [{"name": "用电登记表"}], "box_no": "A-3", "archivist": "王晓燕", "archived_on": "今天"},
}  # fmt: skip


def filled(code: str, **changes: object) -> Form:
    return fill(form_by_code(code), DRAFTS[code] | changes, today=TODAY)


def faults(code: str, **changes: object) -> dict[str, str]:
    """Field → message of every problem that the changed draft has; empty if it is a valid form."""
    try:
        filled(code, **changes)
    except ProblemsFound as found:
        problems = found.problems
    else:
        problems = ()
    assert len({problem.field for problem in problems}) == len(problems)
    return {problem.field: problem.message for problem in problems}
