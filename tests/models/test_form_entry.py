from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.forms import facts_of, fill, form_by_code, parse_day, prefilled
from models.forms.change_application import kind_asked
from models.forms.planned import meter_drafted, ratio_in
from models.problems import ProblemsFound
from tests.data.form_drafts import DRAFTS, TODAY, faults, filled

# Reading what was typed


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-23", date(2026, 11, 23)),
        ("2026.11.3", date(2026, 11, 3)),
        ("2026/1/13", date(2026, 1, 13)),
        ("２０２６－１１－２３", date(2026, 11, 23)),
        ("20261123", date(2026, 11, 23)),
        ("1123", date(2026, 11, 23)),
        ("11-23", date(2026, 11, 23)),
        ("11月3日", date(2026, 11, 3)),
        ("2026年11月23日", date(2026, 11, 23)),
        ("今天", TODAY),
        (" 昨天 ", date(2026, 11, 22)),
        (".", TODAY),
        ("。", TODAY),
        ("0105", date(2026, 1, 5)),
    ],
)
def test_days_are_read_as_clerks_write_them(typed: str, day: date) -> None:
    assert parse_day(typed, TODAY) == day


def test_a_day_without_a_year_is_the_nearest_sensible_one() -> None:
    january = date(2027, 1, 5)
    assert parse_day("1231", january) == date(2026, 12, 31)
    assert parse_day("0301", january) == date(2027, 3, 1)
    assert parse_day("0110", date(2026, 12, 20), ahead=True) == date(2027, 1, 10)
    assert parse_day("0110", date(2026, 12, 20)) == date(2026, 1, 10)


@pytest.mark.parametrize("typed", ["", "明年", "2026-13-01", "0230", "2026113", "113", "2026-11", "11231", "2026.111", "0229"])
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"不是日期|不存在"):
        parse_day(typed, TODAY)


@settings(deadline=None)
@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_written_out_days_are_read_back(day: date) -> None:
    assert parse_day(day.isoformat(), TODAY) == parse_day(f"{day:%Y%m%d}", TODAY) == day


@pytest.mark.parametrize(
    ("typed", "value"),
    [("60", "60"), ("６０", "60"), (" 60.50 kW", "60.50"), ("60千瓦", "60"), ("1,200", "1200"), (".5", "0.5"), ("60.", "60"), ("+7", "7")],
)
def test_numbers_are_read_as_clerks_write_them(typed: str, value: str) -> None:
    form: Any = filled("LV-APP", capacity=typed)
    assert form.capacity == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("六十", "“六十”不是数字，请填阿拉伯数字，如 60"),
        ("0", "必须大于 0，现为 0 kW"),
        ("-5", "必须大于 0，现为 -5 kW"),
        ("0.01", "不能小于 0.1 kW，现为 0.01 kW"),
        ("1e3", "“1e3”不是数字，请只填阿拉伯数字，如 60"),
        ("60/80", "“60/80”不是数字，请只填阿拉伯数字，如 60"),
        ("1,20", "“1,20”不是数字，请只填阿拉伯数字，如 60"),
        ("1234567890123", "“1234567890123”位数太多（整数最多 12 位，小数最多 6 位），请核对"),
        ("200000", "不能大于 100000 kW，现为 200000 kW，请核对"),
        ("", "请填写"),
        ("6\x000", "含有不可见的控制字符，请删去后重新输入"),
    ],
)
def test_numbers_are_refused_with_what_to_do(typed: str, message: str) -> None:
    assert faults("LV-APP", capacity=typed) == {"capacity": message}


def test_text_keeps_its_characters_but_not_its_edges() -> None:
    form: Any = filled("LV-APP", applicant="　\u200b堂街（士庄）\n𠅤䶮面粉厂 ", note="一\r\n二")
    assert form.applicant == "堂街（士庄） 𠅤䶮面粉厂"
    assert form.note == "一\n二"
    assert faults("LV-APP", applicant="张\0三") == {"applicant": "含有不可见的控制字符，请删去后重新输入"}
    assert faults("LV-APP", address="村" * 201) == {"address": "太长（201 字），请缩短到 200 字以内"}


def test_choices_and_yes_no() -> None:
    form: Any = filled("LV-APP", voltage="３８０v".upper(), needs_vat_invoice="+", vat_name="厂", vat_number="9")
    assert (form.voltage, form.needs_vat_invoice) == ("380 V", True)
    assert faults("LV-APP", voltage="10kV") == {"voltage": "“10kV”不在可选项中，请从 220 V、380 V 中选一项"}
    assert faults("LV-APP", needs_vat_invoice="也许") == {"needs_vat_invoice": "“也许”看不懂，请选“是”或“否”"}


def test_everything_wrong_is_told_at_once_also_across_fields() -> None:
    found = faults(
        "LV-APP", capacity="六十", accepted_on="2026-12-01", document_kind="居民身份证", document_no="110105194912310021", phone="1380",
        needs_vat_invoice="是", agent_phone="",
    )  # fmt: skip
    assert set(found) == {"capacity", "accepted_on", "document_no", "phone", "vat_name", "vat_number", "agent_phone"}
    assert found["document_no"] == "最后一位校验码应为 X，现为 1，请核对证件"


# Tables


def test_blank_rows_are_left_out_and_problems_name_the_row() -> None:
    form: Any = filled("LV-SURVEY")
    assert len(form.equipment) == 1
    rows = [{"name": ""}, {"name": "磨粉机", "quantity": "两", "capacity": "5"}]
    with pytest.raises(ProblemsFound, match="主要用电设备第2行数量：“两”不是数字，请填阿拉伯数字，如 2"):
        filled("LV-SURVEY", equipment=rows)
    assert set(faults("LV-SURVEY", equipment=rows)) == {"equipment.1.quantity"}


def test_tables_count_their_rows() -> None:
    source = {"number": "1", "voltage": "380V", "capacity": "60", "point": "杆"}
    assert faults("LV-PLAN", sources=[]) == {"sources": "至少要填 1 行"}
    assert faults("LV-PLAN", sources=[source] * 3) == {"sources": "最多 2 行，现有 3 行，请合并或写入备注"}
    assert faults("LV-PLAN", sources="什么") == {"sources": "至少要填 1 行"}


# Rules of single forms


def test_document_is_checked_by_its_kind() -> None:
    assert faults("LV-APP", document_no="91350100M000100Y4A") == {"document_no": "统一社会信用代码最后一位校验码应为 3，现为 A，请核对执照"}
    assert faults("LV-APP", document_kind="组织机构代码证", document_no="M000100Y-4") == {}
    wrong = faults("LV-APP", document_kind="组织机构代码证", document_no="M000100Y-5")
    assert wrong == {"document_no": "组织机构代码校验码应为 4，现为 5，请核对"}
    assert faults("LV-APP", document_kind="营业执照", document_no="410425600123456") == {}
    assert faults("LV-APP", document_kind="村（居）委会证明", document_no="无编号") == {}
    assert "出生日期" in faults("LV-APP", document_kind="居民身份证", document_no="11010520301231002X")["document_no"]


def test_more_capacity_needs_the_old_account() -> None:
    assert set(faults("LV-APP", business_type="增容")) == {"account_no", "capacity_before"}
    assert faults("LV-APP", business_type="增容", account_no="4101234567", capacity_before="0") == {}


def test_soft_findings_do_not_block() -> None:
    assert [str(one) for one in filled("LV-APP", account_no="12345").remarks()] == ["户号：户号一般为 10 位或 13 位数字，请再核对一次"]
    assert "超过低压供电的一般上限 160 kW" in str(next(iter(filled("LV-APP", capacity="161").remarks())))
    assert list(filled("HV-APP", capacity="800").remarks()) == []
    old = DRAFTS["METER"]["meters"][0] | {"asset_no": "20130001"}  # type: ignore[index]
    assert [one.field for one in filled("METER", meters=[old]).remarks()] == ["meters.0.asset_no"]
    assert [one.field for one in filled("LV-SURVEY", approved_capacity="50").remarks()] == ["approved_capacity"]


def test_a_change_asks_for_what_its_kind_needs() -> None:
    plain: dict[str, object] = {"capacity_before": "", "capacity_after": "", "wanted_from": "", "voltage": "", "capacity_unit": "kW"}
    assert faults("CHANGE-APP", **plain, business_type="销户") == {}
    assert set(faults("CHANGE-APP", **plain, business_type="暂停")) == {"wanted_from", "wanted_until", "capacity_before", "capacity_after"}
    assert set(faults("CHANGE-APP", **plain, business_type="迁址")) == {"new_address"}
    assert set(faults("CHANGE-APP", **plain, business_type="改类")) == {"usage_class", "usage_class_after"}
    assert faults("CHANGE-APP", capacity_after="630") == {"capacity_after": "减容后应小于现有容量 630，现为 630，请核对"}
    assert "应大于现有容量" in faults("CHANGE-APP", business_type="减容恢复")["capacity_after"]
    assert faults("CHANGE-APP", capacity_unit="kW") == {"capacity_unit": "10 kV 供电的容量以 kVA 计，请核对"}
    closed = filled("CHANGE-APP", **plain, business_type="销户")
    assert [one.field for one in closed.remarks()] == ["refund_account"]


def test_a_change_is_known_by_the_name_of_the_business() -> None:
    assert [kind_asked(name) for name in ("高压减容", "低压减容", "减容恢复", "批量换表", "更换计量装置", "改类", "高压新装")] == [
        "减容", "减容", "减容恢复", "更换计量装置", "更换计量装置", "改类", "",
    ]  # fmt: skip


def test_an_account_changes_hands_with_a_settled_bill_and_one_reading() -> None:
    assert faults("RENAME-APP", applicant="李大山") == {"applicant": "与原户名相同，请核对"}
    assert faults("RENAME-APP", read_on="") == {"read_on": "填了交接示数，请写明哪一天抄见"}
    assert set(faults("RENAME-APP", old_document_no="11010519491231002x")) == {"old_document_kind"}
    odd = filled("RENAME-APP", bill_settled="否", month_reading="1300")
    assert [one.field for one in odd.remarks()] == ["bill_settled", "closing_reading"]


def test_the_list_of_households_agrees_with_the_application() -> None:
    assert faults("BATCH-APP", household_count="3") == {"household_count": "清单有 2 户，这里填了 3 户，请核对"}
    assert faults("BATCH-APP", capacity="20") == {"capacity": "各户合计为 16 kW，现为 20 kW，请核对"}
    assert faults("BATCH-APP", households=[], household_count="55", capacity="440") == {}
    twin = {"unit": "3幢2单元", "room": "1102", "capacity": "8"}
    assert faults("BATCH-APP", households=[twin, twin]) == {"households": "3幢2单元 1102 出现两次，请核对"}
    wrong = faults("BATCH-APP", households=[twin, {"room": "1103", "capacity": "8", "document_no": "110105194912310021"}])
    assert wrong == {"households.1.document_no": "最后一位校验码应为 X，现为 1，请核对证件"}


def test_an_enquiry_is_answered_with_a_place_or_a_reason() -> None:
    assert set(faults("ENQUIRY-REPLY", verdict="暂缓")) == {"hold_cause", "reason"}
    assert set(faults("ENQUIRY-REPLY", capacity="", supply_point="")) == {"capacity", "supply_point"}
    assert set(faults("ENQUIRY-REPLY", review_on="今天")) == {"review_on"}
    assert faults("ENQUIRY-APP", document_no="") == {}
    assert set(faults("ENQUIRY-APP", first_capacity="3000")) == {"first_capacity"}


def test_a_survey_takes_two_people() -> None:
    assert faults("LV-SURVEY", second_surveyor="王晓燕") == {"second_surveyor": "现场勘查不少于两人，请填另一位勘查人"}
    assert set(faults("LV-SURVEY", conclusion="暂不具备供电条件")) == {"other"}


def test_a_fee_is_price_times_quantity_with_a_basis() -> None:
    fee = {"name": "费", "unit_price": "12.5", "quantity": "4", "amount": "49", "basis": ""}
    assert faults("LV-PLAN", fees=[fee]) == {"fees.0.amount": "应为单价乘数量 50.00 元，现为 49 元，请核对", "fees.0.basis": "请填写"}


def test_the_plan_supplies_what_it_promises() -> None:
    source = {"number": "1", "voltage": "380V", "capacity": "30", "point": "杆"}
    assert "小于供电容量 60 kW" in faults("LV-PLAN", sources=[source])["sources"]
    assert "主供" in faults("LV-PLAN", sources=[source | {"nature": "备用"}])["sources"]


def test_a_failed_inspection_names_its_defects_and_does_not_end_the_stage() -> None:
    failed = {"aspect": "资料", "standard": "齐全", "result": "缺试验报告", "verdict": "不合格"}
    assert set(faults("COMPLETION", verdict="不合格")) == {"defects"}
    assert faults("COMPLETION", items=[failed]) == {"verdict": "资料一项不合格，结论不能是合格，请核对"}
    assert filled("COMPLETION").ends_stage
    assert not filled("COMPLETION", verdict="不合格", defects="接地不良", items=[failed], recheck_by="1210").ends_stage
    assert set(faults("COMPLETION", inspected_on="11-19")) == {"inspected_on"}
    assert set(faults("COMPLETION", recheck_by="11-19")) == {"recheck_by"}


def test_a_contract_has_a_sensible_term() -> None:
    assert set(faults("CONTRACT", term_until="今天")) == {"term_until"}
    assert set(faults("CONTRACT", contract_kind="临时供用电合同", term_until="")) == {"term_until"}


def test_the_multiplier_follows_the_transformers() -> None:
    assert faults("METER", multiplier="30") == {"multiplier": "按互感器变比应为 40，现为 30，请核对"}
    assert faults("METER", ct_ratio="", multiplier="") == {}
    assert faults("METER", pt_ratio="10000/100", multiplier="4000") == {}
    assert set(faults("METER", ct_ratio="200：5")) == {"ct_ratio"}
    assert set(faults("METER", ct_ratio="200/0")) == {"ct_ratio"}


def test_meters_are_named_once_and_fit_their_wiring() -> None:
    meter: Any = DRAFTS["METER"]["meters"][0]  # type: ignore[index]
    assert "填了两次" in faults("METER", meters=[meter, meter])["meters"]
    assert set(faults("METER", meters=[meter | {"action": "拆"}])) == {"meters"}
    assert set(faults("METER", meters=[meter | {"phase": "单相"}])) == {"meters.0.wiring"}
    assert set(faults("METER", energized_on="1122")) == {"energized_on"}


# Facts from form to form


def test_what_one_form_says_is_not_typed_again() -> None:
    facts = facts_of([filled("LV-APP"), filled("LV-SURVEY", approved_capacity="55"), filled("LV-PLAN", capacity="55")])
    facts |= {"station": "堂街供电所", "person": "王晓燕", "today": TODAY}
    draft = prefilled(form_by_code("CONTRACT"), facts)
    assert draft["account_name"] == "张𬀩面粉厂"
    assert draft["capacity"] == "55"
    assert draft["ownership_boundary"] == "5 号杆下线横担"
    assert draft["customer_phone"] == "13900001111"
    form: Any = fill(form_by_code("CONTRACT"), draft | {"contract_no": "1", "contract_kind": "低压供用电合同"}, today=TODAY)
    assert (form.signed_on, form.supplier) == (TODAY, "堂街供电所")


def test_whom_to_call() -> None:
    form: Any = filled("LV-APP")
    assert (form.contact, form.contact_phone) == ("李𠅤", "13900001111")
    form = filled("LV-APP", agent="", agent_phone="")
    assert (form.contact, form.contact_phone) == ("张𬀩面粉厂", "13812345678")


def test_first_rows_stand_in_a_fresh_draft() -> None:
    rows: Any = prefilled(form_by_code("COMPLETION"), {})["items"]
    assert [row["aspect"] for row in rows] == ["资质", "资料", "安装质量"]
    listed = prefilled(form_by_code("ARCHIVE"), {"archive_items": [{"name": "合同", "copies": "1"}]})
    assert listed["papers"] == [{"name": "合同", "copies": "1"}]


def test_the_plan_goes_on_into_meter_slip_contract_and_energising_without_being_typed_again() -> None:
    survey = filled("LV-SURVEY", access_point="2 号台区 5 号杆", metering_point="院墙外表箱")
    known = facts_of([filled("LV-APP"), filled("LV-EQUIPMENT")])
    seen = prefilled(form_by_code("LV-SURVEY"), known)["equipment"]
    assert seen == [{"name": "面粉机", "model": "", "quantity": "2", "capacity": "55"}]
    known |= facts_of([survey])
    started = prefilled(form_by_code("LV-PLAN"), known)
    assert started["sources"] == [{"number": "1", "voltage": "380 V", "capacity": "60", "point": "2 号台区 5 号杆"}]
    point = {"group": "1", "price_class": "农业生产", "meter_accuracy": "1.0", "ct_ratio": "150/5"}
    point["meter_kind"] = "三相四线 3×220/380 V 1.5(6) A"
    known |= facts_of([filled("LV-PLAN", sources=started["sources"], metering_points=[point])])
    meter = prefilled(form_by_code("METER"), known)
    assert meter["meters"] == [{"wiring": "三相四线", "phase": "三相", "amperes": "1.5(6)", "accuracy": "1.0"}]
    assert (meter["ct_ratio"], meter["price_class"]) == ("150/5", "农业生产")
    assert prefilled(form_by_code("CONTRACT"), known)["source"] == "2 号台区 5 号杆"
    fitted = [{"action": "装", "model": "DTZ341", "asset_no": "4130001000000123456789", "reading": "0.5"} | meter["meters"][0]]
    known |= facts_of([filled("METER", meters=fitted, ct_ratio="150/5", multiplier="30")])
    assert prefilled(form_by_code("ENERGIZE"), known)["readings"] == [
        {"meter": "4130001000000123456789", "reading": "0.5", "multiplier": "30"}
    ]  # fmt: skip


def test_firms_and_the_project_are_named_once() -> None:
    builder = filled("QUALIFICATION", role="施工")
    known = facts_of([builder, filled("DESIGN-OPINION", designer="许昌电力设计院"), filled("MID-CHECK", project="面粉厂配电工程")])
    report = prefilled(form_by_code("COMPLETION-REPORT"), known)
    assert (report["designer"], report["project"]) == ("许昌电力设计院", "面粉厂配电工程")
    assert report["builder"] == prefilled(form_by_code("COMPLETION"), known)["builder"]


def test_what_a_plan_says_in_words_is_read_as_far_as_it_goes() -> None:
    assert meter_drafted("单相 220 V 5（60）A") == {"amperes": "5（60）"}
    assert (ratio_in("无"), ratio_in("10000/100，0.2 级")) == ("", "10000/100")
