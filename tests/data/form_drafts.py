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
    "LV-EQUIPMENT": {
        "account_name": "张𬀩面粉厂", "equipment": [{"name": "面粉机", "quantity": "2", "capacity": "55", "load_class": "三级"}],
        "demand": "50", "listed_on": "今天",
    },
    "COUNTERSIGN": HEAD
    | {
        "capacity": "5000", "load": "3600", "accepted_on": "今天", "handed_on": "今天", "handed_by": "王晓燕",
        "opinions": [{"department": "计划部", "matter": "接入系统"}],
    },
    "GUARANTEE": {
        "creditor": "堂街供电所", "debtor": "张𬀩", "debtor_no": "11010519491231002x", "debtor_phone": "13812345678",
        "guarantor": "李𠅤", "guarantor_no": "110105194912310011", "guarantor_phone": "13900001111", "address": "郏县堂街镇士庄村三组",
        "ceiling": "5000", "valid_from": "今天", "valid_until": "2027-11-22", "months": "6", "grace": "15", "signed_on": "今天",
    },
    "PROXY": {
        "principal": "张𬀩面粉厂", "principal_no": "91350100m000100y43", "agent": "李𠅤", "agent_id": "11010519491231002x",
        "agent_phone": "13900001111", "relation": "职工", "address": "郏县堂街镇士庄村三组", "valid_from": "今天",
        "valid_until": "2027-05-22", "signed_on": "今天",
    },
    "CONTACT-CARD": {"account_name": "张𬀩面粉厂", "station": "堂街供电所", "handed_by": "王晓燕", "handed_on": "今天"},
    "HV-SURVEY": HEAD
    | {
        "approved_usage_class": "工业", "approved_capacity": "630", "access_point": "城南变 10 kV 堂街线 23 号杆 T 接",
        "receiving_point": "杆上变压器 630 kVA 一台，油变", "metering_point": "分界处组合计量箱", "surveyor": "王晓燕",
        "second_surveyor": "赵建军", "surveyed_on": "昨天",
    },
    "HV-PLAN": HEAD
    | {
        "usage_class": "工业", "capacity": "630", "verdict": "具备供电条件，供电方案见附件", "replied_by": "王晓燕", "replied_on": "今天",
        "fees": [{"name": "高可靠性供电费", "unit_price": "10", "quantity": "630", "amount": "6300", "basis": "发改价格文件"}],
    },
    "HV-PLAN-TEXT": {
        "account_name": "张𬀩面粉厂", "equipment_total": "800", "load": "520", "capacity": "630",
        "high_voltage_gear": "进线柜 1 台、计量柜 1 台", "wiring": "线路—变压器组", "switchgear": "真空断路器",
        "ownership_boundary": "23 号杆 T 接点", "tariff": "两部制",
        "price_classes": "工商业", "power_factor": "0.90", "planned_on": "今天", "valid_until": "2027-11-22",
        "sources": [{"substation": "城南变", "bus": "Ⅰ段", "switch": "堂街线", "connection": "公用线路T接", "laying": "架空",
                     "line": "JKLYJ-120，1.2 km", "capacity": "630"}],
        "receiving_points": [{"kind": "油浸式变压器", "transformers": "630 千伏安 1 台"}],
        "metering": [{"usage": "工业", "place": "分界处", "meter": "DSZ 3×1.5(6) A，0.5S 级", "ct": "50/5，0.2S 级"}],
    },
    "HV-PLAN-AREA": {
        "account_name": "桥东社区二期", "area": "52000", "building": "高层", "dwelling_area": "48000", "households": "420", "load": "2100",
        "capacity": "2520", "receiving": "配电站", "total": "2520", "price_classes": "居民生活", "compensation": "760",
        "planned_on": "今天", "valid_until": "2027-11-22",
        "sources": [{"substation": "城南变", "bus": "Ⅰ段", "switch": "桥东线", "connection": "专线", "laying": "电缆",
                     "line": "YJV22-3×240，1.8 km", "capacity": "2520"}],
        "stations": [{"kind": "干式变压器", "count": "4", "capacity": "630", "supplies": "1～8 号楼", "high_voltage_gear": "环网柜",
                      "low_voltage_gear": "抽屉式开关柜"}],
        "metering": [{"usage": "居民生活", "place": "各楼表箱", "meter": "单相 5(60) A，2.0 级", "ct": "无"}],
    },
    "PLAN-LETTER": {
        "customer": "张𬀩面粉厂", "asked_on": "1109", "address": "郏县堂街镇士庄村三组", "voltage": "10kV", "capacity": "630",
        "source": "城南变 10 kV 堂街线 23 号杆", "connection": "公用线路 T 接", "metering_mode": "高供低计",
        "metering_place": "分界处组合计量箱", "ownership_boundary": "23 号杆 T 接点", "validity": "一年", "station": "堂街供电所",
        "written_on": "今天",
    },
    "DEFECT-NOTICE": HEAD
    | {
        "found_on": "1120", "noticed_on": "今天", "inspector": "王晓燕", "rectify_by": "1130",
        "defects": [{"place": "接地装置", "defect": "接地电阻 8.1 Ω", "standard": "不大于 4 Ω", "remedy": "补打接地极"}],
    },
    "RECHECK": HEAD
    | {
        "noticed_on": "1116", "requested_on": "1120", "rechecked_on": "今天", "verdict": "合格", "inspector": "王晓燕",
        "defects": [{"defect": "接地电阻 8.1 Ω", "done": "补打两根接地极", "result": "已消除"}],
    },
    "GROUP-OPINION": HEAD
    | {
        "leader": "王晓燕", "inspected_on": "今天", "verdict": "合格",
        "aspects": [{"aspect": aspect, "found": "符合要求", "verdict": "合格"} for aspect in ("安全", "工程质量", "资产接收")],
    },
    "LV-CONTRACT": {
        "contract_no": "DY2026-118", "supplier": "堂街供电所", "supplier_agent": "王晓燕", "customer": "张𬀩面粉厂",
        "customer_phone": "13812345678", "address": "郏县堂街镇士庄村三组", "valid_from": "今天", "valid_until": "2029-11-22",
        "signed_on": "今天", "reading_day": "每月 1 日", "payment_term": "每月 20 日", "payment": "银行代扣",
        "usage_class": "一般工商业", "capacity": "60", "line": "10 kV 堂街线", "transformer": "士庄 2 号台区", "pole": "5 号杆",
        "ownership_boundary": "5 号杆下线横担", "meter_place": "院墙外表箱", "meter": "DTZ341 1.5(6) A，1 级", "ct": "200/5，0.5S 级",
        "multiplier": "40",
    },
    "HV-CONTRACT": {
        "contract_no": "DY2026-118", "supplier": "堂街供电所", "supplier_agent": "王晓燕", "customer": "张𬀩面粉厂",
        "customer_phone": "13812345678", "address": "郏县堂街镇士庄村三组", "valid_from": "今天", "valid_until": "2029-11-22",
        "signed_on": "今天", "reading_day": "每月 1 日", "payment_term": "每月 20 日", "payment": "银行代扣",
        "usage_class": "工业", "capacity": "630", "tariff": "两部制", "basic_charge": "按容量", "power_factor": "0.90",
        "transformers": [{"model": "S13-M", "capacity": "315", "count": "2"}],
        "sources": [{"substation": "城南变", "line": "堂街线 23 号杆", "connection": "公用线路T接", "capacity": "630",
                     "boundary": "23 号杆 T 接点"}],
        "metering": [{"usage": "工业", "place": "分界处", "meter": "DSZ 3×1.5(6) A，0.5S 级", "ct": "50/5，0.2S 级", "multiplier": "1000",
                      "price_class": "工商业及其他（两部制）"}],
    },
    "QUALIFICATION": HEAD
    | {
        "role": "施工", "firm": "县送变电公司", "works": "10 kV 配电工程", "verdict": "合格", "checker": "王晓燕", "checked_on": "今天",
        "licences": [{"name": "承装（修、试）电力设施许可证", "number": "5-4-00123-2022", "grade": "承装四级", "valid_until": "2028-05-01",
                      "verdict": "合格"}],
    },
    "ASSET-TRANSFER": {
        "giver": "桥东社区二期", "receiver": "堂街供电所", "address": "郏县堂街镇桥东路", "handed_on": "1201", "warranty": "一年",
        "boundary": "户表出线端", "signed_on": "今天",
        "assets": [{"name": "干式变压器", "model": "SCB13-630", "quantity": "4", "unit": "台"}],
    },
    "DESIGN-OPINION": HEAD
    | {
        "designer": "县电力设计院", "received_on": "1116", "drawings": "一次接线图 1 张", "verdict": "同意", "reviewer": "王晓燕",
        "returned_on": "今天",
    },
    "MID-CHECK": HEAD
    | {
        "builder": "县送变电公司", "requested_on": "1120", "checked_on": "今天", "verdict": "合格", "inspector": "王晓燕",
        "items": [{"part": "接地装置", "result": "接地电阻 3.2 Ω", "verdict": "合格"}],
    },
    "STOP-WORK": HEAD
    | {
        "builder": "县送变电公司", "found_on": "1120", "noticed_on": "今天", "cause": "整改不合格", "facts": "接地极未补打",
        "scope": "接地工程", "required": "补打接地极后复测", "inspector": "王晓燕",
    },
    "COMPLETION-REPORT": HEAD
    | {
        "reporter": "李𠅤", "project": "面粉厂配电工程", "builder": "县送变电公司", "reported_on": "今天", "accepted_by": "王晓燕",
        "papers": [{"name": "竣工图"}],
    },
    "RES-CONTRACT": {
        "contract_no": "JM2026-88", "supplier": "堂街供电所", "supplier_signatory": "王晓燕", "customer": "张𬀩",
        "document_no": "11010519491231002x", "address": "郏县堂街镇士庄村三组", "phone": "13812345678", "capacity": "8",
        "ownership_boundary": "表箱出线开关下端", "meter_place": "院墙外表箱", "payment_term": "每月 20 日前", "payment": "银行代扣",
        "valid_from": "今天", "signed_on": "今天",
    },
    "ENERGIZE": HEAD
    | {
        "capacity": "630 kVA", "inspection_passed": "是", "contract_signed": "是", "fees_settled": "是", "energized_on": "今天",
        "energized_at": "10:30", "meter_running": "是", "operator": "赵建军",
        "readings": [{"meter": "4130001000000123456789", "reading": "0.00", "multiplier": "100"}],
    },
    "CALLBACK": HEAD
    | {
        "called_on": "今天", "limits_kept": "是", "fees_right": "是", "no_firm_named": "是", "overall": "满意", "caller": "王晓燕",
    },
    "OPINION-CARD": HEAD | {"limits_kept": "是", "overall": "满意", "handed_by": "王晓燕", "received_on": "今天"},
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
