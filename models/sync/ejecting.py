"""安全弹出 by the system's own command, where it has one; else the clerk is told to use the system's."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from models.problems import StationError

BY_HAND = "请用系统的“安全弹出”，再拔下 U 盘。"
_MOUNTS = Path("/proc/self/mountinfo")
_PATIENCE = 60
_SCRIPT = (
    "$stick=(New-Object -ComObject Shell.Application).Namespace(17).ParseName('{}'); "
    "if ($stick) {{ $stick.InvokeVerb('Eject') }} else {{ exit 1 }}"
)


def ejector(folder: Path, mounts: Path = _MOUNTS) -> tuple[tuple[str, ...], ...]:
    """The commands that eject the stick a folder lies on, in order; empty where it is no stick or the system has no command."""
    if sys.platform == "win32":
        drive = os.path.splitdrive(folder)[0]
        shell = shutil.which("powershell")
        if not shell or not re.fullmatch(r"[A-Za-z]:", drive) or drive.upper() == os.environ.get("SYSTEMDRIVE", "C:").upper():
            return ()
        return ((shell, "-NoProfile", "-Command", _SCRIPT.format(drive)),)
    tool = shutil.which("udisksctl")
    device = _device(folder, mounts) if tool else ""
    if not tool or not device:
        return ()
    return ((tool, "unmount", "--no-user-interaction", "-b", device), (tool, "power-off", "--no-user-interaction", "-b", device))


def eject(commands: tuple[tuple[str, ...], ...]) -> None:
    """Runs them; raises StationError where the system refuses, and then the stick must not be pulled out yet."""
    for words in commands:
        try:
            done = subprocess.run(words, capture_output=True, timeout=_PATIENCE, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise StationError("没有弹出 U 盘。", BY_HAND) from error
        if done.returncode:
            raise StationError("系统没有弹出 U 盘，可能还有程序在用它。", f"请关掉打开着 U 盘的窗口再试，或{BY_HAND.removeprefix('请')}")


def _device(folder: Path, mounts: Path) -> str:
    """The block device of the deepest mount above a folder, where such mounts are made for sticks; else empty."""
    try:
        place, lines = folder.resolve(), mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    best, device = Path("/"), ""
    for line in lines:
        fields, _, rest = line.partition(" - ")
        point, source = Path(_plain(fields.split()[4])), rest.split()[1] if len(rest.split()) > 1 else ""
        if place.is_relative_to(point) and len(point.parts) >= len(best.parts):
            best, device = point, source
    for_sticks = best.is_relative_to("/media") or best.is_relative_to("/run/media") or best.is_relative_to("/mnt")
    return device if for_sticks and device.startswith("/dev/") else ""


def _plain(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), text)
