"""What several tests of the services share."""

import psycopg
import pytest

from models.services.centre.store import init_centre, open_centre
from models.services.centre.trusted_stations import read_station_card, trust_station
from models.services.enrolment import Enrolment, read_card
from tests.stations import enrolled


@pytest.fixture(name="trip")
def _trip(tmp_path):
    """Folders of their own for each package, so that an older one can be carried again."""

    def folder(name: str):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
        return tmp_path / name

    return folder


@pytest.fixture
def url(server, request):
    """The address of an empty database on the server, gone at the end."""
    name = f"t{abs(hash(request.node.name)):x}"
    with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield server.format(name)
    with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def pair(url, tmp_path, clock):
    """A station and the centre on the server that trust each other."""
    init_centre(url, tmp_path / "keys", "郏县客户服务中心", "", clock)
    form = Enrolment("堂街供电所", "3501", "郏县", "赵建军", "demo", "0375-5160123")
    station = enrolled(tmp_path / "station", form, clock, read_card(tmp_path / "keys" / "CARD.json"))
    centre = open_centre(url, tmp_path / "keys", "", clock)
    trust_station(centre, read_station_card(tmp_path / "station" / "STATION.json"))
    yield station, centre
    station.close()
    centre.close()
