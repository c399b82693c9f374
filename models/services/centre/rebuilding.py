"""The centre's rebuild package: every line it keeps of a station and every line it spoke to it, for a computer that lost them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from models.events.envelope import channel_of, uuid7
from models.problems import StationError
from models.services.centre.answers import holdings
from models.services.centre.keys import any_key, check_current
from models.services.centre.mark import count_package, keep_mark
from models.services.centre.restored import check_not_put_back
from models.services.centre.station_renewals import not_let_in
from models.services.centre.store import Centre
from models.services.exchange.carried_files import Kept, all_kept
from models.services.exchange.export_parts import Load, Sender, divide, judging, write_parts
from models.store.local import read_setting, write_setting
from models.store.session import cause, explain, reading
from models.store.views import VIEWS_VERSION, trusted
from models.sync.delivery import Delivered, deliver
from models.sync.encryption import Identity
from models.sync.manifest import START, Run, Statement
from models.sync.package import LARGEST


@dataclass(frozen=True)
class RebuildWritten:
    """A rebuild package as it lies in a folder, read back: one part or several, all of which the station needs.

    `path` and `sha256` are the first part's; `remarks` say which attachments could not be read here and were left behind.
    """

    parts: tuple[Delivered, ...]
    lines: int
    attachments: int
    remarks: tuple[str, ...]

    @property
    def path(self) -> Path:
        """Where the first part lies."""
        return self.parts[0].path

    @property
    def sha256(self) -> str:
        """The hash of the first part's file."""
        return self.parts[0].sha256

    @property
    def files(self) -> tuple[Path, ...]:
        """Where all parts lie, in order."""
        return tuple(one.path for one in self.parts)

    @property
    def told(self) -> tuple[str, ...]:
        """What was written and what is to be done with it, in sentences."""
        many, first = len(self.parts), self.path
        files = f"共 {many} 份，从 {first.name} 到 {self.files[-1].name}，在 {first.parent}。" if many > 1 else f"{first}。"
        all_of_it = "缺一份都不能重建：请把这些文件全部交给供电所。" if many > 1 else "请交给供电所，在新电脑上导入。"
        return f"重建包已写入并校验：{files}", all_of_it, *self.remarks


def rebuild_station(centre: Centre, station: str, folder: Path, *, limit: int = LARGEST) -> RebuildWritten:
    """Writes a station's whole journal, as far as it lies here without a gap, and its channel, for its trusted key; read back.

    It goes out in parts of at most `limit` bytes, one in memory at a time, as an export does. Where one fails, none is left behind.
    Raises StationError for a station that is not trusted, or of which nothing is here.
    """
    try:
        with reading(centre.database) as connection:
            recipient = _recipient(connection, station)
            check_current(connection, centre)
            runs = tuple(_everything(connection, station))
            if not runs:
                raise StationError(f"这里没有供电所 {station} 的数据。", "没有可重建的。")
            papers = all_kept(connection, centre.attachments, partial(_one_of, centre), station, runs)
            load = Load("rebuild", runs, papers, papers.sizes, (), {})
            parts = divide(connection, station, load, limit)
        number, epoch = _numbered(centre, station, len(parts))
        statement = Statement(
            pkg_id=uuid7(centre.now()),
            kind="rebuild",
            sender_kind="centre",
            station=station,
            db_epoch=epoch,
            pkg_no=number,
            created_at=centre.now().isoformat(timespec="seconds"),
            views_version=VIEWS_VERSION,
        )
        key, own = any_key(centre), Identity.from_text(centre.keys.identity)
        sender = Sender(key, own, station, 1, partial(reading, centre.database))
        written = write_parts(sender, load, parts, statement, [recipient], _into(folder, judging(key, own, made=True)), undo=_take_away)
    except sa.exc.DBAPIError as error:
        raise explain(error, centre.database.path) from cause(error)
    keep_mark(centre)
    return RebuildWritten(tuple(written), load.lines, len(papers), tuple(_remarks(papers)))


def _recipient(connection: sa.Connection, station: str) -> str:
    t = trusted.c
    recipient = connection.execute(sa.select(t.recipient).where(t.station == station, t.revoked.is_(False))).scalar()
    if recipient is None:
        raise not_let_in(connection, station, "请先登记它（新电脑的）STATION.json。")
    return str(recipient)


def _everything(connection: sa.Connection, station: str) -> Iterator[Run]:
    """The station's own lines first: what the centre said is about them."""
    for code in (station, channel_of(station)):
        for have in holdings(connection, code):
            if have.seq:
                journal = "" if code == station else code  # the statement names the station already
                yield Run(journal=journal, epoch=have.epoch, seq_from=1, seq_to=have.seq, chain_before=START, chain_after=have.chain)


def _numbered(centre: Centre, station: str, parts: int) -> tuple[int, str]:
    """The number of the first part, never given out again whatever becomes of them, and the centre's epoch."""
    with centre.database.writer.begin() as connection:
        check_current(connection, centre)
        check_not_put_back(connection, centre)
        count_package(connection)
        last = int(read_setting(connection, f"rebuild:{station}", "0"))
        write_setting(connection, f"rebuild:{station}", str(last + parts))
        return last + 1, read_setting(connection, "epoch")


def _into(folder: Path, verify: Callable[[bytes], None]) -> Callable[[Callable[[], bytes], str, int], Delivered]:
    return lambda make, name, _number: deliver(make(), folder, name, verify)


def _take_away(part: Delivered) -> None:
    part.path.unlink(missing_ok=True)


def _one_of(centre: Centre, sha256: str) -> bytes:
    with reading(centre.database) as connection:
        return centre.attachments.read(connection, sha256)


def _remarks(papers: Kept) -> Iterator[str]:
    if papers.unread:
        yield f"县中心有 {papers.unread} 个附件读不出来（缺失或损坏），没有带上。请从县中心的备份恢复附件，再写一份重建包。"
