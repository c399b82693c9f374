"""A high-voltage case goes from the station to the county centre and back, by packages alone; both sides fold it alike."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from models.attached_content import prepared
from models.problems import ProblemsFound, StationError
from models.services import transfer
from models.services.case_page.detail import case_detail
from models.services.centre.desk import open_desk
from models.services.centre.handed_up import handed_up
from models.services.checking import check, rebuild
from models.services.contacts import ContactEntry, note_contact
from models.services.endings import Ending, end_case
from models.services.files import attach, content
from models.services.late_figures import late_figures
from models.services.paper.papers import deliver, issue, pdf_of, reprint
from models.services.passing import pass_up
from models.services.reminders import reminders_on
from models.services.stages import save_form
from models.services.transfer import GivenBack
from models.store import journal
from models.store.session import reading
from tests.data.every_flow import form_of
from tests.handover import BY, answered, exchange, fill, journey, passed_up, todo
from tests.postgres import on_both_stores
from tests.stations import MONDAY, mill, sheet
from ui.statistics.page import words_of_late


@pytest.fixture
def desk(station, centre, tmp_path):
    """The centre's desk of the station, once it has sent something."""
    mill(station, MONDAY)
    exchange(station, centre, tmp_path)
    opened = open_desk(centre, "3501", BY)
    yield opened
    opened.close()


@pytest.fixture
def case(station, desk, centre, tmp_path):
    """A factory's case that the centre has."""
    found = passed_up(station, MONDAY)
    exchange(station, centre, tmp_path)
    return found


def order(connection, case):
    return [(fact.envelope.station, fact.envelope.seq) for fact in journal.facts_of(connection, f"case:{case}")]


def test_a_factory_is_supplied_from_the_counter_to_the_archive(station, desk, centre, clock, tmp_path):
    case = journey(station, desk, centre, clock, tmp_path)
    here, there = case_detail(station, case, clock().date()), case_detail(desk, case, clock().date())
    assert (here.row.status_text, there.row.status_text) == ("已归档", "已归档")
    assert [row.text for row in here.history] == [row.text for row in there.history]
    assert {row.who for row in here.history} == {row.who for row in there.history} == {"赵建军", "县中心"}
    assert check(station).whole
    assert rebuild(station.database).equal
    assert rebuild(centre.database).equal


def test_what_the_other_side_has_is_not_changed_here(station, desk, centre, tmp_path, case):
    with pytest.raises(StationError, match="现在由县中心办理，供电所不能改"):
        void(station, case)
    with pytest.raises(StationError, match="还没有接收"):
        save_form(desk, case, "HV-SURVEY", form_of("HV-SURVEY", MONDAY), MONDAY)
    with pytest.raises(StationError, match="还没有接收"):
        transfer.give_back(desk, case, GivenBack("done", MONDAY), MONDAY)
    transfer.take_over(desk, case, MONDAY, BY, MONDAY)
    with pytest.raises(StationError, match="已由周志远接收"):
        transfer.take_over(desk, case, MONDAY, BY, MONDAY)
    with pytest.raises(StationError, match="不能按完成退回"):
        transfer.give_back(desk, case, GivenBack("done", MONDAY), MONDAY)
    with pytest.raises(StationError, match="不能答复供电所"):
        transfer.give_back(desk, case, GivenBack("answered", MONDAY), MONDAY)
    with pytest.raises(ProblemsFound, match="补正什么"):
        transfer.give_back(desk, case, GivenBack("supplement", MONDAY), MONDAY)
    transfer.give_back(desk, case, GivenBack("supplement", MONDAY, ("用电设备清单",)), MONDAY)
    with pytest.raises(StationError, match="已退给供电所（退回补正）"):
        save_form(desk, case, "HV-SURVEY", form_of("HV-SURVEY", MONDAY), MONDAY)
    with pytest.raises(StationError, match="现在由县中心办理"):  # the package has not come yet
        void(station, case)
    told = exchange(station, centre, tmp_path)
    assert any(line.endswith(f"{case_detail(station, case, MONDAY).row.number}：退回补正（要补 1 项），请查收。") for line in told)
    with pytest.raises(StationError, match="还没有查收"):
        pass_up(station, case, MONDAY, MONDAY)
    transfer.take_back(station, case, MONDAY, MONDAY)
    with pytest.raises(StationError, match="由县客户服务中心办理"):
        save_form(station, case, "HV-SURVEY", form_of("HV-SURVEY", MONDAY), MONDAY)
    pass_up(station, case, MONDAY, MONDAY)


def void(station, case):
    end_case(station, case, Ending("void", MONDAY, "practice", "演练", decider="周志强（所长）"), MONDAY)


def test_both_may_write_at_once_and_read_one_order(station, desk, centre, tmp_path, case):
    answered(desk, case, MONDAY)  # at the same time the station hears of the customer, without knowing
    note_contact(station, ContactEntry(kind="call", at=station.now(), name="李改枝", words="催问", case_id=case))
    own, _ = issue(station, case, "RECEIPT", sheet, MONDAY)
    exchange(station, centre, tmp_path)
    with reading(station.database) as here, reading(centre.database) as there:
        assert order(here, case) == order(there, case)
    papers = case_detail(desk, case, MONDAY).papers
    assert len({paper.paper_no for paper in papers}) == len(papers)
    assert own.paper_no in {paper.paper_no for paper in papers}
    transfer.take_back(station, case, MONDAY, MONDAY)
    exchange(station, centre, tmp_path)
    with reading(station.database) as here, reading(centre.database) as there:
        assert order(here, case) == order(there, case)


def test_the_reply_is_handed_over_by_the_station_and_its_day_ends_the_stage(station, desk, centre, clock, tmp_path, case):
    number = answered(desk, case, MONDAY)
    exchange(station, centre, tmp_path)
    assert [(one.text, one.on) for one in reminders_on(station, MONDAY)] == [
        ("县中心 2026-11-23 退回：供电方案答复，请查收", MONDAY)
    ]
    day = clock.go(MONDAY + timedelta(days=2))
    transfer.take_back(station, case, day, day)
    deliver(station, case, number, day, "当面", day)
    detail = case_detail(station, case, day)
    assert next(step for step in detail.steps if step.stage == "plan_reply").state == "done"
    assert detail.todos[0].label == "转县中心继续办理"
    assert {limit.state for limit in detail.limits if "供电方案" in limit.name} == {"已完成，未超时限"}


def test_the_customers_limit_goes_on_while_the_centre_has_the_case(station, desk, case):
    before = {limit.key: limit.due for limit in case_detail(station, case, MONDAY).limits}
    transfer.take_over(desk, case, MONDAY, BY, MONDAY)
    later = {limit.key: (limit.due, limit.state) for limit in case_detail(desk, case, MONDAY + timedelta(days=60)).limits}
    assert before
    assert {key: due for key, (due, _) in later.items()} == before
    assert {state for _, state in later.values()} == {"已逾期"}
    looks = [case_detail(side, case, MONDAY + timedelta(days=60)).row.level for side in (desk, station)]
    assert looks == ["overdue", "passed_up"]


def test_the_days_of_a_limit_are_told_by_the_side_that_had_the_case(station, desk, centre, clock, tmp_path, case):
    """Up on Monday, back on Wednesday, up again on Thursday, answered on the Monday after, handed over on the Wednesday."""
    for day, act in ((2, "supplement"), (3, "up"), (7, "answered"), (9, "delivered")):
        on = clock.go(MONDAY + timedelta(days=day))
        if act == "supplement":
            transfer.take_over(desk, case, on, BY, on)
            transfer.give_back(desk, case, GivenBack("supplement", on, ("清单",)), on)
        elif act == "answered":
            number = answered(desk, case, on)
        exchange(station, centre, tmp_path)
        if act != "up":
            transfer.take_back(station, case, on, on) if act != "delivered" else deliver(station, case, number, on, "当面", on)
        else:
            pass_up(station, case, on, on)
            exchange(station, centre, tmp_path)
    told = {row.label: row.text for card in case_detail(station, case, on).cards if card.topic == "transfer" for row in card.rows}
    assert told["供电方案答复用在哪边"] == "县中心 4 个工作日，供电所 3 个工作日"


def test_what_the_centre_made_late_is_told_apart_in_the_months_figures(station, desk, centre, clock, tmp_path, case):
    late = clock.go(MONDAY + timedelta(days=28))
    number = answered(desk, case, late)
    exchange(station, centre, tmp_path)
    transfer.take_back(station, case, late, late)
    deliver(station, case, number, late, "当面", late)
    found = late_figures(station, late.year, late.month, late)
    assert (found.ended_late, found.at_centre) == (1, 1)
    assert "其中高压工单 1 件在县中心用的天数比在本所多" in words_of_late(found)


def test_files_travel_both_ways_under_numbers_of_their_own(station, desk, centre, tmp_path, case):
    transfer.take_over(desk, case, MONDAY, BY, MONDAY)
    theirs, _ = attach(desk, case, [picture("red")], "case", MONDAY)
    ours, _ = attach(station, case, [picture("blue")], "case", MONDAY)
    assert (theirs.numbers, ours.numbers) == ((1001,), (1,))
    exchange(station, centre, tmp_path)
    found = {one.number: one for one in case_detail(station, case, MONDAY).files}
    assert content(station, found[1001].sha256) == picture("red").data
    assert content(desk, found[1].sha256) == picture("blue").data


def picture(colour):
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "JPEG")
    return prepared(f"{colour}.jpg", out.getvalue())


def test_a_paper_return_is_noted_only_where_the_centre_does_not_work_here(station, desk, centre, tmp_path, case):
    with pytest.raises(ProblemsFound, match="什么纸"):
        transfer.take_back_on_paper(station, case, GivenBack("answered", MONDAY), MONDAY)
    transfer.take_back_on_paper(station, case, GivenBack("answered", MONDAY, words="纸质答复单 1 份"), MONDAY)
    assert todo(station, case, MONDAY) == "转县中心继续办理"
    pass_up(station, case, MONDAY, MONDAY)
    exchange(station, centre, tmp_path)
    transfer.take_over(desk, case, MONDAY, BY, MONDAY)
    exchange(station, centre, tmp_path)
    with pytest.raises(StationError, match="已在程序里接收"):
        transfer.take_back_on_paper(station, case, GivenBack("answered", MONDAY, words="纸"), MONDAY)


def test_a_paper_return_while_the_centre_works_is_told_on_both_sides_and_keeps_its_work(station, desk, centre, tmp_path, case):
    transfer.take_over(desk, case, MONDAY, BY, MONDAY)
    fill(desk, case, "HV-SURVEY", MONDAY, approved_capacity="315")
    transfer.take_back_on_paper(station, case, GivenBack("supplement", MONDAY, words="缺清单的便条"), MONDAY)
    told = exchange(station, centre, tmp_path)
    assert any("登记了县中心纸面退回（退回补正），县中心那时已在程序里接收" in line and "请打电话" in line for line in told)
    with pytest.raises(StationError, match="供电所登记了县中心 2026-11-23 的纸面退回（退回补正）"):
        transfer.give_back(desk, case, GivenBack("supplement", MONDAY, ("清单",)), MONDAY)
    with pytest.raises(StationError, match="供电所登记了县中心 2026-11-23 的纸面退回"):
        save_form(desk, case, "HV-PLAN", form_of("HV-PLAN", MONDAY), MONDAY)
    assert [one.next for one in handed_up(centre)] == ["供电所登记了纸面退回：退回补正（这里也接收过，请打电话说清）"]
    assert "登记了县中心 2026-11-23 的纸面退回：退回补正；现在归供电所" in sentence(desk, case)
    assert "已在程序里接收，现在归供电所：请打电话" in sentence(station, case)
    assert [one.text.partition("，")[0] for one in reminders_on(station, MONDAY)] == ["2026-11-23 登记了县中心纸面退回（退回补正）"]
    assert f"2026-11-23 接收（{BY}）" in moved(station, case) == moved(desk, case)
    assert "两边没有对上：请打电话" in moved(desk, case)
    pass_up(station, case, MONDAY, MONDAY)
    exchange(station, centre, tmp_path)
    assert "请打电话" not in moved(desk, case)
    transfer.take_over(desk, case, MONDAY, BY, MONDAY)
    assert todo(desk, case, MONDAY) == "填答复单"
    assert reminders_on(station, MONDAY) == ()


@on_both_stores
def test_a_second_passing_up_that_crosses_the_return_stands_and_the_return_is_shown(station, desk, centre, tmp_path, case):
    transfer.take_over(desk, case, MONDAY, BY, MONDAY)
    transfer.give_back(desk, case, GivenBack("supplement", MONDAY, ("用电设备清单",)), MONDAY)
    transfer.take_back_on_paper(station, case, GivenBack("supplement", MONDAY, words="缺清单的便条"), MONDAY)
    pass_up(station, case, MONDAY, MONDAY, "清单已补")
    told = exchange(station, centre, tmp_path)
    assert any(line.endswith("工单仍归县中心，不用查收。") for line in told)
    assert not any("请查收" in line for line in told)
    assert (todo(station, case, MONDAY), todo(desk, case, MONDAY)) == ("查看", "接收工单")
    assert [one.turn for one in handed_up(centre)] == ["waiting"]
    for side in (station, desk):
        assert "时还没有收到供电所 2026-11-23 的再次上报，工单仍归县中心：那时要的是用电设备清单。" in sentence(side, case)
        assert "没有生效" in moved(side, case)
    assert [one.text[-5:] for one in reminders_on(station, MONDAY)] == ["，不用查收"]
    transfer.take_over(desk, case, MONDAY, BY, MONDAY)
    exchange(station, centre, tmp_path)
    assert reminders_on(station, MONDAY) == ()
    assert "没有生效" in moved(station, case)
    transfer.give_back(desk, case, GivenBack("supplement", MONDAY, ("产权证明",)), MONDAY)
    assert any(line.endswith("退回补正（要补 1 项），请查收。") for line in exchange(station, centre, tmp_path))
    transfer.take_back(station, case, MONDAY, MONDAY)


def test_a_reply_that_crosses_a_second_passing_up_is_handed_to_the_customer_all_the_same(station, desk, centre, tmp_path, case):
    number = answered(desk, case, MONDAY)
    transfer.take_back_on_paper(station, case, GivenBack("answered", MONDAY, words="纸质答复单"), MONDAY)
    pass_up(station, case, MONDAY, MONDAY)
    assert any(line.endswith("供电方案答复，请查收。") for line in exchange(station, centre, tmp_path))
    assert todo(station, case, MONDAY) == "查收：供电方案答复"
    transfer.take_back(station, case, MONDAY, MONDAY)
    assert deliver(station, case, number, MONDAY, "当面", MONDAY)[0] == "plan_reply"
    pass_up(station, case, MONDAY, MONDAY)
    exchange(station, centre, tmp_path)
    transfer.take_over(desk, case, MONDAY, BY, MONDAY)


def test_what_the_station_did_before_it_heard_is_neither_asked_for_nor_to_be_taken_back(station, desk, centre, tmp_path, case):
    other = passed_up(station, MONDAY)
    exchange(station, centre, tmp_path)
    for one in (case, other):
        transfer.take_over(desk, one, MONDAY, BY, MONDAY)
    transfer.ask_station(desk, case, "opinion", MONDAY, "", MONDAY)
    transfer.give_back(desk, other, GivenBack("supplement", MONDAY, ("清单",)), MONDAY)
    fill(station, case, "GROUP-OPINION", MONDAY)
    transfer.take_back_on_paper(station, other, GivenBack("supplement", MONDAY, words="退件"), MONDAY)
    void(station, other)
    told = exchange(station, centre, tmp_path)
    assert any(line.endswith("工单已经结束，不用查收。") for line in told)
    assert any(line.endswith("请本所填供电所组意见，2026-11-23（收到通知以前已填，不用再办）。") for line in told)
    assert (todo(station, case, MONDAY), reminders_on(station, MONDAY)) == ("查看", ())
    assert "2026-11-23 已办（收到通知以前已填）" in moved(desk, case)
    transfer.ask_station(desk, case, "opinion", MONDAY, "复验后再填", MONDAY)  # who knows of the first one wants another
    exchange(station, centre, tmp_path)
    assert todo(station, case, MONDAY) == "填供电所组意见"


def sentence(side, case):
    return case_detail(side, case, MONDAY).todos[0].sentence


def moved(side, case):
    return "\n".join(row.text for card in case_detail(side, case, MONDAY).cards if card.topic == "transfer" for row in card.rows)


def test_the_stations_own_tasks_are_asked_once_shown_with_their_day_and_answered(station, desk, centre, tmp_path, case):
    transfer.take_over(desk, case, MONDAY, BY, MONDAY)
    tomorrow = MONDAY + timedelta(days=1)
    transfer.ask_station(desk, case, "opinion", tomorrow, "", MONDAY)
    with pytest.raises(StationError, match="已经通知过"):
        transfer.ask_station(desk, case, "opinion", tomorrow, "", MONDAY)
    with pytest.raises(ProblemsFound, match="已经过去"):
        transfer.ask_station(desk, case, "attend", MONDAY - timedelta(days=1), "", MONDAY)
    exchange(station, centre, tmp_path)
    (one,) = reminders_on(station, MONDAY)
    assert (one.text, one.on) == ("填供电所组意见（县中心 2026-11-23 通知）", tomorrow)
    assert todo(station, case, MONDAY) == "填供电所组意见"
    fill(station, case, "GROUP-OPINION", MONDAY)
    assert reminders_on(station, MONDAY) == ()
    exchange(station, centre, tmp_path)
    assert any("填供电所组意见" in row.label and "已办" in row.text for card in case_detail(desk, case, MONDAY).cards
               if card.topic == "transfer" for row in card.rows)


def test_the_customers_copy_of_a_paper_of_the_centre_is_no_reprint(station, centre, clock, tmp_path):
    """一口对外: the centre only sends it, so what the station prints first is the original; from then on it is 补打."""
    case = passed_up(station, MONDAY)
    exchange(station, centre, tmp_path)
    desk = open_desk(centre, "3501", BY)
    number = answered(desk, case, MONDAY)
    assert not case_detail(desk, case, MONDAY).papers[0].to_print
    exchange(station, centre, tmp_path)
    transfer.take_back(station, case, MONDAY, MONDAY)
    assert case_detail(station, case, MONDAY).papers[0].to_print
    assert reprint(station, case, number, sheet, MONDAY)[0] == pdf_of(desk, number)
    found = case_detail(station, case, MONDAY).papers[0]
    assert (found.to_print, found.note) == (False, "")
    assert b"reprint=True" in reprint(station, case, number, sheet, MONDAY)[0]
    assert case_detail(station, case, MONDAY).papers[0].note == "补打 1 次"
    told = " ".join(line.text for line in case_detail(station, case, MONDAY).history)
    assert f"打印县中心的单据 {number}" in told
    exchange(station, centre, tmp_path)
