"""Every standard held against one case: which governs, what ended how, what our own target says."""

from dataclasses import replace
from datetime import date

import pytest

from models.case import Case
from models.case_facts import QUESTIONS, facts_of_case
from models.case_parts import CasePause, FilledForm, StageDone
from models.casework.fees import Approval, Charge, PaidLater, Payment
from models.events.fees import FeesSettled
from models.measure import measure, results_at, working_days_before
from models.rules import RuleBook, shipped_standards, shipped_texts
from models.workdays import WorkCalendar, published_calendar_text
from tests.stations import Clock

BOOK = RuleBook.from_texts(shipped_texts())
CALENDAR = WorkCalendar.from_text(published_calendar_text())
D = date


def case_of(kind, class_, accepted, **stages):
    case = Case("c", business_type=kind, class_=class_, accepted_on=accepted)
    for stage, on in {"accept": accepted, **stages}.items():
        case.stages[stage] = StageDone(stage, on, (), (), "station", Clock()(), "p")
    return case


def measured(case, today=None):
    return measure(case, BOOK.types[case.business_type], BOOK, CALENDAR, today)


def mill(**stages):
    return case_of("lv_nonres_new", "lv_nonres_small", D(2026, 11, 16), **stages)


def test_a_small_business_is_governed_by_henan_and_measured_by_both():
    found = measured(mill())
    assert found.governing.key == "henan-2020/whole"
    assert (found.governing.limit.days, found.governing.count.due) == (15, D(2026, 12, 7))
    assert {limit.standard.code for limit in found.limits} == {"henan-2020", "sgcc-2023"}


def test_a_household_is_governed_by_the_promise_of_the_grid_company():
    found = measured(case_of("lv_res_new", "residential", D(2026, 11, 16)))
    assert (found.governing.standard.code, found.governing.limit.days, found.governing.count.due) == ("sgcc-2023", 5, D(2026, 11, 23))


def test_high_voltage_is_governed_stage_by_stage():
    found = measured(case_of("hv_new", "hv_single", D(2026, 11, 16)))
    assert (found.governing.standard.code, found.governing.limit.stop, found.governing.limit.days) == ("henan-2020", "plan_reply", 10)
    assert found.governing.count.due == D(2026, 11, 30)
    assert found.target.due == D(2026, 11, 16)


def test_a_promise_over_the_new_year_is_provisional_and_never_fails():
    found = measured(case_of("lv_nonres_new", "lv_nonres_small", D(2026, 12, 21)))
    count = found.governing.count
    assert count.provisional
    assert count.earliest == count.due <= count.latest


@pytest.mark.parametrize(
    ("energized", "used", "met"), [(D(2026, 12, 7), 15, True), (D(2026, 12, 8), 16, False), (D(2026, 11, 16), 0, True)]
)
def test_a_result_says_what_was_used_and_whether_it_was_kept(energized, used, met):
    first = dict.fromkeys(("survey", "plan_reply", "completion_check", "contract"), D(2026, 11, 16))
    case = mill(**first, energize=energized)
    results = {result.standard: result for result in results_at(case, "energize", BOOK, CALENDAR)}
    assert (results["henan-2020"].used, results["henan-2020"].met, results["henan-2020"].calendar) == (used, met, CALENDAR.revision)
    assert measured(case).governing is None


def test_a_result_on_a_weekend_after_the_due_day_is_not_kept():
    on_time = case_of("lv_res_new", "residential", D(2026, 11, 13), energize=D(2026, 11, 20))
    saturday = case_of("lv_res_new", "residential", D(2026, 11, 13), energize=D(2026, 11, 21))
    kept = [{r.standard: r.met for r in results_at(case, "energize", BOOK, CALENDAR)}["sgcc-2023"] for case in (on_time, saturday)]
    assert kept == [True, False]


def test_a_pause_of_the_customer_stops_the_limit_and_the_target():
    case = mill()
    before = measured(case)
    case.pauses["p"] = CasePause("p", D(2026, 11, 17), D(2026, 11, 18), "customer", "x", "e", None)
    after = measured(case)
    assert (before.governing.count.due, after.governing.count.due) == (D(2026, 12, 7), D(2026, 12, 9))
    assert after.governing.count.promised == D(2026, 12, 7)
    assert after.target.due > before.target.due


def test_our_own_target_is_for_the_stage_that_is_next():
    assert measured(mill()).target.stage == "survey"
    target = measured(mill(survey=D(2026, 11, 17))).target
    assert (target.stage, target.start) == ("plan_reply", D(2026, 11, 17))


class TestTheSumOfTheCompanysStages:
    PLAN = {"survey": D(2026, 3, 3), "plan_reply": D(2026, 3, 4)}  # accepted on Monday 2 March: 2 working days
    REVIEW = {"design_request": D(2026, 3, 9), "design_review": D(2026, 3, 12)}  # 3 working days
    CHECK = {"mid_check_request": D(2026, 3, 18), "mid_check": D(2026, 3, 19)}  # 1 working day

    def stands(self, today, **stages):
        case = case_of("hv_new", "hv_single", D(2026, 3, 2), **stages)
        found = next(one for one in measured(case, today).limits if one.key == "sgcc-2023/company_sum")
        return found.count.used, found.count.due, found.count.running

    def test_drawings_under_review_are_the_companys_time(self):
        assert self.stands(D(2026, 3, 6), **self.PLAN) == (2, None, False)
        asked = {"design_request": D(2026, 3, 9)}
        assert self.stands(D(2026, 3, 11), **self.PLAN, **asked) == (4, D(2026, 4, 7), True)  # 20 working days after the 9th, 清明 left out
        assert self.stands(D(2026, 3, 17), **self.PLAN, **self.REVIEW) == (5, None, False)
        assert self.stands(D(2026, 3, 25), **self.PLAN, **self.REVIEW, **self.CHECK) == (6, None, False)

    def test_a_case_without_them_counts_as_before_and_its_end_is_kept(self):
        works = {"completion_report": D(2026, 3, 16), "completion_check": D(2026, 3, 17), "contract": D(2026, 3, 17)}
        done = {**self.PLAN, **works, "energize": D(2026, 3, 18)}
        used, due, running = self.stands(D(2026, 3, 25), **done)
        assert (used, running) == (4, False)
        assert due == D(2026, 4, 14)  # the rest of 22 from the report on
        case = case_of("hv_new", "hv_single", D(2026, 3, 2), **done, **self.REVIEW)
        result = {result.standard: result for result in results_at(case, "energize", BOOK, CALENDAR)}["sgcc-2023"]
        assert (result.used, result.met) == (7, True)


class TestEnergisingWaitsForTheFees:
    PASSED = {"survey": D(2026, 11, 3), "plan_reply": D(2026, 11, 4), "completion_report": D(2026, 11, 9),
              "completion_check": D(2026, 11, 10), "contract": D(2026, 11, 11)}

    def begun(self, *charges, **stages):
        case = case_of("hv_new", "hv_single", D(2026, 11, 2), **(stages or self.PASSED))
        case.money.charges = {charge.id: charge for charge in charges}
        found = (one for one in measured(case, D(2026, 11, 20)).limits if one.key == "henan-2020/energize")
        return next(((one.start, one.count.due) for one in found), None)

    def charge(self, **known):
        return Charge("f1", "high_reliability", "高可靠性供电费", 100000, D(2026, 11, 5), "核定单", "energize", **known)

    def test_where_nothing_is_charged_it_begins_when_passed_and_signed(self):
        assert self.begun() == (D(2026, 11, 11), D(2026, 11, 16))
        unsigned = {stage: day for stage, day in self.PASSED.items() if stage != "contract"}
        assert self.begun(**unsigned) is None

    def test_an_open_fee_holds_it_and_the_last_payment_begins_it(self):
        part, rest = Payment(D(2026, 11, 9), 40000, "1"), Payment(D(2026, 11, 13), 60000, "2")
        assert self.begun(self.charge()) is None
        assert self.begun(self.charge(payments=(part,))) is None
        assert self.begun(self.charge(payments=(part, rest))) == (D(2026, 11, 13), D(2026, 11, 18))
        assert self.begun(self.charge(waived_on=D(2026, 11, 12))) == (D(2026, 11, 12), D(2026, 11, 17))

    def test_a_fee_that_two_people_put_off_holds_nothing_up(self):
        words = [Approval(name, "经理", D(2026, 11, day), "1") for name, day in (("张", 12), ("王", 16))]
        assert self.begun(self.charge(deferral=PaidLater(D(2026, 11, 12), (), "p", tuple(words[:1])))) is None
        assert self.begun(self.charge(deferral=PaidLater(D(2026, 11, 12), (), "p", tuple(words)))) == (D(2026, 11, 16), D(2026, 11, 19))


def test_connecting_a_batch_waits_for_no_contract_as_its_households_sign_them():
    book = RuleBook.from_texts(shipped_texts("legacy-2011"))
    case = case_of("batch_new", "lv_nonres", D(2026, 11, 2), plan_reply=D(2026, 11, 4), completion_check=D(2026, 11, 10))
    found = measure(case, book.types["batch_new"], book, CALENDAR, D(2026, 11, 12)).limits
    assert {one.key: one.start for one in found if one.limit.stop == "energize"} == {
        "sgcc-2011/energize": D(2026, 11, 10), "serc-27-2010/energize": D(2026, 11, 10)}


def book_measuring(*codes):
    """The shipped rules, with standards measured besides."""
    texts = {(text.subject, text.code): text for text in shipped_texts()}
    texts |= {("standard", text.code): text for text in shipped_standards() if text.code in codes}
    profile = texts["profile", "henan-rural"]
    named = ", ".join(f'"{code}"' for code in dict.fromkeys(("henan-2020", "sgcc-2023", *codes)))
    wider = profile.text.replace('measured = ["henan-2020", "sgcc-2023"]', f"measured = [{named}]")
    return RuleBook.from_texts((texts | {("profile", profile.code): replace(profile, text=wider)}).values())


def sheet_of(code, **values):
    return {code: FilledForm(code, 1, values, Clock()(), "p", 1)}


def test_the_limit_of_a_call_back_ends_when_the_customer_was_reached():
    book = book_measuring("suzhou-anhui-nd-hv")
    case = case_of("hv_new", "hv_single", D(2026, 11, 2), energize=D(2026, 11, 16))

    def callback():
        found = measure(case, book.types["hv_new"], book, CALENDAR, D(2026, 12, 1))
        return next((one.count.due, one.done_on) for one in found.limits if one.limit.stop == "callback")

    assert callback() == (D(2026, 11, 18), None)
    case.forms = sheet_of("CALLBACK", called_on="2026-11-17", reached=False)
    assert callback()[1] is None
    case.forms = sheet_of("CALLBACK", called_on="2026-11-18", reached=True)
    assert callback()[1] == D(2026, 11, 18)


def test_the_limits_of_a_dedicated_line_end_with_the_countersigned_sheet():
    book = book_measuring("bureau-nd-dedicated-line")
    case = case_of("hv_new", "hv_single", D(2026, 11, 2))
    case.stated = {"dedicated_line": True}

    def ended():
        found = measure(case, book.types["hv_new"], book, CALENDAR, D(2026, 12, 1))
        return {one.limit.stop: (one.count.due, one.done_on) for one in found.limits if one.standard.code == "bureau-nd-dedicated-line"}

    assert ended() == {"handover": (D(2026, 11, 2), None)}
    opinions = [{"department": "计划部", "signed_on": "2026-11-10"}, {"department": "营销部"}]
    case.forms = sheet_of("COUNTERSIGN", handed_on="2026-11-02", opinions=opinions, conclusion="同意")
    assert ended() == {"handover": (D(2026, 11, 2), D(2026, 11, 2)), "plan_fixed": (D(2026, 11, 17), None)}
    opinions[1]["signed_on"] = "2026-11-12"
    assert ended()["plan_fixed"] == (D(2026, 11, 17), D(2026, 11, 12))


MONTHLY = {"county-nd-line-loads", "agent-nd"}  # the 3rd and the 5th of each month and what follows them are a unit's days, no case's


@pytest.mark.parametrize("standard", [text.code for text in shipped_standards() if "selectable = false" not in text.text])
def test_every_limit_of_every_standard_begins_and_ends_on_a_case_that_went_all_the_way(standard):
    """A limit whose start or end no case can ever reach would look like a promise kept."""
    book = book_measuring(standard)
    for kind in (kind for kind in book.types.values() if kind.timed):
        for class_ in kind.classes:
            limits = [limit for limit in book.standards[standard].limits if class_ in limit.classes and limit.obliged == "company"]
            case = all_the_way(kind, class_)
            facts = facts_of_case(case)
            found = {one.limit.code: one.done_on for one in measure(case, kind, book, CALENDAR, D(2026, 6, 1)).limits
                     if one.standard.code == standard}
            asked = {limit.code for limit in limits if not limit.when or facts.intersection(limit.when)}
            asked -= {"callback_plan", "callback_result", "line_loads"} if standard in MONTHLY else set()
            assert set(found) == asked, (kind.code, class_)
            assert all(found.values()), (kind.code, class_, found)


def all_the_way(kind, class_):
    steps = (*kind.flow, *kind.conditional)
    case = case_of(kind.code, class_, D(2026, 3, 2), **{mark: D(2026, 3, 3) for step in steps for mark in (step.stage, *step.marks)})
    case.asked_at, case.voltage, case.capacity = Clock(D(2026, 3, 2))(), "10 kV", "315"
    case.stated = {question.code: True for question in QUESTIONS if question.code != "estate"}
    opinions = [{"department": "计划部", "signed_on": "2026-03-05"}]
    case.forms = sheet_of("COUNTERSIGN", handed_on="2026-03-02", opinions=opinions, conclusion="同意")
    case.forms |= sheet_of("CALLBACK", called_on="2026-03-05", reached=True)
    case.money.settled = FeesSettled(on=D(2026, 3, 6), fen=0, evidence="结算单")
    return case


def test_working_days_before_counts_back_over_weekends_and_holidays():
    assert working_days_before(CALENDAR, D(2026, 11, 23), 0) == D(2026, 11, 23)
    assert working_days_before(CALENDAR, D(2026, 11, 23), 1) == D(2026, 11, 20)
    assert working_days_before(CALENDAR, D(2026, 10, 8), 1) == D(2026, 9, 30)
