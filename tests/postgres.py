"""A real PostgreSQL server of the tests' own: no network, a socket in a temporary folder, gone at the end."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))


@contextmanager
def server() -> Iterator[str]:
    """The address of a running server, `postgresql://postgres@/{name}?host=…` with the name of a database left open."""
    place = Path(tempfile.mkdtemp(prefix="yekuo-pg-"))
    data = place / "data"
    try:
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(place, "postgres", "postgres")
        _run("initdb", "-D", str(data), "-U", "postgres", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-c listen_addresses='' -c unix_socket_directories={place} -c fsync=off -c max_connections=40"
        _run("pg_ctl", "-D", str(data), "-o", options, "-l", str(place / "log"), "-w", "start")
        try:
            yield f"postgresql://postgres@/{{}}?host={place}"
        finally:
            _run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _run(program: str, *words: str) -> None:
    command = [str(BINARIES[-1] / program), *words]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    subprocess.run(command, check=True, capture_output=True, cwd="/", stdin=subprocess.DEVNULL, timeout=120)
