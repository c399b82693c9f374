"""The centre's rebuild package: every line it keeps of a station and every line it spoke to it, for a computer that lost them."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from models.events.envelope import channel_of, uuid7
from models.problems import StationError
from models.services.centre_answers import holdings, papers_in
from models.services.centre_keys import any_key, check_current
from models.services.centre_store import Centre
from models.services.channel import run_of
from models.store import journal
from models.store.journal import StoredLine
from models.store.local import read_setting, write_setting
from models.store.session import cause, explain
from models.store.views import VIEWS_VERSION, trusted
from models.sync.delivery import Delivered, deliver
from models.sync.encryption import Identity
from models.sync.manifest import Run, Statement
from models.sync.package import build, file_name, read


def rebuild_station(centre: Centre, station: str, folder: Path) -> Delivered:
    """Writes a station's whole journal, as far as it lies here without a gap, and its channel, for its trusted key; read back.

    Raises StationError for a station that is not trusted, or of which nothing is here.
    """
    try:
        with centre.database.writer.begin() as connection:
            t = trusted.c
            recipient = connection.execute(sa.select(t.recipient).where(t.station == station, t.revoked.is_(False))).scalar()
            if recipient is None:
                raise StationError(f"没有登记供电所 {station}。", "请先登记它（新电脑的）STATION.json。")
            check_current(connection, centre)
            lines, runs = _everything(connection, station)
            if not lines:
                raise StationError(f"这里没有供电所 {station} 的数据。", "没有可重建的。")
            number = int(read_setting(connection, f"rebuild:{station}", "0")) + 1
            write_setting(connection, f"rebuild:{station}", str(number))
            return _write(connection, centre, station, number, lines, runs, str(recipient), folder)
    except sa.exc.DBAPIError as error:
        raise explain(error, centre.database.path) from cause(error)


def _everything(connection: sa.Connection, station: str) -> tuple[list[StoredLine], list[Run]]:
    lines: list[StoredLine] = []
    runs: list[Run] = []
    for have in (*holdings(connection, station), *holdings(connection, channel_of(station))):
        own = list(journal.lines_from(connection, have.station, have.epoch, 0, have.seq))
        if own:
            run = run_of(connection, own)
            runs.append(run if have.station != station else _own(run))
            lines += own
    return lines, runs


def _own(run: Run) -> Run:
    """A run of the station's own journal, which the statement names already."""
    return Run(epoch=run.epoch, seq_from=run.seq_from, seq_to=run.seq_to, chain_before=run.chain_before, chain_after=run.chain_after)


def _write(
    connection: sa.Connection, centre: Centre, station: str, number: int, lines: list[StoredLine], runs: list[Run], recipient: str,
    folder: Path,
) -> Delivered:  # fmt: skip
    key, own = any_key(centre), Identity.from_text(centre.keys.identity)
    statement = Statement(
        pkg_id=uuid7(centre.now()),
        kind="rebuild",
        sender_kind="centre",
        station=station,
        db_epoch=read_setting(connection, "epoch"),
        pkg_no=number,
        runs=tuple(runs),
        created_at=centre.now().isoformat(timespec="seconds"),
        views_version=VIEWS_VERSION,
    )
    data = build(
        statement,
        [line.line for line in lines],
        key=key,
        recipients=[recipient, own.recipient],
        private=journal.private_data(connection, [line.private for line in lines if line.private]),
        attachments=papers_in(connection, centre, lines),
    )

    def verify(written: bytes) -> None:
        read(written, [own], {key.fingerprint: key.verify_key}, me=own.recipient)

    return deliver(data, folder, file_name(station, 1, number, "rebuild"), verify)
