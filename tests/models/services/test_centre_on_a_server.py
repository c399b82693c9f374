"""The county centre on a real PostgreSQL server: the same answers as on a file, and nothing personal readable on the server."""

import psycopg
import pytest
import sqlalchemy as sa

from models import events
from models.problems import StationError
from models.services.centre.answers import acknowledge
from models.services.centre.arrivals import list_arrivals
from models.services.centre.audit import county_audit
from models.services.centre.board import board
from models.services.centre.cases import county_cases, county_counts
from models.services.centre.channel import speaking
from models.services.centre.conflicts import conflicts
from models.services.centre.forks import forks
from models.services.centre.intake import take
from models.services.centre.joins import join_customers, joins, suggestions
from models.services.centre.store import init_centre, open_centre
from models.services.centre.trusted_stations import list_centre_cases
from models.services.checking import rebuild
from models.services.contacts import ContactEntry, note_contact
from models.services.exchange.answers import take_answer
from models.services.exchange.outbox import case_states, export
from models.services.exchange.state_digest import state_digest
from models.services.paper.papers import issue
from models.services.registration import register
from models.store.server import renew_statistics
from models.store.views import case_view
from tests.stations import MONDAY, do_all, house_intake, mill, sheet


def test_packages_go_in_and_answers_come_back(pair, tmp_path):
    station, centre = pair
    first, done = mill(station), mill(station, phone="13900000001")
    do_all(station, done, MONDAY, "METER")
    issue(station, first, "RECEIPT", sheet, MONDAY)
    exported, _ = export(station, tmp_path)
    taken = take(centre, exported.file)
    assert (taken.new, taken.cases, taken.aside) == (exported.lines, 2, 0)
    assert take(centre, exported.file).again
    with centre.database.reader.connect() as there, station.database.reader.connect() as here:
        assert state_digest(there, "3501") == state_digest(here, "3501")
    answer, ack = acknowledge(centre, "3501", tmp_path)
    assert (ack.wanted_attachments, ack.rejected, ack.state_differs) == ((), (), False)
    take_answer(station, answer.path)
    assert case_states(station) == {"已回执": 2}
    assert [one.state for one in list_arrivals(centre)] == ["acked"]
    assert rebuild(centre.database).equal
    assert {case.number for case in list_centre_cases(centre)} == {case.number for case in list_centre_cases(centre, "3501")}


def test_the_server_holds_no_readable_name_document_phone_or_address(pair, url, tmp_path):
    """What lists show masked is what a server's administrator sees; organisations are not masked in lists."""
    station, centre = pair
    register(station, house_intake(station), MONDAY)
    note_contact(station, a_call(station.now()))
    take(centre, export(station, tmp_path)[0].file)
    found = everything(url)
    assert "3501-2026" in found
    for personal in ("张𬀩", "11010519491231002X", "13812345678", "13912340000", "刘巧云", "士庄村2组"):
        assert personal not in found
        assert personal.encode().hex() not in found


def a_call(at):
    return ContactEntry(kind="call", at=at, name="刘巧云", phone="13912340000", words="刘巧云问13912340000装表")


def everything(url):
    """Every row of every table as the server's administrator reads it, bytes in hex."""
    with psycopg.connect(url) as connection:
        tables = [name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        return "\n".join(str(row) for name in tables for row in connection.execute(f'SELECT t::text FROM "{name}" t'))


def test_the_views_of_a_file_and_of_a_server_are_the_same_but_for_what_is_sealed(pair, home, tmp_path, clock, station, centre):
    (_, there) = pair
    mill(station)
    package = export(station, tmp_path)[0].file
    take(centre, package)
    with pytest.raises(StationError, match="不是发给本机构"):
        take(there, package)
    assert list_centre_cases(there) == ()
    with centre.database.reader.connect() as connection:
        texts = {row["search"] for row in connection.execute(sa.select(case_view)).mappings()}
    assert any("13937512345" in text for text in texts)  # the file is encrypted as a whole


def test_the_countys_lists_come_from_a_server_too(pair, tmp_path):
    station, centre = pair
    mill(station)
    with speaking(centre, "3501") as append:
        append.add(events.SpotChecksDrawn(draw="X1", on=MONDAY, seed=1, of=1, cases=()), ("station:3501",))
    take(centre, export(station, tmp_path)[0].file)
    (row,) = board(centre, MONDAY).rows
    assert (row.cases, row.unanswered, row.level) == (1, 1, "near")
    page = county_cases(centre, MONDAY, "3501", "open", "3501-2026")
    assert [(one.filed, one.station_name) for one in page.rows] == [("未备案", "堂街供电所")]
    acknowledge(centre, "3501", tmp_path)
    assert county_cases(centre, MONDAY, scope="all").rows[0].filed == "已备案"
    assert sum(county_counts(centre, MONDAY).values()) == 1
    assert (forks(centre), conflicts(centre), suggestions(centre)) == ((), (), ())
    assert county_audit(centre, "year", MONDAY).cases == 1
    join_customers(centre, ("a", "b"), "孙主任", "试")
    assert joins(centre)[0].join.by == "孙主任"


def test_what_the_server_refuses_is_told_in_words(server, url, tmp_path, clock):
    init_centre(url, tmp_path / "keys", "县中心", "", clock)
    with pytest.raises(StationError, match="已经有一个县中心"):
        init_centre(url, tmp_path / "others", "县中心", "", clock)
    with pytest.raises(StationError, match="没有这个数据库"):
        open_centre(server.format("nowhere"), tmp_path / "keys", "", clock)
    with pytest.raises(StationError, match="连不上"):
        open_centre("postgresql://postgres@/x?host=/nowhere", tmp_path / "keys", "", clock)
    with pytest.raises(StationError, match="还不是县中心的库"):
        open_centre(server.format("postgres"), tmp_path / "keys", "", clock)
    with pytest.raises(StationError, match="用不了"):
        open_centre("mysql://x/y", tmp_path / "keys", "", clock)


def test_every_text_column_is_compared_byte_by_byte_on_a_server(pair, url):
    with psycopg.connect(url) as connection:
        query = (
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'"
        )
        assert connection.execute(query).fetchall() == []


def test_the_server_counts_its_tables_anew_when_they_have_doubled(pair, tmp_path):
    station, centre = pair
    mill(station)
    exported, _ = export(station, tmp_path)
    take(centre, exported.file)
    counted = sa.text("SELECT reltuples FROM pg_class WHERE relname = 'journal'")
    told = []
    more = sa.text("INSERT INTO journal SELECT station, epoch || :part, seq, kind, line, hash FROM journal")
    for lines in (1, 1001, 900):  # few; more than ever counted; not twice as many
        with centre.database.writer.begin() as connection:
            renew_statistics(connection, lines)
            told.append(connection.execute(counted).scalar_one())
            connection.execute(more, {"part": f"-{lines}"})
    assert told == [-1, 2 * exported.lines, 2 * exported.lines]
