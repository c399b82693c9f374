"""The hash by which a station and the centre find out whether they show the same."""

import sqlalchemy as sa

from models.services.exchange.state_digest import state_digest
from models.store.views import STATE_COLUMNS, case_view
from tests.stations import MONDAY, do_all, mill


def test_follows_what_a_case_is_at_and_names_no_person(station):
    case = mill(station)
    with station.database.reader.connect() as connection:
        before = state_digest(connection, "3501")
        assert state_digest(connection, "3502") != before
    do_all(station, case, MONDAY, "LV-SURVEY")
    with station.database.reader.connect() as connection:
        assert state_digest(connection, "3501") != before
    assert not {"customer", "village", "search"} & set(STATE_COLUMNS)


def test_reads_one_index_and_not_the_cases_of_all_stations(station):
    """It is asked for with every package: at a centre the cost must not grow with the other stations' cases."""
    mill(station)
    c = case_view.c
    query = sa.select(*(c[name] for name in STATE_COLUMNS)).where(c.station == "3501").order_by(c.id)
    with station.database.reader.connect() as connection:
        text = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
        plan = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]
    assert plan == ["SEARCH case_view USING COVERING INDEX case_state (station=?)"]
