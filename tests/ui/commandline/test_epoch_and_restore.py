"""Commands at data that was copied, moved or put back: refused until somebody says why, then settled without a window."""

import json
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

import main as program
from models.services.backups import back_up
from models.services.centre.answers import acknowledge
from models.services.centre.intake import take
from models.services.centre.rebuilding import rebuild_station
from models.services.centre.trusted_stations import read_station_card, trust_station
from models.services.exchange.identity import marks_for, remember
from models.services.exchange.outbox import export
from models.store.views import trusted
from tests.lost_computer import SMALL, lose, registered
from tests.stations import MONDAY, PASSWORD, Clock, copied, mill, station_of
from ui.commandline.exits import Exit


@pytest.fixture(autouse=True)
def _own_computer(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "computer"))
    monkeypatch.setenv("PROGRAMDATA", str(tmp_path / "computer"))
    monkeypatch.setenv("YEKUO_PASSWORD", PASSWORD)


@pytest.fixture
def clock():
    return Clock(MONDAY)


@pytest.fixture
def station(home, clock):
    opened = station_of(home, clock)
    yield opened
    opened.close()


@pytest.fixture
def run(capsys):
    def command(*words) -> tuple[int, str, str]:
        code = program.main([str(word) for word in ("--today", "2026-11-24", *words)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


@pytest.fixture
def used(home, station):
    """The folder of a station that has worked there, and is closed."""
    mill(station)
    remember(station, marks_for(station.folder))
    station.close()
    return home / "station"


def test_a_copy_may_be_read_but_not_written_until_it_is_settled(run, used, tmp_path):
    copy = Path(shutil.copytree(used, tmp_path / "copy"))
    (tmp_path / "stick").mkdir()
    code, _, said = run("export", "--station", copy, "--to", tmp_path / "stick")
    assert code == Exit.CONFIG
    assert str(used.resolve()) in said
    assert "epoch --moved" in said
    assert list((tmp_path / "stick").iterdir()) == []
    assert run("check", "--station", copy)[0] == Exit.OK
    code, told, _ = run("epoch", "--moved", "--station", copy, "--json")
    assert (code, json.loads(told)["epoch"][:3]) == (Exit.OK, "02.")
    assert run("export", "--station", copy, "--to", tmp_path / "stick")[0] == Exit.OK
    assert run("epoch", "--moved", "--station", copy)[0] == Exit.DATA  # it stands where it worked last


def test_a_station_that_no_desk_opened_is_remembered_by_its_first_command(run, home, station, tmp_path):
    station.close()
    (tmp_path / "stick").mkdir()
    assert run("export", "--station", home / "station", "--to", tmp_path / "stick")[0] == Exit.OK
    copy = Path(shutil.copytree(home / "station", tmp_path / "copy"))
    assert run("export", "--station", copy, "--to", tmp_path / "stick")[0] == Exit.CONFIG


def test_a_backup_becomes_the_station_on_a_new_computer(run, home, station, tmp_path):
    mill(station)
    back_up(station, tmp_path)
    station.close()
    new = tmp_path / "new"
    code, listed, _ = run("restore", "--from", tmp_path, "--list", "--json", "--station", new)
    (one,) = json.loads(listed)
    assert (code, one["station"]) == (Exit.OK, "3501")
    code, told, _ = run("restore", "--from", tmp_path, "--backup", one["name"], "--station", new, "--json")
    assert (code, json.loads(told)["epoch"][:3]) == (Exit.OK, "02.")
    (tmp_path / "out").mkdir()
    assert run("export", "--station", new, "--to", tmp_path / "out")[0] == Exit.OK
    code, _, said = run("restore", "--from", tmp_path, "--station", new)
    assert code == Exit.CANTCREAT
    assert "--replace" in said
    assert run("restore", "--from", tmp_path, "--station", new, "--replace")[0] == Exit.OK
    assert len(list(new.glob("replaced-*"))) == 1


def test_what_cannot_be_restored_says_why(run, station, tmp_path, monkeypatch):
    back_up(station, tmp_path)
    new = tmp_path / "new"
    assert run("restore", "--from", tmp_path / "gone", "--station", new)[0] == Exit.NOINPUT
    (tmp_path / "empty").mkdir()
    assert run("restore", "--from", tmp_path / "empty", "--station", new)[0] == Exit.NOINPUT
    assert run("restore", "--from", tmp_path, "--backup", "station-x.db", "--station", new)[0] == Exit.NOINPUT
    monkeypatch.setenv("YEKUO_PASSWORD", "falsch")
    assert run("restore", "--from", tmp_path, "--station", new)[0] == Exit.NOPERM
    assert not (new / "keys.json").exists()


def test_diverged_lines_are_said_again_by_a_command(run, home, station, centre, tmp_path, clock):
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    twin = station_of(copied(home, tmp_path / "twin"), clock)
    mill(station)
    mill(twin, phone="13900000003")
    twin.close()
    take(centre, export(station, first)[0].file)
    folder = tmp_path / "twin" / "station"
    assert run("export", "--station", folder, "--to", second)[0] == Exit.OK
    with pytest.raises(Exception, match="分叉"):
        take(centre, next(second.iterdir()))
    answer = acknowledge(centre, "3501", second)[0].path
    assert run("answer", answer, "--station", folder)[0] == Exit.OK
    code, told, _ = run("epoch", "--anew", "U 盘上的旧数据在另一台电脑上打开过", "--station", folder)
    assert code == Exit.OK
    assert "重建包" in told
    assert run("epoch", "--anew", "再来一次", "--station", folder)[0] == Exit.DATA


def test_a_lost_computer_is_rebuilt_from_the_centre_and_goes_on(run, home, station, centre, tmp_path, clock):
    mill(station)
    take(centre, export(station, tmp_path)[0].file)
    station.close()
    new, out = tmp_path / "new", tmp_path / "out"
    out.mkdir()
    enrol = ("enrol", "--name", "堂街供电所", "--code", "3501", "--county", "郏县", "--clerk", "新来的人")
    assert run(*enrol, "--centre", home / "keys" / "CARD.json", "--station", new)[0] == Exit.OK
    assert run("check", "--station", new)[0] == Exit.OK
    with centre.database.writer.begin() as connection:  # the centre stops trusting the lost computer
        connection.execute(sa.update(trusted).values(revoked=True))
    trust_station(centre, read_station_card(new / "STATION.json"))
    package = rebuild_station(centre, "3501", tmp_path).path
    code, told, _ = run("answer", package, "--station", new)
    assert code == Exit.OK
    assert "送回本所流水" in told
    assert run("export", "--station", new, "--to", out)[0] == Exit.OK  # not taken for an older state
    assert run("check", "--station", new)[0] == Exit.OK


def test_a_journal_that_comes_back_in_parts_is_taken_when_all_are_here(run, home, station, centre, tmp_path, clock):
    lose(station, centre, tmp_path)
    new = tmp_path / "new"
    enrol = ("enrol", "--name", "堂街供电所", "--code", "3501", "--county", "郏县", "--clerk", "新来的人")
    assert run(*enrol, "--centre", home / "keys" / "CARD.json", "--station", new)[0] == Exit.OK
    registered(centre, new)
    (tmp_path / "set").mkdir()
    parts = rebuild_station(centre, "3501", tmp_path / "set", limit=SMALL).files
    code, told, _ = run("answer", parts[1], "--station", new, "--json")
    assert (code, json.loads(told)["missing"]) == (Exit.OK, [1, *range(3, len(parts) + 1)])
    code, told, _ = run("answer", parts[1], parts[2], "--station", new, "--preview")
    assert (code, f"还缺第 1、{'4' if len(parts) == 4 else f'4–{len(parts)}'} 份" in told) == (Exit.OK, True)
    (tmp_path / "out").mkdir()
    code, _, said = run("export", "--station", new, "--to", tmp_path / "out")
    assert (code, "重建好以前不能登记，也不能导出" in said) == (Exit.DATA, True)
    code, told, _ = run("answer", parts[0], tmp_path / "no such file.YKP", "--station", new)
    assert (code, "没有接收 no such file.YKP" in told) == (Exit.OK, True)
    assert run("answer", tmp_path / "no such file.YKP", parts[0].parent, "--station", new)[0] == Exit.DATA
    assert run("answer", parts[0], "--drop-rebuild", "--station", new)[0] == Exit.USAGE
    code, told, _ = run("answer", "--drop-rebuild", "--preview", "--station", new)
    assert (code, "2 份" in told) == (Exit.OK, True)
    code, told, _ = run("answer", "--drop-rebuild", "--station", new)
    assert (code, "已去掉收下的 2 份" in told) == (Exit.OK, True)
    assert "没有收着" in run("answer", "--drop-rebuild", "--station", new)[1]
    code, told, _ = run("answer", "--from", tmp_path / "set", "--station", new)
    assert (code, f"重建包共 {len(parts)} 份，都齐了" in told) == (Exit.OK, True)
    assert run("export", "--station", new, "--to", tmp_path / "out")[0] == Exit.OK
    assert run("check", "--station", new)[0] == Exit.OK


def test_an_old_copy_that_the_centre_finds_out_goes_on_when_told_so(run, home, station, centre, tmp_path):
    station.close()
    old = copied(home, tmp_path / "kept") / "station"
    newer = station_of(home, Clock(MONDAY))
    mill(newer)
    take(centre, export(newer, tmp_path)[0].file)
    newer.close()
    answer = acknowledge(centre, "3501", tmp_path)[0].path
    code, _, said = run("answer", answer, "--station", old)
    assert code == Exit.DATA
    assert "epoch --restored" in said
    assert run("epoch", "--restored", "--station", old)[0] == Exit.OK
    assert run("answer", answer, "--station", old)[0] == Exit.OK
