"""Taking an application in: every wrong value at once, number, acceptance, promise, record of what is missing."""

import dataclasses
from datetime import date, datetime, timedelta

import pytest

from models import case_number
from models.problems import ProblemsFound, StationError
from models.services.case_page.detail import case_detail
from models.services.checking import check
from models.services.registration import accept, checklist, earlier_cases, receive_papers, register
from models.services.station import batch, looking
from models.services.today import today_page
from models.store import journal
from tests.stations import ACCEPTED, EVERYTHING, MONDAY, factory_intake, house_intake, mill, mill_intake


def found(station, intake, today=MONDAY):
    with pytest.raises(ProblemsFound) as refused:
        register(station, intake, today)
    return {problem.field: problem.message for problem in refused.value.problems}


def test_everything_wrong_is_told_at_once_and_nothing_is_written(station):
    with looking(station) as connection:
        before = journal.head(connection, "3501", station.epoch).seq
    wrong = mill_intake(
        MONDAY + timedelta(days=1), capacity="六十", applicant=" ", document_no="92410425MA9F0XN92X", phone="123", voltage="219 V"
    )
    told = found(station, dataclasses.replace(wrong, channel="微信", class_="residential"))
    assert {"capacity", "applicant", "phone", "voltage", "accepted_on", "channel", "class_"} <= set(told)
    assert "六十" in told["capacity"]
    with looking(station) as connection:
        assert journal.head(connection, "3501", station.epoch).seq == before


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("capacity", "0", "大于 0"), ("capacity", "-5", "大于 0"), ("capacity", "六十", "数字"), ("capacity", "", "填"),
        ("accepted_on", "2026-11-24", "今天"), ("accepted_on", "2026-02-30", "不存在"), ("document_no", "92410425MA9F0XN92X", "校验"),
    ],
)  # fmt: skip
def test_one_wrong_value_is_named_where_it_stands(station, field, value, word):
    told = found(station, mill_intake(**{field: value}))
    assert list(told) == [field]
    assert word in told[field]


@pytest.mark.parametrize("number", ["110105194912310021", "11010519491331002X", "11010519491231002", "41042519680230452X"])
def test_a_wrong_identity_number_is_refused(station, number):
    assert list(found(station, house_intake(station, document_no=number))) == ["document_no"]


def test_an_unknown_business_type_and_times_in_the_wrong_order_are_told(station):
    assert list(found(station, dataclasses.replace(mill_intake(), business_type="moon"))) == ["business_type"]
    late = dataclasses.replace(mill_intake(), asked_at=datetime(2026, 11, 16, 10), got_at=datetime(2026, 11, 16, 9))
    assert list(found(station, late)) == ["got_at"]
    future = dataclasses.replace(mill_intake(), asked_at=datetime(2026, 11, 24, 10))
    assert list(found(station, future)) == ["asked_at"]


def test_numbers_follow_each_other_by_day_and_are_never_given_twice(station, clock):
    def number(day, **values):
        clock.go(day)
        return register(station, mill_intake(day, reason="测试", **values), day)[0].number

    one = [number(ACCEPTED), number(ACCEPTED), number(MONDAY)]
    assert [text[:17] for text in one] == ["3501-20261116-001", "3501-20261116-002", "3501-20261123-001"]
    with pytest.raises(ProblemsFound):
        number(MONDAY, capacity="0")
    assert number(MONDAY)[:17] == "3501-20261123-002"
    assert all(case_number.is_valid(text) for text in one)


def test_complete_papers_are_accepted_and_the_clock_starts(station):
    done, changes = register(station, mill_intake(), MONDAY)
    assert (done.accepted, done.missing, done.owed) == (True, (), ())
    assert changes.cases == {done.case_id}
    detail = case_detail(station, done.case_id, MONDAY)
    assert detail.row.accepted_on == ACCEPTED
    (governing,) = [limit for limit in detail.limits if limit.governs]
    assert (governing.told, governing.due, governing.key) == ("15 个工作日", date(2026, 12, 7), "henan-2020/whole")
    assert all(item.state == "got" for item in detail.materials)


def test_a_paper_that_may_follow_is_owed_and_holds_up_only_its_stage(station):
    done, _ = register(station, mill_intake(received=EVERYTHING - {"village_certificate"}), MONDAY)
    assert (done.accepted, done.owed) == (True, ("property",))
    detail = case_detail(station, done.case_id, MONDAY)
    assert [item.state for item in detail.materials if item.group == "property"] == ["owed"]
    assert "COMMITMENT" in dict(detail.printable)
    papers, _ = receive_papers(station, done.case_id, frozenset({"village_certificate"}), MONDAY, MONDAY)
    assert papers.complete


def test_without_a_paper_that_may_not_follow_there_is_a_number_but_no_clock(station):
    done, _ = register(station, mill_intake(received=EVERYTHING - {"business_licence"}), MONDAY)
    assert (done.accepted, done.missing) == (False, ("subject",))
    detail = case_detail(station, done.case_id, MONDAY)
    assert (detail.row.status_text, detail.row.due_text, detail.limits) == ("未受理", "不计时", ())
    with pytest.raises(StationError, match="资料还没有齐：主体证明"):
        accept(station, done.case_id, MONDAY, MONDAY)
    receive_papers(station, done.case_id, frozenset({"business_licence"}), date(2026, 11, 20), MONDAY)
    with pytest.raises(StationError, match="早于客户申请登记的日期 2026-11-16"):
        accept(station, done.case_id, date(2026, 11, 13), MONDAY)
    with pytest.raises(StationError, match="早于资料收齐的日期 2026-11-20"):
        accept(station, done.case_id, date(2026, 11, 19), MONDAY)
    accept(station, done.case_id, date(2026, 11, 20), MONDAY)
    with pytest.raises(StationError, match="已经受理"):
        accept(station, done.case_id, MONDAY, MONDAY)
    detail = case_detail(station, done.case_id, MONDAY)
    assert [limit.start for limit in detail.limits if limit.governs] == [date(2026, 11, 20)]
    assert detail.row.accepted_on == date(2026, 11, 20)


def test_papers_of_an_application_entered_later_came_with_the_application(station):
    done, _ = register(station, mill_intake(ACCEPTED), MONDAY)
    with looking(station) as connection:
        facts = journal.facts_of(connection, f"case:{done.case_id}")
    assert [fact.event.on for fact in facts if fact.envelope.kind == "PapersReceived"] == [ACCEPTED]


def test_papers_that_no_list_knows_or_that_come_tomorrow_are_refused(station):
    case = mill(station)
    with pytest.raises(StationError, match="资料清单里没有 moon"):
        receive_papers(station, case, frozenset({"moon"}), MONDAY, MONDAY)
    with pytest.raises(StationError, match="在今天之后"):
        receive_papers(station, case, frozenset({"ownership"}), MONDAY + timedelta(days=1), MONDAY)
    with pytest.raises(StationError, match="找不到这个工单"):
        receive_papers(station, "nobody", frozenset({"ownership"}), MONDAY, MONDAY)


def test_the_same_customer_is_shown_before_saving_and_may_go_on_with_a_reason(station):
    first = mill(station)
    for same in ({}, {"phone": "139 3751 2345", "document_no": "92410425MAUQYUMRHL", "address": "别处"}):
        with pytest.raises(StationError, match="已有工单.*请写明理由"):
            register(station, mill_intake(**same), MONDAY)
    (earlier,) = earlier_cases(station, "LV-APP", mill_intake().values, MONDAY)
    assert (earlier.case_id, set(earlier.by)) == (first, {"证件号码", "电话", "用电地址"})
    register(station, mill_intake(reason="第二台磨面机，另立户"), MONDAY)
    other = {"phone": "13900000000", "document_no": "92410425MAUQYUMRHL", "address": "郏县渣园乡1组"}
    assert register(station, mill_intake(**other), MONDAY)[0].accepted


def test_the_draft_goes_with_the_saving_and_a_failing_draft_file_does_not_undo_it(station):
    station.drafts.begin("d", "register", "", station.now())
    done, changes = register(station, mill_intake(draft="d"), MONDAY)
    assert changes.drafts
    assert today_page(station, MONDAY).drafts == ()
    station.drafts._raw.execute("PRAGMA query_only=ON")
    again, _ = register(station, mill_intake(reason="再来一件", draft="e"), MONDAY)
    assert again.number > done.number


def test_a_high_voltage_application_is_taken_in_to_be_passed_up(station):
    done, _ = register(station, factory_intake(station), MONDAY)
    detail = case_detail(station, done.case_id, MONDAY)
    assert [todo.code for todo in detail.todos] == ["pass_up:REPORT-UP"]
    assert detail.capacity == "315 kVA"


def test_a_rare_name_is_kept_and_found(station):
    done, _ = register(station, house_intake(station), MONDAY)
    assert case_detail(station, done.case_id, MONDAY).customer == "张𬀩"
    assert checklist(station, "lv_res_new", {"rural": True}, frozenset()).missing


def test_one_failing_use_case_in_a_batch_is_taken_back_whole_and_the_others_stay(station):
    with batch(station):
        register(station, mill_intake(), MONDAY)
        with pytest.raises(StationError, match="x"), batched_failure(station):
            register(station, house_intake(station), MONDAY)
        register(station, mill_intake(reason="另一件", phone="13900000001"), MONDAY)
    assert check(station).whole
    assert today_page(station, MONDAY).total == 2


class batched_failure:  # noqa: N801  # reads as what it is used for
    """A use case around another one, which fails after it has written."""

    def __init__(self, station):
        from models.services.station import changing

        self.outer = changing(station)

    def __enter__(self):
        return self.outer.__enter__()

    def __exit__(self, kind, error, trace):
        assert kind is None
        failure = StationError("x")
        self.outer.__exit__(StationError, failure, None)
        raise failure


def test_each_certificate_has_its_own_last_day_and_one_that_runs_out_before_acceptance_counts_no_more(station, clock):
    done, _ = register(station, mill_intake(received=EVERYTHING - {"business_licence", "agent_id"}), MONDAY)
    valid = {"business_licence": date(2026, 11, 20), "agent_id": date(2031, 5, 1)}
    papers, _ = receive_papers(station, done.case_id, frozenset(valid), date(2026, 11, 18), MONDAY, valid)
    assert papers.complete
    with pytest.raises(StationError, match=r"主体证明（带来的营业执照有效期到2026年11月20日，已经过期）"):
        accept(station, done.case_id, MONDAY, MONDAY)
    (subject,) = [row for row in case_detail(station, done.case_id, MONDAY).materials if row.group == "subject"]
    assert (subject.state, "有效期到2026年11月20日" in subject.note) == ("missing", True)
    renewed = {"business_licence": date(2046, 1, 1)}
    papers, _ = receive_papers(station, done.case_id, frozenset(renewed), MONDAY, MONDAY, renewed)
    assert papers.complete
    accept(station, done.case_id, MONDAY, MONDAY)
    clock.go(date(2031, 6, 1))
    later = case_detail(station, done.case_id, date(2031, 6, 1)).materials
    assert {row.state for row in later} == {"got"}, "what was valid at the acceptance stays"
