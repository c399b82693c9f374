"""A small plan drawn by hand: lines, poles, houses and words on a grid, kept as a few lines of text; or a picture instead."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

WIDTH, HEIGHT = 340, 120
"""Of the canvas, in units of half a millimetre at full size; places count from its upper left corner."""
GRID = 5
"""Of those units: marks are put on every fifth."""
MOST_MARKS = 300
MOST_POINTS = 40
LONGEST_WORDS = 40
LINES = {"line": "架空线", "cable": "电缆"}
SYMBOLS = {"pole": "电杆", "transformer": "变压器", "meter": "表箱", "house": "房屋", "boundary": "产权分界", "label": "文字"}

Point = tuple[int, int]
_PLACE = re.compile(r"(\d{1,3}),(\d{1,3})")
_PICTURE = re.compile(r"picture ([0-9a-f]{64})")


@dataclass(frozen=True)
class Mark:
    """One thing drawn: a line through its points, or a symbol at its one point, with words below it where there are any."""

    kind: str
    points: tuple[Point, ...]
    text: str = ""

    def moved(self, right: int, down: int) -> Mark:
        """The same elsewhere, as far as the canvas reaches."""
        left, top = min(x for x, _ in self.points), min(y for _, y in self.points)
        across, below = max(x for x, _ in self.points), max(y for _, y in self.points)
        right, down = max(-left, min(WIDTH - across, right)), max(-top, min(HEIGHT - below, down))
        return replace(self, points=tuple((x + right, y + down) for x, y in self.points))


@dataclass(frozen=True)
class Drawing:
    """The value of a sketch box: marks in the order they were drawn, or the SHA-256 of an attached picture."""

    marks: tuple[Mark, ...] = ()
    picture: str = ""

    def __str__(self) -> str:
        """The text that `read` understands: a line for each mark."""
        if self.picture:
            return f"picture {self.picture}"
        return "\n".join(" ".join((mark.kind, *(f"{x},{y}" for x, y in mark.points), mark.text)).rstrip() for mark in self.marks)

    @classmethod
    def read(cls, text: str) -> Drawing:
        """The drawing behind a text; ValueError with a sentence where it is none."""
        if found := _PICTURE.fullmatch(text.strip()):
            return cls(picture=found[1])
        lines = text.splitlines()
        if len(lines) > MOST_MARKS:
            raise ValueError(f"画的东西太多（{len(lines)} 个，最多 {MOST_MARKS} 个），请删去一些")
        return cls(tuple(_mark(line) for line in lines if line.strip()))


def _mark(line: str) -> Mark:
    kind, _, rest = line.strip().partition(" ")
    points: list[Point] = []
    while found := _PLACE.match(rest):
        points.append((int(found[1]), int(found[2])))
        rest = rest[found.end() :].removeprefix(" ")
    text = rest.strip()
    right_count = 2 <= len(points) <= MOST_POINTS if kind in LINES else len(points) == 1 and kind in SYMBOLS
    if not right_count or any(x > WIDTH or y > HEIGHT for x, y in points) or len(text) > LONGEST_WORDS or (kind == "label" and not text):
        raise ValueError("简图的内容读不出来，请重新画")
    return Mark(kind, tuple(points), text)
