"""A county of three stations with their centre, enrolled once and copied for each test; what goes wrong between them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from models.services.centre.store import Centre
from models.services.centre.trusted_stations import read_station_card, trust_station
from models.services.enrolment import Enrolment, read_card
from models.services.exchange.outbox import PackageRow, export
from models.services.station import Station, open_station
from models.store.views import acknowledged, journal
from tests import stations
from tests.stations import PASSWORD, Clock, centre_of

NAMES = {"3501": "堂街供电所", "3502": "安良供电所", "3503": "薛店供电所"}


@dataclass
class County:
    """The centre open, each station open under its code, and a folder that serves as the stick."""

    home: Path
    clock: Clock
    centre: Centre
    stations: dict[str, Station]
    stick: Path

    @property
    def url(self) -> str:
        return f"sqlite:///{self.home / 'centre.db'}"

    @property
    def keys(self) -> Path:
        return self.home / "keys"


def new_county(folder: Path) -> Path:
    """`centre.db`, `keys`, and the three stations `station` (3501), `3502` and `3503`; the last is not registered yet."""
    home = stations.new_home(folder)
    clock = Clock()
    for code in ("3502", "3503"):
        form = Enrolment(NAMES[code], code, "郏县", "钱进", PASSWORD, "0375-5160124")
        stations.enrolled(home / code, form, clock, read_card(home / "keys" / "CARD.json")).close()
    centre = centre_of(home, clock)
    trust_station(centre, read_station_card(home / "3502" / "STATION.json"))
    centre.close()
    return home


@contextmanager
def county_in(home: Path, folder: Path, clock: Clock) -> Iterator[County]:
    """A copy of a county, open."""
    shutil.copytree(home, folder, dirs_exist_ok=True)
    (folder / "stick").mkdir()
    opened = {code: open_station(folder / ("station" if code == "3501" else code), PASSWORD, clock) for code in NAMES}
    county = County(folder, clock, centre_of(folder, clock), opened, folder / "stick")
    yield county
    county.centre.close()
    for station in opened.values():
        station.close()


def lost(station: Station, folder: Path) -> PackageRow:
    """Exports, and lets the station believe that it was answered: the package is not repeated by the next."""
    package = export(station, folder)[0]
    with station.database.writer.begin() as connection:
        head = connection.execute(sa.select(journal).order_by(journal.c.seq.desc()).limit(1)).mappings().one()
        connection.execute(sa.delete(acknowledged))
        place = {"station": station.info.code, "epoch": station.epoch, "seq": head["seq"], "hash": head["hash"].hex()}
        connection.execute(sa.insert(acknowledged).values(**place, ack_no=0, centre_epoch="", at=""))
    return package
