"""The households of a batch: each applies, signs, is switched on and checked by itself; the batch closes when all are settled."""

from dataclasses import replace
from datetime import date

import pytest

from models.casework import findings, held_up, reminders
from models.casework.topic import CaseView
from models.problems import ProblemsFound, StationError
from models.services.checking import rebuild
from models.services.folding.refold import Folder
from models.services.household_list import add_households, correct_household, drop_household
from models.services.households import Progress, household, households_page, progress_of, record
from models.services.station import looking
from models.store import journal
from tests.data.batches import batch
from tests.stations import ACCEPTED, MONDAY, do_stage

APPLIED = date(2026, 11, 17)
PAPERS = frozenset({"resident_id", "village_certificate"})
SERVED = Progress(
    APPLIED, PAPERS, "JM-2026-001", APPLIED, "4130001000000123456789", "0", served_on=date(2026, 11, 19), checked=True, checked_by="p",
    checked_on=date(2026, 11, 19),
)  # fmt: skip


def view_of(station, case_id):
    with looking(station) as connection:
        case = Folder(connection).case(case_id)
    book = station.shelf.book(case.pins)
    return CaseView(case, book.types[case.business_type], book, station.calendar)


def rows(station, case_id, today=MONDAY):
    return {row.id: row for row in households_page(station, case_id, today).rows}


def all_papers(station, case_id):
    groups = household(station, case_id, "001")[1].groups
    return frozenset(material.code for group in groups for material in group.accepted)


def served(station, case_id, meter="4130001000000123456789", **changes):
    return replace(SERVED, papers=all_papers(station, case_id), meter=meter, **changes)


def faults(act):
    with pytest.raises(ProblemsFound) as caught:
        act()
    return {problem.field: problem.message for problem in caught.value.problems}


def test_the_list_on_the_application_becomes_households_not_switched_on(station):
    case = batch(station)
    page = households_page(station, case, MONDAY)
    assert [(row.id, row.unit, row.room, row.capacity, row.state) for row in page.rows] == [
        ("001", "3幢2单元", "1101", "8", "未开通"), ("002", "3幢2单元", "1102", "8", "未开通"), ("003", "3幢2单元", "1201", "8", "未开通"),
    ]  # fmt: skip
    assert page.rows[0].name != "王二𬀩", "lists show masked names"
    assert household(station, case, "001")[0].name == "王二𬀩"
    assert page.settled == 0


def test_nobodys_name_or_number_stands_in_the_open_lines(station):
    case = batch(station)
    add_households(station, case, [{"unit": "村西", "room": "7", "name": "钱多多", "document_no": "110101199003070011"}], MONDAY)
    with looking(station) as connection:
        lines = b"".join(fact.envelope.body for fact in journal.facts_of(connection, f"case:{case}"))
    for secret in ("王二", "李小妹", "钱多多", "110101199003070011", "11010519491231002X"):
        assert secret.encode() not in lines


def test_a_household_has_its_own_limit_from_its_own_application(station):
    case = batch(station)
    record(station, case, ["001"], Progress(applied_on=APPLIED), MONDAY)
    found = rows(station, case)["001"]
    assert (found.state, found.due) == ("未开通，已申请", date(2026, 11, 24)), "5 working days after the 17th, residents' promise"
    assert rows(station, case)["002"].due is None
    told = [(one.code, one.on) for one in reminders(view_of(station, case)) if one.code.startswith("household")]
    assert told == [("household:2026-11-24", date(2026, 11, 24))]


def test_households_of_an_estate_take_the_low_voltage_limit(station):
    case = batch(station, estate=True)
    record(station, case, ["001"], Progress(applied_on=APPLIED), MONDAY)
    assert rows(station, case)["001"].due == date(2026, 11, 25), "6 working days: 非零散居民"


def test_a_household_goes_from_application_to_checked(station):
    case = batch(station)
    record(station, case, ["001"], served(station, case), MONDAY)
    found = rows(station, case)["001"]
    assert (found.state, found.checked, found.settled, found.due) == ("已开通", "相符", True, None)
    assert progress_of(household(station, case, "001")[0]) == served(station, case)


def test_everything_that_is_missing_is_told_at_once(station):
    case = batch(station)
    entry = Progress(served_on=date(2026, 11, 19), reading="十", checked=False, checked_on=date(2026, 11, 18))
    found = faults(lambda: record(station, case, ["001"], entry, MONDAY))
    assert set(found) == {"contract_on", "papers", "meter", "reading", "checked_by", "checked_on", "found"}
    assert found["contract_on"] == "没有签供用电合同不能送电"
    assert found["reading"] == "“十”不是示数，请填数字，如 0 或 12.5"
    assert rows(station, case)["001"].state == "未开通", "nothing is stored"


def test_days_follow_each_other_and_none_lies_ahead(station):
    case = batch(station)
    early = faults(lambda: record(station, case, ["001"], Progress(applied_on=date(2026, 11, 1)), MONDAY))
    assert early == {"applied_on": "2026-11-01 早于批量受理日期 2026-11-16，请核对"}
    ahead = faults(lambda: record(station, case, ["001"], Progress(applied_on=date(2026, 12, 1)), MONDAY))
    assert "在今天之后" in ahead["applied_on"]
    contract = Progress(APPLIED, contract_no="1", contract_on=ACCEPTED)
    assert set(faults(lambda: record(station, case, ["001"], contract, MONDAY))) == {"contract_on"}


def test_one_meter_never_serves_two_households(station):
    case = batch(station)
    record(station, case, ["001"], served(station, case), MONDAY)
    found = faults(lambda: record(station, case, ["002"], served(station, case), MONDAY))
    assert found == {"meter": "表号 4130001000000123456789 已登记在 3幢2单元 1101，请核对户表"}


def test_a_correction_needs_a_reason_and_nothing_is_emptied(station):
    case = batch(station)
    record(station, case, ["001"], served(station, case), MONDAY)
    other = served(station, case, reading="3")
    assert set(faults(lambda: record(station, case, ["001"], other, MONDAY))) == {"reason"}
    record(station, case, ["001"], other, MONDAY, reason="抄错示数")
    assert household(station, case, "001")[0].reading == "3"
    assert "applied_on" in faults(lambda: record(station, case, ["001"], Progress(), MONDAY, reason="清空"))


def test_a_mismatch_is_found_until_it_is_put_right(station):
    case = batch(station)
    wrong = served(station, case, checked=False, found="表装在 1102 的位置")
    record(station, case, ["001"], wrong, MONDAY)
    assert rows(station, case)["001"].state == "已开通，户表不符"
    (finding,) = findings(view_of(station, case))
    assert (finding.code, finding.key) == ("household_unchecked", "001")
    assert "表装在 1102 的位置" in finding.facts
    record(station, case, ["001"], served(station, case, checked_on=MONDAY), MONDAY)
    assert list(findings(view_of(station, case))) == []


def test_a_household_switched_on_late_is_found(station):
    case = batch(station, date(2026, 11, 2))
    late = served(station, case, applied_on=date(2026, 11, 3), contract_on=date(2026, 11, 3))
    record(station, case, ["001"], late, MONDAY)
    assert [finding.code for finding in findings(view_of(station, case))] == ["household_late"]


def test_several_households_at_once_keep_what_each_has(station):
    case = batch(station)
    record(station, case, ["001"], Progress(applied_on=APPLIED), MONDAY)
    record(station, case, ["002", "003"], Progress(applied_on=date(2026, 11, 18), papers=all_papers(station, case)), MONDAY, only_new=True)
    record(station, case, ["002", "003"], Progress(contract_no="JM-2", contract_on=date(2026, 11, 18)), MONDAY, only_new=True)
    assert [row.state for row in rows(station, case).values()] == ["未开通，已申请", "未开通，已签合同", "未开通，已签合同"]
    assert rows(station, case)["002"].applied_on == date(2026, 11, 18)
    with pytest.raises(ProblemsFound, match="3幢2单元 1101 没有签供用电合同|3幢2单元 1101 合同签订日期"):
        record(station, case, ["001", "002"], Progress(served_on=MONDAY), MONDAY, only_new=True)


def test_the_batch_is_archived_when_every_household_is_settled(station):
    case = batch(station)
    assert "还有 3 户没有开通并核对户表（3幢2单元 1101、3幢2单元 1102、3幢2单元 1201）" in str(held_up(view_of(station, case), "archive"))
    assert held_up(view_of(station, case), "energize") is None
    record(station, case, ["001"], served(station, case), MONDAY)
    record(station, case, ["002"], served(station, case, meter="2"), MONDAY)
    drop_household(station, case, "003", MONDAY, "空置，业主不办", MONDAY)
    assert "住户" not in str(held_up(view_of(station, case), "archive")), "what is still missing is paper"
    assert rows(station, case)["003"].state == "不再办理"
    assert "applied_on" in faults(lambda: record(station, case, ["003"], Progress(applied_on=APPLIED), MONDAY))


def test_a_batch_goes_through_its_shipped_flow_to_the_archive(station):
    case = batch(station)
    for code in ("LV-SURVEY", "LV-PLAN", "COMPLETION", "METER"):
        do_stage(station, case, code, MONDAY)
    with pytest.raises(StationError, match="还有 3 户没有开通并核对户表"):
        do_stage(station, case, "ARCHIVE", MONDAY)
    for number, meter in (("001", "1"), ("002", "2"), ("003", "3")):
        record(station, case, [number], served(station, case, meter=meter), MONDAY)
    do_stage(station, case, "ARCHIVE", MONDAY)
    assert view_of(station, case).case.outcome == "archived"
    with pytest.raises(StationError, match="已经办结"):
        record(station, case, ["001"], served(station, case, reading="5"), MONDAY, reason="抄错")


def test_a_batch_without_a_list_cannot_be_archived(station):
    case = batch(station, households=[], household_count="5", capacity="40")
    assert "还没有住户清单" in str(held_up(view_of(station, case), "archive"))


def test_households_are_added_and_corrected(station):
    case = batch(station)
    wrong = [{"unit": "村西", "room": ""}, {"room": "9"}, {"room": "9", "capacity": "十"}]
    assert faults(lambda: add_households(station, case, wrong, MONDAY)) == {
        "households.0.room": "请填写", "households.2.capacity": "“十”不是数字，请填阿拉伯数字，如 60",
    }  # fmt: skip
    assert faults(lambda: add_households(station, case, [{"room": "9"}, {"room": "9"}], MONDAY)) == {"households.1.room": "9 出现两次"}
    known = [{"room": "9"}, {"unit": "3幢2单元", "room": "1101"}]
    assert faults(lambda: add_households(station, case, known, MONDAY)) == {"households.1.room": "3幢2单元 1101 已在清单里"}
    assert set(faults(lambda: add_households(station, case, [], MONDAY))) == {"households"}
    add_households(station, case, [{"room": "9", "name": "钱多多", "capacity": "6"}], MONDAY)
    correct_household(station, case, "004", {"unit": "村西", "room": "19", "name": "钱多", "capacity": "6"}, "门牌写错", MONDAY)
    one = household(station, case, "004")[0]
    assert (one.place, one.name, one.capacity) == ("村西 19", "钱多", "6")
    again = {"unit": "3幢2单元", "room": "1101"}
    assert set(faults(lambda: correct_household(station, case, "004", again, "", MONDAY))) == {"room", "reason"}


def test_meters_are_exchanged_household_by_household(station):
    case = batch(station, kind="batch_meter_replace")
    assert households_page(station, case, MONDAY).replaces
    entry = Progress(old_meter="20110001", old_reading="8412.5", meter="4130001000000123456789", reading="0", served_on=APPLIED)
    record(station, case, ["001"], entry, MONDAY)
    assert rows(station, case)["001"].state == "已换表，待核对"
    record(station, case, ["001"], replace(entry, checked=True, checked_by="p", checked_on=APPLIED), MONDAY)
    assert rows(station, case)["001"].settled
    found = faults(lambda: record(station, case, ["002"], replace(entry, old_meter="", meter="7", old_reading="x"), MONDAY))
    assert set(found) == {"old_meter", "old_reading"}
    assert [one for one in reminders(view_of(station, case)) if one.code.startswith("household")] == []


def test_the_sheet_to_check_meters_shows_what_is_known(station):
    from models.services.paper.paper_contexts import context_for
    from models.services.paper.papers import issue
    from tests.stations import sheet

    case = batch(station)
    record(station, case, ["001"], served(station, case, checked_by=station.actor), MONDAY)
    drop_household(station, case, "003", MONDAY, "空置", MONDAY)
    told = context_for(station, view_of(station, case).case, "HOUSEHOLDS", MONDAY)
    assert told.table[1] == ("1", "3幢2单元", "1101", "王二𬀩", "4130001000000123456789", "0", "11月19日", "相符", "赵建军", "")
    assert told.table[2][4:] == ("", "", "", "☐相符 ☐不符", "", "")
    assert told.table[3][6:8] == ("不再办理", "")
    assert told.lines[0] == ("住户", "共 3 户，办完 2 户")
    assert issue(station, case, "HOUSEHOLDS", sheet, MONDAY)[0].paper_no


def test_a_case_without_households_says_so(station):
    from tests.stations import mill

    with pytest.raises(StationError, match="不是批量业务"):
        households_page(station, mill(station), MONDAY)


def test_a_rebuild_gives_the_same_households_and_the_history_reads(station):
    case = batch(station)
    record(station, case, ["001"], served(station, case), MONDAY)
    before = view_of(station, case).case.households
    rebuild(station.database)
    assert view_of(station, case).case.households == before
    from models.services.case_page.detail import case_detail

    told = [row.text for row in case_detail(station, case, MONDAY).history]
    assert "住户清单 3 户" in told
    assert "住户 001 户表核对相符 2026-11-19" in told
