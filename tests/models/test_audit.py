"""What the self-audit finds in a case, each by a case that has it and one that has not."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from msgspec import structs

from models.audit import TITLES, audit
from models.case import Case
from models.case_parts import CasePause, IssuedPaper, StageDone
from models.casework.archive import FileRecord, PlacedPaper
from models.casework.topic import CaseView
from models.events.case import CaseEnded
from models.rules import RuleBook, shipped_texts
from models.workdays import WorkCalendar, published_calendar_text

PAPER = ("application", "completion_report", "customer_papers", "contract", "meter", "opening")  # what lies in the file as paper only
DAYS = {"accept": 2, "survey": 4, "plan_reply": 6, "completion_check": 12, "contract": 12, "energize": 16, "archive": 18}


@pytest.fixture(scope="module")
def book():
    return RuleBook.from_texts(shipped_texts("henan-rural"))


@pytest.fixture(scope="module")
def calendar():
    return WorkCalendar.from_text(published_calendar_text())


def done(stage, day, entered=None, source="station"):
    at = datetime(2026, 11, entered or day, 9, 30)
    return StageDone(stage, date(2026, 11, day), ("p1",), (), source, at, "p1")


def mill(**changes):
    """A mill that is archived, everything in order."""
    case = Case("c1", station="3501", number="3501-20261102-001-1", business_type="lv_nonres_new", class_="lv_nonres_small")
    case.accepted_on = date(2026, 11, DAYS["accept"])
    case.stages = {stage: done(stage, day) for stage, day in DAYS.items()}
    case.papers = {
        "R1": IssuedPaper("R1", "RECEIPT", "受理回执", date(2026, 11, 2), "", 1, delivered_on=date(2026, 11, 2)),
        "P1": IssuedPaper("P1", "LV-PLAN", "供电方案答复单", date(2026, 11, 6), "", 1, delivered_on=date(2026, 11, 6)),
    }
    case.outcome, case.ended_on = "archived", date(2026, 11, DAYS["archive"])
    case.filed = FileRecord(placed={line: PlacedPaper(line, 1, True, "2", "17", "", "", case.ended_on) for line in PAPER})
    for name, value in changes.items():
        setattr(case, name, value)
    return case


@pytest.fixture
def found(book, calendar):
    def look(case):
        return {(f.code, f.key): f for f in audit(CaseView(case, book.types[case.business_type], book, calendar))}

    return look


def test_a_case_in_order_has_nothing_to_ask(found):
    assert found(mill()) == {}


def test_a_stage_left_out_is_named_with_the_one_that_was_done(found):
    case = mill()
    del case.stages["survey"]
    finding = found(case)["missing_stage", "survey"]
    assert finding.title == "流程缺失"
    assert finding.facts == "已办“供电方案答复”，没有办“现场勘查”"
    assert list(found(case)) == [("missing_stage", "survey")]


def test_a_running_case_is_not_asked_for_what_is_still_to_come(found):
    case = mill(outcome="", ended_on=None)
    for stage in ("completion_check", "contract", "energize", "archive"):
        del case.stages[stage]
    assert found(case) == {}


def test_an_order_turned_round_names_both_days(found):
    case = mill()
    case.stages["survey"] = done("survey", 9)
    assert found(case)["wrong_order", "survey-plan_reply"].facts == "“供电方案答复”2026-11-06 早于“现场勘查”2026-11-09"


def test_too_fast_counts_working_days(found):
    case = mill()
    case.stages = {stage: done(stage, 2) for stage in DAYS}
    day = date(2026, 11, 2)
    case.papers = {name: structs.replace(paper, on=day, delivered_on=day) for name, paper in case.papers.items()}
    case.ended_on = date(2026, 11, 2)
    finding = found(case)["too_short", "accept-energize"]
    assert "只用了 0 个工作日" in finding.facts
    assert "默认值（非规定）" in finding.rule
    case.stages["energize"] = done("energize", 3)
    assert ("too_short", "accept-energize") not in found(case)


@pytest.mark.parametrize(("entered", "asked"), [(16, False), (17, False), (18, True)])
def test_late_entry_is_asked_about_from_the_second_day_on(found, entered, asked):
    case = mill()
    case.stages["energize"] = done("energize", 16, entered)
    assert (("entered_late", "energize") in found(case)) is asked


def test_what_was_carried_over_from_a_ledger_is_no_late_entry(found):
    case = mill(source="ledger")
    case.stages = {stage: done(stage, day, 28, "ledger") for stage, day in DAYS.items()}
    assert found(case) == {}


@pytest.mark.parametrize(
    ("evidence", "signed_on", "facts"),
    [
        ("暂缓申请 2026-11-09", date(2026, 11, 9), None),
        ("暂缓申请 2026-11-09", None, "没有客户签字"),
        (" ", date(2026, 11, 9), "没有写凭据"),
        ("", None, "没有写凭据，没有客户签字"),
    ],
)
def test_a_pause_needs_its_evidence_and_the_customers_signature(found, evidence, signed_on, facts):
    pause = CasePause("p1", date(2026, 11, 9), date(2026, 11, 10), "customer", "customer_request", evidence, signed_on)
    finding = found(mill(pauses={"p1": pause}, papers=notice(signed_on=None))).get(("pause_evidence", "p1"))
    assert (finding.facts.partition("暂停计时，")[2] if finding else None) == facts


def notice(**changes):
    paper = IssuedPaper("PAUSE-1", "PAUSE-NOTICE", "暂停计时告知", date(2026, 11, 9), "", 2, about="p1")
    return {**mill().papers, "PAUSE-1": structs.replace(paper, **changes)}


def test_the_signature_on_the_notice_that_came_back_is_the_customers_signature(found):
    pause = CasePause("p1", date(2026, 11, 9), date(2026, 11, 10), "customer", "customer_request", "暂缓申请", None)
    assert ("pause_evidence", "p1") in found(mill(pauses={"p1": pause}, papers=notice()))
    assert ("pause_evidence", "p1") not in found(mill(pauses={"p1": pause}, papers=notice(signed_on=date(2026, 11, 9))))


def test_a_told_date_that_moved_needs_the_printed_notice(found):
    pause = CasePause("p1", date(2026, 11, 9), date(2026, 11, 10), "customer", "customer_request", "暂缓申请", date(2026, 11, 9))
    assert "没有打印《暂停计时告知书》" in found(mill(pauses={"p1": pause}))["pause_evidence", "p1"].facts
    assert "没有打印" in found(mill(pauses={"p1": pause}, papers=notice(voided_on=date(2026, 11, 9))))["pause_evidence", "p1"].facts
    taken_back = replace(pause, evidence="", until=date(2026, 11, 8))
    assert ("pause_evidence", "p1") not in found(mill(pauses={"p1": taken_back}))


def test_an_accepted_case_that_broke_off_is_asked_about_and_a_wrong_entry_is_too(found):
    for outcome in ("withdrawn", "void"):
        case = mill(outcome=outcome)
        for stage in ("completion_check", "contract", "energize", "archive"):
            del case.stages[stage]
        assert "已办到“供电方案答复”" in found(case)["broken_off", ""].facts
    assert found(mill(outcome="withdrawn", accepted_on=None, stages={})) == {}
    ended = CaseEnded(outcome="withdrawn", on=date(2026, 11, 18), reason_code="other", evidence="撤销申请 11-18")
    assert found(mill(outcome="withdrawn", ending=ended)) == {}


def test_the_customer_must_have_been_told_that_nobody_is_named_to_him(found):
    case = mill()
    case.papers["P1"] = structs.replace(case.papers["P1"], delivered_on=None)
    assert ("no_designation", "") in found(case)
    case.papers["N1"] = IssuedPaper("N1", "NOTICE-LV-SMALL", "告知书", date(2026, 11, 2), "", 1, delivered_on=date(2026, 11, 2))
    assert ("no_designation", "") not in found(case)
    case.papers["N1"] = structs.replace(case.papers["N1"], voided_on=date(2026, 11, 3))
    assert ("no_designation", "") in found(case)


def test_missing_papers_and_acceptance_are_told_in_writing(found):
    waiting = mill(outcome="", ended_on=None, accepted_on=None, stages={}, papers={})
    assert [finding.title for finding in found(waiting).values()] == [TITLES["not_told"]]
    running = mill(outcome="", ended_on=None, papers={}, stages={"accept": done("accept", 2)})
    assert [finding.title for finding in found(running).values()] == [TITLES["no_receipt"]]
