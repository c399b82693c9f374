"""`./run export --to` and `./run answer --from` with a real SFTP server: by address and by name, the key always pinned."""

import json
import shutil

import pytest

from main import main
from models.services.centre.answers import acknowledge
from models.services.centre.intake import take
from models.services.exchange.destinations import Destination, keep_destination
from tests.sftp_server import serving
from tests.stations import MONDAY, Clock, centre_of, mill, station_of
from ui.commandline.exits import Exit


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    home = tmp_path_factory.mktemp("sshd")
    with serving(home, home / "in") as running:
        yield running


@pytest.fixture
def running(started):
    yield started
    for left in started.folder.iterdir():
        left.unlink()


@pytest.fixture
def called(home, monkeypatch, capsys):
    """A command on a station with one case: its exit code and what it answered."""
    clock = Clock(MONDAY)
    made = station_of(home, clock)
    mill(made)
    made.close()
    monkeypatch.setenv("YEKUO_PASSWORD", "demo")

    def call(*words):
        code = main([*map(str, words), "--station", str(home / "station"), "--today", "2026-11-23", "--json"])
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out else said.err

    return call


def by_address(running, **changed):
    server = running.server
    return f"sftp://{server.user}@{server.host}:{server.port}/{changed.get('folder', '~/')}"


def opening(running):
    return "--server-key", running.folder.parent / "user_key"


def test_by_address_the_key_must_be_given(called, running):
    code, said = called("export", "--to", by_address(running), *opening(running))
    assert code == Exit.DATA
    assert running.server.fingerprint in said
    assert list(running.folder.iterdir()) == []
    wrong = "SHA256:" + "A" * 43
    code, said = called("export", "--to", by_address(running), *opening(running), "--host-key", wrong)
    assert (code, wrong in said, running.server.fingerprint in said) == (Exit.DATA, True, True)
    code, value = called("export", "--to", by_address(running), *opening(running), "--host-key", running.server.fingerprint)
    assert code == Exit.OK
    assert value["place"].startswith("sftp://")
    assert [path.name for path in running.folder.iterdir()] == [value["file"]]


def test_without_anything_that_opens_the_server(called, running):
    code, said = called("export", "--to", by_address(running), "--host-key", running.server.fingerprint)
    assert code == Exit.NOPERM
    assert "--server-password-file" in said


def test_by_name_there_and_back_with_a_preview(called, home, running):
    clock = Clock(MONDAY)
    station = station_of(home, clock)
    keep_destination(station, Destination(name="县局", server=running.server), running.credential)
    station.close()
    code, value = called("export", "--to", "县局")
    assert code == Exit.OK
    centre = centre_of(home, clock)
    take(centre, running.folder / value["file"])
    acknowledge(centre, "3501", running.folder)
    centre.close()
    code, value = called("answer", "--from", "县局", "--preview")
    assert (value["taken"], value["packages"][0]["ack"], value["cases"]) == (0, 1, {"已导出未回执": 1})
    code, value = called("answer", "--from", "县局")
    assert (value["taken"], value["cases"], value["refused"]) == (1, {"已回执": 1}, [])
    assert called("answer", "--from", "县局")[1]["packages"] == []


def test_answers_of_a_folder_are_taken_beside_our_own_packages(called, home, tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    _, value = called("export", "--to", folder, "--two")
    assert value["remarks"][-1] == "已写两份：文件夹 A 和 B 各一份。"
    centre = centre_of(home, Clock(MONDAY))
    take(centre, folder / "A" / value["file"].rpartition("/")[2])
    acknowledge(centre, "3501", folder)
    centre.close()
    shutil.copy(value["file"], folder)
    _, value = called("answer", "--from", folder)
    assert (value["taken"], value["cases"]) == (1, {"已回执": 1})


def test_a_name_that_is_not_known_and_too_little_said(called):
    code, said = called("export", "--to", "不认识")
    assert (code, "已设置：没有" in said) == (Exit.NOINPUT, True)
    assert called("answer")[0] == Exit.USAGE
