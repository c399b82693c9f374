"""数据上报: what the centre has not acknowledged goes out as one signed, encrypted package; only its answer changes that."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import msgspec
import sqlalchemy as sa

from models.events.envelope import uuid7
from models.garbage_collection import collection_paused
from models.papers import PackageFacts, PaperContext
from models.problems import StationError
from models.services.changes import Changes
from models.services.enrolment import CentreCard, compare_fingerprint, read_card, trust_centre
from models.services.exchange.begun import begun_package, note_begun
from models.services.exchange.carried_files import carried, kept
from models.services.exchange.export_parts import Load, Sender, divide, keep_own_copy, note, runs_after, verifying, write_parts
from models.services.exchange.rebuild_parts import check_may_work
from models.services.exchange.returning import channel_holdings, give_back, to_return
from models.services.exchange.state_digest import state_digest
from models.services.exchange.station_signing import say_renewals
from models.services.exchange.targets import Target, as_target
from models.services.paper.paper_head import headed
from models.services.station import Station, looking
from models.store import journal
from models.store.look import Look
from models.store.session import cause, explain
from models.store.views import VIEWS_VERSION, acknowledged, case_view, outbox, trusted
from models.sync.delivery import WRITTEN, Delivered
from models.sync.manifest import AckSeen, Counts, Statement
from models.sync.package import LARGEST

Progress = Callable[[int, int], None]
_WAITS, _ANSWERED, _SAID_AGAIN = f"{WRITTEN}，未回执", "已回执", "已以新时期重报"
_NO_CENTRE = ("还没有县中心的名片，包不知道该加密给谁。", "请向县客户服务中心要 CARD.json，在“数据上报”里导入。")


@dataclass(frozen=True)
class PackageRow:
    """One package that was written; sequence numbers inclusive, of the newest epoch in it."""

    number: int
    file: str
    folder: str
    written_at: datetime
    lines: int
    seq_from: int
    seq_to: int
    sha256: str
    state: str
    counts: tuple[tuple[str, int], ...]

    @property
    def waits(self) -> bool:
        """Whether the centre has still to answer it."""
        return self.state == _WAITS


@dataclass(frozen=True)
class OutboxPage:
    """The page of packages: what waits, what went out, what was answered. `centre` is empty until its card is here.

    `waiting_lines` are all without an acknowledgement, `unexported` those of them that no package carried yet.
    """

    waiting_lines: int
    waiting_cases: int
    counts: tuple[tuple[str, int], ...]
    centre: str
    packages: tuple[PackageRow, ...]
    unacknowledged: int
    oldest: date | None
    unexported: int


@dataclass(frozen=True)
class Exported:
    """A package that was written and read back; `lines` are journal lines, `place` where it lies, `returned` what the centre had lost.

    What is larger than one file may be goes out in parts: `file` and `number` are the first's, `files` all of them.
    `remarks` say which attachments were left behind.
    """

    file: Path
    number: int
    lines: int
    sha256: str
    counts: tuple[tuple[str, int], ...]
    text: str = WRITTEN
    place: str = ""
    returned: tuple[Path, ...] = ()
    files: tuple[Path, ...] = ()
    remarks: tuple[str, ...] = ()


def outbox_page(station: Station) -> OutboxPage:
    """What waits for the next export and how the earlier ones fared."""
    with looking(station) as connection:
        waiting = _WaitingCount.of(connection, station)
        rows = tuple(
            _package(row, connection, station)
            for row in connection.execute(sa.select(outbox).order_by(outbox.c.number.desc()).limit(100)).mappings()
        )
        unexported = _unexported(connection, station)
        t = trusted.c
        centre = connection.execute(sa.select(t.name).where(t.station == "centre", t.revoked.is_(False))).scalar() or ""
    open_ones = [row for row in rows if row.waits]
    return OutboxPage(
        waiting.lines,
        sum(waiting.cases.values()),
        tuple(sorted(waiting.cases.items())),
        str(centre),
        rows,
        len(open_ones),
        min((row.written_at.date() for row in open_ones), default=None),
        unexported,
    )


@dataclass(frozen=True)
class _WaitingCount:
    """How much waits for the next export, counted by indexes: the cost does not grow with what lies in the lines."""

    lines: int
    cases: Counter[str]

    @classmethod
    def of(cls, connection: sa.Connection, station: Station, everything: bool = False) -> _WaitingCount:
        code, lines, cases = station.info.code, 0, Counter[str]()
        types = station.shelf.book().types
        for _, epoch, last in journal.epochs(connection, code):
            answered = 0 if everything else _answered(connection, code, epoch)
            lines += max(0, last - answered)
            query = (
                sa.select(case_view.c.business_type, sa.func.count())
                .where(case_view.c.epoch == epoch, case_view.c.last_seq > answered)
                .group_by(case_view.c.business_type)
            )
            for kind, number in connection.execute(query):
                cases[types[kind].short_name if kind in types else str(kind)] += int(number)
        return cls(lines, cases)


def _unexported(connection: sa.Connection, station: Station) -> int:
    from models.services.cases import sync_marks

    gone = sync_marks(Look.through(connection), station).exported
    code = station.info.code
    return sum(
        max(0, last - max(_answered(connection, code, epoch), gone.get(epoch, 0))) for _, epoch, last in journal.epochs(connection, code)
    )


def _answered(connection: sa.Connection, code: str, epoch: str) -> int:
    query = sa.select(acknowledged.c.seq).where(acknowledged.c.station == code, acknowledged.c.epoch == epoch)
    return int(connection.execute(query).scalar() or 0)


def _package(row: sa.RowMapping, connection: sa.Connection, station: Station) -> PackageRow:
    runs = msgspec.json.decode(row["runs"])
    code = station.info.code
    newest = connection.execute(sa.select(sa.func.max(acknowledged.c.at)).where(acknowledged.c.station == code)).scalar() or ""
    beyond = [(epoch, last) for epoch, _first, last in runs if last > _answered(connection, code, epoch)]
    answered = newest >= row["written_at"] and not beyond
    return PackageRow(
        row["number"],
        row["file"],
        row["folder"],
        datetime.fromisoformat(row["written_at"]),
        row["lines"],
        runs[-1][1] if runs else 0,
        runs[-1][2] if runs else 0,
        row["sha256"],
        _ANSWERED if answered else _SAID_AGAIN if any(_gone(connection, station, *end) for end in beyond) else _WAITS,
        tuple((name, number) for name, number in msgspec.json.decode(row["counts"])),
    )


def _gone(connection: sa.Connection, station: Station, epoch: str, last: int) -> bool:
    """Whether lines of a former epoch up to there are no longer here: after a fork they were said again in a later one."""
    head = journal.head(connection, station.info.code, epoch)
    return epoch != station.epoch and last > (head.seq if head else 0)


@collection_paused()
def export(
    station: Station,
    to: Path | Target,
    progress: Progress | None = None,
    *,
    kind: Literal["delta", "full"] = "delta",
    limit: int = LARGEST,
) -> tuple[Exported, Changes]:
    """Writes every unacknowledged line (`full`: every line) into a package in a folder or on a server, reads it back, and notes it.

    It never says that it arrived. What does not fit into `limit` bytes goes out in parts, each a package of its own.
    Raises StationError where there is nothing to send, no centre is known, or the folder or stick fails; then nothing is noted.
    """
    say_renewals(station)
    with looking(station) as connection:
        check_may_work(station, connection)
        load = _load(connection, station, kind)
        parts = divide(connection, station.info.code, load, limit)
        statement = _statement(connection, station, load)
        recipients = _recipients(connection)
        returned = to_return(connection, station)
    target, told = as_target(to), progress or _silent
    mark = _mark(statement, load, recipients)

    def place(make: Callable[[], bytes], name: str, number: int) -> Delivered:
        own = f"{mark}-{number + 1}-{len(parts)}"
        begun = begun_package(station, own, name) if target.goes_on else None
        data = begun or make()
        keep_own_copy(station, data, name, verifying(station, made=begun is None))
        if target.goes_on:
            note_begun(station, own, data)
        return target.put(data, name, _same_bytes, lambda done, total: told(number * total + done, len(parts) * total))

    written = write_parts(Sender.of(station), load, parts, statement, recipients, place, undo=_leave if target.goes_on else _take_away)
    back, names = give_back(station, returned, target), tuple(one.path for one in written)
    note(station, statement.pkg_no, written, parts, load, target.place)
    first = written[0]
    done = Exported(first.path, statement.pkg_no, load.lines, first.sha256, load.counts, WRITTEN, target.place, back, names, load.remarks)
    return done, Changes(packages=True)


def _same_bytes(_written: bytes) -> None:
    """What lies at the target has the hash of our own copy, which was read as the centre will read it: no more is to be proved."""


def _silent(_done: int, _total: int) -> None:
    """Tells nobody."""


def _leave(_part: Delivered) -> None:
    """On a server each part stays: it is whole, and the next export joins on it."""


def _take_away(part: Delivered) -> None:
    part.path.unlink(missing_ok=True)


def _mark(statement: Statement, load: Load, recipients: list[str]) -> str:
    """What a package would carry, without what changes with each making."""
    place = (statement.kind, statement.pkg_no, statement.prev_pkg_sha256)
    carries = (place, statement.runs, statement.have, sorted(load.attachments), recipients)
    return hashlib.sha256(msgspec.json.encode(carries)).hexdigest()


def _load(connection: sa.Connection, station: Station, kind: str) -> Load:
    everything, code = kind == "full", station.info.code
    runs = tuple(runs_after(connection, code, lambda epoch: 0 if everything else _answered(connection, code, epoch)))
    attachments = kept(connection, station, runs) if everything else carried(connection, station, runs)
    if not runs and not attachments and not to_return(connection, station):
        raise StationError("没有要上报的新数据：所有登记都已有县中心的回执。", "有新的登记后再导出。")
    stages = Counter(
        str(stage)
        for (stage,) in connection.execute(
            sa.select(case_view.c.stage).where(case_view.c.status.in_(("running", "waiting", "not_accepted", "passed_up")))
        )
    )
    return Load(
        kind,
        runs,
        attachments,
        attachments.sizes,
        tuple(sorted(_WaitingCount.of(connection, station, everything).cases.items())),
        dict(stages),
        attachments.remarks,
    )


def _statement(connection: sa.Connection, station: Station, load: Load) -> Statement:
    last = connection.execute(sa.select(outbox).order_by(outbox.c.number.desc()).limit(1)).mappings().first()
    seen = (
        connection.execute(
            sa.select(acknowledged)
            .where(acknowledged.c.station == station.info.code, acknowledged.c.ack_no > 0)  # a rebuild package is no answer
            .order_by(acknowledged.c.ack_no.desc())
            .limit(1)
        )
        .mappings()
        .first()
    )
    head = journal.head(connection, station.info.code, station.epoch)
    place = {"seq_from": head.seq + 1, "seq_to": head.seq, "chain_before": head.hash.hex(), "chain_after": head.hash.hex()} if head else {}
    rules = hashlib.sha256("".join(revision for _, _, revision in station.shelf.pins).encode()).hexdigest()[:12]
    return Statement(
        pkg_id=uuid7(station.now()),
        kind=load.kind,  # type: ignore[arg-type]  # one of its words
        sender_kind="station",
        station=station.info.code,
        db_epoch=station.epoch,
        pkg_no=(last["number"] if last else 0) + 1,
        prev_pkg_sha256=last["sha256"] if last else "",
        runs=load.runs,
        counts=Counts(stages=dict(load.stages)),
        last_ack_seen=AckSeen(seen["centre_epoch"], seen["ack_no"]) if seen else None,
        cal_rev=station.calendar.revision,
        rule_rev=rules,
        clock_health="ok",
        created_at=station.now().isoformat(timespec="seconds"),
        views_version=VIEWS_VERSION,
        have=channel_holdings(connection, station.info.code),
        all_lines=sum(last for _, _, last in journal.epochs(connection, station.info.code)),
        state_hash=state_digest(connection, station.info.code),
        **place,  # type: ignore[arg-type]  # numbers and hashes; the runs, where there are any, say it again
    )


def _recipients(connection: sa.Connection) -> list[str]:
    found = connection.execute(sa.select(trusted.c.recipient).where(trusted.c.station == "centre", trusted.c.revoked.is_(False))).scalar()
    if not found:
        raise StationError(*_NO_CENTRE)
    return str(found).split()


def handover(station: Station, number: int, render: Callable[[PaperContext], bytes], today: date) -> bytes:
    """The hand-over slip of a written package, two copies on one sheet."""
    with looking(station) as connection:
        row = connection.execute(sa.select(outbox).where(outbox.c.number == number)).mappings().first()
        if row is None:
            raise StationError(f"没有第 {number} 号包。", "请先导出。")
        together = _written_with(connection, row)
    runs = msgspec.json.decode(row["runs"])
    first, last = (runs[-1][1], runs[-1][2]) if runs else (0, 0)  # a package may hold nothing but attachments
    counts = tuple((name, count) for name, count in msgspec.json.decode(row["counts"]))
    facts = PackageFacts(
        row["file"],
        number,
        (runs[-1][0] if runs else station.epoch).partition(".")[0],
        first,
        last,
        row["sha256"],
        row["size"],
        counts,
        datetime.fromisoformat(row["written_at"]),
        row["lines"],
        together,
    )
    return render(
        replace(
            headed(station, "HANDOVER", "数据包交接单", today),
            paper_no=row["file"].removesuffix(".YKP"),
            package=facts,
        )
    )


def _written_with(connection: sa.Connection, row: sa.RowMapping) -> tuple[tuple[int, str], ...]:
    """The parts of the export to which a package belongs (number, sha256), itself among them; nothing where it is the only one."""
    o = outbox.c
    same = sa.select(o.number, o.sha256).where(o.written_at == row["written_at"], o.folder == row["folder"]).order_by(o.number)
    found = tuple((int(number), str(sha256)) for number, sha256 in connection.execute(same))
    return found if len(found) > 1 else ()


def trust(station: Station, card_path: Path, told: str = "") -> tuple[CentreCard, Changes]:
    """Takes the centre's card in; packages are encrypted to it from now on.

    Another key than the one in use is taken only with its fingerprint, `told` by the centre in another way; raises ProblemsFound.
    """
    card = read_card(card_path)
    t = trusted.c
    try:
        with station.database.writer.begin() as connection:
            known = connection.execute(sa.select(t.fingerprint).where(t.station == "centre", t.revoked.is_(False))).scalar()
            if known is not None and known != card.fingerprint:
                compare_fingerprint(card.fingerprint, told)
            trust_centre(connection, card)
    except sa.exc.DBAPIError as error:
        raise explain(error, station.database.path) from cause(error)
    return card, Changes(packages=True)


def case_states(station: Station) -> dict[str, int]:
    """How many cases stand at 未导出, 已导出未回执, 已回执, 被退回."""
    from models.services.cases import sync_marks

    with looking(station) as connection:
        marks = sync_marks(Look.through(connection), station)
        rows = connection.execute(sa.select(case_view.c.id, case_view.c.epoch, case_view.c.last_seq))
        found = Counter(marks.of_case(*row) for row in rows)
    return dict(found)
