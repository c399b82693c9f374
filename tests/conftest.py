"""What tests of several packages share: an enrolled station with its centre, made once and copied for each test."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.services.centre.store import Centre, open_centre
from models.services.station import Station
from tests import county as counties
from tests import postgres, stations


@pytest.fixture(scope="session", autouse=True)
def _marks_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What a computer remembers of its stations lies apart from them; that of the tests never among the user's own."""
    folder = str(tmp_path_factory.mktemp("computer"))
    os.environ["XDG_STATE_HOME"] = os.environ["PROGRAMDATA"] = folder


@pytest.fixture(scope="session")
def enrolled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stations.new_home(tmp_path_factory.mktemp("enrolled"))


@pytest.fixture
def home(enrolled_home: Path, tmp_path: Path) -> Path:
    return stations.copied(enrolled_home, tmp_path / "home")


@pytest.fixture
def clock() -> stations.Clock:
    return stations.Clock(stations.MONDAY)


@pytest.fixture
def station(home: Path, clock: stations.Clock) -> Iterator[Station]:
    opened = stations.station_of(home, clock)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A PostgreSQL server for all tests of a run, its address with the name of a database left open."""
    with postgres.server() as address:
        yield address


@pytest.fixture(scope="session")
def enrolled_on_server(server: str, enrolled_home: Path) -> str:
    """The enrolled home's centre on the server, as a database to be copied."""
    postgres.enrolled(server, "enrolled", enrolled_home, stations.Clock())
    return server


@pytest.fixture
def centre(home: Path, clock: stations.Clock, request: pytest.FixtureRequest) -> Iterator[Centre]:
    """The home's centre on a file, or, with `@on_both_stores`, on a server as well."""
    if getattr(request, "param", "sqlite") == "sqlite":
        opened = stations.centre_of(home, clock)
        yield opened
        opened.close()
        return
    with postgres.copied(request.getfixturevalue("enrolled_on_server"), "enrolled") as url:
        opened = open_centre(url, home / "keys", "", clock)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def enrolled_county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return counties.new_county(tmp_path_factory.mktemp("county"))


@pytest.fixture
def county(enrolled_county: Path, tmp_path: Path, clock: stations.Clock) -> Iterator[counties.County]:
    with counties.county_in(enrolled_county, tmp_path / "county", clock) as opened:
        yield opened
