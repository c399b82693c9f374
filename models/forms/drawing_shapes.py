"""What the marks of a drawing look like, said once for screen and paper: strokes, circles and words in the drawing's own units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from models.forms.drawing import LINES, Drawing, Mark, Point

WORDS = 7.0
"""Size of words: 10 points at full size."""


@dataclass(frozen=True)
class Stroke:
    """A line through points; `dashed` for cables and boundaries, `closed` returns to its beginning."""

    points: tuple[tuple[float, float], ...]
    closed: bool = False
    dashed: bool = False


@dataclass(frozen=True)
class Circle:
    """A circle around a point."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Words:
    """Words centred at x, their middle at y."""

    x: float
    y: float
    text: str
    size: float = WORDS


Shape = Stroke | Circle | Words


def shapes(drawing: Drawing) -> Iterator[Shape]:
    """Everything to draw, in order."""
    for mark in drawing.marks:
        yield from shapes_of(mark)


def shapes_of(mark: Mark) -> Iterator[Shape]:
    """One mark, with the words below it."""
    if mark.kind in LINES:
        yield Stroke(tuple((float(x), float(y)) for x, y in mark.points), dashed=mark.kind == "cable")
        if mark.text:
            (x, y), (x2, y2) = _middle(mark.points)
            yield Words((x + x2) / 2, (y + y2) / 2 - 6, mark.text)
        return
    x, y = mark.points[0]
    yield from _SYMBOLS[mark.kind](x, y)
    if mark.text:
        yield Words(x, y + _BELOW[mark.kind], mark.text)


def extent(drawing: Drawing) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of all that is drawn, words included as wide as Chinese would be."""
    boxes = [_box(shape) for shape in shapes(drawing)]
    if not boxes:
        return 0, 0, 0, 0
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)


def _box(shape: Shape) -> tuple[float, float, float, float]:
    if isinstance(shape, Circle):
        return shape.x - shape.radius, shape.y - shape.radius, shape.x + shape.radius, shape.y + shape.radius
    if isinstance(shape, Words):
        half = len(shape.text) * shape.size / 2
        return shape.x - half, shape.y - shape.size * 0.7, shape.x + half, shape.y + shape.size * 0.7
    across, down = zip(*shape.points, strict=True)
    return min(across), min(down), max(across), max(down)


def _middle(points: tuple[Point, ...]) -> tuple[Point, Point]:
    at = (len(points) - 1) // 2
    return points[at], points[at + 1]


def _pole(x: int, y: int) -> Iterator[Shape]:
    yield Circle(x, y, 3)


def _transformer(x: int, y: int) -> Iterator[Shape]:
    yield Circle(x - 4, y, 7)
    yield Circle(x + 4, y, 7)


def _meter(x: int, y: int) -> Iterator[Shape]:
    yield Stroke(((x - 7, y - 6), (x + 7, y - 6), (x + 7, y + 6), (x - 7, y + 6)), closed=True)
    yield Words(x, y, "表")


def _house(x: int, y: int) -> Iterator[Shape]:
    yield Stroke(((x - 11, y - 3), (x, y - 11), (x + 11, y - 3)), closed=True)
    yield Stroke(((x - 9, y - 3), (x - 9, y + 10), (x + 9, y + 10), (x + 9, y - 3)))
    yield Stroke(((x - 2, y + 10), (x - 2, y + 3), (x + 3, y + 3), (x + 3, y + 10)))


def _boundary(x: int, y: int) -> Iterator[Shape]:
    yield Stroke(((x, y - 14), (x, y + 14)), dashed=True)
    yield Words(x, y - 19, "产权分界点")


def _label(x: int, y: int) -> Iterator[Shape]:
    yield from ()


_SYMBOLS = {"pole": _pole, "transformer": _transformer, "meter": _meter, "house": _house, "boundary": _boundary, "label": _label}
_BELOW = {"pole": 9, "transformer": 13, "meter": 12, "house": 16, "boundary": 20, "label": 0}
