"""补发请求: either side asks the other to send again what it sent before; the request carries no lines, only what its sender still has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from models.events.envelope import uuid7
from models.problems import StationError
from models.services.centre.answers import holdings
from models.services.centre.board import asked_key
from models.services.centre.keys import signing_key
from models.services.centre.station_renewals import not_let_in
from models.services.centre.store import Centre
from models.services.changes import Changes
from models.services.exchange.export_parts import Load, Part, Sender, keep_own_copy, note, verifying, write_parts
from models.services.exchange.rebuild_parts import check_may_work
from models.services.exchange.returning import channel_holdings
from models.services.exchange.targets import Target, as_target
from models.services.station import Station, looking
from models.store import journal
from models.store.local import read_setting, write_setting
from models.store.session import cause, explain, reading
from models.store.views import VIEWS_VERSION, outbox, trusted
from models.sync.delivery import Delivered, deliver
from models.sync.encryption import Identity
from models.sync.manifest import Acknowledged, AckSeen, Statement
from models.sync.package import LARGEST, build, file_name, read
from models.sync.signing import SigningKey


def ask_station(centre: Centre, station: str, folder: Path, seq_from: int = 1, epoch: str = "") -> Delivered:
    """Writes the centre's request that a station send its lines again: those from `seq_from` of an epoch (the newest here) on.

    Without numbers it asks for everything. Raises StationError for a station that is not trusted, or an epoch that is not here.
    """
    try:
        with centre.database.writer.begin() as connection:
            t = trusted.c
            recipient = connection.execute(sa.select(t.recipient).where(t.station == station, t.revoked.is_(False))).scalar()
            if recipient is None:
                raise not_let_in(connection, station)
            number = int(read_setting(connection, f"request:{station}", "0")) + 1
            write_setting(connection, f"request:{station}", str(number))
            write_setting(connection, asked_key(station), centre.now().isoformat(timespec="seconds"))
            statement = Statement(
                pkg_id=uuid7(centre.now()),
                kind="resend-request",
                sender_kind="centre",
                station=station,
                db_epoch=read_setting(connection, "epoch"),
                pkg_no=number,
                have=_kept_before(connection, station, seq_from, epoch),
                last_ack_seen=_last_answer(connection, station),
                created_at=centre.now().isoformat(timespec="seconds"),
                views_version=VIEWS_VERSION,
            )
            return _write(centre, statement, str(recipient), folder, signing_key(connection, centre, station))
    except sa.exc.DBAPIError as error:
        raise explain(error, centre.database.path) from cause(error)


def _last_answer(connection: sa.Connection, station: str) -> AckSeen | None:
    """The last answer that was written to a station: one that reaches it after the request, but is not newer, does not undo it."""
    epoch, number = read_setting(connection, f"told_epoch:{station}"), int(read_setting(connection, f"ack:{station}", "0"))
    return AckSeen(epoch, number) if epoch and number else None


def first_missing(centre: Centre, station: str) -> tuple[str, int] | None:
    """The epoch and number of the first line of a station that lacks before others that are here; None where none does."""
    with reading(centre.database) as connection:
        return next(((have.epoch, have.gaps[0][0]) for have in holdings(connection, station) if have.gaps), None)


def _kept_before(connection: sa.Connection, station: str, seq_from: int, epoch: str) -> tuple[Acknowledged, ...]:
    """What the centre does not ask for again: the epochs before the named one, and of that one the lines before the first wanted."""
    if seq_from <= 1 and not epoch:
        return ()
    here = holdings(connection, station)
    found = [number for number, have in enumerate(here) if have.epoch == (epoch or here[-1].epoch)]
    if not found:
        raise StationError(f"这里没有供电所 {station} 的时期 {epoch or '（尚无任何时期）'}。", "不写号码就是请它全部重发。")
    last = here[found[0]]
    upto = min(max(0, seq_from - 1), last.seq)
    chain = journal.hashes(connection, station, last.epoch, upto, upto).get(upto, journal.NO_HASH)
    return (*here[: found[0]], Acknowledged(station=station, epoch=last.epoch, seq=upto, chain=chain.hex()))


def _write(centre: Centre, statement: Statement, recipient: str, folder: Path, key: SigningKey) -> Delivered:
    own = Identity.from_text(centre.keys.identity)
    data = build(statement, key=key, recipients=[recipient, own.recipient])

    def verify(written: bytes) -> None:
        read(written, [own], {key.fingerprint: key.verify_key}, me=own.recipient)

    return deliver(data, folder, file_name(statement.station, 1, statement.pkg_no, statement.kind), verify)


@dataclass(frozen=True)
class Asked:
    """A request that was written and read back, and its number among the station's packages."""

    path: Path
    number: int
    sha256: str


def ask_centre(station: Station, to: Path | Target) -> tuple[Asked, Changes]:
    """Writes the station's request for a new answer and for the centre's words it lacks; noted as a package without lines.

    Raises StationError where no centre is known, or the folder or stick fails.
    """
    with looking(station) as connection:
        check_may_work(station, connection)
        t = trusted.c
        recipients = connection.execute(sa.select(t.recipient).where(t.station == "centre", t.revoked.is_(False))).scalar()
        if not recipients:
            raise StationError("还没有县中心的名片，包不知道该加密给谁。", "请向县客户服务中心要 CARD.json，在“数据上报”里导入。")
        last = connection.execute(sa.select(outbox.c.number, outbox.c.sha256).order_by(outbox.c.number.desc()).limit(1)).first()
        head = journal.head(connection, station.info.code, station.epoch)
        at, chain = (head.seq, head.hash.hex()) if head else (0, journal.NO_HASH.hex())
        statement = Statement(
            pkg_id=uuid7(station.now()),
            kind="resend-request",
            sender_kind="station",
            station=station.info.code,
            db_epoch=station.epoch,
            pkg_no=(last.number if last else 0) + 1,
            prev_pkg_sha256=last.sha256 if last else "",
            seq_from=at + 1,
            seq_to=at,
            chain_before=chain,
            chain_after=chain,
            have=channel_holdings(connection, station.info.code),
            created_at=station.now().isoformat(timespec="seconds"),
            views_version=VIEWS_VERSION,
        )
    placed = _place(station, statement, str(recipients).split(), as_target(to))
    return Asked(placed.path, statement.pkg_no, placed.sha256), Changes(packages=True)


def _place(station: Station, statement: Statement, recipients: list[str], target: Target) -> Delivered:
    load, verify = Load("resend-request", (), {}, {}, (), {}), verifying(station, made=True)

    def place(make: Callable[[], bytes], name: str, _number: int) -> Delivered:
        data = make()
        keep_own_copy(station, data, name, verify)
        return target.put(data, name, verify, None)

    parts = (Part(LARGEST),)
    written = write_parts(Sender.of(station), load, parts, statement, recipients, place, undo=lambda _: None)
    note(station, statement.pkg_no, written, parts, load, target.place)
    return written[0]
