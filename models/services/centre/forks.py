"""分叉: where a station's line differs from the one that is here under its number, with both sides told."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from models.events.envelope import Envelope, decode_envelope
from models.services.centre import arrivals
from models.services.centre.arrivals import Arrival
from models.services.centre.keys import read_here
from models.services.centre.store import Centre
from models.store import journal
from models.store.session import reading
from models.store.views import case_view, fork, trusted
from models.sync.refusal import PackageRefused


@dataclass(frozen=True)
class Fork:
    """One place where two histories part. `ours` and `theirs` are the hashes of the line that differs, in hex; `sha256` names the package
    that brought theirs. `our_cases` and `their_cases` are numbers of cases from that line on."""

    station: str
    epoch: str
    seq: int
    ours: str
    theirs: str
    sha256: str
    at: str
    settled: str
    our_lines: int
    their_lines: int
    our_cases: tuple[str, ...]
    their_cases: tuple[str, ...]


def forks(centre: Centre, *, settled: bool = False) -> tuple[Fork, ...]:
    """The open forks, the newest first; `settled` includes those that came to rest."""
    query = sa.select(fork).order_by(fork.c.at.desc())
    if not settled:
        query = query.where(fork.c.settled_at.is_(None))
    with reading(centre.database) as connection:
        rows = connection.execute(query).mappings().all()
        return tuple(_fork(connection, centre, dict(row)) for row in rows)


def laid_to_rest(centre: Centre, came: Iterable[Arrival]) -> frozenset[str]:
    """The SHA-256 of those packages that were stopped as forks and whose station has said the lines again since, in a new epoch."""
    with reading(centre.database) as connection:
        f = fork.c
        query = sa.select(f.station, f.epoch, f.seq, f.settled_at)
        places = [(str(code), str(epoch), int(seq), bool(settled)) for code, epoch, seq, settled in connection.execute(query)]
    return frozenset(one.sha256 for one in came if one.state == "forked" and _all_settled(one, places))


def _all_settled(one: Arrival, places: list[tuple[str, str, int, bool]]) -> bool:
    inside = [
        settled
        for station, epoch, seq, settled in places
        if (station, epoch) == (one.station, one.epoch) and one.seq_from <= seq <= one.seq_to
    ]
    return bool(inside) and all(inside)


def _fork(connection: sa.Connection, centre: Centre, row: dict[str, object]) -> Fork:
    station, epoch, seq = str(row["station"]), str(row["epoch"]), int(str(row["seq"]))
    ours = [line.line for line in journal.lines_from(connection, station, epoch, seq - 1)]
    theirs = _theirs(connection, centre, str(row["sha256"]), epoch, seq)
    settled = f"{str(row['settled_at'])[:16].replace('T', ' ')} {row['note']}" if row["settled_at"] else ""
    return Fork(
        station, epoch, seq, str(row["ours"]), str(row["theirs"]), str(row["sha256"]), str(row["at"]), settled, len(ours), len(theirs),
        _numbers(connection, ours), _numbers(connection, theirs),
    )  # fmt: skip


def _theirs(connection: sa.Connection, centre: Centre, sha256: str, epoch: str, seq: int) -> list[bytes]:
    """The other side's lines from the place on, as the kept package has them; none where it can no longer be read."""
    keys = {row.fingerprint: bytes.fromhex(row.verify_key) for row in connection.execute(sa.select(trusted))}
    try:
        content = read_here(centre, arrivals.original(centre, sha256).read_bytes(), keys)
    except (OSError, PackageRefused):
        return []
    rest = iter(content.lines)
    runs = content.statement.runs
    numbered = [(run.epoch, number, next(rest)) for run in runs for number in range(run.seq_from, run.seq_to + 1)]
    return [line for name, number, line in numbered if name == epoch and number >= seq]


class _Named(msgspec.Struct, frozen=True):
    """The number that a registration gives its case."""

    number: str = ""


def _numbers(connection: sa.Connection, lines: list[bytes]) -> tuple[str, ...]:
    """The cases that lines speak of: their numbers; of one that is not here the number its own registration gave it, else the end of
    its identity."""
    said: dict[str, str] = {}
    for line in map(decode_envelope, lines):
        for name in line.on:
            if name.startswith("case:"):
                said[name[5:]] = said.get(name[5:]) or _number(line)
    here, numbers = _known(connection, case_view.c.id, list(said)), list(filter(None, said.values()))
    taken = _known(connection, case_view.c.number, numbers).values()
    return tuple(here.get(case) or _stranger(case, number, number in taken) for case, number in said.items())


def _number(line: Envelope) -> str:
    if line.kind != "ApplicationRegistered":
        return ""
    with suppress(msgspec.MsgspecError):
        return msgspec.json.decode(line.body, type=_Named).number
    return ""


def _stranger(case: str, number: str, taken: bool) -> str:
    if not number:
        return f"…{case[-8:]}（本库没有）"
    return f"{number}（{'与本库的同号，是另一件' if taken else '本库没有'}）"


def _known(connection: sa.Connection, column: sa.ColumnElement[str], wanted: list[str]) -> dict[str, str]:
    known: dict[str, str] = {}
    for at in range(0, len(wanted), 500):
        query = sa.select(case_view.c.id, case_view.c.number).where(column.in_(wanted[at : at + 500]))
        known.update({str(name): str(number) for name, number in connection.execute(query)})
    return known
