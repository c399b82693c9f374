"""A computer whose clock ran ahead: saving stops, the chief confirms the true time, saving goes on, and the centre takes it all."""

from datetime import date, timedelta

import msgspec
import pytest

from models import events
from models.events.envelope import decode_envelope
from models.problems import ProblemsFound, StationError
from models.services.case_page.detail import case_detail
from models.services.cases import list_cases
from models.services.centre.intake import take
from models.services.centre.trusted_stations import list_centre_cases
from models.services.checking import check, rebuild
from models.services.computer_clock import clock_state, confirm_time
from models.services.corrections import correct_stage_day
from models.services.exchange.outbox import export
from models.services.people import add_person
from models.services.station import looking
from models.store import journal
from models.store.views import journal as journal_table
from tests.stations import MONDAY, mill

YEAR_AHEAD = MONDAY + timedelta(days=365)


@pytest.fixture
def chief(station):
    return add_person(station, "周志强", "所长", MONDAY)[0]


def lines(station):
    with looking(station) as connection:
        return list(journal.lines_from(connection, "3501", station.epoch, 0))


def ran_ahead(station, clock):
    """A case saved on a computer that thought it was a year later, and the clock put right again."""
    clock.go(YEAR_AHEAD)
    case = mill(station, YEAR_AHEAD)
    clock.go(MONDAY)
    return case


def test_the_chief_opens_it_again_and_the_chain_stays_whole(station, clock, chief):
    case = ran_ahead(station, clock)
    with pytest.raises(StationError, match="所长在“设置 → 电脑时间”"):
        mill(station, MONDAY, phone="13937512346")
    assert clock_state(station).ahead
    confirm_time(station, MONDAY, chief, "主板电池没电")
    assert not clock_state(station).ahead
    mill(station, MONDAY, phone="13937512347")
    told = [decode_envelope(line.line) for line in lines(station)]
    assert [one.seq for one in told] == list(range(1, len(told) + 1))
    back = next(one for one in told if one.kind == "ClockCorrected")
    assert msgspec.json.decode(back.body, type=events.ClockCorrected).chief == chief
    assert back.reason == "主板电池没电"
    assert [two.kind for one, two in zip(told, told[1:], strict=False) if two.at < one.at] == ["ClockCorrected"]
    assert check(station).whole
    correct_stage_day(station, case, "accept", MONDAY, "电脑日期走快了一年", MONDAY)
    assert case_detail(station, case, MONDAY).row.accepted_on == MONDAY
    assert rebuild(station.database).equal


def test_nobody_but_the_chief_and_only_when_it_is_needed(station, clock, chief):
    with pytest.raises(StationError, match="可以照常登记"):
        confirm_time(station, MONDAY, chief, "试一试")
    ran_ahead(station, clock)
    with pytest.raises(ProblemsFound) as refused:
        confirm_time(station, YEAR_AHEAD, station.actor, " ")
    assert {problem.field for problem in refused.value.problems} == {"day", "chief", "reason"}
    assert clock_state(station).ahead


def test_a_station_without_a_chief_on_its_list_keeps_the_name_in_the_private_part(station, clock):
    ran_ahead(station, clock)
    confirm_time(station, MONDAY, "周志强", "主板电池没电")
    assert b"\xe5\x91\xa8\xe5\xbf\x97\xe5\xbc\xba" not in lines(station)[-1].line
    with looking(station) as connection:
        fact = journal.facts_of(connection, "station:3501")[-1]
    assert (fact.envelope.kind, fact.private) == ("ClockCorrected", {"chief": "周志强"})


def test_the_centre_takes_in_what_was_saved_before_and_after(station, clock, centre, chief, tmp_path):
    ran_ahead(station, clock)
    export(station, tmp_path)
    confirm_time(station, MONDAY, chief, "主板电池没电")
    mill(station, MONDAY, phone="13937512347")
    done, _ = export(station, tmp_path)
    assert take(centre, done.file).new == done.lines
    own = [row.number for row in list_cases(station, MONDAY).rows]
    assert sorted(row.number for row in list_centre_cases(centre)) == sorted(own)
    with centre.database.reader.connect() as connection:
        assert journal.verify_chain(connection, "3501", station.epoch) is None
    assert rebuild(centre.database).equal


def test_a_line_that_steps_back_without_the_chiefs_word_is_found(station, clock, monkeypatch):
    mill(station)
    clock.at -= timedelta(days=2)
    monkeypatch.setattr(journal, "CLOCK_SLACK", timedelta(days=3))
    mill(station, phone="13937512346")
    monkeypatch.undo()
    assert any("却没有所长确认" in fault for fault in check(station).faults)
    with station.database.reader.connect() as connection:
        assert connection.execute(journal_table.select()).first()
    assert date.fromisoformat(decode_envelope(lines(station)[-1].line).at[:10]) == MONDAY - timedelta(days=2)
