"""A centre whose store was put back from a backup finds it out from the stations, says nothing until a person decides, and catches up."""

import shutil
from datetime import timedelta

import pytest

from models.problems import StationError
from models.services.answers import take_answer
from models.services.centre_answers import acknowledge
from models.services.centre_board import board
from models.services.centre_restored import renew_epoch
from models.services.intake import take
from models.services.outbox import export
from models.services.state_digest import state_digest
from models.store.session import reading
from tests.stations import MONDAY, centre_of, mill


def trip(station, centre, folder):
    take(centre, export(station, folder)[0].file)
    take_answer(station, acknowledge(centre, "3501", folder)[0].path)


def put_back(home, copy, clock):
    for file in home.glob("centre.db*"):
        file.unlink()
    shutil.copy(copy, home / "centre.db")
    return centre_of(home, clock)


def test_an_older_store_is_found_out_and_writes_no_answer_until_it_begins_anew(home, station, clock, tmp_path):
    centre = centre_of(home, clock)
    mill(station)
    trip(station, centre, tmp_path)
    centre.close()
    shutil.copy(home / "centre.db", tmp_path / "old.db")
    centre = centre_of(home, clock)
    mill(station, phone="13900000002")
    trip(station, centre, tmp_path)
    assert board(centre, MONDAY).put_back is None
    centre.close()
    centre = put_back(home, tmp_path / "old.db", clock)
    mill(station, phone="13900000003")
    with pytest.raises(StationError, match="缺号"):
        take(centre, export(station, tmp_path)[0].file)
    sign = board(centre, MONDAY).put_back
    assert (sign.station, sign.theirs, sign.ours) == ("3501", 2, 1)
    with pytest.raises(StationError, match="多半是从备份恢复的"):
        acknowledge(centre, "3501", tmp_path)
    renew_epoch(centre)
    assert board(centre, MONDAY).put_back is None
    take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    done = export(station, tmp_path)[0]
    for file in (*done.files, *done.returned):
        take(centre, file)
    take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    with reading(station.database) as here, reading(centre.database) as there:
        assert state_digest(here, "3501") == state_digest(there, "3501")
    assert board(centre, MONDAY).put_back is None
    centre.close()


def test_a_station_that_has_nothing_new_says_why_the_older_stores_answer_cannot_be_taken(home, station, clock, tmp_path):
    centre = centre_of(home, clock)
    mill(station)
    take(centre, export(station, tmp_path)[0].file)
    centre.close()
    shutil.copy(home / "centre.db", tmp_path / "old.db")
    centre = centre_of(home, clock)
    early = acknowledge(centre, "3501", tmp_path)[0].path
    take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    centre.close()
    with pytest.raises(StationError, match="较早的第 1 号回执") as told:
        take_answer(station, early)
    assert "备份" not in str(told.value)
    clock.go(MONDAY + timedelta(days=1))
    centre = put_back(home, tmp_path / "old.db", clock)
    with pytest.raises(StationError, match=r"可能从备份恢复过。 请县中心在“设置”点“库恢复过…”"):
        take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    renew_epoch(centre)
    assert take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    centre.close()
