"""Writing to a stick: whatever fails, wherever, no half package bears a package's name and no success is claimed."""

import errno
import hashlib
import os
import random
import signal
from pathlib import Path

import pytest

from models.problems import StationError
from models.sync import delivery
from models.sync.delivery import WRITTEN, Delivered, deliver
from models.sync.package import build, read
from tests.data.sample_package import Sides, line, run_of, statement

NAME = "YK1-3501-E01-000123-D.YKP"
SIDES = Sides()
BLOCK = 64 << 10  # so that a small package is written in several calls
PHOTO = random.Random(3).randbytes(2 * BLOCK + 4321)
PHOTOS = {hashlib.sha256(PHOTO).hexdigest(): PHOTO}
PACKAGE = build(statement((run_of([line(1)]),)), [line(1)], key=SIDES.key, recipients=SIDES.recipients, attachments=PHOTOS)
ERRORS = {
    errno.ENOSPC: "空间不足",
    errno.EDQUOT: "空间不足",
    errno.EIO: "拔出",
    errno.ENOENT: "拔出",
    errno.ESTALE: "拔出",
    errno.ENODEV: "拔出",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "只读",
    errno.EINTR: "失败",
}


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch):
    monkeypatch.setattr(delivery, "_BLOCK", BLOCK)


def verify(data: bytes) -> None:
    read(data, [SIDES.main], SIDES.trusted, me=SIDES.main.recipient)


class Shim:
    """Counts the system calls that touch one folder and lets the chosen one (or all from it on) do what `fault` says."""

    CALLS = ("open", "write", "fsync", "close", "read", "rename", "stat", "statvfs")

    def __init__(self, monkeypatch, folder: Path, when: int = 0, fault=None, lasting: bool = False) -> None:
        self.folder, self.when, self.fault, self.lasting = str(folder), when, fault, lasting
        self.seen: list[str] = []
        self.handles: set[int] = set()
        for call in (*self.CALLS, "unlink"):
            monkeypatch.setattr(os, call, self.wrapped(call, getattr(os, call)))

    def touches(self, call: str, first: object) -> bool:
        return first in self.handles if isinstance(first, int) else str(first).startswith(self.folder)

    def wrapped(self, call: str, real):
        def shim(first, *rest, **named):
            if not self.touches(call, first):
                return real(first, *rest, **named)
            if call == "unlink" and not (self.lasting and self.when <= len(self.seen)):
                return real(first, *rest, **named)
            self.seen.append(call)
            if self.fault and (self.when == len(self.seen) or (self.lasting and self.when < len(self.seen))):
                return self.fault(call, real, first, *rest, **named)
            result = real(first, *rest, **named)
            if call == "open":
                self.handles.add(result)
            return result

        return shim


def failing(code: int, *, half: bool = False):
    def fault(call, real, first, *rest, **named):
        if call == "write" and half:
            real(first, rest[0][: len(rest[0]) // 2])
        if call == "close":
            real(first)
        raise OSError(code, os.strerror(code), str(first))

    return fault


def killing(*, after: bool):
    def fault(call, real, first, *rest, **named):
        try:
            if after:
                real(first, *rest, **named)
            elif call == "write":
                real(first, rest[0][: len(rest[0]) // 3])
        finally:
            os.kill(os.getpid(), signal.SIGKILL)

    return fault


def enumerated(tmp_path) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path / "count"
        folder.mkdir()
        shim = Shim(patch, folder)
        deliver(PACKAGE, folder, NAME, verify)
    return shim.seen


def assert_no_half_package(folder: Path) -> None:
    for path in folder.iterdir():
        if path.suffix == ".YKP":
            verify(path.read_bytes())
        else:
            assert path.suffix == ".PART"


def test_what_is_written_lies_there_whole(tmp_path):
    told = []
    done = deliver(PACKAGE, tmp_path, NAME, verify, lambda at, total: told.append((at, total)))
    assert done == Delivered(tmp_path / NAME, hashlib.sha256(PACKAGE).hexdigest(), len(PACKAGE))
    assert done.path.read_bytes() == PACKAGE
    assert [path.name for path in tmp_path.iterdir()] == [NAME]
    assert told[-1] == (2 * len(PACKAGE), 2 * len(PACKAGE))
    assert told[0][0] < len(PACKAGE)
    assert WRITTEN == "已写入并校验"


def test_the_same_again_changes_nothing(tmp_path):
    first = deliver(PACKAGE, tmp_path, NAME, verify)
    assert deliver(PACKAGE, tmp_path, NAME, verify) == first
    assert len(list(tmp_path.iterdir())) == 1


def test_another_package_of_that_name_is_kept(tmp_path):
    (tmp_path / NAME).write_bytes(b"older")
    (tmp_path / "YK1-3501-E01-000123-D-2.YKP").mkdir()
    done = deliver(PACKAGE, tmp_path, NAME, verify)
    assert done.path.name == "YK1-3501-E01-000123-D-3.YKP"
    assert (tmp_path / NAME).read_bytes() == b"older"


def test_names_that_a_stick_could_not_hold(tmp_path):
    for name in ("a.YKP", "../X.YKP", "X.ZIP", "中.YKP", "A" * 61 + ".YKP", ".YKP", "X.YKP\n"):
        with pytest.raises(ValueError, match="not a package's file name"):
            deliver(PACKAGE, tmp_path, name, verify)
    assert len(deliver(PACKAGE, tmp_path, "A" * 60 + ".YKP", verify).path.name) == 64


def test_missing_folder_and_a_file_instead_of_one(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    for folder in (tmp_path / "gone", tmp_path / "file"):
        with pytest.raises(StationError, match="找不到文件夹"):
            deliver(PACKAGE, folder, NAME, verify)
    assert list((tmp_path).iterdir()) == [tmp_path / "file"]


def test_too_little_room_is_told_before_writing(tmp_path, monkeypatch):
    usage = delivery.shutil.disk_usage(tmp_path)
    monkeypatch.setattr(delivery.shutil, "disk_usage", lambda _: usage._replace(free=len(PACKAGE)))
    with pytest.raises(StationError, match=r"空间不足。需要 \d+ KB，可用 \d+ KB"):
        deliver(PACKAGE, tmp_path, NAME, verify)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("when", ["before", "writing", "reading"])
def test_folder_vanishes(tmp_path, when):
    folder = tmp_path / "stick"
    folder.mkdir()
    gone = tmp_path / "pulled"

    def pull(at: int, total: int) -> None:
        if folder.exists() and (at > total // 2) == (when == "reading"):
            folder.rename(gone)

    if when == "before":
        folder.rename(gone)
    with pytest.raises(StationError, match="找不到文件夹|拔出"):
        deliver(PACKAGE, folder, NAME, verify, pull)
    assert_no_half_package(gone)


def test_the_clerk_breaks_off(tmp_path):
    class StoppedError(Exception):
        pass

    def stop(at: int, total: int) -> None:
        if at > total // 4:
            raise StoppedError

    with pytest.raises(StoppedError):
        deliver(PACKAGE, tmp_path, NAME, verify, stop)
    assert list(tmp_path.iterdir()) == []


def test_another_program_takes_the_name_meanwhile(tmp_path):
    def taken(at: int, total: int) -> None:
        (tmp_path / NAME).write_bytes(b"theirs")

    with pytest.raises(StationError, match="刚刚被别的程序写入"):
        deliver(PACKAGE, tmp_path, NAME, verify, taken)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [(NAME, b"theirs")]


def test_bytes_that_do_not_verify_are_never_named(tmp_path):
    with pytest.raises(StationError, match="不完整或已损坏"):
        deliver(PACKAGE[:-1] + b"x", tmp_path, NAME, verify)
    assert list(tmp_path.iterdir()) == []


def test_a_stick_that_lies_about_its_size(tmp_path, monkeypatch):
    real = os.write
    written = 0

    def lying(handle, data):
        nonlocal written
        written += len(data)
        return real(handle, bytes(data) if written <= BLOCK else bytes(len(data)))

    monkeypatch.setattr(os, "write", lying)
    with pytest.raises(StationError, match="读回的内容与原文件不一致"):
        deliver(PACKAGE, tmp_path, NAME, verify)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_writes_little_by_little(tmp_path, monkeypatch):
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, data[: 1 + len(data) // 3]))
    assert deliver(PACKAGE, tmp_path, NAME, verify).path.read_bytes() == PACKAGE


def test_folders_that_cannot_be_flushed_are_good_enough(tmp_path, monkeypatch):
    real = os.fsync

    def fsync(handle):
        if os.path.isdir(f"/proc/self/fd/{handle}"):  # noqa: PTH112
            raise OSError(errno.EINVAL, "Invalid argument")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    assert deliver(PACKAGE, tmp_path, NAME, verify).path.exists()


def test_every_call_is_tried(tmp_path):
    calls = enumerated(tmp_path)
    assert calls.count("write") == 3
    assert calls.count("fsync") == 2
    assert calls.count("rename") == 1
    assert calls.count("read") == 8
    assert calls.count("open") == calls.count("close") == 4


def some_failure(tmp_path: Path, number: int, fault, *, lasting: bool) -> tuple[StationError, Path]:
    folder = tmp_path / f"stick{number}{lasting}"
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        Shim(patch, folder, number, fault, lasting)
        with pytest.raises(StationError) as told:
            deliver(PACKAGE, folder, NAME, verify)
    return told.value, folder


@pytest.mark.parametrize("lasting", [False, True])
@pytest.mark.parametrize("half", [False, True])
@pytest.mark.parametrize("code", ERRORS)
def test_an_error_at_each_system_call(tmp_path, code, half, lasting):
    calls = enumerated(tmp_path)
    for number, call in enumerate(calls, 1):
        if (half and call != "write") or (call == "stat" and code == errno.ENOENT):
            continue
        told, folder = some_failure(tmp_path, number, failing(code, half=half), lasting=lasting)
        assert ERRORS[code] in told.message
        assert told.hint
        assert_no_half_package(folder)
        if not lasting:
            assert list(folder.iterdir()) == []
        assert deliver(PACKAGE, folder, NAME, verify).path.read_bytes() == PACKAGE


@pytest.mark.parametrize("after", [False, True])
def test_killed_at_each_system_call(tmp_path, after):
    calls = enumerated(tmp_path)
    for number in range(1, len(calls) + 1):
        folder = tmp_path / f"stick{number}"
        folder.mkdir()
        child = os.fork()
        if child == 0:
            Shim(pytest.MonkeyPatch(), folder, number, killing(after=after))
            deliver(PACKAGE, folder, NAME, verify)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status)
        assert_no_half_package(folder)
        assert deliver(PACKAGE, folder, NAME, verify).path == folder / NAME
