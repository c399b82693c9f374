"""A real PostgreSQL server of the tests' own: no network, a socket in a temporary folder, gone at the end."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from models.services.centre import store as centre_store
from models.services.centre.trusted_stations import read_station_card, trust_station
from models.store.keys import open_centre_keys

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))


on_both_stores = pytest.mark.parametrize("centre", ["sqlite", "postgresql"], indirect=True)
"""For a test that asks for `centre`: once with a file, once with a server."""


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """The address of a running server, `postgresql://postgres@/{name}?host=…` with the name of a database left open.

    `durable` waits for the disk at every commit, as a server in use does.
    """
    place = Path(tempfile.mkdtemp(prefix="yekuo-pg-"))
    data = place / "data"
    try:
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(place, "postgres", "postgres")
        _run("initdb", "-D", str(data), "-U", "postgres", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-c listen_addresses='' -c unix_socket_directories={place} -c fsync={'on' if durable else 'off'} -c max_connections=40"
        _run("pg_ctl", "-D", str(data), "-o", options, "-l", str(place / "log"), "-w", "start")
        try:
            yield f"postgresql://postgres@/{{}}?host={place}"
        finally:
            _run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(place, ignore_errors=True)


def enrolled(address: str, name: str, home: Path, clock: Callable[[], datetime]) -> None:
    """Makes a database on a server that is a home's centre, by the same keys; it trusts the home's station."""
    with psycopg.connect(address.format("postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    url, keys = address.format(name), home / "keys"
    centre_store._make_store(centre_store._Place.of(url, keys), open_centre_keys(keys, ""), clock())
    centre = centre_store.open_centre(url, keys, "", clock)
    trust_station(centre, read_station_card(home / "station" / "STATION.json"))
    centre.close()


@contextmanager
def copied(address: str, name: str) -> Iterator[str]:
    """The address of a copy of one of a server's databases, gone at the end."""
    copy = f"t{secrets.token_hex(8)}"
    with psycopg.connect(address.format("postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
    try:
        yield address.format(copy)
    finally:
        with psycopg.connect(address.format("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{copy}" WITH (FORCE)')


def _run(program: str, *words: str) -> None:
    command = [str(BINARIES[-1] / program), *words]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    subprocess.run(command, check=True, capture_output=True, cwd="/", stdin=subprocess.DEVNULL, timeout=120)
