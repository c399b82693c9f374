"""契约式服务: days promised per stage, never later than the rules, measured beside them, printed and signed, governing only where asked."""

from dataclasses import replace
from datetime import date

import pytest

from models.case_facts import kind_of_case
from models.measure import measure
from models.problems import ProblemsFound, StationError
from models.rules import RuleBook, shipped_texts
from models.services.case_page.detail import case_detail
from models.services.case_page.explanation import explain
from models.services.checking import rebuild
from models.services.folding.refold import Folder
from models.services.paper.papers import issue, preview, signed
from models.services.pauses import pause, resume
from models.services.promises import promise_dates, promises_of
from models.services.station import looking
from models.services.statistics import month_figures
from tests.stations import MONDAY, Clock, do_stage, house_intake, mill, sheet

D = date


@pytest.fixture
def case_id(station):
    """Accepted on Monday 23 November: 15 working days end on 14 December."""
    return mill(station, MONDAY)


def contract(station, case_id, today=MONDAY):
    return {limit.key: limit for limit in case_detail(station, case_id, today).limits if limit.key.startswith("contract/")}


def test_proposals_follow_our_targets_and_end_within_the_limit(station, case_id):
    found = {one.stage: (one.proposed, one.latest) for one in promises_of(station, case_id)}
    assert found == {  # targets of 3, 3, 3 and 3 working days, one after the other
        "survey": (D(2026, 11, 26), D(2026, 12, 14)), "plan_reply": (D(2026, 12, 1), D(2026, 12, 14)),
        "completion_check": (D(2026, 12, 4), D(2026, 12, 14)), "energize": (D(2026, 12, 9), D(2026, 12, 14)),
    }


def test_a_promise_is_measured_and_does_not_govern(station, case_id):
    promise_dates(station, case_id, {"survey": D(2026, 11, 25), "energize": D(2026, 12, 8)}, MONDAY)
    found = contract(station, case_id)
    assert {key: (limit.due, limit.told) for key, limit in found.items()} == {
        "contract/survey": (D(2026, 11, 25), "2 个工作日"), "contract/energize": (D(2026, 12, 8), "11 个工作日")}
    (governing,) = [limit for limit in case_detail(station, case_id, MONDAY).limits if limit.governs]
    assert governing.key == "henan-2020/whole"
    assert explain(station, case_id, MONDAY, "contract/survey").due == D(2026, 11, 25)
    assert "与客户约定：现场勘查 2026-11-25" in case_detail(station, case_id, MONDAY).history[0].text
    assert rebuild(station.database).equal


@pytest.mark.parametrize(("dates", "told"), [
    ({"energize": D(2026, 12, 15)}, "晚于规定的最迟日期 2026-12-14"), ({"energize": D(2026, 11, 28)}, "不是工作日"),
    ({"survey": D(2026, 12, 1), "plan_reply": D(2026, 11, 30)}, "早于“现场勘查”"), ({"survey": D(2026, 11, 20)}, "已经过去"),
    ({"archive": D(2026, 12, 1)}, "不约定日期"),
])
def test_days_that_cannot_be_promised(station, case_id, dates, told):
    with pytest.raises(ProblemsFound, match=told):
        promise_dates(station, case_id, dates, MONDAY)
    assert contract(station, case_id) == {}


def test_a_new_agreement_needs_a_reason_and_keeps_what_is_done(station, case_id, clock: Clock):
    promise_dates(station, case_id, {"survey": D(2026, 11, 24), "energize": D(2026, 12, 8)}, MONDAY)
    day = clock.go(D(2026, 11, 25))
    do_stage(station, case_id, "LV-SURVEY", day)
    with pytest.raises(ProblemsFound, match="已经办完"):
        promise_dates(station, case_id, {"survey": D(2026, 11, 26), "energize": D(2026, 12, 8)}, day)
    with pytest.raises(StationError, match="理由"):
        promise_dates(station, case_id, {"survey": D(2026, 11, 24), "energize": D(2026, 12, 7)}, day)
    promise_dates(station, case_id, {"survey": D(2026, 11, 24), "energize": D(2026, 12, 7)}, day, "客户要求提前")
    found = contract(station, case_id, day)
    assert found["contract/survey"].state == "已完成，超 1 个工作日"
    assert found["contract/energize"].due == D(2026, 12, 7)
    assert ("契约服务（与客户约定）", "现场勘查", 1, 0) in {
        (row.standard, row.limit, row.ended, row.met) for row in month_figures(station, 2026, 11)}


def test_a_pause_that_the_customer_signed_moves_the_promised_day(station, case_id, clock: Clock):
    promise_dates(station, case_id, {"energize": D(2026, 12, 8)}, MONDAY)
    pause(station, case_id, D(2026, 11, 24), "customer_request", "客户签字的暂缓申请", MONDAY, clock.go(D(2026, 11, 24)))
    resume(station, case_id, D(2026, 11, 25), clock.go(D(2026, 11, 25)))
    assert contract(station, case_id, D(2026, 11, 26))["contract/energize"].due == D(2026, 12, 10)


def test_the_contract_is_printed_and_signed(station, case_id):
    with pytest.raises(StationError, match="还没有和客户约定"):
        preview(station, case_id, "SERVICE-CONTRACT", sheet, MONDAY)
    promise_dates(station, case_id, {"energize": D(2026, 12, 8)}, MONDAY)
    paper, _ = issue(station, case_id, "SERVICE-CONTRACT", sheet, MONDAY)
    assert "2026-12-08" in paper.pdf.decode()
    signed(station, case_id, paper.paper_no, MONDAY, "本人", MONDAY)
    card = next(card for card in case_detail(station, case_id, MONDAY).cards if card.topic == "promises")
    assert [(row.label, row.text) for row in card.rows] == [("装表接电", "约定 2026-12-08 前办完"), ("契约书", "已签回")]


def test_a_profile_may_let_the_contract_govern(station, case_id):
    promise_dates(station, case_id, {"energize": D(2026, 12, 8)}, MONDAY)
    with looking(station) as connection:
        case = Folder(connection).case(case_id)
    texts = [replace(text, text=text.text.replace("day0_counts = false", "day0_counts = false\ncontract_governs = true", 1))
             if text.subject == "profile" else text for text in shipped_texts()]
    book = RuleBook.from_texts(texts)
    assert measure(case, kind_of_case(case, book), book, station.calendar, MONDAY).governing.key == "contract/energize"


def test_nothing_is_promised_before_the_acceptance(station):
    from models.services.registration import register

    intake = replace(house_intake(station), received=frozenset())
    registered = register(station, intake, MONDAY)[0]
    if not registered.accepted:
        with pytest.raises(StationError, match="已受理"):
            promise_dates(station, registered.case_id, {"energize": D(2026, 12, 8)}, MONDAY)
