"""Each profile at the desk: what governs and by which day, worked out by hand; what the customer is told; told on the papers too."""

from dataclasses import replace
from datetime import date

import pytest

from models.rules import shipped_profiles
from models.services.adoption import adopt_rules, plan_adoption
from models.services.case_facts import state_facts
from models.services.case_page.detail import case_detail
from models.services.checking import rebuild
from models.services.folding.refold import Folder
from models.services.paper.paper_contexts import context_for
from models.services.registration import register
from models.services.station import looking
from reports.render import render
from tests.data.pdf_text import text_of
from tests.stations import MONDAY, Clock, do_all, do_stage, factory_intake, house_intake, mill, mill_intake

D = date


def under(station, profile):
    if profile != "henan-rural":
        adopt_rules(station, plan_adoption(station, profile, MONDAY, MONDAY), "测试", MONDAY)


def taken(station, what, **answers):
    intake = {"house": house_intake, "factory": factory_intake}[what](station, MONDAY) if what != "mill" else mill_intake(MONDAY)
    return register(station, replace(intake, answers={**intake.answers, **answers}), MONDAY)[0].case_id


def seen(station, case_id):
    detail = case_detail(station, case_id, MONDAY)
    found = next((limit for limit in detail.limits if limit.governs), None)
    return (found.key, found.told, found.due) if found else None, " → ".join(name for name, _ in detail.told)


# accepted on Monday 23 November 2026, which is day 0; no holiday until 1 January 2027
CASES = [
    ("henan-rural", "house", {}, ("sgcc-2023/whole", "5 个工作日", D(2026, 11, 30)), ""),
    ("henan-rural", "mill", {}, ("henan-2020/whole", "15 个工作日", D(2026, 12, 14)), "用电申请 → 装表接电"),
    ("henan-strict", "mill", {}, ("henan-2020/whole", "15 个工作日", D(2026, 12, 14)), "用电申请 → 装表接电"),
    ("henan-rural", "factory", {}, ("henan-2020/plan_reply", "10 个工作日", D(2026, 12, 7)),
     "用电申请 → 供电方案答复 → 客户外部工程实施 → 装表接电"),
    ("henan-rural", "factory", {"company_invests": True}, ("henan-2020/plan_reply", "10 个工作日", D(2026, 12, 7)),
     "用电申请 → 供电方案答复 → 装表接电"),
    ("shunping", "house", {}, ("shunping-2020/whole", "4 个工作日", D(2026, 11, 27)), "用电申请 → 现场勘查和装表接电"),
    ("shunping", "mill", {}, ("shunping-2020/whole", "8 个工作日", D(2026, 12, 3)), "用电申请 → 现场勘查和装表接电"),
    ("shunping", "factory", {}, ("shunping-2020/whole", "20 个工作日", D(2026, 12, 21)), "用电申请 → 供电方案答复 → 竣工检验和装表接电"),
    ("one-plus-one", "house", {"rural": False}, ("sgcc-2023/whole", "5 个工作日", D(2026, 11, 30)), "受理（同步签订合同） → 次日装表接电"),
    ("one-plus-one", "mill", {}, ("sgcc-2023/company_sum", "6 个工作日", D(2026, 12, 1)), "业务受理 → 现场勘查 → 竣工验收和接电"),
    ("package-1479", "house", {}, ("nea-1479-draft-2022/whole", "5 个工作日", D(2026, 11, 30)), "受理签约 → 施工接电"),
    ("package-1479", "mill", {}, ("nea-1479-draft-2022/whole", "15 个工作日", D(2026, 12, 14)), "受理签约 → 施工接电"),
    ("package-1479", "factory", {}, ("nea-1479-draft-2022/company_sum", "22 个工作日", D(2026, 12, 23)), ""),
    ("heilongjiang", "factory", {}, ("heilongjiang-nd-hv/plan_reply", "6 个工作日", D(2026, 12, 1)),
     "申请受理 → 供电方案答复 → 竣工检验装表接电"),
    ("heilongjiang", "factory", {"special_load": True}, ("heilongjiang-nd-hv/plan_reply", "6 个工作日", D(2026, 12, 1)),
     "申请受理 → 供电方案答复 → 设计文件审核 → 中间检查 → 竣工检验装表接电"),
    ("national-2025", "mill", {"external_line": True}, ("ndrc-nea-2025-06/whole_line", "15 个工作日", D(2026, 12, 14)), ""),
    ("national-2025", "mill", {"external_line": False}, ("ndrc-nea-2025-06/whole_no_line", "5 个工作日", D(2026, 11, 30)), ""),
    ("legacy-2011", "factory", {}, ("sgcc-2011/plan_reply", "15 个工作日", D(2026, 12, 14)), ""),
]


@pytest.mark.parametrize(("profile", "what", "answers", "governs", "told"), CASES)
def test_what_governs_and_what_is_told(station, profile, what, answers, governs, told):
    under(station, profile)
    found, stages = seen(station, taken(station, what, **answers))
    assert stages == told
    assert found == governs
    assert rebuild(station.database).equal


def test_every_profile_is_tried():
    assert {profile for profile, *_ in CASES} == set(shipped_profiles())


def test_one_plus_one_connects_the_day_after_the_contract(station, clock: Clock):
    """A calendar day from Friday's contract ends on Saturday and so on Monday (民法典第二百零三条)."""
    under(station, "one-plus-one")
    case_id = taken(station, "house", rural=False)
    friday = clock.go(D(2026, 11, 27))
    for form in ("LV-SURVEY", "LV-PLAN", "CONTRACT"):
        do_stage(station, case_id, form, friday)
    detail = case_detail(station, case_id, friday)
    (found,) = [limit for limit in detail.limits if limit.governs]
    assert (found.key, found.told, found.due, found.unit) == (
        "one-plus-one-2015/energize", "1 个自然日", D(2026, 11, 30), "calendar_day")
    assert "工作日" not in detail.row.level_text
    assert rebuild(station.database).equal


def test_a_case_of_national_2025_waits_for_the_answer_of_the_survey(station):
    under(station, "national-2025")
    case_id = taken(station, "mill")
    assert seen(station, case_id)[0][0].startswith("sgcc-2023/")
    state_facts(station, case_id, {"external_line": True})
    assert seen(station, case_id)[0] == ("ndrc-nea-2025-06/whole_line", "15 个工作日", D(2026, 12, 14))


def test_receipt_and_notice_tell_the_stages_and_limit_of_the_profile(station):
    under(station, "shunping")
    case_id = mill(station, MONDAY)
    with looking(station) as connection:
        case = Folder(connection).case(case_id)
    context = context_for(station, case, "NOTICE-LV-SMALL", MONDAY)
    receipt = context_for(station, case, "RECEIPT", MONDAY)
    assert receipt.told == ("用电申请", "现场勘查和装表接电")
    assert (receipt.limits[0].told, receipt.limits[0].due) == ("8 个工作日", D(2026, 12, 3))
    assert "用电申请 → 现场勘查和装表接电" in context.clauses[0]
    words = text_of(render(context)).replace("\n", "").replace(" ", "")
    assert "不超过8个工作日" in words
    assert "您不出钱" not in words
    assert "15个工作日" not in words


def test_stages_told_are_ticked_as_they_are_done(station, clock: Clock):
    case_id = mill(station, MONDAY)
    assert case_detail(station, case_id, MONDAY).told == (("用电申请", True), ("装表接电", False))
    do_all(station, case_id, clock.go(D(2026, 11, 30)), "METER")
    assert [done for _, done in case_detail(station, case_id, D(2026, 11, 30)).told] == [True, True]
