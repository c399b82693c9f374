"""What an inspector reads of a case is what happened: no plan where there was a refusal, nothing asked for that is not due."""

from datetime import date

import pytest

from models import events
from models.rules import shipped_texts
from models.services.case_page.detail import case_detail
from models.services.endings import Ending, end_case, reopen
from models.services.paper.papers import deliver, issue
from models.services.pauses import pause, resume
from models.services.self_audit import self_audit
from models.services.station import changing
from models.services.supervision import SupervisionEntry, late_choices, supervise
from tests.data.every_flow import taken_to_the_end
from tests.stations import MONDAY, do_all, do_stage, mill, sheet

PLAN = ("拟定供电方案", "供电方案审批")
CHIEF = {"evidence": "11-18 现场记录", "decider": "周志强（所长）"}


def history(station, case_id, today=MONDAY):
    return [row.text for row in case_detail(station, case_id, today).history]


def cards(station, case_id, today=MONDAY):
    return {card.title: card for card in case_detail(station, case_id, today).cards}


def found(station, case_id):
    return {row.code for row in self_audit(station, "year", MONDAY).rows if row.case_id == case_id}


def answered_in_writing(station, case_id, outcome):
    reason, more = ("out_of_area", {}) if outcome == "refused" else ("transformer_full", {"district": "石村2号台区"})
    later = {"review_on": date(2027, 2, 23)} if more else {}
    end_case(station, case_id, Ending(outcome, MONDAY, reason, **CHIEF, **more, **later), MONDAY)
    paper, _ = issue(station, case_id, "REFUSAL", sheet, MONDAY)
    deliver(station, case_id, paper.paper_no, MONDAY, "当面", MONDAY)


@pytest.mark.parametrize("outcome", ["refused", "not_suppliable"])
def test_a_refusal_in_writing_stands_for_the_reply_and_for_no_plan(station, outcome):
    case = mill(station, MONDAY)
    answered_in_writing(station, case, outcome)
    told = history(station, case)
    assert any(text.startswith("供电方案答复") for text in told)
    assert not [text for text in told if text.startswith(PLAN)]
    assert "供电方案" not in cards(station, case)
    assert not found(station, case) & {"missing_stage", "no_designation"}


def test_the_plan_that_follows_a_reopening_is_drafted_and_awaits_the_customer(station):
    case = mill(station, MONDAY)
    do_stage(station, case, "LV-SURVEY", MONDAY)
    answered_in_writing(station, case, "not_suppliable")
    reopen(station, case, MONDAY, "台区已增容", MONDAY)
    do_stage(station, case, "LV-SURVEY", MONDAY)
    do_stage(station, case, "LV-PLAN", MONDAY)
    assert sum(text.startswith(PLAN) for text in history(station, case)) == 2
    assert "还没有签收" in cards(station, case)["供电方案"].rows[0].text


def test_nobody_waits_for_the_customers_word_on_a_plan_once_the_case_is_archived(station):
    case = mill(station, MONDAY)
    do_all(station, case, MONDAY)
    assert f"{MONDAY} 至 {MONDAY}" in cards(station, case)["供电方案"].rows[0].text


def test_an_enquiry_is_no_connection_done_too_fast(station):
    case = taken_to_the_end(station, station.shelf.book().types["enquiry"], "lv_nonres", MONDAY, 7)
    assert not found(station, case) & {"too_short", "no_designation"}
    mill_case = mill(station, MONDAY)
    do_all(station, mill_case, MONDAY)
    assert "too_short" in found(station, mill_case)


def test_an_enquiry_is_answered_without_a_plan(station):
    case = taken_to_the_end(station, station.shelf.book().types["enquiry"], "lv_nonres", MONDAY, 8)
    assert not [text for text in history(station, case) if text.startswith(PLAN)]
    assert "供电方案" not in cards(station, case)


def test_no_approval_is_on_record_where_nobody_approved(station):
    adopt(station, "shunping")  # which chose no matrix of approvals
    case = mill(station, MONDAY)
    do_all(station, case, MONDAY)
    assert [text for text in history(station, case) if text.startswith(PLAN)] == [f"拟定供电方案 {MONDAY}（随“供电方案答复”一并登记）"]
    told = {row.label.strip(): row.text for row in cards(station, case)["环节与责任"].rows}
    assert told["供电方案审批"].endswith("没有登记")


def test_a_suspension_at_the_centre_waits_for_a_step_it_has_and_for_no_plan(station):
    case = taken_to_the_end(station, station.shelf.book().types["suspend"], "hv_single", MONDAY, 9)
    detail = case_detail(station, case, MONDAY)
    assert detail.row.stage == "现场核查"
    assert "供电方案" not in {card.title for card in detail.cards}


def test_an_archived_case_without_a_receipt_is_found_too(station):
    case = mill(station, MONDAY)
    do_all(station, case, MONDAY)
    assert "no_receipt" in found(station, case)


def test_steps_after_the_archive_ask_for_nothing_before_it(station):
    case = mill(station, MONDAY)
    assert cards(station, case)["后续事项"].rows[0].level == ""
    do_all(station, case, MONDAY)
    assert cards(station, case)["后续事项"].rows[0].level == "near"


def test_the_history_of_a_supervision_says_which_day_was_missed(station):
    case = mill(station, date(2026, 10, 19))
    late = late_choices(station, case, MONDAY)
    entry = SupervisionEntry(late.late[0].key, "staff", "周志强", "所长", MONDAY, "当面", "加派人手")
    supervise(station, case, entry, MONDAY)
    assert history(station, case)[0] == "超时督办（到期日 2026-11-09）：2026-11-23 当面告知 所长 周志强；防范措施：加派人手"


def test_a_pause_after_the_reply_leaves_the_day_by_which_it_was_due(station, clock):
    adopt(station, "legacy-2011")  # 旧规定: the reply has a limit of its own
    case = mill(station, clock.go(date(2026, 12, 21)))
    do_stage(station, case, "LV-SURVEY", clock.go(date(2026, 12, 22)))
    do_stage(station, case, "LV-PLAN", clock.go(date(2026, 12, 25)))
    before = reply_of(station, case, date(2026, 12, 25))
    began = clock.go(date(2026, 12, 28))
    pause(station, case, began, "customer_works", "客户签字的未完工说明", began, began)
    resume(station, case, clock.go(date(2027, 1, 6)), date(2027, 1, 6))
    assert reply_of(station, case, date(2027, 1, 6)) == before == (date(2026, 12, 30), date(2026, 12, 30), 4)


def test_a_pause_in_which_the_reply_was_given_counts_up_to_that_day(station, clock):
    adopt(station, "legacy-2011")
    case = mill(station, clock.go(date(2026, 12, 21)))
    do_stage(station, case, "LV-SURVEY", clock.go(date(2026, 12, 22)))
    began = clock.go(date(2026, 12, 23))
    pause(station, case, began, "customer_request", "客户签字的暂缓申请", began, began)
    do_stage(station, case, "LV-PLAN", clock.go(date(2026, 12, 25)))
    resume(station, case, clock.go(date(2027, 1, 6)), date(2027, 1, 6))
    assert reply_of(station, case, date(2027, 1, 6))[2] == 1
    assert reply_of(station, case, date(2027, 1, 6)) == reply_of(station, case, date(2026, 12, 25))


def adopt(station, profile):
    with changing(station) as change:
        for text in shipped_texts(profile):
            event = events.RulesAdopted(subject=text.subject, code=text.code, revision=text.revision, text=text.text)
            change.append.add(event, (f"station:{station.info.code}",))
    station.forget_rules()


def reply_of(station, case_id, today):
    found = next(row for row in case_detail(station, case_id, today).limits if row.key == "sgcc-2011/plan_reply")
    return found.due, found.promised, found.used


def test_what_is_found_names_the_document_or_says_that_it_is_ours(station):
    case = mill(station, date(2026, 10, 19))
    do_all(station, case, MONDAY)
    rules = {row.code: row.rule for row in self_audit(station, "year", MONDAY).rows if row.case_id == case}
    assert {"no_receipt", "entered_late", "no-supervision"} <= rules.keys()
    assert all("（" in rule and "）" in rule for rule in rules.values())
    assert "管理实施细则，2.5" in rules["no_receipt"]
