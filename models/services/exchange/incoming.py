"""What the centre sent: read and checked as a whole, told in plain Chinese before anything changes, then taken in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import sqlalchemy as sa

from models.attached_content import kind_of_bytes
from models.problems import StationError, cause_of
from models.services.cases import REJECTED
from models.services.changes import Changes
from models.services.exchange.acknowledging import is_discarded, note_heard
from models.services.exchange.asked_again import ask_still, changes_something, outlasts, request_words, take_request
from models.services.exchange.centre_change import adopt, announced
from models.services.exchange.from_centre import NO_MEMORY, Joining, opened
from models.services.exchange.from_centre import WordsMissing as WordsMissing
from models.services.exchange.incoming_words import ack_words, line_words
from models.services.exchange.key_elsewhere import WHAT_TO_DO, KeyElsewhere, KeyReplaced, note_key, said_by
from models.services.exchange.reached_lines import fork_of_ours, reached
from models.services.exchange.rebuild_parts import PartFile, forget_taken, gather, keep_parts, part_of
from models.services.exchange.rebuilt import Rebuild, look_into_rebuild, take_rebuild
from models.services.exchange.returning import keep_original, note_what_to_return
from models.services.folding.refold import Folder
from models.services.station import Station, looking
from models.store import journal
from models.store.journal import StoredLine
from models.store.local import FORKED, WANTED, write_setting
from models.store.session import cause, explain
from models.store.views import acknowledged, case_view, journal_on
from models.sync.manifest import Ack, Acknowledged, Rejected, decode_ack
from models.sync.package import PackageContent

_ASKED_SINCE = "这份回执写在县中心请本所重发以前：请重发的那些照旧，下次导出还会带上。"


class BehindCentre(StationError):  # noqa: N818  # says what was found
    """The centre has lines of the epoch we write in that are not here: an old copy is in use. A new epoch puts it right."""

    def __init__(self, seq: int, elsewhere: KeyElsewhere | None = None) -> None:
        what = f"县中心有本所第 {seq} 条流水，本机没有：本机可能用旧备份恢复过，或同一个库在两台电脑上用过。"
        hint = "请先联系县公司，不要继续登记；弄清以后以新时期继续（./run epoch --restored），再向县中心要“重建包”补齐。数据没有改动。"
        super().__init__(f"{elsewhere.words}{what}" if elsewhere else what, f"{WHAT_TO_DO}{hint}" if elsewhere else hint)
        self.seq, self.elsewhere = seq, elsewhere


@dataclass(frozen=True)
class Package:
    """One package of the centre that is taken by itself: its bytes, what they say, and its lines that are not here yet."""

    data: bytes
    content: PackageContent
    lines: tuple[StoredLine, ...]


@dataclass(frozen=True)
class Incoming:
    """What the centre sent and fits this station, in sentences; nothing has changed yet. `brings` = there are lines, or parts, to take,
    or lines that the next export is to carry again.

    Exactly one of `package` and `rebuild` is there; `written` tells when the centre made it, and under which number.
    """

    summary: tuple[str, ...]
    brings: bool
    written: tuple[str, int]
    ack: Ack | None = None
    package: Package | None = None
    rebuild: Rebuild | None = None

    @property
    def missing(self) -> tuple[int, ...]:
        """The parts of a rebuild package that lack yet."""
        return self.rebuild.gathered.missing if self.rebuild else ()

    @property
    def asks(self) -> bool:
        """Whether it asks this station to send its lines again."""
        return self.package is not None and self.package.content.statement.kind == "resend-request"


class OlderAnswer(StationError):  # noqa: N818  # says what it is
    """An acknowledgement that a newer one has overtaken."""


def look_into(station: Station, path: Path) -> Incoming:
    """Reads a package of the centre and tells what taking it would do; raises StationError with the reason where it does not fit."""
    found = look_at(station, path)
    return rebuild_of(station, [found]) if isinstance(found, PartFile) else found


def look_at(station: Station, path: Path) -> Incoming | PartFile:
    """As `look_into`, but of a rebuild package the part alone, which goes with the others of its set to `rebuild_of`."""
    data, content = opened(station, path)
    return part_of(content, path) if content.statement.kind == "rebuild" else _package(station, data, content)


def rebuild_of(station: Station, parts: Sequence[PartFile]) -> Incoming:
    """What taking parts of one rebuild package would do, with those that are kept here already; raises StationError."""
    found = look_into_rebuild(station, gather(station, parts))
    return Incoming(found.summary, found.brings, (max(one.written for one in parts), found.gathered.mark.first), rebuild=found)


def _package(station: Station, data: bytes, content: PackageContent) -> Incoming:
    ack = decode_ack(content.ack) if content.ack is not None else None
    if ack is not None and (late := _late(station, ack)):
        return _words_alone(station, data, content, late)
    elsewhere = said_by(station, ack) if ack is not None else None
    with looking(station) as connection:
        fresh = _checked(connection, station, content, ack, elsewhere)
        renewed = announced(connection, fresh)
        told = [elsewhere.words, WHAT_TO_DO] if elsewhere else []
        told += ack_words(connection, ack, station.info.code) if ack else []
        told += [_ASKED_SINCE] if ack and outlasts(connection, ack) else []
        asks = content.statement.kind == "resend-request"
        if asks:
            told += request_words(connection, station.info.code, content.statement.have)
        brings = bool(fresh) or (asks and changes_something(connection, station.info.code, content.statement))
        brought = line_words(connection, fresh)
    told += [*(change.words for change in renewed), *brought]
    return Incoming(tuple(told), brings, (content.statement.created_at, content.statement.pkg_no), ack, Package(data, content, fresh))


def _late(station: Station, ack: Ack) -> OlderAnswer | None:
    with looking(station) as connection:
        return _overtaken(connection, station.info.code, ack) if is_discarded(connection, station.info.code, ack.centre_epoch) else None


def _words_alone(station: Station, data: bytes, content: PackageContent, late: OlderAnswer) -> Incoming:
    """The answer of a store that is gone proves nothing; what it said besides is taken, and given back to the store that lost it."""
    with looking(station) as connection:
        fresh = Joining(connection, station).fresh(content)
        renewed = announced(connection, fresh)
        told = [late.message, *(change.words for change in renewed), *line_words(connection, fresh)]
    if not fresh:
        raise late
    written = (content.statement.created_at, content.statement.pkg_no)
    return Incoming(tuple(told), brings=True, written=written, package=Package(data, content, fresh))


def _checked(
    connection: sa.Connection, station: Station, content: PackageContent, ack: Ack | None, elsewhere: KeyElsewhere | None
) -> tuple[StoredLine, ...]:
    """The lines that are not here yet; raises StationError where the package does not fit what is, KeyReplaced where that is why."""
    if ack is not None:
        _check_age(connection, station, ack)
    try:
        if ack is not None:
            for have in ack.have:
                _check_held(connection, have, fork_of_ours(connection, ack, have))
        return Joining(connection, station).fresh(content)
    except BehindCentre as error:
        raise BehindCentre(error.seq, elsewhere) from error
    except StationError as error:
        if elsewhere:
            raise KeyReplaced(elsewhere, error) from error
        raise


def take_in(station: Station, found: Incoming) -> Changes:
    """Takes in what was looked into, in one transaction; parts of a rebuild package are kept as files until all of them are here."""
    try:
        if found.missing:
            return _kept(station, found)
        if found.package:
            keep_original(station, found.package.data, found.package.content)
        with station.database.writer.begin() as connection:
            touched, epoch = _take(station, connection, found)
    except sa.exc.DBAPIError as error:
        raise explain(error, station.database.path) from cause(error)
    except OSError as error:
        raise StationError(f"写磁盘出错（{cause_of(error)}），没有接收。", "请检查磁盘空间，再导入一次。") from error
    except MemoryError as error:
        raise StationError("电脑的内存不够，没有接收。", NO_MEMORY) from error
    if epoch:
        station.epoch = epoch
        station.forget_rules()
    rebuilt = found.rebuild is not None
    if rebuilt:
        forget_taken(station)
    return Changes(Changes.of(touched).cases, people=rebuilt, rules=rebuilt, packages=True)


def _kept(station: Station, found: Incoming) -> Changes:
    if found.rebuild and found.brings:
        keep_parts(station, found.rebuild.gathered)
    return Changes(packages=True)


def _take(station: Station, connection: sa.Connection, found: Incoming) -> tuple[list[str], str]:
    """Takes it in, inside a transaction; returns the records touched, and the name of a new epoch where one began."""
    if found.rebuild:
        return take_rebuild(station, connection, found.rebuild)
    return (_take_package(station, connection, found.package, found.ack) if found.package else []), ""


def _take_package(station: Station, connection: sa.Connection, package: Package, ack: Ack | None) -> list[str]:
    """One package: the acknowledgement and the centre's lines; returns the records touched."""
    content = package.content
    if ack is not None:
        _note_ack(connection, station, ack)
        note_key(connection, said_by(station, ack))
    if content.statement.kind == "resend-request":
        take_request(connection, station.info.code, content.statement, station.now().date())
    fresh = Joining(connection, station).fresh(content)  # another window may have taken it meanwhile
    renewed = announced(connection, fresh)
    touched = journal.insert_lines(connection, list(fresh))
    journal.keep_private(connection, {line.private: content.private[line.private] for line in fresh
                                      if line.private and line.private in content.private})  # fmt: skip
    for data in content.attachments.values():
        station.attachments.keep(connection, data, kind_of_bytes(data))
    Folder(connection).refold(touched)
    adopt(connection, station, renewed, station.epoch)
    return touched


def _check_age(connection: sa.Connection, station: Station, ack: Ack) -> None:
    if older := _overtaken(connection, station.info.code, ack):
        raise older


def _overtaken(connection: sa.Connection, code: str, ack: Ack) -> OlderAnswer | None:
    """That a newer answer has overtaken this one, of the same store of the centre or of the one that followed it; None where none has."""
    a, gone = acknowledged.c, is_discarded(connection, code, ack.centre_epoch)
    query = sa.select(sa.func.max(a.ack_no), sa.func.max(a.at)).where(a.station == code)
    last, at = connection.execute(query if gone else query.where(a.centre_epoch == ack.centre_epoch)).one()
    if gone:
        what = f"这是县中心的库恢复以前写的第 {ack.ack_no} 号回执，恢复以后的本机已经收过：它说收到的不作数，工单的状态不变。"
    elif ack.ack_no < (last or 0):
        what = f"这是较早的第 {ack.ack_no} 号回执，本机已有第 {last} 号。"
    else:
        return None
    if at and ack.created_at > at:  # by both clocks; said only, never believed
        what += "可是它写在本机收到那一份以后：县中心的库可能从备份恢复过。"
        return OlderAnswer(what, "请县中心在“设置”点“库恢复过…”，再写一份回执；本机没有改动。")
    return OlderAnswer(what, "不用再导入，状态没有改变。")


def _check_held(connection: sa.Connection, have: Acknowledged, forked: Rejected | None) -> None:
    if not have.seq or forked:
        return
    line = journal.hashes(connection, have.station, have.epoch, have.seq, have.seq).get(have.seq)
    if line is None and _knows(connection, have) and not _went_on(connection, have):
        raise BehindCentre(have.seq)  # else put back under a new epoch, or another computer of this station has one: the rest is asked for


def _knows(connection: sa.Connection, have: Acknowledged) -> bool:
    return journal.head(connection, have.station, have.epoch) is not None


def _went_on(connection: sa.Connection, have: Acknowledged) -> bool:
    """Whether a later epoch of ours says that it forked from this one: what the centre has beyond that was delivered and lost here."""
    return any(epoch > have.epoch for _, epoch, _ in journal.epochs(connection, have.station))


def _note_ack(connection: sa.Connection, station: Station, ack: Ack) -> None:
    """An answer is complete: what it does not name, the centre does not hold (any more), and it goes out again."""
    _check_age(connection, station, ack)
    note_heard(connection, station.info.code, ack.centre_epoch)
    write_setting(connection, WANTED, msgspec.json.encode(ack.wanted_attachments).decode())
    write_setting(connection, REJECTED, msgspec.json.encode(_rejected_cases(connection, ack)).decode())
    connection.execute(sa.delete(acknowledged).where(acknowledged.c.station == station.info.code))
    write_setting(connection, FORKED, "")
    note_what_to_return(connection, station.info.code, ack)
    for have in ack.have:
        forked = fork_of_ours(connection, ack, have)
        _check_held(connection, have, forked)
        if not _knows(connection, have):
            continue
        seq, chain = reached(connection, have, ack)
        if forked:
            write_setting(connection, FORKED, f"{have.epoch}:{forked.seq}")
        connection.execute(
            sa.insert(acknowledged).values(
                station=have.station,
                epoch=have.epoch,
                seq=seq,
                hash=chain,
                ack_no=ack.ack_no,
                centre_epoch=ack.centre_epoch,
                at=station.now().isoformat(timespec="seconds"),
            )
        )
    ask_still(connection, station.info.code, ack)


def _rejected_cases(connection: sa.Connection, ack: Ack) -> dict[str, tuple[str, int, list[str]]]:
    """Our cases with lines that the centre could not use: their newest line now, and the reasons."""
    found: dict[str, tuple[str, int, list[str]]] = {}
    j, c = journal_on.c, case_view.c
    for item in ack.rejected:
        named = sa.select(j.record).where(j.station == item.station, j.epoch == item.epoch, j.seq == item.seq, j.record.like("case:%"))
        ids = [record.removeprefix("case:") for record in connection.scalars(named)]
        for case_id, epoch, last in connection.execute(sa.select(c.id, c.epoch, c.last_seq).where(c.id.in_(ids))):
            found.setdefault(case_id, (epoch, last, []))[2].append(item.text or item.code)
    return found
