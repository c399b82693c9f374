"""The station's own image for the head of its papers; none unless the station sets one."""

from __future__ import annotations

from models import events
from models.attached_content import Incoming, smaller
from models.problems import StationError
from models.services.changes import Changes
from models.services.files import content
from models.services.station import Station, changing, glancing

LONGEST_SIDE = 600
"""Pixels: 300 dots an inch at the size it is printed."""


def station_image(station: Station) -> bytes:
    """The image as it is printed, empty where none is set or it cannot be read any more."""
    with glancing(station) as look:
        rows = look.tuples("SELECT image FROM station_view WHERE code = :code", {"code": station.info.code})
    try:
        return content(station, rows[0][0]) if rows and rows[0][0] else b""
    except StationError:
        return b""


def set_image(station: Station, file: Incoming) -> Changes:
    """Puts an image into the head of papers printed from now on; StationError for a PDF."""
    if file.kind == "application/pdf":
        raise StationError(f"“{file.name}”是 PDF，不能作图标。", "请选图片（JPG 或 PNG）。")
    data = smaller(file.data, LONGEST_SIDE)
    with changing(station) as change:
        sha256 = station.attachments.keep(change.connection, data, file.kind)
        change.append.add(events.StationImageSet(sha256=sha256, kind=file.kind), (f"station:{station.info.code}",))
    return Changes(people=True, packages=True)


def remove_image(station: Station) -> Changes:
    """Papers printed from now on have none."""
    with changing(station) as change:
        change.append.add(events.StationImageSet(sha256=""), (f"station:{station.info.code}",))
    return Changes(people=True, packages=True)
