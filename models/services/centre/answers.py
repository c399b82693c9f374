"""What goes back to a station: what the centre holds to the line, lacks or could not use, and its own words; signed in one package."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import sqlalchemy as sa

from models.events import FileAttached, read_fact
from models.events.envelope import channel_of, uuid7
from models.events.paper import PaperIssued
from models.problems import StationError
from models.services.centre.channel import Pending, pending
from models.services.centre.keys import announce_in, signing_key
from models.services.centre.mark import count_package, keep_mark
from models.services.centre.restored import check_not_put_back
from models.services.centre.station_renewals import not_let_in
from models.services.centre.store import Centre
from models.services.exchange.state_digest import state_digest
from models.store import journal
from models.store.journal import StoredLine
from models.store.local import read_setting, write_setting
from models.store.session import cause, explain
from models.store.views import VIEWS_VERSION, arrival, aside_view, attachment, case_view, file_view, fork, hole, trusted
from models.sync.delivery import Delivered, deliver
from models.sync.encryption import Identity
from models.sync.manifest import Ack, Acknowledged, Rejected, Statement
from models.sync.package import build, file_name, read

_MOST = 1000
"""How many wanted attachments, or lines that could not be used, one answer names."""


def acknowledge(centre: Centre, station: str, folder: Path) -> tuple[Delivered, Ack]:
    """Writes one package for a station into a folder: what the centre holds, to the line, and the lines of its channel not yet answered.

    Raises StationError for a station that is not trusted, where there is nothing to say, or where this store is an older copy of itself.
    """
    try:
        with centre.database.writer.begin() as connection:
            row = (
                connection.execute(sa.select(trusted).where(trusted.c.station == station, trusted.c.revoked.is_(False))).mappings().first()
            )
            if row is None:
                raise not_let_in(connection, station)
            check_not_put_back(connection, centre)
            count_package(connection)
            number = int(read_setting(connection, f"ack:{station}", "0")) + 1
            write_setting(connection, f"ack:{station}", str(number))
            announce_in(connection, centre, station)
            words = pending(connection, station)
            ack, statement = _ack(connection, centre, station, number, words)
            ack = msgspec.structs.replace(ack, station_key=str(row["fingerprint"]))
            delivered = _write(connection, centre, ack, statement, words, str(row["recipient"]), folder)
            _note_answered(connection, centre, station, ack)
            write_setting(connection, f"told_epoch:{station}", ack.centre_epoch)
    except sa.exc.DBAPIError as error:
        raise explain(error, centre.database.path) from cause(error)
    keep_mark(centre)
    return delivered, ack


def unheard_epoch(connection: sa.Connection, station: str) -> bool:
    """Whether the centre began a new epoch and has written this station, which delivered before, no answer in it: it must send again."""
    epoch = read_setting(connection, "epoch")
    told = read_setting(connection, f"told_epoch:{station}", "")
    return int(epoch.partition(".")[0]) > 1 and told != epoch and bool(journal.epochs(connection, station))


def _ack(connection: sa.Connection, centre: Centre, station: str, number: int, words: Pending) -> tuple[Ack, Statement]:
    have = holdings(connection, station)
    if not have and not words.lines:
        raise StationError(f"供电所 {station} 还没有交来任何数据，没有可回执的。", "请先接收它的数据包。")
    a = arrival.c
    packages = connection.execute(sa.select(a.sha256).where(a.station == station, a.state.in_(("applied", "acked"))))
    epoch, at = read_setting(connection, "epoch"), centre.now().isoformat(timespec="seconds")
    ack = Ack(
        centre_epoch=epoch,
        centre_name=centre.keys.name,
        ack_no=number,
        created_at=at,
        have=have,
        spoken=holdings(connection, channel_of(station)),
        rejected=_rejected(connection, station),
        wanted_attachments=missing_attachments(connection, station)[:_MOST],
        packages=tuple(sha for (sha,) in packages),
        views_version=VIEWS_VERSION,
        state_hash=state_digest(connection, station),
        state_differs=read_setting(connection, f"differs:{station}") != "",
    )
    statement = Statement(
        pkg_id=uuid7(centre.now()),
        kind="ack",
        sender_kind="centre",
        station=station,
        db_epoch=epoch,
        pkg_no=number,
        runs=words.runs,
        created_at=at,
        views_version=VIEWS_VERSION,
    )
    return ack, statement


def holdings(connection: sa.Connection, station: str) -> tuple[Acknowledged, ...]:
    """Of every epoch: up to which line (inclusive) nothing lacks, the chain's hash there, and the ranges missing before later lines."""
    found = []
    for code, epoch, last in journal.epochs(connection, station):
        h = hole.c
        query = sa.select(h.seq_from, h.seq_to).where(h.station == code, h.epoch == epoch).order_by(h.seq_from)
        gaps = tuple((int(first), int(upto)) for first, upto in connection.execute(query))
        seq = gaps[0][0] - 1 if gaps else last
        chain = journal.hashes(connection, code, epoch, seq, seq).get(seq, journal.NO_HASH)
        found.append(Acknowledged(station=code, epoch=epoch, seq=seq, chain=chain.hex(), gaps=gaps))
    return tuple(found)


def missing_attachments(connection: sa.Connection, station: str) -> tuple[str, ...]:
    """SHA-256 of the papers and files that lines of a station name and whose bytes have not come (件不齐), in order."""
    here = sa.exists().where(attachment.c.sha256 == file_view.c.sha256)
    query = sa.select(file_view.c.sha256).where(file_view.c.station == station, ~here)
    return tuple(sorted(set(connection.scalars(query))))


def _rejected(connection: sa.Connection, station: str) -> tuple[Rejected, ...]:
    """Lines kept here that could not be used: cases set aside or waiting for an upgrade, and where a chain forked."""
    c, a, f = case_view.c, aside_view.c, fork.c
    aside = sa.select(a.epoch, a.seq, sa.literal("aside"), a.reason).where(a.station == station)
    newer = sa.select(c.epoch, c.last_seq, sa.literal("needs_upgrade"), c.number).where(c.station == station, c.note == "需升级")
    forked = sa.select(f.epoch, f.seq, sa.literal("fork"), f.theirs).where(f.station == station, f.settled_at.is_(None))
    return tuple(
        Rejected(
            station=station,
            epoch=epoch,
            seq=seq,
            code=code,
            text=_WORDS[code].format(_CONTROL.sub("�", str(text)[: 12 if code == "fork" else 64])),
            chain=str(text) if code == "fork" else "",
        )
        for query in (forked, aside, newer)
        for epoch, seq, code, text in connection.execute(query.limit(_MOST))
    )


_CONTROL = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_WORDS = {
    "fork": "分叉：与县中心已有的这一条不同（{}…）",
    "aside": "县中心的程序展开不了这个工单（{}），流水已保留",
    "needs_upgrade": "工单 {} 由更新版本的程序登记，县中心升级后才能展开",
}


def _write(
    connection: sa.Connection, centre: Centre, ack: Ack, statement: Statement, words: Pending, recipient: str, folder: Path
) -> Delivered:
    key, own = signing_key(connection, centre, statement.station), Identity.from_text(centre.keys.identity)
    data = build(
        statement,
        [line.line for line in words.lines],
        key=key,
        recipients=[recipient, own.recipient],
        private=words.private,
        attachments=papers_in(connection, centre, words.lines),
        ack=msgspec.json.encode(ack),
    )

    def verify(written: bytes) -> None:
        read(written, [own], {key.fingerprint: key.verify_key}, me=own.recipient)

    return deliver(data, folder, file_name(statement.station, 1, statement.pkg_no, "ack"), verify)


@dataclass(frozen=True)
class Papers(Mapping[str, bytes]):
    """Attachments of the centre by their SHA-256, each read from its file when it is asked for, inside one transaction."""

    connection: sa.Connection
    centre: Centre
    names: tuple[str, ...]

    def __getitem__(self, sha256: str) -> bytes:
        return self.centre.attachments.read(self.connection, sha256)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


def papers_in(connection: sa.Connection, centre: Centre, lines: Sequence[StoredLine]) -> Papers:
    """The papers that lines issue and the files they attach, as far as their bytes are here."""
    named = [event.sha256 for line in lines if isinstance(event := read_fact(line.line, None).event, PaperIssued | FileAttached)]
    here = set(connection.scalars(sa.select(attachment.c.sha256).where(attachment.c.sha256.in_(named))))
    return Papers(connection, centre, tuple(name for name in dict.fromkeys(named) if name in here))


def _note_answered(connection: sa.Connection, centre: Centre, station: str, ack: Ack) -> None:
    """The packages this answer covers whole are answered, and so is every request for one."""
    a, at = arrival.c, centre.now().isoformat(timespec="seconds")
    for have in ack.have:
        covered = sa.and_(a.station == station, a.state == "applied", a.epoch == have.epoch, a.seq_to <= have.seq)
        connection.execute(sa.update(arrival).where(covered).values(state="acked", changed_at=at))
    asked = sa.and_(a.station == station, a.state == "applied", a.kind == "resend-request")
    connection.execute(sa.update(arrival).where(asked).values(state="acked", changed_at=at))
