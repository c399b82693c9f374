"""Where a command gets the password from, and which exit code an error becomes."""

import argparse
import errno
from pathlib import Path

import pytest

from models.problems import Problem, ProblemsFound, StationError
from ui.commandline.exits import CommandError, Exit, exit_of
from ui.commandline.password import VARIABLE, add_password_option, read_password


def asked(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_password_option(parser)
    return parser.parse_args(words)


def test_first_line_of_the_file_wins_over_the_environment(tmp_path: Path, monkeypatch):
    monkeypatch.setenv(VARIABLE, "other")
    (tmp_path / "p").write_bytes("\ufeff张 3501\r\nsecond\r\n".encode())
    assert read_password(asked("--password-file", str(tmp_path / "p"))) == "张 3501"
    assert read_password(asked()) == "other"


@pytest.mark.parametrize(
    ("content", "code"), [(None, Exit.NOINPUT), (b"", Exit.NOPERM), (b"\nsecret\n", Exit.NOPERM), (b"\xff\xfe\xb2", Exit.DATA)]
)
def test_a_useless_file_is_told_in_chinese(tmp_path: Path, content, code):
    if content is not None:
        (tmp_path / "p").write_bytes(content)
    with pytest.raises(StationError, match="口令文件") as refused:
        read_password(asked("--password-file", str(tmp_path / "p")))
    assert exit_of(refused.value) == code


def test_no_password_at_all(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(StationError, match="没有给出口令") as refused:
        read_password(asked())
    assert exit_of(refused.value) == Exit.NOPERM


@pytest.mark.parametrize(
    ("cause", "code"),
    [
        (None, Exit.DATA),
        (ValueError(), Exit.DATA),
        (BlockingIOError(), Exit.BUSY),
        (PermissionError(errno.EACCES, ""), Exit.NOPERM),
        (FileNotFoundError(errno.ENOENT, ""), Exit.NOINPUT),
        (FileExistsError(errno.EEXIST, ""), Exit.CANTCREAT),
        (OSError(errno.ENOSPC, ""), Exit.IOERR),
        (OSError(errno.EROFS, ""), Exit.IOERR),
    ],
)
def test_the_system_s_cause_decides_the_exit_code(cause, code):
    error = StationError("不行。")
    error.__cause__ = cause
    assert exit_of(error) == code


def test_own_code_wins_and_findings_are_data():
    assert exit_of(CommandError("没有这件工单。", "请核对单号。", Exit.NOINPUT)) == Exit.NOINPUT
    assert exit_of(ProblemsFound((Problem("name", "户名", "没有填写"),))) == Exit.DATA
