"""The demo station as `./run --demo` makes it: every act it does must be one that the rules of the day allow."""

from models.services.cases import list_cases
from models.services.checking import check
from models.services.demo import make_demo
from models.services.station import open_station
from tests.stations import MONDAY, Clock, sheet


def test_a_demo_is_made_and_whole(tmp_path):
    clock = Clock(MONDAY)
    make_demo(tmp_path / "demo", clock, sheet, 24)
    station = open_station(tmp_path / "demo", "demo", clock)
    try:
        assert check(station).whole
        assert list_cases(station, MONDAY, "all").total >= 24
        assert list_cases(station, MONDAY, "passed_up").total
    finally:
        station.close()
