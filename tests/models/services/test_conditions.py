"""What is asked before an application is taken: preconditions, days, old equipment, certificates that have run out."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from models.problems import ProblemsFound
from models.services.case_page.detail import case_detail
from models.services.conditions import earlier_stretches
from models.services.endings import Ending, end_case
from models.services.folding.refold import Folder
from models.services.handling import end_period
from models.services.paper.papers import deliver, issue, preview
from models.services.passing import pass_up
from models.services.registration import checklist, receive_papers, register
from models.services.station import looking
from tests.data.every_flow import intake_of
from tests.stations import ACCEPTED, MONDAY, mill_intake, sheet


def refused(station, intake, today=MONDAY):
    with pytest.raises(ProblemsFound) as caught:
        register(station, intake, today)
    return {problem.field: problem.message for problem in caught.value.problems}


def intake(station, code, class_="", **changes):
    kind = station.shelf.book().types[code]
    return replace(intake_of(station, kind, class_ or kind.classes[0], MONDAY, 7), **changes)


def case_of(station, case_id):
    with looking(station) as connection:
        return Folder(connection).case(case_id)


def test_a_transfer_with_arrears_is_refused_with_what_to_do_and_where_it_is_written(station):
    known = {"closing_reading": True, "same_place": True, "old_customer_settled": True}
    told = refused(station, intake(station, "rename_transfer", preconditions={**known, "arrears_nil": False}))
    assert list(told) == ["precondition:arrears_nil"]
    assert "没有核实“电费已结清”，不能受理" in told["precondition:arrears_nil"]
    assert "请先结清电费" in told["precondition:arrears_nil"]
    assert "业扩报装流程注意事项" in told["precondition:arrears_nil"]
    assert len(refused(station, intake(station, "rename_transfer", preconditions={}))) == 4  # all at once, the unanswered too


def test_what_was_asked_is_kept_with_the_application(station):
    done, _ = register(station, intake(station, "reclassify"), MONDAY)
    assert case_of(station, done.case_id).terms.preconditions == {"arrears_nil": True}


def test_a_question_that_only_informs_is_kept_and_refuses_nothing(station):
    known = {"bill_paid": True, "identity_matches": True, "whole_transformer": True, "permit_checked": False}
    done, _ = register(station, intake(station, "suspend", preconditions=known), MONDAY)
    assert case_of(station, done.case_id).terms.preconditions["permit_checked"] is False


def test_old_equipment_is_asked_about_only_where_it_is_used_and_eliminated_types_are_refused(station):
    plain = mill_intake()
    assert register(station, plain, MONDAY)[0].accepted
    used = replace(plain, answers={**plain.answers, "old_equipment": True}, duplicate_reason="测试")
    assert len(refused(station, used)) == 4
    three = {"old_own": True, "old_inspected": True, "old_approved": True}
    told = refused(station, replace(used, preconditions=three))
    assert list(told) == ["precondition:old_not_eliminated"]
    assert "淘汰型号不得装用" in told["precondition:old_not_eliminated"]
    done, _ = register(station, replace(used, preconditions={**three, "old_not_eliminated": True}), MONDAY)
    assert case_of(station, done.case_id).terms.preconditions["old_not_eliminated"] is True


def test_the_form_must_say_the_business_that_is_registered(station):
    wrong = intake(station, "temp_remove")
    told = refused(station, replace(wrong, values={**wrong.values, "business_type": "销户"}))
    assert "办的是“暂拆”，表里写的是“销户”" in told["business_type"]


def test_a_suspension_too_short_is_told_at_the_field_of_the_form(station):
    short = intake(station, "suspend")
    since = MONDAY + timedelta(days=10)
    told = refused(station, replace(short, values={**short.values, "wanted_until": (since + timedelta(days=3)).isoformat()}))
    assert list(told) == ["wanted_until"]
    assert "不少于 15 天" in told["wanted_until"]


def test_earlier_suspensions_of_the_account_count(station):
    first = intake(station, "suspend")
    account = str(first.values["account_no"])
    for at in range(2):
        since = date(2026, 12, 3 + at)
        values = {**first.values, "wanted_from": since.isoformat(), "wanted_until": (since + timedelta(days=14)).isoformat()}
        done, _ = register(station, replace(first, values=values), MONDAY)
        pass_up(station, done.case_id, MONDAY, MONDAY)
    assert len(earlier_stretches(station, "suspend", account)) == 2
    told = refused(station, first)
    assert "2026 年已办 2 次" in told["wanted_from"]
    assert register(station, replace(first, values={**first.values, "account_no": "4199999999"}), MONDAY)[0].accepted


def test_a_suspension_that_was_refused_is_none_of_the_two_of_a_year(station):
    first = intake(station, "suspend")
    done, _ = register(station, first, MONDAY)
    end_case(station, done.case_id, Ending("refused", MONDAY, "not_applicant", "11-23 来访登记", decider="周志强（所长）"), MONDAY)
    paper, _ = issue(station, done.case_id, "REFUSAL", sheet, MONDAY)
    assert len(earlier_stretches(station, "suspend", str(first.values["account_no"]))) == 1  # until the answer is with the customer
    deliver(station, done.case_id, paper.paper_no, MONDAY, "当面", MONDAY)
    assert not earlier_stretches(station, "suspend", str(first.values["account_no"]))


def test_a_suspension_that_ended_early_counts_up_to_its_end(station, clock):
    first = intake(station, "suspend")
    done, _ = register(station, first, MONDAY)
    pass_up(station, done.case_id, MONDAY, MONDAY)
    since, until = earlier_stretches(station, "suspend", str(first.values["account_no"]))[0]
    early = clock.go(until - timedelta(days=2))
    end_period(station, done.case_id, early, "resumed", "", early)
    assert earlier_stretches(station, "suspend", str(first.values["account_no"])) == ((since, early),)


def test_temporary_supply_names_its_end_beside_the_form_and_the_case_shows_it(station):
    asked = intake(station, "temporary")
    assert "必须写明截止日期" in refused(station, replace(asked, period_until=None))["period_until"]
    done, _ = register(station, asked, MONDAY)
    assert dict(case_detail(station, done.case_id, MONDAY).facts)["起止日期"] == f"{asked.period_from} 至 {asked.period_until}"


def test_a_certificate_past_its_day_counts_as_missing_and_is_told_in_words(station):
    old = replace(mill_intake(), valid_until={"business_licence": ACCEPTED - timedelta(days=40)})
    done, _ = register(station, old, MONDAY)
    assert not done.accepted
    assert done.missing == ("subject",)
    row = next(row for row in case_detail(station, done.case_id, MONDAY).materials if row.group == "subject")
    assert row.note == "带来的营业执照有效期到2026年10月7日，已经过期"
    notice = preview(station, done.case_id, "MISSING", sheet, MONDAY).decode()
    assert "营业执照有效期到2026年10月7日，已经过期" in notice
    papers, _ = receive_papers(station, done.case_id, frozenset({"business_licence"}), MONDAY, MONDAY, {"business_licence": MONDAY})
    assert papers.complete  # on its last day it is still valid


def test_who_brings_what(station):
    def asked(code, class_, **answers):
        return [state.code for state in checklist(station, code, answers, frozenset(), class_).groups]

    assert asked("lv_nonres_new", "lv_nonres_small") == ["subject", "property"]
    assert asked("lv_nonres_new", "lv_nonres") == ["head_identity", "subject", "property"]
    assert asked("lv_nonres_new", "lv_nonres", government_body=True) == []  # only the form
    assert asked("hv_new", "hv_single", dedicated_line=True) == ["subject", "property", "project_approval"]
    assert asked("temporary", "lv_nonres_small", construction=True) == ["subject", "property", "building_permit"]
    tenant = checklist(station, "lv_nonres_new", {"tenant": True}, frozenset({"business_licence", "guarantee_contract"}), "lv_nonres_small")
    assert tenant.complete
    sealed = checklist(station, "suspend", {}, frozenset(), "hv_single").groups[0]
    assert sealed.accepted_names[0] == "营业执照（原件及复印件，加盖公章）"


def test_a_type_that_the_standards_do_not_limit_carries_its_own_limit(station, clock):
    """暂拆 and 复装 in five calendar days, rolled forward off a weekend (民法典第二百零三条)."""
    case = register(station, intake(station, "temp_remove"), MONDAY)[0].case_id
    (limit,) = case_detail(station, case, MONDAY).limits
    assert (limit.key, limit.told, limit.governs) == ("type-temp_remove/execute", "5 个自然日", True)
    assert limit.due == date(2026, 11, 30), "the fifth day is a Saturday"
