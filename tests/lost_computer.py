"""A station whose computer is lost, and the new one that is to become it again."""

from pathlib import Path

import sqlalchemy as sa

from models.services.centre.answers import acknowledge
from models.services.centre.broadcasts import ToSend, send
from models.services.centre.intake import take
from models.services.centre.store import Centre
from models.services.centre.trusted_stations import read_station_card, trust_station
from models.services.enrolment import Enrolment, StationCard, read_card
from models.services.exchange.answers import take_answer
from models.services.exchange.outbox import export
from models.services.paper.papers import issue
from models.services.station import Station
from models.store.views import trusted
from tests.stations import MONDAY, PASSWORD, Clock, do_all, enrolled, mill, sheet

SMALL = (64 << 10) + 12_000
"""A limit under which the rebuild package of what `lose` leaves at the centre goes out in four parts or more."""


def lose(station: Station, centre: Centre, folder: Path) -> None:
    """Three cases with papers and a notice of the centre, all of it taken in on both sides; then the computer is gone."""
    send(centre, ("3501",), ToSend("notice", "第一号", "各所注意"), MONDAY)
    for number in range(3):
        case = mill(station, phone=f"1390000000{number}")
        do_all(station, case, MONDAY, "LV-PLAN")
        issue(station, case, "RECEIPT", lambda context, n=number: sheet(context) + bytes(7000) + bytes([n]), MONDAY)
    take(centre, export(station, folder)[0].file)
    take_answer(station, acknowledge(centre, "3501", folder)[0].path)
    station.close()


def new_computer(home: Path, centre: Centre, folder: Path, clock: Clock) -> Station:
    """Enrolled under the same code in a new folder; the centre trusts it and no longer the lost one."""
    form = Enrolment("堂街供电所", "3501", "郏县", "新来的人", PASSWORD, "0375-5160123")
    new = enrolled(folder, form, clock, read_card(home / "keys" / "CARD.json"))
    registered(centre, folder)
    return new


def registered(centre: Centre, folder: Path) -> None:
    """The centre trusts the station that was enrolled in a folder, and no other."""
    register(centre, read_station_card(folder / "STATION.json"))


def register(centre: Centre, card: StationCard) -> None:
    """The centre trusts the station with this card, and no other."""
    with centre.database.writer.begin() as connection:
        connection.execute(sa.update(trusted).values(revoked=True))
    trust_station(centre, card)
