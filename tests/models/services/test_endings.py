"""Every case ends with reason, evidence and who decided; what cannot be supplied is answered, waits behind its district, begins anew."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models.problems import ProblemsFound, StationError
from models.services.bottlenecks import waiting_districts
from models.services.case_page.detail import case_detail
from models.services.cases import list_cases
from models.services.centre.intake import take
from models.services.checking import rebuild
from models.services.contacts import ContactEntry, note_contact, unreached_evidence
from models.services.endings import Ending, drop_decision, end_case, ending_choices, reopen, review
from models.services.exchange.outbox import export
from models.services.paper.papers import deliver, issue, preview, signed
from models.services.people import add_person
from models.services.registration import register
from models.services.reminders import reminders_on
from models.services.stages import form_values
from models.services.statistics import endings, month_figures
from models.services.today import today_page
from models.store.views import case_view, reminder_view, wait_view
from tests.stations import EVERYTHING, MONDAY, do_all, do_stage, factory_intake, house_intake, mill, sheet

PAPERS_LACK = EVERYTHING - {"business_licence"}
NEXT = date(2027, 2, 23)


def ending(outcome: str, reason: str, on: date = MONDAY, **more: object) -> Ending:
    given = {"evidence": "11-18 勘查单", "decider": "周志强（所长）", **more}
    return Ending(outcome, on, reason, **given)  # type: ignore[arg-type]


def full(station, case, on=MONDAY):
    """Decides that a case cannot be supplied."""
    later = max(NEXT, on + timedelta(days=90))
    end_case(station, case, ending("not_suppliable", "transformer_full", on, district="石村2号台区", review_on=later), on)


def answer(station, case, on):
    paper, _ = issue(station, case, "REFUSAL", sheet, on)
    deliver(station, case, paper.paper_no, on, "当面", on)
    return paper


def test_everything_that_is_missing_is_told_at_once(station):
    case = mill(station)
    with pytest.raises(ProblemsFound) as refused:
        end_case(station, case, Ending("not_suppliable", MONDAY + timedelta(days=1), "moon", ""), MONDAY)
    assert {p.field for p in refused.value.problems} == {"reason", "evidence", "on", "decided_by", "district", "review_on"}
    assert case_detail(station, case, MONDAY).row.level != "ended"
    with pytest.raises(ProblemsFound) as refused:
        end_case(station, case, ending("withdrawn", "other"), MONDAY)
    assert [p.field for p in refused.value.problems] == ["note"]


def test_the_post_decides_and_must_be_in_service(station):
    case = mill(station)
    chief, _ = add_person(station, "周志强", "所长", date(2026, 11, 20))
    fitter, _ = add_person(station, "马战胜", "装表工", date(2026, 1, 1))
    for person, on, words in ((fitter, MONDAY, "由所长决定"), (chief, date(2026, 11, 19), "不在岗")):
        with pytest.raises(ProblemsFound, match=words):
            end_case(station, case, ending("void", "practice", on, decider="", decided_by=person), MONDAY)
    end_case(station, case, ending("void", "practice", decider="", decided_by=chief), MONDAY)
    told = case_detail(station, case, MONDAY).history[0].text
    assert told == "录错作废（练习或试录；凭据：11-18 勘查单；决定人：所长） 2026-11-23"


def test_who_decided_outside_the_list_stands_in_the_private_part(station):
    from models.services.station import looking
    from models.store import journal

    case = mill(station)
    end_case(station, case, ending("withdrawn", "no_need"), MONDAY)
    assert "周志强" in case_detail(station, case, MONDAY).history[0].text
    with looking(station) as connection:
        lines = b"".join(stored.line for stored in journal.lines_from(connection, "3501", station.epoch, 0))
    assert "周志强".encode() not in lines


def test_what_cannot_be_supplied_runs_until_the_answer_is_delivered_then_waits(station, centre):
    case = mill(station)
    do_stage(station, case, "LV-SURVEY", date(2026, 11, 17))
    full(station, case, date(2026, 11, 18))
    row = case_detail(station, case, MONDAY).row
    assert (row.status_text, row.action_name) == ("在办", "打印答复书")
    with pytest.raises(StationError, match="先把答复书送达客户"):
        do_stage(station, case, "LV-PLAN", date(2026, 11, 19))
    answer(station, case, date(2026, 11, 20))
    detail = case_detail(station, case, MONDAY)
    assert (detail.row.level, detail.row.status_text, detail.todos) == ("deferred", "暂不具备，待复核", ())
    assert {limit.state for limit in detail.limits} == {"已随工单结束"}
    assert today_page(station, MONDAY).total == 0
    assert [row.case_id for row in list_cases(station, MONDAY, "deferred").rows] == [case]
    assert list_cases(station, MONDAY, "ended").total == 0
    assert rebuild(station.database).equal


def test_the_written_answer_stops_the_limit_of_the_plans_reply_on_its_day(station):
    case = register(station, factory_intake(station), MONDAY)[0].case_id
    full(station, case, date(2026, 11, 18))
    answer(station, case, date(2026, 11, 20))
    reply = next(limit for limit in case_detail(station, case, MONDAY).limits if limit.key == "henan-2020/plan_reply")
    assert (reply.state, reply.used) == ("已完成，未超时限", 4)
    assert [(row.ended, row.met) for row in month_figures(station, 2026, 11) if row.limit == reply.name] == [(1, 1)]


def test_a_district_shows_who_waits_and_is_reviewed(station, clock):
    first, second = mill(station), mill(station, applicant="李家磨坊", document_no="92410425MA9F0XP28U", phone="13700000001")
    for case in (first, second):
        full(station, case)
        answer(station, case, MONDAY)
    (district,) = waiting_districts(station, MONDAY)
    assert (district.name, len(district.cases), district.next_review) == ("石村2号台区", 2, NEXT)
    assert {row.reason for row in district.cases} == {"台区变压器容量不足"}
    assert not any(r.code == "review" for r in reminders_on(station, NEXT - timedelta(days=1)))
    assert {r.case_id for r in reminders_on(station, NEXT) if r.code == "review"} == {first, second}
    day = clock.go(NEXT)
    with pytest.raises(ProblemsFound) as refused:
        review(station, first, day, "", day, day)
    assert {p.field for p in refused.value.problems} == {"found", "review_on"}
    review(station, first, day, "变压器还没有更换", date(2027, 5, 20), day)
    assert {r.case_id for r in reminders_on(station, day) if r.code == "review"} == {second}
    assert "仍不具备" in case_detail(station, first, day).history[0].text
    assert rebuild(station.database).equal


def test_a_reopened_case_begins_anew_and_keeps_what_was(station, clock):
    case = mill(station)
    do_stage(station, case, "LV-SURVEY", date(2026, 11, 17))
    full(station, case)
    answer(station, case, MONDAY)
    day = clock.go(date(2027, 2, 25))
    reopen(station, case, day, "200 kVA 变压器已投运", day)
    detail = case_detail(station, case, day)
    assert (detail.row.accepted_on, detail.row.status_text, detail.todos[0].form) == (day, "在办", "LV-SURVEY")
    assert {limit.start for limit in detail.limits} == {day}
    assert waiting_districts(station, day) == ()
    with pytest.raises(StationError, match="还没有相应的办结决定"):
        preview(station, case, "REFUSAL", sheet, day)
    do_all(station, case, day)
    assert case_detail(station, case, day).row.status_text == "已归档"
    assert rebuild(station.database).equal


def test_what_was_answered_before_a_reopening_stays_in_the_figures(station, clock):
    case = register(station, factory_intake(station), MONDAY)[0].case_id
    full(station, case)
    answer(station, case, MONDAY)
    before = month_figures(station, 2026, 11)
    assert before
    day = clock.go(date(2027, 2, 25))
    reopen(station, case, day, "线路改造完成", day)
    assert month_figures(station, 2026, 11) == before
    full(station, case, day)
    answer(station, case, day)
    assert month_figures(station, 2026, 11) == before
    assert sum(row.ended for row in month_figures(station, 2027, 2)) == 1
    assert rebuild(station.database).equal


def test_a_decision_can_be_taken_back_before_the_answer(station):
    case = mill(station)
    full(station, case)
    with pytest.raises(ProblemsFound):
        drop_decision(station, case, " ", MONDAY)
    drop_decision(station, case, "台区负荷重新核过，可以供", MONDAY)
    assert case_detail(station, case, MONDAY).todos[0].form == "LV-SURVEY"
    with pytest.raises(StationError, match="还没有相应的办结决定"):
        preview(station, case, "REFUSAL", sheet, MONDAY)


def test_an_application_that_is_not_accepted_is_refused_in_writing(station):
    case = mill(station, received=PAPERS_LACK)
    assert "not_suppliable" not in {o.code for o in ending_choices(station, case, MONDAY).outcomes}
    end_case(station, case, ending("refused", "out_of_area"), MONDAY)
    answer(station, case, MONDAY)
    assert case_detail(station, case, MONDAY).row.status_text == "不予受理"


def test_contacts_in_vain_are_counted_by_their_days(station):
    case = mill(station)
    for evidence in ("打过电话", "2026-11-17 和 11月17日 无人接，11-18 停机"):
        with pytest.raises(ProblemsFound, match="至少"):
            end_case(station, case, ending("lost_contact", "no_answer", evidence=evidence), MONDAY)
    end_case(station, case, ending("lost_contact", "no_answer", evidence="11-17 10:20 无人接；11-18 停机；11-20 上门无人"), MONDAY)
    assert b"TERMINATION" in preview(station, case, "TERMINATION", sheet, MONDAY)


def test_contacts_that_were_recorded_count_with_what_is_typed(station, clock):
    case = mill(station)
    for day in (date(2026, 11, 24), date(2026, 11, 25)):
        clock.go(day)
        note_contact(station, ContactEntry("unreached", clock(), case_id=case, words="无人接"))
    day = clock.go(date(2026, 11, 26))
    with pytest.raises(ProblemsFound, match="有 2 天"):
        end_case(station, case, ending("lost_contact", "no_answer", day, evidence="见联系记录"), day)
    assert unreached_evidence(station, case).startswith("联系未成 2 次")
    end_case(station, case, ending("lost_contact", "no_answer", day, evidence="11-26 上门，邻居说外出"), day)
    assert case_detail(station, case, day).row.status_text == "失联终止"


def test_the_plan_lapses_only_after_its_last_day(station, clock):
    case = mill(station)
    with pytest.raises(ProblemsFound, match="还没有签收"):
        end_case(station, case, ending("plan_lapsed", "no_report"), MONDAY)
    do_all(station, case, date(2026, 11, 20), "LV-PLAN")
    with pytest.raises(ProblemsFound, match="还没有签收"):
        end_case(station, case, ending("plan_lapsed", "no_report"), MONDAY)
    paper = next(paper for paper in case_detail(station, case, MONDAY).papers if paper.code == "LV-PLAN")
    signed(station, case, paper.paper_no, date(2026, 11, 20), "本人", MONDAY)
    day = clock.go(date(2027, 2, 22))  # the 20th is a Saturday
    with pytest.raises(ProblemsFound, match="到 2027-02-22 才届满"):
        end_case(station, case, ending("plan_lapsed", "no_report", day), day)
    day = clock.go(date(2027, 2, 23))
    end_case(station, case, ending("plan_lapsed", "no_report", day), day)
    assert case_detail(station, case, day).row.status_text == "方案逾期失效"


def test_a_second_case_of_one_application_is_merged_into_the_first(station):
    first, second = mill(station), mill(station, reason="客户又打了 95598")
    number = case_detail(station, first, MONDAY).row.number
    own = case_detail(station, second, MONDAY).row.number
    for into, words in (("3501-0", "没有编号"), (own, "本工单"), ("", "编号")):
        with pytest.raises(ProblemsFound, match=words):
            end_case(station, second, ending("merged", "asked_twice", into=into), MONDAY)
    end_case(station, second, ending("merged", "asked_twice", into=number.replace("-", "")), MONDAY)
    assert f"并入 {number}" in case_detail(station, second, MONDAY).history[0].text
    assert own in case_detail(station, first, MONDAY).history[0].text
    house = register(station, house_intake(station), MONDAY)[0].case_id
    with pytest.raises(ProblemsFound, match="已经重复并入"):
        end_case(station, house, ending("merged", "asked_twice", into=own), MONDAY)
    assert rebuild(station.database).equal


@pytest.mark.parametrize(("outcome", "reason", "said"), [
    ("void", "wrong_type", "受理回执同时作废"), ("handed_over", "other_station", "已移交龙山供电所办理"),
    ("withdrawn", "no_need", "已经撤销"), ("merged", "asked_twice", "是同一申请，已并入该工单办理"),
])  # fmt: skip
def test_every_end_that_is_decided_has_its_paper_and_the_case_asks_for_it(station, outcome, reason, said):
    other, case = mill(station), mill(station)
    into = case_detail(station, other, MONDAY).row.number if outcome == "merged" else ""
    end_case(station, case, ending(outcome, reason, into=into, handed_to="龙山供电所"), MONDAY)
    paper = next(o.paper for o in station.shelf.book().outcomes.values() if o.code == outcome)
    assert said in preview(station, case, paper, sheet, MONDAY).decode()

    def row():
        card = next(card for card in case_detail(station, case, MONDAY).cards if card.topic == "ending")
        return next(row for row in card.rows if row.label == "单据")

    assert "还没有打印" in row().text
    issued, _ = issue(station, case, paper, sheet, MONDAY)
    assert issued.paper_no in row().text


def test_the_rules_name_a_paper_for_every_end_but_the_archive(station):
    assert [o.code for o in station.shelf.book().outcomes.values() if not o.paper] == ["archived"]


def test_the_month_tells_how_cases_ended_and_what_that_counts_as(station):
    withdrawn, void, done = mill(station), mill(station), mill(station)
    do_stage(station, withdrawn, "LV-SURVEY", MONDAY)
    do_all(station, void, MONDAY, "METER")
    do_all(station, done, MONDAY)
    end_case(station, withdrawn, ending("withdrawn", "no_need"), MONDAY)
    counted = sum(row.ended for row in month_figures(station, 2026, 11))
    end_case(station, void, ending("void", "practice"), MONDAY)
    assert sum(row.ended for row in month_figures(station, 2026, 11)) < counted
    assert [(row.outcome, row.number, row.assessed) for row in endings(station, 2026, 11)] == [
        ("归档", 1, "计入考核"), ("客户撤销", 1, "单独列出"), ("录错作废", 1, "不计入考核"),
    ]  # fmt: skip


def test_the_centre_sees_the_same_end(station, centre, tmp_path):
    case = mill(station)
    full(station, case)
    answer(station, case, MONDAY)
    done, _ = export(station, tmp_path)
    take(centre, done.file)
    for table in (case_view, wait_view, reminder_view):
        query = sa.select(table).order_by(table.c[0])
        with station.database.reader.connect() as own, centre.database.reader.connect() as theirs:
            assert own.execute(query).all() == theirs.execute(query).all() != []


def test_an_old_station_can_still_end_its_cases(station, monkeypatch):
    from models.outcome_rules import WITHOUT_RULES

    book = station.shelf.book()
    monkeypatch.setattr(book, "outcomes", {outcome.code: outcome for outcome in WITHOUT_RULES})
    case = mill(station)
    assert [o.code for o in ending_choices(station, case, MONDAY).outcomes] == ["withdrawn", "void"]


def test_nothing_ends_twice_and_days_keep_their_order(station):
    case = mill(station)
    do_stage(station, case, "LV-SURVEY", date(2026, 11, 18))
    with pytest.raises(ProblemsFound, match="早于这个工单已办的最后一步"):
        end_case(station, case, ending("withdrawn", "no_need", date(2026, 11, 17)), MONDAY)
    end_case(station, case, ending("withdrawn", "no_need", date(2026, 11, 18)), MONDAY)
    with pytest.raises(StationError, match="已经结束"):
        end_case(station, case, ending("void", "practice"), MONDAY)
    assert form_values(station, case, "LV-SURVEY", MONDAY)["surveyed_on"] == "2026-11-18"
