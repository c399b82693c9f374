"""Sticks: a new one is probed, a known one is asked for what was left on it, a fake one is found out before a package is trusted to it."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from models.problems import StationError
from models.services.exchange import sending
from models.services.exchange.outbox import outbox_page
from models.services.exchange.sending import send
from models.services.exchange.targets import FolderTarget
from models.sync import medium
from tests.stations import mill


@pytest.fixture
def stick(station, monkeypatch):
    """A folder on another medium than the station's, where this computer has one; else one that is taken for it."""
    where = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = Path(tempfile.mkdtemp(dir=where))
    if not medium.is_other_medium(folder, station.folder):
        monkeypatch.setattr(sending, "is_other_medium", lambda folder, home: True)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def _small_probe(monkeypatch):
    monkeypatch.setattr(medium.probe, "__defaults__", (None, 2 << 20))


def test_a_new_stick_is_probed_once_and_nothing_of_the_probe_stays(station, stick):
    mill(station)
    steps = []
    first, _ = send(station, FolderTarget(stick), lambda done, total: steps.append(total))
    assert first.remarks == ("这个 U 盘第一次用，试写并读回了 2 MB，正常。",)
    assert 4 << 20 in steps
    assert sorted(path.suffix for path in stick.iterdir()) == [".TXT", ".YKP"]
    assert send(station, FolderTarget(stick))[0].remarks == ()


def test_what_was_left_on_a_known_stick_is_verified_when_it_comes_again(station, stick):
    mill(station)
    first, _ = send(station, FolderTarget(stick))
    second, _ = send(station, FolderTarget(stick))
    first.exported.file.write_bytes(b"spoilt")
    second.exported.file.unlink()  # the centre took it away
    third, _ = send(station, FolderTarget(stick))
    assert third.remarks == (f"以前留在这个 U 盘上的 {first.exported.file.name} 已损坏，请不要再用这个 U 盘。",)


def test_a_stick_that_forgets_what_was_written_gets_no_package(station, stick, monkeypatch):
    mill(station)
    write = medium._write

    def forgetting(path, seed, size, told):
        write(path, seed, size, told)
        with path.open("r+b") as file:
            file.seek(1 << 20)
            file.write(b"\0" * 4096)

    monkeypatch.setattr(medium, "_write", forgetting)
    with pytest.raises(StationError, match="假容量"):
        send(station, FolderTarget(stick))
    assert list(stick.iterdir()) == []
    assert outbox_page(station).packages == ()


def test_cancelling_the_probe_leaves_nothing(station, stick):
    mill(station)

    def stop(done, total):
        raise StationError("已取消导出，没有写下任何数据包。")

    with pytest.raises(StationError, match="已取消"):
        send(station, FolderTarget(stick), stop)
    assert list(stick.iterdir()) == []


def test_a_stick_pulled_out_during_the_probe_is_not_called_a_fake(station, stick):
    mill(station)

    def pull(done, total):
        if total == 4 << 20:  # the probe's, not the package's
            stick.rename(stick.with_name(f"{stick.name}-pulled"))

    try:
        with pytest.raises(StationError, match="被拔出") as told:
            send(station, FolderTarget(stick), pull)
        assert "没有丢失" in told.value.hint
    finally:
        stick.with_name(f"{stick.name}-pulled").rename(stick)
    assert outbox_page(station).packages == ()


def test_a_folder_beside_the_station_is_no_stick(station, tmp_path):
    mill(station)
    folder = tmp_path / "folder"
    folder.mkdir()
    sent, _ = send(station, FolderTarget(folder))
    assert sent.remarks == ()
    assert [path.suffix for path in folder.iterdir()] == [".YKP"]


def test_two_copies_are_told_and_both_verified_later(station, stick):
    mill(station)
    sent, _ = send(station, FolderTarget(stick, two=True))
    assert sent.remarks[-1] == "已写两份：文件夹 A 和 B 各一份。"
    (stick / "B" / sent.exported.file.name).write_bytes(b"spoilt")
    again, _ = send(station, FolderTarget(stick))
    assert "B/" in again.remarks[0]
