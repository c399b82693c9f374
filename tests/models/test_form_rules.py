"""Rules across the fields of single forms: each refuses what its paper must not say, in words that help."""

import pytest

from tests.data.form_drafts import faults, filled


def test_a_design_that_is_not_approved_names_every_change_and_does_not_end_the_stage() -> None:
    assert filled("DESIGN-OPINION").ends_stage
    assert set(faults("DESIGN-OPINION", verdict="修改后重新送审")) == {"changes"}
    assert not filled("DESIGN-OPINION", verdict="修改后重新送审", changes="补短路计算").ends_stage
    assert faults("DESIGN-OPINION", returned_on="1110") == {"returned_on": "2026-11-10 早于收图日期 2026-11-16，请核对"}


def test_hidden_works_that_fail_are_not_called_sound() -> None:
    failed = {"part": "接地装置", "result": "12 Ω", "verdict": "不合格"}
    assert faults("MID-CHECK", items=[failed]) == {"verdict": "接地装置不合格，结论不能是合格，请核对"}
    assert set(faults("MID-CHECK", items=[failed], verdict="不合格")) == {"defects"}
    assert not filled("MID-CHECK", items=[failed], verdict="不合格", defects="补打接地极").ends_stage
    assert set(faults("MID-CHECK", requested_on="今天", checked_on="昨天")) == {"checked_on"}


def test_a_completion_is_reported_after_the_works() -> None:
    assert set(faults("COMPLETION-REPORT", started_on="1120", finished_on="1110")) == {"finished_on"}
    assert set(faults("COMPLETION-REPORT", finished_on="今天", reported_on="昨天")) == {"reported_on"}
    assert set(faults("COMPLETION-REPORT", wanted_on="1101")) == {"wanted_on"}


@pytest.mark.parametrize(("field", "words"), [
    ("inspection_passed", "检验不合格，不能送电"), ("contract_signed", "没有签合同，不能送电"), ("fees_settled", "费用没有结清，不能送电"),
])
def test_power_comes_on_when_everything_before_is_done(field: str, words: str) -> None:
    assert faults("ENERGIZE", **{field: "否"}) == {field: words}


def test_a_plan_has_as_many_sources_as_it_says() -> None:
    assert set(faults("HV-PLAN-TEXT", source_count="双电源")) == {"sources"}
    assert set(faults("HV-PLAN-TEXT", valid_until="今天")) == {"valid_until"}
    assert set(faults("HV-PLAN-TEXT", security_capacity="50")) == {"own_source_capacity"}
    assert set(faults("HV-PLAN", verdict="不具备供电条件")) == {"reason"}


def test_a_survey_of_high_voltage_takes_two_people_and_a_reason_for_a_no() -> None:
    assert set(faults("HV-SURVEY", second_surveyor="王晓燕")) == {"second_surveyor"}
    assert set(faults("HV-SURVEY", conclusion="需配套工程")) == {"note"}


def test_the_demand_is_held_against_the_equipment() -> None:
    assert set(faults("LV-EQUIPMENT", equipment=[{"name": "灯", "capacity": "0"}])) == {"equipment"}
    assert [one.field for one in filled("LV-EQUIPMENT", demand="80").remarks()] == ["demand"]


def test_a_proxy_is_somebody_else_and_has_a_term() -> None:
    assert set(faults("PROXY", principal_no="11010519491231002X")) == {"agent_id"}
    assert set(faults("PROXY", valid_until="1120")) == {"valid_until"}
    assert [one.field for one in filled("PROXY", principal_no="91350100M000100Y4A").remarks()] == ["principal_no"]


def test_a_call_that_found_fault_says_what_is_done_about_it() -> None:
    assert set(faults("CALLBACK", limits_kept="", overall="")) == {"limits_kept", "overall"}
    assert faults("CALLBACK", reached="否", limits_kept="", fees_right="", no_firm_named="", overall="") == {}
    assert set(faults("CALLBACK", no_firm_named="否")) == {"opinion", "measure"}
    assert set(faults("CALLBACK", overall="不满意", opinion="太慢")) == {"measure"}


def test_a_contract_begins_when_it_is_signed() -> None:
    assert set(faults("RES-CONTRACT", valid_from="1101")) == {"valid_from"}


def test_a_plan_for_an_estate_adds_up() -> None:
    assert faults("HV-PLAN-AREA", total="2000") == {"total": "各配电站合计 2520 kVA，现为 2000 kVA，请核对"}
    assert set(faults("HV-PLAN-AREA", compensation="700")) == {"compensation"}
    assert set(faults("HV-PLAN-AREA", receiving="开闭所及配电站")) == {"switching_stations"}
    assert set(faults("HV-PLAN-AREA", area="40000")) == {"area"}
    assert set(faults("HV-PLAN-AREA", source_count="双电源")) == {"sources"}


def test_a_licence_that_ran_out_or_fails_is_not_called_good() -> None:
    old = {"name": "施工许可证", "number": "5", "valid_until": "2026-05-01", "verdict": "合格"}
    assert set(faults("QUALIFICATION", licences=[old])) == {"licences"}
    assert set(faults("QUALIFICATION", licences=[old | {"verdict": "不合格"}])) == {"verdict"}
    assert set(faults("QUALIFICATION", verdict="不合格")) == {"lacks"}


def test_what_is_handed_over_is_counted() -> None:
    assert set(faults("ASSET-TRANSFER", assets=[{"name": "电缆", "quantity": "0", "unit": "米"}])) == {"assets"}


def test_stopped_works_go_on_after_a_recheck() -> None:
    assert set(faults("STOP-WORK", resumed_on="今天")) == {"rechecked_on"}
    assert set(faults("STOP-WORK", rechecked_on="今天", resumed_on="昨天")) == {"resumed_on"}
    assert set(faults("STOP-WORK", noticed_on="1119")) == {"noticed_on"}
