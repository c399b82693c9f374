"""The whole way of a factory's case with the centre's store on a real PostgreSQL server."""

import psycopg
import pytest

from models.services.case_page.detail import case_detail
from models.services.case_page.explanation import explain
from models.services.centre.desk import case_named, open_desk
from models.services.centre.store import init_centre, open_centre
from models.services.centre.trusted_stations import read_station_card, trust_station
from models.services.checking import rebuild
from models.services.enrolment import Enrolment, enrol, read_card
from tests.handover import BY, exchange, journey
from tests.stations import MONDAY, mill


@pytest.fixture
def url(server):
    with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE county")
    return server.format("county")


def test_a_factory_is_supplied_with_the_centre_on_a_server(url, tmp_path, clock):
    init_centre(url, tmp_path / "keys", "郏县客户服务中心", "", clock)
    form = Enrolment("堂街供电所", "3501", "郏县", "赵建军", "demo", "0375-5160123")
    station = enrol(tmp_path / "station", form, clock, read_card(tmp_path / "keys" / "CARD.json"))
    centre = open_centre(url, tmp_path / "keys", "", clock)
    trust_station(centre, read_station_card(tmp_path / "station" / "STATION.json"))
    mill(station, MONDAY)
    exchange(station, centre, tmp_path)
    desk = open_desk(centre, "3501", BY)
    try:
        case = journey(station, desk, centre, clock, tmp_path)
        there = case_detail(desk, case, clock().date())
        assert there.row.status_text == "已归档"
        assert case_named(desk, there.row.number) == case
        key = there.limits[0].key
        assert explain(desk, case, clock().date(), key).due == explain(station, case, clock().date(), key).due
        assert rebuild(centre.database).equal
    finally:
        desk.close()
        centre.close()
        station.close()
