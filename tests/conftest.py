"""What tests of several packages share: an enrolled station with its centre, made once and copied for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.services.centre_store import Centre
from models.services.station import Station
from tests import stations


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
