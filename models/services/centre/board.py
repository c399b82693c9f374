"""供电所看板: what the centre has of each station, how long ago something came, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

import sqlalchemy as sa

from models.services.centre.answers import holdings, missing_attachments
from models.services.centre.restored import PutBack, sign_of
from models.services.centre.store import Centre
from models.services.centre.trusted_stations import own_codes
from models.services.folding.same_numbers import reminded
from models.store.local import read_setting, write_setting
from models.store.session import cause, explain, reading
from models.store.views import arrival, case_view, fork, station_view, trusted
from models.sync.manifest import Acknowledged

QUIET_DAYS = 7
"""默认值（非规定）: after how many calendar days without a package a station is marked; twice as many mark it more strongly."""
_QUIET, _LAST = "quiet_days", 5
Level = Literal["overdue", "due", "near", "calm", "waiting"]


@dataclass(frozen=True)
class BoardPackage:
    """One of the last packages of a station: its number and how far it got (a key of STATE_WORDS)."""

    number: int
    state: str
    on: str


@dataclass(frozen=True)
class BoardRow:
    """One station. `days` are calendar days since its last package, None where none came; `seq` is held without a gap (inclusive), of the
    newest epoch; `epoch` is that one's number, 0 where there was no other.

    `gaps` are (first, last), inclusive, of lines that are missing, those before a package that waits among them. `unanswered` packages
    were taken and not answered yet; `missing` papers or files were named and have not come; `differs`: its lists come out otherwise there
    than here (a fault of a program). `asked_on` is the day on which it was asked to send again, as long as no package came since;
    `same_numbers` are cases that bear one number with another one and were not explained.
    """

    station: str
    name: str
    registered: bool
    revoked: bool
    last: tuple[BoardPackage, ...]
    last_on: date | None
    days: int | None
    seq: int
    epoch: int
    cases: int
    gaps: tuple[tuple[int, int], ...]
    held: int
    forks: int
    unanswered: int
    missing: int
    differs: bool
    asked_on: date | None
    same_numbers: int
    level: Level


@dataclass(frozen=True)
class Board:
    """Every station that is registered or of which something lies here, the worst first; `strangers` are files that no known key signed.

    `put_back` is the sign that this store is an older copy of itself.
    """

    rows: tuple[BoardRow, ...]
    strangers: int
    quiet_days: int
    put_back: PutBack | None = None


_ORDER: tuple[Level, ...] = ("overdue", "due", "near", "waiting", "calm")


def board(centre: Centre, today: date) -> Board:
    """The board as of a day."""
    with reading(centre.database) as connection:
        quiet = int(read_setting(connection, _QUIET, str(QUIET_DAYS)))
        known = connection.execute(sa.select(trusted.c.station, trusted.c.name, trusted.c.revoked).order_by(trusted.c.revoked)).all()
        names = {str(code): str(name) for code, name in connection.execute(sa.select(station_view.c.code, station_view.c.name))}
        living = {row.station: row.name for row in known if not row.revoked}
        revoked = {row.station: row.name for row in known if row.revoked}
        codes = sorted({*living, *revoked, *own_codes(connection)})
        twice = reminded(connection)
        rows = [_row(connection, code, names.get(code) or living.get(code) or revoked.get(code) or "", today, quiet, code in living,
                     code in revoked and code not in living, twice) for code in codes]  # fmt: skip
        a, put_back = arrival.c, sign_of(connection, centre)
        strangers = int(connection.execute(sa.select(sa.func.count()).where(a.code == "unknown_signer", a.state == "refused")).scalar_one())
    return Board(tuple(sorted(rows, key=lambda row: (_ORDER.index(row.level), row.station))), strangers, quiet, put_back)


def set_quiet_days(centre: Centre, days: int) -> None:
    """Keeps after how many days without a package a station is marked."""
    try:
        with centre.database.writer.begin() as connection:
            write_setting(connection, _QUIET, str(days))
    except sa.exc.DBAPIError as error:
        raise explain(error, centre.database.path) from cause(error)


def _row(
    connection: sa.Connection, code: str, name: str, today: date, quiet: int, registered: bool, revoked: bool, twice: dict[str, int]
) -> BoardRow:  # fmt: skip
    a = arrival.c
    last = connection.execute(
        sa.select(a.number, a.state, a.arrived_at).where(a.station == code).order_by(a.arrived_at.desc(), a.number.desc()).limit(_LAST)
    ).all()
    counted = connection.execute(sa.select(a.state, sa.func.count()).where(a.station == code).group_by(a.state))
    states: dict[str, int] = {str(state): int(many) for state, many in counted}
    have = holdings(connection, code)
    cases = int(connection.execute(sa.select(sa.func.count()).where(case_view.c.station == code)).scalar_one())
    forks = int(connection.execute(sa.select(sa.func.count()).where(fork.c.station == code, fork.c.settled_at.is_(None))).scalar_one())
    on = date.fromisoformat(str(last[0].arrived_at)[:10]) if last else None
    told = BoardRow(
        station=code,
        name=name,
        registered=registered,
        revoked=revoked,
        last=tuple(BoardPackage(row.number, row.state, str(row.arrived_at)[:10]) for row in last),
        last_on=on,
        days=(today - on).days if on else None,
        seq=have[-1].seq if have else 0,
        epoch=int(have[-1].epoch.partition(".")[0]) if len(have) > 1 else 0,
        cases=cases,
        gaps=(*(gap for one in have for gap in one.gaps), *_awaited(connection, code, have)),
        held=states.get("held", 0),
        forks=forks,
        unanswered=states.get("applied", 0),
        missing=len(missing_attachments(connection, code)),
        differs=read_setting(connection, f"differs:{code}") != "",
        asked_on=_asked_on(connection, code),
        same_numbers=twice.get(code, 0),
        level="calm",
    )
    return _levelled(told, quiet)


def asked_key(code: str) -> str:
    """Under which setting it is kept when a station was asked to send again."""
    return f"asked:{code}"


def _asked_on(connection: sa.Connection, code: str) -> date | None:
    at, a = read_setting(connection, asked_key(code)), arrival.c
    since = sa.select(a.sha256).where(a.station == code, a.arrived_at > at, a.kind.in_(("delta", "full"))).limit(1)
    return date.fromisoformat(at[:10]) if at and connection.execute(since).first() is None else None


def _awaited(connection: sa.Connection, code: str, have: tuple[Acknowledged, ...]) -> Iterator[tuple[int, int]]:
    """The ranges before packages that wait for them; those a supervisor let be are holes already."""
    a = arrival.c
    ends = {one.epoch: max((one.seq, *(last for _, last in one.gaps))) for one in have}
    query = sa.select(a.epoch, a.seq_from, a.seq_to).where(a.station == code, a.state == "held").order_by(a.epoch, a.seq_from)
    for epoch, first, last in connection.execute(query):
        end = ends.get(epoch, 0)
        if first > end + 1:
            yield end + 1, first - 1
        ends[epoch] = max(end, last)


def _levelled(row: BoardRow, quiet: int) -> BoardRow:
    level: Level = "calm"
    if row.forks or row.differs:
        level = "overdue"
    elif row.gaps or row.held or (row.days is not None and row.days > 2 * quiet):
        level = "due"
    elif row.missing or row.unanswered or row.asked_on or row.same_numbers or (row.days is not None and row.days > quiet):
        level = "near"
    elif row.days is None or not row.registered:
        level = "waiting"
    return BoardRow(**{**row.__dict__, "level": level})
