"""How the cases stand on a computer that took its journal back: what the rebuild package held is at the centre, and nothing else."""

import pytest

from models.services.answers import take_answer
from models.services.centre_answers import acknowledge
from models.services.centre_restored import renew_epoch
from models.services.intake import take
from models.services.outbox import case_states, export, outbox_page
from models.services.rebuilding import rebuild_station
from tests.lost_computer import SMALL, lose, new_computer
from tests.models.services.test_centre_put_back import backed_up, put_back, trip
from tests.stations import centre_of, mill


@pytest.fixture
def new(home, station, centre, tmp_path, clock):
    lose(station, centre, tmp_path)
    found = new_computer(home, centre, tmp_path / "new", clock)
    yield found
    found.close()


def folder_in(tmp_path, name):
    (tmp_path / name).mkdir()
    return tmp_path / name


def test_what_the_centre_sent_back_counts_as_acknowledged_once_all_of_it_is_here(new, centre, tmp_path):
    parts = rebuild_station(centre, "3501", folder_in(tmp_path, "set"), limit=SMALL).files
    for path in parts[:-1]:
        take_answer(new, path)
        assert case_states(new) == {}
    take_answer(new, parts[-1])
    assert case_states(new) == {"已回执": 3}
    assert outbox_page(new).waiting_cases == 0
    mill(new, phone="13900000077")
    assert case_states(new) == {"已回执": 3, "未导出": 1}
    done = export(new, folder_in(tmp_path, "out"))[0]
    assert done.lines == outbox_page(new).packages[0].lines == outbox_page(new).waiting_lines
    assert take(centre, done.file).known == 0  # what the centre sent back does not go to it once more
    take_answer(new, acknowledge(centre, "3501", tmp_path)[0].path)
    assert case_states(new) == {"已回执": 4}


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
