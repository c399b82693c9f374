"""The centre's own packages as they came: kept, and given back when a centre put back from a backup has lost what it said in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import sqlalchemy as sa

from models.events.envelope import channel_of
from models.problems import StationError, cause_of
from models.services.exchange.targets import Target
from models.services.station import Station
from models.store import journal
from models.store.local import RETURNED, read_setting, write_setting
from models.store.whole_file import write_whole
from models.sync.manifest import Ack, Acknowledged
from models.sync.package import PackageContent, file_name

_NAME = re.compile(r"(?P<epoch>\d+\.[0-9a-f]+)-(?P<last>\d+)-[0-9a-f]{16}\.YKP")


def channel_holdings(connection: sa.Connection, station: str) -> tuple[Acknowledged, ...]:
    """What this station holds of the centre's channel to it."""
    found = []
    for code, epoch, last in journal.epochs(connection, channel_of(station)):
        chain = journal.hashes(connection, code, epoch, last, last)[last]
        found.append(Acknowledged(station=code, epoch=epoch, seq=last, chain=chain.hex()))
    return tuple(found)


def keep_original(station: Station, data: bytes, content: PackageContent) -> None:
    """Keeps a package that carries words of the centre, durably, before they are believed; raises OSError."""
    folder = _folder(station)
    for run in content.statement.runs:
        path = folder / f"{run.epoch}-{run.seq_to}-{content.sha256[:16]}.YKP"
        if run.journal and not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)


def note_what_to_return(connection: sa.Connection, station: str, ack: Ack) -> None:
    """Notes from which line on the centre has lost its own words, by epoch; an answer is complete, so this replaces what was noted."""
    said = {have.epoch: have.seq for have in ack.spoken}
    lost = {have.epoch: said.get(have.epoch, 0) for have in channel_holdings(connection, station) if have.seq > said.get(have.epoch, 0)}
    write_setting(connection, RETURNED, msgspec.json.encode(lost).decode())


def to_return(connection: sa.Connection, station: Station) -> tuple[Path, ...]:
    """The kept packages whose words the centre has lost, in the order of their lines."""
    lost = msgspec.json.decode(read_setting(connection, RETURNED, "{}"), type=dict[str, int])
    return tuple(path for _, path in sorted(_kept(station, lost))) if lost else ()


def _kept(station: Station, lost: dict[str, int]) -> Iterator[tuple[tuple[str, int], Path]]:
    for path in _folder(station).glob("*.YKP"):
        named = _NAME.fullmatch(path.name)
        if named and int(named["last"]) > lost.get(named["epoch"], 1 << 60):
            yield (named["epoch"], int(named["last"])), path


def give_back(station: Station, kept: tuple[Path, ...], target: Target) -> tuple[Path, ...]:
    """Copies kept packages of the centre to a target, read back; returns where they lie. Raises StationError."""
    try:
        return tuple(target.put(path.read_bytes(), _name(station, path), lambda _: None, None).path for path in kept)
    except OSError as error:
        raise StationError(f"县中心要回的包没有写成（{cause_of(error)}）。", "请检查磁盘空间，再导出一次。") from error


def _name(station: Station, path: Path) -> str:
    named = _NAME.fullmatch(path.name)
    assert named is not None
    return file_name(station.info.code, int(named["epoch"].partition(".")[0]), int(named["last"]), "ack")


def _folder(station: Station) -> Path:
    return station.folder / "packages" / "in"
