"""Opening the database: newer, damaged, empty, busy or read-only, each is told; reading never waits for writing."""

import errno
import subprocess
import sys

import pytest

from models.problems import StationError
from models.services.cases import list_cases
from models.services.checking import check
from models.services.folding.replay import replay
from models.services.people import add_person
from models.services.station import act_as, open_station
from models.store.session import SCHEMA_VERSION, open_database, reading
from models.store.views import VIEWS_VERSION
from tests.stations import MONDAY, PASSWORD, mill, station_of


def set_version(station, version):
    with station.database.writer.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version = {version}")


def test_a_database_of_a_newer_program_is_left_alone(station, home, clock):
    set_version(station, SCHEMA_VERSION + 1)
    station.close()
    before = (home / "station" / "station.db").read_bytes()
    with pytest.raises(StationError, match="更新版本的程序建立.*请安装新版"):
        station_of(home, clock)
    assert (home / "station" / "station.db").read_bytes() == before


def test_a_clerks_step_never_waits_for_the_log_of_hundreds_and_the_centre_takes_large_packages_over_together(station, centre):
    def pages(database):
        with database.writer.connect() as connection:
            return connection.exec_driver_sql("PRAGMA wal_autocheckpoint").scalar_one()

    assert (pages(station.database), pages(centre.database)) == (1000, 8192)


def test_a_database_that_was_never_finished_is_told(station, home, clock):
    set_version(station, 0)
    station.close()
    with pytest.raises(StationError, match="没有建完"):
        station_of(home, clock)


def test_an_empty_a_missing_and_a_garbage_file_are_told(home, clock):
    path = home / "station" / "station.db"
    whole = path.read_bytes()
    for damaged in (b"", b"SQLite format 3\0" + whole[16:], b"x" * 4096 + whole[4096:]):
        path.write_bytes(damaged)
        with pytest.raises(StationError, match="已损坏.*不要删除文件"):
            station_of(home, clock)
        assert path.read_bytes() == damaged
    path.unlink()
    with pytest.raises(StationError, match="找不到数据库文件") as missing:
        station_of(home, clock)
    assert missing.value.__cause__.errno == errno.ENOENT
    assert not path.exists()


def test_a_flipped_page_is_found_by_whatever_reads_it(station, home, clock):
    for number in range(20):
        mill(station, phone=f"139375123{number:02d}")
    station.close()
    path = home / "station" / "station.db"
    whole = bytearray(path.read_bytes())
    refused, told = 0, ""
    for page in range(1, len(whole) // 4096, 7):
        damaged = bytearray(whole)
        damaged[page * 4096 + 100] ^= 0xFF
        path.write_bytes(bytes(damaged))
        try:
            opened = open_station(home / "station", PASSWORD, clock)
            try:
                assert not check(opened).whole
            finally:
                opened.close()
        except StationError as error:
            refused += 1
            told += str(error)
    assert refused > 3
    assert told.count("备份") == refused


def test_reading_does_not_wait_for_a_long_change(station, home, clock):
    mill(station)
    with station.database.writer.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE long_change (x)")
        other = station_of(home, clock)
        assert len(list_cases(other, MONDAY, "all").rows) == 1
        other.close()


def test_a_second_writer_that_does_not_end_is_told_as_busy(home, clock):
    hold = (
        "import sys; from pathlib import Path; from tests.stations import *\n"
        "station = station_of(Path(sys.argv[1]), Clock())\n"
        "with station.database.writer.begin() as c: c.exec_driver_sql('CREATE TABLE t (x)'); print('held', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen([sys.executable, "-c", hold, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert other.stdout.readline() == b"held\n"
        station = station_of(home, clock)
        with station.database.writer.connect() as connection:
            connection.connection.dbapi_connection.execute("PRAGMA busy_timeout=50")
        with pytest.raises(StationError, match="正被另一个程序占用") as busy:
            add_person(station, "李改枝", "客户经理", MONDAY)
        assert isinstance(busy.value.__cause__, BlockingIOError)
        station.close()
    finally:
        other.communicate()


def test_the_reader_cannot_write(station):
    with pytest.raises(StationError, match="只读"), reading(station.database) as connection:
        connection.exec_driver_sql("DELETE FROM journal")


def test_a_key_of_another_station_does_not_open_it(home):
    with pytest.raises(StationError, match="密钥不是这一份"):
        open_database(home / "station" / "station.db", bytes(32))


def test_views_of_an_older_program_are_made_anew_at_opening(station, home, clock):
    case = mill(station)
    with station.database.writer.begin() as connection:
        connection.exec_driver_sql("DROP TABLE case_view")
        connection.exec_driver_sql("CREATE TABLE case_view (id TEXT)")
        connection.exec_driver_sql(f"UPDATE setting SET value = '{VIEWS_VERSION - 1}' WHERE key = 'views_version'")
    station.close()
    again = station_of(home, clock)
    assert [row.case_id for row in list_cases(again, MONDAY, "all").rows] == [case]
    again.close()


def test_a_replay_that_is_broken_off_changes_nothing(station):
    case = mill(station)

    def stop(_done, _total):
        raise StationError("停")

    with pytest.raises(StationError, match="停"):
        replay(station.database, stop)
    assert [row.case_id for row in list_cases(station, MONDAY, "all").rows] == [case]
    assert check(station).whole


def test_only_somebody_in_post_can_sit_at_the_counter(station, home, clock):
    actor = station.actor
    with pytest.raises(StationError, match="在岗"):
        act_as(station, "nobody")
    assert station.actor == actor
    person, _ = add_person(station, "李改枝", "客户经理", MONDAY)
    act_as(station, person)
    station.close()
    again = station_of(home, clock)
    assert again.actor == person
    again.close()
