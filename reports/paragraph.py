"""Chinese paragraphs: lines that never begin or end with a forbidden mark, flush right, with a face found for every character."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import Any, ClassVar, Literal

from reports import fonts, ink

Align = Literal["left", "justify", "center", "right", "spread"]

NO_START = frozenset("，。、；：？！）〕】》〉」』〗”’…—～·％‰℃°々,.;:?!)]}%")
NO_END = frozenset("（〔【《〈「『〖“‘￥¥＄№☐☑([{")
DIGITS = frozenset("0123456789")
COUNTED = frozenset("年月日时分秒个元角万千瓦伏安米户台只套份页件次项回层号组")      # stay with the number before them
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
MOST_STRETCH = 0.4                                           # em a gap in a narrow cell; a line that would need more stays ragged
PROSE = 15                                                   # em; a column this wide is flush right whatever it takes


@dataclass(frozen=True)
class Run:
    """A piece of text in one weight; `under` draws a line below it, as below what is filled into a form letter."""

    text: str
    bold: bool = False
    under: bool = False


def bold(text: str) -> Run:
    """A piece of text in bold."""
    return Run(text, bold=True)


@dataclass(frozen=True)
class Atom:
    """One character with the face it is drawn in and its width in em."""

    char: str
    bold: bool
    face: str
    em: float
    under: bool = False


@dataclass(frozen=True)
class Line:
    """One set line: its atoms and the place of each in points from the paragraph's left edge, and the right end of its ink.

    `last` closes a hard line; `blanks` are those that fell away at its end.
    """

    atoms: tuple[Atom, ...]
    places: tuple[float, ...]
    end: float
    last: bool = False
    blanks: str = ""

    @property
    def text(self) -> str:
        """The characters of the line."""
        return "".join(atom.char for atom in self.atoms)


@lru_cache(maxsize=20_000)
def _atom(char: str, heavy: bool, under: bool) -> Atom:
    if char in BOXES:
        return Atom(char, heavy, "", 1.12)
    if char == GLUE:
        return Atom(char, heavy, "", 0.0)
    return Atom(char, heavy, fonts.face_of(char, heavy) or fonts.REGULAR, fonts.advance(char, heavy), under)


def _paragraphs(runs: tuple[Run, ...]) -> list[list[Atom]]:
    """Atoms of each hard line; tabs become spaces, carriage returns vanish."""
    lines: list[list[Atom]] = [[]]
    for run in runs:
        first, *more = run.text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")
        lines[-1].extend([_atom(char, run.bold, run.under) for char in first])
        lines.extend([_atom(char, run.bold, run.under) for char in text] for text in more)
    return lines


def _is_word(char: str) -> bool:
    return "!" <= char <= "~" or "\u00c0" <= char <= "\u024f" or "\u0370" <= char <= "\u03ff"


@lru_cache(maxsize=20_000)
def _joined(left: str, right: str) -> bool:
    """Whether no line may end between two characters."""
    if right in BLANKS or left in NO_END or right in NO_START or left == "." or GLUE in (left, right):
        return True
    if left in BLANKS:
        return False
    return (_is_word(left) and _is_word(right)) or (left in DIGITS and right in COUNTED)


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
    """Whether a unit stands at this place, behind a number and one blank (60 kW)."""
    if at < 2 or atoms[at - 2].char not in DIGITS:
        return False
    following = (atom.char for atom in atoms[at : at + 6])
    return "".join(takewhile(lambda char: char < "\u2e80" and (char.isalnum() or char == "Ω"), following)) in UNITS


def _tightened(left: str, right: str) -> float:
    """Em taken away between two full-width marks that stand side by side."""
    if left in HALF_RIGHT and (right in HALF_RIGHT or right in HALF_LEFT):
        return 0.5
    return 0.5 if left in HALF_LEFT and right in HALF_LEFT else 0.0


def _measured(atoms: list[Atom]) -> tuple[float, float]:
    """The width in em with the blanks at the end, and the least one: without them, a last mark giving up its empty half."""
    if len(atoms) == 1:
        return atoms[0].em, atoms[0].em - _hanging(atoms[0].char)
    kept = _stripped(atoms)
    width = sum([atom.em for atom in kept]) - sum([_tightened(a.char, b.char) for a, b in pairwise(kept)])
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


def _fill(atoms: list[Atom], room: float, indent: float) -> list[list[Atom]]:
    """Breaks one hard line greedily; `room` and `indent` in em."""
    lines: list[list[Atom]] = []
    line: list[Atom] = []
    width, whole = 0.0, room - indent
    for cluster in clusters(atoms):
        full, least = _measured(cluster)
        shared = _tightened(line[-1].char, cluster[0].char) if line else 0.0
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
    return [*lines, line]


@dataclass(frozen=True)
class Paragraph:
    """A block of text of any length. Sizes in points, indents in characters; user text goes in as plain Runs, never as markup.

    `hang` indents every line but the first. A paragraph of no characters still has the height of one line.
    """

    runs: tuple[Run, ...]
    size: float = 10.5
    leading: float = 0
    align: Align = "justify"
    indent: float = 0
    hang: float = 0
    colour: float = 0
    fills: ClassVar[bool] = False

    @property
    def line_height(self) -> float:
        """Points from one baseline to the next."""
        return self.leading or self.size * 1.5

    def lines(self, width: float) -> tuple[Line, ...]:
        """Sets the paragraph in a column of `width` points."""
        return set_lines(self, width)

    def set_anew(self, width: float) -> tuple[Line, ...]:
        """Sets the paragraph without looking into the memory of lines."""
        done: list[Line] = []
        for atoms in _paragraphs(self.runs):
            room = (width / self.size) - self.hang
            broken = _fill(atoms, room, self.indent - self.hang)
            for at, line in enumerate(broken):
                start = self.indent if at == 0 else self.hang
                kept = _stripped(line)
                placed = self._place(kept, start * self.size, width, last=at == len(broken) - 1)
                done.append(replace(placed, blanks="".join(a.char for a in line[len(kept):])))
        return tuple(done)

    def _place(self, atoms: list[Atom], start: float, width: float, *, last: bool) -> Line:
        advances = [atom.em for atom in atoms]
        gaps = [0.0] * len(atoms)
        for at, (one, other) in enumerate(pairwise(atoms)):
            advances[at] -= _tightened(one.char, other.char)
            gaps[at] = 0.0 if _is_word(one.char) and _is_word(other.char) and self.align != "spread" else 1.0
        natural = sum(advances) * self.size
        if natural > width - start + 1e-6 and atoms and atoms[-1].char in HALF_RIGHT:
            natural -= self.size / 2
        start, extra = self._aligned(start, width - start - natural, int(sum(gaps)), width, last)
        places, at_x = [], start
        for each, gap in zip(advances, gaps, strict=True):
            places.append(at_x)
            at_x += each * self.size + extra * gap
        return Line(tuple(atoms), tuple(places), start + natural + extra * sum(gaps), last)

    def _aligned(self, start: float, slack: float, gaps: int, width: float, last: bool) -> tuple[float, float]:
        """Returns where the line starts and what is added to each gap."""
        if self.align == "center":
            return start + max(0.0, slack) / 2, 0.0
        if self.align == "right":
            return start + max(0.0, slack), 0.0
        if self.align == "spread" and gaps:
            return start, slack / gaps
        wide = width >= PROSE * self.size or gaps and slack / gaps <= MOST_STRETCH * self.size
        if self.align == "justify" and gaps and (not last or slack < 0) and wide:
            return start, slack / gaps
        return start, 0.0

    def height(self, width: float) -> float:
        """Points the paragraph needs in a column of `width` points."""
        return len(self.lines(width)) * self.line_height

    def draw(self, canvas: Any, x: float, top: float, width: float, height: float = 0) -> None:
        """Draws the paragraph downwards from `top`."""
        first = top - (self.line_height - self.size) / 2 - 0.88 * self.size
        for number, line in enumerate(self.lines(width)):
            draw_line(canvas, line, x, first - number * self.line_height, self.size, self.colour)

    def split(self, width: float, room: float) -> tuple[Paragraph, Paragraph] | None:
        """Cuts the paragraph so that the first part fits into `room` points; None where not even one line does."""
        lines = self.lines(width)
        count = int((room + 1e-6) // self.line_height)
        if count < 1 or count >= len(lines):
            return None
        head = _runs_of(lines[:count])
        tail = _runs_of(lines[count:])
        rest = 0.0 if not lines[count - 1].last else self.indent
        return replace(self, runs=head), replace(self, runs=tail, indent=max(rest, self.hang))


@lru_cache(maxsize=4096)
def set_lines(paragraph: Paragraph, width: float) -> tuple[Line, ...]:
    """Remembers set lines while one paper is laid out; `forget_lines` empties it, for papers carry personal data."""
    return paragraph.set_anew(width)


def forget_lines() -> None:
    """Empties the memory of set lines."""
    set_lines.cache_clear()


def _runs_of(lines: tuple[Line, ...]) -> tuple[Run, ...]:
    """Rebuilds runs from set lines, with hard breaks where a hard line ended inside."""
    runs: list[Run] = []
    for number, line in enumerate(lines):
        runs.extend(Run(atom.char, atom.bold, atom.under) for atom in line.atoms)
        ends_hard = line.last and number < len(lines) - 1
        runs.append(Run("\n" if ends_hard else line.blanks))
    return tuple(runs)


def _stripped(atoms: list[Atom]) -> list[Atom]:
    end = len(atoms)
    while end and atoms[end - 1].char in BLANKS:
        end -= 1
    return atoms[:end]


def draw_line(canvas: Any, line: Line, x: float, baseline: float, size: float, grey: float = 0) -> None:
    """Draws one set line; characters of one face and even spacing go into one string, so that it copies out as text."""
    ink.write(canvas, (stroke for stroke in _strokes(line, x, size) if stroke.face), baseline, size, grey)
    _underline(canvas, line, x, baseline - 0.16 * size, size)
    for atom, place in zip(line.atoms, line.places, strict=True):
        if atom.char in BOXES:
            draw_box(canvas, x + place + 0.08 * size, baseline - 0.06 * size, 0.82 * size, ticked=atom.char == "☑")


def _underline(canvas: Any, line: Line, x: float, y: float, size: float) -> None:
    """Draws one line below each stretch of underlined characters."""
    if not any(atom.under for atom in line.atoms):
        return
    ends = [*line.places[1:], line.end]
    stretches: list[tuple[float, float]] = []
    for atom, place, end in zip(line.atoms, line.places, ends, strict=True):
        if not atom.under:
            continue
        if stretches and abs(stretches[-1][1] - place) < 0.01 * size:
            stretches[-1] = (stretches[-1][0], end)
        else:
            stretches.append((place, end))
    canvas.setLineWidth(0.5)
    for start, end in stretches:
        canvas.line(x + start, y, x + end, y)


def _strokes(line: Line, x: float, size: float) -> Iterator[ink.Stroke]:
    """Every stretch of one face with even gaps; boxes are left out.

    A blank ends the stretch before it whatever its gap: it has no ink, and readers drop one that opens a string.
    """
    atoms, places = line.atoms, line.places
    start, gap, open_ended = 0, 0.0, True
    for at, atom in enumerate(atoms[1:], 1):
        before = round(places[at] - places[at - 1] - atoms[at - 1].em * size, 3)
        if open_ended and atom.face == atoms[start].face and (at == start + 1 or before == gap or atom.char == " "):
            open_ended = at == start + 1 or before == gap
            gap = before if open_ended else gap
            continue
        yield _stroke(atoms[start:at], x + places[start], gap)
        start, gap, open_ended = at, 0.0, True
    if atoms:
        yield _stroke(atoms[start:], x + places[start], gap)


def _stroke(atoms: tuple[Atom, ...], x: float, gap: float) -> ink.Stroke:
    return ink.Stroke(atoms[0].face, x, gap, "".join([atom.char for atom in atoms]))


def draw_box(canvas: Any, x: float, y: float, side: float, *, ticked: bool) -> None:
    """Draws a check box as lines; the tick is a real character, so that it is found when the paper is read back."""
    ink.frame(canvas, x, y, side, side, 0.6)
    if ticked:
        face = fonts.face_of("✓", bold=True) or fonts.BOLD
        ink.write(canvas, (ink.Stroke(face, x + side * 0.06, 0, "✓"),), y + side * 0.14, side)


def plain(text: str, size: float = 10.5, **options: Any) -> Paragraph:
    """A paragraph of one weight."""
    return Paragraph((Run(text),), size=size, **options)


def heavy(text: str, size: float = 10.5, **options: Any) -> Paragraph:
    """A paragraph all in bold."""
    return Paragraph((Run(text, bold=True),), size=size, **options)


def mixed(*parts: str | Run, size: float = 10.5, **options: Any) -> Paragraph:
    """A paragraph of several weights: strings are regular, `bold(...)` is bold."""
    return Paragraph(tuple(Run(part) if isinstance(part, str) else part for part in parts), size=size, **options)
