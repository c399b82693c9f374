"""The centre takes a package in, state by state, each kept: quarantine, authenticate, well-formed, dry run, one transaction.

A crash at any point resumes from the kept file; a package taken again changes nothing; one that must wait is tried again by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from models.attached_content import kind_of_bytes
from models.events import EpochOpened, read_fact
from models.freed_memory import let_go
from models.garbage_collection import collection_paused
from models.problems import StationError, cause_of
from models.services.centre import arrivals
from models.services.centre.arrivals import State
from models.services.centre.channel import holds_all, note_answered
from models.services.centre.intake_plan import PackageForked, PackageHeld, Plan, close_holes, plan
from models.services.centre.keys import KeysRenewedElsewhere, check_current, read_here, verify_keys
from models.services.centre.own_words import WordsWait, check_words
from models.services.centre.package_names import of_an_answer
from models.services.centre.restored import note_sign
from models.services.centre.station_renewals import follow_renewals
from models.services.centre.stations import explained
from models.services.centre.store import Centre
from models.services.exchange.state_digest import state_digest
from models.services.folding.fresh_cases import FreshCases
from models.services.folding.refold import Folder
from models.store import journal
from models.store.local import write_setting
from models.store.server import renew_statistics
from models.store.session import cause, explain, reading
from models.store.views import VIEWS_VERSION, fork, hole, trusted
from models.sync.package import PackageContent
from models.sync.refusal import PackageRefused

_MOST_LINES = 1 << 53
_WORDS = ("ack", "broadcast", "transfer", "rebuild")
"""The kinds of package in which a centre speaks; they come back where its store was put back from a backup."""


@dataclass(frozen=True)
class Taken:
    """What a package brought: `new` lines stored, `known` lines already here, cases touched; `again` for a package taken before.

    `aside` are cases whose facts this program cannot fold; their lines are kept.
    """

    station: str
    number: int
    new: int
    known: int
    cases: int
    attachments: int
    again: bool
    seq_to: int
    aside: int = 0


def take(centre: Centre, path: Path) -> Taken:
    """Takes a package file in. Raises StationError with the reason, having written nothing but the file and how far it got.

    Packages of the same station that waited for this one are taken after it.
    """
    sha256 = arrivals.receive(centre, path)
    try:
        taken = advance(centre, sha256)
    except (PackageHeld, WordsWait):
        found = arrivals.find(centre, sha256)
        if found is None or found.kind not in _WORDS:
            raise
        done = retry_held(centre, found.station)  # our own words prove each other: what waited may need this, and this it
        if sha256 not in done:
            raise
        return done[sha256]
    retry_held(centre, taken.station)
    return taken


def advance(centre: Centre, sha256: str) -> Taken:
    """Carries a kept package through the states as far as it goes; raises StationError where it stops (the state is kept)."""
    found = arrivals.find(centre, sha256)
    again, content = found is not None and found.state in ("applied", "acked"), None
    try:
        with _faults_told(centre), collection_paused():
            content = _proved(centre, sha256)
            return _applied(centre, sha256, content, again=again)
    except StationError as error:
        if not again and not failed_outside(error) and not isinstance(error, KeysRenewedElsewhere):
            _stopped(centre, sha256, error, content)
        raise


@contextmanager
def _faults_told(centre: Centre) -> Iterator[None]:
    """Whatever fails is told in a sentence: the disk, the memory, the server, or this program over what a stranger's program wrote."""
    try:
        yield
    except StationError:
        raise
    except (sa.exc.DataError, sa.exc.IntegrityError) as error:
        raise _not_managed(error) from None
    except sa.exc.DBAPIError as error:
        raise explain(error, centre.database.path) from cause(error)
    except OSError as error:
        raise StationError(f"写磁盘出错（{cause_of(error)}），没有接收。", "请检查磁盘空间，再接收一次。") from error
    except MemoryError as error:
        raise StationError("电脑的内存不够，没有接收。", "包没有问题，仍等着：请关掉别的程序，再接收一次。") from error
    except Exception as error:  # one package must never stop the ones behind it
        raise _not_managed(error) from error


def _not_managed(error: Exception) -> StationError:
    what = f"签名和清单都对，包里的内容本程序却处理不了（{type(error).__name__}），整个包没有接收。"
    return StationError(what, "包文件已留着；请与供电所核对，并把它交给程序的维护人员。")


def failed_outside(error: StationError) -> bool:
    """Whether the computer or the server failed, and not the package: nothing is to be said of it then, and it is tried again."""
    return isinstance(error.__cause__, OSError | MemoryError | sa.exc.DBAPIError)


def preview(centre: Centre, sha256: str) -> Taken:
    """The dry run of a kept package: what taking it would bring, nothing applied; raises as `advance`."""
    try:
        with _faults_told(centre):
            content = _proved(centre, sha256)
            with reading(centre.database) as connection:
                found = plan(connection, content)
    except StationError as error:
        if not failed_outside(error) and not isinstance(error, KeysRenewedElsewhere):
            _stopped(centre, sha256, error)
        raise
    return _told(content, found, again=False, aside=0)


@dataclass(frozen=True)
class Resumed:
    """What was taken up again; `trouble` says that the disk or the server failed under some of them, which wait as before."""

    taken: tuple[Taken, ...]
    trouble: StationError | None = None


def resume(centre: Centre) -> Resumed:
    """Takes up what a crash left unfinished, and what waited; refusals stay noted with their package."""
    done: list[Taken] = []
    failed: list[StationError] = []
    for found in reversed(arrivals.list_arrivals(centre, (*arrivals.UNFINISHED, "held", "needs_upgrade"))):
        try:
            done.append(advance(centre, found.sha256))
        except StationError as error:
            let_go(error)  # it is kept, and the next package needs the memory
            failed += [error] if failed_outside(error) else []
    return Resumed(tuple(done), _left_waiting(failed) if failed else None)


def _left_waiting(failed: list[StationError]) -> StationError:
    first = failed[0]
    what = f"以前收下的包有 {len(failed)} 个没有接着做完：{first.message}"
    told = StationError(what, f"{first.hint}这些包都留着，照旧等着；处理好以后重新打开县中心，会接着做。")
    told.__cause__ = first.__cause__
    return told


def retry_held(centre: Centre, station: str) -> dict[str, Taken]:
    """Takes the packages of a station that waited for lines which may have come, the oldest first, until none goes on; by SHA-256.

    Raises StationError where the disk or the server fails under one: it waits as before, and the next call goes on with it.
    """
    done: dict[str, Taken] = {}
    going, linked = True, False
    while going:
        going = False
        for found in reversed(arrivals.list_arrivals(centre, ("held", "planned"), station)):
            try:
                done[found.sha256] = advance(centre, found.sha256)
                going = True
            except WordsWait:
                going, linked = going or not linked, True  # once more: what comes behind may prove it
            except StationError as error:
                if failed_outside(error):
                    raise _not_gone_on(found, error) from error.__cause__
    return done


def _not_gone_on(waiting: arrivals.Arrival, error: StationError) -> StationError:
    what = f"前面的包已经接收；等着它的第 {waiting.number} 号包（{waiting.file}）却没有接收成：{error.message}"
    return StationError(what, f"{error.hint}然后再接收一次刚才的文件，会接着做。")


def take_with_gap(centre: Centre, sha256: str, by: str, reason: str) -> Taken:
    """A supervisor takes a waiting package though lines before it are missing; who and why are kept, and the answer asks for the gap."""
    if not by.strip() or not reason.strip():
        raise StationError("请填写谁决定、为什么。", "缺号接收要有责任人和原因。")
    with _faults_told(centre):
        return _applied(centre, sha256, _proved(centre, sha256), gap=(by.strip(), reason.strip()))


def _proved(centre: Centre, sha256: str) -> PackageContent:
    """Opens, authenticates and checks a kept file, noting each state; raises StationError, PackageRefused among them."""
    try:
        data = arrivals.original(centre, sha256).read_bytes()
    except OSError as error:
        raise StationError(f"留存的包文件 {sha256[:12]}… 读不出来（{cause_of(error)}）。", "请重新接收一次原文件。") from error
    with reading(centre.database) as connection:
        known = {row.fingerprint: row for row in connection.execute(sa.select(trusted).where(trusted.c.revoked.is_(False)))}
        check_current(connection, centre)

    def reached(state: State, **told: object) -> None:
        with centre.database.writer.begin() as connection:
            if arrivals.find_in(connection, sha256) not in ("applied", "acked", "held"):  # one that waits goes on waiting until applied
                arrivals.move(connection, centre, sha256, state, reached=state, **told)

    ours = verify_keys(centre)
    keys = {**ours, **{name: bytes.fromhex(row.verify_key) for name, row in known.items()}}
    try:
        content = read_here(centre, data, keys, reached)
    except PackageRefused as refused:
        came = arrivals.find(centre, sha256)
        raise of_an_answer(explained(centre, refused), came.file if came else "") from refused
    reached("well_formed", **arrivals.said_by(content.statement))
    if content.signer in ours:
        return _own_words(centre, content)
    if content.statement.kind not in ("delta", "full", "resend-request") or content.statement.sender_kind != "station":
        raise StationError(f"县中心不接收这种包（{content.statement.kind}）。", "请选供电所导出的数据包。")
    if known[content.signer].station != content.statement.station:
        raise StationError(
            f"包说自己来自 {content.statement.station}，签名却是 {known[content.signer].station} 的。", "请与两个供电所核对；没有接收。"
        )
    note_sign(centre, content.statement)
    return content


def _own_words(centre: Centre, content: PackageContent) -> PackageContent:
    """Our own words come back, after this store was put back from a backup; raises WordsWait or PackageRefused."""
    with centre.database.writer.begin() as connection:
        waits = check_words(connection, centre, content)
    if waits:
        raise waits
    return content


def _applied(centre: Centre, sha256: str, content: PackageContent, *, again: bool = False, gap: tuple[str, str] | None = None) -> Taken:
    """The dry run, kept, and its application in one transaction: all of the package, or nothing."""
    with reading(centre.database) as connection:
        found, before = plan(connection, content, with_gap=gap is not None), _heads(connection, content)
    planned = {**arrivals.said_by(content.statement), "lines": len(found.lines), "known": found.known, "cases": found.cases}
    if not again:
        with centre.database.writer.begin() as connection:
            arrivals.move(connection, centre, sha256, "planned", reached="planned", code="", note="", **planned)
    with centre.database.writer.begin() as connection:
        if _heads(connection, content) != before:  # another program took a package in between
            found = plan(connection, content, with_gap=gap is not None)
        if gap:
            _note_holes(connection, centre, content.statement.station, found, gap)
        aside = _store(centre, connection, content, found)
        if not again:
            note = f"{aside} 件工单本程序展开不了，流水已保留。" if aside else ""
            arrivals.move(connection, centre, sha256, "applied", reached="applied", note=note)
        if content.statement.sender_kind == "station":
            note_answered(connection, centre, content.statement.station, content.statement.have)
        _compare_digest(connection, content)
        renew_statistics(connection, len(found.lines))
    return _told(content, found, again=again, aside=aside)


def _heads(connection: sa.Connection, content: PackageContent) -> list[tuple[str, str, int]]:
    return journal.epochs(connection, content.statement.station)


def _told(content: PackageContent, found: Plan, *, again: bool, aside: int) -> Taken:
    said = content.statement
    return Taken(said.station, said.pkg_no, len(found.lines), found.known, found.cases, len(content.attachments), again, said.seq_to, aside)


def _store(centre: Centre, connection: sa.Connection, content: PackageContent, found: Plan) -> int:
    """Stores what is new and folds what it touches; gives back how many cases had to be set aside."""
    touched: dict[str, None] = {}
    for start in range(0, len(found.lines), 1000):
        touched.update(dict.fromkeys(journal.insert_lines(connection, found.lines[start : start + 1000])))
    journal.keep_private(connection, content.private)
    for data in content.attachments.values():
        centre.attachments.keep(connection, data, kind_of_bytes(data))
    follow_renewals(connection, centre, content.statement.station, found.saying("SigningKeyRenewed"))
    close_holes(connection, content.statement.station)
    _settle_forks(centre, connection, found)
    return Folder(connection).refold(touched, FreshCases.of(found.fresh, found.lines, content.private))


def _settle_forks(centre: Centre, connection: sa.Connection, found: Plan) -> None:
    """A new epoch that forked right before a line which differed is the other side's continuation: that fork is settled."""
    f, at = fork.c, centre.now().isoformat(timespec="seconds")
    for line in found.saying("EpochOpened"):
        event = read_fact(line.line, None).event
        if isinstance(event, EpochOpened) and 0 <= event.parent_seq < _MOST_LINES:
            same = sa.and_(f.station == line.station, f.epoch == event.parent, f.seq == event.parent_seq + 1, f.settled_at.is_(None))
            note = f"供电所已作为新时期 {event.number} 重新登记"
            connection.execute(sa.update(fork).where(same).values(settled_at=at, settled_by=line.station, note=note))


def _note_holes(connection: sa.Connection, centre: Centre, station: str, found: Plan, gap: tuple[str, str]) -> None:
    by, reason = gap
    for epoch, first, last in found.holes:
        at = centre.now().isoformat(timespec="seconds")
        row = {"station": station, "epoch": epoch, "seq_from": first, "seq_to": last, "by": by, "reason": reason, "at": at}
        connection.execute(sa.insert(hole).values(row))


def _compare_digest(connection: sa.Connection, content: PackageContent) -> None:
    """Where both sides hold the same lines and fold alike, their views must be the same; a difference is a fault of a program."""
    said = content.statement
    if said.sender_kind != "station":
        return
    here = sum(last for _, _, last in journal.epochs(connection, said.station))
    if not said.state_hash or here != said.all_lines or said.views_version != VIEWS_VERSION:
        return
    if connection.execute(sa.select(hole.c.seq_from).where(hole.c.station == said.station).limit(1)).first():
        return  # lines lack in the middle: of course the lists differ
    if not holds_all(connection, said.station, said.have):
        return  # words of the centre are on their way, or came back to it no more: so far both sides speak of different lines
    differs = state_digest(connection, said.station) != said.state_hash
    write_setting(connection, f"differs:{said.station}", said.created_at if differs else "")


def _stopped(centre: Centre, sha256: str, error: StationError, content: PackageContent | None = None) -> None:
    """Notes where and why a package stopped; one that a known station signed is kept for whoever must compare.

    What a forked one says it holds of our words is believed: the answer has to begin there, or its computer could not take it in and
    would never hear of the fork.
    """
    try:
        with centre.database.writer.begin() as connection:
            state, code = _state_of(error)
            if arrivals.find_in(connection, sha256) in ("applied", "acked"):
                return
            arrivals.move(connection, centre, sha256, state, code=code, note=arrivals.note_of(error))
            if isinstance(error, PackageForked):
                _note_fork(connection, centre, sha256, error)
            if isinstance(error, PackageForked) and content is not None and content.statement.sender_kind == "station":
                note_answered(connection, centre, content.statement.station, content.statement.have)
            signed = arrivals.reached_in(connection, sha256) in arrivals.SIGNED
        if state == "refused" and not signed:
            arrivals.drop_unsigned(centre, sha256)
    except (sa.exc.DBAPIError, OSError):
        return  # the refusal is what the caller hears; that it could not be noted as well changes nothing


def _state_of(error: StationError) -> tuple[State, str]:
    if isinstance(error, PackageHeld | WordsWait):
        return "held", "gap" if isinstance(error, PackageHeld) else "words"
    if isinstance(error, PackageForked):
        return "forked", "fork"
    if isinstance(error, PackageRefused):
        return ("needs_upgrade" if error.code in ("needs_upgrade", "unknown_suite") else "refused"), error.code
    return "refused", "refused"


def _note_fork(connection: sa.Connection, centre: Centre, sha256: str, error: PackageForked) -> None:
    station, epoch, seq = error.place
    f = fork.c
    same = sa.and_(f.station == station, f.epoch == epoch, f.seq == seq, f.theirs == error.theirs)
    known = connection.execute(sa.select(f.settled_at).where(same)).first()
    if known is not None and known.settled_at:  # a third computer comes with what another one has put right already
        connection.execute(sa.update(fork).where(same).values(settled_at=None, settled_by="", sha256=sha256))
    if known is None:
        at = centre.now().isoformat(timespec="seconds")
        place = {"station": station, "epoch": epoch, "seq": seq, "theirs": error.theirs, "ours": error.ours}
        connection.execute(sa.insert(fork).values(**place, sha256=sha256, at=at, settled_at=None, settled_by="", note=""))
