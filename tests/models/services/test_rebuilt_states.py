"""How the cases stand on a computer that took its journal back: what the rebuild package held is at the centre, and nothing else."""

import pytest

from models.services.centre.answers import acknowledge
from models.services.centre.intake import take
from models.services.centre.rebuilding import rebuild_station
from models.services.centre.restored import renew_epoch
from models.services.exchange.answers import take_answer
from models.services.exchange.outbox import case_states, export
from tests.models.services.test_centre_put_back import backed_up, put_back, trip
from tests.stations import centre_of, mill


def folder_in(tmp_path, name):
    (tmp_path / name).mkdir()
    return tmp_path / name


@pytest.fixture
def restored(home, station, clock, tmp_path):
    """A centre that took two cases and answered, was put back to when it had one, and began anew; its rebuild package of before."""
    centre = centre_of(home, clock)
    mill(station)
    trip(station, centre, tmp_path)
    centre = backed_up(home, centre, clock, tmp_path)
    mill(station, phone="13900000002")
    trip(station, centre, tmp_path)
    before = rebuild_station(centre, "3501", folder_in(tmp_path, "before")).path
    centre = put_back(home, centre, clock, tmp_path)
    renew_epoch(centre)
    assert case_states(station) == {"已回执": 2}
    yield centre, before
    centre.close()


def test_a_rebuild_package_of_a_restored_centre_takes_back_what_only_the_discarded_store_had(station, restored, tmp_path):
    centre, _ = restored
    take_answer(station, rebuild_station(centre, "3501", tmp_path).path)
    assert case_states(station) == {"已回执": 1, "已导出未回执": 1}
    take(centre, export(station, tmp_path)[0].file)
    take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    assert case_states(station) == {"已回执": 2}


def test_a_rebuild_package_of_the_discarded_store_acknowledges_nothing(station, restored, tmp_path):
    centre, before = restored
    take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    assert case_states(station) == {"已回执": 1, "已导出未回执": 1}
    take_answer(station, before)
    assert case_states(station) == {"已回执": 1, "已导出未回执": 1}
