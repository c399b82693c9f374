"""What the centre sent: read and checked as a whole, told in plain Chinese before anything changes, then taken in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec
import sqlalchemy as sa

from models.attached_content import kind_of_bytes
from models.events import read_fact
from models.events.envelope import channel_of
from models.problems import StationError, cause_of
from models.services.asked_again import request_words, take_request
from models.services.cases import REJECTED
from models.services.centre_change import adopt, announced, explained
from models.services.changes import Changes
from models.services.incoming_words import ack_words, line_words, rebuild_words
from models.services.intake_plan import PackageForked, chained, new_lines
from models.services.key_elsewhere import WHAT_TO_DO, KeyElsewhere, KeyReplaced, note_key, said_by
from models.services.reached_lines import fork_of_ours, reached
from models.services.rebuilt import is_fresh_for, make_room, settle_in
from models.services.refold import Folder
from models.services.returning import keep_original, note_what_to_return
from models.services.station import Station, looking
from models.store import journal
from models.store.journal import StoredLine
from models.store.local import FORKED, WANTED, write_setting
from models.store.session import cause, explain
from models.store.views import acknowledged, case_view, journal_on, trusted
from models.sync.brought import read_package_file
from models.sync.encryption import Identity
from models.sync.manifest import Ack, Acknowledged, Rejected, decode_ack
from models.sync.package import PackageContent, read
from models.sync.refusal import PackageRefused


class BehindCentre(StationError):  # noqa: N818  # says what was found
    """The centre has lines of the epoch we write in that are not here: an old copy is in use. A new epoch puts it right."""

    def __init__(self, seq: int, elsewhere: KeyElsewhere | None = None) -> None:
        what = f"县中心有本所第 {seq} 条流水，本机没有：本机可能用旧备份恢复过，或同一个库在两台电脑上用过。"
        hint = "请先联系县公司，不要继续登记；弄清以后以新时期继续（./run epoch --restored），再向县中心要“重建包”补齐。数据没有改动。"
        super().__init__(f"{elsewhere.words}{what}" if elsewhere else what, f"{WHAT_TO_DO}{hint}" if elsewhere else hint)
        self.seq, self.elsewhere = seq, elsewhere


class WordsMissing(StationError):  # noqa: N818  # says what was found
    """Lines of the centre before these are not here: another computer of this station, or one that is gone, took them."""

    def __init__(self, upto: int) -> None:
        super().__init__(
            f"县中心以前写给本所的内容（到第 {upto} 条）本机没有：可能是另一台电脑收过。",
            "请向县中心要“重建包”，导入以后再导入这个包。数据没有改动。",
        )


class ForkedHere(PackageForked):
    """A line that the centre sends is here otherwise, under the same number: ours, or a word of the centre itself."""

    def __init__(self, whose: str, epoch: str, seq: int, ours: bytes, theirs: bytes) -> None:
        super().__init__(whose, epoch, seq, ours, theirs)
        self.hint = (
            "请联系县公司：县中心的库可能从备份恢复过，要以新时期继续，再写一份。本机没有改动。"
            if whose.startswith(channel_of(""))
            else "同一份数据可能在两台电脑上用过。请用“其他导出”里的“请县中心重发…”写一个请求交去，导入它的新回执，再导出一次："
            "下一份回执会说从哪一条起不同，照它处理以后再导入这个包。本机没有改动。"
        )


@dataclass(frozen=True)
class Incoming:
    """A package of the centre that fits this station: what it says, in sentences; nothing has changed yet."""

    data: bytes
    content: PackageContent
    ack: Ack | None
    lines: tuple[StoredLine, ...]
    summary: tuple[str, ...]


class OlderAnswer(StationError):  # noqa: N818  # says what it is
    """An acknowledgement that a newer one has overtaken."""


def look_into(station: Station, path: Path) -> Incoming:
    """Reads a package of the centre and tells what taking it would do; raises StationError with the reason where it does not fit."""
    data, content = _read(station, path)
    if content.statement.kind not in ("ack", "broadcast", "transfer", "rebuild", "resend-request"):
        raise StationError("这不是回执包，也不是县中心下发的包。", "请选县中心给的文件（名字以 A、B、Q、T 或 R.YKP 结尾）。")
    if content.statement.station != station.info.code:
        raise StationError("这份包里没有本所的数据。", "请确认拿的是给本所的文件。")
    ack = decode_ack(content.ack) if content.ack is not None else None
    elsewhere = said_by(station, ack) if ack is not None else None
    with looking(station) as connection:
        fresh = _checked(connection, station, content, ack, elsewhere)
        renewed = announced(connection, fresh)
        told = [elsewhere.words, WHAT_TO_DO] if elsewhere else []
        told += ack_words(connection, ack, station.info.code) if ack else []
        if content.statement.kind == "resend-request":
            told += request_words(connection, station.info.code, content.statement.have)
        brought = rebuild_words(station.info.code, fresh) if content.statement.kind == "rebuild" else line_words(connection, fresh)
    told += [*(change.words for change in renewed), *brought]
    return Incoming(data, content, ack, fresh, tuple(told))


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
        return _fresh(connection, station, content)
    except BehindCentre as error:
        raise BehindCentre(error.seq, elsewhere) from error
    except StationError as error:
        if elsewhere:
            raise KeyReplaced(elsewhere, error) from error
        raise


def take_in(station: Station, found: Incoming) -> Changes:
    """Takes a package in that was looked into: the acknowledgement and the centre's lines, in one transaction."""
    try:
        keep_original(station, found.data, found.content)
        with station.database.writer.begin() as connection:
            if found.ack is not None:
                _note_ack(connection, station, found.ack)
                note_key(connection, said_by(station, found.ack))
            if found.content.statement.kind == "resend-request":
                take_request(connection, station.info.code, found.content.statement.have)
            if is_fresh_for(connection, station, found.content):
                make_room(connection, station)
            fresh = _fresh(connection, station, found.content)  # another window may have taken it meanwhile
            renewed = announced(connection, fresh)
            touched = journal.insert_lines(connection, list(fresh))
            journal.keep_private(connection, {line.private: found.content.private[line.private] for line in fresh
                                              if line.private and line.private in found.content.private})  # fmt: skip
            for data in found.content.attachments.values():
                station.attachments.keep(connection, data, kind_of_bytes(data))
            Folder(connection).refold(touched)
            epoch = settle_in(connection, station, found.content)
            adopt(connection, station, renewed, epoch or station.epoch)
    except sa.exc.DBAPIError as error:
        raise explain(error, station.database.path) from cause(error)
    except OSError as error:
        raise StationError(f"写磁盘出错（{cause_of(error)}），没有接收。", "请检查磁盘空间，再导入一次。") from error
    if epoch:
        station.epoch = epoch
        station.forget_rules()
    told = Changes.of(touched)
    rebuilt = found.content.statement.kind == "rebuild"
    return Changes(told.cases, people=rebuilt, rules=rebuilt, packages=True)


def _read(station: Station, path: Path) -> tuple[bytes, PackageContent]:
    data = read_package_file(path)
    own = Identity.from_text(station.keys.identity)
    with looking(station) as connection:
        keys = {
            row.fingerprint: bytes.fromhex(row.verify_key)
            for row in connection.execute(sa.select(trusted).where(trusted.c.station == "centre", trusted.c.revoked.is_(False)))
        }
    if not keys:
        raise StationError("还没有县中心的名片，不能验证回执。", "请先导入 CARD.json。")
    try:
        return data, read(data, [own], keys, me=own.recipient)
    except PackageRefused as error:
        with looking(station) as connection:
            raise explained(connection, station, error) from error


def _check_age(connection: sa.Connection, station: Station, ack: Ack) -> None:
    query = sa.select(sa.func.max(acknowledged.c.ack_no), sa.func.max(acknowledged.c.at)).where(
        acknowledged.c.station == station.info.code, acknowledged.c.centre_epoch == ack.centre_epoch
    )
    last, at = connection.execute(query).one()
    if ack.ack_no >= (last or 0):
        return
    what = f"这是较早的第 {ack.ack_no} 号回执，本机已有第 {last} 号。"
    if ack.created_at > at:  # by both clocks; said only, never believed
        what += "可是它写在本机收到那一份以后：县中心的库可能从备份恢复过。"
        raise OlderAnswer(what, "请县中心在“设置”点“库恢复过…”，再写一份回执；本机没有改动。")
    raise OlderAnswer(what, "不用再导入，状态没有改变。")


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


def _fresh(connection: sa.Connection, station: Station, content: PackageContent) -> tuple[StoredLine, ...]:
    """The lines of the channel that are not here yet; raises StationError where they do not join, differ, or speak of what is not ours."""
    rest, fresh = chained(content), list[StoredLine]()
    for run in content.statement.runs:
        whose = run.journal or station.info.code
        here = journal.hashes(connection, whose, run.epoch, max(1, run.seq_from - 1), run.seq_to)
        if run.seq_from > 1 and run.seq_from - 1 not in here:
            raise WordsMissing(run.seq_from - 1)
        if run.seq_from > 1 and here[run.seq_from - 1].hex() != run.chain_before:
            raise ForkedHere(whose, run.epoch, run.seq_from - 1, here[run.seq_from - 1], bytes.fromhex(run.chain_before))
        fresh += new_lines(whose, run, rest, here, ForkedHere)
    _check_ours(connection, station, fresh)
    return tuple(fresh)


def _check_ours(connection: sa.Connection, station: Station, lines: list[StoredLine]) -> None:
    """The centre speaks of this station and its cases only; what comes back of our own journal is ours by its chain."""
    code = station.info.code
    if any(line.station == code for line in lines):
        return
    records = {record for line in lines for record in read_fact(line.line, None).envelope.on}
    foreign = {name for name in records if name.startswith("station:") and name != f"station:{code}"}
    cases = sorted(name for name in records if not name.startswith("station:"))
    known: set[str] = set()
    for at in range(0, len(cases), 500):
        j = journal_on.c
        known.update(connection.scalars(sa.select(j.record).where(j.record.in_(cases[at : at + 500]), j.station == code)))
    if foreign or set(cases) - known:
        raise StationError("县中心的包里有不属于本所的工单。", "请联系县公司核对；本机没有改动。")


def _note_ack(connection: sa.Connection, station: Station, ack: Ack) -> None:
    """An answer is complete: what it does not name, the centre does not hold (any more), and it goes out again."""
    _check_age(connection, station, ack)
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
