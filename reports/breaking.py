"""Where a Chinese line may end: marks that stay together, units with their numbers, words whole, no character left alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, takewhile

from reports import fonts

NO_START = frozenset("，。、；：？！）〕】》〉」』〗”’…—～·％‰℃°々,.;:?!)]}%")
NO_END = frozenset("（〔【《〈「『〖“‘￥¥＄№☐☑([{")
DIGITS = frozenset("0123456789")
COUNTED = frozenset("年月日时分秒个元角万千瓦伏安平米户台只套份页件次项回层号组")      # stay with the number before them
UNITS = frozenset((
    "V", "kV", "A", "mA", "kA", "W", "kW", "MW", "VA", "kVA", "MVA", "var", "kvar", "kWh", "MWh", "Hz", "m", "km", "cm", "mm", "m²", "mm²",
    "h", "min", "s", "kg", "t", "Ω", "kΩ", "MΩ",
))  # fmt: skip
HALF_RIGHT = frozenset("，。、；：？！）〕】》〉」』”’")     # ink in the left half: may lose the right half
HALF_LEFT = frozenset("（〔【《〈「『“‘")
BOXES = frozenset("☐☑")
GLUE = "\u2060"                                              # word joiner: forbids a break, is never drawn
BLANKS = " \u3000"
SPLITS = "-/_.@"                                             # where an overlong word is cut by preference
PROSE = 15                                                   # em; a column this wide is flush right whatever it takes


@dataclass(frozen=True)
class Atom:
    """One character with the face it is drawn in and its width in em."""

    char: str
    bold: bool
    face: str
    em: float
    under: bool = False


@lru_cache(maxsize=20_000)
def atom_of(char: str, heavy: bool = False, under: bool = False) -> Atom:
    """A character in the face that has it."""
    if char in BOXES:
        return Atom(char, heavy, "", 1.12)
    if char == GLUE:
        return Atom(char, heavy, "", 0.0)
    return Atom(char, heavy, fonts.face_of(char, heavy) or fonts.REGULAR, fonts.advance(char, heavy), under)


def is_word(char: str) -> bool:
    """Whether a character is part of a word or number in other than Chinese writing."""
    return "!" <= char <= "~" or "\u00c0" <= char <= "\u024f" or "\u0370" <= char <= "\u03ff"


@lru_cache(maxsize=20_000)
def _joined(left: str, right: str) -> bool:
    """Whether no line may end between two characters."""
    if right in BLANKS or left in NO_END or right in NO_START or left == "." or GLUE in (left, right):
        return True
    if left in BLANKS:
        return False
    return (is_word(left) and is_word(right)) or (left in DIGITS and right in COUNTED)


def clusters(atoms: list[Atom]) -> list[list[Atom]]:
    """Groups atoms that must stay on one line; a blank hangs on what stands before it, a unit on its number."""
    groups: list[list[Atom]] = []
    left = ""
    for at, atom in enumerate(atoms):
        if left and (_joined(left, atom.char) or (left == " " and _unit_follows(atoms, at))):
            groups[-1].append(atom)
        else:
            groups.append([atom])
        left = atom.char
    return groups


def _unit_follows(atoms: list[Atom], at: int) -> bool:
    """Whether a unit or counted word stands at this place, behind a number and one blank (60 kW, 2 份)."""
    if at < 2 or atoms[at - 2].char not in DIGITS:
        return False
    following = (atom.char for atom in atoms[at : at + 6])
    letters = "".join(takewhile(lambda char: char < "\u2e80" and (char.isalnum() or char == "Ω"), following))
    return letters in UNITS or atoms[at].char in COUNTED


def tightened(left: str, right: str) -> float:
    """Em taken away between two full-width marks that stand side by side."""
    if left in HALF_RIGHT and (right in HALF_RIGHT or right in HALF_LEFT):
        return 0.5
    return 0.5 if left in HALF_LEFT and right in HALF_LEFT else 0.0


def _measured(atoms: list[Atom]) -> tuple[float, float]:
    """The width in em with the blanks at the end, and the least one: without them, a last mark giving up its empty half."""
    if len(atoms) == 1:
        return atoms[0].em, atoms[0].em - _hanging(atoms[0].char)
    kept = stripped(atoms)
    width = sum([atom.em for atom in kept]) - sum([tightened(a.char, b.char) for a, b in pairwise(kept)])
    blanks = sum([atom.em for atom in atoms[len(kept) :]])
    return width + blanks, width - (_hanging(kept[-1].char) if kept else 0.0)


def _hanging(char: str) -> float:
    return 0.5 if char in HALF_RIGHT else 0.0


def _fits(atoms: list[Atom], room: float) -> bool:
    """Whether atoms fit into `room` em, the last mark giving up its empty half if need be."""
    return _measured(atoms)[1] <= room + 1e-6


def _pieces(cluster: list[Atom], room: float) -> Iterator[list[Atom]]:
    """Cuts a cluster that is wider than a whole line into pieces that fit."""
    piece: list[Atom] = []
    for atom in cluster:
        if piece and not _fits([*piece, atom], room):
            cut = _cut(piece, atom)
            yield piece[:cut]
            piece = piece[cut:]
        piece.append(atom)
    yield piece


def _cut(piece: list[Atom], following: Atom) -> int:
    """Where an overlong word is cut: behind a joint, else where no forbidden mark comes to a line's start or end, else anywhere."""
    chars = [*(atom.char for atom in piece), following.char]
    places = range(len(piece), len(piece) // 2, -1)
    joints = (at for at in places if chars[at - 1] in SPLITS and chars[at] not in NO_START)
    allowed = (at for at in range(len(piece), 0, -1) if chars[at] not in NO_START and chars[at - 1] not in NO_END)
    return next(joints, 0) or next(allowed, len(piece))


def broken(atoms: list[Atom], room: float, indent: float) -> list[list[Atom]]:
    """Breaks one hard line greedily; `room` and `indent` in em."""
    lines: list[list[Atom]] = []
    line: list[Atom] = []
    width, whole = 0.0, room - indent
    for cluster in clusters(atoms):
        full, least = _measured(cluster)
        shared = tightened(line[-1].char, cluster[0].char) if line else 0.0
        if width + least - shared <= whole + 1e-6:
            line.extend(cluster)
            width += full - shared
            continue
        if line:
            lines.append(line)
            whole = room
        *cut, line = [cluster] if least <= whole + 1e-6 else list(_pieces(cluster, whole))
        if cut:
            lines.extend(cut)
            whole = room
        line, width = list(line), _measured(line)[0]
    return _without_orphan([*lines, line], room)


def _without_orphan(lines: list[list[Atom]], room: float) -> list[list[Atom]]:
    """Where one character and its mark would be left on the last line of prose, what stands before it comes down to it."""
    if len(lines) < 2 or room < PROSE or _letters(lines[-1]) > 1 or not lines[-1]:
        return lines
    *above, moved = clusters(lines[-2])
    if len(above) < PROSE / 2 or not _fits(moved + lines[-1], room) or _letters(moved) > PROSE / 2:
        return lines
    return [*lines[:-2], [atom for cluster in above for atom in cluster], moved + lines[-1]]


def _letters(atoms: list[Atom]) -> int:
    return sum(1 for atom in atoms if atom.char not in NO_START and atom.char not in BLANKS)


def stripped(atoms: list[Atom]) -> list[Atom]:
    """Atoms without the blanks at their end."""
    end = len(atoms)
    while end and atoms[end - 1].char in BLANKS:
        end -= 1
    return atoms[:end]
