"""Chinese paragraphs: lines that never begin or end with a forbidden mark, flush right, with a face found for every character."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, ClassVar, Literal

from reports import fonts

Align = Literal["left", "justify", "center", "right", "spread"]

NO_START = frozenset("，。、；：？！）〕】》〉」』”’…—～·％‰℃°,.;:?!)]}%")
NO_END = frozenset("（〔【《〈「『“‘￥¥＄№☐☑([{")
HALF_RIGHT = frozenset("，。、；：？！）〕】》〉」』”’")     # ink in the left half: may lose the right half
HALF_LEFT = frozenset("（〔【《〈「『“‘")
BOXES = frozenset("☐☑")
GLUE = "\u2060"                                              # word joiner: forbids a break, is never drawn
BLANKS = " \u3000"
SPLITS = "-/_.@"                                             # where an overlong word is cut by preference
MOST_STRETCH = 0.4                                           # em a gap; a line that would need more stays ragged


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
        for char in run.text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "):
            if char == "\n":
                lines.append([])
            else:
                lines[-1].append(_atom(char, run.bold, run.under))
    return lines


def _is_word(char: str) -> bool:
    return "!" <= char <= "~" or "\u00c0" <= char <= "\u024f" or "\u0370" <= char <= "\u03ff"


def _joined(left: str, right: str) -> bool:
    """Whether no line may end between two characters."""
    if right in BLANKS or left in NO_END or right in NO_START or left == "." or GLUE in (left, right):
        return True
    if left in BLANKS:
        return False
    return _is_word(left) and _is_word(right)


def clusters(atoms: list[Atom]) -> list[list[Atom]]:
    """Groups atoms that must stay on one line; a blank hangs on what stands before it."""
    groups: list[list[Atom]] = []
    for atom in atoms:
        if groups and _joined(groups[-1][-1].char, atom.char):
            groups[-1].append(atom)
        else:
            groups.append([atom])
    return groups


def _tightened(left: str, right: str) -> float:
    """Em taken away between two full-width marks that stand side by side."""
    if left in HALF_RIGHT and (right in HALF_RIGHT or right in HALF_LEFT):
        return 0.5
    return 0.5 if left in HALF_LEFT and right in HALF_LEFT else 0.0


def _natural(atoms: list[Atom]) -> float:
    """Width in em without the blanks at the end."""
    kept = _stripped(atoms)
    squeezed = sum(_tightened(a.char, b.char) for a, b in zip(kept, kept[1:], strict=False))
    return sum(atom.em for atom in kept) - squeezed


def _fits(atoms: list[Atom], room: float) -> bool:
    """Whether atoms fit into `room` em, the last mark giving up its empty half if need be."""
    width = _natural(atoms)
    if width <= room + 1e-6:
        return True
    return bool(atoms) and atoms[-1].char in HALF_RIGHT and width - 0.5 <= room + 1e-6


def _pieces(cluster: list[Atom], room: float) -> Iterator[list[Atom]]:
    """Cuts a cluster that is wider than a whole line into pieces that fit."""
    piece: list[Atom] = []
    for atom in cluster:
        if piece and not _fits([*piece, atom], room):
            cut = next((at for at in range(len(piece), len(piece) // 2, -1) if piece[at - 1].char in SPLITS), len(piece))
            yield piece[:cut]
            piece = piece[cut:]
        piece.append(atom)
    yield piece


def _fill(atoms: list[Atom], room: float, indent: float) -> list[list[Atom]]:
    """Breaks one hard line greedily; `room` and `indent` in em."""
    lines: list[list[Atom]] = []
    line: list[Atom] = []
    for cluster in clusters(atoms):
        left = room - (indent if not lines else 0)
        if _fits(line + cluster, left):
            line = line + cluster
            continue
        if line:
            lines.append(line)
        whole = room - (indent if not lines else 0)
        *full, line = [cluster] if _fits(cluster, whole) else list(_pieces(cluster, whole))
        lines.extend(full)
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
        room = width - start
        advances = [a.em * self.size for a in atoms]
        for at in range(len(atoms) - 1):
            advances[at] -= _tightened(atoms[at].char, atoms[at + 1].char) * self.size
        natural = sum(advances)
        if natural > room + 1e-6 and atoms and atoms[-1].char in HALF_RIGHT:
            natural -= self.size / 2
        slack = room - natural
        start, extra = self._aligned(start, slack, len(atoms), last)
        places, at_x = [], start
        for each in advances:
            places.append(at_x)
            at_x += each + extra
        return Line(tuple(atoms), tuple(places), start + natural + extra * max(0, len(atoms) - 1), last)

    def _aligned(self, start: float, slack: float, count: int, last: bool) -> tuple[float, float]:
        """Returns where the line starts and what is added to each gap."""
        if self.align == "center":
            return start + max(0.0, slack) / 2, 0.0
        if self.align == "right":
            return start + max(0.0, slack), 0.0
        gaps = max(1, count - 1)
        if self.align == "spread" and count > 1:
            return start, slack / gaps
        if self.align == "justify" and count > 1 and (not last or slack < 0) and slack / gaps <= MOST_STRETCH * self.size:
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
    text = canvas.beginText()
    text.setFillGray(grey)
    spacing = 0.0
    for piece, at, gap in _strings(line, size):
        text.setTextOrigin(x + at, baseline)
        if gap != spacing:
            text.setCharSpace(gap)
            spacing = gap
        text.setFont(piece[0].face, size)
        text.textOut("".join(atom.char for atom in piece))
    if spacing:
        text.setCharSpace(0)
    canvas.drawText(text)
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


def _strings(line: Line, size: float) -> Iterator[tuple[list[Atom], float, float]]:
    """Yields (atoms, place, extra gap) for every stretch of one face with even gaps; boxes are left out."""
    piece: list[Atom] = []
    start, gap = 0.0, 0.0
    for at, (atom, place) in enumerate(zip(line.atoms, line.places, strict=True)):
        if not atom.face:
            continue
        before = None if not piece else round(place - line.places[at - 1] - line.atoms[at - 1].em * size, 4)
        follows = piece and piece[-1] is line.atoms[at - 1] and atom.face == piece[0].face
        if follows and before is not None and (len(piece) == 1 or before == gap):
            gap = before
            piece.append(atom)
            continue
        if piece:
            yield piece, start, gap
        piece, start, gap = [atom], place, 0.0
    if piece:
        yield piece, start, gap


def draw_box(canvas: Any, x: float, y: float, side: float, *, ticked: bool) -> None:
    """Draws a check box as lines; the tick is a real character, so that it is found when the paper is read back."""
    canvas.saveState()
    canvas.setLineWidth(0.6)
    canvas.rect(x, y, side, side, stroke=1, fill=0)
    if ticked:
        text = canvas.beginText(x + side * 0.06, y + side * 0.14)
        text.setFont(fonts.face_of("✓", bold=True) or fonts.BOLD, side)
        text.textOut("✓")
        canvas.drawText(text)
    canvas.restoreState()


def plain(text: str, size: float = 10.5, **options: Any) -> Paragraph:
    """A paragraph of one weight."""
    return Paragraph((Run(text),), size=size, **options)


def heavy(text: str, size: float = 10.5, **options: Any) -> Paragraph:
    """A paragraph all in bold."""
    return Paragraph((Run(text, bold=True),), size=size, **options)


def mixed(*parts: str | Run, size: float = 10.5, **options: Any) -> Paragraph:
    """A paragraph of several weights: strings are regular, `bold(...)` is bold."""
    return Paragraph(tuple(Run(part) if isinstance(part, str) else part for part in parts), size=size, **options)
