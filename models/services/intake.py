"""The centre takes a package in: authenticate, plan, then one transaction; taken again it changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import sqlalchemy as sa

from models.events.envelope import decode_envelope
from models.problems import StationError, cause_of
from models.services.centre import Centre
from models.services.refold import Folder
from models.store import journal
from models.store.journal import StoredLine
from models.store.session import cause, explain, reading
from models.store.views import inbox, journal_on, private_part, trusted
from models.store.whole_file import write_whole
from models.sync.encryption import Identity
from models.sync.manifest import Run
from models.sync.package import PackageContent, read


@dataclass(frozen=True)
class Taken:
    """What a package brought: `new` lines stored, `known` lines already here, cases touched; `again` for a package taken before."""

    station: str
    number: int
    new: int
    known: int
    cases: int
    attachments: int
    again: bool
    seq_to: int


@dataclass
class _Plan:
    """What one package would change, found out before anything is written."""

    lines: list[StoredLine] = field(default_factory=list)
    known: int = 0


def take(centre: Centre, path: Path) -> Taken:
    """Takes a package file in. Raises StationError with the reason, having written nothing but the refusal itself."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StationError(f"文件 {path} 读不出来（{cause_of(error)}）。", "请检查路径，或重新插 U 盘。") from error
    sha256 = hashlib.sha256(data).hexdigest()
    content: PackageContent | None = None
    try:
        content = _authenticate(centre, data)
        with centre.database.writer.begin() as connection:
            before = connection.execute(sa.select(inbox).where(inbox.c.sha256 == sha256, inbox.c.state == "taken")).first()
            plan = _plan(connection, content)
            touched = _apply(centre, connection, content, plan)
            if before is None:
                _note(centre, connection, path.name, sha256, "taken", content, len(plan.lines), "")
                _keep_original(centre, sha256, data)
    except sa.exc.DBAPIError as error:
        raise explain(error, centre.database.path) from cause(error)
    except OSError as error:
        raise StationError(f"写磁盘出错（{cause_of(error)}），没有接收。", "请检查磁盘空间，再接收一次。") from error
    except StationError as error:
        _refused(centre, path.name, sha256, error, data if content else None)
        raise
    cases = sum(1 for name in touched if name.startswith("case:"))
    return Taken(
        content.statement.station,
        content.statement.pkg_no,
        len(plan.lines),
        plan.known,
        cases,
        len(content.attachments),
        before is not None,
        content.statement.seq_to,
    )


def _authenticate(centre: Centre, data: bytes) -> PackageContent:
    with reading(centre.database) as connection:
        known = {row.fingerprint: row for row in connection.execute(sa.select(trusted).where(trusted.c.revoked.is_(False)))}
    own = Identity.from_text(centre.keys.identity)
    content = read(data, [own], {name: bytes.fromhex(row.verify_key) for name, row in known.items()}, me=own.recipient)
    if content.statement.kind not in ("delta", "full"):
        raise StationError(f"县中心不接收这种包（{content.statement.kind}）。", "请选供电所导出的数据包。")
    if known[content.signer].station != content.statement.station:
        raise StationError(
            f"包说自己来自 {content.statement.station}，签名却是 {known[content.signer].station} 的。", "请与两个供电所核对；没有接收。"
        )
    return content


def _plan(connection: sa.Connection, content: PackageContent) -> _Plan:
    plan = _Plan()
    rest = iter(content.lines)
    for run in content.statement.runs:
        _check_place(connection, content.statement.station, run)
        last = journal.head(connection, content.statement.station, run.epoch)
        have = last.seq if last else 0
        for stored in _chained(content.statement.station, run, rest):
            here = _line_at(connection, stored) if stored.seq <= have else None
            if here is None:
                plan.lines.append(stored)
            elif here.hash != stored.hash:
                raise StationError(
                    f"分叉：{stored.station} 第 {stored.seq} 条流水与已有的内容不同。",
                    "同一个库可能在两台电脑上用过；两份都已保留，请核对后再收。",
                )
            else:
                plan.known += 1
    _check_owner(connection, content.statement.station, plan.lines)
    return plan


def _check_owner(connection: sa.Connection, station: str, lines: list[StoredLine]) -> None:
    """A station speaks only about itself, its own cases and contacts, whatever it signs."""
    records = {record: line.seq for line in lines for record in decode_envelope(line.line).on}
    foreign = [name for name in records if name.startswith("station:") and name != f"station:{station}"]
    cases = [name for name in records if name.startswith(("case:", "contact:"))]
    for start in range(0, len(cases), 500):
        query = sa.select(journal_on.c.record).where(journal_on.c.record.in_(cases[start : start + 500]), journal_on.c.station != station)
        foreign += [name for (name,) in connection.execute(query.limit(1))]
    if foreign:
        raise StationError(
            f"{station} 第 {records[foreign[0]]} 条流水写的是别的供电所的内容。", "请与这个供电所核对；整个包没有接收，原文件已保留。"
        )


def _line_at(connection: sa.Connection, stored: StoredLine) -> StoredLine | None:
    return next(journal.lines_from(connection, stored.station, stored.epoch, stored.seq - 1, stored.seq), None)


def _check_place(connection: sa.Connection, station: str, run: Run) -> None:
    if run.seq_from == 1:
        return
    before = next(journal.lines_from(connection, station, run.epoch, run.seq_from - 2, run.seq_from - 1), None)
    if before is None:
        last = journal.head(connection, station, run.epoch)
        have = last.seq if last else 0
        raise StationError(
            f"缺号：本库有 {station} 到第 {have} 条，这个包从第 {run.seq_from} 条开始。",
            "请向供电所要中间的包，或让它重新导出（会自动补齐）。",
        )
    if before.hash.hex() != run.chain_before:
        raise StationError(f"分叉：{station} 第 {run.seq_from - 1} 条流水的校验链与本库不一致。", "请与供电所核对两边的数据；没有接收。")


def _chained(station: str, run: Run, rest: Iterator[bytes]) -> Iterator[StoredLine]:
    previous = bytes.fromhex(run.chain_before)
    for seq in range(run.seq_from, run.seq_to + 1):
        line = next(rest)
        previous = journal.chain(previous, line)
        try:
            private = decode_envelope(line).private
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise StationError(
                f"{station} 第 {seq} 条流水的格式本程序不认识。", "请先升级县中心的程序再接收；包文件请保留。"
            ) from None
        yield StoredLine(station, run.epoch, seq, line, previous, private)


def _apply(centre: Centre, connection: sa.Connection, content: PackageContent, plan: _Plan) -> list[str]:
    touched: dict[str, None] = {}
    for start in range(0, len(plan.lines), 1000):
        touched.update(dict.fromkeys(journal.insert_lines(connection, plan.lines[start : start + 1000])))
    known = journal.private_data(connection, content.private)
    fresh = [{"hash": name, "data": data} for name, data in content.private.items() if name not in known]
    if fresh:
        connection.execute(sa.insert(private_part), fresh)
    for data in content.attachments.values():
        centre.attachments.keep(connection, data, "application/pdf")
    Folder(connection).refold(touched)
    return list(touched)


def _note(centre: Centre, connection: sa.Connection, name: str, sha256: str, state: str, content: PackageContent | None, lines: int,
          note: str) -> None:  # fmt: skip
    connection.execute(sa.delete(inbox).where(inbox.c.sha256 == sha256))
    connection.execute(
        sa.insert(inbox).values(
            sha256=sha256,
            file=name,
            state=state,
            station=content.statement.station if content else "",
            number=content.statement.pkg_no if content else 0,
            lines=lines,
            taken_at=centre.now().isoformat(timespec="seconds"),
            note=note,
        )
    )


def _keep_original(centre: Centre, sha256: str, data: bytes) -> None:
    path = centre.packages / f"{sha256}.YKP"
    if not path.exists():
        centre.packages.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)


def _refused(centre: Centre, name: str, sha256: str, error: StationError, genuine: bytes | None) -> None:
    """Notes a refusal; a package that a known station did sign (a fork, a gap) is kept for whoever must compare."""
    try:
        if genuine:
            _keep_original(centre, sha256, genuine)
        with centre.database.writer.begin() as connection:
            if not connection.execute(sa.select(inbox.c.sha256).where(inbox.c.sha256 == sha256, inbox.c.state == "taken")).first():
                _note(centre, connection, name, sha256, "refused", None, 0, error.message)
    except (sa.exc.DBAPIError, OSError):
        return  # the refusal is what the caller hears; that it could not be noted as well changes nothing
