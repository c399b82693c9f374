"""Package files that came to the centre: each kept by its hash before anything is believed of it, with how far it got."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import sqlalchemy as sa

from models.problems import StationError, cause_of
from models.services.centre.store import Centre
from models.store.session import cause, explain, reading
from models.store.views import arrival
from models.store.whole_file import write_whole
from models.sync.brought import read_package_file
from models.sync.manifest import Statement

State = Literal[
    "quarantined", "opened", "authenticated", "well_formed", "planned", "applied", "acked", "held", "forked", "needs_upgrade", "refused"
]
STATE_WORDS: dict[str, str] = {
    "quarantined": "已收下，待检查",
    "opened": "已解密",
    "authenticated": "签名已核对",
    "well_formed": "内容完整",
    "planned": "已试算",
    "applied": "已接收，未回执",
    "acked": "已接收并回执",
    "held": "缺号，等前面的包",
    "forked": "分叉，待处理",
    "needs_upgrade": "需升级程序",
    "refused": "拒收",
}
SIGNED = ("authenticated", "well_formed", "planned", "applied")
"""What a package had reached that a known station signed: its file is kept whatever becomes of it."""
STOPPED: tuple[State, ...] = ("held", "forked", "needs_upgrade")
"""What waits for something else to come, or for a person."""
UNFINISHED: tuple[State, ...] = ("quarantined", "opened", "authenticated", "well_formed", "planned")
"""Where a crash leaves a package; it is taken up again from the file kept here."""
assert set(STATE_WORDS) == set(get_args(State))


@dataclass(frozen=True)
class Arrival:
    """One package file as the intake page shows it; `reached` is the last good state of one that was stopped, `known` its repeated lines.

    Sequence numbers are inclusive, of the newest epoch in it. `note` is why it stopped, on a second line what to do (see `note_of`).
    """

    sha256: str
    file: str
    size: int
    state: State
    reached: str
    kind: str
    station: str
    number: int
    epoch: str
    seq_from: int
    seq_to: int
    lines: int
    known: int
    cases: int
    created_at: str
    arrived_at: str
    changed_at: str
    code: str
    note: str

    @property
    def why(self) -> str:
        """Why it stopped, or what else is to be said of it; empty where nothing is."""
        return self.note.partition("\n")[0]

    @property
    def way_on(self) -> str:
        """What is to be done about it; empty where nothing is, or where it was noted before this was kept."""
        return self.note.partition("\n")[2]

    @property
    def kept(self) -> bool:
        """Whether the original file is still kept here: what no known station signed is not."""
        return self.state != "refused" or self.reached in SIGNED


def note_of(error: StationError) -> str:
    """Why a package stopped and what to do about it, as the column `note` keeps it."""
    return "\n".join(part.replace("\n", " ") for part in (error.message, error.hint) if part)


def receive(centre: Centre, path: Path) -> str:
    """Copies a package file into the centre's own folder, durably, and returns its SHA-256; the stick may then go.

    A file that came before is not noted again. Raises StationError where it cannot be read or kept, for want of memory or of room:
    then it lies untouched where it came from, and may be taken later.
    """
    try:
        return _received(centre, path)
    except MemoryError as error:
        what = f"电脑的内存不够，{path.name} 没有收下。"
        raise StationError(what, "包没有问题，还在原处：请关掉别的程序，再接收一次。") from error


def _received(centre: Centre, path: Path) -> str:
    data = read_package_file(path)
    sha256 = hashlib.sha256(data).hexdigest()
    known = find(centre, sha256)
    if known is not None and known.state != "refused":
        return sha256
    try:
        _keep(centre, sha256, data)
        with centre.database.writer.begin() as connection:
            _begin(connection, centre, sha256, path.name, len(data))
    except OSError as error:
        what = f"写磁盘出错（{cause_of(error)}），{path.name} 没有收下。"
        raise StationError(what, "包没有问题，还在原处：请检查磁盘空间，再接收一次。") from error
    except sa.exc.DBAPIError as error:
        raise explain(error, centre.database.path) from cause(error)
    return sha256


def _keep(centre: Centre, sha256: str, data: bytes) -> None:
    path = original(centre, sha256)
    if not path.exists():
        centre.packages.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)


def original(centre: Centre, sha256: str) -> Path:
    """Where the file is kept, exactly as it came."""
    return centre.packages / f"{sha256}.YKP"


def _begin(connection: sa.Connection, centre: Centre, sha256: str, name: str, size: int) -> None:
    at = centre.now().isoformat(timespec="seconds")
    connection.execute(sa.delete(arrival).where(arrival.c.sha256 == sha256))
    empty = {"reached": "", "kind": "", "station": "", "epoch": "", "created_at": "", "code": "", "note": ""}
    zero = {"number": 0, "seq_from": 0, "seq_to": 0, "lines": 0, "known": 0, "cases": 0}
    told = {"sha256": sha256, "file": name[:200], "size": size, "state": "quarantined", "arrived_at": at, "changed_at": at}
    connection.execute(sa.insert(arrival).values({**empty, **zero, **told}))


def find(centre: Centre, sha256: str) -> Arrival | None:
    """One package by its hash, None where it never came."""
    with reading(centre.database) as connection:
        row = connection.execute(sa.select(arrival).where(arrival.c.sha256 == sha256)).mappings().first()
    return None if row is None else Arrival(**row)


def find_in(connection: sa.Connection, sha256: str) -> str:
    """The state of a package, inside a transaction."""
    return str(connection.execute(sa.select(arrival.c.state).where(arrival.c.sha256 == sha256)).scalar() or "")


def reached_in(connection: sa.Connection, sha256: str) -> str:
    """The last good state of a package, inside a transaction."""
    return str(connection.execute(sa.select(arrival.c.reached).where(arrival.c.sha256 == sha256)).scalar() or "")


def list_arrivals(centre: Centre, states: tuple[State, ...] = (), station: str = "", limit: int | None = None) -> tuple[Arrival, ...]:
    """Packages that came, the newest first and at most `limit`; in some states or of one station only, where named."""
    query = sa.select(arrival).order_by(arrival.c.arrived_at.desc(), arrival.c.number.desc()).limit(limit)
    if states:
        query = query.where(arrival.c.state.in_(states))
    if station:
        query = query.where(arrival.c.station == station)
    with reading(centre.database) as connection:
        return tuple(Arrival(**row) for row in connection.execute(query).mappings())


@dataclass(frozen=True)
class Came:
    """The newest packages and, however old, each that is stopped; `counts` of all, by their state."""

    shown: tuple[Arrival, ...]
    counts: Mapping[str, int]

    @property
    def all(self) -> int:
        """How many came."""
        return sum(self.counts.values())


def overview(centre: Centre, station: str = "", most: int = 500) -> Came:
    """What came from a station, or from all: at most so many packages and those that are stopped, whatever has come since."""
    newest, stopped = list_arrivals(centre, station=station, limit=most), list_arrivals(centre, STOPPED, station)
    listed = {one.sha256 for one in newest}
    query = sa.select(arrival.c.state, sa.func.count()).group_by(arrival.c.state)
    with reading(centre.database) as connection:
        counted = connection.execute(query.where(arrival.c.station == station) if station else query).all()
    return Came((*newest, *(one for one in stopped if one.sha256 not in listed)), {str(state): int(count) for state, count in counted})


def move(connection: sa.Connection, centre: Centre, sha256: str, state: State, **told: object) -> None:
    """Notes how far a package got, inside a transaction; `told` are further columns of `Arrival`."""
    at = centre.now().isoformat(timespec="seconds")
    connection.execute(sa.update(arrival).where(arrival.c.sha256 == sha256).values(state=state, changed_at=at, **told))


def said_by(statement: Statement) -> dict[str, object]:
    """The columns that the signed statement fills."""
    return {
        "kind": statement.kind,
        "station": statement.station,
        "number": statement.pkg_no,
        "epoch": statement.runs[-1].epoch if statement.runs else statement.db_epoch,
        "seq_from": statement.seq_from,
        "seq_to": statement.seq_to,
        "created_at": statement.created_at,
    }


def drop_unsigned(centre: Centre, sha256: str) -> None:
    """Removes the kept file of a package that no known station signed: nobody can fill this disk with strangers' files."""
    original(centre, sha256).unlink(missing_ok=True)
