"""The command `calendar`: what is adopted, a file checked and shown beforehand, adopted once; codes and JSON as for other commands."""

import json

import pytest

from main import main
from models.services.registration import register
from models.store.lock import StationLock
from tests.data.calendars import NEXT_YEAR, PAPER
from tests.models.services.test_calendars import YEAR_2026_AGAIN
from tests.stations import MONDAY, PASSWORD, house_intake, station_of
from ui.commandline.exits import Exit
from ui.commandline.password import VARIABLE


@pytest.fixture
def ask(home, monkeypatch, capsys):
    monkeypatch.setenv(VARIABLE, PASSWORD)

    def asked(*words):
        code = main(["calendar", *words, "--station", str(home / "station"), "--today", "2026-11-24"])
        return code, capsys.readouterr()

    return asked


@pytest.fixture
def year(tmp_path):
    file = tmp_path / "2027.toml"
    file.write_text(NEXT_YEAR, encoding="utf-8")
    return str(file)


def test_shown_checked_previewed_and_adopted(ask, year, home, clock):
    station = station_of(home, clock)
    number = register(station, house_intake(station, MONDAY), MONDAY)[0].number
    station.close()
    assert ask("check", year)[1].out.startswith("没有错误：2027 年第 1 版，放假 23 天，调休上班 2 天。")
    code, said = ask("preview", year, "--json")
    assert code == Exit.OK
    seen = json.loads(said.out)
    assert (seen["revision"], seen["base"], seen["changed"], seen["adopted"]) == ("2027-1", "2026-1", 0, False)
    assert seen["years"][0]["paper"] == PAPER
    assert "工作日历 2026-1" in ask("show")[1].out
    other = home / "2026.toml"
    other.write_text(YEAR_2026_AGAIN, encoding="utf-8")
    code, said = ask("adopt", str(other))
    assert code == Exit.OK
    assert "不一致 1 天，以新文件为准：2026-11-26（周四）原为上班，改为放假" in said.out
    assert "已采用工作日历 2026-2。\n1 件变化：1 件推后。" in said.out
    assert f"  {number}　张*　" in said.out
    code, said = ask("show", "--json")
    assert [one["revision"] for one in json.loads(said.out)["adopted"]] == ["2026-1", "2026-2"]
    code, said = ask("adopt", str(other))
    assert code == Exit.DATA
    assert "已经采用，没有变化" in said.err


def test_faults_end_with_65_and_name_the_line(ask, year, tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text(NEXT_YEAR.replace("2027-02-20", "2027-02-16"), encoding="utf-8")
    code, said = ask("check", str(bad), "--json")
    assert code == Exit.DATA
    assert json.loads(said.out)["faults"][0]["line"] == 14
    code, said = ask("preview", str(bad))
    assert (code, said.out) == (Exit.DATA, "")
    assert "星期二" in said.err
    assert ask("check", str(tmp_path / "none.toml"))[0] == Exit.NOINPUT
    assert ask()[0] == Exit.USAGE
    assert ask("adopt")[0] == Exit.DATA


def test_beside_an_open_desk_one_may_look_and_not_adopt(ask, year, home):
    with StationLock.acquire(home / "station"):
        assert ask("preview", year)[0] == Exit.OK
        assert ask("adopt", year)[0] == Exit.BUSY
