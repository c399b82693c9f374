"""What each shipped profile makes of a case: conditional stages, the short list the customer is told, switches, governing limits."""

import tomllib
from dataclasses import replace

import pytest

from models.rules import RuleBook, RuleError, shipped_profiles, shipped_standards, shipped_texts

BOOKS = {code: RuleBook.from_texts(shipped_texts(code)) for code in shipped_profiles()}
HV, RES, SMALL = "hv_new", "lv_res_new", "lv_nonres_new"
CHECKS = {"design_request", "design_review", "mid_check_request", "mid_check"}


def stages(profile, kind, class_, *facts):
    return [step.stage for step in BOOKS[profile].flow(BOOKS[profile].types[kind], class_, facts)]


def told(profile, kind, class_, *facts):
    return [name for name, _ in BOOKS[profile].told_stages(BOOKS[profile].types[kind], class_, facts)]


def test_the_profiles_that_come_with_the_program():
    assert list(BOOKS) == ["heilongjiang", "henan-rural", "henan-strict", "legacy-2011", "national-2025", "one-plus-one", "package-1479",
                           "shunping"]


@pytest.mark.parametrize(("profile", "facts", "asked"), [
    ("henan-rural", (), set()), ("henan-rural", ("important",), CHECKS), ("henan-rural", ("special_load",), CHECKS),
    ("henan-rural", ("new_residential_area",), CHECKS), ("henan-rural", ("hv_35kv_plus",), set()),
    ("heilongjiang", ("hv_35kv_plus",), CHECKS), ("heilongjiang", ("hv_10kv",), set()),
    ("legacy-2011", (), CHECKS),                            # hv_all: every high-voltage case
    ("shunping", ("important", "hv_35kv_plus"), set()),     # both stages dropped
    ("national-2025", ("important",), set()),               # no standard of it speaks of them
])
def test_conditional_stages(profile, facts, asked):
    flow = stages(profile, HV, "hv_single", *facts)
    assert CHECKS & set(flow) == asked
    assert [stage for stage in flow if stage not in CHECKS].index("energize") == 7  # 装表 stands beside the contract


@pytest.mark.parametrize(("profile", "kind", "class_", "facts", "asked"), [
    ("henan-rural", "lv_nonres_new", "lv_nonres", (), set()), ("henan-rural", "lv_nonres_new", "lv_nonres", ("important",), CHECKS),
    ("henan-rural", "batch_new", "lv_nonres", ("new_residential_area",), CHECKS),
    ("henan-rural", "lv_nonres_new", "lv_nonres_small", ("important",), set()),   # a small business is told two stages
    ("henan-rural", RES, "residential", ("important",), set()),
    ("legacy-2011", "lv_nonres_increase", "lv_nonres", (), CHECKS), ("legacy-2011", "temporary", "lv_nonres_small", (), CHECKS),
    ("legacy-2011", RES, "residential", (), set()),
    ("shunping", "lv_nonres_new", "lv_nonres", ("important",), set()),
])  # fmt: skip
def test_conditional_stages_of_the_stations_own_types(profile, kind, class_, facts, asked):
    flow = BOOKS[profile].flow(BOOKS[profile].types[kind], class_, facts)
    assert CHECKS & {step.stage for step in flow} == asked
    assert all(step.owner == "station" for step in flow)
    if asked:
        after = {step.stage: step.after for step in flow}
        assert {"design_review", "mid_check"} < set(after["completion_check"])
        assert after["contract"] == ("plan_reply",) if "contract" in after else True


def test_a_conditional_stage_stands_between_the_stages_it_names():
    flow = {step.stage: step.after for step in BOOKS["henan-rural"].flow(BOOKS["henan-rural"].types[HV], "hv_dual", ("important",))}
    assert flow["design_request"] == ("plan_reply",)
    assert flow["mid_check_request"] == ("plan_reply", "design_review")
    assert set(flow["completion_report"]) == {"plan_reply", "design_review", "mid_check"}
    seen = set()
    for stage, after in flow.items():
        assert seen.issuperset(after), stage
        seen.add(stage)


def test_one_conditional_stage_without_the_other():
    texts = [replace(text, text=text.text.replace('stages = ["design_review", "mid_check"]', 'stages = ["mid_check"]'))
             for text in shipped_texts()]
    book = RuleBook.from_texts(texts)
    flow = {step.stage: step.after for step in book.flow(book.types[HV], "hv_single", ("important",))}
    assert CHECKS & set(flow) == {"mid_check_request", "mid_check"}
    assert flow["mid_check_request"] == ("plan_reply",)


@pytest.mark.parametrize(("profile", "kind", "class_", "facts", "names"), [
    ("henan-rural", SMALL, "lv_nonres_small", (), ["用电申请", "装表接电"]),
    ("henan-rural", HV, "hv_single", ("company_invests",), ["用电申请", "供电方案答复", "装表接电"]),
    ("henan-rural", HV, "hv_dual", (), ["用电申请", "供电方案答复", "客户外部工程实施", "装表接电"]),
    ("shunping", HV, "hv_single", (), ["用电申请", "供电方案答复", "竣工检验和装表接电"]),
    ("shunping", RES, "residential", (), ["用电申请", "现场勘查和装表接电"]),
    ("shunping", SMALL, "lv_nonres_small", (), ["用电申请", "现场勘查和装表接电"]),
    ("one-plus-one", RES, "residential", ("urban",), ["受理（同步签订合同）", "次日装表接电"]),
    ("one-plus-one", RES, "residential", (), []),
    ("one-plus-one", SMALL, "lv_nonres_small", (), ["业务受理", "现场勘查", "竣工验收和接电"]),
    ("package-1479", RES, "residential", (), ["受理签约", "施工接电"]),
    ("package-1479", SMALL, "lv_nonres_small", (), ["受理签约", "施工接电"]),
    ("heilongjiang", HV, "hv_single", (), ["申请受理", "供电方案答复", "竣工检验装表接电"]),
    ("heilongjiang", HV, "hv_dual", ("hv_35kv_plus",), ["申请受理", "供电方案答复", "设计文件审核", "中间检查", "竣工检验装表接电"]),
])
def test_what_the_customer_is_told(profile, kind, class_, facts, names):
    assert told(profile, kind, class_, *facts) == names


def test_other_low_voltage_customers_of_1479_are_told_three_stages():
    assert [stage.name for stage in BOOKS["package-1479"].told("lv_nonres").stages] == ["业务受理", "供电方案答复", "装表接电"]


@pytest.mark.parametrize("profile", shipped_profiles())
def test_each_inner_stage_up_to_connection_lies_in_exactly_one_told_stage(profile):
    book = BOOKS[profile]
    for kind in book.types.values():
        for class_ in kind.classes:
            for facts in ((), ("important",), ("company_invests",), ("urban",), ("hv_35kv_plus", "special_load")):
                listed = [stage for _, inner in book.told_stages(kind, class_, facts) for stage in inner]
                if listed:
                    flow = [step.stage for step in book.flow(kind, class_, facts)]
                    assert sorted(listed) == sorted(stage for stage in flow if stage != "archive")


@pytest.mark.parametrize(("profile", "class_", "facts", "limit", "days"), [
    ("shunping", "residential", (), "whole", 4), ("shunping", "lv_nonres_small", (), "whole", 8),
    ("shunping", "hv_single", (), "whole", 20), ("shunping", "hv_dual", (), "whole", 27),
    ("one-plus-one", "residential", ("urban",), "energize", 1), ("one-plus-one", "residential", (), "whole", 5),
    ("package-1479", "lv_nonres_small", (), "whole", 15), ("heilongjiang", "hv_dual", ("hv_10kv",), "accept", 1),
    ("national-2025", "lv_nonres_small", ("external_line",), "whole_line", 15),
    ("national-2025", "lv_nonres_small", ("no_external_line",), "whole_no_line", 5),
    ("national-2025", "lv_nonres_small", (), "company_sum", 6),  # not asked yet: the promises govern
    ("legacy-2011", "hv_dual", (), "plan_reply", 30),
])
def test_what_governs(profile, class_, facts, limit, days):
    first = BOOKS[profile].governing(class_, facts=facts)[0]
    assert (first.code, first.days) == (limit, days)


def test_a_customers_own_limit_never_governs():
    *texts, profile = shipped_texts()
    zhejiang = next(text for text in shipped_standards() if text.code == "zhejiang-2012-06")
    text = profile.text.replace('hv_single = ["henan-2020"', 'hv_single = ["zhejiang-2012-06", "henan-2020"')
    book = RuleBook.from_texts([*texts, zhejiang, replace(profile, text=text)])
    assert [(limit.code, limit.unit) for limit in book.governing("hv_single")][:2] == [
        ("plan_reply", "calendar_day"), ("plan_reply", "working_day")]
    assert all(limit.obliged == "company" for limit in book.governing("hv_single"))


def test_switches_are_off_and_bring_a_target_of_the_same_day_when_on():
    assert not BOOKS["henan-rural"].switched_on("pre_accept", "residential")
    assert BOOKS["henan-rural"].same_day_target("residential") is None
    *texts, profile = shipped_texts()
    book = RuleBook.from_texts([*texts, replace(profile, text=profile.text.replace("on = false", "on = true"))])
    assert book.switched_on("pre_accept", "hv_single")
    target = book.same_day_target("residential")
    assert (target.kind, target.unit, target.start, target.stop, target.source) == (
        "internal_target", "same_day", "accept", "energize", "我们的理解（非规定）")
    assert book.same_day_target("hv_single") is None


def test_a_switch_that_claims_a_source_is_refused():
    *texts, profile = shipped_texts()
    with pytest.raises(RuleError, match="没有查到规定"):
        RuleBook.from_texts([*texts, replace(profile, text=profile.text.replace('source = "我们的理解（非规定）"', 'source = "某文件"'))])


@pytest.mark.parametrize("profile", shipped_profiles())
def test_what_a_station_adopts_is_whole(profile):
    text = shipped_texts(profile)[-1].text
    found = tomllib.loads(text)
    assert len(found["pause_reasons"]) == 6
    assert len(found["cause_codes"]) == 10
    named = {*found["measured"], *(code for codes in found["governing"].values() for code in codes)}
    named |= {found["plan"]["validity"], found["plan"]["objection"]}
    assert {text.code for text in shipped_texts(profile) if text.subject == "standard"} == named
