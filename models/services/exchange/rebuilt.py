"""A station taken back from the county: all parts of a rebuild package, read one after the other, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa

from models import events
from models.attached_content import kind_of_bytes
from models.events.envelope import decode_envelope
from models.freed_memory import give_back
from models.problems import StationError
from models.services.exchange.acknowledging import note_rebuilt
from models.services.exchange.asked_again import ask_still
from models.services.exchange.centre_change import CentreChange, adopt, announced
from models.services.exchange.epochs import open_epoch, put_apart
from models.services.exchange.from_centre import Joining, opened
from models.services.exchange.incoming_words import rebuild_words
from models.services.exchange.rebuild_parts import Gathered, PartFile, is_kept, is_untouched, let_go, mark_of, note_taken, numbered
from models.services.exchange.returning import keep_original
from models.services.folding.refold import Folder
from models.services.station import APP, Station, looking
from models.store import journal
from models.store.journal import Append, Author, StoredLine
from models.store.local import REBUILT_SET, read_setting, write_setting
from models.store.views import person_view
from models.sync.encryption import Identity
from models.sync.package import PackageContent
from models.sync.refusal import PackageRefused
from models.sync.signing import SigningKey

REBUILT = "由县中心数据包重建"
_AT_ONCE = 1000


@dataclass(frozen=True)
class Rebuild:
    """What of a rebuild package is here, and the epochs of our own that it brings, where all of it is; `summary` is for the clerk."""

    gathered: Gathered
    epochs: frozenset[str]
    brings: bool
    summary: tuple[str, ...]


@dataclass
class _Brought:
    """What the parts bring together, counted one after the other; of the lines only those about keys are held."""

    own: int = 0
    spoken: int = 0
    cases: set[str] = field(default_factory=set)
    ends: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Of our own epochs: the last line that the centre holds, and the chain's hash there."""
    keys: list[StoredLine] = field(default_factory=list)

    def add(self, code: str, content: PackageContent, fresh: tuple[StoredLine, ...]) -> None:
        """Counts one part."""
        self.ends.update({run.epoch: (run.seq_to, run.chain_after) for run in content.statement.runs if not run.journal})
        mine = [line for line in fresh if line.station == code]
        self.own += len(mine)
        self.spoken += len(fresh) - len(mine)
        told = (line.told or decode_envelope(line.line) for line in mine)
        self.cases.update(record for one in told for record in one.on if record.startswith("case:"))
        self.keys += [line for line in fresh if line.station != code and b'"keys"' in line.line]


def look_into_rebuild(station: Station, found: Gathered) -> Rebuild:
    """Tells what taking parts of a set would do; where all are here, after reading every one of them once more. Nothing changes."""
    if found.missing:
        return _waiting(station, found)
    brought = _Brought()
    with looking(station) as connection:
        joining = Joining(connection, station)
        for content in _contents(station, found):
            brought.add(station.info.code, content, joining.fresh(content))
            del content
        changes = announced(connection, brought.keys)
    whole = [f"重建包共 {found.mark.parts} 份，都齐了。"] if found.mark.parts > 1 else []
    told = [*whole, *(change.words for change in changes), *rebuild_words(brought.own, len(brought.cases), brought.spoken)]
    return Rebuild(found, frozenset(brought.ends), bool(brought.own or brought.spoken), (*_dropped(found), *told))


def _waiting(station: Station, found: Gathered) -> Rebuild:
    with looking(station) as connection:
        taken, new = read_setting(connection, REBUILT_SET) == found.mark.pkg_id, is_untouched(connection, station.info.code)
    if taken:
        return Rebuild(found, frozenset(), brings=False, summary=("这一次写出的重建包本机已经用过，不用再导入。",))
    if not found.new:
        return Rebuild(found, frozenset(), brings=False, summary=(f"这一份以前已经收下，{found.lacks}。",))
    what = f"重建包第 {numbered(one.part for one in found.new)} 份，{found.lacks}。"
    until = "各份齐了才重建；重建好以前，本机不能登记，也不能导出。" if new else "各份齐了才补进来；在那以前什么都不会变。"
    return Rebuild(found, frozenset(), brings=True, summary=(*_dropped(found), what, f"接收以后先存在本机，{until}"))


def _dropped(found: Gathered) -> tuple[str, ...]:
    numbers = numbered(one.part for one in found.dropped)
    return (f"县中心后来又写了一次重建包：以前收下的（第 {numbers} 份）不再用，从头收起。",) if numbers else ()


def _contents(station: Station, found: Gathered, *, believed: bool = False) -> Iterator[PackageContent]:
    """The parts in their order, each read after every check on it, one in memory at a time; raises StationError where one does not fit.

    Those that are to be `believed` are kept as they came first, as far as the centre's words are in them.
    """
    before = ""
    for one in found.parts:
        data, content = _content(station, found, one)
        if one.part > 1 and content.statement.prev_pkg_sha256 != before:
            raise StationError(f"重建包第 {one.part} 份接不上第 {one.part - 1} 份。", "请向县中心要一次新的重建包；本机没有改动。")
        before = one.sha256
        if believed:
            keep_original(station, data, content)
        del data
        yield content
        del content  # or two parts would lie in memory while the next is read
        give_back()


def _content(station: Station, found: Gathered, one: PartFile) -> tuple[bytes, PackageContent]:
    try:
        data, content = opened(station, one.path)
        same = content.sha256 == one.sha256
    except StationError as error:
        if not (is_kept(station, one) and isinstance(error, PackageRefused)):
            raise
        same = False
    if same and (mark_of(content.statement), content.statement.part) == (one.mark, one.part):
        return data, content
    if is_kept(station, one):
        let_go(one)
        raise StationError(
            f"本机收着的重建包第 {one.part} 份已损坏，去掉了：还缺第 {one.part} 份，共 {found.mark.parts} 份。",
            "请把这一份再导入一次；别的都还在，本机没有改动。",
        )
    raise StationError(f"{one.path.name} 在核对以后变了。", "请重新插好 U 盘，再导入一次；本机没有改动。")


def take_rebuild(station: Station, connection: sa.Connection, found: Rebuild) -> tuple[list[str], str]:
    """Takes all parts in, inside one transaction; returns the records touched and the new epoch's name, empty where it stays."""
    code = station.info.code
    known = {epoch for _, epoch, _ in journal.epochs(connection, code)}
    if is_untouched(connection, code) and not known & found.epochs:
        make_room(connection, station)
    joining, brought, touched, said_in = Joining(connection, station), _Brought(), dict[str, None](), ""
    for content in _contents(station, found.gathered, believed=True):
        fresh = joining.fresh(content)
        brought.add(code, content, fresh)
        said_in = content.statement.db_epoch
        touched.update(dict.fromkeys(_store(station, connection, content, fresh)))
        del content, fresh
    renewed: tuple[CentreChange, ...] = announced(connection, brought.keys)
    Folder(connection).refold(touched)
    epoch = settle_in(connection, station)
    adopt(connection, station, renewed, epoch or station.epoch)
    note_rebuilt(connection, code, said_in, brought.ends)
    ask_still(connection, code)
    note_taken(connection, found.gathered.mark)
    return list(touched), epoch


def _store(station: Station, connection: sa.Connection, content: PackageContent, fresh: tuple[StoredLine, ...]) -> Iterator[str]:
    for at in range(0, len(fresh), _AT_ONCE):
        yield from journal.insert_lines(connection, list(fresh[at : at + _AT_ONCE]))
    named = {line.private for line in fresh if line.private}
    journal.keep_private(connection, {name: data for name, data in content.private.items() if name in named})
    for data in content.attachments.values():
        station.attachments.keep(connection, data, kind_of_bytes(data))


def make_room(connection: sa.Connection, station: Station) -> None:
    """Sets the few lines of the fresh enrolment apart: the journal that comes back has the station's own beginning."""
    for code, epoch, _last in journal.epochs(connection, station.info.code):
        put_apart(connection, code, epoch, 1, station.now().isoformat(timespec="seconds"))


def settle_in(connection: sa.Connection, station: Station) -> str:
    """After a fresh station took its journal back: a new epoch with its own keys; returns its name, empty where the epoch stays."""
    code = station.info.code
    if station.epoch in {epoch for _, epoch, _ in journal.epochs(connection, code)}:
        return ""
    append = Append(connection, Author(code, station.epoch, station.actor, station.device, APP), station.now())
    epoch = open_epoch(append, code, REBUILT)
    verify = SigningKey.from_bytes(station.keys.signing_seed).verify_key
    info = station.info
    append.add(
        events.StationOpened(
            code=code,
            name=info.name,
            county=info.county,
            phone=info.phone,
            verify_key=verify.hex(),
            recipient=Identity.from_text(station.keys.identity).recipient,
        ),
        (f"station:{code}",),
        reason=REBUILT,
    )
    Folder(connection).refold(append.touched)
    p = person_view.c
    actor = connection.execute(sa.select(p.person).where(p.station == code, p.until.is_(None)).order_by(p.since)).scalar()
    if actor:
        write_setting(connection, "actor", actor)
        station.actor = str(actor)
    return epoch
