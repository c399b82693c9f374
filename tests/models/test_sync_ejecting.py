"""安全弹出: offered only for a stick, by the system's own command; a refusal says that the stick must stay."""

import sys
from pathlib import Path

import pytest

from models.problems import StationError
from models.sync.ejecting import eject, ejector

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the mounts and udisksctl of Linux")
MOUNTS = """22 1 8:2 / / rw - ext4 /dev/sda2 rw
31 22 8:17 / /media/zhao/MY\\040STICK rw,nosuid - vfat /dev/sdb1 rw
32 22 0:55 / /mnt/share rw - cifs //county/in rw
"""


@pytest.fixture
def mounts(tmp_path):
    path = tmp_path / "mountinfo"
    path.write_text(MOUNTS)
    return path


@pytest.fixture
def udisksctl(tmp_path, monkeypatch):
    """A command of that name which notes how it was called and ends as told."""

    def made(code: int = 0):
        tool = tmp_path / "udisksctl"
        tool.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path / "called"}\nexit {code}\n')
        tool.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
        return tmp_path / "called"

    return made


def test_a_stick_is_unmounted_and_switched_off(tmp_path, mounts, udisksctl):
    called = udisksctl()
    commands = ejector(Path("/media/zhao/MY STICK/packages"), mounts)
    eject(commands)
    assert called.read_text().splitlines() == ["unmount --no-user-interaction -b /dev/sdb1", "power-off --no-user-interaction -b /dev/sdb1"]


@pytest.mark.parametrize("folder", ["/home/zhao", "/mnt/share/in", "/media/elsewhere"], ids=["home", "share", "no stick"])
def test_nothing_else_is_ejected(folder, mounts, udisksctl):
    udisksctl()
    assert ejector(Path(folder), mounts) == ()


def test_without_the_command_nothing_is_offered(mounts, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    assert ejector(Path("/media/zhao/MY STICK"), mounts) == ()


def test_a_refusal_is_told(mounts, udisksctl):
    udisksctl(1)
    with pytest.raises(StationError, match="没有弹出"):
        eject(ejector(Path("/media/zhao/MY STICK"), mounts))
