"""Whose turn a passed-up case is, how it went to and fro between station and centre, and what the centre asked the station to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Side = Literal["station", "centre"]
MoveKind = Literal["passed_up", "supplement", "answered", "done"]
MOVES: dict[str, str] = {"passed_up": "上报县中心", "supplement": "退回补正", "answered": "供电方案答复", "done": "县中心办完"}
TASKS: dict[str, str] = {"attend": "参加竣工检验", "opinion": "填供电所组意见"}


@dataclass(frozen=True)
class Move:
    """One handing over on a day; `taken_on` is the day the other side took it in hand, `by` who did, None and empty before.

    `place` is its line (epoch, seq), kept of a passing up. `met`: the station noted a return on paper while the centre, which did not
    know of it, had the case in hand.
    """

    kind: MoveKind
    on: date
    items: tuple[str, ...] = ()
    words: str = ""
    paper: bool = False
    taken_on: date | None = None
    by: str = ""
    place: tuple[str, int] = ("", 0)
    met: bool = False

    @property
    def to(self) -> Side:
        """Who has it then."""
        return "centre" if self.kind == "passed_up" else "station"


@dataclass(frozen=True)
class StationTask:
    """Something the centre asked the station to do by a day (inclusive); `done_on` None while it is open."""

    id: str
    kind: str
    on: date
    words: str
    asked_on: date
    done_on: date | None = None
    by: str = ""
    answer: str = ""

    @property
    def name(self) -> str:
        """The task in words."""
        return TASKS.get(self.kind, self.kind)


@dataclass
class Handover:
    """The movements of a case in order, and the station's tasks by identity.

    `crossed` are returns for a supplement that the centre wrote before it had the station's newest passing up (its number in `moves`):
    they move nothing.
    `opinion` is where the station's opinion stands (epoch, seq) and its day, None before it is given.
    """

    moves: list[Move] = field(default_factory=list)
    crossed: list[tuple[int, Move]] = field(default_factory=list)
    tasks: dict[str, StationTask] = field(default_factory=dict)
    opinion: tuple[tuple[str, int], date] | None = None

    @property
    def last(self) -> Move | None:
        """The last movement; None of a case that was never passed up."""
        return self.moves[-1] if self.moves else None

    @property
    def owner(self) -> Side:
        """Whose turn it is: the station's until it passes the case up."""
        return self.moves[-1].to if self.moves else "station"

    @property
    def in_hand(self) -> bool:
        """Whether the side whose turn it is took the case in hand."""
        return not self.moves or self.moves[-1].taken_on is not None

    @property
    def overtaken(self) -> tuple[Move, ...]:
        """Returns that the last passing up crossed, until the centre takes that in hand."""
        at = len(self.moves) - 1
        return () if self.owner == "station" or self.in_hand else tuple(move for number, move in self.crossed if number == at)

    @property
    def open_tasks(self) -> tuple[StationTask, ...]:
        """What the station is still to do, the soonest first."""
        return tuple(sorted((task for task in self.tasks.values() if task.done_on is None), key=lambda task: task.on))

    def has(self, side: Side) -> bool:
        """Whether a side may work on the case: it is its turn, and it took it in hand."""
        return self.owner == side and self.in_hand

    def spans(self) -> tuple[tuple[Side, date, date | None], ...]:
        """Who had the case from when until when (both inclusive, the last open), from the first passing up on."""
        ends = [move.on for move in self.moves[1:]]
        return tuple((move.to, move.on, end) for move, end in zip(self.moves, (*ends, None), strict=True))
