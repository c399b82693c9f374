"""A drawing while it is made: placing, moving, naming, deleting marks, with undo; knows no screen."""

from __future__ import annotations

from dataclasses import replace

from models.forms.drawing import GRID, HEIGHT, LINES, MOST_MARKS, MOST_POINTS, WIDTH, Drawing, Mark, Point

NEAR = 9
MOST_UNDONE = 200


def snapped(x: float, y: float) -> Point:
    """The nearest crossing of the grid on the canvas."""
    return tuple(  # type: ignore[return-value]
        max(0, min(most, round(value / GRID) * GRID)) for value, most in ((x, WIDTH), (y, HEIGHT))
    )


class Sketch:
    """The marks, which of them is chosen (-1 = none), the line that is being drawn, and what was before."""

    def __init__(self, drawing: Drawing) -> None:
        self.marks = drawing.marks
        self.chosen = -1
        self.begun: tuple[Point, ...] = ()
        self._before: list[tuple[Mark, ...]] = []
        self._after: list[tuple[Mark, ...]] = []

    @property
    def drawing(self) -> Drawing:
        """What stands there now."""
        return Drawing(self.marks)

    @property
    def mark(self) -> Mark | None:
        """The mark that is chosen."""
        return self.marks[self.chosen] if 0 <= self.chosen < len(self.marks) else None

    @property
    def full(self) -> bool:
        """Whether nothing more can be placed."""
        return len(self.marks) >= MOST_MARKS

    def place(self, kind: str, at: Point, text: str = "") -> None:
        """Puts a symbol, or words, and chooses it."""
        if not self.full and (kind != "label" or text.strip()):
            self._change((*self.marks, Mark(kind, (at,), text.strip())))
            self.chosen = len(self.marks) - 1

    def lead(self, kind: str, at: Point) -> None:
        """Adds a point to the line that is being drawn; the same point again ends it."""
        if self.begun and (at == self.begun[-1] or len(self.begun) >= MOST_POINTS):
            self.end_line(kind)
        else:
            self.begun = (*self.begun, at)

    def end_line(self, kind: str) -> None:
        """Keeps the line that was being drawn, if it has two points."""
        points, self.begun = self.begun, ()
        if len(points) > 1 and kind in LINES and not self.full:
            self._change((*self.marks, Mark(kind, points)))
            self.chosen = len(self.marks) - 1

    def choose(self, x: float, y: float) -> bool:
        """Chooses the topmost mark near a place; false and none where there is none."""
        near = [(_distance(mark, x, y), -at) for at, mark in enumerate(self.marks)]
        best = min(near, default=(NEAR + 1.0, 0))
        self.chosen = -best[1] if near and best[0] <= NEAR else -1
        return self.chosen >= 0

    def next(self, step: int) -> None:
        """Chooses the next mark, round and round."""
        if self.marks:
            self.chosen = (self.chosen + step) % len(self.marks) if self.chosen >= 0 else (0 if step > 0 else len(self.marks) - 1)

    def move(self, right: int, down: int, *, on: bool = False) -> None:
        """Moves the chosen mark; `on` goes on with a move that undo takes back as one."""
        if self.mark:
            self._put(self.mark.moved(right, down), on=on)

    def name(self, text: str, *, on: bool = False) -> None:
        """Changes the words of the chosen mark; words alone are never empty."""
        if self.mark and text != self.mark.text and (text.strip() or self.mark.kind != "label"):
            self._put(replace(self.mark, text=text), on=on)

    def delete(self) -> None:
        """Takes the chosen mark away."""
        if self.mark:
            self._change(self.marks[: self.chosen] + self.marks[self.chosen + 1 :])
            self.chosen = -1

    def clear(self) -> None:
        """Takes everything away; undo brings it back."""
        if self.marks:
            self._change(())
            self.chosen = -1

    def undo(self) -> None:
        """Back by one step."""
        if self._before:
            self._after.append(self.marks)
            self.marks, self.chosen = self._before.pop(), -1

    def redo(self) -> None:
        """Forward again by one step."""
        if self._after:
            self._before.append(self.marks)
            self.marks, self.chosen = self._after.pop(), -1

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to go back."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back."""
        return bool(self._after)

    def _put(self, mark: Mark, *, on: bool) -> None:
        marks = (*self.marks[: self.chosen], mark, *self.marks[self.chosen + 1 :])
        if on:
            self.marks = marks
        else:
            self._change(marks)

    def _change(self, marks: tuple[Mark, ...]) -> None:
        if marks != self.marks:
            self._before = [*self._before[-MOST_UNDONE:], self.marks]
            self._after.clear()
            self.marks = marks


def _distance(mark: Mark, x: float, y: float) -> float:
    """From a place to a mark, in units; inside a symbol it is nearly none."""
    if mark.kind in LINES:
        return min(_to_segment(x, y, *a, *b) for a, b in zip(mark.points, mark.points[1:], strict=False))
    away_x, away_y = abs(x - mark.points[0][0]), abs(y - mark.points[0][1])
    if mark.kind == "label":
        away_x = max(0.0, away_x - len(mark.text) * 3.5)
    return max(0.0, max(away_x, away_y) - 4)


def _to_segment(x: float, y: float, ax: int, ay: int, bx: int, by: int) -> float:
    length = (bx - ax) ** 2 + (by - ay) ** 2
    along = max(0.0, min(1.0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length)) if length else 0.0
    return float(((x - ax - along * (bx - ax)) ** 2 + (y - ay - along * (by - ay)) ** 2) ** 0.5)
