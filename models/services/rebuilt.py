"""A station taken back from the county: a new computer becomes the station whose journal the centre kept."""

from __future__ import annotations

import sqlalchemy as sa

from models import events
from models.services.epochs import open_epoch, put_apart
from models.services.refold import Folder
from models.services.station import APP, Station
from models.store import journal
from models.store.journal import Append, Author
from models.store.local import write_setting
from models.store.views import journal_on, outbox, person_view
from models.sync.encryption import Identity
from models.sync.package import PackageContent
from models.sync.signing import SigningKey

REBUILT = "由县中心数据包重建"


def is_fresh_for(connection: sa.Connection, station: Station, content: PackageContent) -> bool:
    """Whether this station was only just enrolled, to take what the package brings: no case, no contact, nothing ever exported."""
    if content.statement.kind != "rebuild":
        return False
    code, epochs = station.info.code, {run.epoch for run in content.statement.runs if not run.journal}
    o = journal_on.c
    busy = sa.select(o.record).where(o.station == code, o.record != f"station:{code}").limit(1)
    known = {epoch for _, epoch, _ in journal.epochs(connection, code)}
    exported = connection.execute(sa.select(outbox.c.number).limit(1)).first()
    return exported is None and not known & epochs and connection.execute(busy).first() is None


def make_room(connection: sa.Connection, station: Station) -> None:
    """Sets the few lines of the fresh enrolment apart: the journal that comes back has the station's own beginning."""
    for code, epoch, _last in journal.epochs(connection, station.info.code):
        put_apart(connection, code, epoch, 1, station.now().isoformat(timespec="seconds"))


def settle_in(connection: sa.Connection, station: Station, content: PackageContent) -> str:
    """After a fresh station took its journal back: a new epoch with its own keys; returns its name, empty where the epoch stays."""
    code = station.info.code
    if content.statement.kind != "rebuild" or station.epoch in {epoch for _, epoch, _ in journal.epochs(connection, code)}:
        return ""
    append = Append(connection, Author(code, station.epoch, station.actor, station.device, APP), station.now())
    epoch = open_epoch(append, code, REBUILT)
    verify = SigningKey.from_bytes(station.keys.signing_seed).verify_key
    info = station.info
    append.add(
        events.StationOpened(
            code=code,
            name=info.name,
            county=info.county,
            phone=info.phone,
            verify_key=verify.hex(),
            recipient=Identity.from_text(station.keys.identity).recipient,
        ),
        (f"station:{code}",),
        reason=REBUILT,
    )
    Folder(connection).refold(append.touched)
    p = person_view.c
    actor = connection.execute(sa.select(p.person).where(p.station == code, p.until.is_(None)).order_by(p.since)).scalar()
    if actor:
        write_setting(connection, "actor", actor)
        station.actor = str(actor)
    return epoch
