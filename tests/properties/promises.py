"""What no side of the exchange may lose: lines of which a computer was told that the centre has them, and every fact that is on any side.

Only a backup that takes a store's place loses anything: what was on that store alone. An answer on its way outlives the store that gave
it, so what an answer promises holds for a store only where that store has it: at once, if the answer is of its own epoch.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa

from models.events.envelope import decode_envelope
from models.services.centre.restored import sign_of
from models.services.centre.store import Centre
from models.services.station import Station, looking
from models.store import journal
from models.store.local import read_setting
from models.store.session import Database, reading
from models.store.views import acknowledged
from models.store.views import journal as table
from tests.properties.journals import lines_of

_names: dict[bytes, str] = {}


@dataclass
class Promises:
    """`lines` the centre had when a computer was told so; `facts` (by name) were on some side when all were last looked at."""

    lines: set[bytes] = field(default_factory=set)
    facts: set[str] = field(default_factory=set)

    def heard(self, station: Station, centre: Centre, code: str) -> None:
        """What a station now believes to be at the centre. An answer of the centre's own epoch says nothing that is not there."""
        a, held = acknowledged.c, lines_of(centre.database)
        with reading(centre.database) as connection:
            own = read_setting(connection, "epoch") if sign_of(connection, centre) is None else ""
        with looking(station) as connection:
            for epoch, seq, said_in in connection.execute(sa.select(a.epoch, a.seq, a.centre_epoch).where(a.station == code)).all():
                told = set(journal.hashes(connection, code, epoch, 1, seq).values())
                assert said_in != own or told <= held, "believed to be at the centre, and is not"
                self.lines |= told & held

    def look(self, sides: Iterable[Database]) -> None:
        """Nothing that was on any side is on none now."""
        found = set[str]().union(*map(facts_of, sides))
        assert self.facts <= found, "a fact is nowhere any more"
        self.facts = found

    def put_back(self, sides: Iterable[Database]) -> None:
        """A backup has taken the place of a store: what is on no side now was on that store alone."""
        self.facts = set[str]().union(*map(facts_of, sides))

    def centre_put_back(self, centre: Database) -> None:
        """What only the lost store held is promised again when it is there again and told again."""
        self.lines &= lines_of(centre)


def facts_of(database: Database) -> set[str]:
    """The name of every fact on a side; one that is said again in another place keeps it."""
    with reading(database) as connection:
        for hashed, line in connection.execute(sa.select(table.c.hash, table.c.line)).all():
            if hashed not in _names:
                _names[hashed] = decode_envelope(line).op_id
    return {_names[hashed] for hashed in lines_of(database)}
