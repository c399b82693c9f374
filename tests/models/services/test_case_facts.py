"""What is known of a case decides its stages and limits: asked at registration or survey, changed only while it decides nothing yet."""

from datetime import date

import pytest

from models.case import Case
from models.case_facts import facts_of_case, questions_for
from models.problems import ProblemsFound, StationError
from models.rules import RuleBook, shipped_texts
from models.services.case_facts import asked_facts, facts_to_ask, state_facts
from models.services.case_page.detail import case_detail
from models.services.checking import rebuild
from models.services.registration import register
from tests.stations import MONDAY, factory_intake, house_intake, mill


def factory(station, **answers):
    intake = factory_intake(station)
    return register(station, type(intake)(**{**vars(intake), "answers": {**intake.answers, **answers}}), MONDAY)[0].case_id


def names(station, case_id):
    return [step.stage for step in case_detail(station, case_id, MONDAY).steps]


@pytest.mark.parametrize(("case", "facts"), [
    (Case("", class_="hv_single", voltage="10 kV", capacity="315"), {"hv_10kv", "dedicated_transformer"}),
    (Case("", class_="hv_dual", voltage="110 kV", capacity="40"), {"hv_110kv", "hv_35kv_plus"}),
    (Case("", class_="hv_dual", voltage="", capacity=""), set()),
    (Case("", class_="residential", answers={"rural": False}), {"sporadic", "urban"}),
    (Case("", class_="residential", answers={"rural": True}), {"sporadic"}),
    (Case("", class_="residential", business_type="batch_new"), set()),
    (Case("", class_="residential", stated={"new_residential_area": True, "urban": True}), {"new_residential_area", "urban"}),
    (Case("", class_="lv_nonres", answers={"external_line": False}), {"no_external_line"}),
    (Case("", class_="lv_nonres", answers={"external_line": False}, stated={"external_line": True}), {"external_line"}),
    (Case("", class_="hv_single", values={"important": True}, answers={"important": False}), {"important"}),
    (Case("", class_="hv_single", answers={"company_invests": False}), {"customer_invests"}),
])
def test_facts_of_a_case(case, facts):
    assert facts_of_case(case) == facts


@pytest.mark.parametrize(("profile", "class_", "codes"), [
    ("henan-rural", "lv_nonres_small", []),
    ("henan-rural", "hv_single", ["important", "special_load", "new_residential_area", "company_invests"]),
    ("national-2025", "residential", ["external_line", "estate"]), ("shunping", "hv_single", []),
    ("one-plus-one", "residential", ["urban", "estate"]),
    ("heilongjiang", "hv_dual", ["important", "special_load", "new_residential_area"]),
])
def test_only_what_the_rules_depend_on_is_asked(profile, class_, codes):
    assert [question.code for question in questions_for(RuleBook.from_texts(shipped_texts(profile)), class_)] == codes


def test_an_important_customer_has_design_review_and_mid_check(station):
    plain, important = factory(station), factory_with_form(station)
    assert "design_review" not in names(station, plain)
    assert names(station, important)[3:7] == ["design_request", "design_review", "mid_check_request", "mid_check"]


def factory_with_form(station):
    return register(station, factory_intake(station, important="是", applicant="郏县第二水厂", reason="另一处"), MONDAY)[0].case_id


def test_stating_a_fact_later_changes_the_flow_and_is_history(station):
    case_id = factory(station)
    state_facts(station, case_id, {"special_load": True})
    assert "mid_check" in names(station, case_id)
    assert "特殊负荷" in case_detail(station, case_id, MONDAY).history[0].text
    assert {fact.code: fact.answer for fact in asked_facts(station, case_id)}["special_load"] is True
    with pytest.raises(StationError, match="理由"):
        state_facts(station, case_id, {"special_load": False})
    state_facts(station, case_id, {"special_load": False}, "勘查后没有谐波")
    assert "mid_check" not in names(station, case_id)
    with pytest.raises(StationError, match="没有改动"):
        state_facts(station, case_id, {"special_load": False}, "再说一次")
    assert rebuild(station.database).equal


def test_a_fact_that_a_finished_stage_rests_on_is_settled(station):
    from models.services.stages import complete
    from models.services.station import changing

    case_id = factory(station)
    with changing(station) as change:
        for stage in ("survey", "plan_reply", "completion_report"):
            complete(change, case_id, stage, date(2026, 11, 20), "centre")
    with pytest.raises(ProblemsFound, match="已经办完"):
        state_facts(station, case_id, {"important": True})
    settled = {fact.code: fact.settled for fact in asked_facts(station, case_id)}
    assert settled == {"important": "竣工报验", "special_load": "竣工报验", "new_residential_area": "竣工报验", "company_invests": ""}


def test_nothing_is_asked_where_nothing_depends_on_it(station):
    assert facts_to_ask(station, "lv_nonres_new", "lv_nonres_small") == ()
    case_id = mill(station, MONDAY)
    assert "facts" not in {card.topic for card in case_detail(station, case_id, MONDAY).cards}
    with pytest.raises(StationError, match="不认识"):
        state_facts(station, case_id, {"rich": True})


def test_households_of_an_estate_take_the_limits_of_low_voltage_customers(station):
    scattered = register(station, house_intake(station), MONDAY)[0].case_id
    estate = register(station, house_intake(station, reason="同一地址另一户"), MONDAY)[0].case_id
    state_facts(station, estate, {"estate": True}, "小区统一报装")
    told = {case: next(limit for limit in case_detail(station, case, MONDAY).limits if limit.governs) for case in (scattered, estate)}
    assert (told[scattered].name, told[scattered].told) == ("全过程办电", "5 个工作日")
    assert (told[estate].name, told[estate].told) == ("供电企业各环节合计", "6 个工作日")
