"""工单号重复: after two computers gave one number, both cases stand warned of at the station and the centre until one is renumbered."""

from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa

from models import events
from models.casework.same_number import CODE
from models.problems import StationError
from models.services.answers import take_answer
from models.services.calendars import adopt, from_file
from models.services.cases import list_cases, search
from models.services.centre_answers import acknowledge
from models.services.centre_audit import county_audit
from models.services.centre_board import board
from models.services.centre_cases import county_cases
from models.services.centre_desk import case_named, open_desk
from models.services.checking import rebuild
from models.services.detail import case_detail
from models.services.endings import Ending, end_case
from models.services.epochs import write_anew
from models.services.intake import take
from models.services.outbox import export
from models.services.papers import issue, pdf_of
from models.services.rebuilding import rebuild_station
from models.services.registration import next_number
from models.services.reminders import reminders_on
from models.services.renumbering import renumber
from models.services.self_audit import explain_finding, self_audit
from models.services.station import changing, glancing
from tests.postgres import on_both_stores
from tests.stations import MONDAY, copied, mill, sheet, station_of

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
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    with suppress(StationError):
        take(centre, export(twin, theirs)[0].file)
    take_answer(twin, acknowledge(centre, "3501", theirs)[0].path)
    write_anew(twin, "两台电脑")
    round_trip(twin, centre, theirs)
    take_answer(twin, rebuild_station(centre, "3501", theirs).path)
    yield twin, first, second
    twin.close()


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
