"""A package of the centre as it comes to a station: opened, addressed to it, and which of its lines are not here yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from models.events import read_fact
from models.events.envelope import channel_of
from models.problems import StationError
from models.services.centre.intake_plan import PackageForked, chained, new_lines
from models.services.exchange.centre_change import explained
from models.services.station import Station, looking
from models.store import journal
from models.store.journal import StoredLine
from models.store.views import journal_on, trusted
from models.sync.brought import read_package_file
from models.sync.encryption import Identity
from models.sync.manifest import Run
from models.sync.package import PackageContent, read
from models.sync.refusal import PackageRefused

_KINDS = ("ack", "broadcast", "transfer", "rebuild", "resend-request")


NO_MEMORY = "包没有问题，还在原处，本机没有改动：请关掉别的程序，再导入一次。"


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


def opened(station: Station, path: Path) -> tuple[bytes, PackageContent]:
    """Reads a file of the centre after every check on it; raises StationError where it is none, or for another station."""
    try:
        data, content = _read(station, path)
    except MemoryError as error:
        raise StationError(f"电脑的内存不够，{path.name} 读不进来。", NO_MEMORY) from error
    if content.statement.kind not in _KINDS:
        raise StationError("这不是回执包，也不是县中心下发的包。", "请选县中心给的文件（名字以 A、B、Q、T 或 R.YKP 结尾）。")
    if content.statement.station != station.info.code:
        raise StationError("这份包里没有本所的数据。", "请确认拿的是给本所的文件。")
    return data, content


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


@dataclass
class Joining:
    """Which lines of packages that are taken one after the other are not here yet; what the earlier ones bring counts as here."""

    connection: sa.Connection
    station: Station
    _ends: dict[tuple[str, str], tuple[int, bytes]] = field(default_factory=dict)
    _own: bool = False

    def fresh(self, content: PackageContent) -> tuple[StoredLine, ...]:
        """Those of one package; raises StationError where they do not join, differ, or speak of what is not ours."""
        rest, fresh = chained(content), list[StoredLine]()
        for run in content.statement.runs:
            whose = run.journal or self.station.info.code
            here = journal.hashes(self.connection, whose, run.epoch, max(1, run.seq_from - 1), run.seq_to)
            here.update([self._ends[whose, run.epoch]] if (whose, run.epoch) in self._ends else [])
            _check_joins(whose, run, here)
            fresh += new_lines(whose, run, rest, here, ForkedHere)
            self._ends[whose, run.epoch] = (run.seq_to, bytes.fromhex(run.chain_after))
        self._check_ours(fresh)
        return tuple(fresh)

    def _check_ours(self, lines: list[StoredLine]) -> None:
        """The centre speaks of this station and its cases only; what comes back of our own journal is ours by its chain."""
        code = self.station.info.code
        self._own = self._own or any(line.station == code for line in lines)
        if self._own:
            return
        records = {record for line in lines for record in read_fact(line.line, None).envelope.on}
        foreign = {name for name in records if name.startswith("station:") and name != f"station:{code}"}
        cases = sorted(name for name in records if not name.startswith("station:"))
        known: set[str] = set()
        for at in range(0, len(cases), 500):
            j = journal_on.c
            query = sa.select(j.record).where(j.record.in_(cases[at : at + 500]), j.station == code)
            known.update(self.connection.scalars(query))
        if foreign or set(cases) - known:
            raise StationError("县中心的包里有不属于本所的工单。", "请联系县公司核对；本机没有改动。")


def _check_joins(whose: str, run: Run, here: dict[int, bytes]) -> None:
    if run.seq_from == 1:
        return
    before = here.get(run.seq_from - 1)
    if before is None:
        raise WordsMissing(run.seq_from - 1)
    if before.hex() != run.chain_before:
        raise ForkedHere(whose, run.epoch, run.seq_from - 1, before, bytes.fromhex(run.chain_before))
