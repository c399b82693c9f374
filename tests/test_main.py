"""How the program starts and ends: exit codes, the clock, one writer, and fault reports that name nobody."""

import json
import logging
import subprocess
import sys
import threading
from datetime import date, datetime
from pathlib import Path
from types import ModuleType

import pytest

import main as program
from models.diagnostics import Reports, mask
from models.problems import StationError
from models.store.lock import StationLock
from ui.commandline.arguments import clock, default_folder, parse_arguments
from ui.commandline.commands import COMMANDS
from ui.commandline.exits import CommandError, Exit

ROOT = Path(program.__file__).parent


@pytest.fixture(autouse=True)
def _hooks_as_before(monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def command(monkeypatch):
    """Puts a command of the test's own in the place of `check`: `command(run, writes=…)`."""

    def put(run, *, writes: bool = False) -> None:
        module = ModuleType("ui.commandline.check")
        module.add_parser = lambda commands: commands.add_parser("check").add_argument("--json", action="store_true")
        module.run = run
        module.WRITES = writes
        monkeypatch.setitem(sys.modules, "ui.commandline.check", module)

    return put


def fails(error: BaseException):
    def run(args, now):
        raise error

    return run


@pytest.mark.parametrize("words", [["nonsense"], ["--today", "2026-02-30"], ["--today", "tomorrow"], ["--stat", "x"], ["check", "--bogus"]])
def test_wrong_usage_ends_with_64_and_says_so_in_chinese(words, command, capsys):
    command(lambda args, now: 0)
    with pytest.raises(SystemExit) as ended:
        program.main(words)
    assert ended.value.code == Exit.USAGE
    assert "命令写得不对" in capsys.readouterr().err


def test_help_names_every_command_without_importing_one(capsys):
    with pytest.raises(SystemExit) as ended:
        parse_arguments(["--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert [name for name, told in COMMANDS.items() if name not in said or told not in said] == []


@pytest.mark.parametrize("words", [["--station", "S", "--today", "20240229", "check"], ["check", "--today", "2024-02-29", "--station=S"]])
def test_station_and_day_may_stand_before_or_after_the_command(words, command):
    command(lambda args, now: 0)
    args, module = parse_arguments(words)
    assert (args.station, args.today, args.command) == (Path("S"), date(2024, 2, 29), "check")
    assert module is sys.modules["ui.commandline.check"]


def test_a_fixed_day_keeps_the_time_of_day_running():
    ticks = iter([datetime(2026, 11, 23, 9, 41), datetime(2026, 11, 24, 9, 42)])
    now = clock(date(2026, 2, 13), lambda: next(ticks))
    assert [now(), now()] == [datetime(2026, 2, 13, 9, 41), datetime(2026, 2, 13, 9, 42)]


def test_demo_and_real_station_lie_side_by_side(monkeypatch):
    real, demo = default_folder("yekuo"), default_folder("yekuo-demo")
    assert parse_arguments([])[0].station == real
    assert parse_arguments(["--demo"])[0].station == demo
    assert real.parent == demo.parent


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CommandError("没有这件工单。", "请核对单号。", Exit.NOINPUT), Exit.NOINPUT),
        (StationError("数据包已损坏。", "请重新导出。"), Exit.DATA),
        (KeyboardInterrupt(), Exit.INTERRUPTED),
    ],
)
def test_what_stops_a_command_becomes_a_sentence_and_an_exit_code(error, code, command, tmp_path, capsys):
    command(fails(error))
    assert program.main(["--station", str(tmp_path / "s"), "check"]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (f"{error}\n" if isinstance(error, StationError) else "")
    assert not (tmp_path / "s").exists()


def test_a_fault_ends_with_70_and_a_report_that_names_no_person(command, tmp_path, capsys):
    command(fails(KeyError("王桂枝 410425196802304527 13937512345 堂街镇")))
    assert program.main(["--station", str(tmp_path), "check"]) == Exit.SOFTWARE
    (report,) = (tmp_path / "reports").iterdir()
    text = report.read_text(encoding="utf-8")
    assert "KeyError" in text
    assert "test_main.py" in text
    for secret in ("王桂枝", "410425196802304527", "4104", "13937512345", "堂街"):
        assert secret not in text
    err = capsys.readouterr().err
    assert str(report) in err
    assert "王桂枝" not in err


def test_the_same_fault_in_a_loop_is_reported_once(tmp_path, capsys):
    reports = Reports(tmp_path, lambda: datetime(2026, 11, 23, 9, 41))
    for _ in range(100):
        try:
            raise ValueError("x")
        except ValueError as error:
            reports.uncaught(ValueError, error, error.__traceback__)
    assert len(list((tmp_path / "reports").iterdir())) == 1
    assert capsys.readouterr().err.count("内部错误") == 1


def test_mask_keeps_places_and_hides_people():
    assert mask('File "./models/case.py", line 123, in fold: 张𬀩 41042519680230452X 0375-5551234') == (
        'File "./models/case.py", line 123, in fold: × # #'
    )
    assert str(Path.home()) not in mask(f"{Path.home()}/x")


def test_a_crash_of_the_process_leaves_a_trace_for_the_next_start(tmp_path):
    crash = (
        "import os, signal, sys; from datetime import datetime; from pathlib import Path; from models.diagnostics import Reports\n"
        "with Reports(Path(sys.argv[1]), datetime.now).watching_hard_faults(): os.kill(os.getpid(), signal.SIGSEGV)"
    )
    subprocess.run([sys.executable, "-c", crash, str(tmp_path)], cwd=ROOT, check=False, capture_output=True)
    again = (
        "import sys; from datetime import datetime; from pathlib import Path; from models.diagnostics import Reports\n"
        "with Reports(Path(sys.argv[1]), datetime.now).watching_hard_faults() as left: print(left and left.read_text())"
    )
    said = [subprocess.check_output([sys.executable, "-c", again, str(tmp_path)], cwd=ROOT, text=True) for _ in range(2)]
    assert "Segmentation fault" in said[0]
    assert said[1] == "None\n"


def test_commands_that_write_wait_for_the_desk_and_reading_ones_do_not(command, tmp_path, capsys):
    with StationLock.acquire(tmp_path):
        command(lambda args, now: 0, writes=True)
        assert program.main(["--station", str(tmp_path), "check"]) == Exit.BUSY
        assert "另一个业扩助手" in capsys.readouterr().err
        command(lambda args, now: 0)
        assert program.main(["--station", str(tmp_path), "check"]) == Exit.OK
    command(lambda args, now: 0, writes=True)
    assert program.main(["--station", str(tmp_path), "check"]) == Exit.OK


def test_a_second_desk_is_refused(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    with StationLock.acquire(tmp_path):
        assert program.main(["--station", str(tmp_path)]) == Exit.BUSY
    assert "请到已打开的窗口里操作" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform != "linux", reason="only there a session may have no screen at all")
def test_without_a_screen_the_desk_says_so(tmp_path, capsys, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert program.main(["--station", str(tmp_path)]) == Exit.CONFIG
    assert "没有图形桌面" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_fault(tmp_path):
    words = [sys.executable, "main.py", "--station", str(tmp_path), "due", "--list"]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
        started.stdout.close()
        assert started.stderr.read() == b""
    assert started.returncode == Exit.OK
    assert list(tmp_path.iterdir()) == []


def test_a_command_never_loads_the_screen_and_json_is_all_it_says():
    script = "import sys, main; code = main.main(['due', '--list', '--json']); sys.stderr.write(repr(sorted(sys.modules))); sys.exit(code)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert isinstance(json.loads(done.stdout), list)
    assert [name for name in ("PySide6", "reportlab", "sqlalchemy") if f"'{name}'" in done.stderr] == []
