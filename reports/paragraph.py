"""Chinese paragraphs: lines that never begin or end with a forbidden mark, flush right, with a face found for every character."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any, ClassVar, Literal

from reports import fonts, ink
from reports.breaking import BOXES, HALF_RIGHT, PROSE, Atom, atom_of, broken, is_word, stripped, tightened

Align = Literal["left", "justify", "center", "right", "spread"]

LEAST_LINES = 2                                              # of a paragraph at the foot or head of a page
MOST_STRETCH = 0.4                                           # em a gap in a narrow cell; a line that would need more stays ragged


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


def _paragraphs(runs: tuple[Run, ...]) -> list[list[Atom]]:
    """Atoms of each hard line; tabs become spaces, carriage returns vanish."""
    lines: list[list[Atom]] = [[]]
    for run in runs:
        first, *more = run.text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")
        lines[-1].extend([atom_of(char, run.bold, run.under) for char in first])
        lines.extend([atom_of(char, run.bold, run.under) for char in text] for text in more)
    return lines


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
            lines = broken(atoms, room, self.indent - self.hang)
            for at, line in enumerate(lines):
                start = self.indent if at == 0 else self.hang
                kept = stripped(line)
                placed = self._place(kept, start * self.size, width, last=at == len(lines) - 1)
                done.append(replace(placed, blanks="".join(a.char for a in line[len(kept):])))
        return tuple(done)

    def _place(self, atoms: list[Atom], start: float, width: float, *, last: bool) -> Line:
        advances = [atom.em for atom in atoms]
        gaps = [0.0] * len(atoms)
        for at, (one, other) in enumerate(pairwise(atoms)):
            advances[at] -= tightened(one.char, other.char)
            gaps[at] = 0.0 if is_word(one.char) and is_word(other.char) and self.align != "spread" else 1.0
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
        """Cuts the paragraph so that the first part fits into `room` points, at least two lines on either side; None where it cannot."""
        lines = self.lines(width)
        count = min(int((room + 1e-6) // self.line_height), len(lines) - LEAST_LINES)
        if count < LEAST_LINES:
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
