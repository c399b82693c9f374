"""What tests of several packages share: an enrolled station with its centre, made once and copied for each test."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.services.centre_store import Centre
from models.services.station import Station
from tests import county as counties
from tests import stations


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


@pytest.fixture
def centre(home: Path, clock: stations.Clock) -> Iterator[Centre]:
    opened = stations.centre_of(home, clock)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def enrolled_county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return counties.new_county(tmp_path_factory.mktemp("county"))


@pytest.fixture
def county(enrolled_county: Path, tmp_path: Path, clock: stations.Clock) -> Iterator[counties.County]:
    with counties.county_in(enrolled_county, tmp_path / "county", clock) as opened:
        yield opened
