"""QR codes as vectors: the case number and its short check code, readable by any phone without a network."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

from reports import ink
from reports.paragraph import plain


def case_payload(case_no: str, check_code: str) -> str:
    """What the code on a paper says: the case number and the check code, parted by a blank."""
    return f"{case_no} {check_code}".strip()


@dataclass(frozen=True)
class QrCode:
    """A QR code of `side` points with a quiet zone of four modules, and a caption below it."""

    payload: str
    side: float = 62
    caption: str = ""
    caption_size: float = 7
    fills: ClassVar[bool] = False

    def height(self, width: float) -> float:
        """The side and the caption's lines."""
        return self.side + (self._caption().height(width) if self.caption else 0)

    def _caption(self) -> Any:
        return plain(self.caption, self.caption_size, align="center", leading=self.caption_size * 1.3)

    def draw(self, canvas: Any, x: float, top: float, width: float, height: float = 0) -> None:
        """Draws the dark modules as horizontal bars, centred in the column."""
        modules, dark = dark_bars(self.payload)
        module = self.side / (modules + 8)
        ink.bars(canvas, x + (width - self.side) / 2 + 4 * module, top - 4 * module, module, dark)
        if self.caption:
            self._caption().draw(canvas, x, top - self.side, width)

    def split(self, width: float, room: float) -> None:
        """A code is never cut."""


@lru_cache(maxsize=4)
def dark_bars(payload: str) -> tuple[int, tuple[tuple[int, int, int], ...]]:
    """Modules a side, and every bar of dark ones as (column, row, length); a paper draws the same code in each part."""
    import segno

    rows = segno.make(payload, error="m", micro=False).matrix
    return len(rows), tuple((start, line, length) for line, row in enumerate(rows) for start, length in _bars(bytes(row)))


def _bars(row: bytes) -> list[tuple[int, int]]:
    """Start and length of each stretch of dark modules."""
    bars: list[tuple[int, int]] = []
    for at, dark in enumerate(row):
        if not dark:
            continue
        if bars and sum(bars[-1]) == at:
            bars[-1] = (bars[-1][0], bars[-1][1] + 1)
        else:
            bars.append((at, 1))
    return bars
