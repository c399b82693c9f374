"""What a field offers while it is typed: villages, firms, industries and equipment, found by their words or first letters.

Nothing personal is offered: of addresses only what lists show of them (down to the village), of forms only what stands in the open
part of the journal. Only an application offers names, those of the agents who came for this very customer before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from models.electrical.rules import shipped_electrical
from models.forms.fields import Suggest
from models.industries import industries
from models.name_search import initials
from models.services.station import Station

MOST = 8
_VILLAGES = "SELECT village, count(*) FROM case_view WHERE village <> '' AND NOT erased GROUP BY village ORDER BY 2 DESC, 1"
_WORDS = "SELECT word, count(*) FROM word_view WHERE kind = :kind GROUP BY word ORDER BY 2 DESC, 1"


class Suggestions:
    """The lists of one station, each read once when it is first asked for; a page takes new ones when it is opened.

    `agents` gives the names known for the customer who stands in the form at that moment.
    """

    def __init__(self, station: Station, agents: Callable[[], Sequence[str]] = tuple) -> None:
        self._station = station
        self._agents = agents
        self._lists: dict[Suggest, tuple[str, ...]] = {}

    def __call__(self, kind: Suggest, typed: str) -> tuple[str, ...]:
        """At most eight texts for what was typed, what begins so first, then by how often they were used; () while nothing fits."""
        if kind == "agent":
            return matching(self._agents(), typed)
        if kind not in self._lists:
            self._lists[kind] = self._read(kind)
        return matching(self._lists[kind], typed)

    def _read(self, kind: Suggest) -> tuple[str, ...]:
        if kind == "industry":
            return industries()
        with self._station.looks.look() as look:
            rows = look.tuples(_VILLAGES) if kind == "village" else look.tuples(_WORDS, {"kind": kind})
        used = [str(row[0]) for row in rows]
        known = [word for load in shipped_electrical().loads for word in load.words if len(word) > 1] if kind == "equipment" else []
        return tuple(dict.fromkeys((*used, *known)))


def matching(words: Sequence[str], typed: str) -> tuple[str, ...]:
    """The words that begin with or contain what was typed, or whose first letters do; never the very word that stands there already."""
    wanted = typed.strip().lower().replace(" ", "")
    if not wanted:
        return ()
    found = [(_rank(word, wanted), at, word) for at, word in enumerate(words)]
    return tuple(word for rank, _, word in sorted(found) if rank < _NONE and word.lower() != typed.strip().lower())[:MOST]


_NONE = 9


def _rank(word: str, wanted: str) -> int:
    plain = word.lower().replace(" ", "")
    if plain.startswith(wanted):
        return 0
    if wanted in plain:
        return 2
    if not (wanted.isascii() and wanted.isalpha()):
        return _NONE
    ways = _letters(word)
    if any(way.startswith(wanted) for way in ways):
        return 1
    return 3 if any(wanted in way for way in ways) else _NONE


@cache
def _letters(word: str) -> tuple[str, ...]:
    """The first letters of a word; what is no letter of a name (a code in front) is left away."""
    return initials(word.lstrip("ABCDEFGHIJKLMNOPQRST0123456789 "))
