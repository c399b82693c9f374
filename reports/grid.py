"""Ruled tables as the paper forms have them: strips of cells that grow with their text and break between pages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar, Protocol

from reports import ink
from reports.fonts import REGULAR, advance, face_of

HAIR = 0.5
FRAME = 1.0
SHADE = 0.945


class Block(Protocol):
    """Anything that stands on paper: it knows its height in a column and draws itself downwards from `top` (points)."""

    @property
    def fills(self) -> bool:
        """Whether the block wants the whole height of its cell."""

    def height(self, width: float) -> float:
        """The least height in a column of `width`."""

    def draw(self, canvas: Any, x: float, top: float, width: float, height: float = 0) -> None:
        """Draws the block; `height` is the room it has, at least its own height."""

    def split(self, width: float, room: float) -> tuple[Any, Any] | None:
        """Cuts the block so that the first part fits into `room`; None where it cannot be cut there."""


@dataclass(frozen=True)
class Gap:
    """Empty height; falls away at the top of a page."""

    points: float
    fills: ClassVar[bool] = False

    def height(self, width: float) -> float:
        """The height asked for."""
        return self.points

    def draw(self, canvas: Any, x: float, top: float, width: float, height: float = 0) -> None:
        """Draws nothing."""

    def split(self, width: float, room: float) -> None:
        """A gap is never cut."""


@dataclass(frozen=True)
class PageBreak:
    """What follows begins a new sheet."""

    fills: ClassVar[bool] = False

    def height(self, width: float) -> float:
        """Nothing."""
        return 0

    def draw(self, canvas: Any, x: float, top: float, width: float, height: float = 0) -> None:
        """Draws nothing."""

    def split(self, width: float, room: float) -> None:
        """Never cut."""


@dataclass(frozen=True)
class Stack:
    """Blocks one below the other; `whole` keeps them on one page unless they are taller than `most`."""

    blocks: tuple[Block, ...]
    gap: float = 0
    whole: bool = False
    most: float = 300.0
    fills: ClassVar[bool] = False

    def height(self, width: float) -> float:
        """The sum of the parts and the gaps between them."""
        return sum(block.height(width) for block in self.blocks) + self.gap * max(0, len(self.blocks) - 1)

    def draw(self, canvas: Any, x: float, top: float, width: float, height: float = 0) -> None:
        """Draws the parts from the top down."""
        for block in self.blocks:
            own = block.height(width)
            block.draw(canvas, x, top, width, own)
            top -= own + self.gap

    def split(self, width: float, room: float) -> tuple[Stack, Stack] | None:
        """Cuts between two parts, or inside the first part that does not fit."""
        if self.whole and self.height(width) <= self.most:
            return None
        used = 0.0
        for at, block in enumerate(self.blocks):
            own = block.height(width)
            if used + own <= room:
                used += own + self.gap
                continue
            cut = block.split(width, room - used)
            if cut is None:
                break_at = self.blocks[:at], self.blocks[at:]
                return None if not at else (replace(self, blocks=break_at[0]), replace(self, blocks=break_at[1]))
            return replace(self, blocks=(*self.blocks[:at], cut[0])), replace(self, blocks=(cut[1], *self.blocks[at + 1 :]))
        return None


@dataclass(frozen=True)
class Cell:
    """One cell: its block, its share of the strip's width (or a fixed width in points), and how the block stands in it.

    Where its strip is cut between two pages, `again` sets the block (a label) on the second as well.
    """

    block: Block
    weight: float = 1
    fixed: float = 0
    shaded: bool = False
    middle: bool = True
    inset: tuple[float, float] = (4.5, 3)
    again: bool = False

    def height(self, width: float) -> float:
        """The least height of the cell."""
        return self.block.height(width - 2 * self.inset[0]) + 2 * self.inset[1]

    def draw(self, canvas: Any, x: float, top: float, width: float, height: float) -> None:
        """Draws ground, content and border."""
        if self.shaded:
            ink.shade(canvas, x, top - height, width, height, SHADE)
        inner, room = width - 2 * self.inset[0], height - 2 * self.inset[1]
        own = room if self.block.fills else self.block.height(inner)
        down = (room - own) / 2 if self.middle else 0
        self.block.draw(canvas, x + self.inset[0], top - self.inset[1] - down, inner, own)
        ink.frame(canvas, x, top - height, width, height, HAIR)


@dataclass(frozen=True)
class Strip:
    """One row of cells. `heads` are drawn again where the strip opens a page; `keep` holds it on the page of the next strip.

    `signed`: a place for signatures, which never goes overleaf without something of what is signed.
    """

    cells: tuple[Cell, ...]
    least: float = 0
    heads: tuple[Strip, ...] = ()
    keep: bool = False
    signed: bool = False

    def widths(self, width: float) -> tuple[float, ...]:
        """The cells' widths: fixed ones first, the rest shared by weight."""
        rest = width - sum(cell.fixed for cell in self.cells)
        total = sum(cell.weight for cell in self.cells if not cell.fixed) or 1
        return tuple(cell.fixed or rest * cell.weight / total for cell in self.cells)

    def height(self, width: float) -> float:
        """The height of the tallest cell, at least `least`."""
        return max(self.least, *(cell.height(own) for cell, own in zip(self.cells, self.widths(width), strict=True)))

    def draw(self, canvas: Any, x: float, top: float, width: float, height: float) -> None:
        """Draws the cells side by side."""
        for cell, own in zip(self.cells, self.widths(width), strict=True):
            cell.draw(canvas, x, top, own, height)
            x += own

    def cut(self, width: float, room: float) -> tuple[Strip, Strip] | None:
        """Cuts a strip that is too tall inside its cells; None where no cell can be cut there."""
        first, second = [], []
        cut_any = False
        for cell, own in zip(self.cells, self.widths(width), strict=True):
            inner, inside = own - 2 * cell.inset[0], room - 2 * cell.inset[1]
            if cell.block.height(inner) <= inside:
                first.append(cell)
                second.append(cell if cell.again else replace(cell, block=Gap(0)))
                continue
            parts = cell.block.split(inner, inside)
            if parts is None:
                return None
            cut_any = True
            first.append(replace(cell, block=parts[0]))
            second.append(replace(cell, block=parts[1]))
        return (replace(self, cells=tuple(first), least=0), replace(self, cells=tuple(second), least=0)) if cut_any else None


@dataclass(frozen=True)
class Grid:
    """Strips with hair lines between them and a stronger frame around; nested grids go without frame."""

    strips: tuple[Strip, ...]
    framed: bool = True
    fills: ClassVar[bool] = True

    def height(self, width: float) -> float:
        """The sum of the strips."""
        return sum(strip.height(width) for strip in self.strips)

    def draw(self, canvas: Any, x: float, top: float, width: float, height: float = 0) -> None:
        """Draws the strips; spare height is shared among them."""
        spare = max(0.0, height - self.height(width)) / max(1, len(self.strips))
        at = top
        for strip in self.strips:
            own = strip.height(width) + spare
            strip.draw(canvas, x, at, width, own)
            at -= own
        if self.framed:
            ink.frame(canvas, x, at, width, top - at, FRAME)

    def split(self, width: float, room: float) -> tuple[Grid, Grid] | None:
        """Cuts between strips (never after one that keeps with the next), or inside a strip too tall for any page."""
        used, count = 0.0, 0
        while count < len(self.strips) and used + self.strips[count].height(width) <= room + 1e-6:
            used += self.strips[count].height(width)
            count += 1
        tall = count < len(self.strips) and self.strips[count].height(width) > TALL
        cut = self.strips[count].cut(width, room - used) if tall and room - used > LEAST_CUT else None
        if cut is not None:
            return self._parts((*self.strips[:count], cut[0]), (cut[1], *self.strips[count + 1 :]))
        if count > 1 and all(strip.signed for strip in self.strips[count:]) and self.strips[count - 1].height(width) <= TALL:
            count -= 1
        while count and self.strips[count - 1].keep:
            count -= 1
        return self._parts(self.strips[:count], self.strips[count:]) if 0 < count < len(self.strips) else None

    def _parts(self, first: tuple[Strip, ...], second: tuple[Strip, ...]) -> tuple[Grid, Grid]:
        return replace(self, strips=first), replace(self, strips=(*second[0].heads, *second))


TALL = 300.0        # a strip taller than this may be cut inside
LEAST_CUT = 60.0    # but not to leave less than this at the foot of a page


@dataclass(frozen=True)
class Boxes:
    """One box a character (ID numbers, mobile phones); falls back to plain text where the value is longer than the boxes."""

    text: str
    count: int
    size: float = 10.5
    fills: ClassVar[bool] = True

    def height(self, width: float) -> float:
        """One line."""
        return self.size * 1.5

    def draw(self, canvas: Any, x: float, top: float, width: float, height: float = 0) -> None:
        """Draws dividing lines over the cell's whole height and a character in the middle of each box."""
        side = width / self.count
        canvas.setLineWidth(HAIR)
        for at in range(1, self.count):
            canvas.line(x + at * side, top, x + at * side, top - height)
        size = min(self.size, side * 1.35)
        baseline = top - height / 2 - 0.36 * size
        for at, char in enumerate(self.text):
            left = x + at * side + (side - advance(char) * size) / 2
            ink.write(canvas, (ink.Stroke(face_of(char) or REGULAR, left, 0, char),), baseline, size)

    def split(self, width: float, room: float) -> None:
        """Boxes are never cut."""
