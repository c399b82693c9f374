"""A backup is proved before it is called one, opens as a station, and says in a sentence why it could not be made."""

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest

from models.problems import ProblemsFound, StationError
from models.services.backups import KEPT, back_up, last_backup
from models.services.checking import check
from models.services.passphrase import change_password
from models.services.people import add_person
from models.services.preferences import Preferences, prefer, preferences
from models.services.station import Station, changing, open_station, people
from tests.ui.copied_station import copied_folder

TODAY = date(2026, 11, 23)


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 9, 40)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def station(tmp_path):
    opened = open_station(copied_folder(tmp_path), "demo", Clock())
    yield opened
    opened.close()


@pytest.fixture
def stick(tmp_path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def attach(station: Station, data: bytes) -> None:
    with changing(station) as change:
        station.attachments.keep(change.connection, data, "paper")


def restored(stick: Path, target: Path, name: str) -> Path:
    """What the manual tells a technician to do: copy the folder, name the newest database station.db."""
    shutil.copytree(stick / "YK-BACKUP-3501", target)
    (target / name).rename(target / "station.db")
    return target


def test_backup_opens_as_a_station_and_is_whole(station, stick, tmp_path):
    add_person(station, "张𬀩", "台区经理", TODAY)
    attach(station, b"%PDF one")
    note = back_up(station, stick)
    copy = open_station(restored(stick, tmp_path / "copy", note.database), "demo", station.now)
    try:
        report = check(copy)
        assert report.whole
        assert (report.lines, report.attachments) == (note.lines, 1)
        assert "张𬀩" in {person.name for person in people(copy)}
    finally:
        copy.close()


def test_copy_is_encrypted_and_the_stick_holds_no_name(station, stick):
    add_person(station, "张𬀩", "台区经理", TODAY)
    back_up(station, stick)
    for file in (path for path in stick.rglob("*") if path.is_file()):
        assert "张𬀩".encode() not in file.read_bytes()
        assert not file.read_bytes().startswith(b"SQLite format 3")


def test_attachments_are_copied_once(station, stick):
    attach(station, b"one")
    first = back_up(station, stick)
    attach(station, b"two")
    second = back_up(station, stick)
    assert (first.copied, second.copied, second.attachments) == (1, 1, 2)


def test_last_backup_is_what_was_proved(station, stick):
    assert last_backup(station) is None
    note = back_up(station, stick)
    assert last_backup(station) == note
    assert note.at == datetime(2026, 11, 23, 9, 40)


def test_only_the_newest_databases_stay_and_never_the_new_one_goes(station, stick):
    for minute in range(KEPT + 2):
        station.now.at = datetime(2026, 11, 23, 10, minute)
        back_up(station, stick)
    assert len(list(stick.rglob("station-*.db"))) == KEPT
    station.now.at = datetime(2026, 11, 23, 10, 0)
    note = back_up(station, stick)
    assert (stick / "YK-BACKUP-3501" / note.database).is_file()


def test_missing_attachment_is_told_and_nothing_is_noted(station, stick):
    attach(station, b"one")
    shutil.rmtree(station.folder / "attachments")
    with pytest.raises(StationError, match="在本机找不到"):
        back_up(station, stick)
    assert last_backup(station) is None


def test_damaged_source_makes_no_backup_and_leaves_no_half_file(station, stick):
    with station.database.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE journal SET line = CAST(line || x'20' AS BLOB) WHERE seq = 2")
    with pytest.raises(StationError, match="第 2 条"):
        back_up(station, stick)
    assert list(stick.rglob("station-*")) == []
    assert last_backup(station) is None


def test_folder_that_is_gone_or_the_stations_own_is_refused(station, stick):
    with pytest.raises(StationError, match="找不到文件夹"):
        back_up(station, stick / "gone")
    with pytest.raises(StationError, match="自己的文件夹"):
        back_up(station, station.folder)


@pytest.mark.parametrize("at", [0, 2, 3])
def test_stick_pulled_out_on_the_way_is_told_and_never_rebuilt_on_this_disk(station, stick, at):
    attach(station, b"one")

    def pull(done: int, total: int) -> None:
        if done == at:
            shutil.rmtree(stick)

    with pytest.raises(StationError) as found:
        back_up(station, stick, pull)
    assert "拔出" in found.value.message or at == 3
    assert not stick.exists()
    assert last_backup(station) is None


def test_breaking_off_leaves_no_half_file(station, stick):
    def stop(done: int, total: int) -> None:
        if done == 2:
            raise StationError("停")

    with pytest.raises(StationError, match="停"):
        back_up(station, stick, stop)
    assert list(stick.rglob("station-*")) == []


def test_password_is_changed_and_the_old_one_no_longer_opens(station):
    change_password(station, "demo", "新密码2026", "新密码2026")
    station.close()
    with pytest.raises(StationError, match="密码不对"):
        open_station(station.folder, "demo", station.now)
    open_station(station.folder, "新密码2026", station.now).close()


def test_every_fault_of_a_new_password_is_told_at_once(station):
    with pytest.raises(ProblemsFound) as found:
        change_password(station, "wrong", "12", "13")
    assert [problem.field for problem in found.value.problems] == ["old", "new", "again"]
    open_station(station.folder, "demo", station.now).close()


def test_preferences_are_kept_for_the_next_start(station):
    assert preferences(station) == Preferences()
    prefer(station, text_size=150, export_folder="E:/")
    again = open_station(station.folder, "demo", station.now)
    assert preferences(again) == Preferences(150, "E:/", "")
    again.close()
    with pytest.raises(ValueError, match="text_size"):
        prefer(station, text_size=90)
