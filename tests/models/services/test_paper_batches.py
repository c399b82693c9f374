"""A stage's set and a batch of many cases: order and copies from the rule file, reasons for what cannot be made, numbers for what can."""

from models.services.case_page.detail import case_detail
from models.services.paper.paper_batches import Wanted, make, papers_in_common, stage_sets
from models.services.paper.papers import issue, pdf_of
from models.services.registration import register
from models.services.stages import save_form
from tests.stations import EVERYTHING, MONDAY, factory_intake, filling, mill, sheet


def codes(one):
    return [row.code for row in one.rows]


def test_the_set_of_the_acceptance_stands_in_the_order_of_the_rules_and_the_next_stage_follows_when_it_is_printed(station):
    case = mill(station)
    sets, due = stage_sets(station, case)
    assert [one.stage for one in sets] == ["accept", "survey"]
    assert sets[due].stage == "accept"
    assert codes(sets[due]) == ["LV-APP", "RECEIPT", "NOTICE-LV-SMALL"]
    for row in sets[due].rows:
        issue(station, case, row.code, sheet, MONDAY)
    sets, due = stage_sets(station, case)
    assert sets[0].rows[1].issued.endswith("-02 已出具")
    assert sets[due].stage == "survey"
    assert [(row.code, row.field) for row in sets[due].rows] == [("LV-SURVEY", True)]


def test_a_set_knows_what_is_owed_what_is_not_filled_and_how_many_copies(station):
    owing = mill(station, received=EVERYTHING - {"village_certificate"})
    assert "COMMITMENT" in codes(stage_sets(station, owing)[0][0])
    waiting = mill(station, received=EVERYTHING - {"business_licence"})
    assert codes(stage_sets(station, waiting)[0][0]) == ["MISSING", "LV-APP"]
    done = mill(station)
    save_form(station, done, "LV-SURVEY", filling(station, done, "LV-SURVEY", MONDAY), MONDAY)
    plan = next(one for one in stage_sets(station, done)[0] if one.stage == "plan_reply").rows[0]
    assert (plan.code, plan.copies, plan.why) == ("LV-PLAN", 2, "表单还没有填写")
    factory = register(station, factory_intake(station, reason="测试"), MONDAY)[0].case_id
    assert [(row.code, row.copies) for row in stage_sets(station, factory)[0][0].rows][-1] == ("REPORT-UP", 2)


def test_in_a_batch_each_paper_gets_its_number_and_fact_and_the_others_their_reason(station):
    cases = [mill(station), mill(station, received=EVERYTHING - {"business_licence"}), mill(station)]
    issue(station, cases[2], "RECEIPT", sheet, MONDAY)
    found = [make(station, Wanted(case, "RECEIPT", copies=2), sheet, MONDAY) for case in cases]
    assert [bool(one.pdf) for one in found] == [True, False, False]
    assert pdf_of(station, found[0].paper_no) == found[0].pdf
    assert "现在不出" in found[1].why
    assert "已经出过" in found[2].why
    assert case_detail(station, cases[1], MONDAY).papers == ()
    again = make(station, Wanted(cases[2], "RECEIPT", again=True), sheet, MONDAY)
    assert again.reprint
    assert b"reprint=True" in again.pdf
    assert "补打 1 次" in case_detail(station, cases[2], MONDAY).papers[0].note


def test_a_form_that_is_not_filled_goes_to_the_field_without_a_number_or_not_at_all(station):
    case = mill(station)
    assert "还没有填写" in make(station, Wanted(case, "LV-SURVEY"), sheet, MONDAY).why
    field = make(station, Wanted(case, "LV-SURVEY", field=True), sheet, MONDAY)
    assert (bool(field.pdf), field.paper_no, field.changes) == (True, "", None)
    assert case_detail(station, case, MONDAY).papers == ()


def test_the_papers_that_many_cases_can_have_are_counted(station):
    cases = [mill(station), mill(station), mill(station, received=EVERYTHING - {"business_licence"})]
    found = {code: count for code, _title, count in papers_in_common(station, cases)}
    assert (found["LV-SURVEY"], found["RECEIPT"], found["MISSING"]) == (3, 2, 1)
