"""One writer at a time in a station's folder."""

import os
import subprocess
import sys

import pytest

from models.problems import StationError
from models.store.lock import LOCK_FILE, StationLock

HOLD = """
import sys
from pathlib import Path
from models.store.lock import StationLock
lock = StationLock.acquire(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def other_program(tmp_path):
    program = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert program.stdout.readline() == "held\n"
    yield program
    program.kill()
    program.communicate()


def test_second_program_is_refused_and_told_who_has_it(tmp_path, other_program):
    with pytest.raises(StationError, match=f"进程 {other_program.pid}") as refused:
        StationLock.acquire(tmp_path)
    assert isinstance(refused.value.__cause__, BlockingIOError)


def test_a_killed_program_leaves_no_lock(tmp_path, other_program):
    other_program.kill()
    other_program.wait()
    with StationLock.acquire(tmp_path) as lock:
        assert (tmp_path / LOCK_FILE).read_text() == f"{os.getpid()}\n"
        assert lock.folder == tmp_path


def test_released_lock_can_be_taken_again_and_reading_the_file_does_not_lose_it(tmp_path):
    first = StationLock.acquire(tmp_path / "new" / "station")
    (tmp_path / "new" / "station" / LOCK_FILE).read_text()
    with pytest.raises(StationError, match="另一个业扩助手"):
        StationLock.acquire(tmp_path / "new" / "station")
    first.release()
    first.release()
    StationLock.acquire(tmp_path / "new" / "station").release()


def test_a_file_where_the_folder_should_be_is_named(tmp_path):
    (tmp_path / "station").write_text("")
    with pytest.raises(StationError, match="同名的是一个文件") as refused:
        StationLock.acquire(tmp_path / "station")
    assert isinstance(refused.value.__cause__, OSError)
