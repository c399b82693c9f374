"""What stands at the head of every paper of a station."""

from __future__ import annotations

from datetime import date

from models.papers import PaperContext
from models.services.paper.station_image import station_image
from models.services.station import Station, name_of


def headed(station: Station, code: str, title: str, today: date) -> PaperContext:
    """A paper with nothing on it yet but whose it is, who issues it and on which day, and the station's own image."""
    info = station.info
    return PaperContext(
        code=code,
        title=title,
        station_name=info.name,
        station_code=info.code,
        county=info.county,
        station_phone=info.phone,
        clerk=name_of(station, station.actor),
        issued_on=today,
        image=station_image(station),
    )
