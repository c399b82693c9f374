"""Papers: number, PDF and fact together or not at all; printed, delivered, signed, void; a reprint says what the first one said."""

from datetime import date, timedelta

import pytest

from models.problems import ProblemsFound, StationError
from models.services.case_page.detail import case_detail
from models.services.checking import check
from models.services.corrections import correct_value
from models.services.endings import Ending, end_case
from models.services.paper.papers import Proof, deliver, issue, pdf_of, preview, reprint, signed, void_paper
from models.services.passing import pass_up
from models.services.registration import receive_papers, register
from models.services.stages import save_form
from models.services.station import looking
from models.store import journal
from tests.stations import EVERYTHING, MONDAY, do_stage, factory_intake, filling, mill, sheet


def state(station, case, number):
    return next(paper.state for paper in case_detail(station, case, MONDAY).papers if paper.paper_no == number)


def test_a_paper_lives_from_print_to_signature(station):
    case = mill(station)
    paper, _ = issue(station, case, "RECEIPT", sheet, MONDAY, copies=2)
    assert pdf_of(station, paper.paper_no) == paper.pdf
    assert paper.paper_no.encode() in paper.pdf
    assert state(station, case, paper.paper_no) == "已出具"
    deliver(station, case, paper.paper_no, MONDAY, "当面", MONDAY)
    assert state(station, case, paper.paper_no) == "已送达"
    signed(station, case, paper.paper_no, MONDAY, "本人", MONDAY)
    assert state(station, case, paper.paper_no) == "已签回"
    second, _ = issue(station, case, "RECEIPT", sheet, MONDAY)
    assert second.paper_no[-2:] == "02"
    void_paper(station, case, second.paper_no, "打错了", MONDAY)
    assert state(station, case, second.paper_no) == "作废"
    assert check(station).whole


def test_a_paper_that_cannot_be_drawn_leaves_no_number_no_file_and_no_fact(station):
    case = mill(station)

    def paper_jam(_context):
        raise StationError("画不出来")

    with pytest.raises(StationError, match="画不出来"):
        issue(station, case, "RECEIPT", paper_jam, MONDAY)
    assert case_detail(station, case, MONDAY).papers == ()
    assert issue(station, case, "RECEIPT", sheet, MONDAY)[0].paper_no.endswith("-01")


@pytest.mark.parametrize(("days", "word"), [(1, "在今天之后"), (-1, "早于打印日期")])
def test_a_delivery_has_a_possible_day_and_way(station, days, word):
    case = mill(station)
    paper, _ = issue(station, case, "RECEIPT", sheet, MONDAY)
    with pytest.raises(StationError, match=word):
        deliver(station, case, paper.paper_no, MONDAY + timedelta(days=days), "当面", MONDAY)
    with pytest.raises(StationError, match="送达方式“微信”"):
        deliver(station, case, paper.paper_no, MONDAY, "微信", MONDAY)
    with pytest.raises(StationError, match="没有编号 x"):
        deliver(station, case, "x", MONDAY, "当面", MONDAY)
    with pytest.raises(StationError, match="份数"):
        issue(station, case, "RECEIPT", sheet, MONDAY, copies=0)


def test_a_signature_is_not_older_than_the_delivery(station, clock):
    day = clock.go(date(2026, 11, 19))
    case = mill(station, day)
    paper, _ = issue(station, case, "RECEIPT", sheet, day)
    clock.go(MONDAY)
    deliver(station, case, paper.paper_no, date(2026, 11, 20), "当面", MONDAY)
    with pytest.raises(StationError, match="早于送达日期"):
        signed(station, case, paper.paper_no, day, "本人", MONDAY)


def test_a_reprint_says_what_the_first_one_said_though_the_case_went_on(station):
    case = mill(station, received=EVERYTHING - {"business_licence"})
    missing, _ = issue(station, case, "MISSING", sheet, MONDAY)
    receive_papers(station, case, frozenset({"business_licence"}), MONDAY, MONDAY)
    correct_value(station, case, "phone", "13900000001", "换号", MONDAY)
    again, _ = reprint(station, case, missing.paper_no, sheet, MONDAY)
    assert again.replace(b"reprint=True", b"reprint=False") == missing.pdf
    assert pdf_of(station, missing.paper_no) == missing.pdf
    void_paper(station, case, missing.paper_no, "作废", MONDAY)
    with pytest.raises(StationError, match="已作废"):
        reprint(station, case, missing.paper_no, sheet, MONDAY)
    with pytest.raises(StationError, match="已作废"):
        deliver(station, case, missing.paper_no, MONDAY, "当面", MONDAY)


def test_papers_that_make_no_sense_now_are_refused_with_what_does(station):
    case = mill(station, received=EVERYTHING - {"business_licence"})
    for code, word in (("RECEIPT", "还没有受理.*缺件通知书"), ("COMMITMENT", "没有容缺资料")):
        with pytest.raises(StationError, match=word):
            issue(station, case, code, sheet, MONDAY)
    done = mill(station)
    with pytest.raises(StationError, match="资料已经齐了"):
        preview(station, done, "MISSING", sheet, MONDAY)


def test_a_delivered_plan_ends_its_stage_and_nothing_ends_in_a_case_that_has_ended(station):
    case, other = mill(station), mill(station)
    for one in (case, other):
        do_stage(station, one, "LV-SURVEY", MONDAY)
        save_form(station, one, "LV-PLAN", filling(station, one, "LV-PLAN", MONDAY), MONDAY)
    paper, _ = issue(station, case, "LV-PLAN", sheet, MONDAY)
    assert deliver(station, case, paper.paper_no, MONDAY, "当面", MONDAY)[0] == "plan_reply"
    paper, _ = issue(station, other, "LV-PLAN", sheet, MONDAY)
    end_case(station, other, Ending("withdrawn", MONDAY, "no_need", "撤销申请 11-23", decider="赵建军"), MONDAY)
    assert deliver(station, other, paper.paper_no, MONDAY, "邮寄", MONDAY, Proof("E1"))[0] == ""
    assert all(step.state != "done" for step in case_detail(station, other, MONDAY).steps if step.stage == "plan_reply")


def test_a_high_voltage_case_is_passed_up_once_on_a_possible_day(station):
    case = register(station, factory_intake(station), MONDAY)[0].case_id
    with pytest.raises(StationError, match="应在受理日期"):
        pass_up(station, case, date(2026, 11, 13), MONDAY)
    pass_up(station, case, MONDAY, MONDAY)
    with pytest.raises(StationError, match="已经上报"):
        pass_up(station, case, MONDAY, MONDAY)
    with pytest.raises(StationError, match="由供电所办理"):
        pass_up(station, mill(station), MONDAY, MONDAY)
    assert case_detail(station, case, MONDAY).row.status_text == "县中心办理中"


def test_the_fact_of_a_paper_names_the_kept_file(station):
    case = mill(station)
    paper, _ = issue(station, case, "RECEIPT", sheet, MONDAY)
    with looking(station) as connection:
        (fact,) = [fact for fact in journal.facts_of(connection, f"case:{case}") if fact.envelope.kind == "PaperIssued"]
        assert station.attachments.read(connection, fact.event.sha256) == paper.pdf


@pytest.mark.parametrize(("how", "proof", "word"), [
    ("邮寄", Proof(), "请写明邮件号"),
    ("拒签", Proof(witnesses=("王村长", " ")), "2 名见证人的姓名，现在写了 1 名"),
    ("留置", Proof(witnesses=("王村长", "王村长")), "同一个人"),
    ("电话通知待取", Proof(), "通知了谁"),
])  # fmt: skip
def test_a_way_of_delivery_wants_its_proof(station, how, proof, word):
    case = mill(station)
    paper, _ = issue(station, case, "RECEIPT", sheet, MONDAY)
    with pytest.raises(ProblemsFound, match=word):
        deliver(station, case, paper.paper_no, MONDAY, how, MONDAY, proof)
    assert state(station, case, paper.paper_no) == "已出具"


@pytest.mark.parametrize(("how", "proof", "told"), [
    ("邮寄", Proof("1188 0021"), "邮寄，单号 1188 0021"),
    ("拒签", Proof(witnesses=("王村长", "李会计")), "拒签，见证人 王村长、李会计"),
    ("电话通知待取", Proof(told="李改枝 13903750011"), "电话通知待取，通知 李改枝 13903750011"),
])  # fmt: skip
def test_a_delivery_is_told_with_its_proof_in_the_list_and_in_the_history_and_names_stay_out_of_the_line(station, how, proof, told):
    case = mill(station)
    paper, _ = issue(station, case, "RECEIPT", sheet, MONDAY)
    deliver(station, case, paper.paper_no, MONDAY, how, MONDAY, proof)
    detail = case_detail(station, case, MONDAY)
    assert f"送达 {MONDAY}（{told}）" in detail.papers[0].note
    assert any(told in fact.text for fact in detail.history)
    with looking(station) as connection:
        line = next(fact for fact in journal.facts_of(connection, f"case:{case}") if fact.envelope.kind == "PaperDelivered")
    assert "村长" not in str(line.event)
    assert "改枝" not in str(line.event)


def test_who_signed_for_whom_and_why_a_paper_is_void_stand_in_the_list(station):
    case = mill(station)
    paper, _ = issue(station, case, "RECEIPT", sheet, MONDAY)
    signed(station, case, paper.paper_no, MONDAY, "家庭成员", MONDAY)
    second, _ = issue(station, case, "RECEIPT", sheet, MONDAY)
    reprint(station, case, second.paper_no, sheet, MONDAY, 3)
    void_paper(station, case, second.paper_no, "打错了", MONDAY)
    latest, first = case_detail(station, case, MONDAY).papers
    assert "家庭成员签" in first.note
    assert "作废 2026-11-23（打错了）" in latest.note
    assert any("补打" in fact.text and "3 份" in fact.text for fact in case_detail(station, case, MONDAY).history)
    assert issue(station, case, "RECEIPT", sheet, MONDAY)[0].paper_no.endswith("-03")
