"""What goes wrong at a real counter, given to the commands: each answered in Chinese, with the exit code that scripts rely on."""

import contextlib
import json
import os
import resource
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from main import main
from models.problems import StationError
from models.services.exchange.outbox import outbox_page
from models.services.registration import register
from models.store.lock import StationLock
from tests.stations import MONDAY, PASSWORD, centre_of, mill, mill_intake, station_of
from ui.commandline.exits import Exit

ROOT = Path(__file__).parents[2]
TODAY = ["--today", MONDAY.isoformat()]


@pytest.fixture(name="command")
def _command(home, monkeypatch, capsys):
    """Runs a command on the station as a script would; gives back exit code, stdout and stderr."""
    monkeypatch.setenv("YEKUO_PASSWORD", PASSWORD)

    def run(*words, station=home / "station"):
        capsys.readouterr()
        code = main([*TODAY, "--station", str(station), *map(str, words)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture(name="stick")
def _stick(tmp_path):
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture(name="case")
def _case(station):
    case = register(station, mill_intake(), MONDAY)[0]
    station.close()
    return case


def chinese(text):
    return sum("\u4e00" <= letter <= "\u9fff" for letter in text) > 8 and "Traceback" not in text


def test_the_good_case_first(command, case, stick, tmp_path):
    code, out, _ = command("export", "--to", stick, "--json")
    value = json.loads(out)
    assert (code, value["number"], Path(value["file"]).parent) == (Exit.OK, 1, stick)
    paper = tmp_path / "receipt.pdf"
    assert command("print", "--case", case.number, "--paper", "RECEIPT", "--to", paper)[0] == Exit.OK
    assert paper.read_bytes().startswith(b"%PDF-")
    assert command("check")[0] == command("rebuild")[0] == Exit.OK


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("export", "--to", "/no/such/folder"), Exit.NOINPUT, "找不到文件夹"),
        (("answer", "/no/such/file.YKP"), Exit.NOINPUT, "读不出来"),
        (("print", "--case", "3501-20261123-999-1", "--paper", "RECEIPT", "--to", "x.pdf"), Exit.NOINPUT, "没有工单"),
        (("enrol", "--name", "x", "--code", "3501", "--county", "x", "--clerk", "x"), Exit.CANTCREAT, "已经有一个供电所"),
        (("enrol", "--name", " ", "--code", "35", "--county", "x", "--clerk", "x"), Exit.DATA, "不是 4 位数字"),
    ],
)
def test_what_is_not_there_or_not_right_is_told(command, case, words, code, told):
    found, out, err = command(*words)
    assert (found, out) == (code, "")
    assert told in err
    assert chinese(err)


def test_a_paper_that_cannot_be_printed_now_says_which_can(command, case, tmp_path):
    for paper, told in (("MOON", "没有代码为 MOON"), ("MISSING", "没有缺件")):
        code, _, err = command("print", "--case", case.number, "--paper", paper, "--to", tmp_path / "x.pdf")
        assert code == Exit.DATA
        assert told in err
    assert command("print", "--case", case.number, "--paper", "RECEIPT", "--to", tmp_path / "no" / "x.pdf")[0] == Exit.CANTCREAT


def test_a_folder_without_a_station_and_a_wrong_password(command, case, tmp_path, monkeypatch):
    code, _, err = command("check", station=tmp_path / "nothing")
    assert code == Exit.NOINPUT
    assert "没有供电所数据" in err
    assert not (tmp_path / "nothing").exists() or list((tmp_path / "nothing").iterdir()) == []
    monkeypatch.setenv("YEKUO_PASSWORD", "Demo")
    code, _, err = command("check")
    assert code == Exit.NOPERM
    assert "密码不对" in err


def test_while_the_desk_is_open_writing_waits_and_reading_runs(command, case, home, stick, tmp_path):
    with StationLock.acquire(home / "station"):
        for words in (("export", "--to", stick), ("rebuild",), ("answer", stick / "x")):
            code, _, err = command(*words)
            assert code == Exit.BUSY == 75
            assert "另一个业扩助手" in err
        assert command("check")[0] == Exit.OK
        assert command("print", "--case", case.number, "--paper", "RECEIPT", "--to", tmp_path / "x.pdf")[0] == Exit.OK
    assert list(stick.iterdir()) == []


def test_a_newer_and_a_damaged_database_are_left_alone(command, case, home, clock):
    path = home / "station" / "station.db"
    opened = station_of(home, clock)
    with opened.database.writer.begin() as connection:
        connection.exec_driver_sql("PRAGMA user_version = 999")
    opened.close()
    whole = path.read_bytes()
    code, _, err = command("rebuild")
    assert (code, "更新版本" in err, path.read_bytes() == whole) == (Exit.DATA, True, True)
    path.write_bytes(b"garbage" * 1000)
    code, _, err = command("check")
    assert (code, "已损坏" in err, "备份" in err) == (Exit.DATA, True, True)
    for page in (1, 3, 5):
        damaged = bytearray(whole)
        damaged[page * 4096 + 50] ^= 1
        path.write_bytes(bytes(damaged))
        code, out, err = command("check")
        assert code == Exit.DATA
        assert chinese(out + err)


def test_a_clock_set_back_is_told_before_anything_is_written(station, clock):
    mill(station)
    clock.go(MONDAY - timedelta(days=3))
    with pytest.raises(StationError, match="电脑时间.*2026-11-20.*早于最后一条记录.*2026-11-23") as refused:
        mill(station, phone="13900000001")
    assert chinese(str(refused.value))


CHILD = """
import resource, sys
from pathlib import Path
from models.problems import StationError
from tests.stations import *
station = station_of(Path(sys.argv[1]), Clock(MONDAY))
mill(station)
size = (Path(sys.argv[1]) / "station" / "station.db-wal").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20000, size + 20000))
import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    for number in range(50):
        mill(station, phone=f"139000000{number:02d}")
    print("not full")
except StationError as error:
    print(error)
from models.services.checking import check
print(check(station).whole, number)
"""


def test_a_file_that_may_not_grow_is_told_and_what_was_saved_stays(home, clock):
    done = subprocess.run([sys.executable, "-c", CHILD, str(home)], cwd=ROOT, capture_output=True, text=True, check=False)
    told, whole = done.stdout.splitlines()
    assert "磁盘" in told, done.stderr
    assert "没有保存" in told
    opened = station_of(home, clock)
    from models.services.cases import list_cases
    from models.services.checking import check

    assert whole == f"True {list_cases(opened, MONDAY, 'all').total - 1}"
    assert check(opened).whole
    mill(opened)
    opened.close()


@contextlib.contextmanager
def mounted(folder, options):
    """A small file system of its own; skipped, saying so, where mounting is not allowed."""
    folder.mkdir(exist_ok=True)
    words = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("需要 root 和 mount 权限才能挂一个小盘；RLIMIT_FSIZE 的测试不受影响")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_stick_gets_no_package_and_a_full_disk_saves_nothing_by_half(command, case, home, clock, tmp_path):
    with mounted(tmp_path / "small", "size=64k") as small:
        (small / "filling").write_bytes(b"x" * 40000)
        code, _, err = command("export", "--to", small)
        assert code == Exit.IOERR
        assert "空间不足" in err
        assert [path.name for path in small.iterdir()] == ["filling"]
    with mounted(tmp_path / "disk", "size=1500k") as disk:
        shutil.copytree(home / "station", disk / "station")
        opened = station_of(disk, clock)
        saved = []
        with pytest.raises(StationError, match="磁盘.*没有保存") as full:
            saved.extend(mill(opened, phone=f"1390000{number:04d}") for number in range(500))
        assert isinstance(full.value.__cause__, OSError)
        from models.services.cases import list_cases
        from models.services.checking import check

        assert list_cases(opened, MONDAY, "all").total == len(saved) + 1
        assert check(opened).whole
        opened.close()


def test_a_read_only_folder_is_told(command, case, home, tmp_path):
    with mounted(tmp_path / "locked", "size=8m") as locked:
        shutil.copytree(home / "station", locked / "station")
        subprocess.run(["mount", "-o", "remount,ro", str(locked)], check=True)
        code, _, err = command("export", "--to", locked)
        assert code == Exit.IOERR
        assert "只读" in err
        code, _, err = command("rebuild", station=locked / "station")
        assert code in (Exit.IOERR, Exit.NOPERM)
        assert "只读" in err
        code, _, err = command("check", station=locked / "station")
        assert chinese(err) or code == Exit.OK


def test_a_stick_that_is_pulled_out_while_writing_is_told_and_nothing_is_noted(case, home, clock, tmp_path):
    with mounted(tmp_path / "pulled", "size=8m") as stick:
        (stick / "folder").mkdir()
        opened = station_of(home, clock)
        from models.services.exchange.outbox import export

        def pull_out(done, _total):
            if done:
                shutil.rmtree(stick / "folder", ignore_errors=True)

        with pytest.raises(StationError, match="介质被拔出.*数据都在本机"):
            export(opened, stick / "folder", pull_out)
        assert outbox_page(opened).packages == ()
        opened.close()


def test_one_bad_file_among_many_holds_up_none_of_the_others(command, case, home, stick, clock, monkeypatch):
    store = ("--store", f"sqlite:///{home / 'centre.db'}", "--keys", home / "keys")
    first = Path(json.loads(command("export", "--to", stick, "--json")[1])["file"])
    opened = station_of(home, clock)
    mill(opened, phone="13900000001")
    opened.close()
    second = Path(json.loads(command("export", "--to", stick, "--json")[1])["file"])
    (stick / "BAD.YKP").write_bytes(b"x")
    monkeypatch.delenv("YEKUO_PASSWORD")
    code, out, err = command("centre", "take", second, stick / "BAD.YKP", first, *store, "--json")
    values = json.loads(out)
    assert code == Exit.DATA
    assert [value.get("again") for value in values] == [False, None, False]
    assert "不是业扩助手的数据包" in values[1]["refused"]
    assert "BAD.YKP" in err


def test_the_centre_refuses_with_a_reason_and_a_code(command, case, home, stick, clock, monkeypatch):
    store = ("--store", f"sqlite:///{home / 'centre.db'}", "--keys", home / "keys")
    _, out, _ = command("export", "--to", stick, "--json")
    package = Path(json.loads(out)["file"])
    monkeypatch.delenv("YEKUO_PASSWORD")
    assert command("centre", "take", package, *store)[0] == Exit.OK
    bad = stick / "BAD.YKP"
    data = bytearray(package.read_bytes())
    data[len(data) // 2] ^= 1
    bad.write_bytes(bytes(data))
    for file, code, told in ((bad, Exit.DATA, "包"), (stick / "none", Exit.NOINPUT, "读不出来"), (stick, Exit.NOINPUT, "不是数据包文件")):
        found, _, err = command("centre", "take", file, *store)
        assert found == code
        assert told in err
        assert chinese(err)
    code, out, _ = command("centre", "cases", *store, "--json")
    assert (code, len(json.loads(out))) == (Exit.OK, 1)
    for words in (("centre", "take", package, "--store", "postgresql://x/y", "--keys", home / "keys"),
                  ("centre", "cases", "--store", f"sqlite:///{stick / 'none.db'}", "--keys", home / "keys"),
                  ("centre", "cases", "--store", f"sqlite:///{home / 'centre.db'}", "--keys", stick),
                  ("centre", "init", *store)):  # fmt: skip
        code, _, err = command(*words)
        assert code not in (Exit.OK, Exit.SOFTWARE), (words, err)
        assert chinese(err), err
    centre = centre_of(home, clock)
    centre.close()
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
