"""Cases that come with a package for the first time: told by its own lines, so that nothing of them is read back or taken away first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from models.events import Fact, fact_of
from models.events.order import in_order
from models.store.journal import StoredLine, about


@dataclass(frozen=True)
class FreshCases:
    """Lines by case record, all of each case's, and the personal parts that they name (hash to 16 random bytes + JSON)."""

    lines: Mapping[str, Sequence[StoredLine]] = field(default_factory=dict)
    private: Mapping[str, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, records: frozenset[str], lines: Iterable[StoredLine], private: Mapping[str, bytes]) -> FreshCases:
        """Takes the lines about these records; a case that names a part which did not come is left to what the store has."""
        found: dict[str, list[StoredLine]] = {}
        lacking: set[str] = set()
        for line in lines:
            for record in about(line.told) if line.told else ():
                if record not in records:
                    continue
                found.setdefault(record, []).append(line)
                if line.private and line.private not in private:
                    lacking.add(record)
        return cls({record: own for record, own in found.items() if record not in lacking}, private)

    def facts(self, records: Iterable[str]) -> dict[str, list[Fact]]:
        """The facts of some of these cases, each in the order (epoch, seq)."""
        return {
            record: in_order([fact_of(line.told, self.private.get(line.private or "")) for line in self.lines[record] if line.told])
            for record in records
        }
