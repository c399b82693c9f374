"""The county centre at one station's cases: the same services and pages, writing to the centre's channel to that station."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models.events.envelope import channel_of
from models.problems import StationError
from models.services.centre.channel import open_channel
from models.services.centre.station_renewals import not_let_in
from models.services.station import Station, StationInfo
from models.store.drafts import Drafts
from models.store.keys import StationKeys
from models.store.local import read_setting
from models.store.look import ServedLooks
from models.store.session import reading
from models.store.views import station_view, trusted

if TYPE_CHECKING:
    from models.services.centre.store import Centre
    from models.store.attachments import Attachments
    from models.store.journal import Append
    from models.store.session import Database

ACTOR = "centre"


@dataclass
class CentreDesk(Station):
    """A station's cases as the centre works on them. Rules, calendar and numbers are the station's, store and files the centre's."""

    centre: Centre | None = None

    @property
    def database(self) -> Database:
        """The centre's store."""
        return self._centre.database

    @property
    def attachments(self) -> Attachments:
        """The centre's files."""
        return self._centre.attachments

    @property
    def journal_code(self) -> str:
        """The centre's channel to this station."""
        return channel_of(self.info.code)

    @property
    def _centre(self) -> Centre:
        if self.centre is None:
            raise StationError("县中心的库已经关闭。", "请重新打开。")
        return self.centre

    def writing(self, connection: sa.Connection, *, stepping_back: bool = False) -> Append:
        """The end of the channel; the centre's clock is not put back."""
        return open_channel(connection, self._centre, self.info.code, self.actor)

    def close(self) -> None:
        """Closes the drafts; the centre's store stays open."""
        self.drafts.close()
        self.centre = None


def open_desk(centre: Centre, station: str, person: str = "") -> CentreDesk:
    """Opens the desk of one station at the centre; `person` is the name that forms propose. Close it before the centre.

    Raises StationError for a station that is not trusted or has sent nothing yet.
    """
    s, t = station_view.c, trusted.c
    with reading(centre.database) as connection:
        if connection.execute(sa.select(t.station).where(t.station == station, t.revoked.is_(False))).first() is None:
            raise not_let_in(connection, station)
        row = connection.execute(sa.select(s.code, s.name, s.county, s.phone).where(s.code == station)).first()
        epoch = read_setting(connection, "epoch")
    if row is None:
        raise StationError(f"供电所 {station} 还没有交来任何数据。", "请先接收它的数据包。")
    keys = StationKeys(centre.keys.data_key, centre.keys.signing_seed, centre.keys.identity)
    stem = centre.packages.name.removesuffix("-packages")
    centre.packages.parent.mkdir(parents=True, exist_ok=True)
    drafts = Drafts(centre.packages.with_name(f"{stem}-drafts-{station}.db"), keys.derived("drafts"))
    info = StationInfo(row.code, row.name, row.county, row.phone)
    looks = ServedLooks(centre.database)
    return CentreDesk(
        centre.packages.parent, info, keys, looks, drafts, epoch, centre.now, ACTOR, "CENTRE", "centre", person, centre=centre
    )


def case_named(desk: CentreDesk, number: str) -> str:
    """The identity of the station's case with a number; raises StationError where there is none."""
    with desk.looks.look() as look:
        query = "SELECT id FROM case_view WHERE number = :number AND station = :station"
        found = look.tuples(query, {"number": number, "station": desk.info.code})
    if not found:
        raise StationError(f"供电所 {desk.info.code} 没有编号 {number} 的工单。", "请核对编号，或先接收它的数据包。")
    if len(found) > 1:
        raise StationError(f"供电所 {desk.info.code} 有 {len(found)} 件工单都是 {number} 这个号。", "请在窗口里办，看清是哪一件。")
    return str(found[0][0])
