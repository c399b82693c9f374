"""分叉: where a station's line differs from the one that is here under its number, with both sides told."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from models.events.envelope import decode_envelope
from models.services import arrivals
from models.services.centre_keys import read_here
from models.services.centre_store import Centre
from models.store import journal
from models.store.session import reading
from models.store.views import case_view, fork, trusted
from models.sync.refusal import PackageRefused


@dataclass(frozen=True)
class Fork:
    """One place where two histories part. `ours` and `theirs` are the hashes of the line that differs, in hex; `sha256` names the package
    that brought theirs. `our_cases` and `their_cases` are numbers of cases from that line on (theirs only where known here as well)."""

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


def _numbers(connection: sa.Connection, lines: list[bytes]) -> tuple[str, ...]:
    """The cases that lines speak of: their numbers, or where a case is not here the first digits of its identity."""
    names = dict.fromkeys(name.partition(":")[2] for line in lines for name in decode_envelope(line).on if name.startswith("case:"))
    known: dict[str, str] = {}
    ids = list(names)
    for at in range(0, len(ids), 500):
        query = sa.select(case_view.c.id, case_view.c.number).where(case_view.c.id.in_(ids[at : at + 500]))
        known.update({str(name): str(number) for name, number in connection.execute(query)})
    return tuple(known.get(name, f"{name[:8]}…（本库没有）") for name in ids)
