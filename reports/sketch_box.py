"""A drawing, or a picture in its stead, in its cell of a sheet: vectors, never larger than it was drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, ClassVar

from models.forms.drawing import Drawing
from models.forms.drawing_shapes import Circle, Stroke, Words, extent, shapes
from reports.fonts import text_width
from reports.ink import shade
from reports.paragraph import plain

FULL = 72 / 25.4 / 2      # points of one unit at full size
MARGIN = 4.0
LINE = 0.9
LOST = "（照片没有找到）"


@dataclass(frozen=True)
class DrawingBox:
    """The title of the box at its upper left, the drawing in the middle of the rest; it takes the whole cell."""

    title: str
    drawing: Drawing | None
    pictures: Mapping[str, bytes]
    size: float
    fills: ClassVar[bool] = True

    def height(self, width: float) -> float:
        """The title; the strip says how tall the box is."""
        return plain(self.title, self.size, align="left").height(width)

    def draw(self, canvas: Any, x: float, top: float, width: float, height: float = 0) -> None:
        """Draws both."""
        title = plain(self.title, self.size, align="left")
        title.draw(canvas, x, top, width)
        if self.drawing is None:
            return
        used = title.height(width)
        if self.drawing.picture:
            draw_picture(canvas, self.pictures.get(self.drawing.picture), x, top - used, width, height - used - 2)
        elif self.drawing.marks:
            _draw_marks(canvas, self.drawing, x, top - used, width, height - used)

    def split(self, width: float, room: float) -> None:
        """A drawing is never cut."""


def draw_picture(canvas: Any, data: bytes | None, x: float, top: float, width: float, height: float, *, middle: bool = True) -> None:
    """A photo as large as fits, in the middle or at the left; words in its stead where its bytes are not here."""
    if data is None:
        plain(LOST, 9, align="center", colour=0.4).draw(canvas, x, top - height / 2 + 9, width)
        return
    from reportlab.lib.utils import ImageReader

    image = ImageReader(BytesIO(data))
    across, tall = image.getSize()
    scale = min(width / across, height / tall)
    wide, high = across * scale, tall * scale
    canvas.drawImage(image, x + (width - wide) / 2 * middle, top - height + (height - high) / 2, wide, high, mask="auto")


def _draw_marks(canvas: Any, drawing: Drawing, x: float, top: float, width: float, height: float) -> None:
    left, upper, right, lower = extent(drawing)
    scale = min(FULL, (width - 2 * MARGIN) / max(1.0, right - left), (height - 2 * MARGIN) / max(1.0, lower - upper))
    across = x + (width - (right - left) * scale) / 2 - left * scale
    down = top - (height - (lower - upper) * scale) / 2 + upper * scale
    canvas.saveState()
    canvas.setLineWidth(LINE)
    canvas.setLineCap(1)
    for shape in shapes(drawing):
        if isinstance(shape, Circle):
            canvas.circle(across + shape.x * scale, down - shape.y * scale, shape.radius * scale, stroke=1, fill=0)
        elif isinstance(shape, Stroke):
            _stroke(canvas, shape, across, down, scale)
        else:
            _words(canvas, shape, across, down, scale)
    canvas.restoreState()


def _stroke(canvas: Any, shape: Stroke, across: float, down: float, scale: float) -> None:
    canvas.setDash([4, 2.5] if shape.dashed else [])
    path = canvas.beginPath()
    for at, (x, y) in enumerate(shape.points):
        (path.lineTo if at else path.moveTo)(across + x * scale, down - y * scale)
    if shape.closed:
        path.close()
    canvas.drawPath(path, stroke=1, fill=0)
    canvas.setDash([])


def _words(canvas: Any, shape: Words, across: float, down: float, scale: float) -> None:
    size = shape.size * scale
    room = text_width(shape.text, size) + 4
    left, foot = across + shape.x * scale - room / 2, down - shape.y * scale - size * 0.55
    shade(canvas, left, foot, room, size * 1.15, 1)  # a line under words is hard to read
    line = plain(shape.text, size, align="center", leading=size * 1.4)
    line.draw(canvas, across + shape.x * scale - room / 2, down - shape.y * scale + size * 0.7, room)
