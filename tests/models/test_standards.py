"""Every shipped set of time limits against the numbers typed again from the dossier; nothing that is not established is a rule."""

import re

import pytest

from models.business import EVENTS, GRADES, STAGES
from models.rules import RuleBook, RuleError, RuleText, read_standards, shipped_profiles, shipped_standards, shipped_texts

STANDARDS = read_standards(shipped_standards())
RES, SMALL, LVX, ONE, TWO = "residential", "lv_nonres_small", "lv_nonres", "hv_single", "hv_dual"
PLANS = {
    "bureau-nd-hv-flow": (3, 7, 15, 30), "workflow-nd-limits": (3, 7, 15, 30), "anqing-2012": (3, 7, 15, 30), "sgcc-2011": (3, 7, 15, 30),
    "serc-27-2010": (3, 8, 20, 45), "csg-2017": (2, 5, 15, 30), "guangdong-nd": (3, 7, 15, 30),
    "henan-2020": (None, None, 10, 18), "henan-nd-hv": (None, None, 11, 21), "heilongjiang-nd-hv": (None, None, 6, 14),
    "sgcc-assessment-nd": (None, None, 15, 30), "suzhou-anhui-nd-hv": (None, None, 15, 30), "zhejiang-2012-06": (None, 5, 10, 10),
}
WHOLE = {
    "sgcc-2023": (5, None, None, None), "shunping-2020": (4, 8, 20, 27), "henan-2020": (None, 15, None, None),
    "nea-1479-draft-2020": (None, 25, None, None), "nea-1479-draft-2021": (5, 20, None, None), "nea-1479-draft-2022": (5, 15, None, None),
    "liaoning-2021-07": (None, 15, None, None), "liaoning-2022-11": (None, 12, None, None), "sgcc-web-2021-07": (None, 20, None, None),
    "guizhou-2021-7": (3, 20, 60, 80), "hebei-2023-06": (5, None, None, None), "guidong-nd": (2, None, None, None),
}
SUMS = {
    "sgcc-2023": (6, 22, 32), "guizhou-2021-7": (6, 22, 30),
    **{f"nea-1479-draft-{year}": (6, 22, 32) for year in (2020, 2021, 2022)},
}
STAGE = {  # standard: stage: (residential, low voltage, high voltage)
    "bureau-nd-hv-flow": {"design_review": (None, 10, 30), "completion_check": (None, 3, 5), "energize": (3, 5, 5)},
    "workflow-nd-limits": {"design_review": (None, 8, 20), "mid_check": (None, 3, 5), "completion_check": (None, 5, 7),
                           "energize": (3, 5, 5)},
    "serc-27-2010": {"design_review": (None, 8, 20), "mid_check": (None, 3, 5), "completion_check": (None, 5, 7), "energize": (3, 5, 7)},
    "anqing-2012": {"design_review": (None, 7, 10), "mid_check": (None, None, None), "energize": (None, None, None)},
    "sgcc-assessment-nd": {"design_review": (None, None, 10), "mid_check": (None, None, 5), "completion_check": (None, None, 5),
                           "energize": (None, None, 5)},
    "suzhou-anhui-nd-hv": {"design_review": (None, None, 10), "completion_check": (None, None, 2), "energize": (None, None, 5),
                           "callback": (None, None, 2)},
    "henan-2020": {"design_review": (None, None, 3), "mid_check": (None, None, 2), "completion_check": (None, None, 3),
                   "energize": (None, None, 3)},
    "guangdong-nd": {"design_review": (None, 10, 30), "energize": (3, 5, 7)},
    "csg-2017": {"energize": (2, 3, 5)},
    "sgcc-2011": {"energize": (3, 5, 5)},
    "agent-nd": {"energize": (None, None, 5)},
    "one-plus-one-2015": {"energize": (1, None, None)},
}
UNITS = {
    ("bureau-nd-dedicated-line", "handover"): "same_day", ("bureau-nd-dedicated-line", "plan_fixed"): "calendar_day",
    ("north-county-nd-settlement", "settled"): "calendar_day", ("agent-nd", "energize"): "calendar_day",
    ("agent-nd", "callback_plan"): "day_of_month", ("agent-nd", "callback_result"): "calendar_day",
    ("county-nd-line-loads", "line_loads"): "day_of_month", ("county-nd-objection", "objection"): "month",
    ("zhejiang-2012-06", "objection"): "month", ("zhejiang-2012-06", "plan_reply"): "calendar_day",
    ("sgcc-forms-nd-validity", "plan_validity"): "month",
    ("one-plus-one-2015", "energize"): "calendar_day", ("guidong-nd", "accept"): "same_day", ("essay-nd-assessment", "accept"): "hour",
}


def days(standard, code, class_):
    return next((limit.days for limit in STANDARDS[standard].limits if limit.code == code and class_ in limit.classes), None)


@pytest.mark.parametrize("code", PLANS)
def test_plan_replies(code):
    assert tuple(days(code, "plan_reply", class_) for class_ in (RES, SMALL, ONE, TWO)) == PLANS[code]


@pytest.mark.parametrize("code", WHOLE)
def test_whole_processes(code):
    assert tuple(days(code, "whole", class_) for class_ in (RES, SMALL, ONE, TWO)) == WHOLE[code]


@pytest.mark.parametrize("code", SUMS)
def test_sums_of_the_companys_stages(code):
    assert tuple(days(code, "company_sum", class_) for class_ in (LVX, ONE, TWO)) == SUMS[code]


@pytest.mark.parametrize(("code", "stage"), [(code, stage) for code, stages in STAGE.items() for stage in stages])
def test_single_stages(code, stage):
    assert tuple(days(code, stage, class_) for class_ in (RES, SMALL, ONE)) == STAGE[code][stage]


def test_by_condition():
    def under(code, fact, class_):
        return next(limit.days for limit in STANDARDS[code].limits if fact in limit.when and class_ in limit.classes)

    for code, expected in (("ndrc-nea-2025-06", (5, 15)), ("guidong-nd", (2, 5)), ("guizhou-2021-7", (3, 20))):
        assert (under(code, "no_external_line", SMALL), under(code, "external_line", SMALL)) == expected
    assert [under("shanghai-nd-form", fact, ONE) for fact in ("hv_10kv", "hv_35kv", "hv_110kv")] == [15, 40, 60]


def test_units_other_than_working_days():
    found = {(standard.code, limit.code): limit.unit for standard in STANDARDS.values() for limit in standard.limits
             if limit.unit != "working_day"}
    assert found == UNITS


def test_every_number_says_where_it_is_written():
    for standard in STANDARDS.values():
        assert standard.source
        assert standard.cite
        assert standard.grade in GRADES
        for limit in standard.limits:
            assert limit.source, (standard.code, limit.code)
            assert re.search(rf"(?<!\d){limit.days}(?!\d)", limit.cite), (standard.code, limit.code, limit.cite)
            assert {limit.start, limit.stop, *limit.also_after} <= {*STAGES, *EVENTS}
        for cited in (*standard.stage_conditions, *standard.told):
            assert cited.source
            assert cited.cite


def test_what_stops_a_clock_is_our_reading_where_the_source_is_silent():
    named = {(standard.code, limit.code): limit.stops_for for standard in STANDARDS.values() for limit in standard.limits
             if limit.stops_source != "我们的理解（非规定）"}
    assert named == {("agent-nd", "energize"): ("customer",), ("agent-nd", "callback_plan"): (), ("county-nd-line-loads", "line_loads"): ()}
    assert {limit.stops_for for standard in STANDARDS.values() for limit in standard.limits if limit.stops_source.startswith("我们")} == {
        ("customer", "government")}


def test_the_approvals_of_the_line_are_the_governments_time_and_measure_nobody():
    for year in (2020, 2021, 2022):
        code = f"nea-1479-draft-{year}"
        assert [days(code, name, class_) for name, class_ in (("line_approval_lv", SMALL), ("line_approval_hv", ONE))] == [5, 10]
    assert {limit.obliged for limit in STANDARDS[code].limits if limit.start == "line_approval_request"} == {"government"}
    book = RuleBook.from_texts(shipped_texts("package-1479"))
    assert not [limit for limit in book.limits("nea-1479-draft-2022", ONE, {"hv_10kv"}) if limit.code.startswith("line_approval")]


def test_how_long_a_plan_holds():
    assert [days("sgcc-forms-nd-validity", "plan_validity", class_) for class_ in (RES, SMALL, ONE)] == [3, 3, 12]
    assert {limit.obliged for limit in STANDARDS["sgcc-forms-nd-validity"].limits} == {"customer"}


def test_a_file_without_a_date_says_so():
    for standard in STANDARDS.values():
        assert standard.effective_note, standard.code
        if "-nd" in standard.code:
            assert "没有" in standard.effective_note, standard.code


def test_what_is_third_hand_can_be_read_and_never_chosen():
    shut = {standard.code for standard in STANDARDS.values() if not standard.selectable}
    assert shut == {standard.code for standard in STANDARDS.values() if standard.grade == "C"}
    assert shut == {"essay-nd-assessment", "essay-nd-anqing", "papers-2015", "heilongjiang-plan-2021", "table-2025"}
    assert all("非规定" in STANDARDS[code].name and "非规定" in STANDARDS[code].note for code in shut)
    assert not any(text.code in shut for profile in shipped_profiles() for text in shipped_texts(profile))


@pytest.mark.parametrize("key", ["measured", "governing"])
def test_a_profile_that_chooses_an_essay_is_refused(key):
    *texts, profile = shipped_texts()
    old = 'measured = ["henan-2020"' if key == "measured" else 'residential = ["sgcc-2023"'
    new = old.replace("henan-2020", "essay-nd-anqing").replace("sgcc-2023", "essay-nd-anqing")
    essay = next(text for text in shipped_standards() if text.code == "essay-nd-anqing")
    with pytest.raises(RuleError, match="只供查阅") as caught:
        RuleBook.from_texts([*texts, essay, RuleText("profile", profile.code, profile.text.replace(old, new))])
    assert caught.value.place == key


# --- what is not established must not stand here as a rule

UNKNOWN_PAPERS = ("378", "431号", "14号令", "供电营业规则（2024", "供电营业规则（1996", "2024年修", "十项承诺”（2020", "十项承诺”（2022")


def test_no_paper_whose_numbers_are_not_known_is_a_standard():
    for standard in STANDARDS.values():
        told = " ".join((standard.name, standard.source, *(limit.source for limit in standard.limits)))
        assert not any(word in told for word in UNKNOWN_PAPERS), standard.code


@pytest.mark.parametrize(("code", "stage", "class_"), [
    ("ndrc-nea-2025-06", "", ONE), ("ndrc-nea-2025-06", "", TWO),                 # the high-voltage numbers of the opinion of 2025
    ("anqing-2012", "design_review", TWO), ("anqing-2012", "mid_check", ONE),     # where the genuine Anqing text is cut off
    ("anqing-2012", "completion_check", ONE), ("anqing-2012", "energize", RES),
    ("sgcc-assessment-nd", "", RES), ("sgcc-assessment-nd", "", SMALL),           # low-voltage numbers of the assessment
    ("county-nd-objection", "plan_reply", RES), ("county-nd-objection", "completion_check", ONE),  # masked by asterisks
])
def test_numbers_that_were_not_legible_are_not_made_up(code, stage, class_):
    assert not [limit for limit in STANDARDS[code].limits if class_ in limit.classes and stage in ("", limit.code)]


def test_no_promise_of_the_south_after_2017_and_no_total_after_june_2025():
    assert max(standard.effective for standard in STANDARDS.values() if "南方电网" in standard.issuer).year == 2017
    assert max(standard.effective for standard in STANDARDS.values()) == STANDARDS["ndrc-nea-2025-06"].effective


@pytest.mark.parametrize("profile", shipped_profiles())
def test_thresholds_day_0_and_switches_are_said_to_be_ours(profile):
    book = RuleBook.from_texts(shipped_texts(profile))
    assert book.profile.source == "默认值（非规定）"
    assert not book.profile.day0_counts
    assert {switch.code for switch in book.profile.switches} == {"pre_accept", "one_day_connect"}
    assert all(switch.source == "我们的理解（非规定）" and not switch.on for switch in book.profile.switches)


def test_the_draft_of_1479_is_called_a_draft():
    for standard in STANDARDS.values():
        if standard.series == "nea-1479-draft":
            assert "征求意见稿" in standard.name
            assert "正式文本没有见到" in standard.note
