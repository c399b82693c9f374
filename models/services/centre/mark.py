"""How far a centre's store has spoken, marked beside its keys: a backup that takes the store's place does not take that away."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

import msgspec
import sqlalchemy as sa

from models.services.centre.store import Centre
from models.store.local import read_setting, write_setting
from models.store.session import reading
from models.store.whole_file import write_whole

_COUNT = "packages_written"


class Mark(msgspec.Struct, frozen=True):
    """The epoch in which a store wrote to stations last, and how many packages it had written by then."""

    epoch: str
    packages: int

    @property
    def number(self) -> int:
        """The epoch's number, 0 where there is none."""
        return int(self.epoch.partition(".")[0] or 0)


_decoder = msgspec.json.Decoder(Mark)


def count_package(connection: sa.Connection) -> None:
    """Counts a package that carries the centre's words or answer, inside the transaction that gives it its number."""
    write_setting(connection, _COUNT, str(said(connection).packages + 1))


def said(connection: sa.Connection) -> Mark:
    """How far the store says that it has spoken."""
    return Mark(read_setting(connection, "epoch"), int(read_setting(connection, _COUNT, "0")))


def remembered(centre: Centre) -> Mark:
    """How far this computer saw the store speak; nothing where it never did, or where the mark cannot be read."""
    with suppress(OSError, msgspec.MsgspecError, ValueError):
        mark = _decoder.decode(_path(centre).read_bytes())
        if mark.number >= 0:
            return mark
    return Mark("", 0)


def keep_mark(centre: Centre, *, anew: bool = False) -> None:
    """Marks how far the store has spoken, never less than before unless it begins `anew`; a folder that takes no file is left as it is."""
    with reading(centre.database) as connection:
        now = said(connection)
    before = remembered(centre)
    if anew or before.epoch != now.epoch or before.packages < now.packages:
        with suppress(OSError):
            write_whole(_path(centre), msgspec.json.encode(now))


def _path(centre: Centre) -> Path:
    """Of one store in one place: a copy that is tried out elsewhere says nothing of the one in use."""
    place = str(centre.packages.absolute())
    return centre.folder / f"SAID-{hashlib.sha256(place.encode()).hexdigest()[:12]}.json"
