"""Forms that belong to no stage: filled when they are needed, prefilled like the others, and never a step of the clock."""

from datetime import date

import pytest

from models.problems import StationError
from models.services.case_page.detail import case_detail
from models.services.endings import Ending, end_case
from models.services.paper.paper_contexts import context_for
from models.services.paper.papers import issue
from models.services.registration import register
from models.services.stages import form_values, save_form
from tests.data.every_flow import intake_of
from tests.data.form_drafts import DRAFTS
from tests.stations import ACCEPTED, MONDAY, do_all, factory_intake, filling, mill, sheet


def proxy(station, case):
    known = {name: value for name, value in form_values(station, case, "PROXY", MONDAY).items() if value}
    return {**known, "agent_id": "11010519491231002X", "relation": "职工", "valid_until": "2027-05-22"}


def test_a_proxy_letter_is_prefilled_and_ends_no_stage(station):
    case = mill(station)
    values = form_values(station, case, "PROXY", MONDAY)
    assert (values["principal"], values["agent"], values["agent_phone"]) == ("王桂枝面粉加工厂", "李改枝", "13903750011")
    before = case_detail(station, case, MONDAY)
    saved, _ = save_form(station, case, "PROXY", proxy(station, case), MONDAY)
    after = case_detail(station, case, MONDAY)
    assert (saved.stage, saved.stage_name, saved.completed) == ("", "授权委托书", False)
    assert after.steps == before.steps
    assert [todo.code for todo in after.todos] == [todo.code for todo in before.todos]
    assert next(form for form in after.forms if form.code == "PROXY").state == "已完成"
    assert "填写《授权委托书》" in after.history[0].text


def test_it_prints_with_what_was_filled(station):
    case = mill(station)
    save_form(station, case, "PROXY", proxy(station, case), MONDAY)
    paper, _ = issue(station, case, "PROXY", sheet, MONDAY)
    assert "relation='职工'" in paper.pdf.decode()


def test_filling_it_again_needs_a_reason(station):
    case = mill(station)
    save_form(station, case, "PROXY", proxy(station, case), MONDAY)
    with pytest.raises(StationError, match="已经填过"):
        save_form(station, case, "PROXY", proxy(station, case), MONDAY)
    save_form(station, case, "PROXY", proxy(station, case), MONDAY, reason="期限写错")


def test_a_corrected_acceptance_leaves_its_day_alone(station):
    from models.services.corrections import correct_stage_day

    case = mill(station)
    save_form(station, case, "PROXY", {**proxy(station, case), "signed_on": ACCEPTED.isoformat()}, MONDAY)
    correct_stage_day(station, case, "accept", date(2026, 11, 13), "受理登记表上的日期", MONDAY)
    assert form_values(station, case, "PROXY", MONDAY)["signed_on"] == ACCEPTED.isoformat()


def test_the_call_back_comes_after_the_archive(station):
    case = mill(station)
    do_all(station, case, MONDAY)
    known = {name: value for name, value in form_values(station, case, "CALLBACK", MONDAY).items() if value}
    save_form(station, case, "CALLBACK", {**DRAFTS["CALLBACK"], **known}, MONDAY)
    assert next(form for form in case_detail(station, case, MONDAY).forms if form.code == "CALLBACK").state == "已完成"


def test_a_case_that_ended_otherwise_takes_no_more_forms(station):
    case = mill(station)
    end_case(station, case, Ending("void", MONDAY, "practice", "演练", decider="周志强（所长）"), MONDAY)
    with pytest.raises(StationError, match="已经结束"):
        save_form(station, case, "PROXY", proxy(station, case), MONDAY)


def test_only_the_forms_of_the_type_are_taken(station):
    case = mill(station)
    with pytest.raises(StationError, match="不需要这张表"):
        save_form(station, case, "HV-SURVEY", {}, MONDAY)


def test_high_voltage_has_its_own_and_prints_them_blank(station):
    from models.services.folding.refold import Folder
    from models.services.registration import register
    from models.services.station import looking

    case = register(station, factory_intake(station), MONDAY)[0].case_id
    codes = [form.code for form in case_detail(station, case, MONDAY).forms]
    assert {"HV-PLAN-TEXT", "DESIGN-OPINION", "MID-CHECK", "GROUP-OPINION", "COMPLETION-REPORT"} <= set(codes)
    assert not {"HV-SURVEY", "HV-PLAN"} & set(codes)  # the county centre fills these
    with looking(station) as connection:
        folded = Folder(connection).case(case)
    assert context_for(station, folded, "HV-PLAN-TEXT", MONDAY, blank=True).customer == ""


@pytest.mark.parametrize(
    ("code", "class_", "kind"),
    [
        ("lv_res_new", "residential", "居民供用电合同"),
        ("lv_res_increase", "residential", "居民供用电合同"),
        ("lv_nonres_new", "lv_nonres_small", "低压供用电合同"),
        ("hv_new", "hv_dual", "高压供用电合同"),
        ("temporary", "lv_nonres", "临时供用电合同"),
    ],
)
def test_the_kind_of_contract_is_prefilled_where_the_class_makes_it_certain(station, code, class_, kind):
    asked = intake_of(station, station.shelf.book().types[code], class_, MONDAY, 7)
    case = register(station, asked, MONDAY)[0].case_id
    assert form_values(station, case, "CONTRACT", MONDAY)["contract_kind"] == kind


def test_the_kind_of_contract_that_stands_there_can_be_another(station):
    case = mill(station)
    do_all(station, case, MONDAY, "COMPLETION")
    save_form(station, case, "CONTRACT", {**filling(station, case, "CONTRACT", MONDAY), "contract_kind": "居民供用电合同"}, MONDAY)
    assert form_values(station, case, "CONTRACT", MONDAY)["contract_kind"] == "居民供用电合同"
