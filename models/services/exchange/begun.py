"""A package that an upload did not bring to its end: the next export of the same lines sends the same bytes, so that it can go on."""

from __future__ import annotations

import hashlib
from pathlib import Path

from models.services.station import Station, glancing, noting
from models.store.local import write_setting

_KEY = "begun_package"


def begun_package(station: Station, mark: str, name: str) -> bytes | None:
    """The kept bytes of the package begun under this mark, None where there is none or it lies there no more."""
    with glancing(station) as look:
        kept = look.setting(_KEY)
    wanted, _, digest = kept.partition(":")
    if wanted != mark:
        return None
    try:
        data = _path(station, name).read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == digest else None


def note_begun(station: Station, mark: str, data: bytes) -> None:
    """Remembers what is about to be sent."""
    with noting(station) as connection:
        write_setting(connection, _KEY, f"{mark}:{hashlib.sha256(data).hexdigest()}")


def _path(station: Station, name: str) -> Path:
    return station.folder / "packages" / name
