"""工单号重复: after two computers gave one number, both cases stand warned of at the station and the centre until one is renumbered."""

from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa

from models import events
from models.casework.same_number import CODE, PRE_CODE
from models.problems import StationError
from models.services.calendars import adopt, from_file
from models.services.case_page.detail import case_detail
from models.services.cases import list_cases, search
from models.services.centre.answers import acknowledge
from models.services.centre.audit import county_audit
from models.services.centre.board import board
from models.services.centre.cases import county_cases
from models.services.centre.desk import case_named, open_desk
from models.services.centre.intake import take
from models.services.centre.rebuilding import rebuild_station
from models.services.checking import rebuild
from models.services.endings import Ending, end_case
from models.services.exchange.answers import take_answer
from models.services.exchange.epochs import write_anew
from models.services.exchange.outbox import export
from models.services.paper.papers import issue, pdf_of
from models.services.pre_acceptance import pre_accept
from models.services.registration import accept, next_number, receive_papers
from models.services.reminders import reminders_on
from models.services.renumbering import renumber, renumber_pre
from models.services.self_audit import explain_finding, self_audit
from models.services.station import changing, glancing
from tests.models.services.test_pre_acceptance import switch_on
from tests.postgres import on_both_stores
from tests.stations import EVERYTHING, MONDAY, copied, mill, mill_intake, sheet, station_of

REVISED = Path(__file__).parents[2] / "data" / "calendar_2026_revised.toml"


@pytest.fixture
def twins(home, station, centre, tmp_path, clock):
    """The station after a fork was settled: two of its cases bear one number, here and at the centre."""
    twin = station_of(copied(home, tmp_path / "twin"), clock)
    first = mill(station)
    issue(station, first, "RECEIPT", sheet, MONDAY)
    take(centre, export(station, tmp_path)[0].file)
    second = mill(twin, phone="13900000003")
    issue(twin, second, "RECEIPT", lambda context: sheet(context) + b" of the second", MONDAY)
    settle_fork(twin, centre, tmp_path / "theirs")
    yield twin, first, second
    twin.close()


def settle_fork(twin, centre, theirs):
    """The second computer says its own anew and takes the first one's in."""
    theirs.mkdir()
    with suppress(StationError):
        take(centre, export(twin, theirs)[0].file)
    take_answer(twin, acknowledge(centre, "3501", theirs)[0].path)
    write_anew(twin, "两台电脑")
    round_trip(twin, centre, theirs)
    take_answer(twin, rebuild_station(centre, "3501", theirs).path)


def round_trip(station, centre, folder):
    take(centre, export(station, folder)[0].file)
    take_answer(station, acknowledge(centre, "3501", folder)[0].path)


def number_of(station, case_id):
    return case_detail(station, case_id, MONDAY).row.number


def reminded(station):
    return {row.case_id for row in reminders_on(station, MONDAY) if row.code == CODE}


def found(report):
    rows = [getattr(row, "row", row) for row in report.rows]
    return {row.case_id: row.explained for row in rows if row.code == CODE}


def card_of(station, case_id):
    return next((card for card in case_detail(station, case_id, MONDAY).cards if card.topic == "same_number"), None)


@on_both_stores
def test_both_cases_stand_warned_of_wherever_somebody_looks(twins, centre):
    station, first, second = twins
    number = number_of(station, first)
    assert number_of(station, second) == number
    both = {first: "", second: ""}
    assert reminded(station) == set(both)
    assert found(self_audit(station, "open", MONDAY)) == both
    assert found(county_audit(centre, "open", MONDAY)) == both
    (row,) = board(centre, MONDAY).rows
    assert (row.same_numbers, row.level) == (2, "near")
    assert "这个号另有一件" in card_of(station, first).rows[0].text
    assert rebuild(station.database).equal
    assert rebuild(centre.database).equal
    assert reminded(station) == set(both)


def test_the_search_finds_both_and_no_page_of_the_list_drops_one(twins, centre):
    station, first, second = twins
    number = number_of(station, first)
    assert {row.case_id for row in search(station, number, MONDAY)} == {first, second}
    pages = [list_cases(station, MONDAY, "all", limit=1)]
    while pages[-1].after:
        pages.append(list_cases(station, MONDAY, "all", after=pages[-1].after, limit=1))
    assert [row.case_id for page in pages for row in page.rows] == sorted((first, second), reverse=True)
    there = [county_cases(centre, MONDAY, scope="all", limit=1)]
    while there[-1].after:
        there.append(county_cases(centre, MONDAY, scope="all", after=there[-1].after, limit=1))
    assert {row.case_id for page in there for row in page.rows} == {first, second}
    with pytest.raises(StationError, match="2 件工单都是"):
        case_named(open_desk(centre, "3501"), number)


def test_a_new_number_ends_it_on_both_sides_and_the_old_one_is_still_found(twins, centre, tmp_path):
    station, first, second = twins
    old = number_of(station, first)
    with pytest.raises(StationError, match="请写明理由"):
        renumber(station, second, " ", MONDAY)
    new, changes = renumber(station, second, "两台电脑都登记过，换后登记的", MONDAY)
    assert new == number_of(station, second) != old
    assert ["受理回执" in paper for paper in changes.outdated] == [True]
    assert (reminded(station), found(self_audit(station, "open", MONDAY))) == (set(), {})
    assert {row.case_id for row in search(station, old, MONDAY)} == {first, second}
    assert card_of(station, first) is None
    assert "以前的工单号" in card_of(station, second).rows[0].text
    assert any(old in row.text and new in row.text for row in case_detail(station, second, MONDAY).history)
    with changing(station) as change:
        case = change.case(second)
    assert (case.values["application_no"], case.forms[case.form].values["application_no"]) == (new, new)
    with pytest.raises(StationError, match="没有和别的工单重复"):
        renumber(station, second, "再换", MONDAY)
    round_trip(station, centre, tmp_path / "theirs")
    assert found(county_audit(centre, "open", MONDAY)) == {}
    assert board(centre, MONDAY).rows[0].same_numbers == 0
    assert rebuild(station.database).equal


def test_what_cannot_be_helped_is_explained_and_stands_as_explained(twins, centre, tmp_path):
    station, first, second = twins
    explain_finding(station, first, CODE, number_of(station, first), "两件都已归档，单据上户名不同")
    assert reminded(station) == {second}
    assert found(self_audit(station, "open", MONDAY)) == {first: "两件都已归档，单据上户名不同", second: ""}
    assert card_of(station, first).rows[0].level == ""
    round_trip(station, centre, tmp_path / "theirs")
    assert board(centre, MONDAY).rows[0].same_numbers == 1
    assert rebuild(station.database).equal


def test_an_explanation_holds_for_these_cases_only(twins):
    station, first, second = twins
    number = number_of(station, first)
    for case_id in (first, second):
        explain_finding(station, case_id, CODE, number, "分得清")
    assert reminded(station) == set()
    third = mill(station, phone="13900000009")
    with changing(station) as change:
        change.add(events.CaseRenumbered(old=change.case(third).number, new=number), third, reason="另一个程序写的")
    assert reminded(station) == {first, second, third}


def test_an_entry_made_by_mistake_is_no_second_case(twins):
    station, first, second = twins
    end_case(station, second, Ending("void", MONDAY, "practice", "两台电脑都登记了同一件", decider="周志强（所长）"), MONDAY)
    assert case_detail(station, second, MONDAY).row.status_text == "录错作废"
    assert (reminded(station), found(self_audit(station, "open", MONDAY))) == (set(), {})


def test_a_paper_of_an_equal_number_is_that_of_its_case(twins):
    station, first, second = twins
    (ours,), (theirs,) = (case_detail(station, case, MONDAY).papers for case in (first, second))
    assert ours.paper_no == theirs.paper_no
    assert pdf_of(station, theirs.paper_no, second).endswith(b" of the second")
    assert not pdf_of(station, ours.paper_no, first).endswith(b" of the second")


def test_a_number_that_came_from_elsewhere_is_not_given_again(station):
    mill(station)
    with changing(station) as change:
        change.fold()
        taken = change.connection.execute(sa.text("SELECT number FROM case_view")).scalar()
        change.connection.execute(sa.text("DELETE FROM setting WHERE key LIKE 'serial:%'"))
        assert next_number(change, MONDAY) != taken


def test_a_new_calendar_leaves_the_warning(twins, clock):
    station, first, second = twins
    assert reminded(station) == {first, second}
    adopt(station, from_file(station, REVISED), MONDAY)
    assert reminded(station) == {first, second}


def test_the_lookup_goes_by_the_number_alone(twins):
    station, *_ = twins
    queries = (
        "SELECT number, id, customer, received_on FROM case_view WHERE number IN ('x', 'y') AND status <> 'void'",
        "SELECT c.station, count(*) FROM reminder_view AS r JOIN case_view AS c ON c.id = r.case_id WHERE r.code = 'same-number'"
        " GROUP BY c.station",
    )
    with glancing(station) as look:
        plans = [" ".join(row[-1] for row in look.tuples(f"EXPLAIN QUERY PLAN {query}")) for query in queries]
    assert "case_by_number" in plans[0]
    assert "reminder_of_same_number" in plans[1]


@pytest.fixture
def waiting(home, station, centre, tmp_path, clock):
    """The same with two that wait under one number of a pre-acceptance; their own numbers differ."""
    clock.go(MONDAY)
    switch_on(station, "pre_accept")
    twin = station_of(copied(home, tmp_path / "twin"), clock)
    first = pre_accept(station, mill_intake(MONDAY, EVERYTHING - {"business_licence"}), MONDAY, MONDAY)[0].case_id
    take(centre, export(station, tmp_path)[0].file)
    mill(twin, MONDAY, phone="13900000003")
    lacking = mill_intake(MONDAY, EVERYTHING - {"business_licence"}, "另一户", phone="13900000004")
    second = pre_accept(twin, lacking, MONDAY, MONDAY)[0].case_id
    issue(twin, second, "PRE-ACCEPT", sheet, MONDAY)
    settle_fork(twin, centre, tmp_path / "theirs")
    yield twin, first, second
    twin.close()


def waits_twice(station):
    return {row.case_id for row in reminders_on(station, MONDAY) if row.code == PRE_CODE}


def pre_numbers(report):
    rows = [getattr(row, "row", row) for row in report.rows]
    return {row.case_id: (row.key, row.explained) for row in rows if row.code == PRE_CODE}


def test_two_that_wait_under_one_number_are_told_until_one_has_another(waiting, centre, tmp_path):
    station, first, second = waiting
    assert number_of(station, first) != number_of(station, second)
    ((old, _),) = {*pre_numbers(self_audit(station, "open", MONDAY)).values()}
    assert old.startswith("YS-3501-20261123-001")
    assert pre_numbers(county_audit(centre, "open", MONDAY)) == {first: (old, ""), second: (old, "")}
    assert waits_twice(station) == {first, second}
    card = card_of(station, second)
    assert (card.title, [row.label for row in card.rows]) == ("预受理编号重复", [old])
    adopt(station, from_file(station, REVISED), MONDAY)
    assert rebuild(station.database).equal
    assert waits_twice(station) == {first, second}
    explain_finding(station, first, PRE_CODE, old, "两户当面说清了")
    assert waits_twice(station) == {second}
    new, changes = renumber_pre(station, second, "两台电脑都登记过", MONDAY)
    assert new != old
    assert ["预受理回执单" in paper for paper in changes.outdated] == [True]
    assert (waits_twice(station), pre_numbers(self_audit(station, "open", MONDAY))) == (set(), {})
    assert {row.case_id for row in search(station, old, MONDAY)} == {first, second}
    with pytest.raises(StationError, match="没有和别的重复"):
        renumber_pre(station, first, "再换", MONDAY)
    round_trip(station, centre, tmp_path / "theirs")
    assert pre_numbers(county_audit(centre, "open", MONDAY)) == {}
    with changing(station) as change:  # as another program might
        change.connection.execute(sa.text("DELETE FROM setting WHERE key LIKE 'pre-serial:%'"))
        change.add(events.PreAcceptanceRenumbered(old=new, new=old), second, reason="换回")
    assert waits_twice(station) == {second}
    pre_accept(station, mill_intake(MONDAY, reason="第三户", phone="13900000005"), MONDAY, MONDAY)
    assert waits_twice(station) == {second}  # no third gets the number
    receive_papers(station, first, frozenset({"business_licence"}), MONDAY, MONDAY)
    accept(station, first, MONDAY, MONDAY)
    assert (waits_twice(station), pre_numbers(self_audit(station, "open", MONDAY))) == (set(), {})
    assert rebuild(station.database).equal
