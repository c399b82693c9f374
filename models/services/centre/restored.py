"""A centre put back from a backup: how it is found out, and a new epoch, by which every station learns what to send again."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from models.events.envelope import epoch_name
from models.problems import StationError
from models.services.centre.mark import keep_mark, remembered, said
from models.services.centre.store import Centre
from models.store.local import read_setting, write_setting
from models.store.session import cause, explain, reading
from models.store.views import trusted
from models.sync.manifest import Statement

_SIGN = "put_back"


@dataclass(frozen=True)
class PutBack:
    """A sign that this store is an older copy: `station` holds our answer `theirs`, and here only `ours` were written.

    Without a station it is this computer that remembers `theirs` packages, or, with `epochs`, the epoch of that number.
    """

    station: str
    theirs: int
    ours: int
    epochs: bool = False

    @property
    def words(self) -> str:
        """What was found, as a sentence."""
        if self.epochs:
            return f"本机记得这个库已到第 {self.theirs} 时期，库里还是第 {self.ours} 时期：它多半是从备份恢复的。"
        if not self.station:
            return f"本机记得这个库写给供电所的包有 {self.theirs} 个，库里只记着 {self.ours} 个：它多半是从备份恢复的。"
        return f"供电所 {self.station} 已有本中心第 {self.theirs} 号回执，这个库只写到第 {self.ours} 号：它多半是从备份恢复的。"


def note_sign(centre: Centre, statement: Statement) -> None:
    """Notes where a station's package knows of an answer of this epoch that this store never wrote."""
    seen = statement.last_ack_seen
    if seen is None:
        return
    with reading(centre.database) as connection:
        ours = int(read_setting(connection, f"ack:{statement.station}", "0"))
        known = read_setting(connection, "epoch") != seen.centre_epoch or seen.ack_no <= ours or _told_by_a_station(connection) is not None
    if not known:
        with centre.database.writer.begin() as connection:
            write_setting(connection, _SIGN, f"{statement.station}:{seen.ack_no}:{ours}")


def sign_of(connection: sa.Connection, centre: Centre) -> PutBack | None:
    """The sign, until a new epoch has begun, given by a station or by what this computer remembers; None where there is none."""
    now, mark = said(connection), remembered(centre)
    if told := _told_by_a_station(connection):
        return told
    if mark.number > now.number:
        return PutBack("", mark.number, now.number, epochs=True)
    return PutBack("", mark.packages, now.packages) if mark.epoch == now.epoch and mark.packages > now.packages else None


def _told_by_a_station(connection: sa.Connection) -> PutBack | None:
    """None also where the key of who gave the sign is stopped: it may be a lie."""
    station, _, numbers = read_setting(connection, _SIGN).partition(":")
    theirs, _, ours = numbers.partition(":")
    t = trusted.c
    living = connection.execute(sa.select(t.station).where(t.station == station, t.revoked.is_(False))).first()
    return PutBack(station, int(theirs), int(ours)) if living else None


def check_not_put_back(connection: sa.Connection, centre: Centre) -> None:
    """Raises StationError while there is a sign: what an older copy says under numbers it has used, no station may hear."""
    if sign := sign_of(connection, centre):
        lie = "；这个库一直在用、别的所都对得上，就是这个所的包不可信：停用它的密钥，别的所照常回执" if sign.station else ""
        raise StationError(
            f"{sign.words}现在写的回执和下发的内容，供电所不会认。",
            f"确是恢复的，请到“供电所看板”点“以新时期继续…”（命令 centre restored），再接着做；不是的，请先找到正在用的那个库{lie}。",
        )


def renew_epoch(centre: Centre) -> str:
    """Gives the centre's store a new epoch and returns it: its next answers count anew and its words to stations open a new chapter."""
    try:
        with centre.database.writer.begin() as connection:
            number = max(said(connection).number, remembered(centre).number) + 1
            epoch = epoch_name(number, centre.now())
            write_setting(connection, "epoch", epoch)
            write_setting(connection, _SIGN, "")
    except sa.exc.DBAPIError as error:
        raise explain(error, centre.database.path) from cause(error)
    keep_mark(centre, anew=True)
    return epoch
